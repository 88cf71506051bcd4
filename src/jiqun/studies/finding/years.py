"""The chance that a cluster is found again next year, learned from earlier years' searches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import polars as pl

from jiqun.clusters.finds import Way
from jiqun.clusters.stability import (
    RELIABILITY,
    Verdict,
    chance_inputs,
    chances,
    found_again,
    judged,
    packaged_chances,
)
from jiqun.core import Caution, InputError, Progress, silent
from jiqun.studies.finding import ways
from jiqun.studies.finding.needs import placed
from jiqun.studies.finding.organisations import open_organisations
from jiqun.studies.finding.plan import FindPlan
from jiqun.studies.finding.start import Start, read_start
from jiqun.studies.finding.ways import Found, options_of
from jiqun.workspace import Workspace

#: Resamples of an earlier year's finds: more do not predict better.
CHEAP: Final = 10
#: How well chances predicted, by way.
CHECKED: Final = {"way": pl.String, "basis": pl.String, **RELIABILITY}


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """What the earlier years say of one way.

    Attributes
    ----------
    verdict
        The chance and how well it predicted; None where it cannot be told.
    pairs
        The pairs of years that were looked at, by the earlier one.
    """

    verdict: Verdict | None
    pairs: tuple[int, ...]

    def to_dict(self) -> dict[str, object]:
        """Give what the record keeps."""
        told: dict[str, object] = {"pairs": list(self.pairs)}
        if self.verdict is None:
            return told
        names = ("basis", "clusters", "share", "brier", "brier_share", "brier_survival")
        return told | {
            "inputs": list(self.verdict.chance.inputs),
            **{name: getattr(self.verdict, name) for name in names},
        }

    def checked(self, way: Way) -> pl.DataFrame:
        """Give the table of reliability with its way and basis."""
        if self.verdict is None:
            return pl.DataFrame(schema=CHECKED)
        return self.verdict.reliability.select(
            pl.lit(way).alias("way"), pl.lit(self.verdict.basis).alias("basis"), *RELIABILITY
        )


class Earlier:
    """The earlier years of a workspace, each read once for all ways.

    Attributes
    ----------
    ws, start, plan, progress
        The workspace; what the year itself starts from, None without the main job's tables; how
        it was searched.
    cautions
        Years that could not be read.
    """

    def __init__(
        self, ws: Workspace, start: Start | None, plan: FindPlan, progress: Progress = silent
    ) -> None:
        self.ws, self.start, self.plan, self.progress = ws, start, plan, progress
        self.cautions: tuple[Caution, ...] = ()
        self._read: dict[int, Start | None] = {}

    def of(self, year: int) -> Start | None:
        """Read a year's start; None where it is refused (then a caution is said)."""
        if self.start is not None and year not in self._read:
            self._read[year] = self._start(year, self.start)
        return self._read.get(year)

    def _start(self, year: int, now: Start) -> Start | None:
        plan = self.plan
        try:
            return read_start(
                self.ws, definition=plan.definition, level=now.level, year=year,
                size=plan.confidence,
            )  # fmt: skip
        except InputError:
            self.cautions += (Caution("found-again-year", {"year": year}),)
            return None


def learn(earlier: Earlier, way: Way, now: Sequence[Found], *, year: int) -> Learned:
    """Search the earlier years in a way, see what was found again a year later, fit the chance.

    now: what the way found in the year itself.
    """
    cases, pairs = cases_of(earlier, way, now, year=year)
    return Learned(verdict=judged(cases, _packaged(way, now)), pairs=pairs)


def cases_of(
    earlier: Earlier, way: Way, now: Sequence[Found], *, year: int
) -> tuple[pl.DataFrame, tuple[int, ...]]:
    """Give every earlier find with what was known of it and whether it was found a year later.

    Returns the columns that :func:`jiqun.clusters.stability.judged` reads, and the earlier years
    of the pairs that could be searched, the latest first.
    """
    later, cases, done = now, [], []
    given = options_of(earlier.plan, earlier.progress)
    least = CHEAP if way == "regions" else CHEAP * ways.FEWER
    cheap = replace(given, bootstraps=min(least, given.bootstraps))
    for one in earlier_years(earlier.ws, earlier.start, way, year=year, pairs=earlier.plan.pairs):
        start = earlier.of(one)
        if start is None and earlier.start is not None:
            break
        founds = ways.search(earlier.ws, start, way, cheap, year=one)
        cases += [_case(own, other, one) for own, other in zip(founds, later, strict=True)]
        later = founds
        done.append(one)
    return (pl.concat(cases) if cases else _no_cases()), tuple(done)


def _case(own: Found, later: Found, year: int) -> pl.DataFrame:
    """Give the finds of a year and definition set with what became of them."""
    again = found_again(
        own.finds.clusters, own.finds.members, later.finds.clusters, later.finds.members
    )
    known = chance_inputs(own.finds.clusters, own.tests)
    return known.join(again, on="cluster", how="left", maintain_order="left").with_columns(
        fold=pl.lit(year, dtype=pl.Int64)
    )


def _no_cases() -> pl.DataFrame:
    return pl.DataFrame(schema={"cluster": pl.String, "again": pl.Boolean, "fold": pl.Int64})


def earlier_years(
    ws: Workspace, start: Start | None, way: Way, *, year: int, pairs: int
) -> tuple[int, ...]:
    """Give the earlier years of the last pairs that a way's data allow, the latest first.

    A pair is two years that follow one another; the years must not be the same data: firms
    of which no opening or closing is known are the same in every year.
    """
    if way == "links":
        known = set(ws.frame("links", ["year"])["year"].unique().to_list())
    else:
        known = set(start.ground.activity["year"].unique().to_list()) if start else set()
    told = []
    for one in range(year - 1, year - 1 - pairs, -1):
        if one not in known or (way == "points" and _same_firms(ws, one)):
            break
        told.append(one)
    return tuple(told)


def _same_firms(ws: Workspace, year: int) -> bool:
    """Say whether points are firms and none opened or closed between a year and the next."""
    if not placed(ws, "organisations", ("lon", "lat", "industry")):
        return False
    first, second = (open_organisations(ws, one)["organisation"] for one in (year, year + 1))
    return set(first) == set(second)


def _packaged(way: Way, now: Sequence[Found]) -> Verdict | None:
    """Give the chance that comes with the package, where what it reads is known."""
    told = packaged_chances().get(way)
    resampled = any(len(one.tests) for one in now)
    return told if told is not None and resampled else None


def chances_now(now: Sequence[Found], learned: Learned) -> pl.DataFrame:
    """Give ``cluster, chance`` of what was found in the year; without rows where it is unknown."""
    none = pl.DataFrame(schema={"cluster": pl.String, "chance": pl.Float64})
    if learned.verdict is None:
        return none
    known = [chance_inputs(one.finds.clusters, one.tests) for one in now if len(one.finds.clusters)]
    if not known:
        return none
    rows = pl.concat(known)
    told = pl.Series(chances(rows, learned.verdict.chance), dtype=pl.Float64)
    return rows.select("cluster", chance=told)
