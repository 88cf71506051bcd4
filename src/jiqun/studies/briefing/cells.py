"""Fill a cell's brief from cells, ratings and thresholds."""

from __future__ import annotations

import math

import polars as pl

from jiqun.briefs import CellBriefData, CellRow, Doubt, SchemeRating, Setting, doubt_of
from jiqun.charts import CriterionFigure, Estimate, MapFigure
from jiqun.clusters import (
    Scheme,
    cell_schemes,
    criteria_of,
    long_growth,
    missing_quantities,
    over_land,
    with_quantities,
)
from jiqun.core import unknown
from jiqun.studies.briefing.maps import hollow_of, small_map
from jiqun.studies.briefing.members import members_of
from jiqun.studies.briefing.rows import (
    Lookup,
    Row,
    ahead,
    as_led,
    base_of,
    cell_rows,
    cells_like,
    estimate,
    geography,
    leading_scheme,
    least_visible,
    level_names,
    names_of,
    number,
    of_year,
    published,
    quantity_names,
    setting,
    surest_first,
    trend,
)
from jiqun.studies.deflators import cell_prices
from jiqun.studies.rating import led, rating_of, scheme_as_run
from jiqun.studies.region_changes import known_changes
from jiqun.tables import years_present
from jiqun.workspace import Workspace

NEIGHBOURS, SIBLINGS = 9, 9
#: A sibling employs at least this share of the region's people.
LEAST_SHARE = 0.002


def cell_data(ws: Workspace, id: str, *, year: int | None) -> CellBriefData:
    """Gather everything that a cell's brief shows.

    Raises
    ------
    UnknownError
        ``cell-unknown``, ``year-unknown``.
    """
    rows = (
        as_led(ws, "cells").filter(pl.col("cell") == id).sort("year").collect()
        if ws.has("cells")
        else None
    )
    if rows is None or rows.is_empty():
        raise unknown("cell", id, case="brief")
    cell = of_year(rows, year)
    alike = _alike(ws, cell)
    ranking = alike.filter(pl.col("employment") > (cell["employment"] or 0)).height + 1
    leading = leading_scheme(ws)
    named, least = Lookup(ws), least_visible(ws)
    members, total = members_of(ws, cell, named)
    told = setting(ws, cell["year"])
    growth, since = long_growth(rows.filter(pl.col("year") <= cell["year"])) or (None, None)
    return CellBriefData(
        cell=id,
        setting=told,
        category=named.category(cell),
        region=named.region(cell["region"]),
        parents=named.parents(cell["region"]),
        level=level_names(cell["level"]),
        employment=estimate(cell, "employment"),
        establishments=number(cell["establishments"]),
        quotient=estimate(cell, "quotient"),
        micro_share=number(cell["micro_share"]),
        macro_share=number(cell["macro_share"]),
        growth_per_year=number(cell["growth"]),
        growth=ahead(cell, "growth"),
        wage=number(cell.get("wage")),
        currency=cell.get("currency") or "",
        important=cell.get("important"),
        important_from=_important_from(ws),
        published=published(cell, least=least, counts=cell),
        doubt=_doubt(ws, cell, told),
        base=base_of(ws, cell),
        traded=bool(cell["traded"]),
        ratings=_ratings(ws, cell),
        employment_trend=trend(_over_land(ws, rows), "employment", least=least),
        quotient_trend=trend(rows, "quotient", least=least),
        long_growth=growth,
        growth_since=since,
        members=members,
        members_total=total,
        neighbours=_neighbours(ws, alike, cell, leading, named),
        siblings=_siblings(ws, cell, leading, named),
        rank=ranking if cell["employment"] is not None else None,
        of=alike.height,
        map=_cell_map(ws, alike, cell, least),
    )


def _doubt(ws: Workspace, cell: Row, told: Setting) -> Doubt | None:
    """Tell the doubt part by part; intervals of a run of before there were parts are none."""
    if told.basis is None and led(ws) == "employment":
        return None
    return doubt_of(cell, level=told.interval_level, basis=told.basis)


def _important_from(ws: Workspace) -> tuple[float, float] | None:
    used = ws.record("cells").parameters
    share, quotient = used.get("important_share"), used.get("important_quotient")
    return None if share is None or quotient is None else (float(share), float(quotient))


def _over_land(ws: Workspace, rows: pl.DataFrame) -> pl.DataFrame:
    """Give a cell's rows with the numbers of earlier years on the newest year's land."""
    last = rows.row(-1, named=True)
    level = as_led(ws, "cells").filter(pl.col("level") == last["level"])
    kin = [pl.col(key) == last[key] for key in ("definition", "category")]
    return over_land(
        rows,
        lambda: level.filter(*kin).collect(),
        present=years_present(level.select("region", "year").unique().collect()),
        changes=known_changes(ws),
    )


def _alike(ws: Workspace, cell: Row) -> pl.DataFrame:
    """Give the cells of the same category, level and year that employ somebody."""
    return (
        cells_like(ws, cell)
        .filter(pl.col("category") == cell["category"], pl.col("employment") > 0)
        .collect()
    )


