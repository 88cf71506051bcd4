"""Save a workspace's tables, measures and answers, with the code that PYTHONPATH names.

python tools/same_numbers_probe.py WORKSPACE FOLDER older|newer

Run by ``same_numbers.py``, in a process of each version; only what both versions have is used.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

Get = Callable[[str], Any]
#: Words of the routes, by version: of cells, of clusters, an id's column, a brief of a cell.
WORDS = {
    "older": ("/clusters", "/found", "cluster", "cluster"),
    "newer": ("/cells", "/clusters", "cell", "cell"),
}
RESULTS = (
    "cells", "ratings", "thresholds", "region_profiles", "category_profiles", "found_clusters",
    "found_members", "found_ratings", "found_stability", "found_links", "found_once",
    "found_reliability",
    "categories", "definition_candidates", "definition_categories", "definition_industries",
    "category_relatedness", "category_places", "definition_agreement", "industry_dispersion",
    "industry_similarity", "definition_baselines",
)  # fmt: skip
#: Columns of strong cells and their members that both versions have.
TOLD = (
    "cluster", "cell", "member", "name", "name_zh", "definition", "category", "region", "kind",
    "weight",
)  # fmt: skip
STRONG = {"older": ("clusters", "members"), "newer": ("strong_cells", "cell_members")}


def tables(workspace: Path, words: str) -> Iterator[tuple[str, Any]]:
    """Give each result with its rows in order; of strong cells what both versions tell."""
    import polars as pl

    from jiqun.workspace import Workspace

    ws = Workspace.open(workspace)
    for name in (*RESULTS, *STRONG[words]):
        if not ws.has(name):
            continue
        frame = ws.frame(name)
        if name in STRONG[words]:
            if words == "older":
                own = ws.frame("clusters").filter(pl.col("origin") == "found").select("cluster")
                frame = frame.join(own, on="cluster", how="semi")
            kept = [column for column in TOLD if column in frame.columns]
            frame = frame.select(kept).sort(c for c in kept if c in ("cluster", "cell", "member"))
        yield name, frame


def questions(get: Get, words: str) -> Iterator[tuple[str, str]]:
    """Give each question of the API with a name that stays."""
    space = get("/workspace")
    yield "workspace", "/workspace"
    yield from _of_places(get, space)
    yield from _of_cells(get, space, words)
    yield from _of_clusters(get, words)
    yield from _of_definitions(get)
    yield from _of_measures(get, space)
    yield "schemes", "/schemes"
    yield "categories", "/categories?limit=1000"


def _of_places(get: Get, space: Any) -> Iterator[tuple[str, str]]:
    first, sets = space["years"][0], [one["definition"] for one in space["definitions"]]
    category = space["default"]["category"]
    for level in (one["level"] for one in space["levels"]):
        yield f"geometry-{level}", f"/geometry?level={level}"
        for quantity in (one["id"] for one in space["quantities"]):
            where = f"level={level}&category={category}&quantity={quantity}"
            yield f"map-{level}-{quantity}", f"/map?{where}"
        yield f"industryspace-{level}", f"/industry-space?level={level}"
        yield f"complexity-{level}", f"/complexity?level={level}"
        regions = get(f"/regions?level={level}&limit=1000")["items"]
        for region in [one["region"] for one in regions[:4] + regions[-1:]]:
            yield f"region-{region}", f"/regions/{region}"
            yield f"region-{region}-first", f"/regions/{region}?year={first}&definition={sets[0]}"
    codes = ",".join(one["region"] for one in regions[:3])
    yield "compare-regions", f"/compare?with={codes}"


def _of_cells(get: Get, space: Any, words: str) -> Iterator[tuple[str, str]]:
    cells, _, column, _ = WORDS[words]
    years = (space["years"][0], space["years"][-1])
    for level in (one["level"] for one in space["levels"]):
        for definition in (one["definition"] for one in space["definitions"]):
            for year in years:
                where = f"level={level}&definition={definition}&year={year}&limit=200"
                yield f"cells-{level}-{definition}-{year}", f"{cells}?{where}"
        for scheme in (one["scheme"] for one in space["schemes"]):
            sort = f"level={level}&sort=-rating:{scheme}&limit=50"
            yield f"cells-sorted-{level}-{scheme}", f"{cells}?{sort}"
            unsure = f"level={level}&scheme={scheme}&unsure=true&limit=50"
            yield f"cells-unsure-{level}-{scheme}", f"{cells}?{unsure}"
    top = get(f"{cells}?limit=8&sort=-employment")["items"] + get(f"{cells}?limit=4")["items"]
    ids = [one[column] for one in top]
    for id in ids:
        yield f"cell-{id}", f"{cells}/{id}"
    yield "cell-first-year", f"{cells}/{ids[0]}?year={years[0]}"
    yield "compare-cells", f"/compare?with={','.join(ids[:4])}"


def _of_clusters(get: Get, words: str) -> Iterator[tuple[str, str]]:
    _, clusters, _, _ = WORDS[words]
    declared = "/clusters?origin=declared&limit=1000"
    yield "declared", declared
    for one in get(declared)["items"][:4]:
        yield f"declared-{one['cluster']}", f"/clusters/{one['cluster']}"
    yield "clusters", f"{clusters}?limit=1000"
    yield "clusters-plane", f"{clusters}/plane"
    yield "clusters-geometry", f"{clusters}/geometry"
    ids = []
    for way in ("regions", "points", "links"):
        yield f"clusters-{way}", f"{clusters}?way={way}&sort=-quotient&limit=20"
        ids += [one["cluster"] for one in get(f"{clusters}?way={way}&limit=5")["items"]]
    for id in ids:
        yield f"cluster-{id}", f"{clusters}/{id}"
    yield "compare-clusters", f"/compare?with={','.join(ids[::2])}"


def _of_definitions(get: Get) -> Iterator[tuple[str, str]]:
    yield "definitions", "/definitions"
    for one in (found["definition"] for found in get("/definitions")["items"]):
        yield f"definition-{one}", f"/definitions/{one}"
        industries = [i["industry"] for i in get(f"/definitions/{one}")["industries"][:3]]
        for code in industries:
            yield f"definition-{one}-{code}", f"/definitions/{one}/industries/{code}"
        yield f"try-{one}", f"/definitions/try?industries={','.join(industries)}"


def _of_measures(get: Get, space: Any) -> Iterator[tuple[str, str]]:
    level, year = space["levels"][0]["level"], space["years"][-1]
    for one in get("/measures")["items"]:
        if one["needs"] == "counts":
            yield f"values-{one['id']}", f"/measures/{one['id']}/values?level={level}&year={year}"


def answers(workspace: Path, words: str) -> Iterator[tuple[str, Any]]:
    """Ask every question; JSON bodies only."""
    from starlette.testclient import TestClient

    from jiqun.web import create_app

    client = TestClient(
        create_app(workspace), base_url="http://127.0.0.1", raise_server_exceptions=False
    )

    def get(route: str) -> Any:
        return client.get(f"/api/v1{route}").json()

    for name, route in questions(get, words):
        answer = client.get(f"/api/v1{route}")
        yield name, {"status": answer.status_code, "body": answer.json()}


def main(workspace: Path, into: Path, words: str) -> None:
    """Save everything, one file each."""
    into.mkdir(parents=True, exist_ok=True)
    for name, frame in tables(workspace, words):
        frame.write_parquet(into / f"{name}.parquet")
    for name, found in answers(workspace, words):
        file = into / (name.replace("/", "_").replace(":", "=") + ".json")
        file.write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
