"""How long edits are kept, how a name is erased, and what history says of them."""

import json

import pytest
from typer.testing import CliRunner

from jiqun.cli.app import app
from jiqun.core import InputError, UnknownError
from jiqun.studies import check, history, prune, undo
from jiqun.workspace import RowChange, Workspace, tag
from jiqun.workspace.edits.keeping import let_go


def region(code, **more):
    return {"region": code, "level": "city", **more}


def put(ws, code, author="Li", **more):
    journal = ws.journal()
    seen = tag(journal.row("regions", {"region": code}))
    change = RowChange(table="regions", key={"region": code}, seen=seen, after=region(code, **more))
    return journal.write([change], author=author)


@pytest.fixture
def ws(tmp_path):
    """Forty edits in two commits by two people, and three that wait."""
    there = Workspace.create(tmp_path / "ws")
    for number in range(40):
        put(there, f"r{number % 5}", author=("Li", "王")[number % 4 == 0], population=float(number))
        if number in (9, 39):
            there.journal().settle()
    for number in range(3):
        put(there, f"w{number}")
    return Workspace.open(there.path)


def test_history_says_how_many_and_whose(ws):
    told = history(ws.path)
    assert [(one.commit, one.edits, one.authors) for one in told.settled] == [
        (2, 30, ("Li", "王")),
        (1, 10, ("Li", "王")),
    ]
    assert [(one.verb, one.note) for one in told.commits[:2]] == [
        ("edit", "30 edits"),
        ("edit", "10 edits"),
    ]
    assert "Li" not in (ws.path / "commits/00000002.json").read_text()


def test_history_stands_without_a_sound_journal(ws):
    let_go(ws.path)
    (ws.path / "edits.sqlite").write_bytes(b"x" * 9999)
    assert [one.authors for one in history(ws.path).settled] == [(), ()]


def test_old_edits_go_and_rows_and_what_waits_stay(ws):
    rows = ws.journal().overlay("regions", ws.scan("regions"))
    size = (ws.path / "edits.sqlite").stat().st_size
    assert prune(ws.path, edit_days=1).edits == 0
    assert prune(ws.path, edit_days=0, dry_run=True).edits == 43  # by then they are settled
    assert ws.journal().prune(days=0) == 43
    assert ws.journal().edits() == []
    assert (ws.path / "edits.sqlite").stat().st_size < size
    now = Workspace.open(ws.path)
    assert now.journal().overlay("regions", now.scan("regions")).equals(rows)
    assert check(ws.path).sound
    assert put(now, "z")[0].number == 44
    assert now.journal().prune(days=0) == 0  # it waits
    with pytest.raises(UnknownError):
        now.journal().undo(1, author="Li")
    with pytest.raises(InputError, match="prune-days"):
        now.journal().prune(days=-1)
    now.settle()
    assert now.journal().prune(days=0) == 1
    assert put(now, "y")[0].number == 45
    assert check(ws.path).sound


def test_another_process_opens_a_journal_that_was_made_smaller(ws):
    for smaller in (lambda now: now.journal().prune(days=0), lambda now: now.journal().erase(
        "Li", to="removed-1"
    )):  # fmt: skip
        put(ws, "z", population=1.0)
        ws.journal().settle()
        put(ws, "z", population=2.0)
        assert smaller(Workspace.open(ws.path))
        let_go(ws.path)  # as another process finds it
        assert check(ws.path).sound
        assert ws.journal().row("regions", {"region": "z"})["population"] == 2.0


def test_what_waits_is_never_pruned(ws):
    journal = ws.journal()
    assert journal.waiting() == 3
    assert journal.prune(days=0) == 40
    assert [one.number for one in journal.edits()] == [43, 42, 41]
    assert journal.waiting() == 3
    assert journal.prune(days=None) == 0


def test_a_name_is_erased(ws):
    assert ws.journal().erase("Li", to="removed-1") == 33
    assert {one.author for one in ws.journal().edits(limit=99)} == {"removed-1", "王"}
    ws.journal().settle()
    assert check(ws.path).sound
    files = [path for path in ws.path.rglob("*") if path.is_file()]
    assert not any(b"\x02Li" in path.read_bytes() or b'"Li"' in path.read_bytes() for path in files)
    assert put(ws, "z")[0].number == 44


def test_undo_steps_over_what_cleared_up_and_takes_an_edit_commit_back(ws):
    ws.settle()
    ws.prune(keep=2)
    undo(ws.path)
    now = Workspace.open(ws.path)
    assert "w0" not in now.frame("regions")["region"]
    assert now.commit.edits == 43
    assert now.journal().waiting() == 0


def test_the_command_line_tells_it(ws):
    def jiqun(*words):
        done = CliRunner().invoke(app, [str(word) for word in words])
        assert done.exit_code == 0, done.output
        return done.stdout

    assert json.loads(jiqun("prune", ws.path, "--edit-days", 0, "--json"))["edits"] == 43
    ws = Workspace.open(ws.path)
    put(ws, "z", author="赵")
    ws.settle()
    told = json.loads(jiqun("history", ws.path, "--json"))["settled"]
    assert told[0] == {"commit": ws.version, "edits": 1, "authors": ["赵"]}
    assert "赵" in jiqun("history", ws.path, "--lang", "zh")
