"""Every documented route answers as its schema says, and nothing that is asked brings a fault."""

import re
from urllib.parse import quote

import jsonschema
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jiqun.core import Origin, glossary
from jiqun.web import create_app
from jiqun.workspace import Workspace

CELL = "test-set:cars:c00"
#: For each documented route, questions that are answered with 200.
GOOD = {
    "/health": [""],
    "/workspace": ["", "as_of=0", "as_of=1"],
    "/categories": ["", "definition=test-set&limit=1"],
    "/regions": ["", "level=county&q=shen", "as_of=0"],
    "/regions/{region}": ["c00", "s0?year=2019", "N", "c00?as_of=1&definition="],
    "/regions/{region}/resemblance": ["c00/resemblance"],
    "/geometry": ["level=county", "level=state"],
    "/map": [
        "level=county&category=cars",
        "level=state&category=shops&quantity=growth&year=2019",
        "level=county&quantity=strength",
        "level=county&quantity=region_employment",
        "level=county&category=cars&quantity=rating:us-cluster-mapping",
    ],
    "/cells": ["", "level=state&traded=false", "q=shenzhen&sort=-rating:eu-stars-2011"],
    "/visible": ["", "definition=test-set"],
    "/cells/{cell}": [CELL, "test-set:chips:s1?year=2019"],
    "/compare": ["with=c00,c01", f"with={CELL},c01&year=2019", "with=c00&as_of=1"],
    "/clusters": ["", "way=points&least_chance=0.5", "as_of=1", "origin=declared&q=shenzhen"],
    "/clusters/geometry": ["", "way=links"],
    "/clusters/plane": [""],
    "/clusters/{cluster}": ["case:shenzhen"],
    "/clusters/{cluster}/members": ["case:shenzhen/members", "case:shenzhen/members?limit=1"],
    "/definitions": ["", "limit=0"],
    "/definitions/{definition}": ["test-set"],
    "/definitions/{definition}/industries/{industry}": ["test-set/industries/101"],
    "/doubt": ["", "year=2020"],
    "/definitions/try": ["industries=101,201", "industries=301&traded=false&level=state"],
    "/search": ["q=shenzhen", "q=cars shenzhen", "q=", "q=%00", "q=a&lang=zh&limit=3"],
    "/measures": [""],
    "/measures/{id}": ["location-quotient", "herfindahl"],
    "/quantities": [""],
    "/glossary": [""],
    "/schemes": [""],
    "/schemes/{id}": ["us-cluster-mapping"],
    "/tables": ["", "as_of=0"],
    "/tables/{name}": [
        "activity?where=employment>100&sort=-employment&limit=3",
        "regions?columns=region,geometry",
        "ratings",
        "cells?where=cell~cars&where=year=2020",
    ],
    "/history": ["", "limit=1&offset=1"],
    "/provenance/{name}": ["cells", "regions"],
    "/measures/{id}/values": ["location-quotient/values?level=county&year=2020"],
    "/measures/{id}/curve": [],  # needs organisations with places
    "/industry-space": ["level=county"],
    "/complexity": [],  # needs more categories than this country has
    "/briefs/{subject}/{id}": [f"cell/{CELL}", "cluster/case:shenzhen", "region/c00?lang=zh"],
    "/tables/{name}/form": [],  # these four are an editor's: tests/web/editing
    "/tables/{name}/rows": [],
    "/tables/{name}/sheet": [],
    "/edits": [],
    "/editing": [""],
    "/protection": [""],
    "/session": [""],
    "/users": [],  # these four are for whoever is signed in: tests/web/access
    "/users/{name}/assigned": [],
    "/assigned": [],
    "/audit": [],
    "/uploads/{upload}/rejects": [],  # these two belong to a session: tests/web/editing
    "/runs/{run}": [],
}  # fmt: skip
QUESTIONS = [(route, question) for route, asked in GOOD.items() for question in asked]


