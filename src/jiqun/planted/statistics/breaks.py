"""Definitions that change within the panel: classes recoded, counties merged, cut and renamed.

What is there is told in the newest definitions everywhere; years before a change are counted in
the older ones. So a break moves establishments between codes and nothing on the ground.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from jiqun.planted.firms import Establishments
from jiqun.planted.ground import Industries, Land, Places, to_degrees
from jiqun.planted.plans import EconomyPlan

Float = NDArray[np.float64]
Int = NDArray[np.int64]

#: Share of the classes that gain from another at each change; an assumption: revisions of
#: classifications touch more, and mostly by renaming.
RECODED: Final = 0.04
#: Bounds of the share of a class that was counted in another before; one in so many wholly.
PART: Final = (0.2, 0.6)
WHOLLY_ONE_IN: Final = 4
#: What happens to a county at the first change, the second, ...
REGION_KINDS: Final = ("merged", "boundary", "renumbered", "split")
#: The class before is one of so many most related.
NEAREST: Final = 4
#: Share of a county's people in the piece that was another's.
PIECE: Final = 0.3


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Recoding:
    """Establishments that are counted elsewhere from a year on.

    Attributes
    ----------
    year
        First year of the new codes.
    kind
        "class-part", "class-new", "merged", "boundary", "renumbered" or "split".
    old, new
        Number of the class or county before and after.
    rows
        Positions of the establishments.
    before, after
        Their cells: county times classes plus class.
    """

    year: int
    kind: str
    old: int
    new: int
    rows: Int
    before: NDArray[np.int32]
    after: NDArray[np.int32]

    @property
    def of_regions(self) -> bool:
        """Whether counties change, not classes."""
        return self.kind in REGION_KINDS


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ended:
    """A county's code that is used no longer.

    Attributes
    ----------
    home
        The county that holds its land, or most of it.
    kind, year
        What happened, and the first year without it.
    """

    home: int
    kind: str
    year: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Breaks:
    """All changes, the newest first.

    Attributes
    ----------
    recodings
        To be undone from the last to the first as the years pass.
    ended
        Codes that ended; they are counties number R, R + 1, ...
    """

    recodings: tuple[Recoding, ...] = ()
    ended: tuple[Ended, ...] = ()


@dataclass(slots=True, kw_only=True, eq=False)
class _Codes:
    """Codes of the establishments as they were in the year that is looked at."""

    county: NDArray[np.int32]
    industry: NDArray[np.int16]
    classes: int

    def keys(self, rows: Int) -> NDArray[np.int32]:
        return self.county[rows] * np.int32(self.classes) + self.industry[rows]


def make_breaks(
    plan: EconomyPlan, places: Places, industries: Industries, establishments: Establishments
) -> Breaks:
    """Draw the years of change, and from the newest back what changed in each."""
    number = min(plan.breaks, plan.years - 1)
    if not number:
        return Breaks()
    rng = plan.stream("breaks")
    years = np.sort(rng.permutation(plan.calendar[1:])[:number])
    codes = _Codes(
        county=establishments.county.copy(),
        industry=establishments.industry.copy(),
        classes=len(industries.codes),
    )
    recodings: list[Recoding] = []
    ended: list[Ended] = []
    used = np.zeros(len(places.population), dtype=bool)
    used[places.empty] = True
    near = _nearest(industries)
    for at in range(number)[::-1]:
        year = int(years[at])
        recodings += _classes(plan, near, codes, year)
        kind = REGION_KINDS[at % len(REGION_KINDS)]
        recodings += _county(plan, places, establishments, codes, (kind, year), used, ended)
    return Breaks(recodings=tuple(recodings), ended=tuple(ended))


def _nearest(industries: Industries) -> Int:
    """Give the classes most related to each, traded with traded, shape (I, NEAREST)."""
    traded = industries.traded[industries.group]
    near = industries.relatedness() + 2.0 * (traded[:, None] == traded[None, :])
    np.fill_diagonal(near, -1.0)
    return np.argsort(-near, axis=1, kind="stable")[:, :NEAREST]


def _classes(plan: EconomyPlan, near: Int, codes: _Codes, year: int) -> Iterator[Recoding]:
    """Count parts of some classes in others before a year; no class twice, none that came later."""
    rng = plan.stream(f"breaks.classes.{year}")
    n = codes.classes
    taken = np.zeros(n, dtype=bool)
    there = np.bincount(codes.industry, minlength=n) > 0
    wanted = max(1, round(RECODED * n))
    for new in rng.permutation(n):
        free = [old for old in rng.permutation(near[new]) if there[old] and not taken[old]]
        wholly = rng.integers(WHOLLY_ONE_IN) == 0
        share = 1.0 if wholly else rng.uniform(*PART)
        if not wanted:
            return
        rows = np.flatnonzero(codes.industry == new) if free and not taken[new] else ()
        if not len(rows):
            continue
        wanted -= 1
        taken[[new, free[0]]] = True
        rows = rows[rng.random(len(rows)) < share]
        after = codes.keys(rows)
        codes.industry[rows] = free[0]
        yield Recoding(
            year=year,
            kind="class-new" if wholly else "class-part",
            old=int(free[0]),
            new=int(new),
            rows=rows,
            before=codes.keys(rows),
            after=after,
        )


def _county(
    plan: EconomyPlan,
    places: Places,
    establishments: Establishments,
    codes: _Codes,
    what: tuple[str, int],
    used: NDArray[np.bool_],
    ended: list[Ended],
) -> Iterator[Recoding]:
    """Change one county, and one beside it in the same city where the kind needs two."""
    kind, year = what
    rng = plan.stream(f"breaks.regions.{year}")
    land = places.land
    pair = _pair(land, used, rng, alone=kind in {"merged", "renumbered"})
    if pair is None:
        return
    new, beside = pair
    used[[new, beside]] = True
    if kind == "boundary":
        old = beside
    else:
        old = len(places.population) + len(ended)
        ended.append(Ended(home=new, kind=kind, year=year))
    whole = kind in {"renumbered", "split"}
    for one in (new, beside) if kind == "split" else (new,):
        rows = np.flatnonzero(codes.county == one)
        if not whole:
            heart = land.generators[land.county == (new if kind == "merged" else beside)]
            rows = _piece(land, establishments, one, rows, _away(heart, kind, rng))
        after = codes.keys(rows)
        codes.county[rows] = old
        yield Recoding(
            year=year, kind=kind, old=old, new=int(one), rows=rows, before=codes.keys(rows),
            after=after,
        )  # fmt: skip


def _pair(
    land: Land, used: NDArray[np.bool_], rng: np.random.Generator, *, alone: bool
) -> tuple[int, int] | None:
    """Choose a county, of the more peopled half, and one beside it (or itself)."""
    peopled = land.county_density >= np.median(land.county_density)
    if alone:
        free = np.flatnonzero(~used & peopled)
        one = int(rng.choice(free)) if len(free) else None
        return None if one is None else (one, one)
    edges = land.county_edges()
    edges = np.concatenate([edges, edges[:, ::-1]])
    fit = ~used[edges].any(axis=1) & (land.city[edges[:, 0]] == land.city[edges[:, 1]])
    fit &= peopled[edges[:, 0]]
    if not fit.any():
        return None
    new, beside = rng.permutation(edges[fit])[0]
    return int(new), int(beside)


def _away(heart: Float, kind: str, rng: np.random.Generator) -> Float:
    """Give the point that a piece is nearest to: the middle beside, or far off at an angle."""
    middle: Float = heart.mean(axis=0)
    if kind == "boundary":
        return middle
    angle = rng.uniform(0, 2 * np.pi)
    return np.asarray(middle + 1e3 * np.array([np.cos(angle), np.sin(angle)]))


def _piece(land: Land, at: Establishments, county: int, rows: Int, towards: Float) -> Int:
    """Give the rows in the cells of a county nearest to a point, up to a share of its people."""
    cells = np.flatnonzero(land.county == county)
    away = np.hypot(*(land.generators[cells] - towards).T)
    cells = cells[np.argsort(away, kind="stable")]
    people = np.cumsum(land.density[cells])
    part = max(1, min(int((people <= PIECE * people[-1]).sum()), len(cells) - 1))
    degrees = to_degrees(land.generators[cells])
    narrow = np.array([np.cos(np.radians(degrees[:, 1].mean())), 1.0])
    points = np.column_stack([at.lon[rows], at.lat[rows]])
    _, nearest = cKDTree(degrees * narrow).query(points * narrow)
    return np.asarray(rows[nearest < part])
