"""Several at once: five processes, a load beside edits, a settler that nothing stops."""

import subprocess
import sys
import threading
import time
from itertools import pairwise

import polars as pl
import pytest

from jiqun.core import ConflictError, Origin
from jiqun.studies import undo
from jiqun.workspace import RowChange, Settler, Workspace, tag

ME = Origin(producer="me", title="By hand")

#: Adds 1 to a counter of a shared row, again and again, and keeps a row of its own beside it.
COUNTING = """
import sys
from jiqun.core import BusyError, ConflictError
from jiqun.workspace import RowChange, Workspace, tag
path, name, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3])
journal = Workspace.open(path).journal()
done = conflicts = 0
while done < rounds:
    key = {"region": "shared"}
    row = journal.row("regions", key)
    other = {"region": name, "level": str(done)}
    own = journal.row("regions", {"region": name})
    changes = [
        RowChange(table="regions", key=key, seen=tag(row),
                  after={**row, "population": row["population"] + 1}),
        RowChange(table="regions", key={"region": name}, seen=tag(own), after=other),
    ]
    try:
        journal.write(changes, author=name)
        done += 1
    except ConflictError:
        conflicts += 1
    if done % 17 == 5:
        try:
            journal.settle(wait=0.05)
        except BusyError:
            pass
print(done, conflicts)
"""


def region(code, **more):
    return {"region": code, "level": "city", **more}


def put(ws, code, **more):
    journal = ws.journal()
    seen = tag(journal.row("regions", {"region": code}))
    change = RowChange(table="regions", key={"region": code}, seen=seen, after=region(code, **more))
    return journal.write([change], author="Li")


def load(ws, *rows, mode="upsert"):
    with ws.transaction(verb="load") as t:
        t.put("regions", pl.DataFrame(list(rows)), origins=[ME], mode=mode)


@pytest.fixture
def ws(tmp_path):
    return Workspace.create(tmp_path / "ws")


def test_five_processes_lose_no_update(ws):
    rounds, names = 25, [f"writer {n}" for n in range(5)]
    put(ws, "shared", population=0.0)
    running = [
        subprocess.Popen(
            [sys.executable, "-c", COUNTING, str(ws.path), name, str(rounds)],
            stdout=subprocess.PIPE, text=True,
        )
        for name in names
    ]  # fmt: skip
    said = [one.communicate()[0].split() for one in running]
    assert [one.returncode for one in running] == [0] * 5
    assert [int(done) for done, _ in said] == [rounds] * 5
    now = Workspace.open(ws.path)
    now.settle()
    rows = {row["region"]: row for row in now.frame("regions").iter_rows(named=True)}
    assert rows["shared"]["population"] == 5 * rounds
    assert {rows[name]["level"] for name in names} == {str(rounds - 1)}
    edits = now.journal().edits(table="regions", key={"region": "shared"}, limit=1000)
    # each saw what the one before left: a chain without a gap
    for later, earlier in pairwise(edits):
        assert tag(later.before) == tag(earlier.after)
    commits = {one.number: one for one in now.history()}
    assert {commits[edit.commit].verb for edit in edits} == {"edit"}


def test_a_connection_that_is_kept_open_keeps_its_locks(ws):
    """Without its locks another process takes the log away, and edits go where nobody looks."""
    other = (
        "import sys; from jiqun.workspace import RowChange, Workspace\n"
        "key = {'region': sys.argv[2]}; row = {**key, 'level': 'city'}\n"
        "change = RowChange(table='regions', key=key, seen=None, after=row)\n"
        "(edit,) = Workspace.open(sys.argv[1]).journal().write([change], author='Wang')\n"
        "print(edit.number)\n"
    )
    for number, code in enumerate("bd"):
        put(ws, f"a{number}")
        assert ws.journal().row("regions", {"region": f"a{number}"})
        told = subprocess.check_output([sys.executable, "-c", other, str(ws.path), code])
        assert int(told) == 2 * number + 2
    (edit,) = put(ws, "e")
    assert edit.number == 5
    assert [one.number for one in ws.journal().edits()] == [5, 4, 3, 2, 1]


def test_edits_during_a_load_are_kept(ws):
    load(ws, region("a"), region("b"))
    with ws.transaction(verb="load") as t:
        put(ws, "a", name="edited")
        put(ws, "c")
        rows = pl.DataFrame([region("a", name="loaded"), region("b", name="loaded")])
        t.put("regions", rows, origins=[ME], mode="replace")
    assert ws.frame("regions")["name"].to_list() == ["loaded", "loaded"]
    ws.settle()
    assert ws.frame("regions")["name"].to_list() == ["edited", "loaded", None]
    assert "over rows that were changed meanwhile" in ws.commit.note


