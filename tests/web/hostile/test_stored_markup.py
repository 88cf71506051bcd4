"""Markup, formulas and templates that somebody put into every text column come out as data."""

from __future__ import annotations

import csv
import io
import os
import shutil
import zipfile
from dataclasses import asdict
from html.parser import HTMLParser
from types import SimpleNamespace

import polars as pl
import pytest

from jiqun.accounts import Actor, Cost, Store, add_user
from jiqun.studies.editing import (
    Change,
    SheetOptions,
    from_sheet,
    save,
    settle,
    sheet,
)
from jiqun.studies.editing import (
    row_of as row_there,
)
from jiqun.studies.exporting import export_table
from jiqun.tables import Column, TableSchema, schemas
from jiqun.web import create_app
from jiqun.web.access import HEADER, Access
from jiqun.web.editing import Editing

SCRIPT, IMAGE = "<script>alert(1)</script>", '"><img src=x onerror=alert(2)>'
FORMULA, TEMPLATE = '=HYPERLINK("http://x.test","y")', "${7*7}{{7*7}}{%raw%}"
BIDI = "a\u202ecod.exe\u2066\u200f"
UNSEEN = dict.fromkeys(map(ord, "\u202e\u2066\u200f"))
MARKS = (SCRIPT, IMAGE, FORMULA, TEMPLATE, BIDI)
#: A code that a spreadsheet has ruined is refused; this formula is none of its making.
CODES = (SCRIPT, IMAGE, f"@{FORMULA[1:]}", TEMPLATE, BIDI)
TOLD = f"{SCRIPT} {IMAGE} {TEMPLATE} {BIDI} @SUM(1)"
#: What stands where a column's pattern leaves no room for a mark.
FITTING = (*(mark.replace("/", "").replace(":", "") for mark in CODES), "CNY", "2020")
LED = tuple("=+-@\t\r＝＋－＠")
CHIEF, PASSWORD = "=cmd {{7*7}} ${7*7}", "correct horse battery staple"
TEXTS = ("code", "text", "codes")
SHEETS = ("csv", "xlsx")


def texts(target: TableSchema) -> list[Column]:
    return [one for one in target.columns if one.type in TEXTS]


TABLES = {name: target for name, target in schemas().items() if texts(target)}
#: Workbooks take longer to write: each fifth table's here, all of them by ``JIQUN_WHOLE=1``.
WORKBOOKS = sorted(TABLES)[:: 1 if os.environ.get("JIQUN_WHOLE") else 5]


def ordered() -> list[TableSchema]:
    """Give the tables so that what a row names is there before it."""
    found: dict[str, TableSchema] = {}
    while len(found) < len(TABLES):
        for name, target in TABLES.items():
            named = {c.references[0] for c in target.columns if c.references} - {name}
            if named <= found.keys():
                found.setdefault(name, target)
    return list(found.values())


def filled(column: Column, at: int, mark: int) -> object:
    """Give a column's value in the row of one mark: a mark wherever the schema lets one in."""
    if column.references:  # the row of that table with the same mark in its key
        target = TABLES[column.references[0]]
        return filled(target.column(column.references[1]), 0, mark)
    if column.values:
        return column.values[0]
    if column.pattern:
        return next(one for one in (FITTING[mark], *FITTING[5:]) if matches(column, one))
    given = {"integer": 2020, "number": 1.0, "boolean": True}
    if column.type in given:
        return given[column.type] if column.required else None
    if column.type not in TEXTS:
        return None
    marks, nth = MARKS if column.type == "text" else CODES, (at + mark) % len(MARKS)
    return [marks[nth], "b"] if column.type == "codes" else marks[nth]


def matches(column: Column, value: str) -> bool:
    return bool(pl.Series([value]).str.contains(column.pattern)[0])


def row_of(target: TableSchema, mark: int) -> dict[str, object]:
    keys = list(target.key)
    row, named = {}, {target.name}
    for at, column in enumerate(target.columns):
        row[column.name] = filled(column, 0 if column.name in keys else at, mark)
        if column.references:  # of the same table, or for the second time: the row before, no ring
            if column.references[0] in named:
                row[column.name] = CODES[mark - 1] if mark else None
            named.add(column.references[0])
    return row