@pytest.fixture(scope="module")
def document(client):
    return client.get("/api/v1/openapi.json").json()


def address(route, question):
    base = route.split("/{", 1)[0]
    joined = "/" if "{" in route else "?" if question else ""
    return f"/api/v1{base}{joined}{question}"


def conforms(document, schema, value):
    jsonschema.Draft202012Validator(schema | {"components": document["components"]}).validate(value)


def test_every_route_is_asked(document):
    got = {
        path.removeprefix("/api/v1") for path, verbs in document["paths"].items() if "get" in verbs
    }
    assert got == set(GOOD)


@pytest.mark.parametrize(("route", "question"), QUESTIONS, ids=lambda one: str(one)[:60])
def test_an_answer_is_as_documented(client, document, route, question):
    answer = client.get(address(route, question))
    assert answer.status_code == 200, answer.text
    told = document["paths"][f"/api/v1{route}"]["get"]["responses"]["200"]["content"]
    media = answer.headers["content-type"].split(";")[0]
    assert media in told
    if "json" in media:
        conforms(document, told[media]["schema"], answer.json())


def test_a_posted_table_is_rated_as_documented(client, document):
    body = "region,category,traded,employment,establishments\na,x,true,10,2\nb,x,true,90,9\n"
    answer = client.post("/api/v1/rate?scheme=us-cluster-mapping", content=body)
    assert answer.status_code == 200, answer.text
    told = document["paths"]["/api/v1/rate"]["post"]["responses"]["200"]["content"]
    conforms(document, told["application/json"]["schema"], answer.json())


def test_every_operation_and_parameter_is_described(document):
    for path, verbs in document["paths"].items():
        for operation in verbs.values():
            assert operation.get("description"), path
            for parameter in operation.get("parameters", ()):
                assert parameter.get("description"), (path, parameter["name"])
            assert {"404", "422", "500"} <= operation["responses"].keys(), path
            assert "HTTPValidationError" not in str(operation)


def test_no_page_of_documents_is_loaded_from_elsewhere(client):
    for page in ("/docs", "/redoc"):
        assert client.get(page).status_code == 404


BAD = [
    ("/cells?level=nowhere", 404, "level-unknown"),
    ("/cells?definition=none", 404, "definition-unknown"),
    ("/cells?year=1500", 404, "year-unknown"),
    ("/cells?year=99999999999999999999999", 422, "request-parameter"),
    ("/cells?scheme=none&rating=strong", 404, "scheme-unknown"),
    ("/cells?sort=none", 404, "sort-unknown"),
    ("/cells?limit=1001", 422, "request-parameter"),
    ("/cells?offset=-1", 422, "request-parameter"),
    ("/cells?offset=99999999999999999999999", 422, "page-size"),
    ("/cells?format=xml", 422, "request-parameter"),
    ("/cells?as_of=0", 404, "result-unknown"),
    ("/cells?as_of=99", 404, "commit-unknown"),
    ("/cells/none", 404, "cell-unknown"),
    ("/cells/%00", 404, "cell-unknown"),
    ("/regions/none", 404, "region-unknown"),
    ("/regions/c00?definition=none", 404, "definition-unknown"),
    ("/map?level=county", 409, "category-missing"),
    ("/map?level=county&category=none", 404, "category-unknown"),
    ("/map?level=county&quantity=none", 404, "quantity-unknown"),
    ("/geometry?level=none", 404, "level-unknown"),
    ("/geometry", 422, "request-parameter"),
    ("/compare?with=", 422, "compare-number"),
    ("/compare?with=c00,c01,c02,c03,c04,c05,c06,c07,c08,c09,c10", 422, "compare-number"),
    (f"/compare?with=c00,{CELL},none:none", 404, "cell-unknown"),
    ("/compare?with=points:test-set:cars:c00", 404, "cluster-unknown"),
    ("/clusters?sort=none", 404, "sort-unknown"),
    ("/clusters?offset=99999999999999999999999", 422, "page-size"),
    ("/clusters/none", 404, "cluster-unknown"),
    ("/clusters/%00", 404, "cluster-unknown"),
    ("/definitions/none", 404, "definition-unknown"),
    ("/definitions/test-set/industries/none", 404, "industry-unknown"),
    ("/doubt?year=2019", 404, "year-unknown"),
    ("/definitions/try", 422, "industries-empty"),
    ("/definitions/try?industries=%00", 404, "industry-unknown"),
    ("/compare?with=c00&definition=none", 404, "definition-unknown"),
    ("/compare?with=c00&year=1500", 404, "year-unknown"),
    ("/measures/none", 404, "measure-unknown"),
    ("/schemes/none", 404, "scheme-unknown"),
    ("/tables/none", 404, "table-unknown"),
    ("/tables/flows", 404, "table-unknown"),
    ("/tables/activity?columns=none", 404, "column-unknown"),
    ("/tables/activity?sort=none", 404, "column-unknown"),
    ("/tables/activity?where=none=1", 404, "column-unknown"),
    ("/tables/activity?where=year", 422, "where-form"),
    ("/tables/activity?where=year=soon", 422, "where-value"),
    ("/tables/activity?where=year=99999999999999999999", 422, "where-value"),
    ("/tables/activity?where=employment>nan", 422, "where-value"),
    ("/tables/regions?where=geometry~x", 422, "where-value"),
    ("/tables/activity?offset=99999999999999999999999", 422, "page-size"),
    ("/provenance/none", 404, "table-unknown"),
    ("/briefs/region/none", 404, "region-unknown"),
    ("/nothing", 404, "route-unknown"),
]


