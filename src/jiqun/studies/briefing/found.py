"""Fill a found cluster's brief from what its page tells."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import polars as pl

import jiqun
from jiqun.briefs import FindRow, FoundBriefData, Part, Parts, SchemeRating, Setting
from jiqun.charts import Estimate, MapFigure, Names
from jiqun.clusters import scheme
from jiqun.core import LANGUAGES, Words
from jiqun.studies.briefing.maps import small_map
from jiqun.studies.briefing.rows import (
    base_of,
    geography,
    level_names,
    names_of,
    number,
    quantity_names,
)
from jiqun.studies.browsing.clusters import FoundDetail, FoundRow, found_detail
from jiqun.studies.browsing.snapshots import snapshot
from jiqun.studies.doubts import persistence_basis
from jiqun.studies.finding import FoundRating, chance_text, how_words, ways_words
from jiqun.workspace import Workspace

#: Members of each kind that are listed, and rows of clusters nearby.
LISTED, NEAR = {"regions": 12, "industries": 10, "organisations": 10}, 6
#: Figures beside the first three, in their order.
FURTHER = ("establishments", "area_km2", "excess")
TIED = ("links", "links_per_member", "inside_share", "span_km")


def found_data(ws: Workspace, cluster: str) -> FoundBriefData:
    """Gather everything that a found cluster's brief shows; of a find, of its cluster.

    Raises
    ------
    UnknownError
        ``cluster-unknown``.
    """
    told = found_detail(snapshot(ws.path, as_of=ws.version), cluster)
    one = told.cluster
    return FoundBriefData(
        cluster=one.cluster,
        name=Names(en=one.name or one.cluster, zh=one.name_zh or ""),
        setting=_setting(ws, one),
        sentence=told.sentence,
        how=how_words(one),
        category=Names(en=one.category_name or one.category or "", zh=one.category_name_zh or ""),
        level=level_names(one.level) if one.level else Names(),
        ways=_ways(one),
        employment=Estimate(value=number(one.size)),
        quotient=_quotient(one),
        chance=_chance(one),
        survival=Estimate(value=number(one.survival), low=number(one.survival_low),
                          high=number(one.survival_high)),
        base=_base(ws, one),
        counts=tuple((id, number(getattr(one, id))) for id in FURTHER),
        tied=tuple((id, number(getattr(one, id))) for id in TIED),
        regions=_parts(told, "regions"),
        industries=_parts(told, "industries"),
        organisations=_parts(told, "organisations"),
        ratings=tuple(_rating(rating) for rating in told.ratings),
        tests=tuple(test.title for test in told.stability),
        finds=tuple(_find(find, shared=find.jaccard) for find in told.finds),
        cores=len(told.cores),
        ties=tuple((kind.title, kind.links) for kind in told.links),
        overlapping=tuple(_find(other, shared=other.jaccard) for other in told.overlaps[:NEAR]),
        near=tuple(_find(other, distance=other.distance_km) for other in told.near[:NEAR]),
        unknown=told.unknown,
        map=_map(ws, told),
    )  # fmt: skip


def is_found(ws: Workspace, cluster: str) -> bool:
    """Say whether a code is a find's."""
    mine = pl.col("cluster") == cluster
    return ws.has("finds") and ws.scan("finds").filter(mine).collect().height > 0


def _setting(ws: Workspace, one: FoundRow) -> Setting:
    record = ws.record("finds")
    return Setting(
        workspace=ws.title,
        commit=ws.version,
        time=ws.commit.time,
        year=one.year,
        synthetic=any(origin.synthetic for origin in record.origins),
        origins=record.origins,
        record=record,
        version=jiqun.__version__,
        interval_level=float(record.parameters.get("confidence") or 0.95),
        basis=persistence_basis(ws) if ws.has("persistence") else None,
    )


def _ways(one: FoundRow) -> Words:
    en, zh = (ways_words(one.ways, lang) for lang in LANGUAGES)
    return Words(en=en, zh=zh)


def _quotient(one: FoundRow) -> Estimate:
    low, high = number(one.quotient_low), number(one.quotient_high)
    return Estimate(value=number(one.quotient), low=low, high=high)


def _chance(one: FoundRow) -> str:
    return "" if one.chance is None else chance_text(one.chance)


def _base(ws: Workspace, one: FoundRow) -> Names:
    if one.level is None or one.year is None or one.quotient is None:
        return Names()
    return base_of(ws, {"definition": one.definition, "level": one.level, "year": one.year})


def _parts(told: FoundDetail, kind: str) -> Parts:
    every = getattr(told.members, kind)
    code = {"regions": "region", "industries": "industry", "organisations": "organisation"}[kind]
    rows = tuple(
        Part(
            name=Names(en=one.name or getattr(one, code), zh=one.name_zh or ""),
            share=number(one.weight),
        )
        for one in every[: LISTED[kind]]
    )
    return Parts(shown=rows, total=told.members.totals[kind])  # type: ignore[index]


def _rating(one: FoundRating) -> SchemeRating:
    rules = scheme(one.scheme)
    titles = {rating.code: names_of(rating.title) for rating in rules.ratings}
    line = rules.rank(rules.strong) if rules.strong else math.inf
    return SchemeRating(
        scheme=one.scheme,
        title=Names(en=one.title.en, zh=one.title.zh),
        rating=titles.get(one.rating or ""),
        rank=one.rank,
        best=max(rating.rank for rating in rules.ratings),
        strong=(one.rank or 0) >= line,
        chance=number(one.chance),
        chance_strong=number(one.chance_strong),
        missing=tuple(quantity_names(name) for name in (one.missing or "").split(",") if name),
        unjudged=one.unjudged,
    )


def _find(one: FoundRow, *, shared: float | None = None, distance: float | None = None) -> FindRow:
    return FindRow(
        name=Names(en=one.name or one.cluster, zh=one.name_zh or ""),
        ways=_ways(one),
        employment=Estimate(value=number(one.size)),
        quotient=_quotient(one),
        chance=_chance(one),
        shared=number(shared),
        distance_km=number(distance),
    )


def _map(ws: Workspace, told: FoundDetail) -> MapFigure | None:
    """Draw the cluster's regions among their neighbours, coloured by its category's quotient."""
    one, codes = told.cluster, [part.region for part in told.members.regions]
    level = _level(one, told)
    if level is None or not codes or not ws.has("regions"):
        return None
    regions, outlines = geography(ws, level)
    values = _values(ws, one, level)
    return small_map(
        regions,
        here=set(codes),
        values=values,
        quantity="quotient" if values else "",
        outlines=outlines,
    )


def _level(one: FoundRow, told: FoundDetail) -> str | None:
    levels: Iterable[str | None] = (one.level, *(part.level for part in told.members.regions))
    return next((level for level in levels if level), None)


def _values(ws: Workspace, one: FoundRow, level: str) -> dict[str, tuple[float | None, bool]]:
    if one.category is None or not ws.has("cells"):
        return {}
    same = {"definition": one.definition, "category": one.category, "level": level}
    cells = ws.scan("cells").filter(
        *(pl.col(name) == value for name, value in same.items()), pl.col("year") == one.year
    )
    there: Sequence[str] = cells.collect_schema().names()
    ends = [name for name in ("quotient_low", "quotient_high") if name in there]
    rows = cells.select("region", "quotient", *ends).collect()
    return {row["region"]: (number(row["quotient"]), _open(row)) for row in rows.to_dicts()}


def _open(row: dict[str, float | None]) -> bool:
    low, high = number(row.get("quotient_low")), number(row.get("quotient_high"))
    return low is not None and high is not None and low <= 1 <= high
