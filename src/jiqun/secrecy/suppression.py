"""Secondary suppression: what else is withheld so that no secret can be computed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jiqun.core import Problems
from jiqun.secrecy.hiding import Pattern, hide
from jiqun.secrecy.margins import Margins
from jiqun.secrecy.primary import Contributions, Primary
from jiqun.secrecy.proofs import Proofs, Secrets, proved
from jiqun.secrecy.singles import contributors, widened

Float = NDArray[np.float64]
Int = NDArray[np.int64]
Bool = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Loss:
    """What a pattern takes away.

    Attributes
    ----------
    cells
        Cells that had something to print: known and not all zero.
    primary, secondary
        Of them the secrets, and what is withheld besides.
    weight
        The weights of the cells withheld besides, summed.
    value
        (M,): the share of the lowest cells' values that is withheld, a measure each; a cell is
        lowest that is no sum of others.
    """

    cells: int
    primary: int
    secondary: int
    weight: float
    value: Float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Suppression:
    """A pattern of cells to withhold.

    Attributes
    ----------
    mask
        (C,): withheld: the secrets and the secondary cells.
    secondary
        (C,): withheld for the sake of others.
    proved
        (C,): secrets for which the proofs hold; False for every other cell.
    open
        The secrets that are not proved, as cell numbers: nothing that may be withheld protects
        them. Empty in a pattern that may be printed.
    proofs
        The moves that prove it.
    loss
        What is lost.
    """

    mask: Bool
    secondary: Bool
    proved: Bool
    open: Int
    proofs: Proofs
    loss: Loss


def suppress(
    margins: Margins,
    contributions: Contributions,
    secrets: Primary,
    *,
    weight: Float | None = None,
) -> Suppression:
    """Withhold further cells until every secret is proved to stay unknown.

    Protected against: whoever reads all that is printed, adds and takes away, and knows that
    nothing is negative; and each single contributor, who besides knows the cells that are his.
    What is printed of several measures is printed or withheld together, and each is protected.

    Parameters
    ----------
    margins
        The sums that are printed.
    contributions
        The cells' values and who stands behind them.
    secrets
        The cells that must be protected and how widely, from :func:`jiqun.secrecy.primary`.
    weight
        (C,): what it costs to withhold a cell; infinite for one that must be printed. By default
        1 + log(1 + value of the first measure), as the hypercube method's.

    Examples
    --------
    >>> import numpy as np
    >>> from jiqun.secrecy import Rules, primary
    >>> square = Margins.crossed(
    ...     [-1, 0, 0, 0], [-1, 0, 0, 0], place=[(0, r, c) for r in range(4) for c in range(4)]
    ... )
    >>> inner = np.array([[9.0, 40, 30], [20, 50, 70], [60, 30, 80]])
    >>> table = np.block([[inner.sum(), inner.sum(0)], [inner.sum(1)[:, None], inner]]).ravel()
    >>> count = np.full(16, 12)
    >>> count[5] = 2
    >>> cells = Contributions(total=table, count=count)
    >>> found = suppress(square, cells, primary(cells, Rules()))
    >>> np.flatnonzero(found.mask).tolist(), len(found.open)
    ([5, 6, 9, 10], 0)
    """
    _check(margins, contributions, weight)
    asked = secrets_of(margins, contributions, secrets)
    cost = _weights(contributions, weight)
    pattern: Pattern = hide(margins, asked, cost)
    ok = proved(margins, asked, pattern.hidden, pattern.proofs)
    told = np.zeros(margins.cells, dtype=np.bool_)
    told[asked.cells[ok]] = True
    mask = pattern.hidden
    secondary = mask & ~secrets.mask
    return Suppression(
        mask=mask,
        secondary=secondary,
        proved=told,
        open=asked.cells[~ok],
        proofs=pattern.proofs,
        loss=_loss(margins, contributions.total, (secrets.mask, secondary), cost),
    )


def secrets_of(margins: Margins, contributions: Contributions, secrets: Primary) -> Secrets:
    """Turn the findings of the rules into what has to be proved."""
    values = contributions.total
    owner, same = contributors(margins, contributions.count, np.asarray(contributions.owner))
    owner = np.where(secrets.mask, owner, -1)
    same = np.where(secrets.mask, same, -1)
    known = ~np.isnan(values)
    up = np.where(known, secrets.upper - values, 0.0)
    up = widened(margins, owner, same, np.nan_to_num(up))
    down = np.where(known, np.minimum(up, np.nan_to_num(values)), 0.0)
    return Secrets(
        values=values,
        cells=np.flatnonzero(secrets.mask & known.any(axis=1)),
        down=down,
        up=up,
        owner=owner,
        same=same,
    )


def _check(margins: Margins, contributions: Contributions, weight: Float | None) -> None:
    """Refuse arrays of other lengths and weights below 0."""
    problems = Problems()
    cells = margins.cells
    if len(contributions.total) != cells:
        shape = contributions.total.shape
        problems.add("secrecy-shape", subject="total", shape=shape, cells=(cells,))
    if weight is not None and np.shape(weight) != (cells,):
        problems.add("secrecy-shape", subject="weight", shape=np.shape(weight), cells=(cells,))
    elif weight is not None and not (np.asarray(weight) >= 0).all():
        problems.add(
            "secrecy-negative", subject="weight", count=int((np.asarray(weight) < 0).sum())
        )
    problems.check()


def _weights(contributions: Contributions, weight: Float | None) -> Float:
    """Give what it costs to withhold each cell; what is zero or not known cannot serve."""
    first = np.nan_to_num(contributions.total[:, 0])
    cost = 1.0 + np.log1p(first) if weight is None else np.asarray(weight, dtype=np.float64)
    useful = (~np.isnan(contributions.total)).all(axis=1) & (contributions.total > 0).any(axis=1)
    return np.where(useful, cost, np.inf)


def _loss(margins: Margins, values: Float, pattern: tuple[Bool, Bool], cost: Float) -> Loss:
    """Say what a pattern takes away."""
    primary, secondary = pattern
    something = (np.nan_to_num(values) > 0).any(axis=1)
    matrix = margins.matrix
    lowest: Bool = np.array(something, dtype=np.bool_)
    lowest[matrix.indices[matrix.data < 0]] = False
    whole = np.nan_to_num(values[lowest]).sum(axis=0)
    gone = np.nan_to_num(values[lowest & (primary | secondary)]).sum(axis=0)
    share = np.divide(gone, whole, out=np.zeros_like(whole), where=whole > 0)
    return Loss(
        cells=int(something.sum()),
        primary=int((primary & something).sum()),
        secondary=int((secondary & something).sum()),
        weight=float(cost[secondary & np.isfinite(cost)].sum()),
        value=share,
    )