@pytest.mark.parametrize(("question", "status", "code"), BAD, ids=[one[0] for one in BAD])
def test_a_wrong_question_says_what_is_wrong(client, document, question, status, code):
    answer = client.get(f"/api/v1{question}")
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    conforms(document, document["components"]["schemas"]["ProblemDetails"], told)
    assert code in [one["code"] for one in told["problems"]]
    assert told["type"].endswith(told["problems"][0]["code"])
    assert all(one["fix"] and one["expected"] for one in told["problems"])


def test_only_what_is_offered_may_be_done(client):
    for method in ("post", "put", "delete", "patch"):
        answer = client.request(method, "/api/v1/workspace")
        assert answer.status_code == 405
        assert answer.headers["content-type"] == "application/problem+json"


WORDS = st.one_of(
    st.sampled_from(
        [
            *("", "c00", CELL, "county", "2020", "-1", "0", "nan", "1e999", "9" * 30, "true"),
            *("-", "=", "year>=2019", "employment~", "'; DROP TABLE cells;--", '" OR 1=1', "%s"),
            *("../../etc/passwd", "<script>", "深圳", "\x00", "rating:", "a,b,,c", "-employment"),
            "rating:us-cluster-mapping",
        ]
    ),
    st.text(max_size=12),
)


@settings(
    max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_no_question_brings_a_fault(client, document, data):
    slow = re.compile("briefs|curve|complexity|industry-space|values")
    routes = [path for path in sorted(document["paths"]) if not slow.search(path)]
    route = data.draw(st.sampled_from(routes))
    verbs = document["paths"][route]
    verb = next(one for one in ("get", "post", "delete") if one in verbs)
    names = [one["name"] for one in verbs[verb].get("parameters", ()) if one["in"] == "query"]
    asked = data.draw(st.lists(st.tuples(st.sampled_from(names or ["x"]), WORDS), max_size=4))
    inside = iter(data.draw(st.lists(WORDS, min_size=2, max_size=2)))
    path = re.sub(r"\{.*?\}", lambda _: quoted(next(inside)), route)
    answer = client.request(verb, path, params=asked)
    assert answer.status_code < 500, (path, asked, answer.text)
    if answer.status_code >= 400:
        assert answer.headers["content-type"] == "application/problem+json"


def quoted(word):
    return quote(word.encode("utf-8", "replace"), safe="") or "x"


@pytest.mark.parametrize("scheme", ["us-cluster-mapping", "none"])
@pytest.mark.parametrize(
    "body", [b"", b"\x00\xff", b"a,b\n1,2\n", b"region\n=1+1\n", b"PK\x03\x04"]
)
def test_a_table_that_is_none_is_refused(client, body, scheme):
    answer = client.post("/api/v1/rate", params={"scheme": scheme}, content=body)
    assert answer.status_code == (404 if scheme == "none" else 409), answer.text
    assert answer.json()["problems"]
    assert "/tmp" not in answer.text


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("/measures/ripley-k/curve?industry=101&radii=0:10:1", "measure-needs"),
        ("/measures/herfindahl/values?level=none", "level-unknown"),
        ("/measures/herfindahl/values?level=county&quantity=none", "quantity-unknown"),
        ("/measures/herfindahl/values?level=county&year=1500", "year-unknown"),
        ("/measures/hachman/values?level=county&reference=none", "region-unknown"),
        ("/measures/hachman/values?level=county&reference=/etc/hosts", "region-unknown"),
        ("/measures/hachman/values?level=county&option=compare_with=/etc/hosts", "option-file"),
        ("/measures/herfindahl/values?level=county&industry_level=none", "level-unknown"),
        ("/measures/none/values", "measure-unknown"),
        ("/industry-space?level=none", "level-unknown"),
        ("/complexity?definition=none", "definition-unknown"),
    ],
)
def test_a_measure_that_cannot_be_computed_says_why(client, question, code):
    answer = client.get(f"/api/v1{question}")
    assert answer.status_code == (404 if code.endswith("-unknown") else 409), answer.text
    assert [one["code"] for one in answer.json()["problems"]] == [code]


