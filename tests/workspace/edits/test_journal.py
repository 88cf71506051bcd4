"""The journal of single edits, held against a plain dictionary."""

import tempfile
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from jiqun.core import ConflictError, InputError, Origin, UnknownError, problem
from jiqun.tables import schema
from jiqun.workspace import Journal, RowChange, Workspace, tag
from jiqun.workspace.edits.rows import key_text, read_key, read_row, row_text

ME = Origin(producer="me", title="By hand")
CODES = "abcd"
KEYS = [{"organisation": code, "year": year} for code in "xy" for year in (2020, 2021)]


def region(code, **more):
    return {"region": code, "level": "city", **more}


def change(code, seen, after):
    return RowChange(table="regions", key={"region": code}, seen=tag(seen), after=after)


@pytest.fixture
def ws(tmp_path):
    return Workspace.create(tmp_path / "ws")


class AgainstADictionary(RuleBasedStateMachine):
    """Whatever is edited, loaded, settled and taken back: rows are as a dictionary has them."""

    rows = st.sampled_from(CODES)
    values = st.one_of(st.none(), st.integers(0, 3).map(float))

    @initialize()
    def begin(self):
        self.home = tempfile.TemporaryDirectory()
        self.ws = Workspace.create(Path(self.home.name) / "ws")
        self.model, self.batches, self.steps = {}, {}, 0

    def teardown(self):
        if hasattr(self, "home"):
            self.home.cleanup()

    @property
    def journal(self) -> Journal:
        return Workspace.open(self.ws.path).journal()

    def write(self, wanted):
        """Write rows (None removes) by key, seen as they are."""
        changes = [change(c, self.journal.row("regions", {"region": c}), r) for c, r in wanted]
        before = {c: self.model.get(c) for c, _ in wanted}
        edits = self.journal.write(changes, author="Li")
        real = [c for c, r in wanted if tag(r) != tag(before[c])]
        assert [edit.key["region"] for edit in edits] == real
        for edit in edits:
            code = edit.key["region"]
            assert tag(edit.before) == tag(before[code])
            assert tag(edit.after) == tag(dict(wanted)[code])
        if edits:
            self.batches[edits[0].batch] = {c: (before[c], dict(wanted)[c]) for c in real}
        self.put(wanted)

    def put(self, wanted):
        for code, row in wanted:
            self.model.pop(code, None) if row is None else self.model.update({code: row})

    @rule(codes=st.lists(rows, min_size=1, max_size=3, unique=True), value=values)
    def edit(self, codes, value):
        self.write([(code, region(code, area_km2=value)) for code in codes])

    @rule(code=rows)
    def remove(self, code):
        self.write([(code, None)])

    @rule(code=rows, value=values)
    def stale(self, code, value):
        """What somebody has not seen as it is cannot be changed."""
        seen = region(code, area_km2=99.0)
        with pytest.raises(ConflictError) as told:
            self.journal.write([change(code, seen, region(code, area_km2=value))], author="Wang")
        assert [one.code for one in told.value.problems] == ["edit-conflict"]
        assert told.value.problems[0].values["tag"] == tag(self.model.get(code))

    @rule(data=st.data())
    def undo(self, data):
        if not self.batches:
            return
        batch = data.draw(st.sampled_from(sorted(self.batches)))
        rows = self.batches[batch]
        if all(tag(self.model.get(code)) == tag(after) for code, (_, after) in rows.items()):
            edits = self.journal.undo(batch, author="Wang")
            assert {edit.undoes for edit in edits} <= {batch}
            self.put([(code, before) for code, (before, _) in rows.items()])
        else:
            with pytest.raises(ConflictError):
                self.journal.undo(batch, author="Wang")

    @rule()
    def settle(self):
        waiting = self.journal.waiting()
        assert (self.journal.settle() is None) == (waiting == 0)
        assert self.journal.waiting() == 0

    @rule(codes=st.lists(rows, min_size=1, max_size=2, unique=True), replace=st.booleans())
    def load(self, codes, replace):
        self.steps += 1
        rows = [region(code, name=f"load {self.steps}") for code in codes]
        ws = Workspace.open(self.ws.path)
        ws.settle()
        with ws.transaction(verb="load") as t:
            t.put("regions", pl.DataFrame(rows), mode="replace" if replace else "upsert")
        if replace:
            self.model.clear()
        self.put([(row["region"], row) for row in rows])

    @rule()
    def prune(self):
        Workspace.open(self.ws.path).prune(keep=2)

    @invariant()
    def rows_are_the_dictionary(self):
        ws = Workspace.open(self.ws.path)
        stored = ws.frame("regions") if ws.has("regions") else schema("regions").empty()
        seen = ws.journal().overlay("regions", stored)
        assert {r["region"]: tag(r) for r in seen.iter_rows(named=True)} == {
            code: tag(row) for code, row in self.model.items()
        }
        keys = [{"region": code} for code in CODES]
        now = ws.journal().rows("regions", keys)
        assert [tag(row) for row in now] == [tag(self.model.get(code)) for code in CODES]
        if not ws.journal().waiting():
            assert seen.equals(stored)


