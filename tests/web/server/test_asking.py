"""What may be asked: known parameters, each once, within bounds; known methods; one commit."""

import re

import pytest

from jiqun.web import create_app
from jiqun.workspace import Workspace

QUERIES = {  # an address of every kind, with a question that is answered
    "/health": "",
    "/workspace": "",
    "/cells": "level=county",
    "/cells/test-set:cars:c00": "",
    "/map": "level=county&category=cars",
    "/regions": "",
    "/clusters": "",
    "/definitions": "",
    "/definitions/try": "industries=101,201",
    "/measures": "",
    "/measures/herfindahl": "",
    "/measures/herfindahl/values": "level=county",
    "/industry-space": "level=county",
    "/quantities": "",
    "/glossary": "",
    "/schemes": "",
    "/schemes/us-cluster-mapping": "",
    "/tables": "",
    "/tables/regions": "",
    "/history": "",
    "/briefs/region/c00": "",
}
AS_OF = [one for one in QUERIES if one != "/health"]


def codes(answer):
    return [(one["code"], one["subject"]) for one in answer.json()["problems"]]


@pytest.mark.parametrize("route", QUERIES)
def test_an_unknown_parameter_is_refused_everywhere(client, route):
    question = f"/api/v1{route}?{QUERIES[route]}"
    assert client.get(question).status_code == 200
    answer = client.get(f"{question}&nothing_like_it=1&lang=zh")
    assert answer.status_code == 422
    assert codes(answer) == [("request-parameter", "nothing_like_it")]
    assert "etag" not in answer.headers


def test_a_misspelt_parameter_is_named_with_its_neighbour(client):
    for lang in ("en", "zh"):
        told = client.get(f"/api/v1/cells?levle=county&lang={lang}").json()["problems"][0]
        assert "level" in told["fix"]


def test_every_fault_of_a_question_is_told_at_once(client):
    answer = client.get("/api/v1/cells?a=1&b=2&level=x&level=y")
    assert [one["subject"] for one in answer.json()["problems"]] == ["a", "b", "level"]


def test_a_parameter_that_stands_alone_is_given_once(client):
    answer = client.get("/api/v1/cells?year=2019&year=2020")
    assert (answer.status_code, codes(answer)) == (422, [("request-parameter", "year")])


@pytest.mark.parametrize(
    "question",
    [
        "/tables/activity?" + "&".join(["where=year=2020"] * 21),
        "/measures/herfindahl/values?" + "&".join(["option=a=1"] * 21),
        "/tables/activity?where=region=" + "x" * 300,
        "/cells?q=" + "x" * 300,
        "/cells?level=" + "x" * 300,
        "/cells/" + "x" * 300,
        "/cells?year=0",
        "/cells?year=-1",
        "/cells?as_of=-1",
        "/compare?with=" + "x" * 4001,
        "/search?q=" + "x" * 1001,
    ],
)
def test_length_number_and_size_have_bounds(client, question):
    answer = client.get(f"/api/v1{question}")
    assert answer.status_code == 422, answer.text


@pytest.mark.parametrize("route", AS_OF)
def test_another_commit_never_gets_the_tag_of_the_newest(client, route):
    """A cache that holds the newest answer must not be told that it is an earlier one."""
    question = f"/api/v1{route}?{QUERIES[route]}"
    newest = client.get(question)
    old = client.get(f"{question}&as_of=1", headers={"if-none-match": newest.headers["etag"]})
    assert old.status_code != 304
    assert client.get(f"{question}&as_of=99").status_code == 404


def test_health_is_of_now_and_says_so(client):
    assert client.get("/api/v1/health?as_of=1").status_code == 422


