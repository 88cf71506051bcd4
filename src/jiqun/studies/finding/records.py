"""One found cluster whole: where it is, what belongs to it, how it is rated and how sure it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from jiqun.clusters import scheme
from jiqun.clusters.stability import detail_words, vanishing_sentence
from jiqun.core import LANGUAGES, Language, say, unknown
from jiqun.workspace import Workspace

#: Digits behind the point of a boundary's degrees: about a metre.
DIGITS = 5


def found_record(path: str | Path, cluster: str) -> dict[str, Any]:
    """Give everything about one found cluster.

    Parameters
    ----------
    path
        A workspace that has been searched.
    cluster
        The cluster's code.

    Returns
    -------
    dict
        ``cluster`` (the row of ``found_clusters`` without geometry), ``boundary`` (GeoJSON
        geometry; None for a cluster without a territory), ``regions``, ``industries`` and
        ``organisations`` (member, name, name_zh, weight), ``ratings``, ``stability`` (each with
        a sentence ``said`` in both languages), ``links``, ``how`` it was found and when it
        ``vanishes`` (sentences in both languages) and ``record``.

    Raises
    ------
    UnknownError
        ``found-unknown``, ``table-unknown`` (nothing has been searched).
    """
    ws = Workspace.open(path)
    rows = ws.scan("found_clusters").filter(pl.col("cluster") == cluster).collect()
    if rows.is_empty():
        known = ws.scan("found_clusters").select("cluster").head(5).collect()["cluster"].to_list()
        raise unknown("found", cluster, known, fix="See `jiqun clusters find` for the codes.")
    return next(iter(found_records(ws, rows)))


def found_records(
    ws: Workspace, rows: pl.DataFrame, *, brief: bool = False
) -> Iterable[dict[str, Any]]:
    """Give :func:`found_record` of some rows of ``found_clusters``, one after another.

    ``brief`` puts the record's digest in place of the record, which is the same for all.
    """
    wanted = rows["cluster"].to_list()
    parts = {
        name: _by_cluster(ws, f"found_{name}", wanted)
        for name in ("members", "ratings", "stability", "links")
    }
    names = _names(ws, parts["members"])
    kept = ws.record("found_clusters")
    record = kept.digest if brief else kept.to_dict()
    for row in rows.iter_rows(named=True):
        yield _record(row, {name: of.get(row["cluster"], []) for name, of in parts.items()},
                      names, record)  # fmt: skip


def _by_cluster(ws: Workspace, name: str, wanted: list[str]) -> dict[str, list[dict[str, Any]]]:
    rows = ws.scan(name).filter(pl.col("cluster").is_in(wanted)).collect()
    grouped: dict[str, list[dict[str, Any]]] = {}
    for row in rows.iter_rows(named=True):
        grouped.setdefault(row.pop("cluster"), []).append(row)
    return grouped


def _names(
    ws: Workspace, members: Mapping[str, list[dict[str, Any]]]
) -> dict[tuple[str, str], Any]:
    """Give the names of all members, by kind and code."""
    wanted = {(part["kind"], part["member"]) for own in members.values() for part in own}
    found: dict[tuple[str, str], Any] = {}
    for kind, table in (
        ("region", "regions"), ("industry", "industries"), ("organisation", "organisations"),
    ):  # fmt: skip
        codes = [code for one, code in wanted if one == kind]
        if not codes or not ws.has(table):
            continue
        known = ws.scan(table).collect_schema().names()
        columns = [name for name in ("name", "name_zh") if name in known]
        rows = ws.scan(table).select(pl.col(kind).cast(pl.String), *columns)
        for row in rows.filter(pl.col(kind).is_in(codes)).collect().iter_rows(named=True):
            found.setdefault((kind, row[kind]), {c: row[c] for c in columns})
    return found


def _record(
    row: Mapping[str, Any],
    parts: Mapping[str, list[dict[str, Any]]],
    names: Mapping[tuple[str, str], Any],
    record: str | Mapping[str, Any],
) -> dict[str, Any]:
    geometry = row.get("geometry")
    members: dict[str, list[dict[str, Any]]] = {"region": [], "industry": [], "organisation": []}
    for part in parts["members"]:
        told = {"name": None, "name_zh": None, **names.get((part["kind"], part["member"]), {})}
        members[part["kind"]].append({"member": part["member"], **told, "weight": part["weight"]})
    return {
        "cluster": {name: value for name, value in row.items() if name != "geometry"},
        "boundary": geojson(geometry) if geometry else None,
        "regions": members["region"],
        "industries": members["industry"],
        "organisations": members["organisation"],
        "ratings": [
            {**rating, "title": dict(scheme(rating["scheme"]).title)} for rating in parts["ratings"]
        ],
        "stability": [{**test, "said": said_of(test)} for test in parts["stability"]],
        "links": parts["links"],
        "how": {lang: how_found(row, lang) for lang in LANGUAGES},
        "vanishes": {lang: vanishing_sentence(row["vanishes"], lang) for lang in LANGUAGES},
        "record": record,
    }


def how_found(row: Mapping[str, Any], lang: Language) -> str:
    """Say in words in which way a cluster was found, and how far beyond chance it is."""
    parts = {"regions": "regions", "points": "establishments", "links": "organisations"}
    return say(
        f"find.how-{row['way']}",
        lang,
        parts=_number(row[parts[row["way"]]], ",.0f"),
        excess=_number(row["excess"], ".2g"),
        p_value=_number(row["p_value"], ".1%"),
        scale=_number(row["scale_km"], "g"),
        links=_number(row["links"], ",.0f"),
    )


def _number(value: float | None, form: str) -> str:
    return "?" if value is None else format(value, form)


def said_of(test: Mapping[str, Any]) -> dict[str, str]:
    """Say in both languages what one test of stability found."""
    share = test["survival"] if test["test"] == "sampling" else test["overlap"]
    values = {"share": "–" if share is None else f"{share:.0%}", "draws": test["draws"] or 0}
    return {
        lang: say(
            f"find.tested-{test['test']}",
            lang,
            detail=detail_words(test["test"], test["detail"] or "", lang),
            **values,
        )
        for lang in LANGUAGES
    }


def geojson(geometry: bytes) -> dict[str, Any]:
    """Turn a boundary into GeoJSON, rounded to about a metre."""
    import shapely
    from shapely.geometry import mapping

    answer: dict[str, Any] = _rounded(mapping(shapely.from_wkb(geometry)))
    return answer


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, DIGITS)
    if isinstance(value, Mapping):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(item) for item in value]
    return value
