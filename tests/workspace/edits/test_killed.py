"""Kill whoever edits at any moment: what was acknowledged is there, once."""

import os
import signal
import subprocess
import sys
import time

import pytest

from jiqun.core import stream
from jiqun.studies import check, repair
from jiqun.workspace import RowChange, Workspace, tag
from jiqun.workspace.edits.keeping import let_go

#: Edits, undoes, settles, loads and prunes by turns, and says what was acknowledged.
WRITER = """
import sys
import polars as pl
from jiqun.workspace import RowChange, Workspace, tag
path, step = sys.argv[1], int(sys.argv[2]) * 100000
ws = Workspace.open(path)
journal = ws.journal()
while True:
    step += 1
    code = f"r{step % 7}"
    seen = journal.row("regions", {"region": code})
    row = {"region": code, "level": "l", "population": float(step)}
    change = RowChange(table="regions", key={"region": code}, seen=tag(seen), after=row)
    (edit,) = journal.write([change], author="w")
    print("edit", edit.number, code, step, flush=True)
    if step % 5 == 0:
        journal.settle()
    if step % 11 == 0:
        with Workspace.open(path, settled=True).transaction() as t:
            t.put("industries", pl.DataFrame({"industry": [str(step)], "system": ["s"]}))
    if step % 23 == 0:
        Workspace.open(path).prune(keep=3)
"""
KILLS = 100 if os.environ.get("JIQUN_WHOLE") else 6


def run_and_kill(path, turn, delay):
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), str(turn)], stdout=subprocess.PIPE, text=True
    )
    first = process.stdout.readline()
    time.sleep(delay)
    process.send_signal(signal.SIGKILL)
    lines = [first, *process.communicate()[0].splitlines(keepends=True)]
    return [line.split() for line in lines if line.endswith("\n")]


@pytest.mark.slow
def test_a_killed_editor_loses_no_acknowledged_edit(tmp_path):
    path = tmp_path / "ws"
    Workspace.create(path)
    chance = stream(seed=14, replicate=0)
    rows, edits = {}, {}
    for turn in range(1, KILLS + 1):
        said = run_and_kill(path, turn, chance.uniform(0.0, 0.4))
        assert said, "it acknowledged nothing before it was killed"
        for _, number, code, step in said:
            edits[int(number)] = (code, float(step))
            rows[code] = float(step)
        ws = Workspace.open(path)
        kept = {one.number: one for one in ws.journal().edits(limit=10**6)}
        for number, (code, step) in edits.items():
            assert (kept[number].key["region"], kept[number].after["population"]) == (code, step)
        # at most the one that was written and not yet answered comes on top
        extra = sorted(set(kept) - set(edits))
        assert [one for one in extra if one > max(edits)] == extra[-1:] or not extra
        for number in extra:
            edits[number] = (kept[number].key["region"], kept[number].after["population"])
            rows[kept[number].key["region"]] = kept[number].after["population"]
        assert sorted(kept) == list(range(1, max(edits) + 1))
        assert check(path).sound
        ws.settle()
        stored = ws.frame("regions", ["region", "population"]).rows()
        assert dict(stored) == rows
        assert len(stored) == len(rows)
        assert {one.commit is not None for one in ws.journal().edits()} == {True}


#: What a process does until it dies, and where it dies.
_HEAD = """
import os, signal, sqlite3
from pathlib import Path
from jiqun.workspace import RowChange, Workspace, transactions
from jiqun.workspace.edits import holding, keeping, noting, retaining, settling, writing
def die(*args, **kwargs): os.kill(os.getpid(), signal.SIGKILL)
ws = Workspace.open({path!r})
def put(code):
    row = {{"region": code, "level": "l"}}
    ws.journal().write(
        [RowChange(table="regions", key={{"region": code}}, seen=None, after=row)], author="w"
    )
def settle(): ws.journal().settle()
"""
_SETTLE = "put('b')\n{die}\nsettle()"
#: moment -> (code, edits before it, is the dead one's edit there?)
MOMENTS = {
    "marked, no journal yet": ("writing.make = die\nput('b')", 0, False),
    "the journal is made, not in its place": (
        """
Path.rename = lambda self, to: die()
put('b')
""", 0, False,
    ),
    "the journal is in its place, no edit": ("writing.put = die\nput('b')", 0, False),
    "edits are written, not yet for certain": (
        """
real = writing.put
def put_and_die(*a): real(*a); die()
writing.put = put_and_die
put('b')
""", 2, False,
    ),
    "for certain, not yet noted": ("writing.write_note = die\nput('b')", 2, True),
    "settling: rows are written": (_SETTLE.format(die="transactions.write_state = die"), 2, True),
    "settling: the commit is there, not mentioned": (
        _SETTLE.format(die="settling._record = die"), 2, True,
    ),
    "settling: the first commit, not mentioned": (
        _SETTLE.format(die="settling._record = die"), 0, True,
    ),
    "settling: mentioned, the log not yet put away": (
        _SETTLE.format(die="settling.settle = die"), 2, True,
    ),
    "pruning the history": (
        """
put('b')
settle()
retaining.shrink = die
ws.journal().prune(days=0)
""", 2, True,
    ),
    "erasing a name": (
        """
put('b')
real = retaining.write_note
def once(*a): real(*a); retaining.write_note = die
retaining.write_note = once
ws.journal().erase('w', to='x')
""", 2, True,
    ),
    "repairing: the old is kept aside": (
        """
put('b')
open({note!r}, 'w').write('x')
os_unlink = os.unlink
def unlink(p, *a, **k):
    die() if str(p).endswith('edits.newest') else os_unlink(p, *a, **k)
os.unlink = unlink
from jiqun.studies import repair
repair({path!r})
""", 2, True,
    ),
}  # fmt: skip


def region(code):
    return {"region": code, "level": "l"}


@pytest.mark.parametrize("moment", MOMENTS)
def test_death_at_each_moment(tmp_path, moment):
    path = tmp_path / "ws"
    ws = Workspace.create(path)
    code, before, there = MOMENTS[moment]
    for number in range(before):
        row = region(f"a{number}")
        change = RowChange(
            table="regions", key={"region": row["region"]}, seen=tag(None), after=row
        )
        ws.journal().write([change], author="Li")
        if number == 0:
            ws.journal().settle()
    let_go(path)
    told = {"path": str(path), "note": str(path / "edits.newest")}
    code = (_HEAD + code).format(**told)
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert done.returncode == -signal.SIGKILL, done.stderr
    if moment.startswith("repairing"):
        repair(path)
    assert check(path).sound
    wanted = [f"a{number}" for number in range(before)] + ["b"] * there
    now = Workspace.open(path)
    keys = [{"region": code} for code in wanted]
    assert all(now.journal().rows("regions", keys))
    assert now.journal().row("regions", {"region": "b"}) == (
        now.journal().rows("regions", keys)[-1] if there else None
    )
    row = region("c")
    change = RowChange(table="regions", key={"region": "c"}, seen=None, after=row)
    (edit,) = now.journal().write([change], author="Li")
    assert edit.number == len(wanted) + 1
    now.settle()
    assert now.frame("regions")["region"].to_list() == [*wanted, "c"]
    assert now.journal().waiting() == 0
    assert all(one.commit for one in now.journal().edits())
    assert check(path).sound
    left = {one.name for one in path.iterdir() if one.name.startswith("edits.draft")}
    assert not left
