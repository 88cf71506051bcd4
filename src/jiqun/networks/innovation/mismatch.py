"""How far research and industry stand apart in space, beside what chance would do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.core import Problems, stream
from jiqun.kernels.chance import at_least
from jiqun.kernels.sphere import apart_km, on_sphere
from jiqun.tables import need_columns, to_polars

Float = NDArray[np.float64]
#: Places whose distances are held at once.
MOST_PLACES = 5_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SpaceMismatch:
    """How research and industry lie to each other.

    Attributes
    ----------
    index
        0 where they lie alike, 1 at most; NaN without either.
    expected, p
        Its mean where research is dealt anew among the places, and the chance of so much or more.
    apart_km
        Mean distance of a unit of research from a unit of industry.
    moved_km
        What of that is not due to each being spread by itself.
    places
        ``place, research, industry`` (shares), ``near``, the share of research that a place has
        near it, weighted by distance, and ``gap``, its share of industry less that.
    """

    index: float
    expected: float
    p: float
    apart_km: float
    moved_km: float
    places: pl.DataFrame


def space_mismatch(
    places: Any, *, seed: int, near_km: float = 50.0, draws: int = 199
) -> SpaceMismatch:
    r"""Hold where research is against where industry is, by distance.

    The energy distance of two distributions in space, as a share of the mean distance between
    them; :math:`r, j` are shares of research and industry, :math:`d` kilometres:

    .. math::
        M = \frac{2 A - B - C}{2 A}, \quad A = \sum_{pq} r_p j_q d_{pq}, \;
        B = \sum_{pq} r_p r_q d_{pq}, \; C = \sum_{pq} j_p j_q d_{pq}

    Chance deals research among all places that have either. A place's research near it is
    weighted by :math:`e^{-d / d_0}`, as a share of all places'.

    Parameters
    ----------
    places
        ``place, lon, lat, research, industry``: any quantity of each (staff, patents, jobs), one
        technology at a time. Places without coordinates or numbers are left out.
    seed, draws
        Of chance.
    near_km
        :math:`d_0`.

    Returns
    -------
    SpaceMismatch
        NaN where there is no research, no industry, or a single place.

    Raises
    ------
    InputError
        ``frame-columns``; ``places-many``; ``mismatch-negative``.

    References
    ----------
    :cite:`szekely2013`, eq. 5: the energy distance.

    Examples
    --------
    >>> rows = {"place": ["a", "b"], "lon": [0.0, 9.0], "lat": [0.0, 0.0]}
    >>> apart = pl.DataFrame({**rows, "research": [1.0, 0.0], "industry": [0.0, 1.0]})
    >>> space_mismatch(apart, seed=1).index
    1.0
    """
    frame = _read(places)
    research, industry = (frame[name].to_numpy() for name in ("research", "industry"))
    if len(frame) < 2 or not research.sum() > 0 or not industry.sum() > 0:  # noqa: PLR2004
        nan = float("nan")
        shown = frame.select("place", "research", "industry").with_columns(
            pl.lit(nan).alias(name) for name in ("near", "gap")
        )
        return SpaceMismatch(
            index=nan, expected=nan, p=nan, apart_km=nan, moved_km=nan, places=shown
        )
    r, j = research / research.sum(), industry / industry.sum()
    at = on_sphere(frame["lon"].to_numpy(), frame["lat"].to_numpy())
    km = np.stack([apart_km(one, at) for one in at])
    to_industry = (km * j).sum(axis=1)
    spread = float((j * to_industry).sum())
    there = np.flatnonzero((r > 0) | (j > 0))

    def parts(share: Float) -> tuple[float, float]:
        between = float((share * to_industry).sum())
        held = np.flatnonzero(share)
        own = (km[np.ix_(held, held)] * share[held]).sum(axis=1)
        return between, 2 * between - spread - float((share[held] * own).sum())

    between, moved = parts(r)
    drawn = np.empty(draws)
    for draw in range(draws):
        dealt = np.zeros(len(r))
        order = stream(seed=seed, replicate=draw, name="mismatch").permutation(len(there))
        dealt[there] = r[there][order]
        a, b = parts(dealt)
        drawn[draw] = b / (2 * a) if a > 0 else 0.0
    index = moved / (2 * between) if between > 0 else 0.0
    weight = np.exp(-km / near_km)
    near = (weight * r).sum(axis=1)
    near = near / near.sum()
    return SpaceMismatch(
        index=index,
        expected=float(drawn.mean()),
        p=float(at_least(drawn, index, size=1.0)),
        apart_km=between,
        moved_km=moved,
        places=pl.DataFrame(
            {"place": frame["place"], "research": r, "industry": j, "near": near, "gap": j - near}
        ).sort("gap", "place", descending=[True, False]),
    )


def _read(places: Any) -> pl.DataFrame:
    frame = to_polars(places)
    names = ("lon", "lat", "research", "industry")
    need_columns(frame, "place", *names)
    frame = frame.select(pl.col("place").cast(pl.String), pl.col(*names).cast(pl.Float64))
    frame = frame.drop_nulls().sort("place")
    problems = Problems()
    below = frame.filter((pl.col("research") < 0) | (pl.col("industry") < 0))["place"]
    if len(below):
        problems.add(
            "mismatch-negative",
            subject="places",
            count=len(below),
            examples=below.head(3).to_list(),
        )
    if len(frame) > MOST_PLACES:
        problems.add("places-many", subject="places", places=len(frame), most=MOST_PLACES)
    problems.check()
    return frame
