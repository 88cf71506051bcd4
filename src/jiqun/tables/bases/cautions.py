"""What is told of regions whose codes changed, or that have rows in some years only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jiqun.core import Caution
from jiqun.tables.bases.changes import Present, RegionChanges

_SHOWN = 5


def told_changes(changes: RegionChanges, present: Present, *, level: str = "") -> Iterator[Caution]:
    """Tell which regions have rows in some years only, and what became of those that changed.

    Codes: ``regions-changed`` (compared on the later codes), ``regions-parted`` (shares are not
    known), ``regions-ended`` (the catalogue knows a change that these data were not told of),
    ``regions-some-years`` (nobody knows why).
    """
    told = changes.told(present)
    for code, found in (
        ("regions-changed", told.followed),
        ("regions-parted", told.parted),
        ("regions-ended", told.doubted),
    ):
        if found:
            shown = [f"{region} → {', '.join(to)}" for region, to in found[:_SHOWN]]
            yield Caution(code, {"regions": len(found), "shown": shown}, subject=level)
    unexplained = changes.unexplained(present)
    if unexplained:
        every = sorted(present)
        first = list(unexplained.items())[:_SHOWN]
        shown = [f"{one} ({_spans(years, every)})" for one, years in first]
        values = {"regions": len(unexplained), "shown": shown}
        yield Caution("regions-some-years", values, subject=level)


def _spans(years: Sequence[int], every: Sequence[int]) -> str:
    """Write years as stretches of those that the data have: 2017, 2019–2020."""
    at = {year: place for place, year in enumerate(every)}
    stretches: list[list[int]] = []
    for year in years:
        if stretches and at[year] == at[stretches[-1][-1]] + 1:
            stretches[-1].append(year)
        else:
            stretches.append([year])
    named = [str(one[0]) if len(one) == 1 else f"{one[0]}–{one[-1]}" for one in stretches]
    return ", ".join(named)
