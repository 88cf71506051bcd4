"""Quarterly Census of Employment and Wages: annual averages by area, owner and industry."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType

import polars as pl

from jiqun.core import Caution, InputError, problem
from jiqun.sources.figures import (
    MARK,
    cells_told,
    depth_by_depth,
    known_flags,
    numbers,
    visible_shares,
)
from jiqun.sources.filling import impute_establishment_mean
from jiqun.sources.places import NATION, SECTORS, STATE, TOTAL, industry_stubs, region_stubs
from jiqun.sources.published import arrange, need_files, printed_names, read_published
from jiqun.sources.register import Layout, Reading, find_source, source
from jiqun.tables import sums_by

#: The one disclosure code: not disclosed (U.S. Bureau of Labor Statistics, QCEW field layouts for
#: annual CSV files, field 8). The bureau's tables print it, or ND, in the number's place.
NOT_DISCLOSED = ("N", "ND")
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
#: Establishments in a withheld cell whose yearly average is printed as 0: between 0 and a half.
SLIGHT = 0.25
KEY = ("region", "industry", "year")


@source("us-qcew")
def read_qcew(
    paths: tuple[Path, ...],
    /,
    *,
    digits: tuple[int, ...] = (0, 2, 3, 4, 5, 6),
    ownership: str = "private",
    levels: tuple[str, ...] = ("state", "county"),
    impute: bool = True,
) -> Reading:
    """Read annual files, as a whole, by area, or as slices.

    Every depth of industries that the files have is read; parents stand beside their children and
    are not to be added to them. A row with disclosure code N keeps its establishments; its
    employment and wages, printed as 0, become null with ``withheld`` true. The source is a census
    without noise or rounding.

    Where several owners are added up and one is withheld, the sum is withheld too; its lower bound
    is what the others publish and one person an establishment. With ``impute`` each owner's
    withheld part is filled by the establishment mean of that owner, depth by depth. A yearly
    average of establishments printed as 0 lies below one half: its withheld employment is filled
    as that of a quarter of an establishment, from 0 to that of half of a large one.

    Raises
    ------
    InputError
        ``source-files``, ``source-file``, ``source-columns``, ``source-option``,
        ``source-values``, ``source-flag``.
    """
    need_files(paths, source="us-qcew")
    _check(ownership, levels)
    spec = find_source("us-qcew")
    opened = [_counted(path, spec.layouts) for path in paths]
    raw = pl.concat(_typed(frame) for frame in opened)
    figures = _figures(raw)
    here = pl.col("level").is_in(levels) & pl.col("depth").is_in(digits)
    kept = _owned(raw.filter(here), ownership)
    rows = _sum_owners(_bounded(_clean(kept), impute=impute))
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
        cautions=_cautions(rows, ownership, blank=int(kept["blank"].sum())),
        figures=figures | {"cells": float(len(rows))} | visible_shares(rows),
    )


def _owned(raw: pl.DataFrame, ownership: str) -> pl.DataFrame:
    """Keep the owners asked for; where all are, the publisher's own total of all is taken."""
    parts = raw.filter(pl.col("ownership").is_in(OWNERS[ownership]))
    if ownership != "all":
        return parts
    shown = (pl.col("ownership") == 0) & (pl.col("depth") == 0) & ~pl.col("withheld")
    totals = raw.filter(shown)
    rest = parts.join(totals, on=["area", "depth", "year"], how="anti", maintain_order="left")
    return pl.concat([totals, rest])


def _check(ownership: str, levels: tuple[str, ...]) -> None:
    for name, word, known in (
        ("ownership", ownership, set(OWNERS)),
        *(("levels", level, set(LEVELS.values())) for level in levels),
    ):
        if word not in known:
            raise InputError(
                problem("source-option", subject=name, case="value", word=word, known=sorted(known))
            )


