"""One found cluster whole: where it is, what belongs to it, how it is rated and how sure it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import polars as pl

from jiqun.clusters import scheme
from jiqun.clusters.finds import Way
from jiqun.clusters.leading import EMPLOYMENT
from jiqun.clusters.stability import detail_words, seen_sentence
from jiqun.core import (
    Language,
    Record,
    Words,
    say,
    show,
    show_chance,
    show_cut_chance,
    show_share,
    texts,
    unknown,
)
from jiqun.studies.finding.once import alone
from jiqun.studies.rating import RatingOf, rating_of
from jiqun.studies.rows import columns
from jiqun.workspace import Workspace

#: In whole per cent, and what a binary number may be short of one.
#: Digits behind the point of a boundary's degrees: about a metre.
DIGITS = 5
#: A GeoJSON geometry.
Geometry = Mapping[str, object]
Quadrant = Literal["clustered", "agglomerated", "virtual", "loose"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundCluster:
    """A row of ``found_clusters`` or ``finds`` without its geometry.

    Attributes
    ----------
    quantity, size
        What leads, and how much of it the cluster has; null where its way knows only jobs.
    excess
        Observed over expected in what the way tests.
    links
        Ties between two members.
    inside_share
        Share of its members' ties that stay inside.
    span_km
        Mean distance of the ties inside.
    concentration, linking
        Natural logarithms.
    chance
        Probability (0-1) that it is found again next year, at least half of it.
    survival
        Share of resamples in which it is found again.
    seen_at
        Other scales, definition sets and levels that see it too, as "kind:which" with commas;
        empty where none does, None where none was looked at.
    ways
        Those that found it, the one whose boundary and numbers are told first.
    finds, cores
        Finds that are this one cluster; finds that lie within one of them.
    """

    cluster: str
    way: Way
    ways: tuple[Way, ...]
    finds: int
    cores: int
    definition: str
    category: str | None
    name: str | None
    name_zh: str | None
    level: str | None
    year: int | None
    lon: float | None
    lat: float | None
    area_km2: float | None
    regions: int | None
    industries: int | None
    organisations: int | None
    quantity: str
    size: float | None
    establishments: float | None
    employment: float | None
    quotient: float | None
    quotient_low: float | None
    quotient_high: float | None
    excess: float | None
    p_value: float | None
    critical_mass: bool | None
    scale_km: float | None
    parent: str | None
    links: float | None
    links_per_member: float | None
    inside_share: float | None
    span_km: float | None
    virtual: bool | None
    concentration: float | None
    linking: float | None
    quadrant: Quadrant | None
    chance: float | None
    survival: float | None
    survival_low: float | None
    survival_high: float | None
    seen_at: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A region, industry or organisation of a cluster, with its share of it (0-1)."""

    member: str
    name: str | None
    name_zh: str | None
    weight: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundRating(RatingOf):
    """A found cluster's rating under a scheme.

    Attributes
    ----------
    missing
        Quantities that it lacks.
    """

    scheme: str
    title: Words
    rank: int | None
    missing: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """A change that was tried, and what was left.

    Attributes
    ----------
    survival, low, high
        Share of draws (0-1) in which it is found again, and its limits.
    overlap
        Mean best Jaccard, or the share found again.
    seen
        Whether at least half of it is seen there; None of resamples.
    """

    test: str
    detail: str | None
    draws: int | None
    survival: float | None
    low: float | None
    high: float | None
    overlap: float | None
    seen: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StabilityTest(Tried):
    """A change that was tried, what was left, and that in words."""

    said: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class TiesInside:
    """Ties of a kind inside a cluster: how many, and their weight."""

    kind: str
    links: int
    weight: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FindOf:
    """A find that is counted as a cluster.

    Attributes
    ----------
    jaccard
        Organisations in common, a share (0-1) of those of either; None of a core.
    inside
        Whether it is counted so because it lies inside.
    core
        Whether it is a denser core within one of the cluster's finds.
    """

    cluster: str
    way: Way
    jaccard: float | None
    inside: bool
    core: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundRecord:
    """Everything about one found cluster.

    Attributes
    ----------
    cluster, boundary
        The cluster's row; its GeoJSON geometry, None without a territory.
    finds
        The finds that are counted as it, itself first, and cores within them.
    regions, industries, organisations
        Who belongs to it.
    ratings, stability, links
        Its ratings, the changes that were tried, the ties inside.
    how, chance, seen
        How it was found, how likely it is found again next year, and where else it is seen, in
        words.
    record
        What makes it re-runnable; its digest in a list of many.
    """

    cluster: FoundCluster
    boundary: Geometry | None
    finds: tuple[FindOf, ...]
    regions: tuple[Member, ...]
    industries: tuple[Member, ...]
    organisations: tuple[Member, ...]
    ratings: tuple[FoundRating, ...]
    stability: tuple[StabilityTest, ...]
    links: tuple[TiesInside, ...]
    how: Words
    chance: Words
    seen: Words
    record: Record | str


