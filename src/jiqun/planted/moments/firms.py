"""How establishments are born, grow, shrink and close."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.planted.moments.found import Found
from jiqun.planted.moments.spreads import peakedness, robust_spread, slope, spread
from jiqun.planted.moments.tails import hill_exponent, power_tail, slope_between

Float = NDArray[np.float64]
Int = NDArray[np.int64]
Tables = Mapping[str, pl.DataFrame]

#: Employees of the size classes in which establishments close and grow.
SIZES: Final = {"1-4": (1, 4), "5-19": (5, 19), "20-99": (20, 99), "100": (100, 10**9)}
#: Finer ones, for how spread falls with size, and the one whose growth has a shape.
FINE: Final = ((10, 19), (20, 49), (50, 99), (100, 249), (250, 499), (500, 10**9))
SHAPED: Final = (20, 99)
#: Share of the largest that Hill's exponent is told of.
TOP: Final = 0.01


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Panel:
    """Firms whose every year is known.

    Attributes
    ----------
    jobs
        Shape (F, T): employment, 0 in years without the firm.
    weight
        Shape (F,): how many firms each stands for.
    """

    jobs: Float
    weight: Float


def firm_moments(tables: Tables) -> dict[str, Found]:
    """Measure sizes, births, closures, survival and flows of jobs; nothing without the tables."""
    if "organisations" not in tables:
        return {}
    firms = tables["organisations"].filter(pl.col("kind") == "firm")
    years = _years(tables)
    found = _demography(firms, years) if len(years) > 1 else {}
    if "organisation_years" not in tables:
        return found
    rows = tables["organisation_years"].drop_nulls("employment")
    rows = rows.join(firms.select("organisation"), on="organisation", how="semi")
    if rows.is_empty():
        return found
    found |= _sizes(rows)
    if "owners" in tables:
        found |= _together(rows, tables["owners"])
    panel = read_panel(firms, rows)
    return found if panel is None else found | _flows(panel) | _growth(panel)


def _years(tables: Tables) -> Int:
    for name in ("activity", "organisation_years"):
        if name in tables and not tables[name].is_empty():
            return np.sort(tables[name]["year"].unique().to_numpy()).astype(np.int64)
    return np.empty(0, dtype=np.int64)


def _demography(firms: pl.DataFrame, years: Int) -> dict[str, Found]:
    """Give births and closures over what is there, and who is there one and five years on."""
    if not firms["closed"].is_not_null().any():
        return {}
    founded = firms["founded"].fill_null(-1).to_numpy()
    closed = firms["closed"].fill_null(10**6).to_numpy()
    born = gone = there = 0
    for year in years[1:]:
        born += int((founded == year).sum())
        gone += int((closed == year).sum())
        there += int(((founded <= year) & (closed > year)).sum())
        there += int(((founded < year) & (closed > year - 1)).sum())
    found = {
        "birth-rate": Found.share(2 * born, there),
        "closure-rate": Found.share(2 * gone, there),
    }
    for age, word in ((1, "survival-1"), (5, "survival-5")):
        cohort = (founded > years[0]) & (founded <= years[-1] - age)
        stay = cohort & (closed > founded + age)
        found[word] = Found.share(int(stay.sum()), int(cohort.sum()))
    return found


def _sizes(rows: pl.DataFrame) -> dict[str, Found]:
    """Give the upper tail of the establishments' sizes in the last year."""
    last = rows.filter(pl.col("year") == pl.col("year").max(), pl.col("employment") > 0)
    jobs = last["employment"].to_numpy()
    tail = power_tail(jobs)
    return {
        "establishment-tail": Found.of(tail.exponent, tail.count),
        "establishment-hill": Found.of(hill_exponent(jobs, share=TOP), int(TOP * len(jobs))),
        "establishment-slope": Found.of(slope_between(jobs, 50, 500), len(jobs)),
        "establishments-1-4": Found.share(int((jobs < 5).sum()), len(jobs)),  # noqa: PLR2004 - the smallest class
        "jobs-in-500": Found.of(float(jobs[jobs >= 500].sum()) / float(jobs.sum()), len(jobs)),  # noqa: PLR2004 - the largest class
    }


def _together(rows: pl.DataFrame, owners: pl.DataFrame) -> dict[str, Found]:
    """Give the upper tail of firms' sizes, all establishments of an owner together."""
    last = rows.filter(pl.col("year") == pl.col("year").max(), pl.col("employment") > 0)
    whose = last.join(owners.select("organisation", "owner"), on="organisation", how="left")
    firm = whose.select(pl.coalesce("owner", "organisation").rank("dense").cast(pl.Int64))
    at = firm.to_series().to_numpy() - 1
    jobs, units = np.bincount(at, whose["employment"].to_numpy()), np.bincount(at)
    tail = power_tail(jobs)
    return {
        "firm-slope": Found.of(slope_between(jobs, 20, 500), len(jobs)),
        "firm-tail": Found.of(tail.exponent, tail.count),
        "establishments-per-firm": Found.share(len(whose), len(units)),
        "jobs-in-firms-500": Found.of(float(jobs[jobs >= 500].sum() / jobs.sum()), len(units)),  # noqa: PLR2004 - the largest class
        "several-units": Found.share(int((units > 1).sum()), len(units)),
        "units-tail": Found.of(*_units(units)),
    }


