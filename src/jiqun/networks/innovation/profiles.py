"""An innovation cluster by its scale, its tightness and its specialisation, with intervals."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.core import stream
from jiqun.networks.flows import actors_of, groups_of, ties_between
from jiqun.tables import need_columns

Float = NDArray[np.float64]


def innovation_profiles(
    links: Any,
    actors: Any,
    groups: Any = None,
    *,
    seed: int,
    draws: int = 200,
    level: float = 0.9,
) -> pl.DataFrame:
    r"""Give the scale, tightness and specialisation of each group's network of innovation.

    .. math::
        \text{scale} = n_g, \quad
        \text{tightness} = \frac{m_g (2m - 1)}{s_g (s_g - 1) / 2}, \quad
        \text{specialisation} = \max_t \frac{n_{gt} / n_g}{N_t / N}

    with :math:`m_g` tied pairs inside, :math:`s_g` ends of the m pairs in the group. Tightness is
    1 where its ends meet by chance, so it does not fall with size as density does. The technology
    is that of most actors (of a tie the first by code), so that a single rare actor makes none.

    Parameters
    ----------
    links
        ``source, target``; optional ``kind, year, weight``.
    actors
        ``organisation, kind, technology``; optional ``region``.
    groups
        ``group, organisation``; None: regions.
    seed, draws, level
        Of the intervals: actors are drawn anew, each a Poisson(1) number of copies, a tie the
        product of its ends'.

    Returns
    -------
    DataFrame
        ``group, actors, technology``; for each of ``scale, tightness, specialisation`` the value,
        ``*_low, *_high`` and ``*_standing``, its place among the groups from 0 to 1 (for a
        radar). NaN where it cannot be told: tightness without two ends of ties, specialisation
        without a known technology.

    Raises
    ------
    InputError
        ``frame-columns``.

    Examples
    --------
    >>> who = pl.DataFrame(
    ...     {"organisation": list("abcd"), "kind": "firm", "region": ["r", "r", "s", "s"],
    ...      "technology": ["x", "x", "y", "x"]}
    ... )
    >>> ties = pl.DataFrame({"source": ["a", "c"], "target": ["b", "d"]})
    >>> made = innovation_profiles(ties, who, seed=1, draws=20)
    >>> made.select("group", "scale", "tightness", "specialisation").rows()
    [('r', 2.0, 3.0, 1.3333333333333333), ('s', 2.0, 3.0, 0.6666666666666666)]
    """
    who = actors_of(actors)
    need_columns(who, "technology")
    of = groups_of(groups, who)
    names = of["group"].unique().sort()
    places = {one: k for k, one in enumerate(who["organisation"])}
    fields = who["technology"].drop_nulls().unique().sort()
    field = np.full(len(who), -1)
    known = who["technology"].is_not_null().to_numpy()
    field[known] = np.searchsorted(fields.to_numpy(), who["technology"].drop_nulls().to_numpy())
    ties = ties_between(links, who).select(
        one=pl.min_horizontal("source", "target"), other=pl.max_horizontal("source", "target")
    )
    ties = ties.unique().sort("one", "other")
    a, b = (np.array([places[x] for x in ties[end]], dtype=np.int64) for end in ("one", "other"))
    member = np.array([places[x] for x in of["organisation"]], dtype=np.int64)
    group = np.searchsorted(names.to_numpy(), of["group"].to_numpy()).astype(np.int64)
    net = _Net(len(names), len(fields), member, group, field, a, b, len(who))
    ones = np.ones(len(who))
    main = net.technology(ones)
    values = net.told(ones, main)
    drawn: Float = np.stack(
        [
            net.told(
                stream(seed=seed, replicate=draw, name="profiles")
                .poisson(1.0, len(who))
                .astype(np.float64),
                main,
            )
            for draw in range(draws)
        ]
    )
    order = np.sort(drawn, axis=0)
    there = np.maximum((~np.isnan(order)).sum(axis=0), 1)
    columns: dict[str, Any] = {
        "group": names,
        "actors": np.bincount(group, minlength=len(names)),
        "technology": [fields[int(t)] if t >= 0 else None for t in main],
    }
    for k, name in enumerate(("scale", "tightness", "specialisation")):
        columns[name] = values[k]
        for end, at in (("low", (1 - level) / 2), ("high", (1 + level) / 2)):
            place = np.minimum(np.floor(at * there[k]), there[k] - 1).astype(np.int64)
            columns[f"{name}_{end}"] = np.take_along_axis(order[:, k], place[None], 0)[0]
        columns[f"{name}_standing"] = _standing(values[k])
    return pl.DataFrame(columns)


class _Net:
    """Members, fields and pairs by number, told under copies of the actors."""

    def __init__(
        self,
        groups: int,
        fields: int,
        member: NDArray[np.int64],
        group: NDArray[np.int64],
        field: NDArray[np.int64],
        a: NDArray[np.int64],
        b: NDArray[np.int64],
        size: int,
    ) -> None:
        self._groups, self._fields, self._size = groups, max(fields, 1), size
        self._member, self._group, self._field = member, group, field
        self._a, self._b = a, b
        self._inside = self._both()

    def _both(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Give tied pairs by the groups that hold both ends: number of the pair, group."""
        own = pl.DataFrame({"x": self._member, "g": self._group})
        ties = pl.DataFrame({"at": np.arange(len(self._a)), "a": self._a, "b": self._b})
        both = ties.join(own, left_on="a", right_on="x").join(
            own, left_on=["b", "g"], right_on=["x", "g"]
        )
        both = both.sort("at", "g")
        return both["at"].to_numpy().astype(np.int64), both["g"].to_numpy().astype(np.int64)

    def technology(self, copies: Float) -> NDArray[np.int64]:
        """Give each group's technology of most actors, -1 without any."""
        table = self._crossed(copies)
        return np.where(table.sum(axis=1) > 0, table.argmax(axis=1), -1)

    def told(self, copies: Float, main: NDArray[np.int64]) -> Float:
        """Give scale, tightness and specialisation; (3, G)."""
        scale = np.bincount(self._group, weights=copies[self._member], minlength=self._groups)
        weight = copies[self._a] * copies[self._b]
        total = float(weight.sum())
        ends = np.bincount(self._a, weights=weight, minlength=self._size)
        ends = ends + np.bincount(self._b, weights=weight, minlength=self._size)
        stubs = np.bincount(self._group, weights=ends[self._member], minlength=self._groups)
        at, group = self._inside
        inside = np.bincount(group, weights=weight[at], minlength=self._groups)
        hope = stubs * (stubs - 1) / 2 / max(2 * total - 1, 1.0)
        nan = np.full(self._groups, np.nan)
        tight = np.divide(inside, hope, out=nan.copy(), where=hope > 0)
        table, known = self._crossed(copies), self._field >= 0
        whole = np.bincount(
            self._field[known], weights=copies[known], minlength=self._fields
        ) / max(float(copies[known].sum()), 1.0)
        size = table.sum(axis=1)
        own = table[np.arange(self._groups), np.maximum(main, 0)]
        base = size * whole[np.maximum(main, 0)]
        special = np.divide(own, base, out=nan.copy(), where=(base > 0) & (main >= 0))
        return np.stack([scale, tight, special])

    def _crossed(self, copies: Float) -> Float:
        field = self._field[self._member]
        known = field >= 0
        flat = np.bincount(
            self._group[known] * self._fields + field[known],
            weights=copies[self._member][known],
            minlength=self._groups * self._fields,
        )
        return np.asarray(flat.reshape(self._groups, self._fields), dtype=np.float64)


def _standing(values: Float) -> Float:
    """Give the share of the other groups below, ties half; NaN for a single one."""
    known = ~np.isnan(values)
    out = np.full(len(values), np.nan)
    if known.sum() > 1:
        own = np.sort(values[known])
        below = np.searchsorted(own, values[known], side="left")
        upto = np.searchsorted(own, values[known], side="right")
        out[known] = (below + (upto - below - 1) / 2) / (known.sum() - 1)
    return out
