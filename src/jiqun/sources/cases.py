"""The case library: clusters of the source documents with their figures, word for word."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from jiqun.core import Caution
from jiqun.sources.china import chinese_regions, declared, slug, winner_row, winners
from jiqun.sources.china import programmes as known_programmes
from jiqun.sources.places import table
from jiqun.sources.register import Reading, find_source, source

#: What an entity of a document is, by the role it is given there.
KINDS = {
    "innovation centre": "institute",
    "research institute": "institute",
    "platform": "platform",
    "event platform": "platform",
    "park": "platform",
    "promotion agency": "agency",
    "vocational college": "university",
}
#: Roles whose bearers need not sit in the cluster's city.
ELSEWHERE = ("research institute", "attracted firm")
UNIVERSITY = ("大学", "学院")
WINNER = "winner:"


@source("case-library")
def read_cases(paths: tuple[Path, ...] = (), /) -> Reading:
    """Give the clusters, figures, members and milestones that the catalogue holds.

    A figure without a year in its document carries the document's year, and says so in
    ``source``. A milestone is an indicator without a value, named by its event.
    """
    del paths
    subjects = _subjects()
    indicators = pl.concat([_facts(subjects), _milestones(subjects)])
    indicators = _distinct(indicators)
    tables = declared([*_winner_rows()])
    tables["clusters"] = pl.concat([_clusters(subjects), tables["clusters"]], how="diagonal")
    tables["clusters"] = tables["clusters"].unique("cluster", keep="first", maintain_order=True)
    organisations, members = _entities(subjects)
    tables["members"] = pl.concat([tables["members"], members], how="diagonal")
    tables["members"] = tables["members"].unique(["cluster", "member"], maintain_order=True)
    undated = indicators.filter(pl.col("source").str.contains("gives no year")).height
    return Reading(
        tables={
            "regions": chinese_regions(),
            **tables,
            "organisations": organisations,
            "indicators": indicators,
            "programmes": known_programmes(),
        },
        stubs={"regions": _foreign()},
        origin=find_source("case-library").origin(
            note="transcribed with the documents' words; cities placed at their centres"
        ),
        cautions=(Caution(code="undated", values={"rows": undated}), Caution(code="quoted")),
        figures={"clusters": float(len(tables["clusters"])), "indicators": float(len(indicators))},
    )


def _subjects() -> dict[str, dict[str, Any]]:
    """Give, by the documents' name, the unit and place that a subject is."""
    found = {}
    listed = winners()
    for row in table("cases/subjects.csv").iter_rows(named=True):
        unit = row["unit"]
        if unit and unit.startswith(WINNER):
            unit = slug(listed[unit.removeprefix(WINNER)]["cluster_en"])
        subject = {**row, "unit": unit}
        for name in (row["subject_zh"], *(row["also_zh"] or "").split(";")):
            if name:
                found[name] = subject
    return found


def _documents() -> dict[str, dict[str, str]]:
    return {row["file"]: row for row in table("cases/documents.csv").iter_rows(named=True)}


def _winner_rows() -> list[dict[str, Any]]:
    document = _documents()["004_5edd2fee08bea408.txt"]["title"]
    return [winner_row(row, source=f"{document}, table 1") for row in winners().values()]


def _facts(subjects: Mapping[str, Mapping[str, Any]]) -> pl.DataFrame:
    documents, rows = _documents(), []
    for row in table("cases/facts.csv").iter_rows(named=True):
        document = documents[row["seed_file"]]
        said = f"{document['title']}, line {row['line']}"
        if not row["year"]:
            said += "; gives no year, the document's own is used"
        if row["note"]:
            said += f"; {row['note'].strip('; ')}"
        rows.append(
            {
                "unit": subjects[row["cluster_zh"]]["unit"],
                "indicator": slug(row["metric"]),
                "year": int((row["year"] or document["year"])[:4]),
                "value": float(row["value"]),
                "unit_of_measure": row["unit"],
                "qualifier": row["qualifier"],
                "quote": row["quote_zh"],
                "source": said,
            }
        )
    return pl.DataFrame(rows)


def _milestones(subjects: Mapping[str, Mapping[str, Any]]) -> pl.DataFrame:
    documents = _documents()
    rows = [
        {
            "unit": subjects[row["entity_zh"]]["unit"],
            "indicator": f"milestone-{slug(row['event_en'])}",
            "year": int(row["year"][:4]),
            "value": None,
            "unit_of_measure": row["event_en"],
            "qualifier": "=" if re.fullmatch(r"[\d-]+", row["year"]) else "~",
            "quote": row["quote_zh"],
            "source": f"{documents[row['seed_file']]['title']}, line {row['line']}",
        }
        for row in table("cases/milestones.csv").iter_rows(named=True)
    ]
    return pl.DataFrame(rows).with_columns(pl.col("value").cast(pl.Float64))


