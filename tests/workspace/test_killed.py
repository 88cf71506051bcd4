"""Kill the writer at any moment: what was committed stays, what was not never shows."""

import signal
import subprocess
import sys
import time

import polars as pl
import pytest

from jiqun.core import Origin, stream
from jiqun.workspace import Workspace

#: Writes two tables and a result in each transaction, in every mode, and says when it committed.
WRITER = """
import sys
import polars as pl
from jiqun.core import Origin, Record
from jiqun.workspace import Workspace

path, seed = sys.argv[1], int(sys.argv[2])
origin = Origin(producer="p", title="t")
step = seed * 1000
while True:
    step += 1
    ws = Workspace.open(path)
    codes = [f"r{step}-{n}" for n in range(200)]
    with ws.transaction(verb="load", note=str(step)) as t:
        mode = ("append", "upsert", "replace")[step % 3]
        t.put("regions", pl.DataFrame({"region": codes, "level": str(step)}),
              origins=[origin], mode=mode)
        t.put("industries", pl.DataFrame({"industry": ["i"], "system": [str(step)]}), mode="upsert")
        t.put_result("cells", pl.DataFrame({"step": [step] * 50}), record=Record(subject=str(step)))
    print(ws.version, step, ws.digest("regions"), flush=True)
"""
KILLS = 24


def run_and_kill(path, seed, delay):
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), str(seed)], stdout=subprocess.PIPE, text=True
    )
    first = process.stdout.readline()  # it works; from now on any moment may be its last
    time.sleep(delay)
    process.send_signal(signal.SIGKILL)
    said = [first, *process.communicate()[0].splitlines()]
    # the last line may be torn; all others were committed for certain
    return [line.split() for line in said if len(line.split()) == 3 and len(line.split()[2]) == 32]


def check(path, promised):
    ws = Workspace.open(path)
    assert ws.version >= max(promised, default=0)
    for number, (step, digest) in promised.items():
        past = Workspace.open(path, as_of=number)
        assert past.digest("regions") == digest
        assert past.frame("industries")["system"].to_list() == [step]
        assert past.frame("cells")["step"].to_list() == [int(step)] * 50
        assert past.record("cells").subject == step
        assert past.frame("regions", ["level"])["level"][-1] == step
        assert past.rows("regions") == past.scan("regions").select(pl.len()).collect().item()


@pytest.mark.slow
def test_a_killed_writer_loses_nothing_that_was_committed(tmp_path):
    path = tmp_path / "ws"
    Workspace.create(path)
    chance = stream(seed=5, replicate=0)
    promised = {}
    for kill in range(KILLS):
        said = run_and_kill(path, kill + 1, chance.uniform(0.0, 0.25))
        fresh = {int(number): (step, digest) for number, step, digest in said}
        assert fresh, "the writer committed nothing before it was killed"
        promised |= fresh
        check(path, fresh)
        ws = Workspace.open(path)
        # all three tables of the last commit belong together, promised or not
        step = ws.frame("industries")["system"].item()
        assert ws.frame("cells")["step"].to_list() == [int(step)] * 50
        assert ws.frame("regions", ["level"])["level"][-1] == step
    check(path, promised)
    ws = Workspace.open(path)
    with ws.transaction(verb="load") as t:
        t.put("regions", pl.DataFrame({"region": ["z"], "level": ["l"]}), mode="upsert")
    # for other programs too the Delta tables hold what was committed, nothing else
    for name in ("regions", "industries"):
        seen = pl.read_delta(str(path / "tables" / name))
        assert sorted(seen.rows()) == sorted(ws.frame(name).rows())
    assert not (path / ".pending.json").exists()


@pytest.mark.parametrize("stage", ["parquet", "delta", "commit-draft", "commit", "recover"])
def test_death_at_each_stage(tmp_path, stage):
    path = tmp_path / "ws"
    ws = Workspace.create(path)
    with ws.transaction() as t:
        t.put("regions", pl.DataFrame({"region": ["a"], "level": ["x"]}), origins=[ME])
    code = DYING[stage].format(path=str(path))
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert done.returncode == -signal.SIGKILL, done.stderr
    seen = Workspace.open(path)
    expected = ["a", "b"] if stage == "commit" else ["a"]
    assert seen.frame("regions")["region"].to_list() == expected
    with seen.transaction() as t:
        t.put("regions", pl.DataFrame({"region": ["c"], "level": ["x"]}), mode="append")
    assert seen.frame("regions")["region"].to_list() == [*expected, "c"]
    delta = pl.read_delta(str(path / "tables" / "regions"))
    assert sorted(delta["region"]) == [*expected, "c"]
    known = {p.name for p in (path / "tables/regions").glob("*.parquet")}
    files = {name for n in range(seen.version + 1) for name in _files(path, n)}
    assert known == files  # nothing of the dead writer is left


def _files(path, number):
    past = Workspace.open(path, as_of=number)
    return {f.rsplit("/", 1)[1] for f in past.files("regions")} if past.has("regions") else set()


ME = Origin(producer="me", title="t")
_HEAD = """
import os, signal
import polars as pl
from pathlib import Path
from jiqun.workspace import Workspace, commits, parts, transactions
def die(*args, **kwargs): os.kill(os.getpid(), signal.SIGKILL)
ws = Workspace.open({path!r})
row = pl.DataFrame({{"region": ["b"], "level": ["x"]}})
"""
_PUT = """
with ws.transaction() as t:
    t.put("regions", row, mode="append")
"""
DYING = {
    # the Parquet file is there, the Delta log does not know it
    "parquet": _HEAD
    + "import deltalake\ndeltalake.DeltaTable.create_write_transaction = die"
    + _PUT,
    # the Delta log has a version that no commit knows
    "delta": _HEAD + "transactions.write_state = die" + _PUT,
    # the commit is written but not yet in its place
    "commit-draft": _HEAD + "Path.replace = lambda self, to: die() if 'commits' in str(to) else "
    "os.replace(self, to)" + _PUT,
    # the commit is in its place, the marker not yet removed
    "commit": _HEAD + "Path.unlink = die" + _PUT,
    # a second death, while the first is being cleared up
    "recover": _HEAD
    + "transactions.write_state = lambda *a: (_ for _ in ()).throw(RuntimeError())\n"
    + "parts.sweep = die"
    + _PUT,
}


def test_a_reader_sees_whole_commits_beside_a_busy_writer(tmp_path):
    path = tmp_path / "ws"
    Workspace.create(path)
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), "1"], stdout=subprocess.PIPE, text=True
    )
    try:
        process.stdout.readline()
        seen = set()
        until = time.monotonic() + 3
        while time.monotonic() < until:
            ws = Workspace.open(path)
            step = ws.frame("industries")["system"].item()
            assert ws.frame("cells")["step"].to_list() == [int(step)] * 50
            assert ws.query("SELECT max(system) AS s FROM industries").item() == step
            assert ws.frame("regions", ["level"])["level"][-1] == step
            seen.add(ws.version)
        assert len(seen) > 2  # there was something to see
    finally:
        process.kill()
        process.communicate()
