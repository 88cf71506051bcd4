"""The input-output table of the island's countries: who sells how much to whom, balanced."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.planted.ground import Industries, Places
from jiqun.planted.plans import CURRENCY, EconomyPlan
from jiqun.planted.statistics import Statistics

Float = NDArray[np.float64]
Int = NDArray[np.int64]

#: What is no industry.
FINAL_USE, VALUE_ADDED = "FINAL", "VALUE-ADDED"
#: Bounds of the share of output that industries use, before all that is used is what is bought.
USED: Final = (0.3, 0.6)
#: What unrelated classes trade, against 1 for the same; spread of pairs at noise 1.
UNRELATED, UNEVEN = 0.02, 0.5
#: By how much trade falls with distance (an elasticity), and what is left of it across a border.
#: Assumptions, the first near the 1,467 estimates that Disdier and Head compare (2008, Review of
#: Economics and Statistics 90(1), pages 37-48); the tenth is as for other ties.
DECAY, BORDER = 0.9, 0.1
#: Mean distance of a disc's points from its middle, in radii.
INTERNAL: Final = 2 / 3
#: Nothing is bought across a border by users less related than this; keeps the table sparse.
NEAR_ENOUGH: Final = 0.3
#: A country's surplus or deficit against what it earns, standard deviation: an assumption.
IMBALANCE: Final = 0.03
#: Sweeps of balancing at most; how near to one the last factors are; what stands for no sum.
SWEEPS, CLOSE, TINY = 200, 1e-9, 1e-300


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Sectors:
    """The S sectors with output: country, class, output, value added, whole units of money.

    ``open``: share of output that is exported, against that of all.
    """

    country: Int
    industry: Int
    output: Float
    added: Float
    open: Float


def flows_table(
    plan: EconomyPlan, places: Places, industries: Industries, statistics: Statistics
) -> pl.DataFrame:
    """Give the inter-country input-output table of the classes in the last year.

    Inputs follow relatedness and size, at home rather, across borders by distance and by what
    part of its output a class exports. Exactly, in whole units of money: a sector's rows add up
    to its output in ``activity``, every country's final use among them; its columns to the same
    with its value added there. What leaves the island is in final use at home.
    """
    rng = plan.stream("flows")
    at = _sectors(statistics)
    near = nearness(places)
    used = _used(at, rng)
    inner = _inner(plan, industries, at, near, rng)
    inner = _whole(_balanced(inner, used, at.output - at.added), at.output - at.added)
    inner = _afforded(inner, at.output)
    final = _final(plan, at, near, at.output - inner.sum(axis=1))
    return _rows(plan, places, industries, at, inner, final)


def _sectors(statistics: Statistics) -> _Sectors:
    output, exports = statistics.output, statistics.exports
    country, industry = np.nonzero(output > 0)
    sold = exports[country, industry] / output[country, industry]
    return _Sectors(
        country=country,
        industry=industry,
        output=np.round(output[country, industry]),
        added=np.asarray(np.round(np.minimum(statistics.added, output)[country, industry])),
        open=sold / max(exports.sum() / output.sum(), TINY),
    )


def nearness(places: Places) -> Float:
    """Give how readily each two countries trade, shape (C, C), 1 within the one at home.

    ``(distance within the one at home / distance) ** DECAY``, times :data:`BORDER` across one.
    """
    land, n = places.land, len(places.codes["country"])
    of = places.country[land.county]
    share = np.bincount(of, weights=land.density, minlength=n)
    middle = np.column_stack(
        [
            np.bincount(of, weights=land.density * axis, minlength=n) / share
            for axis in land.generators.T
        ]
    )
    counties = places.regions.filter(pl.col("level") == "county")["area_km2"].to_numpy()
    area = np.bincount(places.country, weights=counties, minlength=n)
    within = INTERNAL * np.sqrt(area / np.pi)
    apart = np.hypot(*(middle[:, None] - middle[None]).transpose(2, 0, 1))
    apart = np.maximum(apart, (within[:, None] + within[None]) / 2)
    apart[np.diag_indices(n)] = within
    border = np.where(np.eye(n, dtype=bool), 1.0, BORDER)
    return np.asarray((within[0] / apart) ** DECAY * border, dtype=np.float64)


def _used(at: _Sectors, rng: np.random.Generator) -> Float:
    """Give what industries use of each sector's output: together as much as they buy."""
    share = rng.uniform(*USED, len(at.output))
    bought = (at.output - at.added).sum()
    low, high = -12.0, 12.0
    for _ in range(60):
        power = (low + high) / 2
        total = (at.output * share ** np.exp(power)).sum()
        low, high = (power, high) if total > bought else (low, power)
    return np.asarray(at.output * share ** np.exp((low + high) / 2))


