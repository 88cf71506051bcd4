"""Moments of real economies, computed by the functions that measure planted ones; planted beside.

python -m benchmarks.moments [--planted] [--establishments 4e4] [--seeds 5 6 7] [--turbulence 1]
python -m benchmarks.moments --page    # renew the table of docs/explanation, 100,000 establishments
"""

from __future__ import annotations

import argparse
import math
import statistics
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path

import polars as pl

from benchmarks.machine import Clock, describe, report
from jiqun.planted import economy, economy_plan
from jiqun.planted.moments import (
    Found,
    RealFigure,
    Reference,
    compared,
    distance,
    measured,
    references,
)

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
COUNTIES = "us_employment/cbp_county_naics6_2017_2020.parquet"
PROJECTS = "collaboration_network/h2020_participations.parquet"
DEMOGRAPHY = "uk_regional/ons_{}_firmdemography_to_2022_LONG.csv.gz"
EMPLOYMENT = "uk_regional/bres_itl2_sic5_employment_2015_2021.parquet"
#: In 2017 an eighth of the cells are withheld; afterwards one in a thousand.
FIRST = 2018
DIGITS = 4
#: What the first generator planted, the page, and where its table stands.
BEFORE = Path(__file__).with_name("moments_before.toml")
PAGE = Path(__file__).resolve().parents[1] / "docs/explanation/a-planted-economy-and-real-ones.md"
MARK, END = "<!-- table: python -m benchmarks.moments --page -->", "<!-- end of the table -->"
FAMILIES = {
    "cells": "Cells of regions and industries",
    "firms": "Establishments and firms",
    "networks": "Ties, projects and support",
}
HEAD = ("| moment | real | taken as real | before | now |", "|---|---|---|---|---|")
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


def medians(establishments: float, seeds: list[int]) -> dict[str, float]:
    """Give each moment's median over economies of the seeds; those never measured are absent."""
    every: dict[str, list[float]] = {}
    for seed in seeds:
        country = economy(economy_plan(establishments=round(establishments), seed=seed))
        tables = {**country.tables, "owners": country.truth["owners"]}
        for id_, one in measured(tables).items():
            every.setdefault(id_, []).append(one.value)
    return {id_: statistics.median(values) for id_, values in every.items()}


def page(now: Mapping[str, float]) -> str:
    """Write every moment, its real figures, its band, and planted ones before and now."""
    before = tomllib.loads(BEFORE.read_text(encoding="utf-8"))
    cited: dict[str, int] = {}
    lines: list[str] = []
    for family, title in FAMILIES.items():
        lines += [f"### {title}", "", *HEAD]
        of = [one for one in references().values() if one.family == family]
        lines += [_row(one, before.get(one.id), now.get(one.id), cited) for one in of]
        lines.append("")
    return "\n".join([*lines, "### Sources", "", *_sources(cited)])


def _row(one: Reference, before: float | None, now: float | None, cited: dict[str, int]) -> str:
    figures = [_cited(figure, cited) for figure in one.figures]
    band = "" if one.band is None else f"{one.band[0]:g} to {one.band[1]:g}"
    value = "–" if now is None else _plain(now)
    far = math.nan if now is None else distance(now, one)
    mark = f"**{value}**" if far > 1 else value
    past = "–" if before is None else _plain(before)
    return f"| {one.title.en} | {'; '.join(figures)} | {band} | {past} | {mark} |"


def _cited(one: RealFigure, cited: dict[str, int]) -> str:
    star, number = "*" if one.computed else "", cited.setdefault(one.source.id, len(cited) + 1)
    years = one.years.replace("-", "–")
    return f"{_plain(one.value)}{star} {one.place.en} {years} [{number}]"


def _sources(cited: Mapping[str, int]) -> list[str]:
    known = {figure.source.id: figure.source for one in references().values()
             for figure in one.figures}  # fmt: skip
    return [f"{number}. {known[id_].cited}. <{known[id_].url}>" for id_, number in cited.items()]


def _plain(value: float) -> str:
    return "below 0" if math.isnan(value) else f"{value:.3g}"


def renew(establishments: float = 1e5) -> None:
    """Put the table of today's generator into the page."""
    text = PAGE.read_text(encoding="utf-8")
    start, end = text.index(MARK), text.index(END)
    table = page(medians(establishments, [5, 6, 7]))
    PAGE.write_text(f"{text[:start]}{MARK}\n\n{table}\n\n{text[end:]}", encoding="utf-8")


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
    ask.add_argument("--page", action="store_true", help="renew the page's table, nothing else")
    asked = ask.parse_args()
    if asked.page:
        renew()
        return
    if not asked.planted:
        with Clock("real") as clock:
            rows = [_beside_catalogue(row) for row in catalogued(real())]
        report(f"real economies, {clock.seconds:.0f} s ({describe()})", rows or [("no data", "")])
    rows = beside(asked.establishments, asked.seeds, turbulence=asked.turbulence)
    report(f"planted, {asked.establishments:,.0f} establishments, seeds {asked.seeds}", rows)


if __name__ == "__main__":
    main()
