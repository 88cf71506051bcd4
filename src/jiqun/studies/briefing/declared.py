"""Fill the brief of a cluster that somebody declared: facts, members, places."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import polars as pl

import jiqun
from jiqun.briefs import ClusterBriefData, Fact, Setting
from jiqun.charts import MapFigure, Names
from jiqun.core import Origin, unknown
from jiqun.studies.briefing.maps import small_map
from jiqun.studies.briefing.rows import Lookup, Row, geography, level_names, number
from jiqun.workspace import Workspace


def declared_data(ws: Workspace, cluster: str) -> ClusterBriefData:
    """Gather what is known of a declared cluster.

    Raises
    ------
    UnknownError
        ``cluster-unknown``.
    """
    mine = pl.col("cluster") == cluster
    rows = ws.scan("clusters").filter(mine).collect().to_dicts() if ws.has("clusters") else []
    if not rows:
        raise unknown("cluster", cluster, case="declared")
    row, named = rows[0], Lookup(ws)
    members = ws.scan("members").filter(mine).collect().to_dicts() if ws.has("members") else []
    codes = [one["member"] for one in members if one["kind"] == "region"]
    codes = list(dict.fromkeys([*codes, *([row["region"]] if row["region"] else [])]))
    facts, sources = _facts(ws, cluster)
    return ClusterBriefData(
        cluster=cluster,
        setting=_declared_setting(ws),
        name=Names(en=row["name"] or cluster, zh=row["name_zh"] or ""),
        region=named.region(row["region"]) if row["region"] else Names(),
        parents=named.parents(row["region"]) if row["region"] else (),
        level=_level_of(ws, row["region"]),
        programme=_programme(ws, row["programme"]),
        since=row["since"],
        domain=Names(en=row["field"] or "", zh=row["field_zh"] or ""),
        facts=facts,
        places=tuple(named.region(code) for code in codes) if len(codes) > 1 else (),
        organisations=_organisations(ws, members),
        sources=tuple(dict.fromkeys([*([row["source"]] if row["source"] else []), *sources])),
        map=_places_map(ws, codes),
    )


def _organisations(ws: Workspace, members: Sequence[Row]) -> tuple[Names, ...]:
    """Name the organisations as the document does, else as their table does, else by code."""
    own = [one for one in members if one["kind"] == "organisation"]
    codes = [one["member"] for one in own]
    known: dict[str, Row] = {}
    if ws.has("organisations"):
        table = ws.scan("organisations").filter(pl.col("organisation").is_in(codes))
        known = {row["organisation"]: row for row in table.collect().to_dicts()}
    named = (
        one if one["name"] or one["name_zh"] else known.get(one["member"], {"name": one["member"]})
        for one in own
    )
    return tuple(Names(en=one["name"] or "", zh=one.get("name_zh") or "") for one in named)


def _declared_setting(ws: Workspace) -> Setting:
    """Say where declared clusters come from; one that nobody published is synthetic."""
    used = [name for name in ("clusters", "indicators") if ws.has(name)]
    origins: tuple[Origin, ...] = ws.origins(*used)
    published = tuple(origin for origin in origins if not origin.synthetic)
    return Setting(
        workspace=ws.title,
        commit=ws.version,
        time=ws.commit.time,
        year=None,
        synthetic=not published,
        origins=published or origins,
        record=None,
        version=jiqun.__version__,
    )


def _level_of(ws: Workspace, region: str | None) -> Names:
    rows = ws.scan("regions").filter(pl.col("region") == region).select("level").collect()
    return level_names(rows["level"][0]) if region and rows.height else Names()


def _programme(ws: Workspace, code: str | None) -> Names:
    if not code or not ws.has("programmes"):
        return Names(en=code or "")
    rows = ws.scan("programmes").filter(pl.col("programme") == code).collect().to_dicts()
    return (
        Names(en=rows[0]["name"] or code, zh=rows[0]["name_zh"] or "") if rows else Names(en=code)
    )


def _facts(ws: Workspace, cluster: str) -> tuple[tuple[Fact, ...], tuple[str, ...]]:
    if not ws.has("indicators"):
        return (), ()
    rows = ws.scan("indicators").filter(pl.col("unit") == cluster).collect().to_dicts()
    rows.sort(key=lambda row: (row["value"] is None, row["indicator"], row["year"]))
    facts = tuple(_fact(row) for row in rows)
    return facts, tuple(_documents(row.get("source") for row in rows))


def _fact(row: Row) -> Fact:
    undated = "gives no year" in (row.get("source") or "")
    event = row["value"] is None
    words = (row["unit_of_measure"] if event else "") or row["indicator"].replace("-", " ")
    return Fact(
        indicator=Names(en=words[:1].upper() + words[1:]),
        qualifier=row["qualifier"] or "=",
        value=number(row["value"]),
        unit="" if event else row["unit_of_measure"] or "",
        year=None if undated else row["year"],
        quote=row["quote"] or "",
    )


def _documents(sources: Iterable[str | None]) -> list[str]:
    """Give the documents that the figures were taken from, each once, without their lines."""
    return [source.split(", line")[0].split(";")[0] for source in sources if source]


def _places_map(ws: Workspace, codes: Sequence[str]) -> MapFigure | None:
    if not codes:
        return None
    level = (
        ws.scan("regions").filter(pl.col("region").is_in(codes)).select("level").collect()["level"]
    )
    if level.is_empty():
        return None
    regions, outlines = geography(ws, level[0])
    return small_map(regions, here=set(codes), values={}, quantity="", outlines=outlines)
