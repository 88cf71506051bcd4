"""What happens to the journal's files is noticed: by whoever writes, reads, checks; and repaired."""

import os
import shutil
import sqlite3

import polars as pl
import pytest

from jiqun.core import DamageError
from jiqun.studies import check, repair
from jiqun.workspace import RowChange, Workspace, tag
from jiqun.workspace.edits import keeping
from jiqun.workspace.edits.keeping import let_go

FRAME = 24 + 4096


def region(code, **more):
    return {"region": code, "level": "city", **more}


def put(ws, code, **more):
    journal = ws.journal()
    seen = tag(journal.row("regions", {"region": code}))
    change = RowChange(table="regions", key={"region": code}, seen=seen, after=region(code, **more))
    return journal.write([change], author="Li")


@pytest.fixture
def ws(tmp_path):
    """Twelve edits, four of them settled; the folder as a process left it that was killed."""
    there = Workspace.create(tmp_path / "first")
    for number in range(12):
        put(there, f"r{number}")
        if number == 3:
            there.journal().settle()
    shutil.copytree(there.path, tmp_path / "ws")
    let_go(there.path)
    yield Workspace.open(tmp_path / "ws")
    let_go(tmp_path / "ws")


def on_disk(path, change):
    """Change the file behind jiqun's back."""
    with sqlite3.connect(path / "edits.sqlite") as journal:
        journal.execute(change)
    journal.close()


def flip(path, at):
    text = bytearray(path.read_bytes())
    text[at] ^= 0x55
    path.write_bytes(text)


def newest_frame(path):
    wal = path / "edits.sqlite-wal"
    return (wal.stat().st_size - 32) // FRAME - 1


def damage_newest_frame(path):
    flip(path / "edits.sqlite-wal", 32 + newest_frame(path) * FRAME + 24 + 4000)


def damage_middle_frame(path):
    flip(path / "edits.sqlite-wal", 32 + newest_frame(path) // 2 * FRAME + 24 + 4000)


def cut_wal(path):
    os.truncate(path / "edits.sqlite-wal", 32 + newest_frame(path) * FRAME)


def no_wal(path):
    (path / "edits.sqlite-wal").unlink()


def no_journal(path):
    for name in ("edits.sqlite", "edits.sqlite-wal", "edits.sqlite-shm"):
        (path / name).unlink(missing_ok=True)


def no_row(path):
    on_disk(path, "DELETE FROM edits WHERE number = 7")


def no_settled_row(path):
    on_disk(path, "DELETE FROM edits WHERE number = 2")


def other_row(path):
    on_disk(path, "UPDATE edits SET after = replace(after, 'city', 'town') WHERE number = 7")


def other_newest(path):
    on_disk(path, "DELETE FROM edits WHERE number = 12")


def garbage(path):
    no_wal(path)
    (path / "edits.sqlite").write_bytes(b"SQLite format 3\x00" + os.urandom(20_000))


def damaged_page(path):
    on_disk(path, "VACUUM")
    size = (path / "edits.sqlite").stat().st_size
    for at in range(4096 + 8, size, 4096):
        flip(path / "edits.sqlite", at)


#: How the files are damaged; which edits are lost; whether whoever writes next is stopped.
DAMAGES = {
    damage_newest_frame: ({12}, True),
    damage_middle_frame: (None, True),
    cut_wal: ({12}, True),
    no_wal: (set(range(5, 13)), True),
    no_journal: (set(range(1, 13)), True),
    no_row: ({7}, False),
    no_settled_row: ({2}, False),
    other_row: ({7}, True),
    other_newest: ({12}, True),
    garbage: (set(range(1, 13)), True),
    damaged_page: (None, True),
}


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda one: one.__name__)
def test_damage_is_noticed_and_repaired(ws, damage):
    lost, stops = DAMAGES[damage]
    damage(ws.path)  # nobody has opened the journal yet: its log is as it was left
    report = check(ws.path)
    assert not report.sound
    assert all(one.told(lang) for one in report.damages for lang in ("en", "zh"))
    if stops:
        with pytest.raises(DamageError), ws.transaction():
            pass
    done = repair(ws.path)
    assert [step.kind for step in done.steps] == ["journal"]
    assert check(ws.path).sound
    kept = {one.number for one in ws.journal().edits()}
    if lost is not None:
        assert set(range(1, 13)) - kept == lost
    ws.journal().settle()
    now = Workspace.open(ws.path)
    stored = set(now.frame("regions")["region"])
    # what was settled is there in any case, of the others those that could be saved
    assert stored == {f"r{n - 1}" for n in kept | {1, 2, 3, 4}}
    (edit,) = put(now, "z")
    assert edit.number == 13
    assert repair(ws.path).steps == ()
    assert done.aside and any(done.aside.iterdir())


def test_a_note_that_is_damaged_is_told(ws):
    (ws.path / "edits.newest").write_text("nonsense")
    assert not check(ws.path).sound
    with pytest.raises(DamageError, match=r"edits\.newest"):
        put(ws, "z")
    repair(ws.path)
    assert check(ws.path).sound
    assert put(ws, "z")[0].number == 13


def test_a_lost_note_costs_nothing(ws):
    (ws.path / "edits.newest").unlink()
    assert check(ws.path).sound
    assert put(ws, "z")[0].number == 13


def test_edits_of_a_table_that_nobody_knows_are_told(ws):
    on_disk(ws.path, "UPDATE edits SET tbl = 'dragons' WHERE number = 12")
    assert {one.code for one in check(ws.path).damages} == {"journal-damaged"}


def test_a_commit_that_is_lost_has_its_edits_wait_again(ws):
    with Workspace.open(ws.path).transaction(verb="load") as t:  # settles 5 to 12 in commit 2
        t.put("industries", pl.DataFrame({"industry": ["i"], "system": ["s"]}))
    for number in (2, 3):
        (ws.path / f"commits/{number:08d}.json").write_text("{")
    repair(ws.path)
    back = Workspace.open(ws.path)
    assert back.rows("regions") == 4
    assert back.journal().waiting() == 8
    back.settle()
    assert back.rows("regions") == 12
    assert check(ws.path).sound


def test_a_sound_journal_is_no_reason_to_repair(ws):
    assert repair(ws.path).steps == ()


@pytest.mark.parametrize("log", [True, False])
def test_a_folder_that_may_not_be_written_is_read(ws, log, monkeypatch):
    if not log:  # all of it stands in the one file
        assert check(ws.path).sound
        let_go(ws.path)
    assert (ws.path / "edits.sqlite-wal").exists() == log
    before = {path.name: path.read_bytes() for path in ws.path.iterdir() if path.is_file()}
    monkeypatch.setattr(keeping.os, "access", lambda *_: False)
    journal = ws.journal()
    assert (journal.waiting(), len(journal.edits())) == (8, 12)
    assert journal.overlay("regions", ws.scan("regions")).height == 12
    assert journal.row("regions", {"region": "r11"})["level"] == "city"
    after = {path.name: path.read_bytes() for path in ws.path.iterdir() if path.is_file()}
    assert after == before
