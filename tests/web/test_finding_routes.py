"""Found clusters and definition sets over the API: every number by hand, or from a plain loop."""

import io
import json
import shutil
from types import SimpleNamespace

import jsonschema
import numpy as np
import polars as pl
import pytest
import shapely

from jiqun.clusters.finds import MEMBERS, ROWS, finds_frame
from jiqun.core import Origin, Record
from jiqun.studies.browsing.snapshots import snapshot
from jiqun.studies.browsing.workspaces import workspace_summary
from jiqun.studies.finding import clusters_of, counted_once
from jiqun.studies.loading import load_table
from jiqun.studies.rating import run
from jiqun.web import create_app
from jiqun.workspace import Workspace

MADE = Origin(producer="The tests", title="What was found", version="1", synthetic=True)
WIDE, NEAR, INNER, TIED = (
    "regions:test-set:cars:c00",
    "points:test-set:cars:c01",
    "points:test-set:cars:c01~2",
    "links:test-set:-:c00",
)
#: A rating that is not given, for too little is published.
UNJUDGED = {
    "rating": None, "chance": None, "chance_strong": None, "rating_range_low": None,
    "rating_range_high": None,
    "missing": "wage,visible_share",
}  # fmt: skip
COUNTIES = [f"c{i:02d}" for i in range(12)]
INDUSTRIES = ["101", "102", "201", "301", "999"]
#: Sums and quotients of the same numbers in another order.
CLOSE = 1e-12


def clusters():
    rows = [
        {"cluster": WIDE, "way": "regions", "category": "cars", "name": "Cars, Shenzhen",
         "name_zh": "深圳市·汽车", "lon": 1.0, "lat": 0.5, "employment": 1000.0, "regions": 2,
         "quotient": 2.0, "quotient_low": 1.5, "quotient_high": 2.6, "concentration": 1.0,
         "linking": 3.0, "quadrant": "clustered", "chance": 0.95, "survival": 0.9, "virtual": False,
         "geometry": shapely.to_wkb(shapely.box(0, 0, 2, 1))},
        {"cluster": NEAR, "way": "points", "category": "cars", "name": "Cars nearby",
         "employment": 400.0, "scale_km": 15.0, "chance": 0.4, "seen_at": "level:state",
         "concentration": 0.5,
         "quadrant": None, "geometry": shapely.to_wkb(shapely.box(1, 0, 3, 1))},
        {"cluster": INNER, "way": "points", "category": "cars", "name": "Cars within",
         "employment": 400.0, "parent": NEAR, "lon": 2.5, "lat": 0.5},
        {"cluster": TIED, "way": "links", "name": "Ties", "virtual": True, "organisations": 3,
         "links": 2.0, "concentration": 0.1, "linking": 2.5, "quadrant": "virtual"},
    ]  # fmt: skip
    frame = pl.DataFrame(rows, infer_schema_length=None).with_columns(
        definition=pl.lit("test-set"), level=pl.lit("county"), year=pl.lit(2020)
    )
    return finds_frame(frame, ROWS)


def members():
    rows = [
        (WIDE, "c00", "region", 0.25), (WIDE, "c01", "region", 0.75),
        (WIDE, "101", "industry", 0.6), (WIDE, "102", "industry", 0.4),
        (NEAR, "c01", "region", 0.5), (NEAR, "c02", "region", 0.5), (INNER, "c02", "region", 1.0),
        (TIED, "c00", "region", 0.6), (TIED, "c01", "region", 0.4),
        (TIED, "o1", "organisation", 0.5), (TIED, "o2", "organisation", 0.3),
        (TIED, "o3", "organisation", 0.2),
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=dict(MEMBERS), orient="row")


def counted():
    """Without organisations to compare, each outermost find is a cluster of its own."""
    once = counted_once(clusters(), members(), None, None)
    return {
        "finds": clusters(),
        "found_once": once,
        "found_clusters": clusters_of(clusters(), once),
    }


