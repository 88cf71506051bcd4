"""Quarterly Census of Employment and Wages: annual averages by area, owner and industry."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType

import polars as pl

from jiqun.core import Caution, InputError, problem
from jiqun.sources.filling import impute_establishment_mean
from jiqun.sources.places import NATION, SECTORS, STATE, TOTAL, industry_stubs, region_stubs
from jiqun.sources.published import arrange, need_files, numbers, read_published
from jiqun.sources.register import Reading, find_source, source
from jiqun.tables import sums_by

#: Codes of the owners; "total" is published for all industries together only.
OWNERS = MappingProxyType(
    {"private": (5,), "federal": (1,), "state": (2,), "local": (3,), "all": (1, 2, 3, 5)}
    | {"total": (0,)}
)
#: Tens of the aggregation code -> level of area.
LEVELS = MappingProxyType({1: "nation", 4: "msa", 5: "state", 7: "county"})
#: Units of the aggregation code -> digits of the industry; domains and supersectors are no
#: NAICS classes and are left out.
DEPTHS = MappingProxyType({0: 0, 1: 0, 4: 2, 5: 3, 6: 4, 7: 5, 8: 6})
TEN = 10
KEY = ("region", "industry", "year")


@source("us-qcew")
def read_qcew(
    paths: tuple[Path, ...],
    /,
    *,
    digits: tuple[int, ...] = (6,),
    ownership: str = "private",
    levels: tuple[str, ...] = ("state", "county"),
    impute: bool = True,
) -> Reading:
    """Read annual files, as a whole, by area, or as slices.

    A row with disclosure code N keeps its establishments; its employment and wages, printed
    as 0, become null with ``withheld`` true.

    Raises
    ------
    InputError
        ``source-files``, ``source-file``, ``source-columns``, ``source-option``.
    """
    need_files(paths, source="us-qcew")
    _check(ownership, levels)
    spec = find_source("us-qcew")
    raw = pl.concat(
        _typed(_counted(arrange(read_published(p, spec.layouts), spec.layouts, subject=p.name), p))
        for p in paths
    )
    figures = _figures(raw)
    kept = raw.filter(
        pl.col("ownership").is_in(OWNERS[ownership])
        & pl.col("level").is_in(levels)
        & pl.col("depth").is_in(digits)
    )
    rows = _sum_owners(_clean(kept))
    if impute:
        rows = impute_establishment_mean(rows)
    years = sorted(rows["year"].unique().to_list())
    system = spec.vintage(years[-1]) if years else ""
    return Reading(
        tables={"activity": rows},
        stubs={
            "regions": region_stubs(rows["region"]),
            "industries": industry_stubs(rows["industry"], system=system),
        },
        origin=spec.origin(
            version=", ".join(str(year) for year in years),
            note=f"{system}; owners: {ownership}; withheld employment "
            + ("filled by establishment-mean" if impute else "left empty"),
        ),
        cautions=_cautions(rows, ownership),
        figures=figures | {"cells": float(len(rows))},
    )


def _check(ownership: str, levels: tuple[str, ...]) -> None:
    for name, word, known in (
        ("ownership", ownership, set(OWNERS)),
        *(("levels", level, set(LEVELS.values())) for level in levels),
    ):
        if word not in known:
            raise InputError(
                problem("source-option", subject=name, case="value", word=word, known=sorted(known))
            )


def _counted(frame: pl.DataFrame, path: Path) -> pl.DataFrame:
    codes = ("aggregation", "size", "ownership", "year")
    counted = ("establishments", "employment", "payroll")
    return numbers(frame, (*codes, *counted), subject=path.name)


def _typed(frame: pl.DataFrame) -> pl.DataFrame:
    aggregation = pl.col("aggregation").cast(pl.Int64)
    return (
        frame.filter(pl.col("size").cast(pl.Int64) == 0)
        .select(
            pl.col("area").cast(pl.String).alias("area"),
            pl.col("ownership").cast(pl.Int64),
            pl.col("industry").cast(pl.String).str.strip_chars(),
            (aggregation // TEN)
            .replace_strict(dict(LEVELS), default=None, return_dtype=pl.String)
            .alias("level"),
            (aggregation % TEN)
            .replace_strict(dict(DEPTHS), default=None, return_dtype=pl.Int64)
            .alias("depth"),
            pl.col("year").cast(pl.Int64),
            (pl.col("disclosure").cast(pl.String).str.strip_chars() == "N")
            .fill_null(value=False)
            .alias("withheld"),
            *(
                pl.col(name).cast(pl.Float64, strict=False)
                for name in ("establishments", "employment", "payroll")
            ),
        )
        .filter(pl.col("level").is_not_null() & pl.col("depth").is_not_null())
    )


def _clean(kept: pl.DataFrame) -> pl.DataFrame:
    area, code = pl.col("area"), pl.col("industry")
    region = (
        pl.when(pl.col("level") == "nation")
        .then(pl.lit(NATION))
        .when(pl.col("level") == "state")
        .then(area.str.slice(0, STATE))
        .when(pl.col("level") == "msa")
        .then("msa" + area.str.slice(1) + "0")
        .otherwise(area)
    )
    industry = pl.when(pl.col("depth") == 0).then(pl.lit(TOTAL)).otherwise(code.replace(SECTORS))
    shown = ~pl.col("withheld")
    return kept.select(
        region.alias("region"),
        industry.alias("industry"),
        "year",
        "establishments",
        pl.when(shown).then(pl.col("employment")).alias("employment"),
        pl.when(shown).then(pl.col("payroll")).alias("payroll"),
        "withheld",
    )


def _sum_owners(rows: pl.DataFrame) -> pl.DataFrame:
    """Add the owners up; a sum is withheld where any part is, and then has no number."""
    shown = pl.when(~pl.col("withheld"))
    return sums_by(
        rows,
        KEY,
        sums=[pl.col("establishments")],
        whole=[
            shown.then(pl.col(name).fill_null(0.0)).alias(name)
            for name in ("employment", "payroll")
        ],
        beside=[pl.col("withheld").any()],
    ).with_columns(
        pl.lit("USD").alias("currency"),
        pl.lit(None, pl.String).alias("size_class"),
        pl.lit(None, pl.Float64).alias("employment_low"),
        pl.lit(None, pl.Float64).alias("employment_high"),
        pl.lit(None, pl.String).alias("imputed"),
    )


def _figures(raw: pl.DataFrame) -> dict[str, float]:
    """Give employment of all owners and of private ones, by year, over the states."""
    whole = raw.filter((pl.col("depth") == 0) & (pl.col("level") == "state"))
    found = {}
    for (owner, year), part in whole.group_by("ownership", "year"):
        if owner in (0, 5):
            name = "employment-all-owners" if owner == 0 else "employment-private"
            found[f"{name}:{year}"] = float(part["employment"].sum())
    return dict(sorted(found.items()))


def _cautions(rows: pl.DataFrame, ownership: str) -> tuple[Caution, ...]:
    found = (
        []
        if ownership in ("all", "total")
        else [Caution(code="ownership", values={"ownership": ownership})]
    )
    withheld = rows.filter("withheld")
    if len(withheld):
        values = {"cells": len(withheld), "establishments": int(withheld["establishments"].sum())}
        found.append(Caution(code="withheld", values=values))
    filled = withheld.filter(pl.col("imputed").is_not_null())
    if len(filled):
        values = {
            "step": filled["imputed"][0],
            "cells": len(filled),
            "employment": int(filled["employment"].sum()),
        }
        found.append(Caution(code="imputed", values=values))
    return tuple(found)
