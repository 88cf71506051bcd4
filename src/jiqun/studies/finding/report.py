"""What a search reports: counts by way, the largest clusters, what was left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import polars as pl

from jiqun.clusters.finds import Way
from jiqun.clusters.leading import led_by
from jiqun.core import Caution, Record, Words
from jiqun.studies.finding.once import once_of
from jiqun.studies.finding.records import FoundCluster, FoundRecord, cluster_of, found_records
from jiqun.studies.jobs import Done
from jiqun.tables import standing
from jiqun.workspace import Workspace

#: Rows of a report's table.
TOP = 10
#: A cluster is marked below this chance of being found again.
SURE = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class WayCount:
    """What one way found.

    Attributes
    ----------
    finds, outermost
        How many finds there are, cores too; those inside no other.
    clusters
        How many clusters it is one of the finders of, each counted once.
    virtual
        Dense though far apart.
    expected, sure
        How many are to be expected again next year (the sum of their chances; None where no chance
        is known); those with a chance of at least 0.9.
    """

    way: Way
    finds: int
    outermost: int
    clusters: int
    virtual: int
    expected: float | None
    sure: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenth:
    """Clusters of earlier years by what was predicted: mean chance, share found again."""

    low: float
    high: float
    clusters: int
    chance: float
    again: float


@dataclass(frozen=True, slots=True, kw_only=True)
class WayChance:
    """How the chance of being found again was learned in one way, and how well it predicts.

    Attributes
    ----------
    basis
        "own": fitted on the workspace's earlier years; "packaged": on planted economies.
    pairs
        The earlier years of the pairs that were looked at, the latest first.
    inputs
        What it reads of a cluster.
    clusters, share
        Clusters that were held out, and the share (0-1) of them found again.
    brier, brier_share, brier_survival
        Mean squared error of the held-out chances, of that share told of each, of the survival.
    reliability
        By tenths of the chance.
    """

    way: Way
    basis: Literal["own", "packaged"]
    pairs: tuple[int, ...]
    inputs: tuple[str, ...]
    clusters: int
    share: float
    brier: float
    brier_share: float
    brier_survival: float | None
    reliability: tuple[Tenth, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A way that the data do not allow: what it needs, what is missing."""

    way: Way
    needs: Words
    missing: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class FindReport:
    """What a search did.

    Attributes
    ----------
    workspace, commit
        Where, and the commit that holds the results.
    unchanged
        True where the same search of the same tables stood there already.
    year, level, definitions
        What was searched.
    ways
        One row a way that was used.
    chances
        How the chance of each of these ways was learned.
    clusters, finds
        How many clusters stand in the workspace now, each counted once; how many finds of all ways
        they were seen as.
    once
        ``clusters``, and those that one, two and three ways found.
    top
        The largest clusters that these ways found.
    items
        What :func:`jiqun.studies.found_record` gives of each cluster of these
        ways, where asked for; ``record`` is then the digest of the report's.
    record
        What makes the results re-runnable.
    left_out
        The ways that the data do not allow.
    cautions
        What deserves doubt: a code, a colon, a sentence.
    seconds
        Time by step.
    next
        Commands to go on with.
    """

    workspace: str
    commit: int
    unchanged: bool
    year: int | None
    level: str | None
    definitions: tuple[str, ...]
    ways: tuple[WayCount, ...]
    chances: tuple[WayChance, ...]
    clusters: int
    finds: int
    once: Mapping[str, int]
    top: tuple[FoundCluster, ...]
    items: tuple[FoundRecord, ...]
    record: Record
    left_out: tuple[LeftOut, ...]
    cautions: tuple[Caution, ...]
    seconds: Mapping[str, float]
    next: tuple[str, ...]


def report_of(
    ws: Workspace,
    chosen: Sequence[Way],
    left_out: tuple[LeftOut, ...],
    done: Done,
    *,
    top: int,
    full: bool,
) -> FindReport:
    """Summarise from what the workspace holds, so that a repeated search answers the same."""
    record = ws.record("found_clusters")
    finds, whole = ws.frame("finds").drop("geometry"), ws.frame("found_clusters")
    searched = record.parameters["searched"]
    counts = [_count(finds, whole, way) for way in chosen]
    shown = whole.filter(pl.col("ways").list.set_intersection(list(chosen)).list.len() > 0)
    largest = shown.drop("geometry").sort(
        [standing(led_by(whole)), "organisations", "cluster"], descending=[True, True, False],
        nulls_last=True,
    ).head(top)  # fmt: skip
    return FindReport(
        workspace=str(ws.path),
        commit=ws.version,
        unchanged=done.unchanged,
        year=searched["year"],
        level=searched["level"],
        definitions=tuple(searched["definitions"]),
        ways=tuple(counts),
        chances=tuple(one for way in chosen if (one := way_chance(ws, way)) is not None),
        clusters=len(whole),
        finds=len(finds),
        once=once_of(ws),
        top=tuple(cluster_of(row) for row in largest.iter_rows(named=True)),
        items=tuple(found_records(ws, shown, brief=True)) if full else (),
        record=record,
        left_out=left_out,
        cautions=record.cautions,
        seconds=done.seconds,
        next=_next(ws, largest),
    )


def way_chance(ws: Workspace, way: str) -> WayChance | None:
    """Give how a way's chance was learned; None where it is not known."""
    told = ws.record("found_clusters").parameters.get("chances", {}).get(way)
    if told is None or "basis" not in told:
        return None
    rows = ws.frame("found_reliability").filter(pl.col("way") == way).drop("way", "basis")
    lists = {name: tuple(told[name]) for name in ("pairs", "inputs")}
    tenths = tuple(Tenth(**row) for row in rows.iter_rows(named=True))
    return WayChance(way=way, reliability=tenths, **{**told, **lists})  # type: ignore[arg-type]


def _next(ws: Workspace, largest: pl.DataFrame) -> tuple[str, ...]:
    codes = largest["cluster"].head(1).to_list()
    return (
        *(f"jiqun clusters stability {ws.path} '{code}'" for code in codes),
        f"jiqun serve {ws.path}",
    )


def _count(finds: pl.DataFrame, clusters: pl.DataFrame, way: Way) -> WayCount:
    rows = finds.filter(pl.col("way") == way)
    known = rows["chance"].drop_nulls()
    return WayCount(
        way=way,
        finds=len(rows),
        outermost=int(rows["parent"].is_null().sum()),
        clusters=int(clusters["ways"].list.contains(way).sum()),
        virtual=int(rows["virtual"].fill_null(value=False).sum()),
        expected=float(known.sum()) if len(known) else None,
        sure=int((known >= SURE).sum()),
    )