def links():
    """Two pairs are tied: o1 with o2 twice; a tie to oneself and one of 2030 do not count."""
    rows = [
        ("o1", "o2", "supply", 2020, 2.0), ("o2", "o1", "project", 2019, 1.0),
        ("o2", "o3", "co-patent", 2020, None), ("o1", "o1", "supply", 2020, 9.0),
        ("o1", "o3", "supply", 2030, 5.0),
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=["source", "target", "kind", "year", "weight"], orient="row")


#: What each set tells of where industries are.
SCORES = dict.fromkeys(
    ("colocation", "colocation_year", "colocation_regions", "colocation_held"), 0.3
)


def candidate(number, categories, score, rank, **more):
    scores = dict.fromkeys(("vsc_mean", "vsc_p95", "vsi_mean", "vsi_p95", "score"), score)
    named = {"matrix": "average", "method": "hierarchical", "linkage": "ward", "chosen": rank == 1}
    return {"definition": "derived", "candidate": number, "categories": categories, "rank": rank,
            **named, **scores, **more}  # fmt: skip


def derived():
    """A set of two categories over three industries, as a search leaves it."""
    whole = {"definition": "derived"}
    category = {"traded": True, "between_mean": 0.1, "between_p95": 0.2, "beats_mean": True,
                "beats_p95": False, "nearest_relatedness": 0.3, **whole}  # fmt: skip
    return {
        "definition_candidates": pl.DataFrame([candidate(1, 2, 0.9, 1), candidate(2, 3, 0.5, 2)]),
        "definition_categories": pl.DataFrame(
            [
                {"category": "d1", "name": "Vehicles", "name_zh": "车辆", "industries": 2,
                 "employment": 50.0, "within": 0.6, "nearest": "d2", **category},
                {"category": "d2", "name": "Wafers", "name_zh": "晶圆", "industries": 1,
                 "employment": 7.0, "within": None, "nearest": "d1", **category},
            ]
        ),
        "definition_industries": pl.DataFrame(
            [
                {**whole, "industry": i, "category": c, "moved_from": m, "within": w, "next": n,
                 "next_within": 0.1, "margin": w and w - 0.1, "outlier": False}
                for i, c, m, w, n in (
                    ("101", "d1", None, 0.6, "d2"),
                    ("102", "d1", "d2", 0.6, "d2"),
                    ("201", "d2", None, None, "d1"),
                )
            ],
            infer_schema_length=None,
        ),
        "category_relatedness": pl.DataFrame(
            [{**whole, "category": a, "related": b, "relatedness": 0.3, "percentile": 0.5}
             for a, b in (("d1", "d2"), ("d2", "d1"))]
        ),
        "category_places": pl.DataFrame(
            [{**whole, "category": c, "x": x, "y": 0.0} for c, x in (("d1", 0.0), ("d2", 1.0))]
        ),
        "definition_agreement": pl.DataFrame(
            [{**whole, "other": "test-set", "statistic": "ari", "value": 0.4, "low": 0.3,
              "high": 0.5, "industries": 3}]
        ),
        "definition_baselines": pl.DataFrame(
            [{**whole, "set": name, "kind": kind, "categories": 2, "covered": 3, "largest": 2,
              "largest_share": 0.8, "validation": 0.9, "validation_regions": None, **SCORES,
              "ahead": ahead, "ahead_low": ahead, "ahead_high": ahead, "ari": 0.4}
             for name, kind, ahead in (("derived", "derived", 0.1), ("2 digits", "code", None))],
            infer_schema_length=None,
        ),
        "industry_similarity": pl.DataFrame(
            [{**whole, "industry": i, "related": r, "matrix": m, "similarity": s}
             for i, r, m, s in (("101", "102", "average", 0.8), ("101", "201", "average", 0.3),
                                ("102", "201", "average", 0.1), ("101", "301", "average", 0.2),
                                ("101", "201", "employment", 0.9))]
        ),
    }  # fmt: skip


