"""A journal that somebody sent you: nothing of it runs, nothing outside is touched."""

import os
import shutil
import signal
import sqlite3

import pytest

from jiqun.core import DamageError, InputError, JiqunError, stream
from jiqun.studies import check, history, repair
from jiqun.workspace import RowChange, Workspace
from jiqun.workspace.edits import keeping
from jiqun.workspace.edits.keeping import SCHEMA, let_go
from jiqun.workspace.edits.records import COLUMNS


def put(ws, code, author="Li"):
    row = {"region": code, "level": "city"}
    change = RowChange(table="regions", key={"region": code}, seen=None, after=row)
    return ws.journal().write([change], author=author)


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    ws = Workspace.create(tmp_path_factory.mktemp("sound") / "ws")
    for code in "abc":
        put(ws, code)
    ws.settle()
    for code in "de":
        put(ws, code)
    let_go(ws.path)
    return ws.path


@pytest.fixture
def path(sound, tmp_path):
    shutil.copytree(sound, tmp_path / "ws")
    yield tmp_path / "ws"
    let_go(tmp_path / "ws")


def use(path):
    """Do what faces do; each refusal is one of ours."""
    ws = Workspace.open(path)
    acts = (
        lambda: ws.journal().edits(),
        lambda: ws.journal().row("regions", {"region": "e"}),
        lambda: ws.journal().overlay("regions", ws.scan("regions")),
        lambda: put(ws, "z"),
        lambda: ws.journal().undo(5, author="Li"),
        lambda: ws.journal().settle(),
        lambda: ws.journal().erase("Li", to="x"),
        lambda: ws.prune(keep=1, edit_days=0),
        lambda: check(path),
        lambda: history(path),
    )
    told = []
    for act in acts:
        try:
            act()
        except JiqunError as err:
            told += err.problems
    assert all(one.told(lang) for one in told for lang in ("en", "zh"))
    return told


#: What runs when a schema is trusted.
FOREIGN = {
    "trigger": "CREATE TRIGGER t AFTER INSERT ON edits BEGIN DELETE FROM settled; END",
    "view": "CREATE VIEW settled2 AS SELECT * FROM edits",
    "table": "CREATE TABLE more (x)",
    "index": "CREATE INDEX more ON edits (length(after))",
    "virtual": "CREATE VIRTUAL TABLE more USING fts5(x)",
}


@pytest.mark.parametrize("kind", FOREIGN)
def test_a_schema_that_is_not_ours_is_refused(path, kind):
    with sqlite3.connect(path / "edits.sqlite") as journal:
        try:
            journal.execute(FOREIGN[kind])
        except sqlite3.OperationalError:
            pytest.skip("this SQLite has no such thing")
    journal.close()
    told = use(path)
    assert {one.case for one in told} == {"changed"}
    assert not check(path).sound
    repair(path)
    assert check(path).sound


def test_tables_replaced_by_views_are_refused(path):
    with sqlite3.connect(path / "edits.sqlite") as journal:
        journal.execute("ALTER TABLE edits RENAME TO real")
        journal.execute("CREATE VIEW edits AS SELECT * FROM real")
    journal.close()
    assert {one.code for one in use(path)} == {"workspace-damaged"}


def _waited_too_long(*_):
    raise AssertionError("it waits")  # no error of the system: those are told


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
@pytest.mark.parametrize("name", ["edits.sqlite", "edits.sqlite-wal", "edits.newest"])
def test_a_pipe_is_waited_for_by_nobody(path, name):
    (path / name).unlink(missing_ok=True)
    os.mkfifo(path / name)
    before = signal.signal(signal.SIGALRM, _waited_too_long)
    signal.setitimer(signal.ITIMER_REAL, 20, 1)
    try:
        told = use(path)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert {(one.code, one.case) for one in told} == {("workspace-damaged", "kind")}
    assert not check(path).sound


@pytest.mark.parametrize(
    "name", ["edits.sqlite", "edits.sqlite-wal", "edits.sqlite-shm", "edits.newest", ".edits.lock"]
)
def test_a_link_is_not_followed(path, tmp_path, name):
    outside = tmp_path / "outside"
    outside.write_bytes((path / name).read_bytes() if (path / name).exists() else b"")
    before = outside.read_bytes()
    (path / name).unlink(missing_ok=True)
    (path / name).symlink_to(outside)
    told = use(path)
    assert any(one.code == "workspace-damaged" and one.case == "kind" for one in told)
    assert outside.read_bytes() == before


def test_a_pipe_hangs_nobody(path):
    (path / "edits.sqlite").unlink()
    os.mkfifo(path / "edits.sqlite")
    assert {one.case for one in use(path)} == {"kind"}


def test_a_rollback_journal_is_not_replayed(path, tmp_path):
    """It may name a file elsewhere, which SQLite would remove."""
    (path / "edits.sqlite-journal").write_bytes(b"\xd9\xd5\x05\xf9 \xa1c\xd7" + b"\x00" * 600)
    assert {one.values["file"] for one in use(path)} == {"edits.sqlite-journal"}
    repair(path)
    assert check(path).sound
    assert Workspace.open(path).journal().newest == 5


