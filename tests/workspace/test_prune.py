"""Clearing up: what is shown stays to the byte, what nobody needs goes, the growth is bounded."""

import errno
import json
import os
import signal
import subprocess
import sys
import time

import polars as pl
import pytest
from deltalake import DeltaTable

from jiqun.core import DamageError, InputError, Origin, Record, UnknownError
from jiqun.studies import history, undo
from jiqun.studies import prune as prune_study
from jiqun.workspace import Workspace, parts

ME = Origin(producer="me", title="By hand")


def row(code, level="city"):
    return pl.DataFrame({"region": [code], "level": [level]})


def load(ws, code, level="city", title="rows.csv"):
    with ws.transaction(verb="load", note=f"regions < {title}") as t:
        t.put("regions", row(code, level), origins=[Origin(producer="me", title=title)])


def filled(path, count):
    ws = Workspace.create(path)
    for n in range(count):
        load(ws, f"r{n:04d}")
    return ws


def size(path):
    return sum(p.stat().st_size for p in path.rglob("*") if p.is_file())


def content(path):
    files = (p for p in sorted(path.rglob("*")) if p.is_file() and not p.name.startswith(".writer"))
    return {p: p.read_bytes() for p in files}


def seen(ws):
    """Give what every kept commit shows, and what other programs see of it."""
    shown = {}
    for number in [c.number for c in ws.history()]:
        past = Workspace.open(ws.path, as_of=number)
        for name in (*past.tables(), *past.results()):
            shown[number, name] = (past.frame(name), past.digest(name), past.origins(name))
            folder = ("tables" if name in past.tables() else "results") + f"/{name}"
            table = DeltaTable(str(ws.path / folder), version=past.delta_version(name))
            assert sorted(past.files(name)) == sorted(table.file_uris())
    return shown


def same(one, other):
    assert one.keys() == other.keys()
    for key, (frame, *rest) in one.items():
        assert frame.equals(other[key][0]) and rest == list(other[key][1:]), key


@pytest.mark.slow
def test_two_hundred_one_row_loads_grow_little_and_history_is_quick(tmp_path):
    ws = Workspace.create(tmp_path / "ws")
    load(ws, "first")
    before = size(ws.path)
    for n in range(200):
        load(ws, f"r{n:04d}", title=f"file-{n}.csv")
    assert size(ws.path) - before < 4_000_000
    began = time.process_time()
    assert len(history(ws.path).commits) == 202
    assert time.process_time() - began < 0.3
    shown, digest = ws.frame("regions"), ws.digest("regions")
    done = ws.prune()
    assert (done.commits, done.joined) == (182, ("regions",))
    assert size(ws.path) - before < 1_000_000
    again = Workspace.open(ws.path)
    assert again.frame("regions").equals(shown) and again.digest("regions") == digest
    assert len(again.files("regions")) == 1
    assert sorted(pl.read_delta(str(ws.path / "tables/regions"))["region"]) == sorted(
        shown["region"]
    )
    assert len(list((ws.path / "tables/regions/_delta_log").iterdir())) < 40
    same(seen(again), seen(ws))
    load(again, "next")
    assert pl.read_delta(str(ws.path / "tables/regions")).height == 202


def test_what_is_kept_is_what_was_there(tmp_path):
    ws = filled(tmp_path / "ws", 6)
    with ws.transaction(verb="run") as t:
        t.put_result("cells", row("x"), record=Record(subject="x", origins=(ME,)))
    load(ws, "r0001", level="state")
    with ws.transaction(verb="tidy") as t:
        t.drop("cells")
    before = {key: value for key, value in seen(ws).items() if key[0] >= 7}
    done = ws.prune(keep=3)
    assert (done.oldest, done.commits, done.commit) == (7, 7, 10)
    assert [c.number for c in ws.history()] == [7, 8, 9, 10]
    same({key: value for key, value in seen(ws).items() if key[0] < 10}, before)
    assert ws.prune(keep=3).commit is None
    assert ws.prune(keep=1).commits == 2
    assert not (ws.path / "results" / "cells").exists()


