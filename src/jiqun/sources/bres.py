"""Business Register and Employment Survey: British regions by industry, as deep as the file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from jiqun.core import Caution, InputError, problem
from jiqun.sources.figures import MARK, known_flags, numbers
from jiqun.sources.places import table
from jiqun.sources.published import arrange, need_files, printed_names, read_published
from jiqun.sources.register import Layout, Reading, find_source, source
from jiqun.tables import total

SYSTEM = "UK SIC 2007"
#: Industry codes of different systems must differ; British ones carry this prefix.
PREFIX = "sic"
#: Digits of a class -> its level.
LEVELS = {2: "division", 3: "group", 4: "class", 5: "subclass"}
#: Farm agriculture, which has no group or class of its own between it and the division.
FARMS = "01000"
#: From this size on -> the step that estimates of open access are rounded to (Nomis, "Rounding of
#: Business Register and Employment Survey estimates", article 1103; the values in the files follow
#: it). Cells that few businesses make up are rounded to twice the step, and are not marked.
STEPS = {0: 5, 50: 25, 250: 50, 500: 100, 1000: 250, 2500: 500, 5000: 1000}
#: What stands in the place of a suppressed number.
SUPPRESSED = ("*", "!", "Q", "C")
#: Status of an observation: Q suppressed; M, L, O, H missing in one way or another. With the
#: others the number stands. (SDMX cross-domain code list CL_OBS_STATUS, which Nomis uses.)
WITHHOLD = ("Q", "M", "L", "O", "H", "C", "*", "!")
STANDS = ("A", "B", "D", "E", "F", "G", "I", "K", "N", "P", "U", "V")
#: Coefficients of variation of five-digit industries, Great Britain: median, 5th and 95th
#: percentile (Nomis, "Business Register and Employment Survey Quality Measure", article 774).
VARIATION = {"median": 0.184, "low": 0.053, "high": 0.583}


@source("uk-bres")
def read_bres(paths: tuple[Path, ...], /, *, rounding: float = 1.0, farms: bool = True) -> Reading:
    """Read employment by region and SIC 2007 class, every depth that the files have.

    Regions may carry their older (UKC1), newer (TLC1) or general (E12000001) codes.

    Numbers are rounded by the publisher to a step that grows with size (column ``rounding``); each
    gets bounds of half a step either way, so that 0 is 0 to 2.5 persons. A suppressed number
    (status Q, ``*``) is withheld; one of which nothing stands is too. ``rounding`` multiplies the
    steps: 2 is the publisher's stricter rounding, 0 leaves bounds out. Without ``farms`` farm
    agriculture (01000) is left out: it is not given everywhere, and a sum with it is then unknown.

    It is a survey: the publisher gives sampling errors of aggregates only, as a caution tells.

    Raises
    ------
    InputError
        ``source-files``, ``source-file``, ``source-columns``, ``source-values``,
        ``source-flag``, ``bres-region``.
    """
    need_files(paths, source="uk-bres")
    spec = find_source("uk-bres")
    raw = pl.concat(_typed(_counted(path, spec.layouts)) for path in paths)
    _check_regions(raw)
    if not farms:
        raw = raw.filter(pl.col("industry") != PREFIX + FARMS)
    activity = _activity(raw, rounding)
    industries = _industries(raw)
    years = sorted(raw["year"].unique().to_list())
    return Reading(
        tables={
            "activity": activity,
            "regions": _regions(raw["region"]),
            "industries": industries,
        },
        stubs={"industries": _above(industries)},
        origin=spec.origin(
            version=", ".join(str(year) for year in years),
            note=f"{SYSTEM}; employment rounded by the publisher to steps of 5 to 1,000",
        ),
        cautions=_cautions(raw, rounding),
        figures=_figures(raw, len(activity)),
    )


def _counted(path: Path, layouts: Sequence[Layout]) -> pl.DataFrame:
    frame = arrange(read_published(path, layouts), layouts, subject=path.name)
    named = printed_names(frame, layouts)
    frame = numbers(
        frame,
        ("year", "employment"),
        subject=path.name,
        counts=("employment",),
        marks={"employment": SUPPRESSED},
        printed=named,
    )
    known, printed = (*WITHHOLD, *STANDS), named.get("status", "status")
    return known_flags(frame, "status", known, subject=path.name, printed=printed)


def _typed(frame: pl.DataFrame) -> pl.DataFrame:
    title = pl.col("title").str.replace(r"^\d+\s*:\s*", "")
    code = pl.col("industry").cast(pl.String).str.extract(r"^\s*(\d{2,5})")
    gss = table("sources/uk_itl.csv").drop_nulls("gss")
    region = pl.col("region").cast(pl.String).str.strip_chars()
    region = region.replace(gss["gss"], gss["region"]).str.replace("^TL", "UK")
    status = pl.col("status") if "status" in frame.columns else pl.lit(None, pl.String)
    flagged = status.is_in(list(WITHHOLD)).fill_null(value=False)
    told = flagged | pl.col("employment" + MARK).is_not_null()
    return frame.select(
        pl.col("year").cast(pl.Int64),
        region.alias("region"),
        (PREFIX + code).alias("industry"),
        title.alias("title"),
        pl.when(~told).then(pl.col("employment")).alias("employment"),
        (told | pl.col("employment").is_null()).alias("withheld"),
        (~told & pl.col("employment").is_null()).alias("blank"),
    )


def _check_regions(raw: pl.DataFrame) -> None:
    known = table("sources/uk_itl.csv")["region"].to_list()
    strange = raw.filter(~pl.col("region").is_in(known))["region"].unique().sort().to_list()
    if strange:
        raise InputError(problem("bres-region", subject="region", strange=strange[:5]))


def _activity(raw: pl.DataFrame, rounding: float) -> pl.DataFrame:
    rows = raw.select("region", "industry", "year", "employment", "withheld")
    if not rounding:
        return rows
    step, half = _step() * rounding, _step() * rounding / 2
    return rows.with_columns(
        step.alias("rounding"),
        (pl.col("employment") - half).clip(0).alias("employment_low"),
        (pl.col("employment") + half).alias("employment_high"),
    )


def _step() -> pl.Expr:
    """Give the step of each number; null where there is none."""
    found = pl.lit(None, pl.Float64)
    for least, step in STEPS.items():
        found = pl.when(pl.col("employment") >= least).then(pl.lit(float(step))).otherwise(found)
    return found


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
            _level().alias("level"),
            _parent().alias("parent"),
        )
    )


def _above(industries: pl.DataFrame) -> pl.DataFrame:
    """Give the classes above those of the file, without titles."""
    found, codes = [], industries["parent"].drop_nulls().unique().sort()
    while len(codes):
        rows = codes.alias("industry").to_frame()
        rows = rows.with_columns(
            pl.lit(None, pl.String).alias("name"),
            pl.lit(SYSTEM).alias("system"),
            _level().alias("level"),
            _parent().alias("parent"),
        )
        found.append(rows)
        codes = rows["parent"].drop_nulls().unique().sort()
    return pl.concat(found).unique("industry", maintain_order=True) if found else industries.clear()


def _level() -> pl.Expr:
    digits = (pl.col("industry").str.len_chars() - len(PREFIX)).cast(pl.Int64)
    return digits.replace_strict(LEVELS, default=None, return_dtype=pl.String)


def _parent() -> pl.Expr:
    """Give the class above a code: one digit less; farms hang under their division."""
    code = pl.col("industry")
    shorter = code.str.head(code.str.len_chars().cast(pl.Int64) - 1)
    return (
        pl.when(code == PREFIX + FARMS)
        .then(code.str.head(len(PREFIX) + 2))
        .when(code.str.len_chars() > len(PREFIX) + 2)
        .then(shorter)
    )


def _figures(raw: pl.DataFrame, cells: int) -> dict[str, float]:
    """Give control totals of the deepest industries, which alone may be added up."""
    size = pl.col("industry").str.len_chars()
    deep = raw.filter(size == size.max())
    found = {
        "cells": float(cells),
        "industries": float(raw["industry"].n_unique()),
        "withheld-cells": float(raw["withheld"].sum()),
    }
    for year in sorted(raw["year"].unique().to_list()):
        found[f"employment:{year}"] = total(deep.filter(pl.col("year") == year)["employment"])
    return found


def _cautions(raw: pl.DataFrame, rounding: float) -> tuple[Caution, ...]:
    found = []
    withheld, blank = int(raw["withheld"].sum()), int(raw["blank"].sum())
    if withheld > blank:
        found.append(Caution(code="suppressed", values={"cells": withheld - blank}))
    if blank:
        found.append(Caution(code="blank-cells", values={"cells": blank}))
    if rounding:
        zeros = int((raw["employment"] == 0).sum())
        least = min(STEPS.values()) * rounding
        values = {"least": least, "most": max(STEPS.values()) * rounding, "zeros": zeros}
        found.append(Caution(code="rounded", values={**values, "half": least / 2}))
    found.append(Caution(code="sampled", values=dict(VARIATION)))
    farms = raw.filter(pl.col("industry") == PREFIX + FARMS)
    if len(farms):
        missing = farms["employment"].null_count()
        found.append(Caution(code="farm-agriculture", values={"missing": missing}))
    return (*found, Caution(code="northern-ireland"))
