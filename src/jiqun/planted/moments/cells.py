"""How cells of regions and industries spread, grow, come and go, from the table ``activity``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.planted.moments.found import Found
from jiqun.planted.moments.spreads import (
    correlation,
    kurtosis,
    rank_size,
    robust_spread,
    slope,
    spread,
)

Float = NDArray[np.float64]
Int = NDArray[np.int64]

#: Establishments below which a statistical office shows no cell.
SHOWN: Final = 3
#: Classes of cells by establishments.
BINS: Final = {"3-5": (3, 5), "6-10": (6, 10), "11-50": (11, 50), "51": (51, 10**9)}
#: Classes of cells by employment, for statistics that count no establishments.
JOBS: Final = {"20-99": (20, 99), "100-999": (100, 999)}
#: Moments that need no count of establishments.
JOBS_ONLY: Final = (
    "cell-growth-jobs-20-99", "cell-growth-jobs-100-999", "quotient-spread", "largest-classes",
    "largest-counties",
)  # fmt: skip
#: Finer ones, for how spread falls with size.
FINE: Final = ((3, 5), (6, 10), (11, 20), (21, 50), (51, 100), (101, 300))
#: Regions whose quotients are spread; classes of pairs by the establishments to be expected.
LARGEST: Final = 600
EXPECTED: Final = {"3-10": (3.0, 10.0), "10-30": (10.0, 30.0)}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cells:
    """Cells of the smallest regions and classes that have at least three establishments.

    Where establishments are not counted every cell with employment is one.

    Attributes
    ----------
    regions, industries
        How many there are.
    key
        One array a year, ascending: region times ``industries`` plus industry.
    plants, jobs
        One array a year: establishments, NaN where they are not counted, and employment, NaN
        where it is withheld or filled in.
    """

    regions: int
    industries: int
    key: tuple[Int, ...]
    plants: tuple[Float, ...]
    jobs: tuple[Float, ...]


def read_cells(tables: Mapping[str, pl.DataFrame]) -> Cells | None:
    """Take the cells of the level with most regions and most industries; None without any."""
    if "activity" not in tables or tables["activity"].is_empty():
        return None
    rows = _shown(tables)
    if rows.is_empty():
        return None
    region, industry = (rows[name].rank("dense").cast(pl.Int64).to_numpy() - 1 for name in KEY)
    classes = int(industry.max()) + 1
    key, year = region * classes + industry, rows["year"].to_numpy()
    order = np.lexsort((key, year))
    cut = np.flatnonzero(np.diff(year[order])) + 1
    parts = [
        tuple(np.split(column[order], cut))
        for column in (key, rows["establishments"].to_numpy(), rows["employment"].to_numpy())
    ]
    return Cells(
        regions=int(region.max()) + 1,
        industries=classes,
        key=parts[0],
        plants=parts[1],
        jobs=parts[2],
    )


KEY: Final = ("region", "industry")


def _shown(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Keep what an office shows: three establishments; of employment what is published."""
    rows = tables["activity"]
    if "establishments" not in rows.columns:
        rows = rows.with_columns(pl.lit(None, dtype=pl.Float64).alias("establishments"))
    for column, table in (("region", "regions"), ("industry", "industries")):
        rows = _finest(rows, column, tables.get(table))
    hidden = [pl.col(name) for name in ("withheld", "hidden") if name in rows.columns]
    filled = [pl.col("imputed").is_not_null()] if "imputed" in rows.columns else []
    unknown = pl.any_horizontal(pl.lit(value=False), *hidden, *filled).fill_null(value=False)
    jobs = pl.when(~unknown & (pl.col("employment") > 0)).then(pl.col("employment"))
    plants = pl.col("establishments")
    return rows.filter((plants >= SHOWN) | (plants.is_null() & (pl.col("employment") > 0))).select(
        *KEY,
        "year",
        plants.cast(pl.Float64).fill_null(float("nan")),
        jobs.cast(pl.Float64).fill_null(float("nan")).alias("employment"),
    )