def test_a_second_prune_changes_nothing(tmp_path):
    ws = filled(tmp_path / "ws", 8)
    ws.prune(keep=2)
    before = content(ws.path)
    assert ws.prune(keep=2).commits == 0
    assert content(ws.path) == before


def test_a_dry_run_writes_nothing_and_tells_the_same(tmp_path):
    ws = filled(tmp_path / "ws", 5)
    before = {**content(ws.path), "mark": (ws.path / ".writer.json").read_bytes()}
    told = ws.prune(keep=2, dry_run=True)
    assert {**content(ws.path), "mark": (ws.path / ".writer.json").read_bytes()} == before
    done = ws.prune(keep=2)
    assert (told.oldest, told.commits, told.files, told.bytes) == (
        done.oldest, done.commits, done.files, done.bytes,
    )  # fmt: skip
    assert told.commit is None and done.commit == 6


def test_days_keep_what_is_young(tmp_path):
    ws = filled(tmp_path / "ws", 3)
    assert ws.prune(days=1).commits == 0
    assert ws.prune(days=0).oldest == 3
    load(ws, "z")
    assert ws.prune(days=1, keep=1).commits == 0  # either is enough to stay


@pytest.mark.parametrize("keep", [0, -1, 1.5, True, "2"])
@pytest.mark.parametrize("days", [-1, float("nan"), float("inf"), 1e9, "1", True])
def test_bad_options_are_told_at_once(tmp_path, keep, days):
    ws = Workspace.create(tmp_path / "ws")
    with pytest.raises(InputError) as told:
        ws.prune(keep=keep, days=days)
    assert [one.code for one in told.value.problems] == ["prune-keep", "prune-days"]


def test_undo_steps_over_a_prune_and_says_what_is_gone(tmp_path):
    ws = filled(tmp_path / "ws", 5)
    ws.prune(keep=2)
    assert undo(ws.path).restored == 4
    assert Workspace.open(ws.path).rows("regions") == 4
    ws = Workspace.open(ws.path)
    ws.prune(keep=1)
    for to in (None, 3):
        with pytest.raises(UnknownError, match="`jiqun prune` removed all before 7"):
            undo(ws.path, to=to)
    with pytest.raises(UnknownError, match="one of the commits 7 to 8"):
        undo(ws.path, to=99)
    assert Workspace.open(ws.path).rows("regions") == 4


def test_nothing_is_removed_from_what_is_not_whole(tmp_path):
    ws = filled(tmp_path / "ws", 4)
    before = sorted(p.name for p in (ws.path / "commits").iterdir())
    part = (ws.path / "tables" / "regions") / ws.files("regions")[-1].rsplit("/", 1)[1]
    kept = part.read_bytes()
    for spoil in (part.unlink, lambda: part.write_bytes(kept[:-9])):
        spoil()
        with pytest.raises(DamageError):
            Workspace.open(ws.path).prune(keep=1)
        assert sorted(p.name for p in (ws.path / "commits").iterdir()) == before
        part.write_bytes(kept)
    (ws.path / "commits" / "00000002.json").unlink()
    with pytest.raises(DamageError, match=r"00000002\.json"):
        ws.prune(keep=1)
    assert len(list((ws.path / "commits").glob("0*.json"))) == 4


def test_leftovers_that_no_commit_knows_go(tmp_path):
    ws = filled(tmp_path / "ws", 2)
    stray = [
        ws.path / "tables" / "regions" / parts.new_name(),
        ws.path / "objects" / f"{'0' * 32}.json",
        ws.path / "commits" / "00000009.draft",
    ]
    mine = [ws.path / "tables" / "regions" / "notes.txt", ws.path / "tables" / "thesis.doc"]
    for path in (*stray, *mine):
        path.write_text("x")
    ws.prune()
    assert not any(path.exists() for path in stray)
    assert all(path.exists() for path in mine)


