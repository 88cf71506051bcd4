"""The routes about the analysed network: what they tell, page by page, and before any analysis."""

import polars as pl
import pytest

from jiqun.core import Origin
from jiqun.studies import AnalysisPlan, analyse_network
from jiqun.web import create_app
from jiqun.workspace import Workspace

ME = (Origin(producer="me", title="t"),)
LEFT, RIGHT = [f"a{k}" for k in range(5)], [f"b/{k}" for k in range(5)]
PAIRS = [
    *((x, y) for side in (LEFT, RIGHT) for i, x in enumerate(side) for y in side[i + 1 :]),
    ("a0", "b/0"),
]
PLAN = AnalysisPlan(repeats=2, draws=2, thinnings=0)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    ws = Workspace.create(tmp_path_factory.mktemp("net") / "ws")
    organisations = {"organisation": [*LEFT, *RIGHT, "lone"],
                     "name": ["Delta Works", *[None] * 10],
                     "kind": ["university", *["firm"] * 10]}  # fmt: skip
    links = {"source": [a for a, _ in PAIRS], "target": [b for _, b in PAIRS],
             "kind": ["co-patent"] * 21, "year": [2020] * 21}  # fmt: skip
    projects = {"project": ["p", "p", "solo"], "organisation": ["a0", "a1", "a0"],
                "start": [2018, 2018, 2019]}  # fmt: skip
    with ws.transaction() as t:
        t.put("organisations", pl.DataFrame(organisations), origins=ME)
        t.put("links", pl.DataFrame(links), origins=ME)
        t.put("projects", pl.DataFrame(projects), origins=ME)
    analyse_network(ws.path, PLAN)
    return ws.path


@pytest.fixture
def get(folder, ask):
    client = ask(create_app(folder))

    def got(question, status=200):
        answer = client.get(f"/api/v1/network{question}")
        assert answer.status_code == status, answer.text
        return answer.json()

    return got


def test_the_summary_tells_figures_and_kinds_of_actor(get):
    told = get("")
    assert told["needs"] is None and told["kinds"] == ["co-patent", "joint-project"]
    assert told["actors"][0] | {"strength": None} == {
        "kind": "firm", "organisations": 10, "tied": 9, "strength": None,
    }  # fmt: skip
    ties = next(one for one in told["figures"] if one["figure"] == "ties")
    assert ties["value"] == 21 and ties["title"]["zh"] == "有联系的主体对数"
    assert {"degree", "strength"} <= {one["id"] for one in told["measures"]}


def test_organisations_are_paged_sorted_and_chosen(get):
    told = get("/nodes?limit=2")
    assert told["total"] == 11
    assert [one["organisation"] for one in told["items"]] == ["a0", "b/0"]
    assert told["items"][0]["values"]["degree"] == 5
    assert get("/nodes?kind=university")["total"] == 1
    assert get("/nodes?q=delta")["items"][0]["organisation"] == "a0"
    assert get("/nodes?sort=organisation")["items"][0]["organisation"] == "a0"
    own = get("/nodes?q=a0")["items"][0]["community"]
    inside = get(f"/nodes?community={own}")["items"]
    assert {one["organisation"] for one in inside} >= {"a1", "a2", "a3"}
    assert get("/nodes?sort=degree")["items"][0]["organisation"] == "lone"


def test_communities_tell_their_kinds_and_best(get):
    told = get("/communities")
    assert told["total"] == 2 and sum(one["organisations"] for one in told["items"]) == 10
    with_a0 = next(one for one in told["items"] if one["actors"].get("university"))
    assert with_a0["best"][0] == {"organisation": "a0", "name": "Delta Works", "name_zh": None,
                                  "kind": "university"}  # fmt: skip


def test_the_picture_has_discs_bundles_and_the_strongest_ties(get):
    told = get("/layout")
    assert len(told["communities"]) == 2 and len(told["nodes"]) == told["organisations"] == 10
    assert [(one["source"], one["target"], one["pairs"]) for one in told["bundles"]] == [(0, 1, 1)]
    ends = {end for a, b, _ in told["edges"] for end in (a, b)}
    assert ends == set(range(10)) and len(told["edges"]) < told["ties"] == 21
    one = get("/layout?community=0&most=3")
    assert len(one["nodes"]) == 3 and {spot["community"] for spot in one["nodes"]} == {0}


def test_an_organisation_tells_partners_and_evidence(get):
    told = get("/organisations/a0")
    assert told["actor"]["name"] == "Delta Works"
    assert told["standings"]["degree"] == {"rank": 1, "among": 11}
    assert told["partners_total"] == 5 and told["partner_kinds"] == {"firm": 5}
    first = told["partners"][0]
    assert first["organisation"] == "a1"
    assert first["tied_by"] == {"co-patent": 1, "joint-project": 1}
    assert 0 <= first["x"] <= 1 and len(told["edges"]) == 6  # a1–a4 among one another
    assert [(one["project"], one["members"]) for one in told["projects"]] == [("p", 2)]
    assert told["links_total"] == 5 and {one["year"] for one in told["links"]} == {2020}
    assert get("/organisations/b%2F1")["actor"]["organisation"] == "b/1"
    alone = get("/organisations/lone")
    assert alone["partners"] == [] and alone["place"] == [0.0, 0.0]
    assert alone["standings"]["degree"] == {"rank": 11, "among": 11}


def test_before_any_analysis_the_command_is_named(tmp_path, ask):
    ws = Workspace.create(tmp_path / "bare")
    client = ask(create_app(ws.path))
    for question in ("", "/nodes", "/communities", "/layout"):
        told = client.get(f"/api/v1/network{question}").json()
        assert told["needs"] == "jiqun network bare"
    told = client.get("/api/v1/network/organisations/x").json()
    assert "jiqun network bare" in told["problems"][0]["fix"]


def test_the_whole_list_comes_as_a_file(folder, ask):
    answer = ask(create_app(folder)).get("/api/v1/network/nodes?format=csv")
    assert answer.status_code == 200 and answer.text.count("\n") == 12
