"""Land followed back from a year, step by step: which regions of before make up one of now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from jiqun.tables.bases.changes import Parts, Present, RegionChanges

#: Names of land in the base year, with the share of a region that belongs to each.
Labels = dict[str, float]
Steps = Mapping[tuple[int, int], Mapping[str, Parts]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """Regions of earlier years under the names of a base year.

    Attributes
    ----------
    lands
        Year -> region -> the names its land has in the base year, with shares that add to one;
        only of regions that a change touches. Land that cannot be followed so far has a name of
        its own.
    lost
        Region of the base year -> the last year in which its land is not known, and the regions
        of that year that hold it.
    """

    lands: Mapping[int, Mapping[str, Labels]]
    lost: Mapping[str, tuple[int, tuple[str, ...]]]


def former(region: str, last: int) -> str:
    """Name a code as it was until a year.

    Examples
    --------
    >>> former("08013", 2001)
    '08013 (–2001)'
    """
    return f"{region} (–{last})"


def traced(
    changes: RegionChanges, present: Present, base: int, *, steps: Steps | None = None
) -> Trace:
    """Follow the land of a base year's regions back through every earlier year.

    Examples
    --------
    >>> import polars as pl
    >>> rows = {"region": ["a"], "successor": ["b"], "year": [2019], "kind": ["merged"]}
    >>> known = RegionChanges.from_frame(pl.DataFrame(rows))
    >>> traced(known, {2018: frozenset("ab"), 2019: frozenset("b")}, 2019).lands[2018]["a"]
    {'b': 1.0}
    """
    found = changes.steps(present) if steps is None else steps
    touched = {one for step in found.values() for region, own in step.items()
               for one in (region, *(part for part, _ in own))}  # fmt: skip
    there = {year: regions & touched for year, regions in present.items()}
    labels: dict[str, Labels] = {one: {one: 1.0} for one in there[base]}
    lands: dict[int, Mapping[str, Labels]] = {base: labels}
    used, lost = set(labels), dict[str, tuple[int, tuple[str, ...]]]()
    for before, after in sorted(found, reverse=True):
        if after > base:
            continue
        parts = _whole(found[before, after], there[before], there[after])
        broken = _broken(parts, labels)
        for region in sorted(broken):
            for label in labels.get(region, {}):
                own = tuple(part for part, _ in parts[region])
                lost.setdefault(label, (before, own))
        labels = _stepped(parts, broken, labels, there[before], before=before, used=used)
        used |= {label for own in labels.values() for label in own}
        lands[before] = labels
    return Trace(lands=lands, lost=lost)


def _whole(
    parts: Mapping[str, Parts], there: frozenset[str], later: frozenset[str]
) -> dict[str, Parts]:
    """Add the regions that were simply themselves."""
    return {one: ((one, 1.0),) for one in there & later} | dict(parts)


def _broken(parts: Mapping[str, Parts], labels: Mapping[str, Labels]) -> frozenset[str]:
    """Give the regions of which a part is not known, and all that share land with them.

    They share it through a region of before that both had a part of, or through a name that
    both have in the base year.
    """
    broken = {one for one, own in parts.items() if any(weight is None for _, weight in own)}
    while broken:
        vague = {part for one in broken for part, _ in parts[one]}
        lost = {label for one in broken for label in labels.get(one, {})}
        more = {
            one
            for one, own in parts.items()
            if not lost.isdisjoint(labels.get(one, {})) or any(part in vague for part, _ in own)
        }
        if more <= broken:
            break
        broken |= more
    return frozenset(broken)


def _stepped(
    parts: Mapping[str, Parts],
    broken: frozenset[str],
    later: Mapping[str, Labels],
    there: frozenset[str],
    *,
    before: int,
    used: set[str],
) -> dict[str, Labels]:
    """Give the names that the land of a year's regions has, from those of the year after."""
    ways: dict[str, list[tuple[str, float]]] = {}
    for region, own in parts.items():
        for part, weight in own:
            if region not in broken and weight is not None:
                ways.setdefault(part, []).append((region, weight))
    vague = {part for region in broken for part, _ in parts[region]}
    out: dict[str, Labels] = {}
    for region in sorted(there):
        if region in vague:
            out[region] = {former(region, before) if region in used else region: 1.0}
            continue
        held = ways.get(region, [(region, 1.0)])
        if held == [(region, 1.0)]:
            out[region] = later.get(region) or {region: 1.0}
            continue
        labels: Labels = {}
        for to, weight in held:
            for label, share in later.get(to, {to: 1.0}).items():
                labels[label] = labels.get(label, 0.0) + weight * share
        out[region] = {label: share for label, share in labels.items() if share > 0}
    return out
