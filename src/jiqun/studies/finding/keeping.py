"""How a new search is kept beside what earlier ones of the same tables found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import polars as pl

from jiqun.clusters.finds import MEMBERS, ROWS, WAYS, Way, led_rows
from jiqun.clusters.stability import TESTS
from jiqun.core import Caution, Record, union
from jiqun.studies.finding.merging import LINKS, RATED, Merged
from jiqun.studies.finding.once import CLUSTERS, COUNTED, clusters_of, counted_once
from jiqun.studies.finding.plan import FindPlan
from jiqun.studies.finding.start import TABLES, Start, used
from jiqun.studies.finding.ways import Found
from jiqun.studies.finding.years import CHECKED, Learned
from jiqun.studies.jobs import ASKED
from jiqun.studies.rating import led
from jiqun.workspace import Workspace

RESULTS = (
    "found_clusters", "finds", "found_members", "found_ratings", "found_stability", "found_links",
    "found_once", "found_reliability",
)  # fmt: skip

#: Columns of what is kept of other ways; results of an earlier version may have others.
SHAPES = {
    "found_clusters": CLUSTERS, "finds": ROWS, "found_once": COUNTED,
    "found_members": MEMBERS, "found_ratings": RATED,
    "found_stability": TESTS, "found_links": LINKS, "found_reliability": CHECKED,
}  # fmt: skip


def record_of(
    ws: Workspace,
    founds: Sequence[Found],
    plan: FindPlan,
    start: Start | None,
    cautions: Sequence[Caution],
    learned: Mapping[Way, Learned],
) -> Record:
    """Say what the results are made of: options, tables, every way's own parameters."""
    chances = {way: one.to_dict() for way, one in learned.items()}
    own: dict[str, list[dict[str, Any]]] = {}
    for one in founds:
        told = one.finds.record
        own.setdefault(one.finds.way, []).append(
            {"subject": told.subject, "parameters": dict(told.parameters)}
        )
    warned = [
        replace(c, subject=one.finds.way) for one in founds for c in one.finds.record.cautions
    ]
    searched = {
        "year": start.year if start else None,
        "level": start.level if start else None,
        "definitions": list(start.definitions) if start else [],
    }
    kept = _kept(ws)
    return Record(
        subject="find",
        parameters={
            **plan.to_dict(),
            "searched": searched,
            ASKED: kept.get(ASKED, {}),
            "ways": {**kept.get("ways", {}), **own},
            "chances": {**kept.get("chances", {}), **chances},
        },
        inputs=used(ws),
        origins=union(ws.origins(*(name for name in TABLES if ws.has(name)))),
        seed=plan.seed,
        cautions=tuple(dict.fromkeys((*cautions, *warned, *_still(ws, own)))),
    )


def _still(ws: Workspace, own: Mapping[str, Any]) -> list[Caution]:
    """Give the cautions of ways whose earlier finds are kept."""
    if not _kept(ws):
        return []
    kept = [way for way in WAYS if way not in own]
    return [c for c in ws.record("found_clusters").cautions if c.subject in kept]


def _kept(ws: Workspace) -> Mapping[str, Any]:
    """Give what is known of an earlier search of the same tables, kept in today's columns."""
    if not all(ws.has(name) for name in RESULTS):
        return {}
    rows = led_rows(led(ws))
    beside = {name: CLUSTERS[name] for name in CLUSTERS if name not in ROWS}
    shapes = {**SHAPES, "finds": rows, "found_clusters": {**rows, **beside}}
    if any(ws.scan(name).collect_schema().names() != list(own) for name, own in shapes.items()):
        return {}
    record = ws.record("found_clusters")
    return record.parameters if dict(record.inputs) == used(ws) else {}


def beside(
    ws: Workspace,
    merged: Merged,
    learned: Mapping[Way, Learned],
    *,
    organisations: pl.DataFrame | None,
    places: pl.DataFrame | None,
) -> dict[str, pl.DataFrame]:
    """Give the results of a search with those of other ways in the same tables, which stay.

    learned: of the ways that were searched now.
    """
    tables = merged.tables()
    checked = [pl.DataFrame(schema=CHECKED), *(one.checked(way) for way, one in learned.items())]
    if _kept(ws):
        told = pl.col("way").is_in(list(learned))
        checked.append(ws.frame("found_reliability").filter(~told))
        old = ws.frame("finds").filter(~told)
        for name, frame in tables.items():
            stay = ws.frame(name).join(old.select("cluster"), on="cluster", how="semi")
            tables[name] = pl.concat([stay, frame], how="vertical_relaxed")
    finds = tables["finds"]
    once = counted_once(finds, tables["found_members"], organisations, places)
    return {
        "found_clusters": clusters_of(finds, once),
        **tables,
        "found_once": once,
        "found_reliability": pl.concat(checked),
    }
