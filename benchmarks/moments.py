"""Moments of real economies, computed by the functions that measure planted ones; planted beside.

python -m benchmarks.moments [--planted] [--establishments 4e4] [--seeds 5 6 7] [--turbulence 1]
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Mapping
from pathlib import Path

import polars as pl

from benchmarks.machine import Clock, describe, report
from jiqun.planted import economy, economy_plan
from jiqun.planted.moments import Found, compared, measured, references

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
COUNTIES = DATA / "us_employment" / "cbp_county_naics6_2017_2020.parquet"
PROJECTS = DATA / "collaboration_network" / "h2020_participations.parquet"
DEMOGRAPHY = DATA / "uk_regional" / "ons_{}_firmdemography_to_2022_LONG.csv.gz"
#: In 2017 an eighth of the cells are withheld; afterwards one in a thousand.
FIRST = 2018
DIGITS = 4


def counties(file: Path = COUNTIES) -> dict[str, pl.DataFrame]:
    """County Business Patterns as ``activity``: counties by four-digit industries."""
    rows = pl.read_parquet(file).filter(pl.col("year") >= FIRST)
    cells = rows.group_by(
        pl.col("county_fips").cast(pl.String).alias("region"),
        pl.col("naics").cast(pl.String).str.head(DIGITS).alias("industry"),
        pl.col("year").cast(pl.Int64),
    ).agg(
        pl.col("est").sum().alias("establishments"),
        pl.col("emp").sum().alias("employment"),
        (pl.col("emp") == 0).any().alias("withheld"),
    )
    return {"activity": cells}


def projects(file: Path = PROJECTS) -> dict[str, pl.DataFrame]:
    """Horizon 2020 as ``projects``."""
    rows = pl.read_parquet(file)
    return {
        "projects": rows.select(
            pl.col("rcn").cast(pl.String).alias("project"),
            pl.col("pic").cast(pl.String).alias("organisation"),
            pl.col("start_year").cast(pl.Int64).alias("start"),
            pl.col("end_year").cast(pl.Int64).alias("end"),
        )
    }


def demography(files: str = str(DEMOGRAPHY)) -> dict[str, Found]:
    """Births and deaths of enterprises over active ones, United Kingdom, 2018 to 2022."""
    count = {
        word: pl.read_csv(files.format(word)).filter(pl.col("year") >= FIRST)["count"].sum()
        for word in ("active", "births", "deaths")
    }
    return {
        "birth-rate": Found.share(count["births"], count["active"]),
        "closure-rate": Found.share(count["deaths"], count["active"]),
    }


def real() -> dict[str, Found]:
    """Every moment that the data at hand give; files that are not there are left out."""
    found: dict[str, Found] = {}
    if COUNTIES.is_file():
        found |= measured(counties())
    if PROJECTS.is_file():
        found |= measured(projects())
    if Path(str(DEMOGRAPHY).format("active")).is_file():
        found |= demography()
    return found


def catalogued(found: Mapping[str, Found]) -> list[tuple[str, str]]:
    """Say what is computed here beside what the catalogue says was computed."""
    rows = []
    for id_, one in references().items():
        told = next((figure.value for figure in one.figures if figure.computed), math.nan)
        if id_ in found:
            value = found[id_].value
            same = math.isclose(value, told, rel_tol=5e-3)
            words = f"{value:.4g} of {found[id_].count:,} (catalogue {told:.4g})"
            rows.append((id_, words + ("" if same else "  <- differs")))
    return rows


def beside(establishments: float, seeds: list[int], **knobs: float) -> list[tuple[str, str]]:
    """Plant with each seed and say every moment beside the real figure and its band."""
    told: dict[str, list[str]] = {}
    for seed in seeds:
        plan = economy_plan(establishments=round(establishments), seed=seed, **knobs)
        for one in compared(measured(economy(plan).tables)):
            mark = {None: " ", True: "+", False: "-"}[one.inside]
            told.setdefault(one.reference.id, []).append(f"{mark}{one.value:.3g}".rjust(9))
    return [(id_, _line(id_, values)) for id_, values in told.items()]


def _line(id_: str, values: list[str]) -> str:
    one = references()[id_]
    band = "told only" if one.band is None else f"{one.band[0]:g} to {one.band[1]:g}"
    return f"{''.join(values)}   real {one.real:.4g}   {band}"


def main() -> None:
    """Real figures against the catalogue's; with ``--planted`` planted ones beside them."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--planted", action="store_true", help="planted only; + in the band, - out")
    ask.add_argument("--establishments", type=float, default=4e4)
    ask.add_argument("--seeds", type=int, nargs="+", default=[5, 6, 7])
    ask.add_argument("--turbulence", type=float, default=1.0)
    asked = ask.parse_args()
    if not asked.planted:
        with Clock("real") as clock:
            rows = catalogued(real())
        report(f"real economies, {clock.seconds:.0f} s ({describe()})", rows or [("no data", "")])
    rows = beside(asked.establishments, asked.seeds, turbulence=asked.turbulence)
    report(f"planted, {asked.establishments:,.0f} establishments, seeds {asked.seeds}", rows)


if __name__ == "__main__":
    main()