def results():
    rated = {"scheme": "us-cluster-mapping", "rating": "strong", "rank": 3, "chance": 0.6,
             "chance_strong": 0.7, "rating_range_low": "none", "rating_range_high": "strong",
             "missing": None}  # fmt: skip
    test = {"draws": 40, "survival": 0.9, "low": 0.8, "high": 0.95, "overlap": 0.7}
    tests = [
        {"cluster": WIDE, "test": "sampling", "detail": "sizes redrawn", "seen": None, **test},
        {"cluster": WIDE, "test": "level", "detail": "state", "overlap": 0.2, "seen": False},
    ]
    return {
        **counted(),
        "found_members": members(),
        "found_ratings": pl.DataFrame(
            [{"cluster": WIDE, **rated}, {"cluster": NEAR, **rated, **UNJUDGED}],
            schema_overrides={"missing": pl.String},
        ),
        "found_stability": pl.DataFrame(tests, infer_schema_length=None),
        "found_links": pl.DataFrame(
            [{"cluster": TIED, "kind": "supply", "links": 1, "weight": 2.0},
             {"cluster": TIED, "kind": "barter", "links": 1, "weight": 1.0}]
        ),
        **derived(),
    }  # fmt: skip


@pytest.fixture(scope="module")
def place(folder, tmp_path_factory):
    """A copy of the workspace in which things were found and a set was derived."""
    path = tmp_path_factory.mktemp("finding") / "ws"
    shutil.copytree(folder, path)
    ws = Workspace.open(path)
    record = Record(
        subject="find",
        parameters={"searched": {"year": 2020}, "ways": {"links": [{"concentration_cut": 0.25}]}},
        inputs={},
        origins=(MADE,),
        seed=0,
    )
    given = ws.frame("categories")
    own = pl.DataFrame(
        [{"definition": "derived", "category": c, "industry": i, "name": n, "name_zh": z,
          "traded": True} for c, i, n, z in (("d1", "101", "Vehicles", "车辆"),
          ("d1", "102", "Vehicles", "车辆"), ("d2", "201", "Wafers", "晶圆"))]
    )  # fmt: skip
    above = ws.frame("industries").with_columns(
        parent=pl.when(pl.col("industry").str.starts_with("10")).then(pl.lit("10"))
    )
    ten = above.head(1).with_columns(
        industry=pl.lit("10"), name=pl.lit("All of cars"), level=pl.lit("2"),
        parent=pl.lit(None, dtype=pl.String),
    )  # fmt: skip
    with ws.transaction(verb="find", note="made for the tests") as t:
        t.put("categories", pl.concat([given, own], how="diagonal"), origins=[MADE])
        t.put("industries", pl.concat([above, ten], how="vertical"), origins=[MADE])
        t.put("links", links(), origins=[MADE])
        for name, frame in results().items():
            t.put_result(name, frame, record=record)
    return SimpleNamespace(path=path)


@pytest.fixture(scope="module")
def site(place, ask):
    return ask(create_app(place.path))


@pytest.fixture(scope="module")
def document(site):
    return site.get("/api/v1/openapi.json").json()


@pytest.fixture(scope="module")
def get(site, document):
    """Ask for JSON; the answer must be as the document says."""

    def asked(route, template=None, **query):
        answer = site.get(f"/api/v1{route}", params=query)
        assert answer.status_code == 200, answer.text
        told = document["paths"][f"/api/v1{template or route}"]["get"]["responses"]["200"]
        schema = next(iter(c for m, c in told["content"].items() if "json" in m))["schema"]
        whole = schema | {"components": document["components"]}
        jsonschema.Draft202012Validator(whole).validate(answer.json())
        return answer.json()

    return asked


@pytest.fixture(scope="module")
def found(get):
    return lambda code: get(f"/clusters/{code}", "/clusters/{cluster}")