def _finest(rows: pl.DataFrame, column: str, known: pl.DataFrame | None) -> pl.DataFrame:
    """Keep the level with the most codes among the rows; all where no level is known."""
    if known is None or "level" not in known.columns:
        return rows
    codes = rows.select(pl.col(column).unique()).join(known.select(column, "level"), on=column)
    if codes.is_empty():
        return rows
    most = codes.group_by("level").len().sort("len", "level", descending=[True, False])["level"][0]
    return rows.join(codes.filter(pl.col("level") == most).select(column), on=column, how="semi")


def cell_moments(cells: Cells) -> dict[str, Found]:
    """Measure growth, coming and going, sizes and filling of cells."""
    plants, before, growth, after = _growth(cells)
    found: dict[str, Found] = {}
    for name, (low, high) in JOBS.items():
        inside = growth[(before >= low) & (before <= high)]
        found[f"cell-growth-jobs-{name}"] = Found.of(robust_spread(inside), len(inside))
    for name, (low, high) in BINS.items():
        inside = growth[(plants >= low) & (plants <= high)]
        found[f"cell-growth-spread-{name}"] = Found.of(spread(inside), len(inside))
        found[f"cell-growth-robust-{name}"] = Found.of(robust_spread(inside), len(inside))
    middle = (plants >= BINS["11-50"][0]) & (plants <= BINS["11-50"][1])
    found["cell-growth-kurtosis"] = Found.of(kurtosis(growth[middle]), int(middle.sum()))
    both = middle & np.isfinite(after)
    found["cell-growth-memory"] = Found.of(correlation(growth[both], after[both]), int(both.sum()))
    found["cell-growth-by-size"] = _by_size(plants, growth)
    found |= _turnover(cells) | _sizes(cells) | _places(cells)
    if all(np.isnan(one).all() for one in cells.plants):
        return {name: found[name] for name in JOBS_ONLY}
    return found


def _growth(cells: Cells) -> tuple[Float, Float, Float, Float]:
    """Give establishments and jobs before, log growth, and the next year's (NaN), of all pairs."""
    years = len(cells.key)
    steps = [_step(cells, t) for t in range(years - 1)]
    parts = []
    for t, (key, plants, before, growth) in enumerate(steps):
        after = np.full(len(key), np.nan)
        if t + 1 < len(steps):
            _, here, there = np.intersect1d(
                key, steps[t + 1][0], assume_unique=True, return_indices=True
            )
            after[here] = steps[t + 1][3][there]
        parts.append((plants, before, growth, after))
    if not parts:
        return np.empty(0), np.empty(0), np.empty(0), np.empty(0)
    plants, before, growth, after = (np.concatenate(column) for column in zip(*parts, strict=True))
    return plants, before, growth, after


def _step(cells: Cells, t: int) -> tuple[Int, Float, Float, Float]:
    key, a, b = np.intersect1d(
        cells.key[t], cells.key[t + 1], assume_unique=True, return_indices=True
    )
    before = cells.jobs[t][a]
    growth = np.log(cells.jobs[t + 1][b] / before)
    known = np.isfinite(growth)
    return key[known], cells.plants[t][a][known], before[known], growth[known]


def _by_size(plants: Float, growth: Float) -> Found:
    """Give how the robust spread of growth falls with establishments, as an exponent."""
    inside = [(plants >= low) & (plants <= high) for low, high in FINE]
    size = [np.log(plants[one].mean()) if one.any() else np.nan for one in inside]
    wide = [robust_spread(growth[one]) for one in inside]
    with np.errstate(divide="ignore", invalid="ignore"):
        falls = -slope(size, np.log(wide), [one.sum() for one in inside])
    return Found.of(falls, len(growth))


