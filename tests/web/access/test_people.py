"""Accounts through the server: added, changed, removed; what is whose; what the log says of it."""

import csv
import io
import zipfile

import pytest

from jiqun.accounts import Actor, Deed, assign, audit_log, note

#: What a spreadsheet would run, as names of people.
FORMULAS = ("=1+1", "@SUM(1)", "+A1", "-2+3", "＝2+2")
MARKUP = "&lt;b&gt; 'onload=alert(1)'"


def add(chief, name, role="read", **more):
    return chief.post("/api/v1/users", json={"name": name, "role": role, **more})


def test_an_account_is_added_and_its_password_told_once(own):
    chief = own.client("administrator")
    made = add(chief, "李 伟", "edit").json()
    assert (made["name"], made["role"], len(made["password"])) == ("李 伟", "edit", 20)
    listed = chief.get("/api/v1/users")
    assert listed.headers["cache-control"] == "no-store"
    assert made["password"] not in listed.text and "argon2" not in listed.text
    given = {"name": "李 伟", "password": made["password"]}
    assert own.client().post("/api/v1/session", json=given).status_code == 201
    chosen = add(chief, "wang", password="a phrase that nobody guesses")
    assert chosen.status_code == 201 and chosen.json()["password"] is None


@pytest.mark.parametrize(
    ("given", "status", "code"),
    [
        ({"name": "EDIT", "role": "read"}, 409, "user-taken"),
        ({"name": "a/b", "role": "read"}, 422, "user-name"),
        ({"name": "a\nb", "role": "read"}, 422, "user-name"),
        ({"name": "a\u202eb", "role": "read"}, 422, "user-name"),
        ({"name": "<script>", "role": "read"}, 422, "user-name"),
        ({"name": "removed-1", "role": "read"}, 422, "user-name"),
        ({"name": "..", "role": "read"}, 422, "user-name"),
        ({"name": "x" * 81, "role": "read"}, 422, "user-name"),
        ({"name": "new", "role": "king"}, 422, "request-parameter"),
        ({"name": "new", "role": "read", "password": "short"}, 422, "user-password"),
        ({"name": "new", "role": "read", "password": "aaaaaaaaaaaaaa"}, 422, "user-password"),
        ({"name": "new", "role": "read", "password": "abcdefgh12345678"}, 422, "user-password"),
        ({"name": "zhangsan", "role": "read", "password": "zhangsan12345"}, 422, "user-password"),
        ({"name": "new", "role": "read", "rights": ["edit"]}, 422, "request-parameter"),
    ],
    ids=lambda one: str(one)[:40],
)
def test_what_is_no_account_is_refused(own, codes, given, status, code):
    answer = (
        add(own.client("administrator"), **given)
        if "rights" not in given
        else (own.client("administrator").post("/api/v1/users", json=given))
    )
    assert (answer.status_code, codes(answer)[0]) == (status, code), answer.text


def test_the_last_administrator_stays(own, codes):
    chief = own.client("administrator")
    for answer in (
        chief.patch("/api/v1/users/administrator", json={"role": "read"}),
        chief.delete("/api/v1/users/administrator"),
    ):
        assert (answer.status_code, codes(answer)) == (409, ["user-last"])
    assert chief.patch("/api/v1/users/edit", json={"role": "administrator"}).status_code == 200
    assert chief.delete("/api/v1/users/administrator").status_code == 204
    assert chief.get("/api/v1/users").status_code == 401, "whoever is removed is signed out"


def test_another_password_is_made_for_somebody(own):
    chief, old = own.client("administrator"), own.client("edit")
    made = chief.patch("/api/v1/users/edit", json={"password": ""}).json()["password"]
    assert len(made) == 20
    assert old.get("/api/v1/session").json()["name"] is None
    given = {"name": "edit", "password": made}
    assert own.client().post("/api/v1/session", json=given).status_code == 201
    none = chief.patch("/api/v1/users/nobody", json={"password": ""})
    assert none.status_code == 404


