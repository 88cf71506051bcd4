"""Concentration in space against density of ties: agglomerated is not yet clustered."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import ndtr

from jiqun.clusters.finds import ROWS, finds_frame
from jiqun.core import Problems
from jiqun.tables import need_columns, to_polars

Float = NDArray[np.float64]

#: (concentrated, linked) -> quadrant.
QUADRANTS: Final = ("clustered", "agglomerated", "virtual", "loose")
#: Neighbours are of a cluster's industries half as often again as elsewhere: ln 1.5.
CONCENTRATION_CUT: Final = float(np.log(1.5))
#: Members are tied seven and a half times as often as others so far apart: ln 7.5.
LINKING_CUT: Final = float(np.log(7.5))
#: Standard normal quantile of the intervals that come in (95 %).
Z95: Final = 1.959963984540054


def plane(
    clusters: Any,
    *,
    concentration_cut: float = CONCENTRATION_CUT,
    linking_cut: float = LINKING_CUT,
) -> pl.DataFrame:
    r"""Quadrant of each cluster, with its probability.

    ============  ==============  ===========
    quadrant      concentration   linking
    ============  ==============  ===========
    clustered     at least cut    at least cut
    agglomerated  at least cut    below
    virtual       below           at least cut
    loose         below           below
    ============  ==============  ===========

    Each axis is taken as normal around its value with the standard deviation that its interval
    tells, :math:`s = (high - low) / (2 \cdot 1.96)`, and the two as independent:

    .. math:: P(\text{clustered}) = \Phi\left(\frac{c - c_0}{s_c}\right)
        \Phi\left(\frac{l - l_0}{s_l}\right).

    Parameters
    ----------
    clusters
        ``cluster, concentration, linking``; for probabilities also ``concentration_low,
        concentration_high, linking_low, linking_high`` (95 %). Where concentration is null and
        ``quotient`` (with ``quotient_low, quotient_high``) is there, its logarithm is taken.
    concentration_cut, linking_cut
        Natural logarithms, as :func:`linking` gives the axes. No source states any: the defaults
        lie in the gap between the kinds of planted clusters, and are to be varied.

    Returns
    -------
    DataFrame
        ``cluster, concentration, linking, quadrant, probability`` (of that quadrant, 0-1) and
        ``p_clustered, p_agglomerated, p_virtual, p_loose``, one row a cluster in their order.
        Null where an axis, or for probabilities its interval, is not known.

    Raises
    ------
    InputError
        ``plane-cut``: a cut-off is not finite; ``frame-columns``.

    Examples
    --------
    >>> told = pl.DataFrame({"cluster": ["P"], "concentration": [1.2], "linking": [0.3]})
    >>> plane(told)["quadrant"].to_list()
    ['agglomerated']
    """
    problems = Problems()
    for name, cut in (("concentration_cut", concentration_cut), ("linking_cut", linking_cut)):
        if not np.isfinite(cut):
            problems.add("plane-cut", subject=name, value=cut)
    problems.check()
    frame = to_polars(clusters)
    need_columns(frame, "cluster", "concentration", "linking")
    near, dense = _axis(frame, "concentration"), _axis(frame, "linking")
    near = np.where(np.isnan(near[0]), _logged(frame), near)
    known = np.isfinite(near[0]) & np.isfinite(dense[0])
    at = 2 * (near[0] < concentration_cut) + (dense[0] < linking_cut)
    p_near, p_dense = _above(near, concentration_cut), _above(dense, linking_cut)
    shares = np.array(
        [p_near * p_dense, p_near * (1 - p_dense), (1 - p_near) * p_dense,
         (1 - p_near) * (1 - p_dense)]
    )  # fmt: skip
    return pl.DataFrame(
        {
            "cluster": frame["cluster"],
            "concentration": near[0],
            "linking": dense[0],
            "quadrant": pl.Series(
                [QUADRANTS[q] if k else None for q, k in zip(at, known, strict=True)],
                dtype=pl.String,
            ),
            "probability": shares[at, np.arange(len(at))],
            **{f"p_{name}": shares[k] for k, name in enumerate(QUADRANTS)},
        }
    ).with_columns(pl.col(pl.Float64).fill_nan(None))


def _axis(frame: pl.DataFrame, name: str) -> Float:
    """Give value, low and high; shape (3, C), NaN where not known."""
    columns = (name, f"{name}_low", f"{name}_high")
    return np.array(
        [
            frame[c].cast(pl.Float64).fill_null(np.nan).to_numpy()
            if c in frame.columns
            else np.full(len(frame), np.nan)
            for c in columns
        ]
    )


def _logged(frame: pl.DataFrame) -> Float:
    quotients = _axis(frame, "quotient")
    some = quotients > 0
    return np.where(some, np.log(np.where(some, quotients, 1.0)), np.nan)


def _above(axis: Float, cut: float) -> Float:
    """Give the probability that an axis is at least the cut-off; shape (C,)."""
    value, low, high = axis
    wide = (high - low) / (2 * Z95)
    sure = np.where(value >= cut, 1.0, 0.0)
    spread = np.where(wide > 0, wide, 1.0)
    told: Float = np.where(wide > 0, ndtr((value - cut) / spread), sure)
    return np.where(np.isfinite(value) & np.isfinite(wide), told, np.nan)


def placed_in_plane(
    clusters: pl.DataFrame,
    linked: pl.DataFrame,
    *,
    concentration_cut: float = CONCENTRATION_CUT,
    linking_cut: float = LINKING_CUT,
) -> pl.DataFrame:
    """Fill links, concentration, linking and quadrant of found clusters of any way.

    Parameters
    ----------
    clusters
        As every way of finding gives them.
    linked
        How linked they are, as :func:`linking` gives it with the null "distance".
    concentration_cut, linking_cut
        As :func:`plane` takes them.

    Returns
    -------
    DataFrame
        The clusters, in their order and shape; what a way told of links itself stays as it is.
    """
    own = ("links", "links_per_member", "inside_share", "span_km")
    base = clusters.drop("concentration", "linking", "quadrant", strict=False)
    full = base.join(linked, on="cluster", how="left", maintain_order="left", suffix="_told")
    where = plane(full, concentration_cut=concentration_cut, linking_cut=linking_cut)
    filled = base.join(
        linked.select("cluster", *own), on="cluster", how="left", maintain_order="left",
        suffix="_told",
    ).with_columns(pl.coalesce(name, f"{name}_told").alias(name) for name in own)  # fmt: skip
    return finds_frame(
        pl.concat([filled, where.select("concentration", "linking", "quadrant")], how="horizontal"),
        ROWS,
    )
