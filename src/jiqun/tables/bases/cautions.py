"""What is told of regions whose codes changed, or that have rows in some years only."""

from __future__ import annotations

from collections.abc import Iterator

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
        shown = [f"{one} ({_span(years)})" for one, years in list(unexplained.items())[:_SHOWN]]
        values = {"regions": len(unexplained), "shown": shown}
        yield Caution("regions-some-years", values, subject=level)


def _span(years: tuple[int, ...]) -> str:
    return str(years[0]) if len(years) == 1 else f"{years[0]}–{years[-1]}"
