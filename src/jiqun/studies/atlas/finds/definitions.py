"""Definition sets: which there are, and one whole, with what it was chosen from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from jiqun.core import texts, unknown
from jiqun.studies.atlas.finds.reading import needs, own
from jiqun.studies.atlas.rows import check_page, paged
from jiqun.studies.atlas.snapshot import Snapshot, snapshot

#: Candidates shown beside the chosen one.
BEST = 200
#: The strongest relations drawn from each category.
EACH = 3
AVERAGE = "average"
#: What a scored category tells, and what an industry's place in its category.
FIT = {
    "employment": pl.Float64, "within": pl.Float64, "between_mean": pl.Float64,
    "between_p95": pl.Float64, "beats_mean": pl.Boolean, "beats_p95": pl.Boolean,
    "nearest": pl.String, "nearest_relatedness": pl.Float64,
}  # fmt: skip
PLACE = {
    "moved_from": pl.String, "within": pl.Float64, "next": pl.String, "next_within": pl.Float64,
    "margin": pl.Float64, "outlier": pl.Boolean,
}  # fmt: skip
CANDIDATE = ("candidate", "matrix", "method", "linkage", "categories", "vsc_mean", "vsc_p95",
             "vsi_mean", "vsi_p95", "score", "rank", "chosen")  # fmt: skip
AGREEMENT = ("other", "statistic", "value", "low", "high", "industries")


def definition_list(
    path: str | Path, *, limit: int = 100, offset: int = 0, as_of: int | None = None
) -> dict[str, Any]:
    """List the definition sets; ``needs`` names the command where none was derived here."""
    check_page(limit, offset)
    shown = snapshot(path, as_of=as_of)
    all_names = definition_names(shown)
    items = [_short(shown, name) for name in all_names[offset : offset + limit]]
    page = paged(items, total=len(all_names), limit=limit, offset=offset)
    return page | {"needs": needs(shown, "definition_candidates", "define")}


def definition_frame(path: str | Path, *, as_of: int | None = None) -> pl.DataFrame:
    """Give the list flat: a set, its size, the score of the one that was chosen."""
    rows = definition_list(path, limit=1000, as_of=as_of)["items"]
    flat = [
        {
            "definition": row["definition"],
            "title": row["title"]["en"],
            "title_zh": row["title"]["zh"],
            **{name: row[name] for name in ("categories", "industries", "derived")},
            "score": (row["scores"] or {}).get("score"),
        }
        for row in rows
    ]
    return pl.DataFrame(flat, infer_schema_length=None)


def definition_page(
    path: str | Path, definition: str, *, as_of: int | None = None
) -> dict[str, Any]:
    """Give one definition set with categories, industries, candidates and relations.

    Raises
    ------
    UnknownError
        ``definition-unknown``.
    """
    shown = snapshot(path, as_of=as_of)
    known(shown, definition)
    short = _short(shown, definition)
    source = "definition_categories" if short["derived"] else None
    return {
        **short,
        "categories": _categories(shown, definition),
        "candidates": _candidates(own(shown, "definition_candidates", definition=definition)),
        "relatedness": _relatedness(shown, definition),
        "industries": _industries(shown, definition),
        "record": shown.workspace.record(source).to_dict() if source else None,
    }


def definition_industry(
    path: str | Path, definition: str, industry: str, *, as_of: int | None = None
) -> dict[str, Any]:
    """Give an industry's place in a definition set, and the industries most like it by matrix.

    Raises
    ------
    UnknownError
        ``definition-unknown``, ``industry-unknown``.
    """
    shown = snapshot(path, as_of=as_of)
    known(shown, definition)
    places = pl.DataFrame(_industries(shown, definition), infer_schema_length=None)
    mine = places.filter(pl.col("industry") == industry) if len(places) else places
    rows = own(shown, "industry_similarity", definition=definition, industry=industry)
    if not len(mine) and not len(rows):
        among = places["industry"].head(5).to_list() if len(places) else []
        fix = f"See /definitions/{definition}."
        raise unknown("industry", industry, among, fix=fix)
    similar: list[dict[str, Any]] = []
    if len(rows):
        named = with_names(shown, rows, "related").with_columns(first=pl.col("matrix") != AVERAGE)
        order = ["first", "matrix", "similarity", "related"]
        named = named.sort(order, descending=[False, False, True, False]).drop("first")
        similar = named.to_dicts()
    return {
        "definition": definition,
        "industry": industry,
        "place": mine.row(0, named=True) if len(mine) else None,
        "matrices": list(dict.fromkeys(one["matrix"] for one in similar)),
        "similar": similar,
        "needs": needs(shown, "industry_similarity", "define"),
    }


def definition_names(shown: Snapshot) -> tuple[str, ...]:
    """Name the definition sets, in the order of the table."""
    return tuple(dict.fromkeys(shown.categories["definition"])) if len(shown.categories) else ()


def known(shown: Snapshot, definition: str) -> None:
    """Refuse a definition set that is not there (``definition-unknown``)."""
    names = definition_names(shown)
    if definition not in names:
        raise unknown("definition", definition, list(names), fix="Choose one of these.")


def with_names(shown: Snapshot, rows: pl.DataFrame, column: str = "industry") -> pl.DataFrame:
    """Add the names of industries."""
    table = shown.frame("industries")
    if not len(table):
        return rows.with_columns(
            name=pl.lit(None, dtype=pl.String), name_zh=pl.lit(None, dtype=pl.String)
        )
    named = table.select("name", "name_zh", **{column: "industry"}).unique(column)
    return rows.join(named, on=column, how="left", maintain_order="left")


def _short(shown: Snapshot, definition: str) -> dict[str, Any]:
    kinds = shown.categories.filter(pl.col("definition") == definition)
    candidates = own(shown, "definition_candidates", definition=definition)
    chosen = candidates.filter(pl.col("chosen")) if len(candidates) else candidates
    agreement = own(shown, "definition_agreement", definition=definition)
    title = texts("definitions").get(definition) or {"en": definition, "zh": definition}
    return {
        "definition": definition,
        "title": dict(title),
        "categories": len(kinds),
        "industries": int(kinds["industries"].sum()),
        "derived": len(candidates) > 0,
        "scores": chosen.select(CANDIDATE).row(0, named=True) if len(chosen) else None,
        "agreement": agreement.select(AGREEMENT).to_dicts() if len(agreement) else [],
    }


def _categories(shown: Snapshot, definition: str) -> list[dict[str, Any]]:
    """Give names of every category, and how well it fits where the set was scored."""
    kinds = shown.categories.filter(pl.col("definition") == definition).drop("definition")
    scored = own(shown, "definition_categories", definition=definition)
    return _filled(kinds, scored, "category", FIT).to_dicts()


def _industries(shown: Snapshot, definition: str) -> list[dict[str, Any]]:
    """Give every industry of a set with its category and, where scored, how well it fits."""
    given = (
        shown.workspace.scan("categories")
        .filter(pl.col("definition") == definition)
        .select("industry", "category")
        .collect()
    )
    scored = own(shown, "definition_industries", definition=definition)
    return with_names(shown, _filled(given, scored, "industry", PLACE)).to_dicts()


def _filled(
    rows: pl.DataFrame, scored: pl.DataFrame, on: str, columns: dict[str, Any]
) -> pl.DataFrame:
    """Add columns of a result, null where there is none."""
    there = [name for name in columns if name in scored.columns]
    absent = [
        pl.lit(None, dtype=columns[name]).alias(name) for name in columns if name not in there
    ]
    if there:
        rows = rows.join(scored.select(on, *there), on=on, how="left", maintain_order="left")
    return rows.with_columns(absent)


def _candidates(rows: pl.DataFrame) -> list[dict[str, Any]]:
    """Give the best, and the chosen one."""
    if not len(rows):
        return []
    best = rows.sort(["rank", "candidate"], nulls_last=True).head(BEST)
    chosen = rows.filter(pl.col("chosen")).join(best, on="candidate", how="anti")
    return pl.concat([best, chosen]).select(CANDIDATE).to_dicts()


def _relatedness(shown: Snapshot, definition: str) -> dict[str, Any] | None:
    """Give categories with places, and each one's strongest relations."""
    places = own(shown, "category_places", definition=definition)
    related = own(shown, "category_relatedness", definition=definition)
    if not len(places) or not len(related):
        return None
    kinds = pl.DataFrame(_categories(shown, definition), infer_schema_length=None)
    about = kinds.select("category", "name", "name_zh", "employment", "traded")
    nodes = places.select("category", "x", "y").join(
        about, on="category", how="left", maintain_order="left"
    )
    at = {code: k for k, code in enumerate(nodes["category"])}
    nearest = (
        related.filter(pl.col("category") != pl.col("related"))
        .sort(["category", "relatedness", "related"], descending=[False, True, False])
        .group_by("category", maintain_order=True)
        .head(EACH)
    )
    pairs = {
        (min(at[a], at[b]), max(at[a], at[b])): w
        for a, b, w in nearest.select("category", "related", "relatedness").rows()
        if a in at and b in at
    }
    return {"nodes": nodes.to_dicts(), "edges": [(a, b, w) for (a, b), w in sorted(pairs.items())]}