def _inner(
    plan: EconomyPlan,
    industries: Industries,
    at: _Sectors,
    near: Float,
    rng: np.random.Generator,
) -> Float:
    """Give what each sector would sell to each, before anything adds up."""
    related = industries.relatedness()
    affinity = related**2 + UNRELATED
    affinity = affinity * np.exp(UNEVEN * plan.noise * rng.standard_normal(affinity.shape))
    inner = affinity[np.ix_(at.industry, at.industry)]
    inner *= at.output[:, None] * at.output[None, :]
    if len(near) == 1:
        return np.asarray(inner)
    across = at.country[:, None] != at.country[None, :]
    kept = ~across | (related[np.ix_(at.industry, at.industry)] >= NEAR_ENOUGH)
    inner *= near[np.ix_(at.country, at.country)] * kept
    inner *= np.where(across, at.open[:, None], 1.0)
    return np.asarray(inner)


def _balanced(inner: Float, rows: Float, columns: Float) -> Float:
    """Scale rows and columns until they add up to what is given; columns last."""
    for _ in range(SWEEPS):
        turn = rows / np.maximum(inner.sum(axis=1), TINY)
        inner *= turn[:, None]
        inner *= (columns / np.maximum(inner.sum(axis=0), TINY))[None, :]
        if np.abs(turn - 1).max() < CLOSE:
            break
    return inner


def _whole(values: Float, columns: Float) -> Float:
    """Round, and let the largest of each column take what rounding leaves."""
    whole = np.round(values)
    largest = whole.argmax(axis=0)
    whole[largest, np.arange(len(columns))] += columns - whole.sum(axis=0)
    return whole


def _afforded(inner: Float, output: Float) -> Float:
    """Take from rows what they sell beyond their output, column by column, and give it to others.

    Only sectors of a few units of money come to this.
    """
    for row in np.flatnonzero(inner.sum(axis=1) > output):
        excess = inner[row].sum() - output[row]
        room = output - inner.sum(axis=1)
        for column in np.argsort(-inner[row], kind="stable"):
            moved = min(excess, inner[row, column])
            to = int(room.argmax())
            inner[row, column] -= moved
            inner[to, column] += moved
            room[to] -= moved
            excess -= moved
    return inner


def _final(plan: EconomyPlan, at: _Sectors, near: Float, left: Float) -> Float:
    """Divide final use among countries, shape (S, C): each spends what it earns, or nearly."""
    n = len(near)
    if n == 1:
        return left[:, None]
    earned = np.bincount(at.country, weights=at.added, minlength=n)
    spent = earned * np.exp(IMBALANCE * plan.stream("imbalance").standard_normal(n))
    spent *= left.sum() / spent.sum()
    abroad = at.country[:, None] != np.arange(n)[None, :]
    wish = near[at.country] * spent[None, :] * np.maximum(left, 0.5)[:, None]
    wish *= np.where(abroad, at.open[:, None], 1.0)
    shares = _balanced(wish, np.maximum(left, 1e-9), np.maximum(spent, 1e-9))
    shares *= (left / shares.sum(axis=1))[:, None]
    return _whole(shares.T, left).T


def _rows(
    plan: EconomyPlan,
    places: Places,
    industries: Industries,
    at: _Sectors,
    inner: Float,
    final: Float,
) -> pl.DataFrame:
    codes = pl.Series(industries.codes).gather(at.industry)
    nation = pl.Series(places.codes["country"], dtype=pl.String)
    of = nation.gather(at.country)
    i, j = np.nonzero(inner)
    s, d = np.nonzero(np.ones_like(final) if len(nation) == 1 else final)
    columns = {
        "from_region": [of.gather(i), of.gather(s), of],
        "from_industry": [codes.gather(i), codes.gather(s), pl.Series([VALUE_ADDED] * len(of))],
        "to_region": [of.gather(j), nation.gather(d), of],
        "to_industry": [codes.gather(j), pl.Series([FINAL_USE] * len(s)), codes],
        "value": [pl.Series(inner[i, j]), pl.Series(final[s, d]), pl.Series(at.added)],
    }
    frame = pl.DataFrame({name: pl.concat(parts) for name, parts in columns.items()})
    return frame.with_columns(
        pl.lit(int(plan.calendar[-1])).alias("year"), pl.lit(CURRENCY).alias("currency")
    )
