"""What every brief reads: names, numbers with their intervals, rows of clusters."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

import jiqun
from jiqun.briefs import CellRow, Published, Setting
from jiqun.charts import Estimate, Names, TrendFigure
from jiqun.clusters import KINDS, SUREST, scheme
from jiqun.core import named, say, texts, unknown
from jiqun.studies.doubts import persistence_basis
from jiqun.studies.rating import bases_of, is_unjudged, led
from jiqun.workspace import Workspace

#: The scheme that leads where it was applied.
LEADING = "us-cluster-mapping"

Row = Mapping[str, Any]


def level_names(level: str) -> Names:
    """Give what a level of regions is called; its code where nobody named it."""
    if level not in texts("brief_levels"):
        return Names(en=level)
    return Names(en=say(f"brief_levels.{level}", "en"), zh=say(f"brief_levels.{level}", "zh"))


def quantity_names(quantity: str) -> Names:
    """Give what a quantity is called within a sentence; its code in words if nobody named it."""
    words = named(quantity)
    return Names(en=words.en, zh=words.zh)


class Lookup:
    """Names of regions, categories and industries, read once."""

    def __init__(self, ws: Workspace) -> None:
        self._ws = ws
        frame = ws.scan("regions").select("region", "name", "name_zh", "parent").collect()
        self._regions = {row["region"]: row for row in frame.iter_rows(named=True)}
        kinds = (
            ws.scan("categories").select("definition", "category", "name", "name_zh").collect()
            if ws.has("categories")
            else pl.DataFrame(schema=dict.fromkeys(("definition", "category"), pl.String))
        )
        self._categories = {(r["definition"], r["category"]): r for r in kinds.to_dicts()}

    def region(self, code: str) -> Names:
        """Give a region's names; its code where it has none."""
        row = self._regions.get(code, {})
        return Names(en=row.get("name") or code, zh=row.get("name_zh") or "")

    def parents(self, code: str) -> tuple[Names, ...]:
        """Name the regions it lies in, from near to far."""
        found: list[str] = []
        parent = self._regions.get(code, {}).get("parent")
        while parent and parent not in found:
            found.append(parent)
            parent = self._regions.get(parent, {}).get("parent")
        return tuple(self.region(one) for one in found)

    def category(self, row: Row) -> Names:
        """Give the names of a row's category."""
        found = self._categories.get((row["definition"], row["category"]), {})
        return Names(en=found.get("name") or row["category"], zh=found.get("name_zh") or "")

    def industries(self, codes: Sequence[str]) -> dict[str, Names]:
        """Give the names of industries, by code."""
        rows = (
            self._ws.scan("industries")
            .filter(pl.col("industry").is_in(codes))
            .select("industry", "name", "name_zh")
            .collect()
        )
        return {code: Names(en=name or code, zh=zh or "") for code, name, zh in rows.iter_rows()}


def number(value: Any) -> float | None:
    """Give a finite number, or None."""
    return None if value is None or not math.isfinite(value) else float(value)


def ahead(row: Row, name: str) -> Estimate:
    """Give a quantity of a row and where it will be next year; it has no data range."""
    ends = {end: number(row.get(f"{name}_{end}")) for end in ("low", "high")}
    return Estimate(value=number(row[name]), **ends)


def estimate(row: Row, name: str) -> Estimate:
    """Give a quantity of a row, where it will be next year, and its data range.

    Rows of a run that kept no data range had other intervals: they are left out.
    """
    least, most = (f"{name}_range_{end}" for end in ("low", "high"))
    if least not in row:
        return Estimate(value=number(row[name]))
    return Estimate(
        value=number(row[name]),
        low=number(row.get(f"{name}_low")),
        high=number(row.get(f"{name}_high")),
        least=number(row[least]),
        most=number(row[most]),
    )


def names_of(title: Mapping[str, str]) -> Names:
    """Give a title of the catalogue as names."""
    return Names(en=title["en"], zh=title["zh"])


def of_year(rows: pl.DataFrame, year: int | None) -> dict[str, Any]:
    """Give the row of a year; the latest one where None is named."""
    years = rows["year"].to_list()
    if year is not None and year not in years:
        raise unknown("year", str(year), years, case="run")
    return rows.row(years.index(year) if year is not None else len(years) - 1, named=True)


def trend(rows: pl.DataFrame, name: str, *, least: float) -> tuple[TrendFigure, ...]:
    """Give a quantity through the years; a year of which less than ``least`` is published is so."""
    return tuple(
        TrendFigure(
            year=row["year"],
            value=estimate(row, name),
            unjudged=is_below(row.get("visible_share"), least),
        )
        for row in rows.iter_rows(named=True)
    )


def least_visible(ws: Workspace) -> float:
    """Give the part of employment that had to be published for a rating; 0 of an older run."""
    return float(ws.record("cells").parameters.get("least_visible") or 0.0)


def is_below(visible: float | None, least: float) -> bool:
    """Say whether too little is published to judge it."""
    return visible is not None and visible < least