def test_no_one_can_ask_for_endless_work(tmp_path, ask):
    """A curve over 10¹³ distances would fill the memory before it fails."""
    ws = Workspace.create(tmp_path / "ws")
    place = {"lon": [0.0, 0.1, 0.2, 0.3], "lat": [0.0] * 4, "industry": ["101", "101", "x", "x"]}
    firms = pl.DataFrame({"organisation": list("abcd"), "kind": ["firm"] * 4} | place)
    industries = pl.DataFrame({"industry": ["101", "x"], "system": ["s"] * 2})
    with ws.transaction() as t:
        t.put("industries", industries, origins=[Origin(producer="x", title="y")])
        t.put("organisations", firms, origins=[Origin(producer="x", title="y")])
    client = ask(create_app(ws.path))
    for radii in ("0:1e9:0.0001", "0:1e999:1", "nan", "0:nan:1"):
        answer = client.get(
            "/api/v1/measures/ripley-k/curve", params={"industry": "101", "radii": radii}
        )
        assert answer.status_code == 422, radii
        assert answer.json()["problems"][0]["code"] == "option-value"


def test_an_answer_never_outgrows_a_browser(client, monkeypatch):
    from jiqun.studies.browsing.measuring import values

    monkeypatch.setattr(values, "MOST_VALUES", 10)
    asked = {"level": "county", "year": 2019}
    answer = client.get("/api/v1/measures/location-quotient/values", params=asked)
    assert answer.status_code == 422
    assert answer.json()["problems"][0]["code"] == "values-many"


def test_the_glossary_tells_every_word_in_both_languages(client):
    answer = client.get("/api/v1/glossary").json()
    told = {one["id"]: one for one in answer["items"]}
    assert list(told) == list(glossary())
    assert answer["total"] == len(told)
    assert told["cell"]["term"] == {"en": "cell", "zh": "单元"}
    assert told["cell"]["not_this"]["en"].startswith("Not a cluster")
    assert {name for name, one in told.items() if one["not_this"] is None}
