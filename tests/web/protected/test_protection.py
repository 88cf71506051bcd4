"""A confidential workspace served: readers without the right get the twin, whatever they ask."""

import io
import json
import shutil

import polars as pl
import pytest

from jiqun.accounts import Actor, Cost, Store, add_user, assign
from jiqun.studies import ProtectPlan, protect, view
from jiqun.web import create_app
from jiqun.web.access import HEADER, KEY, Access
from jiqun.web.editing import Editing
from jiqun.workspace import Workspace

OWN = {HEADER: "1", "origin": "http://127.0.0.1", "sec-fetch-site": "same-origin"}
#: What is asked without a word about which numbers.
ASKED = (
    "/workspace", "/health", "/search?q=cars", "/compare?with=c00,c01", "/categories", "/cells",
    "/cells/test-set:cars:c00", "/regions", "/regions/c00", "/clusters", "/definitions", "/tables",
    "/tables/activity", "/tables/activity?format=csv", "/tables/cells?format=csv", "/history",
    "/provenance/activity", "/provenance/cells",
    "/map?quantity=employment&level=county&category=cars",
    "/briefs/region/c00", "/briefs/cell/test-set:cars:c00", "/tables/activity?as_of=1",
    "/measures/hachman/values",
)  # fmt: skip


@pytest.fixture(scope="module")
def marked(folder, tmp_path_factory):
    """The workspace of twelve squares, confidential."""
    place = tmp_path_factory.mktemp("marked") / "ws"
    shutil.copytree(folder, place)
    protect(place, ProtectPlan(threshold=5, p=None), anyway=True)
    return place


@pytest.fixture(scope="module")
def reader(marked, ask):
    return ask(create_app(marked))


@pytest.fixture(scope="module")
def insider(marked, ask):
    """Whoever opened the printed address, and so has every right."""
    with Editing() as editing:
        client = ask(create_app(marked, editing=editing))
        client.get("/en/data", params={KEY: editing.printed.key})
        client.headers.update(OWN)
        yield client


def rows(client):
    answer = client.get("/api/v1/tables/activity", params={"format": "csv"})
    codes = {"region": pl.String, "industry": pl.String}
    return pl.read_csv(io.BytesIO(answer.content), infer_schema_length=None,
                       schema_overrides=codes)  # fmt: skip


def test_a_reader_gets_protected_rows_and_an_insider_all(reader, insider, marked):
    true = Workspace.open(marked).frame("activity")
    assert len(rows(insider)) == len(true)
    assert rows(insider)["employment"].to_list() == true["employment"].to_list()
    shown = rows(reader)
    few = true.filter(pl.col("establishments") < 5, pl.col("imputed").is_null())
    met = few.join(shown, on=["region", "industry", "year"], suffix="_shown")
    assert len(met) == len(few) > 10
    assert met["protected_shown"].all()
    assert met["establishments_shown"].null_count() == len(met)
    assert (met["employment"] != met["employment_shown"]).all()


def test_tables_of_firms_and_their_names_are_not_there(reader, insider):
    assert insider.get("/api/v1/tables/organisations").status_code == 200
    assert reader.get("/api/v1/tables/organisations").status_code == 404
    assert "First Motors" in insider.get("/api/v1/tables/organisations").text
    found = reader.get("/api/v1/cells/test-set:cars:c00")
    assert found.status_code == 200
    assert "First Motors" not in found.text


def test_no_answer_of_one_is_kept_for_the_other(reader, insider):
    of_insider = insider.get("/api/v1/cells").headers["etag"]
    again = reader.get("/api/v1/cells", headers={"If-None-Match": of_insider})
    assert again.status_code == 200
    assert again.headers["etag"] != of_insider
    assert insider.get("/api/v1/cells", headers={"If-None-Match": of_insider}).status_code == 304


def test_what_was_before_the_mark_is_not_reached_by_its_commit(reader, insider, marked):
    newest = Workspace.open(marked).version
    assert insider.get(f"/api/v1/tables/activity?as_of={newest}").status_code == 200
    told = reader.get("/api/v1/history").json()["items"]
    assert {one["verb"] for one in told} <= {"init", "protect", "fill", "run"}
    for one in told:
        page = reader.get(f"/api/v1/tables/activity?as_of={one['number']}&format=csv")
        assert page.status_code in (200, 404)
        if page.status_code == 200:
            frame = pl.read_csv(io.BytesIO(page.content), infer_schema_length=None)
            assert frame.filter("protected")["establishments"].null_count() > 0