def published(row: Row, *, least: float, counts: Row) -> Published:
    """Say what of a row's employment is published; ``counts`` has the numbers of each kind."""
    return Published(
        visible_share=number(row.get("visible_share")),
        imputed_share=number(row.get("imputed_share")),
        least=least,
        **{kind: int(counts.get(kind) or 0) for kind in KINDS},
    )


def base_of(ws: Workspace, row: Row) -> Names:
    """Name what the quotients of the row's level and year are compared with."""
    if not ws.has("bases"):
        return Names()
    found = bases_of(ws, row["definition"], int(row["year"]))
    words = next((one.words for one in found if one.level == row["level"]), None)
    return Names(en=words.en, zh=words.zh) if words else Names()


def leading_scheme(ws: Workspace) -> str:
    """Name the scheme whose ratings stand in lists."""
    if not ws.has("ratings"):
        return LEADING
    found = ws.scan("ratings").select(pl.col("scheme").unique()).collect()["scheme"].to_list()
    return LEADING if LEADING in found or not found else min(found)


def setting(ws: Workspace, year: int | None) -> Setting:
    """Say what holds for a brief of computed results."""
    record = ws.record("cells")
    return Setting(
        workspace=ws.title,
        commit=ws.version,
        time=ws.commit.time,
        year=year,
        synthetic=any(origin.synthetic for origin in record.origins),
        origins=record.origins,
        record=record,
        version=jiqun.__version__,
        interval_level=float(record.parameters.get("level") or 0.95),
        basis=persistence_basis(ws),
    )


def cells_like(ws: Workspace, row: Row) -> pl.LazyFrame:
    """Give the cells of the row's definition set, level and year."""
    same = [pl.col(key) == row[key] for key in ("definition", "level", "year")]
    return as_led(ws, "cells").filter(*same)


def as_led(ws: Workspace, result: str) -> pl.LazyFrame:
    """Scan a result with what leads in the place of employment, as a page's figures take it.

    The page is told afterwards what leads (:func:`jiqun.briefs.led_page`); the amounts stand under
    their own names too.
    """
    rows, leading = ws.scan(result), led(ws)
    if leading == "employment":
        return rows
    own = [name for name in rows.collect_schema().names() if name.startswith(leading)]
    moved = {name: f"employment{name.removeprefix(leading)}" for name in own}
    traded = {f"traded_{leading}": "traded_employment"} if result == "region_profiles" else {}
    return rows.with_columns(pl.col(name).alias(to) for name, to in (moved | traded).items())


def surest_first(cells: pl.LazyFrame) -> pl.LazyFrame:
    """Order cells by evidence; those without, and runs before there was any, by their quotient."""
    by = (SUREST[0], "quotient", "cell")
    if by[0] not in cells.collect_schema().names():
        cells = cells.with_columns(pl.lit(None, dtype=pl.Int64).alias(by[0]))
    return cells.sort(*by, descending=[False, True, False], nulls_last=True)


def geography(ws: Workspace, level: str) -> tuple[pl.DataFrame, pl.DataFrame | None]:
    """Give the regions of a level with their boundaries, and those of their parents' level."""
    columns = ("region", "name", "name_zh", "lon", "lat", "geometry")
    scan = ws.scan("regions")
    regions = scan.filter(pl.col("level") == level).select(*columns, "parent").collect()
    parents = regions["parent"].drop_nulls().unique().to_list()
    above = scan.filter(pl.col("region").is_in(parents), pl.col("geometry").is_not_null())
    outlines = above.select("geometry").collect()
    return regions, outlines if outlines.height > 1 else None


def cell_rows(
    ws: Workspace, cells: pl.DataFrame, leading: str, named: Lookup
) -> tuple[CellRow, ...]:
    """Give rows of cells as rows of a list, with the leading scheme's verdicts."""
    codes = cells["cell"].to_list()
    verdicts = {}
    if codes and ws.has("ratings"):
        found = ws.scan("ratings").filter(
            pl.col("scheme") == leading,
            pl.col("year") == cells["year"][0],
            pl.col("cell").is_in(codes),
        )
        verdicts = {row["cell"]: row for row in found.collect().to_dicts()}
    rules = scheme(leading)
    titles = {one.code: names_of(one.title) for one in rules.ratings}
    line = rules.rank(rules.strong) if rules.strong else math.inf
    return tuple(
        CellRow(
            category=named.category(row),
            region=named.region(row["region"]),
            traded=bool(row["traded"]),
            employment=estimate(row, "employment"),
            quotient=estimate(row, "quotient"),
            micro_share=number(row["micro_share"]),
            growth_per_year=number(row["growth"]),
            growth=ahead(row, "growth"),
            rating=titles.get(verdicts.get(row["cell"], {}).get("rating") or ""),
            strong=(verdicts.get(row["cell"], {}).get("rank") or 0) >= line,
            chance=number(verdicts.get(row["cell"], {}).get("chance")),
            visible_share=number(row.get("visible_share")),
            unjudged=is_unjudged(verdicts.get(row["cell"], {}).get("missing")),
            evidence_rank=row.get("evidence_rank"),
            rank=verdicts.get(row["cell"], {}).get("rank"),
        )
        for row in cells.iter_rows(named=True)
    )
