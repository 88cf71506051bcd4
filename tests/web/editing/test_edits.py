"""Rows edited through the server: by whom, with what answer, and what others see of it."""

import io
import time

import jsonschema
import polars as pl
import pytest

from jiqun.core import Origin
from jiqun.web import create_app
from jiqun.web.access import HEADER, KEY
from jiqun.web.editing import Editing
from jiqun.workspace import Workspace
from jiqun.workspace.transactions import writer

MARKUP = "<script>alert(1)</script>"
KEYED = {"region": "a", "industry": "01", "year": 2020}
ROUTES = (
    ("GET", "/tables/regions/form", None),
    ("GET", "/tables/regions/rows", None),
    ("POST", "/tables/regions/check", {"changes": []}),
    ("POST", "/tables/regions/edits", {"changes": []}),
    ("GET", "/edits", None),
    ("POST", "/edits/1/undo", {}),
    ("GET", "/tables/regions/sheet", None),
    ("POST", "/tables/regions/sheet?file=a.csv", {}),
)


def tables():
    return {
        "regions": pl.DataFrame(
            {"region": ["a", "b"], "level": ["county"] * 2, "name": [MARKUP, "=1+1"]}
        ),
        "industries": pl.DataFrame({"industry": ["01", "02"], "system": ["x"] * 2}),
        "activity": pl.DataFrame(
            {"region": ["a", "b"], "industry": ["01"] * 2, "year": [2020] * 2,
             "employment": [10.0, 0.0]}
        ),
    }  # fmt: skip


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A small workspace; each test takes its rows as the one before left them."""
    ws = Workspace.create(tmp_path_factory.mktemp("rows") / "ws")
    with ws.transaction() as t:
        for name, frame in tables().items():
            t.put(name, frame, origins=[Origin(producer="The tests", title="Two regions")])
    return ws.path


@pytest.fixture
def api(editor):
    """Ask a route of the API as whoever may edit."""

    def asked(method, route, **more):
        return editor.request(method, f"/api/v1{route}", **more)

    return asked


@pytest.fixture
def row(api):
    def found(table="activity", where="region=a"):
        answer = api("GET", f"/tables/{table}/rows", params={"where": where})
        return answer.json()["items"][0]

    return found


@pytest.fixture
def put(api, row):
    """Change the first row of activity as it is now."""

    def made(**values):
        change = {"key": KEYED, "seen": row()["tag"], "values": values}
        return api("POST", "/tables/activity/edits", json={"changes": [change]})

    return made


def test_nobody_else_edits_or_sees_what_editors_see(stranger, place, ask):
    shown = ask(create_app(place))
    for client in (stranger, shown):
        for method, route, body in ROUTES:
            sent = {"json": body} if body is not None else {}
            told = client.request(method, f"/api/v1{route}", headers={HEADER: "1"}, **sent)
            assert told.status_code in (401, 403), (method, route)


def test_another_sites_page_edits_nothing(api, editor):
    elsewhere = {"origin": "http://evil.test", "sec-fetch-site": "cross-site"}
    for method, route, body in ROUTES:
        sent = {"json": body} if body is not None else {}
        assert api(method, route, headers=elsewhere, **sent).status_code == 403, route
    del editor.headers[HEADER]
    for method, route, body in ROUTES:
        if method == "POST":
            assert api(method, route, json=body).status_code == 403, route


def test_an_edit_is_whoever_is_signed_ins_and_seen_at_once(api, put, row):
    me = api("GET", "/session").json()["name"]
    saved = put(employment="1,234").json()
    assert (saved["saved"], saved["edits"]) == (True, 1)
    assert row()["values"]["employment"] == 1234
    assert row()["tag"] == saved["rows"][0]["tag"]
    told = api("GET", "/edits", params={"table": "activity", "limit": 1}).json()
    assert [(one["author"], one["changed"], one["commit"]) for one in told["items"]] == [
        (me, ["employment"], None)
    ]
    assert told["waiting"] == saved["batch"]


def test_the_second_of_two_is_shown_the_row_as_it_is(api, put, row):
    seen = row()["tag"]
    put(employment=8)
    late = {"key": KEYED, "seen": seen, "values": {"employment": 7}}
    told = api("POST", "/tables/activity/edits", json={"changes": [late]})
    assert told.status_code == 409
    problem = told.json()["problems"][0]
    assert (problem["code"], problem["values"]["key"]) == ("edit-conflict", KEYED)
    assert (problem["values"]["row"]["employment"], problem["values"]["tag"]) == (8, row()["tag"])
    assert problem["values"]["author"]
    late["seen"] = problem["values"]["tag"]
    saved = api("POST", "/tables/activity/edits", json={"changes": [late]})
    assert saved.json()["rows"][0]["values"]["employment"] == 7


def test_problems_come_by_row_and_column_in_the_readers_language(api, put):
    bad = {"values": {"region": "zz", "industry": "01", "year": 2020, "employment": "x"}}
    for route in ("check", "edits"):
        told = api("POST", f"/tables/activity/{route}", json={"changes": [bad]},
                   headers={"accept-language": "zh"}).json()  # fmt: skip
        found = {(one["row"], *one["columns"], one["problem"]["code"]) for one in told["problems"]}
        assert found == {(0, "region", "reference-unknown"), (0, "employment", "value-type")}
        assert all(one["problem"]["fix"][0] > "\u4e00" for one in told["problems"])
    assert put(employment=-1).json()["saved"] is False


def test_an_undo_gives_back_what_was(api, put, row):
    before = row()
    batch = put(employment=55).json()["batch"]
    undone = api("POST", f"/edits/{batch}/undo").json()
    assert undone["rows"][0] == before == row()
    assert api("POST", f"/edits/{batch}/undo").status_code == 409
    assert api("POST", "/edits/99/undo").status_code == 404


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_sheet_goes_out_and_comes_back(api, put, row, form):
    sent = api("GET", "/tables/activity/sheet", params={"format": form})
    assert sent.headers["content-disposition"].endswith(f'"activity.{form}"')
    put(employment=len(form) + 70)
    told = api("POST", "/tables/activity/sheet", params={"file": f"a.{form}"}, content=sent.content)
    found = told.json()
    assert (found["unchanged"], found["meanwhile"], found["saved"]) == (found["read"] - 1, 1, False)
    assert row()["values"]["employment"] == len(form) + 70


def test_a_sheet_is_saved_as_it_was_previewed(api, put, row):
    body = b"region;industry;year;employment\r\na;01;2020;5\r\nb;02;2020;6\r\n"
    ask = {"file": "own.csv"}
    seen = api("POST", "/tables/activity/sheet", params=ask, content=body).json()
    assert [one["kind"] for one in seen["rows"]] == ["changed", "added"]
    assert row()["values"]["employment"] != 5
    ask |= {"preview": seen["preview"], "dry_run": "false", "note": "from the office"}
    put(withheld=True)
    moved = api("POST", "/tables/activity/sheet", params=ask, content=body)
    assert (moved.status_code, moved.json()["problems"][0]["code"]) == (409, "sheet-moved")
    del ask["preview"]
    assert api("POST", "/tables/activity/sheet", params=ask, content=body).json()["saved"]
    assert row()["values"]["withheld"] is True
    assert row(where="industry=02")["values"]["employment"] == 6


def test_what_was_sent_is_data_and_stays_it(api, row):
    told = api("GET", "/tables/regions/rows")
    assert told.headers["content-type"] == "application/json"
    assert told.headers["x-content-type-options"] == "nosniff"
    assert told.headers["cache-control"] == "no-store"
    change = {"key": {"region": "a"}, "seen": row("regions")["tag"], "values": {"name": MARKUP * 2}}
    saved = api("POST", "/tables/regions/edits", json={"changes": [change], "note": MARKUP}).json()
    assert saved["rows"][0]["values"]["name"] == MARKUP * 2
    sheet = api("GET", "/tables/regions/sheet", params={"format": "csv"}).content
    cells = pl.read_csv(io.BytesIO(sheet), infer_schema=False)["name"].to_list()
    assert cells == [MARKUP * 2, "'=1+1"]


def test_answers_are_as_the_document_says(api, put, editor):
    document = editor.get("/api/v1/openapi.json").json()
    put(employment=61)
    seen = api("GET", "/tables/activity/rows").json()["items"][0]
    bad = {"changes": [{"key": KEYED, "seen": seen["tag"], "values": {"year": "x"}}]}
    batch = put(employment=62).json()["batch"]
    sheet = api("GET", "/tables/activity/sheet?format=csv").content.replace(b"2020", b"2019")
    asked = {
        ("get", "/tables/{name}/form"): api("GET", "/tables/activity/form"),
        ("get", "/tables/{name}/rows"): api("GET", "/tables/regions/rows"),
        ("get", "/edits"): api("GET", "/edits"),
        ("post", "/tables/{name}/check"): api("POST", "/tables/activity/check", json=bad),
        ("post", "/tables/{name}/edits"): api("POST", "/tables/activity/edits", json=bad),
        ("post", "/edits/{batch}/undo"): api("POST", f"/edits/{batch}/undo"),
        ("post", "/tables/{name}/sheet"): api(
            "POST", "/tables/activity/sheet?file=a.csv&remove=true", content=sheet
        ),
    }
    for (verb, path), answer in asked.items():
        assert answer.status_code == 200 or path.endswith("edits"), answer.text
        told = document["paths"][f"/api/v1{path}"][verb]["responses"][str(answer.status_code)]
        shape = told["content"][answer.headers["content-type"]]["schema"]
        schema = shape | {"components": document["components"]}
        jsonschema.Draft202012Validator(schema).validate(answer.json())


@pytest.mark.parametrize("given", ["x", "2026-13-01", "0001-01-01T00:00+14:00", "=1+1", "～"])
def test_edits_since_no_time_are_refused(api, given):
    told = api("GET", "/edits", params={"since": given})
    assert (told.status_code, told.json()["problems"][0]["code"]) == (422, "edits-since")


def test_edits_since_a_moment_however_it_is_written(api, put):
    put(employment=901)
    newest = api("GET", "/edits", params={"limit": 1}).json()["items"][0]
    for since in (newest["time"], newest["time"].replace("+00:00", "Z"), newest["time"][:10]):
        found = api("GET", "/edits", params={"since": since}).json()["items"]
        assert found and found[0]["number"] == newest["number"], since
    assert not api("GET", "/edits", params={"since": "2999-01-01"}).json()["items"]


def test_many_rows_alike_are_told_in_a_bounded_time(api):
    new = {"values": KEYED | {"year": 2031}}
    began = time.process_time()
    told = api("POST", "/tables/activity/check", json={"changes": [new] * 5000}).json()
    assert time.process_time() - began < 2
    assert told["bad"] == 5000
    assert {one["problem"]["code"] for one in told["problems"]} == {"key-duplicate"}


BAD = (
    ("GET", "/tables/nothing/form", {}, 404),
    ("GET", "/tables/cells/rows", {}, 404),
    ("GET", "/tables/regions/rows", {"params": {"where": "x"}}, 422),
    ("GET", "/tables/regions/rows", {"params": {"sort": "nothing"}}, 404),
    ("GET", "/tables/regions/rows", {"params": {"limit": 5000}}, 422),
    ("GET", "/tables/regions/sheet", {"params": {"format": "exe"}}, 422),
    ("GET", "/edits", {"params": {"before": 0}}, 422),
    ("GET", "/edits", {"params": {"table": "nothing"}}, 404),
    ("GET", "/edits", {"params": {"table": "regions", "key": "x=1"}}, 404),
    ("POST", "/tables/regions/check", {"json": {"changes": [{"extra": 1}]}}, 422),
    ("POST", "/tables/regions/check", {"json": {"changes": [{"values": {"x": 1}}]}}, 404),
    ("POST", "/tables/regions/check", {"json": {"changes": [{"key": {}, "values": {}}]}}, 404),
    ("POST", "/tables/regions/edits", {"json": {"changes": [], "note": "x" * 501}}, 422),
    ("POST", "/tables/regions/sheet", {"params": {"file": "../a.csv"}, "content": b"x"}, 422),
    ("POST", "/tables/regions/sheet", {"params": {"file": "a.csv"}, "content": b"x\n1\n"}, 409),
)


def test_a_bad_question_is_refused_in_words(api):
    for method, route, more, status in BAD:
        told = api(method, route, **more)
        assert told.status_code == status, (route, more, told.text)
        assert told.json()["problems"]


def test_edits_are_settled_at_the_end_and_readers_get_a_new_answer(place, ask):
    with Editing() as editing, ask(create_app(place, editing=editing)) as client:
        client.get("/en/data", params={KEY: editing.printed.key})
        client.headers[HEADER] = "1"
        before = client.get("/api/v1/tables/activity").headers["etag"]
        row = client.get("/api/v1/tables/activity/rows", params={"where": "region=a"}).json()
        change = {"key": KEYED, "seen": row["items"][0]["tag"], "values": {"employment": 31}}
        with writer(place, verb="load", wait=5.0):  # the edit is sure though it cannot be settled
            sent = client.post("/api/v1/tables/activity/edits", json={"changes": [change]})
            assert sent.json()["saved"]
            assert client.get("/api/v1/edits").json()["waiting"] > 0
    ws = Workspace.open(place)
    assert (ws.journal().waiting(), ws.commit.verb) == (0, "edit")
    assert ws.frame("activity").filter(region="a")["employment"].to_list() == [31]
    with Editing() as editing, ask(create_app(place)) as client:
        again = client.get("/api/v1/tables/activity", headers={"if-none-match": before})
        assert again.status_code == 200