Row = Mapping[str, Any]
Rows = dict[str, list[dict[str, Any]]]


def found_record(path: str | Path, cluster: str) -> FoundRecord:
    """Give everything about one found cluster, or one find of it, by its code.

    Raises
    ------
    UnknownError
        ``cluster-unknown``, ``table-unknown`` (nothing has been searched).
    """
    ws = Workspace.open(path)
    mine = pl.col("cluster") == cluster
    rows = ws.scan("found_clusters").filter(mine).collect()
    if rows.is_empty():
        rows = alone(ws.scan("finds").filter(mine).collect())
    if rows.is_empty():
        known = ws.scan("finds").select("cluster").head(5).collect()["cluster"].to_list()
        raise unknown("cluster", cluster, known, case="code")
    return next(iter(found_records(ws, rows)))


def found_records(
    ws: Workspace, rows: pl.DataFrame, *, brief: bool = False
) -> Iterable[FoundRecord]:
    """Give :func:`found_record` of some clusters or finds, one after another.

    ``brief`` puts the record's digest in place of the record, which is the same for all.
    """
    wanted = rows["cluster"].to_list()
    parts = {
        name: _by_cluster(ws, f"found_{name}", wanted)
        for name in ("members", "ratings", "stability", "links")
    }
    parts["once"] = _by_cluster(ws, "found_once", wanted, key="counted_as")
    names = _names(ws, parts["members"])
    kept = ws.record("found_clusters")
    record = kept.digest if brief else kept
    for row in rows.iter_rows(named=True):
        own = {name: of.get(row["cluster"], []) for name, of in parts.items()}
        yield _whole(row, own, names, record)


def _by_cluster(ws: Workspace, name: str, wanted: list[str], *, key: str = "cluster") -> Rows:
    rows = ws.scan(name).filter(pl.col(key).is_in(wanted)).collect()
    grouped: Rows = {}
    for row in rows.iter_rows(named=True):
        grouped.setdefault(row.pop(key), []).append(row)
    return grouped


def _finds(once: Iterable[Row]) -> tuple[FindOf, ...]:
    """Give the finds that are counted as a cluster: itself, what is most like it, the cores."""
    order = sorted(once, key=lambda row: (row["core"], -(row["jaccard"] or 0), row["cluster"]))
    return tuple(FindOf(**row) for row in order)


def _names(ws: Workspace, members: Rows) -> dict[tuple[str, str], dict[str, str | None]]:
    """Give the names of all members, by kind and code."""
    wanted = {(part["kind"], part["member"]) for own in members.values() for part in own}
    found: dict[tuple[str, str], dict[str, str | None]] = {}
    for kind, table in (
        ("region", "regions"), ("industry", "industries"), ("organisation", "organisations"),
    ):  # fmt: skip
        codes = [code for one, code in wanted if one == kind]
        if not codes or not ws.has(table):
            continue
        known = ws.scan(table).collect_schema().names()
        columns = [name for name in ("name", "name_zh") if name in known]
        rows = ws.scan(table).select(pl.col(kind).cast(pl.String), *columns)
        for row in rows.filter(pl.col(kind).is_in(codes)).collect().iter_rows(named=True):
            found.setdefault((kind, row[kind]), {c: row[c] for c in columns})
    return found


