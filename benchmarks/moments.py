"""Moments of real economies, computed by the functions that measure planted ones; planted beside.

python -m benchmarks.moments [--planted] [--establishments 4e4] [--seeds 5 6 7] [--turbulence 1]
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable, Mapping
from pathlib import Path

import polars as pl

from benchmarks.machine import Clock, describe, report
from jiqun.planted import economy, economy_plan
from jiqun.planted.moments import Found, Reference, compared, measured, references

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
COUNTIES = "us_employment/cbp_county_naics6_2017_2020.parquet"
PROJECTS = "collaboration_network/h2020_participations.parquet"
DEMOGRAPHY = "uk_regional/ons_{}_firmdemography_to_2022_LONG.csv.gz"
EMPLOYMENT = "uk_regional/bres_itl2_sic5_employment_2015_2021.parquet"
#: In 2017 an eighth of the cells are withheld; afterwards one in a thousand.
FIRST = 2018
DIGITS = 4
#: Farms, which the survey takes from another register in some years.
FARMS = "01000"


def counties(file: Path) -> dict[str, pl.DataFrame]:
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


def projects(file: Path) -> dict[str, pl.DataFrame]:
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


def demography(files: Path) -> dict[str, Found]:
    """Births and deaths of enterprises over active ones, United Kingdom, 2018 to 2022."""
    count = {
        word: pl.read_csv(str(files).format(word)).filter(pl.col("year") >= FIRST)["count"].sum()
        for word in ("active", "births", "deaths")
    }
    return {
        "birth-rate": Found.share(count["births"], count["active"]),
        "closure-rate": Found.share(count["deaths"], count["active"]),
    }


def employment(file: Path) -> dict[str, pl.DataFrame]:
    """Business Register and Employment Survey as ``activity``: no establishments are counted."""
    rows = pl.read_parquet(file).filter(pl.col("sic5") != FARMS)
    return {
        "activity": rows.select(
            pl.col("itl2").alias("region"), pl.col("sic5").alias("industry"), "year", "employment"
        )
    }


def real(data: Path = DATA) -> dict[str, dict[str, Found]]:
    """Every moment that the data at hand give, by source; absent files are left out."""
    ways: dict[str, tuple[str, Callable[[Path], dict[str, Found]]]] = {
        "us-cbp": (COUNTIES, lambda file: measured(counties(file))),
        "uk-bres": (EMPLOYMENT, lambda file: measured(employment(file))),
        "uk-demography": (DEMOGRAPHY, demography),
        "h2020": (PROJECTS, lambda file: measured(projects(file))),
    }
    there = {word: (data / name, way) for word, (name, way) in ways.items()}
    return {word: way(file) for word, (file, way) in there.items() if file.parent.is_dir()}


def catalogued(found: Mapping[str, Mapping[str, Found]]) -> list[tuple[str, str, float, float]]:
    """Give moment, source, and what is computed here and what the catalogue says, of each."""
    return [
        (id_, source, found[source][id_].value, _told(one, source))
        for id_, one in references().items()
        for source in found
        if id_ in found[source]
    ]


def _told(one: Reference, source: str) -> float:
    of = [figure for figure in one.figures if figure.computed and figure.source.id == source]
    return of[0].value if of else math.nan


def _beside_catalogue(row: tuple[str, str, float, float]) -> tuple[str, str]:
    id_, source, value, told = row
    same = math.isclose(value, told, rel_tol=5e-3)
    return f"{id_} {source}", f"{value:.4g} (catalogue {told:.4g}){'' if same else '  <- differs'}"


def beside(establishments: float, seeds: list[int], **knobs: float) -> list[tuple[str, str]]:
    """Plant with each seed and say every moment beside the real figure and its band."""
    told: dict[str, list[str]] = {}
    for seed in seeds:
        plan = economy_plan(establishments=round(establishments), seed=seed, **knobs)
        country = economy(plan)
        tables = {**country.tables, "owners": country.truth["owners"]}
        for one in compared(measured(tables)):
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
            rows = [_beside_catalogue(row) for row in catalogued(real())]
        report(f"real economies, {clock.seconds:.0f} s ({describe()})", rows or [("no data", "")])
    rows = beside(asked.establishments, asked.seeds, turbulence=asked.turbulence)
    report(f"planted, {asked.establishments:,.0f} establishments, seeds {asked.seeds}", rows)


if __name__ == "__main__":
    main()