def test_a_juror_sees_what_is_his_and_nothing_else(own):
    chief, juror = own.client("administrator"), own.client("juror")
    row = {"kind": "regions", "subject": "r2"}
    (first,) = juror.get("/api/v1/assigned").json()["items"]
    assert (first["subject"], first["title"]["en"], first["row"]["name"]) == ("r1", "One", "One")
    assert chief.post("/api/v1/users/juror/assigned", json=row).status_code == 201
    assert [one["subject"] for one in juror.get("/api/v1/assigned").json()["items"]] == ["r1", "r2"]
    gone = chief.delete("/api/v1/users/juror/assigned", params=row)
    assert gone.status_code == 204
    assert "Two" not in juror.get("/api/v1/assigned").text
    other = add(chief, "second juror", "juror").json()
    second = own.client()
    second.post("/api/v1/session", json={"name": other["name"], "password": other["password"]})
    assert second.get("/api/v1/assigned").json()["items"] == []


def test_what_is_not_there_or_nobodys_to_score_is_not_assigned(own, codes):
    chief = own.client("administrator")
    for name, row, code in (
        ("juror", {"kind": "regions", "subject": "r9"}, "row-unknown"),
        ("juror", {"kind": "nothing", "subject": "r1"}, "table-unknown"),
        ("edit", {"kind": "regions", "subject": "r1"}, "assignment-role"),
        ("nobody", {"kind": "regions", "subject": "r1"}, "user-unknown"),
    ):
        answer = chief.post(f"/api/v1/users/{name}/assigned", json=row)
        assert codes(answer) == [code], answer.text
    gone = chief.delete("/api/v1/users/juror/assigned", params={"kind": "x", "subject": "y"})
    assert (gone.status_code, codes(gone)) == (404, ["assignment-unknown"])
    assert chief.get("/api/v1/users/juror/assigned").json()["total"] == 1


def test_a_row_that_is_gone_is_said_to_be(own):
    assign(own.store, "juror", "regions", "gone", by=Actor(name="tests"))
    found = own.client("juror").get("/api/v1/assigned").json()["items"]
    assert [(one["subject"], one["row"]) for one in found] == [
        ("gone", None),
        ("r1", {"region": "r1", "name": "One", "level": "county"} | (found[1]["row"] or {})),
    ]


def test_lists_are_safe_to_open_in_a_spreadsheet(own):
    chief = own.client("administrator")
    for name in FORMULAS:
        assert add(chief, name).status_code == 201, name
    for route in ("/users", "/audit"):
        text = chief.get(f"/api/v1{route}", params={"format": "csv"}).content.decode("utf-8-sig")
        cells = {cell for row in csv.reader(io.StringIO(text)) for cell in row}
        assert not {one for one in cells if one[:1] in "=+-@＝" and one}, route
        assert {f"'{name}" for name in FORMULAS} <= cells
        book = chief.get(f"/api/v1{route}", params={"format": "xlsx"}).content
        with zipfile.ZipFile(io.BytesIO(book)) as parts:
            sheet = parts.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in sheet and "'=1+1" in sheet


def test_markup_in_a_name_is_text(own):
    chief = own.client("administrator")
    assert add(chief, MARKUP.replace("&lt;b&gt; ", "")).status_code == 201
    answer = chief.get("/api/v1/users")
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_the_log_says_who_did_what_to_whom_from_where(own):
    chief = own.client("administrator")
    add(chief, "new")
    chief.patch("/api/v1/users/new", json={"role": "edit"})
    chief.delete("/api/v1/users/new")
    found = chief.get("/api/v1/audit", params={"limit": 3}).json()
    told = [(one["who"], one["what"], one["subject"], one["detail"]) for one in found["items"]]
    assert told == [
        ("administrator", "user-remove", "new", ""),
        ("administrator", "user-role", "new", "edit"),
        ("administrator", "user-add", "new", "read"),
    ]
    assert {one["address"] for one in found["items"]} == {"testclient"}
    only = chief.get("/api/v1/audit", params={"what": "user-role", "who": "administrator"}).json()
    assert only["total"] == 1
    assert chief.get("/api/v1/audit", params={"since": "2100-01-01"}).json()["total"] == 0
    assert chief.get("/api/v1/audit", params={"what": "nothing"}).status_code == 422


