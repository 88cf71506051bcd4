"""Business Register and Employment Survey: British regions by five-digit industry."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from jiqun.core import Caution, InputError, problem
from jiqun.sources.places import table
from jiqun.sources.published import arrange, need_files, numbers, read_published
from jiqun.sources.register import Reading, find_source, source

SYSTEM = "UK SIC 2007"
#: Industry codes of different systems must differ; British ones carry this prefix.
PREFIX = "sic"
#: Digits of a class -> its level.
LEVELS = {2: "division", 3: "group", 4: "class", 5: "subclass"}


@source("uk-bres")
def read_bres(paths: tuple[Path, ...], /, *, rounding: float = 5.0) -> Reading:
    """Read employment by ITL region and SIC 2007 class; zeros are left out.

    Regions may carry their older (UKC1), newer (TLC1) or general (E12000001) codes.

    Numbers are rounded by the publisher: each gets bounds of half a step either way.

    Raises
    ------
    InputError
        ``source-files``, ``source-file``, ``source-columns``, ``bres-region``.
    """
    need_files(paths, source="uk-bres")
    spec = find_source("uk-bres")
    raw = pl.concat(
        _typed(_counted(arrange(read_published(p, spec.layouts), spec.layouts, subject=p.name), p))
        for p in paths
    )
    _check_regions(raw)
    kept = raw.filter(pl.col("employment") > 0)
    half = rounding / 2
    activity = kept.select(
        "region",
        "industry",
        "year",
        "employment",
        pl.lit(value=False).alias("withheld"),
        (pl.col("employment") - half).clip(0).alias("employment_low"),
        (pl.col("employment") + half).alias("employment_high"),
    )
    if not rounding:
        activity = activity.drop("employment_low", "employment_high")
    years = sorted(raw["year"].unique().to_list())
    totals = raw.group_by("year").agg(pl.col("employment").sum()).sort("year")
    return Reading(
        tables={
            "activity": activity,
            "regions": _regions(raw["region"]),
            "industries": _industries(raw),
        },
        origin=spec.origin(
            version=", ".join(str(year) for year in years),
            note=f"{SYSTEM}; employment rounded to {rounding:g} by the publisher; zeros left out",
        ),
        cautions=(
            Caution(code="rounded", values={"step": rounding}),
            Caution(code="farm-agriculture"),
        ),
        figures={"cells": float(len(activity)), "industries": float(raw["industry"].n_unique())}
        | {f"employment:{year}": float(value) for year, value in totals.iter_rows()},
    )


def _counted(frame: pl.DataFrame, path: Path) -> pl.DataFrame:
    return numbers(frame, ("year", "employment"), subject=path.name)


def _typed(frame: pl.DataFrame) -> pl.DataFrame:
    title = pl.col("title").str.replace(r"^\d+\s*:\s*", "")
    code = pl.col("industry").cast(pl.String).str.extract(r"^\s*(\d{2,5})")
    gss = table("sources/uk_itl.csv").drop_nulls("gss")
    region = pl.col("region").cast(pl.String).str.strip_chars()
    region = region.replace(gss["gss"], gss["region"]).str.replace("^TL", "UK")
    return frame.select(
        pl.col("year").cast(pl.Int64),
        region.alias("region"),
        (PREFIX + code).alias("industry"),
        title.alias("title"),
        pl.col("employment").cast(pl.Float64),
    )


def _check_regions(raw: pl.DataFrame) -> None:
    known = table("sources/uk_itl.csv")["region"].to_list()
    strange = raw.filter(~pl.col("region").is_in(known))["region"].unique().sort().to_list()
    if strange:
        raise InputError(problem("bres-region", subject="region", strange=strange[:5]))


def _regions(codes: pl.Series) -> pl.DataFrame:
    rows = table("sources/uk_itl.csv").with_columns(pl.col("lon", "lat").cast(pl.Float64))
    present = [*codes.unique(), *codes.str.slice(0, 3).unique(), "UK"]
    return rows.filter(pl.col("region").is_in(present)).drop("gss")


def _industries(raw: pl.DataFrame) -> pl.DataFrame:
    return (
        raw.select("industry", pl.col("title").alias("name"))
        .unique("industry", keep="first", maintain_order=True)
        .with_columns(
            pl.lit(SYSTEM).alias("system"),
            (pl.col("industry").str.len_chars() - len(PREFIX))
            .cast(pl.Int64)
            .replace_strict(LEVELS, return_dtype=pl.String)
            .alias("level"),
        )
    )