@pytest.fixture(scope="module")
def place(folder, tmp_path_factory):
    """A workspace with every mark in every text column, by edits; and who made them."""
    path = tmp_path_factory.mktemp("hostile") / "ws"
    shutil.copytree(folder, path)
    sent = {}
    for target in ordered():
        rows = [row_of(target, mark) for mark in range(len(MARKS))]
        rows = [row for row in rows if all(row[n] is not None for n in target.key)]
        sent[target.name] = [kept(target, row) for row in rows]
        changes = [Change(values=row) for row in rows]
        saved = save(path, target.name, changes, author=SCRIPT, note=IMAGE)
        assert saved.saved, (target.name, saved.problems[:2])
    for table, key in (("regions", "c00"), ("clusters", "case:shenzhen")):
        retold(path, table, key)
    settle(path)
    return SimpleNamespace(path=path, sent=sent)


def kept(target: TableSchema, row: dict[str, object]) -> dict[str, object]:
    """Give a row as it is kept: codes lose what nobody sees, texts nothing."""
    found = dict(row)
    for name, value in row.items():
        if target.column(name).type == "code" and value is not None:
            found[name] = value.translate(UNSEEN)
        elif target.column(name).type == "codes":
            found[name] = [one.translate(UNSEEN) for one in value]
    return found


def retold(path, table, key):
    """Give a row that has a brief marks in all its texts."""
    target = TABLES[table]
    seen = row_there(path, table, {target.key[0]: key}).tag
    values = {c.name: TOLD for c in texts(target) if c.type == "text"}
    change = Change(key={target.key[0]: key}, seen=seen, values=values)
    assert save(path, table, [change], author=BIDI, note=TEMPLATE).saved


@pytest.fixture(scope="module")
def api(place, ask):
    """Ask as an administrator whose name is a formula."""
    store = Store(place.path, cost=Cost(passes=1, memory_kib=8, lanes=1))
    add_user(store, CHIEF, role="administrator", password=PASSWORD, by=Actor(name=SCRIPT))
    add_user(store, "@SUM(1)", role="juror", password=PASSWORD, by=Actor(name=FORMULA))
    with Editing() as editing:
        app = create_app(place.path, editing=editing, access=Access(store, printed=editing.printed))
        client = ask(app)
        client.headers[HEADER] = "1"
        given = {"name": CHIEF, "password": PASSWORD}
        assert client.post("/api/v1/session", json=given).status_code == 201

        def asked(route, method="GET", **more):
            return client.request(method, f"/api/v1{route}", **more)

        yield asked
    store.close()


def data(answer):
    """Give what an answer holds, once it is sure that no browser reads it as a page."""
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "content-security-policy" in answer.headers
    return answer.json()


def test_every_text_column_of_every_table_is_tried(place):
    """What follows is of all of them: no column of texts lacks a mark but where a list rules."""
    for name, target in TABLES.items():
        for column in texts(target):
            marked = {str(row[column.name]) for row in place.sent[name]}
            free = not column.values and not (column.pattern and not matches(column, FITTING[0]))
            assert not free or any("<" in one for one in marked), column.name


@pytest.mark.parametrize("table", TABLES)
def test_rows_are_told_as_they_were_put(api, place, table):
    target = TABLES[table]
    for route in (f"/tables/{table}/rows", f"/tables/{table}"):
        there = data(api(route, params={"limit": 1000}))["items"]
        there = [one.get("values", one) for one in there]
        for row in place.sent[table]:
            key = {name: row[name] for name in target.key}
            (found,) = (one for one in there if key.items() <= one.items())
            names = [c.name for c in texts(target) if c.name in found]
            assert names
            assert {n: found[n] for n in names} == {n: row[n] for n in names}


def test_people_and_edits_are_told_as_they_were_written(api):
    edits = data(api("/edits", params={"limit": 1000}))["items"]
    assert {(one["author"], one["note"]) for one in edits} == {(SCRIPT, IMAGE), (BIDI, TEMPLATE)}
    assert {one["table"] for one in edits} == set(TABLES)
    assert {one["name"] for one in data(api("/users"))["items"]} == {CHIEF, "@SUM(1)"}
    log = data(api("/audit", params={"limit": 1000}))["items"]
    assert {SCRIPT, FORMULA, CHIEF} <= {one["who"] for one in log}


