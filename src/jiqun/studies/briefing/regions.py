"""Fill a region's brief from profiles and cells."""

from __future__ import annotations

import polars as pl

from jiqun.briefs import RegionBriefData
from jiqun.charts import Estimate, MapFigure
from jiqun.clusters import KINDS, over_land, scheme
from jiqun.core import unknown
from jiqun.studies.briefing.maps import hollow_of, small_map
from jiqun.studies.briefing.rows import (
    Lookup,
    Row,
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
    setting,
    trend,
)
from jiqun.studies.region_changes import known_changes
from jiqun.tables import years_present
from jiqun.workspace import Workspace


def region_data(ws: Workspace, region: str, *, year: int | None) -> RegionBriefData:
    """Gather everything that a region's brief shows.

    Raises
    ------
    UnknownError
        ``region-unknown``, ``year-unknown``; ``table-unknown`` before the first run.
    """
    own = ws.scan("regions").filter(pl.col("region") == region).collect().rows(named=True)
    if not own:
        raise unknown("region", region, case="brief")
    profiles = (
        as_led(ws, "region_profiles").filter(pl.col("region") == region).sort("year").collect()
    )
    if profiles.is_empty():
        raise unknown("region", region, case="results")
    profiles = profiles.filter(pl.col("definition") == profiles["definition"][-1])
    row, place = of_year(profiles, year), own[0]
    peers = _peers(ws, row)
    leading, named, least = leading_scheme(ws), Lookup(ws), least_visible(ws)
    cells = cells_like(ws, row).filter(pl.col("region") == region).collect()
    strength = number(row["strength"])
    return RegionBriefData(
        region=region,
        setting=setting(ws, row["year"]),
        name=named.region(region),
        parents=named.parents(region),
        level=level_names(row["level"]),
        population=number(place.get("population")),
        area_km2=number(place.get("area_km2")),
        employment=Estimate(value=number(row["employment"])),
        traded_employment=number(row["traded_employment"]),
        establishments=number(row["establishments"]),
        strength=estimate(row, "strength"),
        strong=row["strong"],
        strong_local=row["strong_local"],
        traded_categories=row["traded_categories"],
        diversity=row["diversity"],
        rank=peers.filter(pl.col("strength") > strength).height + 1 if strength else None,
        rank_range=_rank_range(peers, row),
        of=peers.height,
        published=published(row, least=least, counts=_counts(cells)),
        base=base_of(ws, row),
        cells=cell_rows(ws, cells, leading, named),
        leading=names_of(scheme(leading).title),
        strength_trend=trend(profiles, "strength", least=least),
        employment_trend=trend(_over_land(ws, profiles), "employment", least=least),
        map=_region_map(ws, peers, row, least),
    )


def _rank_range(peers: pl.DataFrame, row: Row) -> tuple[int, int] | None:
    """Give the best and the worst place next year that the regions' intervals leave.

    A region is surely before this one where its lower end is above this one's upper end.
    """
    low, high = row.get("strength_low"), row.get("strength_high")
    if low is None or high is None or "strength_low" not in peers.columns:
        return None
    before = peers.filter(pl.col("strength_low") > high).height
    behind = peers.filter(pl.col("strength_high") < low).height
    return before + 1, peers.height - behind


def _over_land(ws: Workspace, profiles: pl.DataFrame) -> pl.DataFrame:
    """Give a region's profiles with the employment of earlier years on the newest year's land."""
    last = profiles.row(-1, named=True)
    kin = as_led(ws, "region_profiles").filter(
        pl.col("level") == last["level"], pl.col("definition") == last["definition"]
    )
    present = years_present(kin.select("region", "year").collect())
    return over_land(profiles, kin.collect, present=present, changes=known_changes(ws))


def _peers(ws: Workspace, row: Row) -> pl.DataFrame:
    same = [pl.col(key) == row[key] for key in ("definition", "level", "year")]
    return as_led(ws, "region_profiles").filter(*same).collect()


def _counts(cells: pl.DataFrame) -> Row:
    """Count the numbers of each kind in a region's cells."""
    kinds = [name for name in KINDS if name in cells.columns]
    return cells.select(pl.col(kinds).sum()).row(0, named=True) if kinds else {}


def _region_map(ws: Workspace, peers: pl.DataFrame, row: Row, least: float) -> MapFigure | None:
    regions, outlines = geography(ws, row["level"])
    values = {one["region"]: (number(one["strength"]), False) for one in peers.to_dicts()}
    here = {row["region"]}
    hollow = hollow_of(peers, least)
    return small_map(
        regions, here=here, values=values, quantity="strength", outlines=outlines, hollow=hollow
    )