def codes(answer):
    return [one["cluster"] for one in answer["items"]]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, [WIDE, NEAR, TIED]),  # the largest first, equals by code, none known last
        ({"sort": "employment"}, [NEAR, WIDE, TIED]),
        ({"way": "points,links"}, [NEAR, TIED]),
        ({"category": "cars", "definition": "test-set"}, [WIDE, NEAR]),
        ({"category": "chips"}, []),
        ({"region": "c02"}, [NEAR]),
        ({"region": "c00,c02"}, [WIDE, NEAR, TIED]),
        ({"quadrant": "virtual"}, [TIED]),
        ({"least_chance": 0.9}, [WIDE]),
        ({"below_chance": 0.9}, [NEAR]),  # whose chance is unknown is in neither
        ({"virtual": True}, [TIED]),
        ({"q": "深圳市·"}, [WIDE]),
        ({"q": "WITHIN"}, [NEAR]),
        ({"limit": 1, "offset": 1}, [NEAR]),
    ],
    ids=str,
)
def test_the_list_is_filtered_and_sorted(get, filters, expected):
    answer = get("/clusters", **filters)
    assert codes(answer) == expected
    assert answer["counts"] == {
        "clusters": 3,
        "ways": {"links": 1, "points": 1, "regions": 1},
    }
    assert answer["needs"] is None


def test_a_row_has_the_names_of_its_category_and_anchor(get):
    row = get("/clusters", q="深圳市·汽车")["items"][0]
    assert (row["category_name"], row["category_name_zh"]) == ("Cars", "汽车")
    assert (row["region"], row["region_name_zh"]) == ("c00", "深圳市")
    assert "geometry" not in row


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_a_file_has_the_whole_list(site, form):
    answer = site.get(f"/api/v1/clusters?format={form}&limit=1&way=points")
    read = pl.read_csv if form == "csv" else pl.read_parquet
    assert read(io.BytesIO(answer.content))["cluster"].to_list() == [NEAR]


def test_members_are_listed_the_largest_first(found):
    told = found(WIDE)["members"]
    assert [(r["region"], r["weight"]) for r in told["regions"]] == [("c01", 0.75), ("c00", 0.25)]
    assert told["regions"][0]["name_zh"] == "重庆市"
    assert [(i["industry"], i["name"]) for i in told["industries"]] == [
        ("101", "Car bodies"), ("102", "Car parts"),
    ]  # fmt: skip
    assert told["totals"] == {"regions": 2, "industries": 2, "organisations": 0}
    tied = found(TIED)["members"]["organisations"]
    assert [(o["organisation"], o["kind"]) for o in tied] == [
        ("o1", "firm"), ("o2", "firm"), ("o3", "institute"),
    ]  # fmt: skip


def test_ratings_and_tests_are_told_in_words(found):
    one = found(WIDE)
    assert one["ratings"][0]["rating"] == "strong"
    assert (one["ratings"][0]["chance"], one["ratings"][0]["unsure"]) == (0.6, True)
    assert set(one["ratings"][0]["title"]) == {"en", "zh"}
    sampling, level = one["stability"]
    assert "90.0%" in sampling["title"]["en"] and "40" in sampling["title"]["en"]
    assert level["seen"] is False and "20.0%" in level["title"]["zh"]
    assert one["cell"] == "test-set:cars:c00"
    assert one["record"]["subject"] == "find"


def test_what_cannot_be_judged_is_marked_in_the_list_and_on_its_page(get, found):
    rows = {row["cluster"]: row["unjudged"] for row in get("/clusters", limit=50)["items"]
            if row["origin"] == "found"}  # fmt: skip
    assert rows == {WIDE: False, NEAR: True, TIED: False}
    one = found(NEAR)
    assert one["cluster"]["unjudged"] and one["ratings"][0]["unjudged"]
    assert not found(WIDE)["ratings"][0]["unjudged"]


def test_ties_are_counted_once_a_pair_up_to_the_year_searched(found):
    net = found(TIED)["network"]
    ids = [node["id"] for node in net["nodes"]]
    assert {node["id"]: node["degree"] for node in net["nodes"]} == {"o2": 2, "o1": 1, "o3": 1}
    assert ids == ["o2", "o1", "o3"]  # most partners first, then the heavier
    named = {frozenset((ids[a], ids[b])): w for a, b, w in net["edges"]}
    assert named == {frozenset(("o1", "o2")): 3.0, frozenset(("o2", "o3")): 1.0}
    assert (net["members"], net["ties"]) == (3, 2)
    assert found(WIDE)["network"] is None


