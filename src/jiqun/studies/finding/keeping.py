"""Which searches stand in a workspace already, and how a new one is kept beside them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import polars as pl

from jiqun.clusters.finds import WAYS, Way
from jiqun.core import Caution, Record, digest, read_cautions, union
from jiqun.studies.finding.ground import TABLES, FindGround, used
from jiqun.studies.finding.merging import Merged
from jiqun.studies.finding.once import counted_once
from jiqun.studies.finding.ways import Found
from jiqun.workspace import Workspace

RESULTS = (
    "found_clusters", "found_members", "found_ratings", "found_stability", "found_links",
)  # fmt: skip


def asked_of(ws: Workspace, options: Mapping[str, Any]) -> str:
    """Name a search by its options and tables."""
    return digest(json.dumps({"options": dict(options), "inputs": used(ws)}, sort_keys=True))


def due_of(ws: Workspace, asked: Mapping[Way, str]) -> tuple[Way, ...]:
    """Give the ways in which the same tables have not been searched with the same options."""
    if not all(ws.has(name) for name in RESULTS):
        return tuple(asked)
    kept = ws.record("found_clusters").parameters.get("asked", {})
    return tuple(way for way, name in asked.items() if kept.get(way) != name)


def record_of(
    ws: Workspace,
    founds: Sequence[Found],
    asked: Mapping[Way, str],
    options: Mapping[str, Any],
    start: FindGround | None,
    cautions: Sequence[Caution | str],
) -> Record:
    """Say what the results are made of: options, tables, every way's own parameters."""
    own: dict[str, list[dict[str, Any]]] = {}
    for one in founds:
        told = one.finds.record
        own.setdefault(one.finds.way, []).append(
            {"subject": told.subject, "parameters": dict(told.parameters)}
        )
    warned = [
        replace(c, subject=one.finds.way) for one in founds for c in one.finds.record.cautions
    ]
    used_tables = [name for name in TABLES if ws.has(name)]
    searched = {
        "year": start.year if start else None,
        "level": start.level if start else None,
        "definitions": list(start.definitions) if start else [],
    }
    kept = _kept(ws)
    return Record(
        subject="find",
        parameters={
            **options,
            "searched": searched,
            "asked": {**kept.get("asked", {}), **asked},
            "ways": {**kept.get("ways", {}), **own},
        },
        inputs=used(ws),
        origins=union(ws.origins(*used_tables)),
        seed=options["seed"],
        cautions=tuple(dict.fromkeys((*read_cautions(cautions), *warned, *_still(ws, own)))),
    )


def _still(ws: Workspace, own: Mapping[str, Any]) -> list[Caution]:
    """Give the cautions of ways whose earlier finds are kept."""
    if not _kept(ws):
        return []
    kept = [way for way in WAYS if way not in own]
    return [c for c in ws.record("found_clusters").cautions if c.subject in kept]


def _kept(ws: Workspace) -> Mapping[str, Any]:
    """Give what is known of an earlier search of the same tables."""
    if not all(ws.has(name) for name in RESULTS):
        return {}
    record = ws.record("found_clusters")
    return record.parameters if dict(record.inputs) == used(ws) else {}


def store(
    ws: Workspace,
    merged: Merged,
    record: Record,
    chosen: Sequence[Way],
    *,
    organisations: pl.DataFrame | None,
    places: pl.DataFrame | None,
) -> None:
    """Write all results in one commit; other ways' finds in the same tables stay."""
    tables = merged.tables()
    if _kept(ws):
        old = ws.frame("found_clusters").filter(~pl.col("way").is_in(list(chosen)))
        for name, frame in tables.items():
            stay = ws.frame(name).join(old.select("cluster"), on="cluster", how="semi")
            tables[name] = pl.concat([stay, frame], how="vertical_relaxed")
    tables["found_once"] = counted_once(
        tables["found_clusters"], tables["found_members"], organisations, places
    )
    with ws.transaction(verb="find", note=f"{len(tables['found_clusters']):,} clusters") as t:
        for name, frame in tables.items():
            t.put_result(name, frame, record=record)
