"""County Business Patterns: counties and states, withheld cells, size classes, noise flags."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from jiqun.core import Caution, InputError, Origin, problem
from jiqun.sources.filling import impute_establishment_mean, impute_size_class_midpoint
from jiqun.sources.places import (
    COUNTY,
    NATION,
    STATE,
    depth_of,
    industry_stubs,
    naics,
    region_stubs,
)
from jiqun.sources.published import arrange, need_files, numbers, read_published, year_of
from jiqun.sources.register import Reading, find_source, source
from jiqun.tables import sums_by

#: Largest relative noise that the publisher's flag admits.
NOISE = {"G": 0.02, "H": 0.05, "J": 0.10}
#: From this year the publisher drops county cells with fewer than three establishments.
DROPS_SMALL_CELLS = 2017
THOUSAND = 1000.0
DEEPEST = 6
#: Share of the publisher's total below which a year's industries are called incomplete.
COMPLETE = 0.97


@source("us-cbp")
def read_cbp(
    paths: tuple[Path, ...],
    /,
    *,
    digits: tuple[int, ...] = (6,),
    year: int = 0,
    impute: bool = True,
    noise: bool = True,
) -> Reading:
    """Read county, state or national files, the publisher's own or with renamed columns.

    Employment 0 beside establishments means withheld, not zero: it becomes null with
    ``withheld`` true. With ``impute`` it is filled by the size class's mid-point where a
    class is published, else by the establishment mean.

    Raises
    ------
    InputError
        ``source-files``, ``source-file``, ``source-columns``, ``source-year``.
    """
    need_files(paths, source="us-cbp")
    rows = pl.concat([_clean(_open(path, year), noise=noise) for path in paths])
    rows, spelled = spell_out_single_classes(rows)
    short = _incomplete(rows, digits)
    rows = rows.filter(depth_of("industry").is_in(digits))
    figures = _figures(rows)
    if impute:
        rows = impute_establishment_mean(impute_size_class_midpoint(rows))
    years = sorted(rows["year"].unique().to_list())
    system = _systems(years)
    return Reading(
        tables={"activity": rows},
        stubs={
            "regions": region_stubs(rows["region"]),
            "industries": industry_stubs(rows["industry"], system=system[-1] if system else ""),
        },
        origin=_origin(years, system, impute=impute),
        cautions=(
            *_cautions(rows, years, system, spelled if DEEPEST in digits else 0),
            *short,
        ),
        figures=figures,
    )


def spell_out_single_classes(rows: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Give a class that has no subclass in the file its six-digit code too (7221: 722110).

    Some copies keep a class that equals its only subclass once, under its shortest code.
    Files from 2017 on are left alone, as there a subclass may be missing because it is small;
    so are files without any six-digit class. Returns the rows and how many were added.
    """
    early = rows.filter(pl.col("year") < DROPS_SMALL_CELLS)
    codes = early.select("industry", "year").unique()
    codes = codes.with_columns(depth=depth_of("industry")).filter(pl.col("depth") > STATE)
    if codes["depth"].max() != DEEPEST:
        return rows, 0
    parents = pl.concat(
        codes.filter(pl.col("depth") > length).select(pl.col("industry").str.head(length), "year")
        for length in range(STATE + 1, DEEPEST)
    ).unique()
    single = codes.filter(pl.col("depth") < DEEPEST).join(
        parents, on=["industry", "year"], how="anti"
    )
    full = pl.col("industry").str.pad_end(DEEPEST - 1, "1") + "0"
    added = early.join(single.select("industry", "year"), on=["industry", "year"], how="semi")
    return pl.concat([rows, added.with_columns(full)]), len(added)


def _open(path: Path, year: int) -> pl.DataFrame:
    layouts = find_source("us-cbp").layouts
    frame = arrange(read_published(path, layouts), layouts, subject=path.name)
    counted = ("employment", "establishments", "payroll_thousand", "year")
    frame = numbers(frame, counted, subject=path.name)
    if "legal_form" in frame.columns:
        frame = frame.filter(pl.col("legal_form").is_null() | (pl.col("legal_form") == "-"))
    if year:
        return frame.with_columns(pl.lit(year).alias("year"))
    if "year" not in frame.columns:
        told = year_of(path)
        if told is None:
            raise InputError(
                problem("source-year", subject=path.name, example="cbp18co.txt", year=2018)
            )
        frame = frame.with_columns(pl.lit(told).alias("year"))
    return frame