def test_a_journal_that_is_too_large_is_refused(path, monkeypatch):
    monkeypatch.setattr(keeping, "MOST_JOURNAL", 1000)
    assert {one.case for one in use(path)} == {"large"}


@pytest.mark.parametrize("mode", ["DELETE", "MEMORY"])
def test_a_journal_kept_in_another_way_is_refused(path, mode):
    with sqlite3.connect(path / "edits.sqlite") as journal:
        journal.execute(f"PRAGMA journal_mode={mode}")
    journal.close()
    assert {one.case for one in use(path)} == {"changed"}


#: What a field may hold instead of what jiqun wrote.
VALUES = [
    None, -1, 0, 1.5, 2**62, "", "x", "[1]", "{}", "null", '{"region":1}', '["\\ud800"]',
    "[" * 5000, b"\x00\xff", "../../etc/passwd", "\x1b]0;x\x07", "9" * 400,
]  # fmt: skip


@pytest.mark.parametrize(
    "name", ["batch", "time", "author", "tbl", "key", "before", "after", "note", "undoes"]
)
def test_hostile_values_are_refused_or_shown_harmless(sound, tmp_path, name, monkeypatch):
    """Also where the seal is right: whoever sends a folder can seal it."""
    from jiqun.workspace.edits.records import Line

    monkeypatch.setattr(Line, "seal", property(lambda line: "s"))
    whole = os.environ.get("JIQUN_WHOLE")
    draw = stream(seed=14, name=name)
    chosen = VALUES if whole else [VALUES[k] for k in draw.choice(len(VALUES), 4, replace=False)]
    for number, value in enumerate(chosen):
        path = tmp_path / f"ws{number}"
        shutil.copytree(sound, path)
        journal = sqlite3.connect(path / "edits.sqlite")
        with journal:
            journal.execute("UPDATE edits SET seal = 's'")
            try:
                journal.execute(f"UPDATE edits SET {name} = ? WHERE number = 5", (value,))
            except sqlite3.IntegrityError:
                continue
        journal.close()
        use(path)
        ws = Workspace.open(path)
        try:
            found = ws.journal().edits()
        except DamageError:
            found = []
        assert not any("\x1b" in one.author + one.note for one in found)
        let_go(path)


@pytest.mark.parametrize("table", ["settled", "gaps"])
def test_hostile_numbers_are_no_harm(path, table):
    with sqlite3.connect(path / "edits.sqlite") as journal:
        for values in ((1, -5, 2**62), (2, 0, 0), (3, "x", "y"), (4, b"", 1.5)):
            more = ", 'why')" if table == "gaps" else ")"
            journal.execute(f"INSERT OR REPLACE INTO {table} VALUES (?, ?, ?{more}", values)
    journal.close()
    use(path)
    repair(path)
    assert Workspace.open(path).frame("regions").height >= 3


@pytest.mark.parametrize("number", [2**53 - 2, 2**40, 2**62])
@pytest.mark.parametrize(
    "put_there",
    [
        "INSERT INTO gaps VALUES (9, 6, {}, 'lost')",
        f"INSERT INTO edits SELECT {{}}, {', '.join(COLUMNS[1:])} FROM edits WHERE number = 5",
    ],
)
def test_a_number_that_no_workspace_reaches_is_damage(path, put_there, number):
    with sqlite3.connect(path / "edits.sqlite") as journal:
        journal.execute(put_there.format(number))
    journal.close()
    assert {"workspace-damaged"} <= {one.code for one in use(path)}
    assert not check(path).sound
    repair(path)
    assert check(path).sound
    assert put(Workspace.open(path), "zz")[0].number < 10


def test_a_note_of_such_a_number_is_damage(path):
    (path / "edits.newest").write_bytes(b"%020d %s\n" % (2**53, b"0" * 32))
    assert not check(path).sound
    repair(path)
    assert check(path).sound
    assert put(Workspace.open(path), "zz")[0].number == 6


def test_an_older_version_refuses_a_workspace_with_edits(path, monkeypatch):
    from jiqun.workspace import places

    Workspace.open(path)
    monkeypatch.setattr(places, "WITH_EDITS", 2)
    with pytest.raises(InputError, match="workspace-newer"):
        Workspace.open(path)


def test_without_edits_a_workspace_stays_as_it_was(tmp_path):
    ws = Workspace.create(tmp_path / "ws")
    with ws.transaction():
        pass
    assert ws.journal().waiting() == 0
    assert ws.journal().edits() == []
    assert '"format":2' in (ws.path / "workspace.json").read_text()
    assert "edits" not in (ws.path / "commits/00000000.json").read_text()
    assert not any("edits" in one.name for one in ws.path.iterdir())


def test_the_schema_is_what_sqlite_keeps(path):
    journal = sqlite3.connect(path / "edits.sqlite")
    said = [one for (one,) in journal.execute("SELECT sql FROM sqlite_schema ORDER BY rowid")]
    journal.close()
    assert said == list(SCHEMA)