def test_a_reader_keeps_what_it_opened_while_the_newest_stays(tmp_path):
    ws = filled(tmp_path / "ws", 9)
    reader = Workspace.open(ws.path)
    lazy = reader.scan("regions")
    ws.prune(keep=1)
    assert lazy.collect().height == 9
    assert reader.query("SELECT count(*) AS n FROM regions").item() == 9
    assert reader.history()[-1].number == 9


def test_a_full_disk_does_not_keep_anybody_from_clearing_up(tmp_path, monkeypatch):
    ws = filled(tmp_path / "ws", 9)
    before = size(ws.path)

    def full(*args, **kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("jiqun.workspace.transactions.write_atomically", full)
        patch.setattr("jiqun.workspace.commits.write_atomically", full)
        with pytest.raises(OSError, match="No space"):
            ws.prune(keep=2)
    assert size(ws.path) < before
    again = Workspace.open(ws.path)
    assert (again.version, again.rows("regions")) == (9, 9)
    assert again.prune(keep=2).commit == 10
    assert again.rows("regions") == 9


DYING = """
import os, signal, sys
from jiqun.workspace import Workspace, clearing, parts, transactions
at, steps = int(sys.argv[2]), [0]
def counted(act):
    def step(*args, **kwargs):
        if steps[0] == at: os.kill(os.getpid(), signal.SIGKILL)
        steps[0] += 1
        return act(*args, **kwargs)
    return step
os.unlink = counted(os.unlink)
parts.remove = counted(parts.remove)
os.fsync = counted(os.fsync)
os.rename = counted(os.rename)
os.replace = counted(os.replace)
Workspace.open(sys.argv[1]).prune(keep=2)
print("done")
"""


@pytest.mark.parametrize("at", [0, 1, 3, 6, 10, 14, 18, 22, 26, 30, 34, 38, 42, 46])
def test_a_death_at_any_step_loses_nothing_that_is_kept(tmp_path, at):
    ws = filled(tmp_path / "ws", 7)
    with ws.transaction(verb="run") as t:
        t.put_result("cells", row("x"), record=Record(subject="x", origins=(ME,)))
    kept = {key: value for key, value in seen(ws).items() if key[0] >= 7}
    command = [sys.executable, "-c", DYING, str(ws.path), str(at)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == -signal.SIGKILL or done.stdout == "done\n", done.stderr
    again = Workspace.open(ws.path)
    same({key: value for key, value in seen(again).items() if key[0] in (7, 8)}, kept)
    again.prune(keep=2)
    numbers = [c.number for c in again.history()]
    assert numbers[:2] == [7, 8]
    same({key: value for key, value in seen(again).items() if key[0] in (7, 8)}, kept)
    assert sorted(pl.read_delta(str(ws.path / "tables/regions"))["region"]) == sorted(
        again.frame("regions")["region"]
    )


def test_the_study_reports_and_the_digest_of_joined_files_goes_on(tmp_path, monkeypatch):
    monkeypatch.setattr("jiqun.workspace.transactions.MOST_PARTS", 16)
    ws = filled(tmp_path / "ws", 10)
    twin = filled(tmp_path / "twin", 10)
    report = prune_study(ws.path, keep=1)
    assert (report.done, report.joined, report.path) == (True, ("regions",), ws.path)
    ws = Workspace.open(ws.path)
    for one in (ws, twin):
        load(one, "new")
    assert ws.digest("regions") == twin.digest("regions")
    assert (len(ws.files("regions")), len(twin.files("regions"))) == (2, 11)
    for n in range(8):
        for one in (ws, twin):
            load(one, f"more{n}")
    assert ws.digest("regions") == twin.digest("regions")


def test_the_same_again_adds_nothing(tmp_path):
    ws = filled(tmp_path / "ws", 3)
    frame, record = row("x"), Record(subject="x", parameters={"n": float("nan")}, origins=(ME,))
    with ws.transaction(verb="run") as t:
        t.put_result("cells", frame, record=record)
    before, whole = content(ws.path), ws.frame("regions")
    old = Origin(producer="me", title="rows.csv", accessed="2031-01-01")
    for mode, rows in (("upsert", row("r0001")), ("replace", whole), ("append", whole.clear())):
        with ws.transaction(verb="load") as t:
            t.put("regions", rows, origins=[old], mode=mode)
    with ws.transaction(verb="run") as t:
        t.put_result("cells", frame, record=record)
    assert content(ws.path) == before and ws.version == 4


def test_the_same_rows_from_elsewhere_say_so_and_write_no_rows(tmp_path):
    ws = filled(tmp_path / "ws", 3)
    files = {p.name for p in (ws.path / "tables/regions").iterdir()}
    with ws.transaction(verb="load") as t:
        t.put("regions", row("r0001"), origins=[ME])
    assert ws.version == 4 and len(ws.origins("regions")) == 2
    assert {p.name for p in (ws.path / "tables/regions").iterdir()} == files


def test_a_result_that_stays_writes_its_record_only(tmp_path):
    ws = filled(tmp_path / "ws", 1)
    for seed in (1, 2):
        with ws.transaction(verb="run") as t:
            t.put_result("cells", row("x"), record=Record(subject="x", seed=seed, origins=(ME,)))
    assert (ws.version, ws.record("cells").seed) == (3, 2)
    assert Workspace.open(ws.path, as_of=2).record("cells").seed == 1
    assert len(list((ws.path / "results/cells").glob("part-*"))) == 1


def test_the_same_rows_mend_a_file_that_was_damaged(tmp_path):
    ws = filled(tmp_path / "ws", 1)
    whole = ws.frame("regions")
    (ws.path / "tables/regions" / ws.files("regions")[0].rsplit("/", 1)[1]).write_bytes(b"")
    with Workspace.open(ws.path).transaction() as t:
        t.put("regions", whole, mode="replace")
    assert Workspace.open(ws.path).frame("regions").equals(whole)


def test_an_object_that_was_damaged_is_written_anew(tmp_path):
    ws = filled(tmp_path / "ws", 2)
    commit = json.loads((ws.path / "commits" / "00000002.json").read_text())
    entry = json.loads((ws.path / "objects" / f"{commit['entries']['regions']}.json").read_text())
    broken = ws.path / "objects" / f"{entry['origins'][0]}.json"
    state, text = ws._state, broken.read_text()
    broken.write_text(text[:-3])
    with pytest.raises(DamageError, match="changed since"):
        Workspace.open(ws.path)
    from jiqun.workspace.commits import write_state

    write_state(ws.path, state)
    assert broken.read_text() == text


def test_names_that_are_no_text_are_kept(tmp_path):
    """A file's name need not be Unicode; its bytes come back as they were."""
    ws = Workspace.create(tmp_path / "ws")
    title = os.fsdecode(b"caf\xe9.csv")
    load(ws, "a", title=title)
    assert Workspace.open(ws.path).origins("regions")[0].title == title
    assert Workspace.open(ws.path).history()[-1].note == f"regions < {title}"


def test_undo_works_where_the_delta_log_was_made_anew(tmp_path):
    ws = filled(tmp_path / "ws", 4)
    shown = Workspace.open(ws.path, as_of=2).frame("regions")
    log = ws.path / "tables" / "regions" / "_delta_log"
    for path in log.iterdir():
        path.unlink()
    parts.new_log(log.parent, shown)
    undo(ws.path, to=2)
    assert Workspace.open(ws.path).frame("regions").equals(shown)
    assert sorted(pl.read_delta(str(log.parent))["region"]) == sorted(shown["region"])
    load(Workspace.open(ws.path), "z")
    assert pl.read_delta(str(log.parent)).height == 3
