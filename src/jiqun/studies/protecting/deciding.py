"""Which cells are withheld: those that break a rule, and those that would give them away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from jiqun.secrecy import (
    Contributions,
    Margins,
    Primary,
    Rules,
    Suppression,
    audit,
    primary,
    suppress,
)
from jiqun.studies.protecting.contributors import Behind
from jiqun.studies.protecting.lattice import Axis, Year, computed
from jiqun.studies.protecting.plan import ProtectPlan

Float = NDArray[np.float64]
Int = NDArray[np.int64]
Bool = NDArray[np.bool_]
#: Amounts that are counted, not judged: they are withheld with the others.
_COUNTS: Final = ("establishments",)
#: How much rather a cell is withheld that readers could not see before either.
AGAIN: Final = 0.01
#: How often more is withheld around secrets that stay open.
FURTHER: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """What readers of the last release have of a year, over regions by industries.

    Attributes
    ----------
    withheld
        Cells that it withheld.
    shown
        Cells whose numbers it showed as they still are.
    """

    withheld: Bool
    shown: Bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """Which cells of a year are withheld, over regions by industries.

    Attributes
    ----------
    shown
        The cells.
    primary, withheld
        Cells that break a rule by themselves; these and all that go with them.
    lower, upper
        Amount -> (R, I): the interval around each secret that nobody may narrow.
    open
        How many secrets can be computed by everybody, whatever is withheld.
    known
        How many secrets a contributor may know more closely, since a part of them is his own.
    undecided
        How many cells were judged by the count of contributors alone: nothing tells their sizes.
    uncounted
        How many were taken for one contributor's: nothing tells how many there are.
    seen
        How many are withheld though readers of the last release have them.
    """

    shown: Year
    primary: Bool
    withheld: Bool
    lower: Mapping[str, Float]
    upper: Mapping[str, Float]
    open: int
    known: int
    undecided: int
    uncounted: int
    seen: int = 0


def rules_of(plan: ProtectPlan) -> Rules:
    """Give a plan's rules as the room of secrecy takes them."""
    return Rules(
        threshold=plan.threshold or 0,
        dominance=plan.dominance,
        p=plan.p,
        rounding=plan.rounding,
    )


def decide(shown: Year, by: Behind, rules: Rules, before: Earlier | None = None) -> Decided:
    """Choose what is withheld in a year.

    What the last release withheld stays withheld, and what it showed hides nothing, as far as that
    goes: so nothing follows from two releases that does not follow from one.

    Parameters
    ----------
    shown, by
        The cells, and who stands behind them.
    rules
        What must not be told.
    before
        What the last release withheld and showed.
    """
    names = judged_amounts(shown)
    whole = {name: computed(shown, name) for name in names}
    cells = _told(shown, whole)
    at = np.nonzero(cells)
    values = np.column_stack([array[at] for array in whole.values()])
    nothing = np.full(shown.there.shape, np.nan)
    sides = [
        np.column_stack([side.get(name, nothing)[at] for name in names])
        for side in (by.largest, by.second)
    ]
    who = Contributions(
        total=values, count=by.count[at], largest=sides[0], second=sides[1], owner=by.owner[at]
    )
    secrets = primary(who, rules)
    weight = 1.0 + np.log1p(np.nan_to_num(values[:, 0]))
    margins = margins_of(shown, cells)
    seen = np.zeros(len(values), dtype=bool)
    if before is None:
        withheld, known, bare = _suppressed(margins, who, secrets, weight)
    else:
        seen = before.shown[at]
        weight = np.where(before.withheld[at], AGAIN * weight, weight)
        withheld, known, bare = _suppressed(
            margins, who, secrets, np.where(seen, np.inf, weight), usable=~seen
        )
        if len(bare):
            withheld, known, bare = _suppressed(margins, who, secrets, weight)
        withheld = withheld | before.withheld[at]
    return Decided(
        shown=shown,
        primary=_back(cells, secrets.mask),
        withheld=_back(cells, withheld),
        lower={name: _spread(cells, secrets.lower[:, k]) for k, name in enumerate(names)},
        upper={name: _spread(cells, secrets.upper[:, k]) for k, name in enumerate(names)},
        open=len(bare),
        known=len(known),
        undecided=int(secrets.undecided.sum()),
        uncounted=int(by.uncounted[at].sum()),
        seen=int((withheld & seen).sum()),
    )