def test_edits_that_another_settles_during_a_job_are_kept(ws):
    load(ws, region("a"), region("b"))
    job = Workspace.open(ws.path, settled=True)
    made = job.frame("regions").with_columns(pl.lit("made").alias("name"))
    put(ws, "a", name="edited")
    ws.journal().settle()
    with job.transaction(verb="run") as t:
        t.put("regions", made, mode="replace")
    assert job.frame("regions")["name"].to_list() == ["edited", "made"]


def test_a_load_that_begins_later_replaces_what_was_edited(ws):
    put(ws, "a", name="edited")
    later = Workspace.open(ws.path, settled=True)
    assert later.frame("regions")["name"].to_list() == ["edited"]
    load(later, region("a", name="loaded"))
    assert later.frame("regions")["name"].to_list() == ["loaded"]
    assert [one.verb for one in later.history()] == ["init", "edit", "load"]


def test_undo_of_an_edit_commit(ws):
    load(ws, region("a"))
    (edit,) = put(ws, "a", name="edited")
    report = undo(ws.path)  # settles the edit, then takes that commit back
    assert (report.restored, report.commit) == (1, 3)
    back = Workspace.open(ws.path)
    assert back.frame("regions")["name"].to_list() == [None]
    assert back.journal().waiting() == 0
    with pytest.raises(ConflictError) as told:  # the row is no longer as the edit left it
        back.journal().undo(edit.batch, author="Li")
    assert told.value.problems[0].case == "commit"
    put(back, "a", name="again")
    back.settle()
    assert back.frame("regions")["name"].to_list() == ["again"]
    assert back.journal().edits()[1].commit == 2


def test_an_edit_and_its_undo_before_it_was_settled(ws):
    load(ws, region("a"))
    digest = ws.digest("regions")
    (edit,) = put(ws, "a", name="edited")
    ws.journal().undo(edit.batch, author="Wang")
    ws.settle()
    assert (ws.digest("regions"), ws.commit.edits, ws.commit.note) == (digest, 2, "2 edits")


def test_threads_share_a_journal(ws):
    journal, errors = ws.journal(), []

    def work(name):
        try:
            for number in range(20):
                row = region(f"{name}{number}")
                key = {"region": row["region"]}
                journal.write(
                    [RowChange(table="regions", key=key, seen=None, after=row)], author=name
                )
        except Exception as err:  # noqa: BLE001 - told below
            errors.append(err)

    threads = [threading.Thread(target=work, args=(name,)) for name in "abc"]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert errors == []
    assert journal.waiting() == 60
    assert [one.number for one in journal.edits(limit=60)] == list(range(60, 0, -1))


def until(true, seconds=5.0):
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        time.sleep(0.01)
    assert true()


def test_a_settler_settles_when_it_is_quiet_and_at_its_end(ws):
    told = []
    settler = Settler(ws.path, most=3, quiet=0.05, done=told.append)
    put(ws, "a")
    settler.start()  # what waits from before
    until(lambda: told == [1])
    put(ws, "b")
    settler.edited()
    until(lambda: told == [1, 2])
    settler.stop()
    slow = Settler(ws.path, most=3, quiet=60.0, done=told.append)
    slow.start()
    for code in "cde":
        put(ws, code)
    slow.edited(3)
    until(lambda: ws.journal().waiting() == 0)
    put(ws, "f")
    slow.edited()
    slow.stop()
    assert ws.journal().waiting() == 0


class Panic(BaseException):
    """As a library in another language raises it."""


def test_a_settler_survives_whatever_goes_wrong(ws, monkeypatch):
    from jiqun.workspace.edits import settling

    real, failed = settling.settle_now, []

    def failing(root, *, wait):
        if len(failed) < 3:
            failed.append((OSError(28, "full"), MemoryError(), Panic())[len(failed)])
            raise failed[-1]
        return real(root, wait=wait)

    monkeypatch.setattr(settling, "settle_now", failing)
    put(ws, "a")
    settler = Settler(ws.path, quiet=0.02)
    settler.start()
    until(lambda: ws.journal().waiting() == 0)
    assert len(failed) == 3
    until(lambda: settler.error is None)
    settler.stop()