@pytest.mark.parametrize("name", [SCRIPT, IMAGE, FORMULA, BIDI])
def test_names_of_people_hold_no_markup(api, name):
    told = api("/users", "POST", json={"name": name, "role": "read", "password": PASSWORD})
    assert told.status_code == 422
    assert [one["code"] for one in told.json()["problems"]] == ["user-name"]
    assert told.headers["content-type"].startswith("application/")
    assert told.headers["x-content-type-options"] == "nosniff"


class Page(HTMLParser):
    """What a browser would make of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.sources: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.sources += [value or "" for name, value in attrs if name in ("src", "href")]

    def handle_data(self, data):
        self.words.append(data)


@pytest.mark.parametrize("brief", ["region/c00", "cluster/case:shenzhen"])
def test_a_brief_holds_no_markup_of_others(api, brief):
    told = api(f"/briefs/{brief}")
    assert told.status_code == 200, told.text
    assert "script-src" not in told.headers["content-security-policy"]
    assert "default-src 'none'" in told.headers["content-security-policy"]
    page = Page()
    page.feed(told.text)
    assert not page.tags & {"script", "iframe", "object", "embed", "form", "base", "link"}
    assert not [name for name in page.attributes if name.startswith("on")]
    assert not [one for one in page.sources if not one.startswith(("#", "data:", "https://"))]
    words = "".join(page.words)
    assert SCRIPT in words
    assert IMAGE in words
    assert TEMPLATE in words


def cells_of(form, body):
    """Give all cells as a spreadsheet holds them, and whether any is a formula."""
    if form == "csv":
        rows = csv.reader(io.StringIO(body.decode("utf-8-sig")))
        return [cell for row in rows for cell in row]
    with zipfile.ZipFile(io.BytesIO(body)) as book:
        for name in book.namelist():
            if name.startswith("xl/worksheets/"):
                sheet = book.read(name)
                assert b"<f>" not in sheet, name
                assert b"<f " not in sheet, name
                assert b"<hyperlink" not in sheet, name
    frame = pl.read_excel(io.BytesIO(body), engine="calamine", infer_schema_length=0)
    return [one for series in frame for one in series.cast(pl.String).to_list()]


def need_harmless(form, body):
    cells = [one for one in cells_of(form, body) if one]
    led = [one for one in cells if one.startswith(LED) and not is_number(one)]
    assert not led, led[:3]
    return cells


def is_number(cell):
    try:
        float(cell)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize(
    ("table", "form"),
    [*((table, "csv") for table in TABLES), *((table, "xlsx") for table in WORKBOOKS)],
)
def test_what_leaves_runs_in_no_spreadsheet_and_comes_back(place, tmp_path, table, form):
    away, edited = tmp_path / f"away.{form}", tmp_path / f"{table}.{form}"
    export_table(place.path, name=table, to=away)
    assert any("<" in one for one in need_harmless(form, away.read_bytes()))
    sheet(place.path, table, edited)
    assert any("<" in one for one in need_harmless(form, edited.read_bytes()))
    options = SheetOptions(dry_run=True, remove=True)
    need_unchanged(
        asdict(from_sheet(place.path, table, edited, author="Li", options=options)),
        rows=len(place.sent[table]),
    )


def need_unchanged(found, *, rows):
    assert not found["problems"], found["problems"][:2]
    assert found["unchanged"] == found["read"] >= rows
    assert not found["rows"]


@pytest.mark.parametrize(("table", "form"), [("organisations", "csv"), ("patents", "xlsx")])
def test_the_server_sends_them_alike(api, place, table, form):
    for route in (f"/tables/{table}", f"/tables/{table}/sheet"):
        told = api(route, params={"format": form})
        assert told.status_code == 200, told.text
        assert told.headers["content-disposition"].startswith("attachment")
        assert any("<" in one for one in need_harmless(form, told.content))
    sent = {"file": f"{table}.{form}", "remove": "true"}
    found = data(api(f"/tables/{table}/sheet", "POST", params=sent, content=told.content))
    need_unchanged(found, rows=len(place.sent[table]))


@pytest.mark.parametrize("form", SHEETS)
@pytest.mark.parametrize("route", ["/users", "/audit"])
def test_lists_of_people_run_in_no_spreadsheet(api, route, form):
    told = api(route, params={"format": form})
    assert told.status_code == 200, told.text
    assert f"'{CHIEF}" in need_harmless(form, told.content)
