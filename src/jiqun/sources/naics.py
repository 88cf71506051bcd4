"""Titles, levels and parents of the North American Industry Classification System."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from jiqun.core import Caution, InputError, problem
from jiqun.sources.places import DEPTHS, SECTORS, depth, industry_stubs, parent_of, table
from jiqun.sources.published import arrange, need_files, read_published
from jiqun.sources.register import Reading, find_source, source

VINTAGES = ("2017", "2012")


@source("us-naics")
def read_naics(paths: tuple[Path, ...], /, *, vintage: str = "2017") -> Reading:
    """Read a list of codes and titles; give every class its level and the class above it.

    The twenty classes that NAICS 2017 made anew, and those above them, are named from the
    catalogue where the list is older, and those it gave up are left out. Sectors of several
    codes stand as "31-33".

    Raises
    ------
    InputError
        ``source-files``, ``source-file``, ``source-columns``, ``source-option``.
    """
    need_files(paths, source="us-naics")
    check_vintage(vintage)
    spec = find_source("us-naics")
    listed = pl.concat(
        arrange(read_published(path, spec.layouts), spec.layouts, subject=path.name).select(
            "industry", "title"
        )
        for path in paths
    )
    sectors = table("sources/naics_sectors.csv").select(industry="code", title="title")
    changes = table("sources/naics_2017_changes.csv").select(industry="code", title="title")
    gone = changes.filter(pl.col("title").is_null())["industry"].to_list()
    changes = changes.drop_nulls()
    plain = _plain(listed)
    if vintage == "2017":
        plain = pl.concat([changes, plain.filter(~pl.col("industry").is_in(gone))])
    named = pl.concat([sectors, plain]).unique("industry", keep="first", maintain_order=True)
    rows = _frame(named, system=f"NAICS {vintage}")
    added = len(set(changes["industry"]) - set(listed["industry"].cast(pl.String)))
    cautions = [Caution(code="titles-added", values={"classes": added})] if added else []
    return Reading(
        tables={"industries": rows},
        origin=spec.origin(version=f"NAICS {vintage}", note=f"{added} classes of 2017 added"),
        cautions=tuple(cautions) if vintage == "2017" else (),
        figures={"classes": float(len(rows))},
    )


def check_vintage(vintage: str) -> None:
    """Refuse a vintage that is not known (``source-option``)."""
    if vintage not in VINTAGES:
        raise InputError(
            problem("source-option", subject="vintage", case="word", word=vintage, known=VINTAGES)
        )


def _plain(listed: pl.DataFrame) -> pl.DataFrame:
    code = pl.col("industry").cast(pl.String).str.strip_chars()
    return listed.select(
        code.alias("industry"), pl.col("title").str.strip_chars().str.strip_suffix("T")
    ).filter(
        pl.col("industry").str.contains(r"^\d{2,6}$") & ~pl.col("industry").is_in(list(SECTORS))
    )


def _frame(named: pl.DataFrame, *, system: str) -> pl.DataFrame:
    above = industry_stubs(named["industry"], system=system)
    chinese = table("sources/naics_sectors.csv").select(industry="code", name_zh="title_zh")
    codes = above["industry"].to_list()
    return (
        above.drop("name")
        .with_columns(
            pl.Series("level", [DEPTHS[depth(code)] for code in codes]),
            pl.Series("parent", [parent_of(code) for code in codes], dtype=pl.String),
        )
        .join(named.rename({"title": "name"}), on="industry", how="left", maintain_order="left")
        .join(chinese, on="industry", how="left", maintain_order="left")
        .select("industry", "name", "name_zh", "system", "level", "parent")
    )
