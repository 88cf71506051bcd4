"""SIGKILL at every change of the disk, and at any time, under every command that writes.

A death at the n-th change (an open for writing, a rename, a removal, a new folder) finds the
moments that a clock finds by luck only; a third of the deaths come by the clock all the same.
"""

import errno
import json
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from hashlib import blake2b
from pathlib import Path

import polars as pl
import pytest
from damages import KINDS

from jiqun.core import stream
from jiqun.studies import check, repair
from jiqun.workspace import Workspace

COMMANDS = {
    "load": ("load", "WS", "activity", "DIR/activity.csv"),
    "load-replace": ("load", "WS", "regions", "DIR/regions.csv", "--mode", "replace"),
    "run": ("run", "WS", "--again", "--no-brief", "--confidence", "0.8"),
    "undo": ("undo", "WS", "--to", "2"),
    "find": ("clusters", "find", "WS", "--way", "regions", "--draws", "19", "--bootstraps", "0"),
    "define": ("clusters", "define", "WS", "--draws", "5", "--year", "YEAR"),
    "fetch": ("fetch", "WS", "case-library"),
    "prune": ("prune", "WS", "--keep", "2"),
    "repair": ("repair", "WS"),
    "rate": ("rate", "DIR/cells.csv", "--scheme", "us-cluster-mapping", "--to", "DIR/rated.csv"),
    "export": ("export", "WS", "cells", "--to", "DIR/exported.csv"),
    "brief": ("brief", "WS", "region", "REGION", "--to", "DIR/brief.html"),
}
#: What commands write beside the workspace.
OUTSIDE = {"rated.csv", "brief.html", "exported.csv"}
#: Commands that make a place of their own.
MAKING = {
    "init": ("init", "DIR/ws"),
    "plant": ("plant", "DIR/country", "--establishments", "1e3", "--years", "3", "--seed", "5",
              "--workspace", "DIR/ws"),
}  # fmt: skip
#: Under which codes a place that is not free is refused.
TOLD = ("workspace-exists", "workspace-folder", "workspace-damaged", "plant-folder")
DEATHS = 30
#: Of so many deaths one comes by the clock.
BY_CLOCK = 3


