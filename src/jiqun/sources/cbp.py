"""County Business Patterns: counties and states, withheld cells, size classes, noise flags."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from jiqun.core import Caution, InputError, Origin, problem
from jiqun.sources.figures import (
    MARK,
    cells_told,
    deepest,
    depth_by_depth,
    known_flags,
    numbers,
    visible_shares,
)
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
from jiqun.sources.published import arrange, need_files, printed_names, read_published, year_of
from jiqun.sources.register import Reading, find_source, source
from jiqun.tables import sums_by, total

#: Noise flag -> largest relative change that the publisher's words admit: G below 2 %, H from 2 to
#: below 5 %. J is 5 % or more, without an upper end in those words. (U.S. Census Bureau, County
#: Business Patterns, record layout of the county file, noise flag definitions; since 2007.)
NOISE = {"G": 0.02, "H": 0.05}
OPEN_NOISE = "J"
NOISE_SINCE = 2007
#: Flags that withhold the number: D to protect a company, S for want of quality, N not available
#: or not comparable, X not applicable (the same record layouts).
WITHHOLD = ("D", "S", "N", "X")
#: A number that was revised stands as it is.
REVISED = "R"
FLAGS = (*NOISE, OPEN_NOISE, *WITHHOLD, REVISED)
#: Size classes; some tables print them in the number's place, in small letters.
CLASSES = tuple("ABCEFGHIJKLM")
#: From this year cells with fewer establishments than the second are dropped.
DROPS_SMALL_CELLS, FEWEST = 2017, 3.0
THOUSAND = 1000.0
DEEPEST = 6
#: Share of the publisher's total below which a year's industries are called incomplete.
COMPLETE = 0.97


@source("us-cbp")
def read_cbp(
    paths: tuple[Path, ...],
    /,
    *,
    digits: tuple[int, ...] = (0, 2, 3, 4, 5, 6),
    year: int = 0,
    impute: bool = True,
    noise: bool = True,
    high_noise: float = 0.10,
) -> Reading:
    """Read county, state or national files, the publisher's own or with renamed columns.

    Every depth of industries that the files have is read; parents stand beside their children and
    are not to be added to them. Employment is withheld, null and not zero, where a size class
    stands in its place, where the noise flag is D, S, N or X, where nothing stands, and where 0
    stands beside establishments without a noise flag. With ``impute`` it is filled by the size
    class's mid-point where a class is published, else by the establishment mean of its depth.

    ``noise`` holds the relative bound of the flag; for J, which the publisher leaves open above,
    ``high_noise`` (as in the method's own example: Evans, Zayatz & Slanta, Journal of Official
    Statistics 14, 1998, p. 540). From 2017 on ``dropped_below`` is 3.

    Raises
    ------
    InputError
        ``source-files``, ``source-file``, ``source-columns``, ``source-year``,
        ``source-values``, ``source-flag``.
    """
    need_files(paths, source="us-cbp")
    bands = {**NOISE, OPEN_NOISE: high_noise}
    opened = [_open(path, year) for path in paths]
    blank, unflagged = (sum(map(count, opened)) for count in (_blanks, _unflagged))
    rows = pl.concat([_clean(frame, bands, bounds=noise) for frame in opened])
    rows, spelled = spell_out_single_classes(rows)
    short = _incomplete(rows, digits)
    rows = rows.filter(depth_of("industry").is_in(digits))
    if impute:
        rows = depth_by_depth(rows, _filled)
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
            *_noise_cautions(rows, high_noise, blank=blank, unflagged=unflagged),
            *short,
            Caution(code="states-elsewhere"),
        ),
        figures=_figures(rows),
    )


def _filled(rows: pl.DataFrame) -> pl.DataFrame:
    return impute_establishment_mean(impute_size_class_midpoint(rows))


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
    named = printed_names(frame, layouts)
    counts = ("employment", "establishments", "payroll_thousand")
    small = tuple(one.lower() for one in CLASSES)
    frame = numbers(
        frame,
        (*counts, "year"),
        subject=path.name,
        counts=counts,
        marks={"employment": (*WITHHOLD, *small), "payroll_thousand": WITHHOLD},
        printed=named,
    )
    for flag, known in (("flag", CLASSES), ("noise", FLAGS), ("payroll_noise", FLAGS)):
        known_now = (*known, *WITHHOLD) if flag == "flag" else known
        frame = known_flags(
            frame, flag, known_now, subject=path.name, printed=named.get(flag, flag)
        )
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


def _clean(frame: pl.DataFrame, bands: dict[str, float], *, bounds: bool) -> pl.DataFrame:
    employment, establishments = pl.col("employment"), pl.col("establishments")
    band, printed = _flag(frame, "noise"), pl.col("employment" + MARK)
    size = pl.coalesce(_flag(frame, "flag"), printed)
    size = pl.when(size.is_in(list(CLASSES))).then(size)
    noisy = band.is_in(list(bands)).fill_null(value=False)
    withheld = (
        _flag(frame, "flag").is_not_null()
        | printed.is_not_null()
        | band.is_in(list(WITHHOLD)).fill_null(value=False)
        | employment.is_null()
        | ((employment == 0) & (establishments > 0).fill_null(value=True) & ~noisy)
    ).fill_null(value=True)
    relative = band.replace_strict(bands, default=None, return_dtype=pl.Float64)
    relative = pl.when(~withheld).then(relative)
    bounded = relative.is_not_null() & bounds
    low, high = employment * (1 - relative), employment * (1 + relative)
    payroll = pl.col("payroll_thousand") * THOUSAND
    unpaid = _flag(frame, "payroll_noise").is_in(list(WITHHOLD)).fill_null(value=False)
    return frame.select(
        _region(frame.columns),
        naics("industry"),
        pl.col("year").cast(pl.Int64),
        "establishments",
        pl.when(~withheld).then(employment).alias("employment"),
        pl.when(~(unpaid | (withheld & (payroll == 0)))).then(payroll).alias("payroll"),
        pl.lit("USD").alias("currency"),
        withheld.alias("withheld"),
        pl.when(pl.col("year") >= DROPS_SMALL_CELLS).then(FEWEST).alias("dropped_below"),
        relative.alias("noise"),
        pl.when(withheld).then(size).alias("size_class"),
        pl.when(bounded).then(low.round(6).floor()).alias("employment_low"),
        pl.when(bounded).then(high.round(6).ceil()).alias("employment_high"),
        pl.lit(None, pl.String).alias("imputed"),
    )


def _flag(frame: pl.DataFrame, name: str) -> pl.Expr:
    return pl.col(name) if name in frame.columns else pl.lit(None, pl.String)


def _blanks(frame: pl.DataFrame) -> int:
    """Count cells without number, mark or flag: what the publisher never prints."""
    told = [pl.col("employment" + MARK), _flag(frame, "flag"), _flag(frame, "noise")]
    bare = pl.col("employment").is_null() & pl.all_horizontal(one.is_null() for one in told)
    return int(frame.select(bare.sum()).item())


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
    """Give control totals of the deepest industries, which alone may be added up."""
    deep = deepest(rows)
    published = deep.filter(pl.col("imputed").is_null())
    return {
        "cells": float(len(rows)),
        "regions": float(rows["region"].n_unique()),
        "industries": float(rows["industry"].n_unique()),
        "employment-published": total(published["employment"]),
        "establishments": total(deep["establishments"]),
        "withheld-cells": float(deep["withheld"].sum()),
    } | visible_shares(rows)


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
    found = cells_told(rows)
    counties = rows["region"].str.len_chars().max() == COUNTY
    if counties and any(year >= DROPS_SMALL_CELLS for year in years):
        found.append(Caution(code="small-cells-dropped"))
    if spelled:
        found.append(Caution(code="single-classes", values={"rows": spelled}))
    if len(systems) > 1:
        found.append(Caution(code="vintages-mixed", values={"systems": ", ".join(systems)}))
    return tuple(found)


def _unflagged(frame: pl.DataFrame) -> int:
    """Count numbers of years with noise in a file that leaves the noise flags out."""
    if "noise" in frame.columns:
        return 0
    noisy = (pl.col("year") >= NOISE_SINCE) & (pl.col("employment") > 0)
    return int(frame.select(noisy.sum()).item())


def _noise_cautions(
    rows: pl.DataFrame, high_noise: float, *, blank: int, unflagged: int
) -> list[Caution]:
    deep, found = deepest(rows), []
    high = deep.filter(pl.col("noise") > max(NOISE.values()))
    if len(high):
        values = {
            "cells": len(high),
            "employment": int(total(high["employment"])),
            "bound": high_noise,
        }
        found.append(Caution(code="noise-open", values=values))
    if unflagged:
        values = {"cells": unflagged, "since": NOISE_SINCE}
        found.append(Caution(code="noise-unflagged", values=values))
    if blank:
        found.append(Caution(code="blank-cells", values={"cells": blank}))
    return found
