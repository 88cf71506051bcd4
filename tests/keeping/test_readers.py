"""Readers beside a busy writer that also prunes and steps back: whole commits, or a clear no."""

import os
import subprocess
import sys
import time

import polars as pl
import pytest

from jiqun.core import Origin, Record, UnknownError, stream
from jiqun.studies import check
from jiqun.workspace import Workspace

#: Ten minutes and fifty readers where the whole corpus is asked for.
WHOLE = os.environ.get("JIQUN_CORPUS") == "all"
SECONDS, PROCESSES, THREADS = (600, 10, 5) if WHOLE else (5, 2, 3)

READER = """
import sys, threading, time
from jiqun.core import UnknownError
from jiqun.workspace import Workspace

path, seconds, threads = sys.argv[1], float(sys.argv[2]), int(sys.argv[3])
until = time.monotonic() + seconds
seen, gone, wrong = [], [], []

def look(ws):
    step = ws.frame("industries")["system"].item()
    assert ws.frame("cells")["step"].to_list() == [int(step)] * 50, "cells"
    assert ws.record("cells").subject == step, "record"
    assert ws.query("SELECT max(system) AS s FROM industries").item() == step, "sql"
    assert ws.frame("regions", ["level"])["level"][-1] == step, "regions"
    assert ws.frame("regions").height == ws.rows("regions"), "rows"

def read():
    while time.monotonic() < until and not wrong:
        try:
            ws = Workspace.open(path)
            look(ws)
            seen.append(ws.version)
        except UnknownError as error:
            gone.append(str(error))
        except BaseException as error:
            wrong.append(f"{type(error).__name__}: {error}")

workers = [threading.Thread(target=read) for _ in range(threads)]
[one.start() for one in workers]
[one.join() for one in workers]
print(len(seen), len(set(seen)), len(gone), wrong[:1])
"""


def write(ws, step):
    codes = [f"r{step}-{n}" for n in range(200)]
    with ws.transaction(verb="load", note=str(step)) as t:
        mode = ("append", "upsert", "replace")[step % 3]
        frame = pl.DataFrame({"region": codes, "level": str(step)})
        t.put("regions", frame, origins=[Origin(producer="p", title="t")], mode=mode)
        t.put("industries", pl.DataFrame({"industry": ["i"], "system": [str(step)]}))
        rows = pl.DataFrame({"step": [step] * 50})
        t.put_result("cells", rows, record=Record(subject=str(step)))


@pytest.mark.slow
def test_no_reader_sees_a_torn_commit_beside_a_writer(tmp_path):
    path = tmp_path / "ws"
    ws = Workspace.create(path)
    write(ws, 1)
    readers = [
        subprocess.Popen(
            [sys.executable, "-c", READER, str(path), str(SECONDS), str(THREADS)],
            stdout=subprocess.PIPE, text=True,
        )
        for _ in range(PROCESSES)
    ]  # fmt: skip
    chance, until, step = stream(seed=9, replicate=0), time.monotonic() + SECONDS, 1
    while time.monotonic() < until:
        step += 1
        write(ws, step)
        if chance.random() < 0.05:
            ws.prune(keep=20)
        elif chance.random() < 0.1:
            with ws.transaction(verb="undo") as t:
                t.restore(ws.version - 1)
    told = [one.communicate()[0].splitlines()[-1].split(maxsplit=3) for one in readers]
    print(step, told)
    assert all(wrong.strip() == "[]" for *_, wrong in told), told
    assert sum(int(looks) for looks, *_ in told) > 10
    assert sum(int(gone) for _, _, gone, _ in told) <= 0.01 * sum(int(one[0]) for one in told)
    assert check(path).sound


def test_a_commit_that_was_pruned_meanwhile_is_told_as_that(tmp_path):
    ws = Workspace.create(tmp_path / "ws")
    for step in range(1, 5):
        write(ws, step)
    reader = Workspace.open(ws.path, as_of=2)
    ws.prune(keep=1)
    with pytest.raises(UnknownError) as told:
        reader.frame("cells")
    assert told.value.problems[0].code == "commit-unknown"