def _neighbours(
    ws: Workspace, alike: pl.DataFrame, cell: Row, leading: str, named: Lookup
) -> tuple[CellRow, ...]:
    largest = (
        alike.filter(pl.col("region") != cell["region"])
        .sort("employment", "region", descending=[True, False])
        .head(NEIGHBOURS)
    )
    return cell_rows(ws, largest, leading, named)


def _siblings(ws: Workspace, cell: Row, leading: str, named: Lookup) -> tuple[CellRow, ...]:
    found = (
        cells_like(ws, cell)
        .filter(
            pl.col("region") == cell["region"],
            pl.col("category") != cell["category"],
            pl.col("traded") == cell["traded"],
            pl.col("micro_share") >= LEAST_SHARE,
        )
        .pipe(surest_first)
        .head(SIBLINGS)
        .collect()
    )
    return cell_rows(ws, found, leading, named)


def _ratings(ws: Workspace, cell: Row) -> tuple[SchemeRating, ...]:
    """Give every scheme of cells: its verdict, or what it lacks."""
    same = [pl.col("cell") == cell["cell"], pl.col("year") == cell["year"]]
    verdicts = {row["scheme"]: row for row in ws.scan("ratings").filter(*same).collect().to_dicts()}
    cutoffs = ws.record("ratings").parameters.get("cutoffs") or {}
    given = [s for s in cell_schemes(unverified=True) if s.verified or s.scheme in verdicts]
    rules = [scheme_as_run(ws, one.scheme) for one in given]
    wanted = list(dict.fromkeys(quantity for one in rules for quantity in one.quantities))
    region = pl.col("region") == cell["region"]
    kin = [pl.col(key) == cell[key] for key in ("definition", "level", "category")]
    full = with_quantities(
        as_led(ws, "cells").filter(*kin).sort("region", "year").collect(),
        wanted,
        regions=ws.scan("regions").filter(region).select(pl.exclude("geometry")).collect(),
        indicators=ws.frame("indicators") if ws.has("indicators") else None,
        deflators=cell_prices(ws),
        changes=known_changes(ws),
    )
    own = full.filter(pl.col("year") == cell["year"], region)
    return tuple(_rating(ws, one.recut(cutoffs), verdicts.get(one.scheme), own) for one in rules)


def _rating(ws: Workspace, rules: Scheme, verdict: Row | None, own: pl.DataFrame) -> SchemeRating:
    titles = {one.code: names_of(one.title) for one in rules.ratings}
    lacking = missing_quantities(own, rules)
    if verdict and verdict["missing"]:
        lacking = verdict["missing"].split(",")
    told = rating_of(verdict)
    line = rules.rank(rules.strong) if rules.strong else math.inf
    rating = titles.get(told.rating or "")
    return SchemeRating(
        scheme=rules.scheme,
        title=names_of(rules.title),
        rating=rating,
        rank=verdict["rank"] if verdict else None,
        best=max(one.rank for one in rules.ratings),
        strong=((verdict or {}).get("rank") or 0) >= line,
        chance=number(told.chance),
        chance_strong=number(told.chance_strong),
        low=titles.get(told.rating_range_low or ""),
        high=titles.get(told.rating_range_high or ""),
        criteria=_criteria(ws, rules, own) if rating else (),
        missing=tuple(quantity_names(name) for name in lacking),
        unjudged=told.unjudged,
        peers=told.peers,
        notes=told.notes,
    )


def _criteria(ws: Workspace, rules: Scheme, own: pl.DataFrame) -> tuple[CriterionFigure, ...]:
    cell = own.row(0, named=True)
    thresholds = (
        ws.scan("thresholds")
        .filter(
            pl.col("scheme") == rules.scheme,
            pl.col("level") == cell["level"],
            pl.col("year") == cell["year"],
            pl.col("category").is_null() | (pl.col("category") == cell["category"]),
        )
        .collect()
        .to_dicts()
    )
    return tuple(
        CriterionFigure(
            title=names_of(one["title"]),
            quantity=one["quantity"],
            threshold=number(one["threshold"]),
            value=Estimate(
                value=number(one["value"]), low=number(one["low"]), high=number(one["high"])
            ),
            passed=one["passed"],
        )
        for one in criteria_of(rules, cell, thresholds)
    )


def _cell_map(ws: Workspace, alike: pl.DataFrame, cell: Row, least: float) -> MapFigure | None:
    regions, outlines = geography(ws, cell["level"])
    values = {
        row["region"]: (number(row["quotient"]), _includes_one(row))
        for row in alike.iter_rows(named=True)
    }
    here = {cell["region"]}
    hollow = hollow_of(alike, least)
    return small_map(
        regions, here=here, values=values, quantity="quotient", outlines=outlines, hollow=hollow
    )


def _includes_one(row: Row) -> bool:
    now = estimate(row, "quotient")
    return now.low is not None and now.high is not None and now.low <= 1 <= now.high