def test_changes_and_files_that_are_taken_are_in_the_log(own):
    editor, reader = own.client("edit"), own.client("read")
    editor.post("/api/v1/uploads", params={"name": "a.csv"}, content=b"a\n1\n")
    reader.post("/api/v1/uploads", params={"name": "a.csv"}, content=b"a\n1\n")
    before = audit_log(own.store)[1]
    editor.get("/api/v1/tables/regions", params={"format": "csv"})
    editor.get("/api/v1/tables/regions")
    reader.get("/api/v1/tables/regions", params={"format": "csv"})
    own.client().get("/api/v1/tables/regions", params={"format": "csv"})
    found = audit_log(own.store)[0]
    assert audit_log(own.store)[1] == before + 1, "who takes protected numbers is not noted"
    told = [(one.who, one.what, one.subject, one.result) for one in found[:3]]
    assert told == [
        ("edit", "export", "/api/v1/tables/regions?format=csv", "done"),
        ("read", "change", "POST /api/v1/uploads", "refused"),
        ("edit", "change", "POST /api/v1/uploads", "done"),
    ]


def test_no_password_is_in_the_log_or_an_answer(own):
    chief, secret = own.client("administrator"), "a phrase that nobody guesses"
    answers = [
        add(chief, "new", password=secret),
        chief.patch("/api/v1/users/new", json={"password": secret}),
        chief.post("/api/v1/session", json={"name": "new", "password": secret + "x"}),
    ]
    assert not [one for one in answers if secret in one.text]
    assert secret not in repr(audit_log(own.store))


def test_an_erased_name_is_nowhere(own):
    chief = own.client("administrator")
    assert add(chief, "Forgotten Person", "juror").status_code == 201
    row = {"kind": "regions", "subject": "r2"}
    chief.post("/api/v1/users/Forgotten Person/assigned", json=row)
    chief.delete("/api/v1/users/Forgotten Person", params={"erase": True})
    note(own.store, Actor(name="x"), Deed(what="change"))
    for file in own.path.rglob("*"):
        if file.is_file():
            held = file.read_bytes().lower()
            assert b"forgotten" not in held, file
    assert [one.subject for one in audit_log(own.store)[0]].count("removed-5") >= 3


@pytest.mark.parametrize("who", ["edit", "administrator"])
def test_what_one_session_sends_no_other_finds(own, who):
    sender, other = own.client("edit"), own.client(who)
    sent = sender.post("/api/v1/uploads", params={"name": "a.csv"}, content=b"a\n1\n").json()
    place = f"/api/v1/uploads/{sent['upload']}"
    for method, path in (
        ("post", f"{place}/look"),
        ("post", f"{place}/load"),
        ("get", f"{place}/rejects"),
        ("delete", place),
    ):
        more = {"json": {"table": "regions"} if "load" in path else {}} if method == "post" else {}
        assert other.request(method, path, **more).status_code == 404, path
    assert sender.delete(place).status_code == 204


def test_what_one_session_runs_no_other_finds(own, monkeypatch):
    runs = own.editing.runs
    sender, other = own.client("edit"), own.client("administrator")
    place = sender.post("/api/v1/runs").headers["location"]
    assert other.get(place).status_code == 404
    assert other.delete(place).status_code == 404
    assert sender.get(place).status_code == 200
    assert sender.delete(place).status_code == 204
    runs.close()


def test_a_change_of_two_things_is_made_whole_or_not(own):
    """A role is not given where the password beside it is refused."""
    boss = own.client("administrator")
    told = boss.patch("/api/v1/users/read", json={"role": "edit", "password": "short"})
    assert told.status_code == 422
    held = {one["name"]: one["role"] for one in boss.get("/api/v1/users").json()["items"]}
    assert held["read"] == "read"
