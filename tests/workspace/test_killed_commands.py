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
    planted = economy(economy_plan(establishments=3000, seed=1, years=3))
    load_economy(Workspace.open(folder / "ws"), planted)
    run(folder / "ws")
    planted.tables["activity"].select(
        "region", "industry", "year", "establishments", "employment"
    ).write_csv(folder / "activity.csv")
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
    names = ("activity", *RESULTS)
    return ws.version, {name: ws.frame(name) for name in names}


@pytest.mark.parametrize(
    "words",
    [
        ("load", "ws", "activity", "activity.csv"),
        ("run", "ws", "--again", "--no-brief"),
    ],
    ids=["load", "run"],
)
def test_a_killed_command_leaves_the_last_commit_whole(place, words):
    began = time.monotonic()
    assert command(words, place).wait(timeout=120) == 0
    takes = time.monotonic() - began
    parts = 0.35 + 0.6 * stream(seed=2, name=words[0]).random(3 * KILLS)
    died = 0
    for part in parts:
        version, before = seen(place)
        began = time.monotonic()
        process = command(words, place)
        try:
            assert process.wait(timeout=takes * part) == 0
            takes = time.monotonic() - began  # the machine is quicker now: kill earlier
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            died += process.wait(timeout=60) == -signal.SIGKILL
        after_version, after = seen(place)
        # every commit here writes what was there already: any loss or half would show
        assert after_version >= version
        for name, frame in before.items():
            assert after[name].equals(frame), name
            assert isinstance(frame, pl.DataFrame) and len(frame)
        if died == KILLS:
            break
    assert died >= KILLS // 2, "the kills came too late to test anything"