def test_a_network_is_drawn_the_same_every_time(place, ask, found):
    before = found(TIED)["network"]
    shutil.copytree(place.path, place.path.parent / "again")
    again = ask(create_app(place.path.parent / "again")).get(f"/api/v1/clusters/{TIED}").json()
    assert again["network"] == before
    assert all(0 <= node[axis] <= 1 for node in before["nodes"] for axis in ("x", "y"))


def test_kinds_of_ties_have_names(found):
    told = {one["kind"]: one["title"] for one in found(TIED)["links"]}
    assert told["supply"] == {"en": "Supply", "zh": "上下游配套"}
    assert told["barter"] == {"en": "barter", "zh": "barter"}  # one that nobody named


def test_relatives(found):
    assert [one["cluster"] for one in found(NEAR)["cores"]] == [INNER]
    assert [one["cluster"] for one in found(NEAR)["finds"]] == [NEAR]
    # a core is told on its cluster's page
    assert found(INNER) == found(NEAR)
    # {c00, c01} and {c01, c02} share one of three; the ties are in the same two counties
    shared = {one["cluster"]: one["jaccard"] for one in found(WIDE)["overlaps"]}
    assert shared == {TIED: 1.0, NEAR: pytest.approx(1 / 3)}


def test_territories_and_webs(get):
    shapes = {one["id"]: one for one in get("/clusters/geometry")["features"]}
    assert shapely.from_geojson(json.dumps(shapes[WIDE]["geometry"])).area == 2.0
    assert shapes[NEAR]["properties"]["chance"] == 0.4
    assert set(shapes) == {WIDE, NEAR, TIED}
    # a find's code draws the cluster it is counted as
    inner = get("/clusters/geometry", cluster=INNER)["features"]
    assert [one["id"] for one in inner] == [NEAR]
    members_, ties = shapes[TIED]["geometry"]["geometries"]
    # organisations without a place of their own are in the middle of their county
    assert sorted(members_["coordinates"]) == [[0.5, 0.5], [0.5, 0.5], [1.5, 0.5]]
    assert ties["coordinates"] == [[[0.5, 0.5], [0.5, 0.5]], [[0.5, 0.5], [1.5, 0.5]]]
    assert [one["id"] for one in get("/clusters/geometry", way="links")["features"]] == [TIED]


def test_the_plane_has_its_cutoffs(get):
    answer = get("/clusters/plane")
    assert {one["cluster"]: (one["concentration"], one["linking"]) for one in answer["points"]} == {
        WIDE: (1.0, 3.0), TIED: (0.1, 2.5),  # NEAR has no ties: it is nowhere on the plane
    }  # fmt: skip
    # the record tells one; the other is the usual one: ln 7.5
    assert answer["cutoffs"] == {"concentration": 0.25, "linking": pytest.approx(np.log(7.5))}


def test_what_was_not_searched_says_what_to_do(client):
    nothing = client.get("/api/v1/clusters").json()
    assert (nothing["items"], nothing["needs"]) == ([], "jiqun clusters find ws")
    assert client.get("/api/v1/clusters/plane").json()["needs"] == "jiqun clusters find ws"
    assert client.get("/api/v1/clusters/geometry").json()["features"] == []
    told = client.get(f"/api/v1/clusters/{WIDE}")
    assert told.status_code == 404
    assert "jiqun clusters find ws" in told.json()["problems"][0]["fix"]
    assert client.get("/api/v1/definitions").json()["needs"] == "jiqun clusters define ws"