def _turnover(cells: Cells) -> dict[str, Found]:
    """Give the shares of shown cells that the year before, or after, does not show."""
    steps = list(pairwise(zip(cells.key, cells.plants, strict=True)))
    new = [~np.isin(key, old) for (old, _), (key, _) in steps]
    gone = [~np.isin(key, later) for (key, _), (later, _) in steps]
    now, before = ([one[at][1] for one in steps] for at in (1, 0))
    found = {}
    for word, marked, plants in (("new", new, now), ("vanished", gone, before)):
        few = [one <= BINS["3-5"][1] for one in plants]
        found[f"{word}-cells"] = Found.share(_total(marked), sum(map(len, marked)))
        small = [a & b for a, b in zip(marked, few, strict=True)]
        found[f"{word}-cells-3-5"] = Found.share(_total(small), _total(few))
    return found


def _total(parts: Iterable[NDArray[np.bool_]]) -> int:
    return sum(int(np.count_nonzero(one)) for one in parts)


def _sizes(cells: Cells) -> dict[str, Found]:
    """Give jobs per establishment and the shares of cells by establishments, the last year's."""
    plants, jobs = cells.plants[-1], cells.jobs[-1]
    known = np.isfinite(jobs)
    found = {
        f"cells-of-{name}": Found.share(
            int(((plants >= low) & (plants <= high)).sum()), len(plants)
        )
        for name, (low, high) in BINS.items()
    }
    all_plants = float(plants[known].sum())
    mean = float(jobs[known].sum()) / all_plants if all_plants else float("nan")
    return {"jobs-per-establishment": Found.of(mean, int(known.sum())), **found}


def _places(cells: Cells) -> dict[str, Found]:
    """Give filling, the spread of quotients, and how employment gathers, the last year's."""
    key, plants, jobs = cells.key[-1], cells.plants[-1], np.nan_to_num(cells.jobs[-1])
    at, of = key // cells.industries, key % cells.industries
    by_place: Float = np.bincount(at, jobs, cells.regions).astype(np.float64)
    by_class: Float = np.bincount(of, jobs, cells.industries).astype(np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        quotient = np.log((jobs / by_place[at]) / (by_class[of] / jobs.sum()))
    large = np.argsort(-by_place, kind="stable")[:LARGEST]
    shown = np.isin(at, large) & (jobs > 0)
    found = {
        "quotient-spread": Found.of(spread(quotient[shown]), int(shown.sum())),
        "filled": Found.share(len(key), cells.regions * cells.industries),
        "largest-classes": _tenth(by_class),
        "largest-counties": _tenth(by_place),
    }
    expected = _expected(cells, at, of, np.nan_to_num(plants))
    for word, (low, high) in EXPECTED.items():
        inside = quotient[(expected[key] >= low) & (expected[key] < high) & (jobs > 0)]
        found[f"quotient-spread-{word}"] = Found.of(spread(inside), len(inside))
    asked = (expected >= EXPECTED["3-10"][0]) & (expected < EXPECTED["3-10"][1])
    filled = Found.share(int(asked[key].sum()), int(asked.sum()))
    return {**found, "filled-where-expected": filled}


def _expected(cells: Cells, at: Int, of: Int, plants: Float) -> Float:
    """Give the establishments of each pair if every region had the same classes."""
    by_place = np.bincount(at, plants, cells.regions)
    by_class = np.bincount(of, plants, cells.industries)
    return np.asarray((by_place[:, None] * by_class[None, :]).ravel() / max(plants.sum(), 1.0))


def _tenth(values: Float) -> Found:
    """Give the share of the largest tenth in the whole."""
    ordered = np.sort(values)[::-1]
    most = max(1, round(len(ordered) / 10))
    whole = float(ordered.sum())
    return Found.of(float(ordered[:most].sum()) / whole if whole else float("nan"), len(ordered))


def city_moments(regions: pl.DataFrame) -> dict[str, Found]:
    """Give how cities' population falls with their rank; nothing without cities or people."""
    if not {"level", "population"} <= set(regions.columns):
        return {}
    people = regions.filter(pl.col("level") == "city")["population"].drop_nulls().to_numpy()
    return {"city-rank-size": Found.of(rank_size(people), len(people))} if len(people) else {}