def _units(units: Int) -> tuple[float, int]:
    tail = power_tail(units[units > 1])
    return tail.exponent, tail.count


def read_panel(firms: pl.DataFrame, rows: pl.DataFrame) -> Panel | None:
    """Take the firms with full accounts; each stands for those of its size in the last year.

    A panel that takes all large firms and few small ones is weighed back: within a class of
    last sizes (powers of two, closed firms apart) every firm stands for as many.
    """
    full = rows.filter(pl.col("revenue").is_not_null()) if "revenue" in rows.columns else rows
    if full.is_empty() or full["year"].n_unique() < 2:  # noqa: PLR2004 - growth needs two years
        return None
    codes = full.select("organisation").unique(maintain_order=True).with_row_index("at")
    own = rows.join(codes, on="organisation", how="inner", maintain_order="left")
    first, last = int(own["year"].min()), int(own["year"].max())  # type: ignore[arg-type]
    jobs = np.zeros((len(codes), last - first + 1))
    jobs[own["at"].to_numpy(), own["year"].to_numpy() - first] = own["employment"].to_numpy()
    ended = rows.filter((pl.col("year") == last) & (pl.col("employment") > 0))
    every = np.zeros(len(firms))
    place = firms.select("organisation").with_row_index("row")
    at = ended.join(place, on="organisation", how="inner")
    every[at["row"].to_numpy()] = at["employment"].to_numpy()
    whole, part = _class(every), _class(jobs[:, -1])
    share = np.bincount(whole, minlength=64) / np.maximum(np.bincount(part, minlength=64), 1)
    return Panel(jobs=jobs, weight=np.asarray(share[part]))


def _class(jobs: Float) -> Int:
    """Number classes of size: 0 closed, then powers of two."""
    return np.where(jobs > 0, 1 + np.floor(np.log2(np.maximum(jobs, 1))), 0).astype(np.int64)


def _flows(panel: Panel) -> dict[str, Found]:
    """Give creation and destruction of jobs over mean employment, and closures by size."""
    before, after = panel.jobs[:, :-1], panel.jobs[:, 1:]
    weight = np.repeat(panel.weight[:, None], before.shape[1], axis=1)
    change = after - before
    mean = float((weight * (before + after)).sum()) / 2
    made = float((weight * np.maximum(change, 0)).sum())
    lost = float((weight * np.maximum(-change, 0)).sum())
    moved = int(((before > 0) | (after > 0)).sum())
    rate = (made / mean, lost / mean) if mean else (float("nan"), float("nan"))
    found = {
        "job-creation": Found.of(rate[0], moved),
        "job-destruction": Found.of(rate[1], moved),
    }
    for name, (low, high) in SIZES.items():
        inside = (before >= low) & (before <= high)
        there, gone = weight[inside].sum(), weight[inside & (after == 0)].sum()
        share = float(gone / there) if there else float("nan")
        found[f"closure-rate-{name}"] = Found.of(share, int(inside.sum()))
    return found


def _growth(panel: Panel) -> dict[str, Found]:
    """Give spread and shape of the growth of those that stay, and how spread falls with size."""
    before, after = panel.jobs[:, :-1].ravel(), panel.jobs[:, 1:].ravel()
    stay = (before > 0) & (after > 0)
    weight = np.repeat(panel.weight, panel.jobs.shape[1] - 1)[stay]
    before, growth = before[stay], np.log(after[stay] / before[stay])
    shaped = (before >= SHAPED[0]) & (before <= SHAPED[1])
    inside = [(before >= low) & (before <= high) for low, high in FINE]
    size = [np.log(before[one].mean()) if one.any() else np.nan for one in inside]
    wide = [robust_spread(growth[one], weight[one]) for one in inside]
    large = before >= FINE[0][0]
    with np.errstate(divide="ignore", invalid="ignore"):
        falls = -slope(size, np.log(wide), [one.sum() for one in inside])
    gibrat = 1 + slope(np.log(before[large]), growth[large], weight[large])
    n, many = int(shaped.sum()), int(large.sum())
    return {
        "firm-growth-spread": Found.of(spread(growth[shaped], weight[shaped]), n),
        "firm-growth-shape": Found.of(peakedness(growth[shaped], weight[shaped]), n),
        "firm-growth-by-size": Found.of(falls, many),
        "gibrat-slope": Found.of(gibrat, many),
    }