def _counted(path: Path, layouts: tuple[Layout, ...]) -> pl.DataFrame:
    frame = arrange(read_published(path, layouts), layouts, subject=path.name)
    named = printed_names(frame, layouts)
    counts = ("establishments", "employment", "payroll")
    frame = numbers(
        frame,
        ("aggregation", "size", "ownership", "year", *counts),
        subject=path.name,
        counts=counts,
        marks=dict.fromkeys(("employment", "payroll"), NOT_DISCLOSED),
        printed=named,
    )
    named_so = named["disclosure"]
    return known_flags(frame, "disclosure", NOT_DISCLOSED, subject=path.name, printed=named_so)


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
            (
                pl.col("disclosure").is_not_null()
                | pl.col("employment" + MARK).is_not_null()
                | pl.col("employment").is_null()
            ).alias("withheld"),
            pl.all_horizontal(
                pl.col("disclosure", "employment", "employment" + MARK).is_null()
            ).alias("blank"),
            "establishments",
            "employment",
            "payroll",
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
        "ownership",
        "establishments",
        pl.when(shown).then(pl.col("employment")).alias("employment"),
        pl.when(shown).then(pl.col("payroll")).alias("payroll"),
        "withheld",
        *(pl.lit(None, pl.Float64).alias(name) for name in ("employment_low", "employment_high")),
        pl.lit(None, pl.String).alias("imputed"),
    )


def _bounded(rows: pl.DataFrame, *, impute: bool) -> pl.DataFrame:
    """Bound each owner's withheld part, and fill it by the means of that owner."""
    if impute and len(rows):
        owners = rows.partition_by("ownership", maintain_order=True)
        rows = pl.concat(depth_by_depth(part, _filled) for part in owners)
    least = pl.when("withheld").then(pl.coalesce("employment_low", "establishments"))
    return rows.with_columns(least.alias("employment_low"))


def _filled(rows: pl.DataFrame) -> pl.DataFrame:
    """Fill by the establishment mean, also where the average of establishments rounds to none."""
    count = pl.col("establishments")
    slight = pl.col("withheld") & (count == 0)
    tagged = rows.with_columns(
        slight=slight, establishments=pl.when(slight).then(SLIGHT).otherwise(count)
    )
    done = impute_establishment_mean(tagged)
    bounds = {"employment_low": pl.lit(0.0), "employment_high": 2 * pl.col("employment_high")}
    return done.with_columns(
        *(pl.when("slight").then(to).otherwise(name).alias(name) for name, to in bounds.items()),
        pl.when("slight").then(0.0).otherwise(count).alias("establishments"),
    ).drop("slight")


def _sum_owners(rows: pl.DataFrame) -> pl.DataFrame:
    """Add the owners up; a sum with a withheld part has the number only where that was filled."""
    bounds = (
        pl.coalesce("employment_low", "employment").alias("employment_low"),
        pl.coalesce("employment_high", "employment").alias("employment_high"),
    )
    sums = sums_by(
        rows,
        KEY,
        sums=[pl.col("establishments")],
        whole=[pl.col("employment", "payroll"), *bounds],
        beside=[pl.col("withheld").any(), pl.col("imputed").drop_nulls().first()],
    )
    hidden = pl.when("withheld")
    return sums.with_columns(
        hidden.then("employment_low").alias("employment_low"),
        hidden.then("employment_high").alias("employment_high"),
        pl.lit("USD").alias("currency"),
        pl.lit(None, pl.String).alias("size_class"),
    ).sort(KEY)


def _figures(raw: pl.DataFrame) -> dict[str, float]:
    """Give employment of all owners and of private ones, by year, over the states."""
    whole = raw.filter((pl.col("depth") == 0) & (pl.col("level") == "state"))
    found = {}
    for (owner, year), part in whole.group_by("ownership", "year"):
        if owner in (0, 5):
            name = "employment-all-owners" if owner == 0 else "employment-private"
            found[f"{name}:{year}"] = float(part["employment"].sum())
    return dict(sorted(found.items()))


def _cautions(rows: pl.DataFrame, ownership: str, *, blank: int) -> tuple[Caution, ...]:
    found = []
    if ownership not in ("all", "total"):
        found.append(Caution(code="ownership", values={"ownership": ownership}))
    found += cells_told(rows)
    if blank:
        found.append(Caution(code="blank-cells", values={"cells": blank}))
    return tuple(found)