def test_nothing_that_a_reader_asks_touches_the_confidential_files(marked, ask, tmp_path):
    """They are taken away: every answer is as before."""
    place = tmp_path / "ws"
    shutil.copytree(marked, place)
    client = ask(create_app(place))
    before = {one: client.get(f"/api/v1{one}") for one in ASKED}
    assert {one.status_code for one in before.values()} == {200}, [
        (name, one.text[:200]) for name, one in before.items() if one.status_code != 200
    ]
    for name in ("tables", "results", "objects", "commits"):
        shutil.rmtree(place / name)
    after = {one: client.get(f"/api/v1{one}") for one in ASKED}
    assert {one.status_code for one in after.values()} == {200}
    for name, one in before.items():
        assert one.content == after[name].content, name


def test_a_mark_that_is_damaged_shows_nothing_to_readers(marked, ask, tmp_path):
    place = tmp_path / "ws"
    shutil.copytree(marked, place)
    (place / "protection.json").write_text("{}")
    client = ask(create_app(place))
    for one in (*ASKED, "/protection"):
        answer = client.get(f"/api/v1{one}")
        assert answer.status_code == 503, one
        assert answer.json()["problems"][0]["code"] == "protection-damaged"


def test_it_is_told_what_is_protected(reader, insider, client):
    assert client.get("/api/v1/protection").json()["protected"] is False
    told, known = (one.get("/api/v1/protection").json() for one in (reader, insider))
    assert (told["protected"], told["confidential"]) == (True, False)
    assert (known["protected"], known["confidential"]) == (True, True)
    assert told["withheld"] == known["withheld"] > 0
    assert told["rules"] == {**dict.fromkeys(known["rules"]), "kinds": ["threshold"]}
    assert known["rules"]["threshold"] == 5
    assert {one["primary"] for one in told["losses"]} == {None}
    assert told["stale"] is False
    assert "organisations" in told["left_out"]


def test_the_workspace_is_called_as_before(reader, marked):
    told = reader.get("/api/v1/workspace").json()
    assert told["name"] == marked.name
    assert "protected" not in json.dumps([one["needs"] for one in told["tables"]])
    twin = view(marked, confidential=False).name
    for one in ("/clusters", "/doubt", "/workspace", "/definitions", "/tables", "/health"):
        assert twin not in reader.get(f"/api/v1{one}").text, one


def test_a_brief_says_which_numbers_these_are(reader, insider):
    for lang, protected, confidential in (
        ("en", "Protected numbers", "Confidential: do not pass on"),
        ("zh", "受保护的数字", "保密：请勿外传"),
    ):
        address = f"/api/v1/briefs/region/c00?lang={lang}"
        assert protected in reader.get(address).text
        assert confidential in insider.get(address).text


def test_a_juror_sees_the_row_that_he_was_given_and_no_other(marked, ask):
    store, by = Store(marked, cost=Cost(passes=1, memory_kib=8, lanes=1)), Actor(name="tests")
    true = (
        Workspace.open(marked)
        .frame("activity")
        .filter(pl.col("establishments") < 5)
        .row(0, named=True)
    )
    for name, role in (("chief", "administrator"), ("juror", "juror")):
        add_user(store, name, role=role, password="correct horse battery", by=by)
    key = "|".join(str(true[one]) for one in ("region", "industry", "year"))
    assign(store, "juror", "activity", key, by=by)
    with Editing() as editing:
        access = Access(store, printed=editing.printed)
        client = ask(create_app(marked, editing=editing, access=access))
        client.headers.update(OWN)
        given = {"name": "juror", "password": "correct horse battery"}
        assert client.post("/api/v1/session", json=given).status_code == 201
        (row,) = client.get("/api/v1/assigned").json()["items"]
        assert client.get("/api/v1/tables/activity").status_code == 403
    assert row["row"]["establishments"] == true["establishments"]
    assert row["columns"]["establishments"]["zh"] != row["columns"]["establishments"]["en"]
