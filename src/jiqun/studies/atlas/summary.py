"""What a workspace holds, and where a reader best begins."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jiqun import __version__
from jiqun.clusters import schemes
from jiqun.core import say
from jiqun.studies.atlas.snapshot import Snapshot, snapshot
from jiqun.tables import schemas

#: Quantity -> (unit, neutral value, scale, what it belongs to).
QUANTITIES: dict[str, tuple[str, float | None, str, str]] = {
    "quotient": ("1", 1.0, "log", "cluster"),
    "employment": ("persons", None, "log", "cluster"),
    "establishments": ("establishments", None, "log", "cluster"),
    "micro_share": ("share", None, "linear", "cluster"),
    "macro_share": ("share", None, "log", "cluster"),
    "wage": ("currency", None, "linear", "cluster"),
    "growth": ("share per year", 0.0, "linear", "cluster"),
    "strength": ("share", None, "linear", "region"),
    "herfindahl": ("1", None, "linear", "region"),
    "diversity": ("categories", None, "linear", "region"),
    "traded_employment": ("persons", None, "log", "region"),
    "region_employment": ("persons", None, "log", "region"),
}
FINDER = "us-cluster-mapping"


def both(key: str) -> dict[str, str]:
    """Give a text in both languages."""
    return {"en": say(key, "en"), "zh": say(key, "zh")}


def level_title(level: str) -> dict[str, str]:
    """Name a level of regions; a level that we do not know is its own name."""
    from jiqun.core import texts

    return dict(texts("levels").get(level) or {"en": level, "zh": level})


def workspace_summary(path: str | Path, *, as_of: int | None = None) -> dict[str, Any]:
    """Describe a workspace: years, levels, definitions, schemes, quantities, tables, defaults."""
    shown = snapshot(path, as_of=as_of)
    commit = shown.workspace.commit
    return {
        "name": shown.workspace.path.name,
        "title": shown.workspace.title,
        "commit": shown.commit,
        "time": commit.time,
        "synthetic": shown.workspace.synthetic,
        "version": __version__,
        "years": list(shown.years),
        "levels": [_level(shown, level) for level in shown.levels],
        "definitions": [_definition(shown, name) for name in shown.definitions],
        "schemes": scheme_list(shown),
        "quantities": quantity_list(shown),
        "tables": table_list(shown),
        "default": _defaults(shown),
    }


def state(path: str | Path, *, as_of: int | None = None) -> str:
    """Name what a commit shows; another state has another name.

    Raises
    ------
    UnknownError
        ``workspace-unknown``, ``commit-unknown``.
    """
    shown = snapshot(path, as_of=as_of)
    return f"{shown.commit}|{shown.workspace.commit.time}"


def scheme_list(shown: Snapshot) -> list[dict[str, Any]]:
    """List the schemes that rated this workspace, with their ratings, best first."""
    found = []
    for id in shown.rated_schemes:
        scheme = schemes()[id]
        ratings = [
            {"code": one.code, "title": dict(one.title), "rank": one.rank} for one in scheme.ratings
        ]
        found.append(
            {
                "scheme": id,
                "title": dict(scheme.title),
                "label": dict(scheme.label),
                "strong": scheme.strong or None,
                "ratings": ratings,
            }
        )
    return found


def quantity_list(shown: Snapshot) -> list[dict[str, Any]]:
    """List what can be put on the map."""
    money = _currency(shown)
    plain = [
        {
            "id": id,
            "title": both(f"quantities.{id}"),
            "unit": money if unit == "currency" else unit,
            "neutral": neutral,
            "scale": scale,
            "per": per,
        }
        for id, (unit, neutral, scale, per) in QUANTITIES.items()
        if unit != "currency" or money
    ]
    rated = [
        {
            "id": f"rating:{id}",
            "title": dict(schemes()[id].title),
            "unit": "rating",
            "neutral": None,
            "scale": "linear",
            "per": "cluster",
        }
        for id in shown.rated_schemes
    ]
    at = next(k for k, one in enumerate(plain) if one["per"] == "region")
    return [*plain[:at], *rated, *plain[at:]]


def table_list(shown: Snapshot) -> list[dict[str, Any]]:
    """List the canonical tables, with the command that loads an absent one."""
    return [
        {
            "table": name,
            "title": dict(schema.title),
            "rows": shown.workspace.rows(name),
            "present": shown.workspace.has(name),
            "needs": None
            if shown.workspace.has(name)
            else f"jiqun load {shown.workspace.path.name} {name} FILE",
        }
        for name, schema in schemas().items()
    ]


def _level(shown: Snapshot, level: str) -> dict[str, Any]:
    here = shown.regions.filter(shown.regions["level"] == level)["region"]
    count = sum(code in shown.placed for code in here)
    return {"level": level, "title": level_title(level), "regions": count}


def _definition(shown: Snapshot, name: str) -> dict[str, Any]:
    from jiqun.core import texts

    count = int((shown.categories["definition"] == name).sum())
    title = texts("definitions").get(name) or {"en": name, "zh": name}
    return {"definition": name, "title": dict(title), "categories": count}


def _currency(shown: Snapshot) -> str | None:
    if not shown.stock:
        return None
    money = shown.workspace.scan("cells").select("currency").drop_nulls().head(1).collect()
    return str(money.item()) if len(money) else None


def _defaults(shown: Snapshot) -> dict[str, Any]:
    if not shown.stock:
        return dict.fromkeys(("level", "year", "definition", "scheme", "quantity", "category"))
    definition, year = shown.definitions[0], shown.years[-1]
    level = shown.levels[-1]
    cells = shown.cell_table(definition=definition, level=level, year=year)
    rated = FINDER if FINDER in shown.rated_schemes else next(iter(shown.rated_schemes), None)
    return {
        "level": level,
        "year": year,
        "definition": definition,
        "scheme": rated,
        "quantity": "quotient",
        "category": _telling(cells),
    }


def _telling(cells: Any) -> str | None:
    """The traded category with the most unlike quotients among those with many regions."""
    import polars as pl

    found = (
        cells.filter(pl.col("traded"))
        .group_by("category")
        .agg(spread=pl.col("quotient").log1p().std() * pl.len().sqrt())
        .sort("spread", "category", descending=[True, False], nulls_last=True)
    )
    return found["category"][0] if len(found) else None