TestAgainstADictionary = AgainstADictionary.TestCase
TestAgainstADictionary.settings = settings(
    max_examples=12,
    stateful_step_count=20,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


def test_the_second_of_two_is_told_by_whom_when_and_what(ws):
    first = region("a", name="Ah")
    ws.journal().write([change("a", None, first)], author="Li")
    ws.journal().write([change("a", first, region("a", name="Oh"))], author="Li")
    with pytest.raises(ConflictError) as told:
        ws.journal().write(
            [change("a", first, region("a", name="Uh")), change("b", None, region("b"))],
            author="Wang",
        )
    (one,) = told.value.problems
    assert (one.code, one.values["author"]) == ("edit-conflict", "Li")
    assert one.values["row"] == region("a", name="Oh")
    assert one.values["time"] == ws.journal().edits()[0].time
    assert all(one.told(lang) for lang in ("en", "zh"))
    assert ws.journal().row("regions", {"region": "b"}) is None  # all or nothing


def test_a_load_that_came_between_is_a_conflict(ws):
    row = region("a")
    ws.journal().write([change("a", None, row)], author="Li")
    ws.settle()
    with ws.transaction() as t:
        t.put("regions", pl.DataFrame([region("a", name="loaded")]), origins=[ME])
    with pytest.raises(ConflictError) as told:
        ws.journal().write([change("a", row, region("a", name="mine"))], author="Li")
    assert told.value.problems[0].case == "commit"
    assert told.value.problems[0].values["row"]["name"] == "loaded"


def test_rows_with_several_keys_and_every_type(ws):
    table = "activity"
    names = schema(table).names
    assert {"integer", "number"} <= {one.type for one in schema(table).columns}
    row = {"region": "r", "industry": "i", "year": 2020, "employment": 3.5, "establishments": None}
    key = {name: row.get(name) for name in schema(table).key}
    edit = RowChange(table=table, key=key, seen=None, after=row)
    (made,) = ws.journal().write([edit], author="Li", note="first")
    ws.journal().settle()
    kept = Workspace.open(ws.path).frame(table)
    assert kept.columns == list(names) and kept.height == 1
    assert tag(kept.row(0, named=True)) == tag(made.after)
    (read,) = ws.journal().edits(table=table, key=key)
    assert (read.after, read.note, read.commit) == (made.after, "first", 1)


@pytest.mark.parametrize("table", ["regions", "activity", "organisations", "links", "indicators"])
def test_texts_of_rows_and_keys_come_back(table):
    values = {
        "code": "a,\"b'\\", "text": "多行\nx", "integer": -(2**63), "number": 0.1, "boolean": False,
        "codes": ["a", ""], "geometry": b"\x00\xff",
    }  # fmt: skip
    full = {one.name: values[one.type] for one in schema(table).columns}
    bare = dict.fromkeys(full)
    for row in (full, bare):
        assert read_row(table, row_text(table, row)) == row
        key = {name: row[name] for name in schema(table).key}
        assert read_key(table, key_text(table, key)) == key


@pytest.mark.parametrize(
    ("row", "case"),
    [
        (region("a", area_km2="much"), ""),
        (region("a", lon=True), ""),
        (region("a", name="\ud800"), ""),
        (region("a", nothing=1), "column"),
        (region("b"), "other"),
    ],
)
def test_a_row_that_the_table_cannot_hold_is_refused(ws, row, case):
    with pytest.raises(InputError) as told:
        ws.journal().write([change("a", None, row)], author="Li")
    assert {(one.code, one.case) for one in told.value.problems} == {("edit-row", case)}
    assert not (ws.path / "edits.sqlite").exists()


@pytest.mark.parametrize("author", ["", "  ", "a" * 81, "a\nb", "a\x1b[31m"])
def test_an_author_is_a_name(ws, author):
    with pytest.raises(InputError, match="edit-author"):
        ws.journal().write([change("a", None, region("a"))], author=author)


def test_the_same_row_twice_in_a_batch_is_refused(ws):
    twice = [change("a", None, region("a")), change("a", None, region("a", name="b"))]
    with pytest.raises(InputError, match="edit-twice"):
        ws.journal().write(twice, author="Li")


def test_a_check_sees_the_tables_as_they_would_be(ws):
    ws.journal().write([change("a", None, region("a"))], author="Li")
    seen = []

    def check(tables):
        seen.append(sorted(tables["regions"]["region"]))
        assert tables["industries"].height == 0
        return [problem("edit-twice", subject="regions", key="b")]

    with pytest.raises(InputError, match="edit-twice"):
        ws.journal().write([change("b", None, region("b"))], author="Li", check=check)
    assert seen == [["a", "b"]]
    assert ws.journal().waiting() == 1


def test_a_batch_of_any_size_is_taken_back(ws):
    many = [change(f"r{n}", None, region(f"r{n}")) for n in range(20_500)]
    edits = ws.journal().write(many, author="Li")
    assert len(edits) == 20_500
    ws.journal().write([change("z", None, region("z"))], author="Li")
    assert len(ws.journal().undo(edits[0].batch, author="Wang")) == 20_500
    assert ws.journal().settle() == 1
    assert Workspace.open(ws.path).frame("regions")["region"].to_list() == ["z"]
    with pytest.raises(ConflictError):
        ws.journal().undo(edits[0].batch, author="Wang")
    with pytest.raises(UnknownError, match="edits-unknown"):
        ws.journal().undo(2, author="Wang")  # not the first of its batch


def test_edits_are_listed_by_table_author_row_and_page(ws):
    for number, code in enumerate("abab"):
        row = ws.journal().row("regions", {"region": code})
        after = region(code, area_km2=float(number))
        ws.journal().write([change(code, row, after)], author="Li" if code == "a" else "Wang")
    journal = ws.journal()
    assert [one.number for one in journal.edits()] == [4, 3, 2, 1]
    assert [one.number for one in journal.edits(author="Li")] == [3, 1]
    assert [one.number for one in journal.edits(table="regions", key={"region": "b"})] == [4, 2]
    assert [one.number for one in journal.edits(before=3, limit=1)] == [2]
    assert journal.edits(since=journal.edits()[0].time)[0].number == 4
    assert journal.edits(table="industries") == []
    assert journal.newest == 4


def test_an_edit_changes_a_row_in_its_place(ws):
    with ws.transaction() as t:
        t.put("regions", pl.DataFrame([region(code) for code in "abc"]), origins=[ME])
    digest = ws.digest("regions")
    (edit,) = ws.journal().write([change("b", region("b"), region("b", name="B"))], author="Li")
    ws.settle()
    assert ws.frame("regions")["region"].to_list() == ["a", "b", "c"]
    assert ws.frame("regions")["name"].to_list() == [None, "B", None]
    assert [one.title for one in ws.origins("regions")] == ["By hand", "Edited by hand"]
    ws.journal().undo(edit.batch, author="Li")
    ws.settle()
    assert ws.digest("regions") == digest


def test_of_an_earlier_commit_nothing_is_edited(ws):
    ws.journal().write([change("a", None, region("a"))], author="Li")
    ws.journal().settle()
    past = Workspace.open(ws.path, as_of=0)
    with pytest.raises(InputError, match="workspace-past"):
        past.journal().write([change("b", None, region("b"))], author="Li")
