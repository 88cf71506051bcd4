"""What one side lacks and another has: needs and supplies, clusters that complete each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.core import Problems, stream
from jiqun.kernels.chance import at_most
from jiqun.kernels.linear.products import product
from jiqun.tables import need_columns, sums_by, to_polars

Float = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class NeedSupply:
    """How the needs of industry and the supply of research fit, group by group.

    Attributes
    ----------
    groups
        ``group, match`` (1 alike, 0 nothing in common), ``expected``, its mean where supplies are
        dealt anew among technologies, and ``p``, the chance of so little or less.
    gaps
        ``group, technology, need, supply`` (shares), ``gap`` (need less supply): the list of what
        is needed and not studied, the widest first.
    """

    groups: pl.DataFrame
    gaps: pl.DataFrame


def need_supply(needs: Any, supplies: Any, *, seed: int, draws: int = 999) -> NeedSupply:
    r"""Hold what industry needs against what research supplies, technology by technology.

    .. math:: m_g = \sum_t \min(n_{gt}, s_{gt})

    over shares of needs and of supplies.

    Parameters
    ----------
    needs
        ``technology, amount``; optional ``group``: of firms (jobs, gaps of a chain, tenders).
    supplies
        The same, of research (staff, projects, patents).
    seed, draws
        Of chance.

    Returns
    -------
    NeedSupply
        NaN for a group that has no need or no supply.

    Raises
    ------
    InputError
        ``frame-columns``, ``amounts-negative``.

    Examples
    --------
    >>> need = pl.DataFrame({"technology": ["x", "y"], "amount": [3.0, 1.0]})
    >>> have = pl.DataFrame({"technology": ["y", "z"], "amount": [1.0, 1.0]})
    >>> made = need_supply(need, have, seed=1)
    >>> made.groups["match"].to_list(), made.gaps.row(0)
    ([0.25], ('all', 'x', 0.75, 0.0, 0.75))
    """
    sides = [_amounts(one) for one in (needs, supplies)]
    groups = pl.concat([one["group"] for one in sides]).unique().sort()
    fields = pl.concat([one["technology"] for one in sides]).unique().sort()
    grid = pl.DataFrame({"group": groups}).join(
        pl.DataFrame({"technology": fields}), how="cross", maintain_order="left_right"
    )
    shares = []
    for one in sides:
        table = _spread(one, groups, fields)
        total = table.sum(axis=1, keepdims=True)
        shares.append(np.divide(table, total, out=np.full(table.shape, np.nan), where=total > 0))
    need, supply = shares
    match = np.minimum(need, supply).sum(axis=1)
    drawn = np.empty((draws, len(groups)))
    for draw in range(draws):
        order = stream(seed=seed, replicate=draw, name="need-supply").permutation(len(fields))
        drawn[draw] = np.minimum(need, supply[:, order]).sum(axis=1)
    return NeedSupply(
        groups=pl.DataFrame(
            {
                "group": groups,
                "match": match,
                "expected": drawn.mean(axis=0),
                "p": at_most(drawn, match),
            }
        ),
        gaps=grid.with_columns(
            pl.Series("need", need.ravel()),
            pl.Series("supply", supply.ravel()),
            pl.Series("gap", (need - supply).ravel()),
        ).sort("gap", "group", "technology", descending=[True, False, False], nulls_last=True),
    )


def complement_matrix(amounts: Any, relatedness: Any) -> pl.DataFrame:
    r"""Say for each pair of clusters how much what one has completes the other.

    .. math:: C_{gh} = \sum_{t \ne u} s_{gt} \, \phi_{tu} \, s_{hu} \, (1 - r_{gu})

    with shares s, relatedness :math:`\phi`, and :math:`r_{gu} = \min(1, s_{gu} / \bar s_u)`, how
    far g has u already (:math:`\bar s` the mean share): related to what g does, found in h,
    lacking in g. The pair's value is both ways together; alike ones complete each other little.

    Parameters
    ----------
    amounts
        ``group, technology, amount``: jobs, patents or firms of each cluster.
    relatedness
        ``technology, other, value`` (0 to 1); pairs that are not there are unrelated.

    Returns
    -------
    DataFrame
        A row an ordered pair of two groups: ``group, other, gets`` (what group gets from other),
        ``gives``, ``complement`` (both together), ``similarity`` (cosine). NaN for a group of
        nothing.

    Raises
    ------
    InputError
        ``frame-columns``, ``amounts-negative``.

    Examples
    --------
    >>> rows = {"group": ["g", "h"], "technology": ["x", "y"], "amount": [1.0, 1.0]}
    >>> near = pl.DataFrame({"technology": ["x"], "other": ["y"], "value": [0.5]})
    >>> complement_matrix(pl.DataFrame(rows), near).row(0)
    ('g', 'h', 0.5, 0.5, 1.0, 0.0)
    """
    frame = _amounts(amounts)
    groups, fields = (frame[name].unique().sort() for name in ("group", "technology"))
    table = _spread(frame, groups, fields)
    total = table.sum(axis=1, keepdims=True)
    share = np.divide(table, total, out=np.full(table.shape, np.nan), where=total > 0)
    phi = _related(relatedness, tuple(fields))
    known = np.nan_to_num(share)
    mean = known.mean(axis=0)
    has = np.minimum(np.divide(share, mean, out=np.zeros(share.shape), where=mean > 0), 1.0)
    wanted = product(share, phi) * (1 - has)
    gets = product(wanted, np.ascontiguousarray(share.T))
    length = np.sqrt((share**2).sum(axis=1))
    alike = product(share, np.ascontiguousarray(share.T)) / np.outer(length, length)
    one, other = np.nonzero(~np.eye(len(groups), dtype=bool))
    return pl.DataFrame(
        {
            "group": groups.gather(one),
            "other": groups.gather(other),
            "gets": gets[one, other],
            "gives": gets[other, one],
            "complement": gets[one, other] + gets[other, one],
            "similarity": alike[one, other],
        }
    )


def _amounts(given: Any) -> pl.DataFrame:
    """Give ``group, technology, amount``, sorted, each pair once; unknown amounts are left out."""
    frame = to_polars(given)
    need_columns(frame, "technology", "amount")
    group = pl.col("group").cast(pl.String) if "group" in frame.columns else pl.lit("all")
    own = frame.select(
        pl.col("technology").cast(pl.String),
        pl.col("amount").cast(pl.Float64),
        group=group,
    ).drop_nulls()
    below = own.filter(~(pl.col("amount") >= 0))["technology"]
    problems = Problems()
    if len(below):
        problems.add(
            "amounts-negative",
            subject="amount",
            count=len(below),
            examples=below.head(3).to_list(),
        )
    problems.check()
    keys = ["group", "technology"]
    return sums_by(own.sort(*keys, "amount"), keys, sums=[pl.col("amount")]).sort(keys)


def _spread(frame: pl.DataFrame, groups: pl.Series, fields: pl.Series) -> Float:
    """Put amounts into a table of groups by technologies; what is not there is 0."""
    out = np.zeros((len(groups), len(fields)))
    at = (
        np.searchsorted(groups.to_numpy(), frame["group"].to_numpy()),
        np.searchsorted(fields.to_numpy(), frame["technology"].to_numpy()),
    )
    out[at] = frame["amount"].to_numpy()
    return out


def _related(given: Any, fields: tuple[str, ...]) -> Float:
    frame = to_polars(given)
    need_columns(frame, "technology", "other", "value")
    at = {name: k for k, name in enumerate(fields)}
    out = np.zeros((len(fields), len(fields)))
    for one, other, value in frame.select("technology", "other", "value").iter_rows():
        if one in at and other in at and one != other and value is not None:
            out[at[one], at[other]] = out[at[other], at[one]] = float(value)
    return out