def test_what_is_known_is_not_sent_again(site):
    first = site.get("/api/v1/clusters")
    again = site.get("/api/v1/clusters", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_an_earlier_commit_has_nothing_found(site):
    assert site.get("/api/v1/clusters?as_of=2").json()["total"] == 0


def test_definition_sets(get, site):
    given, own = get("/definitions")["items"]
    assert (given["definition"], given["derived"], given["scores"]) == ("test-set", False, None)
    assert (own["definition"], own["categories"], own["industries"]) == ("derived", 2, 3)
    assert own["scores"]["score"] == 0.9
    assert own["agreement"][0]["value"] == 0.4
    flat = pl.read_csv(io.BytesIO(site.get("/api/v1/definitions?format=csv").content))
    assert flat["score"].to_list() == [None, 0.9]


def test_a_derived_set_whole(get):
    one = get("/definitions/derived", "/definitions/{definition}")
    assert [(c["category"], c["name_zh"], c["within"]) for c in one["categories"]] == [
        ("d1", "车辆", 0.6), ("d2", "晶圆", None),
    ]  # fmt: skip
    assert [c["candidate"] for c in one["candidates"] if c["chosen"]] == [1]
    assert one["relatedness"]["edges"] == [[0, 1, 0.3]]  # each pair once
    assert one["relatedness"]["nodes"][0]["employment"] == 50.0
    moved = [i["industry"] for i in one["industries"] if i["moved_from"]]
    assert moved == ["102"]
    assert [(b["set"], b["kind"], b["ahead"]) for b in one["baselines"]] == [
        ("derived", "derived", 0.1), ("2 digits", "code", None),
    ]  # fmt: skip
    assert one["candidates"][0]["largest"] is None  # as a search of before left it


def test_a_given_set_has_its_industries_but_no_scores(get):
    one = get("/definitions/test-set", "/definitions/{definition}")
    assert [i["industry"] for i in one["industries"]] == ["101", "102", "201", "301"]
    assert one["relatedness"] is None and one["record"] is None
    assert {c["within"] for c in one["categories"]} == {None}
    assert (one["baselines"], one["weights"], one["ahead"]) == ([], {}, None)


def test_similar_industries_by_matrix(get):
    one = get(
        "/definitions/derived/industries/101", "/definitions/{definition}/industries/{industry}"
    )
    assert one["matrices"] == ["average", "employment"]
    average = [(s["related"], s["similarity"]) for s in one["similar"] if s["matrix"] == "average"]
    assert average == [("102", 0.8), ("201", 0.3), ("301", 0.2)]
    assert one["place"]["category"] == "d1"


def jobs(i, j, year=2020):
    """Give the employment that conftest puts into county i and industry j."""
    return 20.0 + (17 * i + 29 * j + 3 * year) % 90 + 600 * (j == i % 5)


def table():
    return np.array([[jobs(i, j) for j in range(5)] for i in range(12)])


def trial(get, industries, **options):
    return get("/definitions/try", industries=industries, **options)


@pytest.mark.parametrize("level", ["county", "state"])
def test_the_industries_of_a_category_give_its_cells(get, level):
    tried = {one["region"]: one for one in trial(get, "102, 101", level=level)["cells"]}
    cells = get("/cells", category="cars", level=level, limit=100)["items"]
    assert len(cells) == len(tried) > 0
    for cell in cells:
        one = tried[cell["region"]]
        for name in ("employment", "establishments", "quotient", "quotient_low", "quotient_high"):
            assert one[name] == pytest.approx(cell[name], rel=CLOSE), name
        rating = cell["ratings"]["us-cluster-mapping"]
        assert one["rating"] == rating["rating"]
        for name in ("chance", "chance_strong"):
            same = None if rating[name] is None else pytest.approx(rating[name], rel=CLOSE)
            assert one[name] == same, name


@pytest.mark.parametrize(("traded", "base"), [(True, (0, 1, 2)), (False, (3, 0))])
def test_a_quotient_is_held_against_traded_or_local_jobs(get, traded, base):
    # 101 alone; the traded jobs are 101, 102, 201, the local ones 301 with it; 999 is in neither
    x = table()
    whole = x[:, list(base)]
    expected = (x[:, 0] / whole.sum(axis=1)) / (x[:, 0].sum() / whole.sum())
    answer = trial(get, "101", traded=traded)
    told = {one["region"]: one["quotient"] for one in answer["cells"]}
    np.testing.assert_allclose([told[c] for c in COUNTIES], expected, rtol=CLOSE)
    assert answer["total"]["employment"] == pytest.approx(x[:, 0].sum())
    assert (answer["definition"], answer["level"], answer["year"]) == ("test-set", "county", 2020)


def test_cells_are_the_largest_first_and_another_year_is_another_answer(get):
    cells = trial(get, "201", year=2019)["cells"]
    told = [one["employment"] for one in cells]
    assert told == sorted((jobs(i, 2, 2019) for i in range(12)), reverse=True)


def test_overlaps_are_shares_of_the_categories(get):
    told = {(o["definition"], o["category"]): (o["industries"], o["share"])
            for o in trial(get, "101,201")["overlaps"]}  # fmt: skip
    assert told == {
        ("test-set", "cars"): (1, 0.5), ("test-set", "chips"): (1, 1.0),
        ("derived", "d1"): (1, 0.5), ("derived", "d2"): (1, 1.0),
    }  # fmt: skip


def test_relatedness_is_the_mean_over_pairs(get):
    # NumPy's correlations over the twelve counties, pair by pair
    x = table()
    pair = [np.corrcoef(x[:, a], x[:, b])[0, 1] for a, b in ((0, 1), (0, 2), (1, 2))]
    three = trial(get, "101,102,201")
    assert three["within"] == pytest.approx(np.mean(pair))
    others = [np.corrcoef(x[:, a], x[:, b])[0, 1] for a in range(4) for b in range(a)]
    assert three["within_rank"] == pytest.approx(np.mean(np.array(others) < np.mean(pair)))
    assert trial(get, "101")["within"] is None


def test_a_derived_set_suggests_industries(get):
    # 201: 0.3 of 101 and 0.1 of 102; 301: 0.2 of 101, and nothing kept of 102
    told = trial(get, "101,102")
    assert told["matrix"] == "average"
    assert [(r["industry"], r["relatedness"]) for r in told["related"]] == [
        ("201", pytest.approx(0.2)), ("301", pytest.approx(0.1)),
    ]  # fmt: skip


def test_without_a_derived_set_employment_suggests(api):
    told = api("/definitions/try", industries="101")
    x = table()
    likes = {INDUSTRIES[j]: np.corrcoef(x[:, 0], x[:, j])[0, 1] for j in (1, 2, 3)}
    likes = {code: like for code, like in likes.items() if like > 0}
    assert told["matrix"] == "employment"
    assert {r["industry"]: r["relatedness"] for r in told["related"]} == pytest.approx(likes)


def test_what_cannot_be_used_together_is_said_beside_the_rest(get):
    told = trial(get, "10,101")
    assert [one["code"] for one in told["problems"]] == ["definition-nested"]
    assert told["cells"] == []
    assert {o["category"] for o in told["overlaps"]} == {"cars", "d1"}
    nothing = trial(get, "10")  # no row stands at that depth
    assert [one["code"] for one in nothing["problems"]] == ["activity-none"]


@pytest.mark.parametrize(
    ("question", "status", "code"),
    [
        ("", 422, "industries-empty"),
        ("industries=,,", 422, "industries-empty"),
        ("industries=101,none,never", 404, "industry-unknown"),
        ("industries=101&level=none", 404, "level-unknown"),
        ("industries=101&year=1500", 404, "year-unknown"),
        ("industries=101&definition=none", 404, "definition-unknown"),
        ("industries=10,101&csv=categories", 409, "definition-nested"),
    ],
)
def test_a_wrong_trial_says_what_is_wrong(site, question, status, code):
    answer = site.get(f"/api/v1/definitions/try?{question}")
    assert answer.status_code == status, answer.text
    assert [one["code"] for one in answer.json()["problems"]] == [code]


def test_a_trial_writes_nothing(site, place):
    before = Workspace.open(place.path).version
    site.get("/api/v1/definitions/try?industries=101,201")
    assert Workspace.open(place.path).version == before


def test_the_file_of_a_trial_can_be_loaded(site, fresh, tmp_path):
    question = "industries=101,201&name=My own&traded=true&csv=categories"
    file = tmp_path / "categories.csv"
    file.write_bytes(site.get(f"/api/v1/definitions/try?{question}").content)
    load_table(fresh.path, table="categories", file=file)
    rows = Workspace.open(fresh.path).frame("categories").filter(pl.col("definition") == "custom")
    assert rows.select("category", "industry", "name", "traded").rows() == [
        ("my-own", "101", "My own", True), ("my-own", "201", "My own", True),
    ]  # fmt: skip
    cells = site.get("/api/v1/definitions/try?industries=101&format=csv").content
    assert len(pl.read_csv(io.BytesIO(cells))) == 12
    run(fresh.path)  # a set of one traded category is not what a reader begins with
    assert workspace_summary(snapshot(fresh.path)).default.definition == "test-set"


def test_found_clusters_are_found_by_name_and_pinyin(get):
    for q in ("Cars, Shenzhen", "深圳市·汽车", WIDE, "shenzhenshi·qiche"):
        kinds = [(one["kind"], one["id"]) for one in get("/search", q=q)["items"]]
        assert ("cluster", WIDE) in kinds, q
    hit = next(one for one in get("/search", q="Cars nearby")["items"] if one["id"] == NEAR)
    assert hit["url"] == f"/en/clusters/{NEAR}"


def test_a_derived_category_is_found_on_its_set_s_page(get):
    hit = next(one for one in get("/search", q="Vehicles")["items"] if one["id"] == "d1")
    assert (hit["kind"], hit["url"]) == ("category", "/en/definitions/derived?category=d1")


def test_found_clusters_and_cells_stand_side_by_side(get):
    told = get("/compare", **{"with": f"{WIDE},test-set:cars:c00,{NEAR}"})
    assert told["kind"] == "mixed"
    assert [one["kind"] for one in told["columns"]] == ["cluster", "cell", "cluster"]
    rows = dict(zip([row["id"] for row in told["rows"]], told["values"], strict=True))
    first, cell, near = rows["quotient"]
    none = {"chance": None, "chance_strong": None}
    assert first == {"value": 2.0, "low": 1.5, "high": 2.6, "flag": None, **none}
    own = get("/cells", category="cars", region="c00")["items"][0]
    assert cell["value"] == own["quotient"]
    assert near["value"] is None
    assert rows["rating:us-cluster-mapping"][0] == {
        "value": "strong", "low": "none", "high": "strong", "flag": "unsure",
        "chance": 0.6, "chance_strong": 0.7,
    }  # fmt: skip
    assert [one["value"] for one in rows["linking"]] == [3.0, None, None]


def test_regions_may_stand_beside_clusters(get):
    told = get("/compare", **{"with": f"{WIDE},c00"})
    assert told["kind"] == "mixed"
    rows = dict(zip([row["id"] for row in told["rows"]], told["values"], strict=True))
    assert len(rows) == len(told["rows"])  # each figure once
    # the county's jobs in the four industries of the set and the one beside them
    assert rows["employment"][1]["value"] == pytest.approx(table()[0].sum())
    assert rows["diversity"][0]["value"] is None


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("/clusters/none", "cluster-unknown"),
        ("/clusters/points:test-set:cars:c11", "cluster-unknown"),
        ("/definitions/none", "definition-unknown"),
        ("/definitions/derived/industries/none", "industry-unknown"),
        ("/definitions/none/industries/101", "definition-unknown"),
        ("/compare?with=points:test-set:cars:none", "cluster-unknown"),
        ("/clusters?as_of=99", "commit-unknown"),
    ],
)
def test_what_is_not_there_is_said(site, question, code):
    answer = site.get(f"/api/v1{question}")
    assert answer.status_code == 404
    assert answer.json()["problems"][0]["code"] == code


def test_a_sort_by_nothing_is_refused(site):
    answer = site.get("/api/v1/clusters?sort=none")
    assert (answer.status_code, answer.json()["problems"][0]["code"]) == (404, "sort-unknown")


def test_problems_of_a_trial_are_told_in_the_readers_language(site):
    question = "/api/v1/definitions/try?industries=10"
    told = {
        lang: site.get(question, headers={"accept-language": lang}) for lang in ("en", "zh")
    }  # fmt: skip
    fixes = {lang: answer.json()["problems"][0]["fix"] for lang, answer in told.items()}
    assert fixes["en"].startswith("Choose classes") and "请选择" in fixes["zh"]
    assert told["en"].headers["etag"] != told["zh"].headers["etag"]