def _distinct(indicators: pl.DataFrame) -> pl.DataFrame:
    """Number the figures that one document gives twice under one name and year."""
    nth = pl.int_range(pl.len()).over("unit", "indicator", "year") + 1
    named = pl.when(nth > 1).then(pl.col("indicator") + "-" + nth.cast(pl.String))
    return indicators.with_columns(named.otherwise(pl.col("indicator")).alias("indicator"))


def _clusters(subjects: Mapping[str, Mapping[str, Any]]) -> pl.DataFrame:
    facts = table("cases/facts.csv").unique("cluster_zh", keep="first", maintain_order=True)
    by_name = {row["cluster_zh"]: row for row in facts.iter_rows(named=True)}
    points = _points()
    fields = dict(table("cases/fields.csv").iter_rows())
    named = {slug(row["cluster_en"]): row for row in winners().values()}
    documents, rows = _documents(), []
    for subject in {s["unit"]: s for s in subjects.values() if s["kind"] == "cluster"}.values():
        names = (subject["subject_zh"], *(subject["also_zh"] or "").split(";"))
        fact = next((by_name[name] for name in names if name in by_name), None)
        winner = named.get(subject["unit"])
        field = fact["field"] if fact else "advanced materials"
        english = fact["cluster_en"] if fact else "Zhanjiang advanced materials cluster"
        file = fact["seed_file"] if fact else "001_30242aa92c30991d.txt"
        lon, lat = points.get(subject["region"], (None, None))
        rows.append(
            {
                "cluster": subject["unit"],
                "name": english,
                "name_zh": subject["subject_zh"],
                "origin": "declared",
                "field": field,
                "field_zh": fields.get(field),
                "region": subject["region"],
                "programme": "miit-advanced-manufacturing-clusters" if winner else None,
                "since": 2021 if winner else None,
                "lon": lon,
                "lat": lat,
                "source": documents[file]["title"],
            }
        )
    return pl.DataFrame(rows, infer_schema_length=None)


def _points() -> dict[str, tuple[float, float]]:
    found = {}
    for name in ("cities", "provinces", "places"):
        for row in table(f"cases/{name}.csv").iter_rows(named=True):
            found[row["region"]] = (float(row["lon"]), float(row["lat"]))
    return found


def _entities(
    subjects: Mapping[str, Mapping[str, Any]],
) -> tuple[pl.DataFrame, pl.DataFrame]:
    points = _points()
    organisations: dict[str, dict[str, Any]] = {}
    members = []
    extra = [("麻省理工学院", "Massachusetts Institute of Technology", "org-mit")]
    for zh, name, code in extra:
        organisations[code] = _organisation(code, zh, name, "university", "US-boston", points)
    for row in table("cases/entities.csv").iter_rows(named=True):
        subject = subjects[row["cluster_zh"]]
        code = _organisation_code(row["name_zh"])
        kind = KINDS.get(row["role"], "firm")
        if kind == "institute" and row["name_zh"].endswith(UNIVERSITY):
            kind = "university"
        place = None if row["role"] in ELSEWHERE else subject["region"]
        fresh = _organisation(code, row["name_zh"], row["name"], kind, place, points)
        organisations.setdefault(code, fresh)
        if subject["kind"] == "cluster":
            members.append(
                {
                    "cluster": subject["unit"],
                    "member": code,
                    "kind": "organisation",
                    "name": row["name"],
                    "name_zh": row["name_zh"],
                    "role": row["role"],
                    "source": _documents()[row["seed_file"]]["title"],
                }
            )
    schema = {"lon": pl.Float64, "lat": pl.Float64, "region": pl.String, "name": pl.String}
    rows = list(organisations.values())
    return pl.DataFrame(rows, schema_overrides=schema, infer_schema_length=None), pl.DataFrame(
        members, infer_schema_length=None
    )


def _organisation(
    code: str,
    name_zh: str,
    name: str | None,
    kind: str,
    region: str | None,
    points: Mapping[str, tuple[float, float]],
) -> dict[str, Any]:
    lon, lat = points.get(region or "", (None, None))
    return {
        "organisation": code,
        "name": name,
        "name_zh": name_zh,
        "kind": kind,
        "region": region,
        "lon": lon,
        "lat": lat,
    }


def _organisation_code(name: str) -> str:
    from pypinyin import lazy_pinyin

    return "org-" + slug(" ".join(lazy_pinyin(name)))


def _foreign() -> pl.DataFrame:
    rows = table("cases/places.csv").filter(pl.col("region") != "CN")
    return rows.with_columns(pl.col("lon", "lat").cast(pl.Float64))
