"""What is known of codes of regions that change, and what a region of a year was in another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Self

import polars as pl

from jiqun.core import Problems
from jiqun.tables.frames import need_columns, to_polars

#: Years -> regions that have rows then.
Present = Mapping[int, frozenset[str]]
#: Regions of the earlier year that make up one of the later year, with the share of each that
#: does; None where the share is not known.
Parts = tuple[tuple[str, float | None], ...]
#: After which a code is gone unless it is told otherwise.
_ENDS = frozenset({"renumbered", "merged", "split"})
_WHOLLY = frozenset({"renumbered", "merged"})
#: Changes one after the other that are followed.
_STEPS = 12
#: By which shares may miss one.
_ROUNDED = 0.005


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One row of the table ``region_changes``.

    Attributes
    ----------
    region, successor
        The code before; the code that holds it, or a part of it, from ``year`` on.
    year
        First year of the new code.
    kind
        "renumbered", "merged", "split" (the old code ends) or "boundary" (it stays).
    weight
        Share of the region before that the successor holds; None where it is not known.
    """

    region: str
    successor: str
    year: int
    kind: str
    weight: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Span:
    """Two years that are compared, and the regions that have rows in them."""

    there: frozenset[str]
    later: frozenset[str]
    before: int
    after: int

    def reached(self, one: Change) -> bool:
        """Say whether the later year is after a change, or its new code appears then."""
        fresh = one.successor in self.later and one.successor not in self.there
        return one.year <= self.after or fresh

    def gave(self, one: Change) -> bool:
        """Say whether a region that is in both years gave land away between them."""
        if one.kind in _WHOLLY or one.year > self.after:
            return False
        if one.kind == "split" and one.successor not in self.later:
            return False
        fresh = one.successor in self.later and one.successor not in self.there
        return fresh or self.before < one.year


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Changes that some data go through: region before, regions after.

    Attributes
    ----------
    followed
        Compared on the later codes.
    parted
        In shares that are not known.
    doubted
        Known elsewhere and not accepted for these data.
    """

    followed: tuple[tuple[str, tuple[str, ...]], ...] = ()
    parted: tuple[tuple[str, tuple[str, ...]], ...] = ()
    doubted: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionChanges:
    """What is known of codes that changed.

    Attributes
    ----------
    changes
        In the order of their years.
    doubted
        Codes whose end is known elsewhere and has not been accepted for these data: where they
        have no more rows, what may have taken their land is unknown.
    """

    changes: tuple[Change, ...] = ()
    doubted: frozenset[str] = frozenset()

    @classmethod
    def from_frame(cls, frame: Any, *, doubted: Any = None) -> Self:
        """Read ``region, successor, year, kind`` and ``weight``, with doubted rows beside.

        A region that was renumbered or merged into one other without a weight goes there wholly;
        one that goes to itself does not go anywhere, whatever is doubted of it.

        Raises
        ------
        InputError
            ``change-shares``: known shares of a region that add to other than one.

        Examples
        --------
        >>> rows = {"region": ["a"], "successor": ["b"], "year": [2019], "kind": ["merged"]}
        >>> RegionChanges.from_frame(pl.DataFrame(rows)).changes[0].weight
        1.0
        """
        given = to_polars(frame)
        share_problems(given).check()
        own, told = _read(given), set(given["region"].cast(pl.String))
        more = () if doubted is None else _read(to_polars(doubted))
        held = [one for one in more if one.region not in told and one.kind in _ENDS]
        return cls(
            changes=tuple(sorted((*own, *held), key=lambda one: (one.year, one.region))),
            doubted=frozenset(one.region for one in held),
        )

    def __bool__(self) -> bool:
        return bool(self.changes)

    def between(self, present: Present, before: int, after: int) -> dict[str, Parts]:
        """Give the parts of each region of a year that was not simply itself in an earlier one.

        A code that ends counts for its successor where it has rows in the earlier year and none
        in the later, if the change is not of after that, or the successor appears then: publishers
        follow late, and restate. Land that a code gave away and outlived counts where the
        successor is new, or else where the change lies between the two years.

        Examples
        --------
        >>> rows = {"region": ["a"], "successor": ["b"], "year": [2019], "kind": ["merged"]}
        >>> known = RegionChanges.from_frame(pl.DataFrame(rows))
        >>> years = {2018: frozenset("abc"), 2019: frozenset("bc")}
        >>> known.between(years, 2018, 2019)
        {'b': (('b', 1.0), ('a', 1.0))}
        """
        there, later = present.get(before, frozenset()), present.get(after, frozenset())
        moves: dict[str, list[tuple[str, float | None]]] = {}
        for region in dict.fromkeys(one.region for one in self.changes):
            if region in there:
                found = self._moved(region, there, later, before, after)
                if found:
                    moves[region] = found
        return _gathered(moves, there, later)

    def _moved(
        self, region: str, there: frozenset[str], later: frozenset[str], before: int, after: int
    ) -> list[tuple[str, float | None]]:
        doubt = region in self.doubted
        span = _Span(there=there, later=later, before=before, after=after)
        if region in later and (doubt or not self._reused(region, span)):
            own = [one for one in self.changes if one.region == region and not doubt]
            return [(one.successor, one.weight) for one in own if span.gave(one)]
        found = self._followed(region, span, None, _STEPS)
        return [(to, None if doubt else weight) for to, weight in found]

    def _reused(self, region: str, span: _Span) -> bool:
        """Say whether a code ended between two years and was then given to other land."""
        ended = [
            one.year
            for one in self.changes
            if one.region == region and one.kind in _ENDS and span.before < one.year <= span.after
        ]
        return bool(ended) and any(
            one.successor == region and min(ended) < one.year <= span.after for one in self.changes
        )

    def _followed(
        self, region: str, span: _Span, since: int | None, steps: int
    ) -> list[tuple[str, float | None]]:
        """Follow a code that ended to those of a year that hold it, change by change."""
        rows = [
            one
            for one in self.changes
            if one.region == region and span.reached(one) and (since is None or since <= one.year)
        ]
        years = [one.year for one in rows if one.kind in _ENDS]
        if not years or not steps:
            return []
        coming = [year for year in years if year > span.before or since is not None]
        ends = min(coming) if coming else max(years)
        last = [one for one in rows if one.year == ends and one.kind in _ENDS]
        pieces = [one for one in rows if one.kind == "boundary" and span.before < one.year <= ends]
        found: dict[str, float | None] = {}
        for one in (*last, *pieces):
            weight = None if pieces else one.weight
            if one.successor in span.later:
                ways: list[tuple[str, float | None]] = [(one.successor, 1.0)]
            else:
                ways = self._followed(one.successor, span, one.year, steps - 1)
            for to, share in ways:
                found[to] = _plus(found.get(to, 0.0), _times(weight, share))
        return list(found.items())

    def steps(self, present: Present) -> dict[tuple[int, int], dict[str, Parts]]:
        """Give what :meth:`between` gives, for each year and the next."""
        pairs = pairwise(sorted(present))
        return {(before, after): self.between(present, before, after) for before, after in pairs}

    def told(self, present: Present) -> Told:
        """Say which changes the years of some data go through, from each to the next.

        Examples
        --------
        >>> rows = {"region": ["a"], "successor": ["b"], "year": [2019], "kind": ["merged"]}
        >>> known = RegionChanges.from_frame(pl.DataFrame(rows))
        >>> known.told({2018: frozenset("abc"), 2019: frozenset("bc")}).followed
        (('a', ('b',)),)
        """
        found: dict[str, dict[str, list[str]]] = {"followed": {}, "parted": {}, "doubted": {}}
        for step in self.steps(present).values():
            for region, parts in step.items():
                for part, weight in parts:
                    if part == region:
                        continue
                    kind = "doubted" if part in self.doubted else "followed"
                    kind = kind if weight is not None or kind == "doubted" else "parted"
                    to = found[kind].setdefault(part, [])
                    to += [region] if region not in to else []
        pairs = {kind: tuple((one, tuple(to)) for one, to in own.items())
                 for kind, own in found.items()}  # fmt: skip
        return Told(**pairs)

    def unexplained(self, present: Present) -> dict[str, tuple[int, ...]]:
        """Give the regions that have rows in some years only and no change that says why."""
        everywhere = frozenset[str]().union(*present.values())
        always = frozenset.intersection(*present.values()) if present else frozenset[str]()
        partly = sorted(everywhere - always)
        if not partly:
            return {}
        years, said = sorted(present), set[str]()
        for (before, after), step in self.steps(present).items():
            for region, parts in step.items():
                said |= {region} - present[before]
                said |= {part for part, _ in parts} - present[after]
        left = [one for one in partly if one not in said]
        return {one: tuple(year for year in years if one in present[year]) for one in left}


def years_present(rows: pl.DataFrame, *, region: str = "region", year: str = "year") -> Present:
    """Give for each year the regions that have rows.

    Examples
    --------
    >>> rows = pl.DataFrame({"region": ["a", "b", "a"], "year": [2019, 2019, 2020]})
    >>> sorted(years_present(rows)[2019]), sorted(years_present(rows)[2020])
    (['a', 'b'], ['a'])
    """
    pairs = rows.select(pl.col(year).cast(pl.Int64), pl.col(region).cast(pl.String)).unique()
    listed = pairs.group_by(year).agg(pl.col(region)).sort(year)
    return {int(at): frozenset(names) for at, names in listed.iter_rows()}


def share_problems(frame: pl.DataFrame, *, complete: bool = True) -> Problems:
    """Find regions whose known shares add to other than one (``change-shares``).

    Shares may miss it by a rounding of half a hundredth. Where not all successors may be told
    (``complete`` False, or a boundary that shifted) only more than one is found.
    """
    problems = Problems()
    if "weight" not in frame.columns:
        return problems
    share = pl.col("weight").cast(pl.Float64)
    told = frame.group_by("region", "year", maintain_order=True).agg(
        share.sum().alias("sum"),
        (share.is_not_null().all() & (pl.col("kind") == "split").all()).alias("all"),
    )
    few = (pl.col("sum") < 1 - _ROUNDED) & pl.col("all") & complete
    wrong = told.filter((pl.col("sum") > 1 + _ROUNDED) | few)
    if len(wrong):
        region, year, found, _ = wrong.row(0)
        values = {"region": region, "year": year, "sum": found, "count": len(wrong)}
        problems.add("change-shares", subject="region_changes", **values)
    return problems


def _read(frame: pl.DataFrame) -> tuple[Change, ...]:
    need_columns(frame, "region", "successor", "year", "kind")
    has = "weight" in frame.columns
    rows = frame.select(
        pl.col("region", "successor", "kind").cast(pl.String),
        pl.col("year").cast(pl.Int64),
        (pl.col("weight") if has else pl.lit(None)).cast(pl.Float64).alias("weight"),
    ).filter(pl.col("region") != pl.col("successor"))
    alone = rows.select("region", "year", "kind").is_unique()
    wholly = pl.col("kind").is_in(list(_WHOLLY)) & pl.Series(alone)
    rows = rows.with_columns(
        weight=pl.when(pl.col("weight").is_null() & wholly).then(1.0).otherwise(pl.col("weight"))
    )
    return tuple(Change(**one) for one in rows.iter_rows(named=True))


def _gathered(
    moves: Mapping[str, list[tuple[str, float | None]]],
    there: frozenset[str],
    later: frozenset[str],
) -> dict[str, Parts]:
    touched = {to for found in moves.values() for to, _ in found if to in later}
    touched |= {region for region in moves if region in later}
    out: dict[str, Parts] = {}
    for region in sorted(touched):
        parts: list[tuple[str, float | None]] = []
        if region in there:
            parts.append((region, _kept(moves.get(region, []))))
        parts += [
            (part, weight)
            for part, found in moves.items()
            for to, weight in found
            if to == region and part != region
        ]
        out[region] = tuple(parts)
    return out


def _kept(gave: Iterable[tuple[str, float | None]]) -> float | None:
    kept: float | None = 1.0
    for _, weight in gave:
        kept = None if kept is None or weight is None else max(kept - weight, 0.0)
    return kept


def _plus(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one + other


def _times(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one * other