def _suppressed(
    margins: Margins, who: Contributions, secrets: Primary, weight: Float,
    usable: Bool | None = None,
) -> tuple[Bool, Int, Int]:  # fmt: skip
    """Withhold further cells until no reader can compute a secret.

    Returns the cells withheld, the secrets that only a contributor of them may know more closely
    (he knows his own part), and those that stay open to everybody: around these all that is tied
    to them goes too, and if that does not help, they are told.
    """
    asked = secrets
    for _ in range(FURTHER):
        found = suppress(margins, who, asked, weight=weight)
        bare = _bare(margins, who, secrets, found)
        if not len(bare):
            break
        tied = np.asarray(abs(margins.matrix[:, bare]).sum(axis=1)).ravel() > 0
        near = np.asarray(abs(margins.matrix[tied]).sum(axis=0)).ravel() > 0
        more = near & ~asked.mask & (np.nan_to_num(who.total) > 0).any(axis=1)
        more &= True if usable is None else usable
        if not more.any():
            break
        here = np.nan_to_num(who.total)
        asked = replace(
            asked, mask=asked.mask | more,
            lower=np.where(more[:, None], here, asked.lower),
            upper=np.where(more[:, None], here, asked.upper),
        )  # fmt: skip
    known = np.setdiff1d(found.open[secrets.mask[found.open]], bare)
    return found.mask, known, bare


def _bare(margins: Margins, who: Contributions, secrets: Primary, found: Suppression) -> Int:
    """Name the secrets without a proof that linear programmes compute too closely."""
    unsure = found.open[secrets.mask[found.open]]
    if not len(unsure):
        return unsure
    told = audit(margins, who.total, found.mask, of=unsure)
    hair = 1e-6 * np.maximum(1.0, np.nan_to_num(who.total[unsure]))
    narrow = (told.lower > secrets.lower[unsure] + hair) | (
        told.upper < secrets.upper[unsure] - hair
    )
    return unsure[narrow.any(axis=1)]


def judged_amounts(shown: Year) -> tuple[str, ...]:
    """Name the amounts that rules are asked of; counts only where there is nothing else."""
    told = [name for name, array in shown.values.items() if not (array < 0).any()]
    return tuple(name for name in told if name not in _COUNTS) or tuple(told)


def _told(shown: Year, whole: Mapping[str, Float]) -> Bool:
    """Say which cells have a number that is printed, or follows: one that nobody knows is none."""
    known = [~np.isnan(array) for array in whole.values()]
    told: Bool = shown.there & np.logical_or.reduce(known)
    return told


def margins_of(shown: Year, cells: Bool) -> Margins:
    """Tie the cells of a year: over regions, and over industries."""
    number = np.full(cells.shape, -1, dtype=np.int64)
    number[cells] = np.arange(int(cells.sum()))
    place = np.argwhere(cells)
    tree, rest = _tree(shown.regions)
    classes, others = _tree(shown.industries)
    first = Margins.crossed(tree, classes, place=np.column_stack([np.zeros(len(place)), place]))
    for layer in _layers(rest):
        pairs = [_pairs(number[whole], number[list(parts)]) for whole, parts in layer]
        first = _with(first, pairs)
    for layer in _layers(others):
        pairs = [_pairs(number[:, whole], number[:, list(parts)].T) for whole, parts in layer]
        first = _with(first, pairs)
    return first


Sums = Sequence[tuple[int, tuple[int, ...]]]


def _tree(axis: Axis) -> tuple[Int, Sums]:
    """Give each code one parent, and the sums that such a tree cannot hold."""
    parent = np.full(len(axis.codes), -1, dtype=np.int64)
    rest, wholes = [], set[int]()
    for whole, parts in axis.sums:
        if whole in wholes or (parent[list(parts)] >= 0).any():
            rest.append((whole, parts))
        else:
            wholes.add(whole)
            parent[list(parts)] = whole
    return parent, tuple(rest)


def _layers(sums: Sums) -> list[list[tuple[int, tuple[int, ...]]]]:
    """Part sums so that each whole stands in a layer once."""
    layers: list[list[tuple[int, tuple[int, ...]]]] = []
    met: dict[int, int] = {}
    for whole, parts in sums:
        depth = met.get(whole, 0)
        met[whole] = depth + 1
        layers += [[]] if depth == len(layers) else []
        layers[depth].append((whole, parts))
    return layers


def _pairs(total: Int, parts: Int) -> Int:
    """Give pairs (total, part) of cells that are there."""
    both = np.stack([np.broadcast_to(total, parts.shape), parts], axis=-1).reshape(-1, 2)
    return both[(both >= 0).all(axis=1)]


def _with(first: Margins, pairs: Sequence[Int]) -> Margins:
    both = np.concatenate(pairs)
    return first.joined(Margins.of(both[:, 0], both[:, 1], cells=first.cells))


def _back(cells: Bool, flags: Bool) -> Bool:
    found = np.zeros(cells.shape, dtype=bool)
    found[cells] = flags
    return found


def _spread(cells: Bool, values: Float) -> Float:
    found = np.full(cells.shape, np.nan)
    found[cells] = values
    return found
