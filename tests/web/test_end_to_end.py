"""A planted economy, run and served: what the atlas shows is what the main job stored."""

import jsonschema
import polars as pl
import pytest

from jiqun.planted import economy, economy_plan
from jiqun.studies.loading import create_workspace, fetch
from jiqun.studies.planting import load_economy
from jiqun.studies.rating import run
from jiqun.web import create_app
from jiqun.workspace import Workspace


@pytest.fixture(scope="module")
def ws(tmp_path_factory):
    place = tmp_path_factory.mktemp("planted") / "ws"
    create_workspace(place, title="A planted country", synthetic=True)
    load_economy(
        Workspace.open(place), economy(economy_plan(establishments=3000, seed=5, noise=0.3))
    )
    fetch(place, source="case-library")
    run(place)
    return Workspace.open(place)


@pytest.fixture(scope="module")
def get(ws, ask):
    client = ask(create_app(ws.path))

    def answer(route, **query):
        found = client.get(f"/api/v1{route}", params=query)
        assert found.status_code == 200, (route, query, found.text)
        return found.json()

    return answer


def test_the_summary_leads_to_a_map_of_something(get):
    summary = get("/workspace")
    assert summary["synthetic"] is True
    default = summary["default"]
    shown = {name: default[name] for name in ("level", "year", "quantity", "category")}
    values = get("/map", **shown)
    assert len(values["regions"]) > 10
    drawn = {f["id"] for f in get("/geometry", level=default["level"])["features"]}
    assert set(values["regions"]) <= drawn


def test_every_level_year_and_quantity_has_a_map(get):
    summary = get("/workspace")
    category = summary["default"]["category"]
    for level in summary["levels"]:
        for quantity in summary["quantities"]:
            for year in (summary["years"][0], summary["years"][-1]):
                shown = {"level": level["level"], "quantity": quantity["id"], "year": year}
                if quantity["per"] == "cell":
                    shown["category"] = category
                got = get("/map", **shown)
                lists = [
                    got[name]
                    for name in ("regions", "values", "low", "high", "imputed_share", "withheld")
                ]
                assert len({len(one) for one in lists}) == 1
                ahead = quantity["id"] == "growth"  # next year's need not hold this year's
                for low, value, high in zip(got["low"], got["values"], got["high"], strict=True):
                    if None not in {low, value, high}:
                        assert low <= high, (shown, low, high)
                        held = low <= value + 1e-9 and value <= high + 1e-9
                        assert held or ahead, (shown, low, value, high)


def test_every_number_of_the_lists_is_in_the_workspace(get, ws):
    cells = ws.frame("cells")
    for (level, year), part in cells.group_by("level", "year"):
        total, offset = 1, 0
        kept = {row["cell"]: row for row in part.iter_rows(named=True)}
        while offset < total:
            page = get("/cells", level=level, year=year, limit=1000, offset=offset)
            total = page["total"]
            for row in page["items"]:
                known = kept[row["cell"]]
                assert all(row[name] == known[name] for name in row.keys() & known.keys())
            offset += 1000
        assert total == len(kept)


def test_members_add_up_at_every_level(get, ws):
    cells = ws.frame("cells").filter(pl.col("year") == pl.col("year").max())
    for (level,), part in cells.group_by("level"):
        for row in part.filter(pl.col("employment") > 0).head(5).iter_rows(named=True):
            page = get(f"/cells/{row['cell']}")
            found = [one["employment"] or 0 for one in page["members"]["industries"]]
            assert sum(found) == pytest.approx(row["employment"]), (level, row["cell"])


def test_every_declared_cluster_has_its_page(get):
    listed = get("/clusters", origin="declared", limit=1000)
    assert listed["total"] > 0
    for row in listed["items"][:40]:
        page = get(f"/clusters/{row['cluster']}")
        assert page["cluster"] == row
        assert page["sources"]


def test_what_search_finds_is_there(get):
    default = get("/workspace")["default"]
    place = get("/regions", level=default["level"], limit=1)["items"][0]
    for word in (place["name"], place["name_zh"], place["region"], default["category"]):
        for one in get("/search", q=word)["items"]:
            if one["kind"] == "region":
                get(f"/regions/{one['id']}")
            if one["kind"] in {"cluster", "cell"}:
                get(f"/{one['kind']}s/{one['id']}")
            if one["kind"] == "measure":
                get(f"/measures/{one['id']}")


def test_answers_are_as_documented_here_too(get):
    document = get("/openapi.json")
    default = get("/workspace")["default"]
    first = get("/cells", level=default["level"], limit=1)["items"][0]
    asked = {
        "/workspace": "/workspace",
        "/cells/{cell}": f"/cells/{first['cell']}",
        "/regions/{region}": f"/regions/{first['region']}",
        "/tables": "/tables",
        "/history": "/history",
        "/provenance/{name}": "/provenance/activity",
        "/industry-space": "/industry-space",
        "/complexity": f"/complexity?level={default['level']}",
    }
    for route, address in asked.items():
        told = document["paths"][f"/api/v1{route}"]["get"]["responses"]["200"]["content"]
        schema = told["application/json"]["schema"] | {"components": document["components"]}
        jsonschema.Draft202012Validator(schema).validate(get(address))


def test_briefs_come_in_both_forms(ws, ask, get):
    client = ask(create_app(ws.path))
    first = get("/cells", limit=1)["items"][0]["cell"]
    page = client.get(f"/api/v1/briefs/cell/{first}", params={"lang": "zh"})
    assert page.headers["content-type"].startswith("text/html")
    assert "<script" not in page.text
    paper = client.get(f"/api/v1/briefs/cell/{first}", params={"format": "pdf"})
    assert paper.headers["content-type"] == "application/pdf" and paper.content[:4] == b"%PDF"
