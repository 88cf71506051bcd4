"""What lies around universities and other centres: rings by distance, and satellites."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.core import Problems, stream
from jiqun.kernels.chance import at_least
from jiqun.kernels.sphere import apart_km, on_sphere
from jiqun.tables import need_columns, to_polars

Float = NDArray[np.float64]
#: Outer ends of the rings, in kilometres.
RINGS_KM: Final = (2.0, 5.0, 10.0, 20.0, 50.0)


def rings_around(
    centres: Any,
    units: Any,
    *,
    seed: int,
    radii_km: tuple[float, ...] = RINGS_KM,
    draws: int = 999,
    level: float = 0.9,
) -> pl.DataFrame:
    r"""Give what share of units in each ring around the nearest centre is of interest.

    .. math:: q_k = \frac{n_k / N_k}{n / N}

    with :math:`n_k` units of interest among the :math:`N_k` of ring k. Above 1 near the centres:
    an ecosystem around them, beyond their lying where everything lies.

    Parameters
    ----------
    centres
        ``centre, lon, lat``: universities and institutes.
    units
        ``unit, lon, lat, weight, of_interest``: firms, with what is counted (1, patents, jobs)
        and whether they are of the field. All of them are the comparison.
    seed, draws, level
        Of the interval (units drawn anew) and of the chance that deals the interest among units.
    radii_km
        Outer ends, ascending; what is beyond is the last ring.

    Returns
    -------
    DataFrame
        ``from_km, to_km, units, weight, of_interest, quotient, low, high``; ``p``, the chance of
        so high a quotient or higher. NaN in a ring without units.

    Raises
    ------
    InputError
        ``frame-columns``; ``rings-order``.

    Examples
    --------
    >>> units = pl.DataFrame(
    ...     {"unit": list("abcd"), "lon": [0.0, 0.0, 2.0, 2.0], "lat": [0.0] * 4,
    ...      "weight": [1.0] * 4, "of_interest": [True, True, False, False]}
    ... )
    >>> centre = pl.DataFrame({"centre": ["u"], "lon": [0.0], "lat": [0.0]})
    >>> rings_around(centre, units, seed=1, radii_km=(5.0,))["quotient"].to_list()
    [2.0, 0.0]
    """
    _check(radii_km)
    near = _placed(centres, "centre")
    frame = _placed(units, "unit", "weight", "of_interest")
    km = _nearest(near, frame)
    edges = np.array([*radii_km, np.inf])
    ring = np.searchsorted(edges, km, side="left")
    weight = frame["weight"].cast(pl.Float64).fill_null(0.0).to_numpy()
    mark = frame["of_interest"].cast(pl.Float64).fill_null(0.0).to_numpy()
    k, n = len(edges), len(frame)

    def quotients(copies: Float, marked: Float) -> Float:
        own = np.bincount(ring, weights=copies * weight * marked, minlength=k)
        every = np.bincount(ring, weights=copies * weight, minlength=k)
        base = own.sum() / every.sum() if every.sum() > 0 else 0.0
        hope = every * base
        out: Float = np.divide(own, hope, out=np.full(k, np.nan), where=hope > 0)
        return out

    ones = np.ones(n)
    values = quotients(ones, mark)
    drawn, chance = np.empty((draws, k)), np.empty((draws, k))
    for draw in range(draws):
        rng = stream(seed=seed, replicate=draw, name="rings")
        drawn[draw] = quotients(rng.poisson(1.0, n).astype(np.float64), mark)
        chance[draw] = quotients(ones, mark[rng.permutation(n)])
    order, there = np.sort(drawn, axis=0), np.maximum((~np.isnan(drawn)).sum(axis=0), 1)
    limits = [
        np.take_along_axis(
            order, np.minimum(np.floor(at * there), there - 1).astype(np.int64)[None], 0
        )[0]
        for at in ((1 - level) / 2, (1 + level) / 2)
    ]
    none = np.isnan(values)
    p = at_least(chance, values)
    return pl.DataFrame(
        {
            "from_km": [0.0, *radii_km],
            "to_km": edges,
            "units": np.bincount(ring, minlength=k),
            "weight": np.bincount(ring, weights=weight, minlength=k),
            "of_interest": np.bincount(ring, weights=weight * mark, minlength=k),
            "quotient": values,
            "low": np.where(none, np.nan, limits[0]),
            "high": np.where(none, np.nan, limits[1]),
            "p": np.where(none, np.nan, p),
        }
    )


def satellites(
    centres: Any, places: Any, ties: Any, *, within_km: float = 200.0, least: float = 2.0
) -> pl.DataFrame:
    r"""Find clusters that live from a centre: tied to it more than size and distance let expect.

    .. math:: E_{cp} \propto a_c \, b_p \, f(d_{cp})

    with :math:`a, b` all ties of centre and place in the table and f the share of ties that pairs
    in a class of distance have over what :math:`a_c b_p` alone would give them.

    Parameters
    ----------
    centres
        ``centre, lon, lat``: national centres, laboratories, core clusters.
    places
        ``place, lon, lat``: clusters or regions.
    ties
        ``centre, place, ties``: ties between their members; pairs that are not there have none.
    within_km
        Farther places are no satellites.
    least
        From this ratio of ties to expected ones on, if chance (Poisson) gives so many in less
        than one of twenty.

    Returns
    -------
    DataFrame
        A row a centre and place: ``centre, place, km, ties, expected, ratio, p, satellite``;
        ``only``, whether it is no other centre's. NaN ratio where nothing is expected.

    Examples
    --------
    >>> centre = pl.DataFrame({"centre": ["c", "d"], "lon": [0.0, 9.0], "lat": [0.0, 0.0]})
    >>> place = pl.DataFrame({"place": ["p", "q"], "lon": [1.0, 8.0], "lat": [0.0, 0.0]})
    >>> tied = pl.DataFrame({"centre": ["c", "d"], "place": ["p", "q"], "ties": [30, 30]})
    >>> satellites(centre, place, tied).filter("satellite").select("centre", "place").rows()
    []
    """
    from scipy.special import gammainc

    hub, site = _placed(centres, "centre"), _placed(places, "place")
    frame = to_polars(ties)
    need_columns(frame, "centre", "place", "ties")
    grid = hub.select("centre").join(site.select("place"), how="cross", maintain_order="left_right")
    seen = frame.select(
        pl.col("centre", "place").cast(pl.String), pl.col("ties").cast(pl.Int64)
    ).unique(["centre", "place"], keep="first", maintain_order=True)
    count = grid.join(seen, on=["centre", "place"], how="left", maintain_order="left")
    at = [on_sphere(one["lon"].to_numpy(), one["lat"].to_numpy()) for one in (hub, site)]
    km = np.array([apart_km(one, at[1]) for one in at[0]]).reshape(len(hub), len(site))
    table = count["ties"].fill_null(0).to_numpy().reshape(km.shape).astype(np.float64)
    plain = np.outer(table.sum(axis=1), table.sum(axis=0)) / max(table.sum(), 1.0)
    band = np.searchsorted(np.array([25.0, 50.0, 100.0, 200.0, 400.0, 800.0]), km).ravel()
    own = np.bincount(band, weights=table.ravel(), minlength=7)
    base = np.bincount(band, weights=plain.ravel(), minlength=7)
    factor = np.divide(own + 1, base + 1)
    hope = plain * factor[band].reshape(km.shape)
    p = np.where(table > 0, gammainc(np.maximum(table, 1.0), hope), 1.0)
    ratio = np.divide(table, hope, out=np.full(km.shape, np.nan), where=hope > 0)
    line = 0.05
    found = (km <= within_km) & (np.nan_to_num(ratio) >= least) & (p < line)
    return grid.with_columns(
        pl.Series("km", km.ravel()),
        pl.Series("ties", table.ravel().astype(np.int64)),
        pl.Series("expected", hope.ravel()),
        pl.Series("ratio", ratio.ravel()),
        pl.Series("p", p.ravel()),
        pl.Series("satellite", found.ravel()),
        pl.Series("only", (found & (found.sum(axis=0) == 1)).ravel()),
    )


def _check(radii_km: tuple[float, ...]) -> None:
    problems = Problems()
    rising = all(a < b for a, b in zip((0.0, *radii_km), radii_km, strict=False))
    if not radii_km or not rising:
        problems.add("rings-order", subject="radii_km", radii=list(radii_km))
    problems.check()


def _placed(frame: Any, name: str, *more: str) -> pl.DataFrame:
    tidy = to_polars(frame)
    need_columns(tidy, name, "lon", "lat", *more)
    return (
        tidy.select(pl.col(name).cast(pl.String), pl.col("lon", "lat").cast(pl.Float64), *more)
        .drop_nulls([name, "lon", "lat"])
        .sort(name)
    )


def _nearest(centres: pl.DataFrame, units: pl.DataFrame) -> Float:
    at = on_sphere(units["lon"].to_numpy(), units["lat"].to_numpy())
    best = np.full(len(units), np.inf)
    for one in on_sphere(centres["lon"].to_numpy(), centres["lat"].to_numpy()):
        best = np.minimum(best, apart_km(one, at))
    return best