def _whole(
    row: Row,
    parts: Rows,
    names: Mapping[tuple[str, str], Mapping[str, str | None]],
    record: Record | str,
) -> FoundRecord:
    geometry = row.get("geometry")
    members: dict[str, list[Member]] = {"region": [], "industry": [], "organisation": []}
    for part in parts["members"]:
        told = {"name": None, "name_zh": None, **names.get((part["kind"], part["member"]), {})}
        member = Member(member=part["member"], weight=part["weight"], **told)
        members[part["kind"]].append(member)
    return FoundRecord(
        cluster=cluster_of(row),
        boundary=geojson(geometry) if geometry else None,
        finds=_finds(parts["once"]),
        regions=tuple(members["region"]),
        industries=tuple(members["industry"]),
        organisations=tuple(members["organisation"]),
        ratings=tuple(found_rating(one) for one in parts["ratings"]),
        stability=tuple(tried(one) for one in parts["stability"]),
        links=tuple(TiesInside(**one) for one in parts["links"]),
        how=Words(en=how_found(row, "en"), zh=how_found(row, "zh")),
        chance=chance_words(row["chance"]),
        seen=seen_words(row["seen_at"]),
        record=record,
    )


def found_rating(row: Row) -> FoundRating:
    """Give a row of ``found_ratings``."""
    told = rating_of(row)
    return FoundRating(
        **{name: getattr(told, name) for name in told.__slots__},
        scheme=row["scheme"],
        title=Words(**scheme(row["scheme"]).title),
        rank=row["rank"],
        missing=row["missing"],
    )


def cluster_of(row: Row) -> FoundCluster:
    """Give a cluster's row by name."""
    leading = row.get("quantity") or EMPLOYMENT
    full = {**row, "quantity": leading, "size": row.get(leading)}
    told = {name: full[name] for name in columns(FoundCluster)}
    return FoundCluster(**told | {"ways": tuple(row["ways"])})


def seen_words(seen: str | None) -> Words:
    """Say where else a cluster is seen."""
    return Words(en=seen_sentence(seen, "en"), zh=seen_sentence(seen, "zh"))


def chance_words(chance: float | None) -> Words:
    """Say how likely a cluster is found again next year."""
    if chance is None:
        return Words.of(texts("find")["chance-unknown"])
    told = chance_text(chance)
    return Words(
        en=say("find.chance-said", "en", chance=told), zh=say("find.chance-said", "zh", chance=told)
    )


def chance_text(chance: float) -> str:
    """Give a chance in whole per cent, cut off: none below 90 % is written as 90 %, none as 100.

    Examples
    --------
    >>> chance_text(0.9), chance_text(0.8999), chance_text(0.9971)
    ('90%', '89%', '99%')
    """
    return show_cut_chance(chance)


def how_words(one: FoundCluster) -> Words:
    """Say in which way a cluster was found, and how far beyond chance it is."""
    row = {name: getattr(one, name) for name in columns(FoundCluster)}
    return Words(en=how_found(row, "en"), zh=how_found(row, "zh"))


def how_found(row: Row, lang: Language) -> str:
    """Say in words in which way a cluster was found, and how far beyond chance it is."""
    parts = {"regions": "regions", "points": "establishments", "links": "organisations"}
    return say(
        f"find.how-{row['way']}",
        lang,
        parts=_number(row[parts[row["way"]]], "count", lang),
        excess=_number(row["excess"], "1", lang),
        p_value="?" if row["p_value"] is None else show_chance(row["p_value"]),
        scale=_number(row["scale_km"], "km", lang),
        links=_number(row["links"], "count", lang),
    )


def _number(value: float | None, unit: str, lang: Language) -> str:
    return "?" if value is None else show(value, unit, lang)


def tried(row: Row) -> StabilityTest:
    """Give a row of ``found_stability`` with what it says."""
    return StabilityTest(**{name: row[name] for name in columns(Tried)}, said=said_of(row))


def said_of(test: Row) -> Words:
    """Say in both languages what one test of stability found."""
    return Words(en=_said(test, "en"), zh=_said(test, "zh"))


def _said(test: Row, lang: Language) -> str:
    share = test["survival"] if test["test"] == "sampling" else test["overlap"]
    return say(
        f"find.tested-{test['test']}",
        lang,
        detail=detail_words(test["test"], test["detail"] or "", lang),
        share=show_share(share),
        draws=test["draws"] or 0,
    )


def geojson(geometry: bytes) -> Geometry:
    """Turn a boundary into GeoJSON, rounded to about a metre."""
    import shapely
    from shapely.geometry import mapping

    answer: Geometry = _rounded(mapping(shapely.from_wkb(geometry)))
    return answer


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, DIGITS)
    if isinstance(value, Mapping):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(item) for item in value]
    return value