def _clean(frame: pl.DataFrame, *, noise: bool) -> pl.DataFrame:
    text = pl.String
    employment = pl.col("employment").cast(pl.Float64, strict=False)
    establishments = pl.col("establishments").cast(pl.Float64, strict=False)
    payroll = pl.col("payroll_thousand").cast(pl.Float64, strict=False) * THOUSAND
    flag = pl.col("flag").cast(text) if "flag" in frame.columns else pl.lit(None, text)
    band = pl.col("noise").cast(text) if "noise" in frame.columns else pl.lit(None, text)
    withheld = flag.str.strip_chars().ne("").fill_null(value=False) | (
        (employment.fill_null(0) == 0) & (establishments > 0)
    )
    relative = band.replace_strict(NOISE, default=None, return_dtype=pl.Float64)
    bounded = ~withheld & relative.is_not_null() & noise
    return frame.select(
        _region(frame.columns),
        naics("industry"),
        pl.col("year").cast(pl.Int64),
        establishments.alias("establishments"),
        pl.when(withheld).then(None).otherwise(employment).alias("employment"),
        pl.when(withheld & (payroll == 0)).then(None).otherwise(payroll).alias("payroll"),
        pl.lit("USD").alias("currency"),
        withheld.alias("withheld"),
        pl.when(withheld).then(flag.str.strip_chars()).alias("size_class"),
        pl.when(bounded).then((employment * (1 - relative)).floor()).alias("employment_low"),
        pl.when(bounded).then((employment * (1 + relative)).ceil()).alias("employment_high"),
        pl.lit(None, text).alias("imputed"),
    )


def _region(columns: Sequence[str]) -> pl.Expr:
    if "nation" in columns:
        return pl.lit(NATION).alias("region")
    state = pl.col("state").cast(pl.String).str.zfill(STATE)
    if "county" in columns:
        return (state + pl.col("county").cast(pl.String).str.zfill(COUNTY - STATE)).alias("region")
    if "state" in columns:
        return state.alias("region")
    return pl.col("region").cast(pl.String).str.zfill(COUNTY)


def _incomplete(rows: pl.DataFrame, digits: tuple[int, ...]) -> list[Caution]:
    """Tell the years whose six-digit classes hold too few of the establishments in the totals."""
    if DEEPEST not in digits:
        return []
    depth, count = depth_of("industry"), pl.col("establishments")
    parts = {"deep": DEEPEST, "whole": 0}
    sums = [pl.when(depth == at).then(count).alias(name) for name, at in parts.items()]
    shares = (
        sums_by(rows, "year", sums=sums)
        .filter((pl.col("deep") > 0) & (pl.col("deep") < COMPLETE * pl.col("whole")))
        .sort("year")
    )
    return [
        Caution(code="incomplete", values={"year": year, "share": deep / whole})
        for year, deep, whole in shares.iter_rows()
    ]


def _figures(rows: pl.DataFrame) -> dict[str, float]:
    return {
        "cells": float(len(rows)),
        "regions": float(rows["region"].n_unique()),
        "industries": float(rows["industry"].n_unique()),
        "employment-published": float(rows["employment"].sum()),
        "establishments": float(rows["establishments"].sum()),
        "withheld-cells": float(rows["withheld"].sum()),
    }


def _systems(years: Sequence[int]) -> list[str]:
    spec = find_source("us-cbp")
    return list(dict.fromkeys(spec.vintage(year) for year in years))


def _origin(years: Sequence[int], systems: Sequence[str], *, impute: bool) -> Origin:
    steps = (
        "withheld employment filled by the size class's mid-point (size-class-midpoint) or by"
        " establishments times the industry's mean establishment (establishment-mean)"
        if impute
        else "withheld employment left empty"
    )
    return find_source("us-cbp").origin(
        version=", ".join(str(year) for year in years),
        note=f"{', '.join(systems)}; employment 0 with establishments read as withheld; {steps}",
    )


def _cautions(
    rows: pl.DataFrame, years: Sequence[int], systems: Sequence[str], spelled: int
) -> tuple[Caution, ...]:
    found = []
    withheld = rows.filter("withheld")
    if len(withheld):
        values = {"cells": len(withheld), "establishments": int(withheld["establishments"].sum())}
        found.append(Caution(code="withheld", values=values))
    for step in withheld["imputed"].drop_nulls().unique().sort():
        filled = withheld.filter(pl.col("imputed") == step)
        values = {"step": step, "cells": len(filled), "employment": int(filled["employment"].sum())}
        found.append(Caution(code="imputed", values=values))
    counties = rows["region"].str.len_chars().max() == COUNTY
    if counties and any(year >= DROPS_SMALL_CELLS for year in years):
        found.append(Caution(code="small-cells-dropped"))
    if spelled:
        found.append(Caution(code="single-classes", values={"rows": spelled}))
    if len(systems) > 1:
        found.append(Caution(code="vintages-mixed", values={"systems": ", ".join(systems)}))
    return tuple(found)