def test_measures_are_of_the_commit_that_is_asked_for(fresh, ask):
    question = "/api/v1/measures/herfindahl/values?level=county&year=2020"
    client, ws = ask(create_app(fresh.path)), Workspace.open(fresh.path)
    before, commit = client.get(question).json()["values"], ws.version
    with ws.transaction(verb="load") as t:
        whole = ws.frame("activity")
        squared = whole.with_columns(employment=whole["employment"] ** 2)
        t.put("activity", squared, origins=ws.origins("activity"))
    assert client.get(question).json()["values"] != before
    assert client.get(f"{question}&as_of={commit}").json()["values"] == before


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE", "FOO"])
def test_another_method_is_told_which_there_are(client, method):
    answer = client.request(method, "/api/v1/cells")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD, OPTIONS")
    assert client.request(method, "/api/v1/none").status_code == 404


def test_what_is_posted_to_is_not_read(client):
    answer = client.get("/api/v1/rate")
    assert (answer.status_code, answer.headers["allow"]) == (405, "OPTIONS, POST")
    assert client.head("/api/v1/rate").status_code == 405


def test_options_are_told(client):
    for address in ("/api/v1/cells", "/en/map", "/api/v1/tables/regions"):
        answer = client.options(address)
        assert (answer.status_code, answer.content) == (204, b"")
        assert answer.headers["allow"] == "GET, HEAD, OPTIONS"
    assert client.options("/api/v1/none").status_code == 404


@pytest.mark.parametrize("option", ["groups", "population", "income"])
def test_no_reader_names_a_file_of_the_server(client, option, tmp_path):
    secret = tmp_path / "secret.csv"
    secret.write_text("label,value\nsecret,1\n")
    id = {"groups": "theil", "population": "hoover", "income": "expy"}[option]
    asked = {"level": "county", "option": f"{option}={secret}"}
    answer = client.get(f"/api/v1/measures/{id}/values", params=asked)
    assert (answer.status_code, codes(answer)) == (409, [("option-file", id)])


def test_a_curve_is_no_list_of_values_and_the_other_way_round(client):
    for address in ("/measures/herfindahl/curve?industry=101", "/measures/kd/values"):
        answer = client.get(f"/api/v1{address}")
        assert answer.status_code == 404, answer.text
        assert codes(answer) == [("measure-unknown", "measure")]


def test_the_document_has_bounds_and_every_answer(client):
    document = client.get("/api/v1/openapi.json").json()
    for path, verbs in document["paths"].items():
        for operation in verbs.values():
            told = set(operation["responses"])
            assert {"401", "403", "404", "405", "409", "413", "422", "500", "503"} <= told
            assert "Retry-After" in operation["responses"]["503"]["headers"]
            for one in operation["parameters"]:
                for kind in one["schema"].get("anyOf", [one["schema"]]):
                    assert bounded(kind), (path, one)


def bounded(kind):
    if kind.get("type") == "array":
        return "maxItems" in kind and bounded(kind["items"])
    if kind.get("type") in {"integer", "number"}:
        return "minimum" in kind and "maximum" in kind
    return kind.get("type") in {"boolean", "null"} or "enum" in kind or "maxLength" in kind


def test_patterns_of_the_document_are_taken(client):
    document = client.get("/api/v1/openapi.json").json()
    curve = document["paths"]["/api/v1/measures/{id}/curve"]["get"]["parameters"]
    radii = next(one["schema"]["pattern"] for one in curve if one["name"] == "radii")
    for word in ("0:50:1", "1,2,5", "0:9999:1", "0:999:0.1", "5", "10:2000:25.5"):
        assert re.search(radii, word)
    for word in ("0:1e9:0.0001", "nan", "0:nan:1", "", "0:9999:0.1", "1:2:0"):
        assert not re.search(radii, word)


def test_a_server_with_a_key_says_how_it_is_sent(folder, ask):
    app = create_app(folder, api_key="k" * 20)
    headers = {"x-api-key": "k" * 20}
    document = ask(app).get("/api/v1/openapi.json", headers=headers).json()
    assert {one for each in document["security"] for one in each} == set(
        document["components"]["securitySchemes"]
    )