class Zygote:
    """One process that dies in copies of itself."""

    def __init__(self):
        place = Path(__file__).with_name("dying.py")
        self.process = subprocess.Popen(
            [sys.executable, str(place)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def do(self, words, *, at=None, after=None, full=None):
        asked = {"words": [str(word) for word in words], "at": at, "after": after, "full": full}
        print(json.dumps(asked), file=self.process.stdin, flush=True)
        return json.loads(self.process.stdout.readline())


@pytest.fixture(scope="module")
def zygote():
    made = Zygote()
    yield made
    made.process.communicate()


@pytest.fixture(scope="module")
def files(pristine, tmp_path_factory):
    """What the commands read, and a folder for what they write beside the workspace."""
    folder = tmp_path_factory.mktemp("files")
    ws = Workspace.open(pristine)
    more = ws.frame("activity").with_columns(pl.col("year") + 50).head(60)
    more.write_csv(folder / "activity.csv")
    ws.frame("regions").drop("geometry").write_csv(folder / "regions.csv")
    ws.frame("cells").head(50).write_csv(folder / "cells.csv")
    return folder


@pytest.fixture(scope="module")
def wholes(pristine, files, zygote, tmp_path_factory):
    """How each command ends when nobody kills it: changes of the disk, seconds, what is shown."""
    found = {}

    def whole(name):
        if name not in found:
            folder = tmp_path_factory.mktemp(name)
            place, words = prepared(name, pristine, files, folder)
            began = time.monotonic()
            told = zygote.do(words)
            seconds = time.monotonic() - began
            assert told["status"] == 0, told
            outside = {path.name: path.read_bytes() for path in written(folder)}
            found[name] = told["changes"], seconds, digests(place), outside
        return found[name]

    return whole


def prepared(name, pristine, files, folder):
    """Copy the workspace and the files; give the place and the command's words."""
    place = folder / "ws"
    shutil.copytree(pristine, place)
    shutil.copytree(files, folder / "files")
    if name == "repair":
        KINDS["activity_flipped_in_its_rows"](place)
        KINDS["the_newest_commit_halved"](place)
        KINDS["a_log_of_garbage"](place)
    years = Workspace.open(pristine).frame("activity", ["year"])["year"]
    known = {"WS": str(place), "REGION": region(pristine), "YEAR": str(years.min())}
    words = [known.get(word, word.replace("DIR", str(folder / "files"))) for word in COMMANDS[name]]
    return place, words


def region(root):
    profiles = Workspace.open(root).frame("region_profiles")
    return profiles["region"][0]


def written(folder):
    """List what a command wrote beside the workspace."""
    return [p for p in (folder / "files").iterdir() if p.name in OUTSIDE]


def digests(place):
    ws = Workspace.open(place)
    return {name: ws.digest(name) for name in (*ws.tables(), *ws.results())}


def contents(root):
    files = [p for p in root.rglob("*") if p.is_file() and not p.name.startswith(".writer")]
    files = [p for p in files if p.name not in {"newest.json", ".pending.json"}]
    return Counter(blake2b(path.read_bytes()).hexdigest() for path in files)


@pytest.mark.corpus(share=0.05)
@pytest.mark.parametrize("name", MAKING)
@pytest.mark.parametrize("death", range(20))
def test_what_a_dead_command_began_is_begun_again_or_told(name, death, zygote, tmp_path):
    """The same command goes on, or says what stands in its way; it never takes a part for whole."""
    words = [word.replace("DIR", str(tmp_path / "whole")) for word in MAKING[name]]
    changes = zygote.do(words)["changes"]
    place = tmp_path / "killed"
    words = [word.replace("DIR", str(place)) for word in MAKING[name]]
    assert zygote.do(words, at=1 + death * changes // 20)["status"] == signal.SIGKILL
    told = zygote.do(words)
    if told["status"] == 0:
        assert digests(place / "ws") == digests(tmp_path / "whole" / "ws")
    else:
        assert any(code in told["error"] for code in TOLD), told


CASES = [(name, death) for name in COMMANDS for death in range(DEATHS)]


@pytest.mark.corpus(share=0.03)
@pytest.mark.parametrize(("name", "death"), CASES, ids=str)
def test_a_death_loses_nothing_and_leaves_nothing_half_done(
    name, death, pristine, files, zygote, wholes, tmp_path
):
    changes, seconds, done, outside = wholes(name)
    place, words = prepared(name, pristine, files, tmp_path)
    before, held = None if name == "repair" else digests(place), contents(place)
    if death % BY_CLOCK:
        at = 1 + (death * changes) // DEATHS
        told = zygote.do(words, at=at)
    else:
        part = stream(seed=3, name=f"{name}{death}").random()
        told = zygote.do(words, after=seconds * part)
    assert told["status"] in {0, signal.SIGKILL}, told
    for path in written(tmp_path):
        assert path.read_bytes() == outside[path.name], "half a file has the name of a whole one"
    if name == "repair":
        assert not held - contents(place)
        repair(place)
        assert not held - contents(place)
        assert check(place).sound
        assert repair(place).steps == ()
        assert digests(place) == done
        return
    now = digests(place)
    assert now in (before, done), "neither before nor after"
    assert told["status"] or now == done or name in {"rate", "brief", "export"}
    found = check(place)
    assert found.sound, found.damages
    ws = Workspace.open(place)
    with ws.transaction(verb="load"):
        pass  # the next writer clears up
    if name == "prune":  # its leftovers are what no commit needs: the next one's work
        ws.prune(keep=2)
    after = check(place)
    assert after.sound
    assert not after.cautions, after.cautions
    assert digests(place) in (before, done)
    for kind, names in (("tables", ws.tables()), ("results", ws.results())):
        for one in names:
            seen = pl.scan_delta(str(place / kind / one)).select(pl.len()).collect().item()
            assert seen == ws.rows(one), one


WHYS = ("ENOSPC", "EROFS")
REFUSALS = [(name, why, step) for name in COMMANDS for why in WHYS for step in range(6)]


@pytest.mark.corpus(share=0.05)
@pytest.mark.parametrize(("name", "why", "step"), REFUSALS, ids=str)
def test_a_full_or_read_only_disk_loses_nothing(
    name, why, step, pristine, files, zygote, wholes, tmp_path
):
    changes, _, done, outside = wholes(name)
    place, words = prepared(name, pristine, files, tmp_path)
    before, held = None if name == "repair" else digests(place), contents(place)
    zygote.do(words, at=1 + step * changes // 6, full=getattr(errno, why))
    for path in written(tmp_path):
        assert path.read_bytes() == outside[path.name]
    if name == "repair":
        assert not held - contents(place)
        repair(place)
        assert not held - contents(place)
        assert digests(place) == done
    assert digests(place) in (before, done)
    assert check(place).sound
