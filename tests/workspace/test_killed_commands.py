"""SIGKILL at any moment of ``jiqun load`` or ``jiqun run`` loses nothing that was committed."""

import signal
import subprocess
import sys
import time

import polars as pl
import pytest

from jiqun.core import stream
from jiqun.planted import economy, economy_plan
from jiqun.studies.loading import create_workspace
from jiqun.studies.planting import load_economy
from jiqun.studies.rating import run
from jiqun.workspace import Workspace

KILLS = 8
RESULTS = ("cells", "ratings", "thresholds", "region_profiles", "category_profiles")


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    folder = tmp_path_factory.mktemp("killed")
    create_workspace(folder / "ws", title="killed")
    planted = economy(economy_plan(establishments=3000, seed=1, years=3, withheld=0.0))
    load_economy(Workspace.open(folder / "ws"), planted)
    run(folder / "ws")
    rows = planted.tables["activity"].select(
        "region", "industry", "year", "establishments", "employment"
    )
    for more in (0, 1):
        changed = rows.with_columns(pl.col("establishments") + more)
        changed.write_csv(folder / f"activity{more}.csv")
    return folder


def command(words, folder):
    return subprocess.Popen(
        [sys.executable, "-m", "jiqun", *words],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def seen(folder):
    ws = Workspace.open(folder / "ws")
    return ws.version, {name: ws.digest(name) for name in ("activity", *RESULTS)}


def held(folder):
    """Read everything: as many rows, and the same, as the commit says."""
    Workspace.open(folder / "ws").hold()
    assert all(len(Workspace.open(folder / "ws").frame(name)) for name in ("activity", *RESULTS))


COMMANDS = {
    "load": [("load", "ws", "activity", f"activity{more}.csv", "--allow-empty") for more in (1, 0)],
    "run": [("run", "ws", "--no-brief", "--confidence", level) for level in ("0.8", "0.9")],
}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_killed_command_leaves_the_last_commit_whole(place, name):
    """Two inputs in turn: whatever is there, the next command has something to write."""
    states, takes = [], 0.0
    for words in COMMANDS[name]:
        version, _ = seen(place)
        began = time.monotonic()
        assert command(words, place).wait(timeout=120) == 0
        takes = time.monotonic() - began
        after, shown = seen(place)
        assert after > version, "a command that is not killed commits"
        states.append(shown)
    assert states[0] != states[1]
    parts = 0.35 + 0.6 * stream(seed=2, name=name).random(3 * KILLS)
    died = 0
    for part in parts:
        version, before = seen(place)
        turn = 1 - states.index(before)
        began = time.monotonic()
        process = command(COMMANDS[name][turn], place)
        try:
            assert process.wait(timeout=takes * part) == 0
            takes = time.monotonic() - began  # the machine is quicker now: kill earlier
            assert seen(place) == (version + 1, states[turn])
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            died += process.wait(timeout=60) == -signal.SIGKILL
        assert seen(place) in ((version, before), (version + 1, states[turn]))
        held(place)
        if died == KILLS:
            break
    assert died >= KILLS // 2, "the kills came too late to test anything"
