"""Ways in which a workspace comes to harm: each a function that harms one in place.

``HARMLESS`` names those after which every number is still right, so that reading goes on.
"""

import json
import shutil
from pathlib import Path

import polars as pl

KINDS = {}
#: Reading goes on rightly; what is harmed is only what other programs, or the next writer, need.
HARMLESS = set()
#: `jiqun check` has nothing to complain of: what lies about is cleared up by the next write.
SOUND = set()


def kind(harmless=False, sound=False):
    def keep(harm):
        KINDS[harm.__name__] = harm
        if harmless or sound:
            HARMLESS.add(harm.__name__)
        if sound:
            SOUND.add(harm.__name__)
        return harm

    return keep


def parts(root, folder):
    """Files of a table that the newest commit sees, by Delta's order of writing."""
    return sorted((root / folder).glob("part-*.parquet"), key=lambda p: (p.stat().st_mtime_ns, p))


def newest_part(root, folder="tables/activity"):
    return parts(root, folder)[-1]


def overwrite(path, change):
    data = bytearray(path.read_bytes())
    path.write_bytes(bytes(change(data)))


def flipped(at):
    def change(data):
        where = at if at >= 0 else len(data) + at
        data[where] ^= 0x10
        return data

    return change


def middle(data):
    data[len(data) // 2] ^= 0x01
    return data


def commits(root):
    return sorted((root / "commits").glob("0*.json"))


def rewritten(path, **fields):
    whole = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**whole, **fields}), encoding="utf-8")


def objects(root, wanted):
    """Objects whose JSON has a key."""
    for path in sorted((root / "objects").glob("*.json")):
        whole = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(whole, dict) and wanted in whole:
            yield path


def log(root, folder="tables/activity"):
    return sorted((root / folder / "_delta_log").glob("*.json"))


def _more(path):
    frame = pl.read_parquet(path)
    pl.concat([frame, frame.head(1)]).write_parquet(path)


def _lead_out(path):
    outside = path.parents[3] / f"outside-{path.name}"
    shutil.copy(path, outside)
    path.unlink()
    path.symlink_to(outside)


# files of rows: every way, on a table, on a result, on what only the past sees
WAYS = {
    "deleted": lambda path: path.unlink(),
    "emptied": lambda path: path.write_bytes(b""),
    "halved": lambda path: overwrite(path, lambda data: data[: len(data) // 2]),
    "short_of_a_byte": lambda path: overwrite(path, lambda data: data[:-1]),
    "longer_by_a_byte": lambda path: overwrite(path, lambda data: data + b"\0"),
    "flipped_in_its_rows": lambda path: overwrite(path, middle),
    "flipped_at_its_head": lambda path: overwrite(path, flipped(5)),
    "flipped_in_its_footer": lambda path: overwrite(path, flipped(-40)),
    "zeroed": lambda path: overwrite(path, lambda data: bytes(len(data))),
    "text": lambda path: path.write_text("not a table", encoding="utf-8"),
    "short_of_rows": lambda path: pl.read_parquet(path).head(-1).write_parquet(path),
    "with_a_row_more": _more,
    "with_other_values": lambda path: pl.read_parquet(path).reverse().write_parquet(path),
    "a_folder": lambda path: (path.unlink(), path.mkdir()),
    "a_dangling_link": lambda path: (path.unlink(), path.symlink_to("/nowhere/at-all")),
    "a_link_out": _lead_out,
}


def _of(way, folder):
    def harm(root):
        WAYS[way](newest_part(root, folder))

    harm.__name__ = f"{folder.rpartition('/')[2]}_{way}"
    return harm


for _way in WAYS:
    kind()(_of(_way, "tables/activity"))
for _way in ("deleted", "flipped_in_its_rows", "short_of_rows"):
    kind()(_of(_way, "results/cells"))
    kind()(_of(_way, "tables/regions"))


@kind(harmless=True)
def a_part_of_the_past_deleted(root):
    parts(root, "tables/organisations")[0].unlink()


@kind(harmless=True)
def a_part_of_the_past_flipped(root):
    overwrite(parts(root, "tables/organisations")[0], middle)


@kind()
def two_parts_swapped(root):
    first, second = newest_part(root), newest_part(root, "tables/industries")
    third = first.with_name("x")
    first.rename(third)
    second.rename(first)
    third.rename(second)


@kind()
def every_part_flipped(root):
    for path in root.glob("*/*/part-*.parquet"):
        overwrite(path, middle)


@kind()
def the_folder_of_a_table_gone(root):
    shutil.rmtree(root / "tables" / "activity")


@kind()
def the_folder_of_tables_gone(root):
    shutil.rmtree(root / "tables")


@kind()
def the_folder_of_results_gone(root):
    shutil.rmtree(root / "results")


@kind()
def the_folder_of_a_table_a_file(root):
    shutil.rmtree(root / "tables" / "activity")
    (root / "tables" / "activity").write_text("x", encoding="utf-8")


@kind()
def the_folder_of_a_table_a_link_out(root):
    moved = root.parent / "activity-outside"
    (root / "tables" / "activity").rename(moved)
    (root / "tables" / "activity").symlink_to(moved)


# commits
@kind()
def the_newest_commit_deleted(root):
    commits(root)[-1].unlink()


@kind()
def the_newest_commit_and_its_note_deleted(root):
    commits(root)[-1].unlink()
    (root / "commits" / "newest.json").unlink()


@kind()
def the_two_newest_commits_deleted(root):
    for path in commits(root)[-2:]:
        path.unlink()


@kind(harmless=True)
def a_commit_between_deleted(root):
    commits(root)[2].unlink()


@kind(harmless=True)
def a_commit_between_flipped(root):
    overwrite(commits(root)[2], middle)


@kind()
def every_commit_deleted(root):
    for path in commits(root):
        path.unlink()


@kind()
def the_folder_of_commits_gone(root):
    shutil.rmtree(root / "commits")


@kind()
def every_commit_emptied(root):
    for path in commits(root):
        path.write_bytes(b"")


@kind()
def the_newest_commit_emptied(root):
    commits(root)[-1].write_bytes(b"")


@kind()
def the_newest_commit_halved(root):
    overwrite(commits(root)[-1], lambda data: data[: len(data) // 2])


@kind()
def the_newest_commit_no_text(root):
    commits(root)[-1].write_bytes(bytes(range(256)))


@kind()
def the_newest_commit_a_list(root):
    commits(root)[-1].write_text("[]", encoding="utf-8")


@kind()
def the_newest_commit_nested(root):
    commits(root)[-1].write_text("[" * 100_000, encoding="utf-8")


@kind()
def the_newest_commit_of_another_number(root):
    shutil.copy(commits(root)[-2], commits(root)[-1])


@kind()
def the_newest_commit_sees_less(root):
    path = commits(root)[-1]
    entries = json.loads(path.read_text(encoding="utf-8"))["entries"]
    entries.pop("activity")
    rewritten(path, entries=entries)


@kind()
def the_newest_commit_without_its_seal(root):
    rewritten(commits(root)[-1], seal=None)


@kind()
def the_newest_commit_a_folder(root):
    path = commits(root)[-1]
    path.unlink()
    path.mkdir()


# what commits share
@kind()
def an_entry_deleted(root):
    _entry(root, "activity").unlink()


@kind()
def an_entry_that_says_more_rows(root):
    path = _entry(root, "activity")
    path.write_text(path.read_text(encoding="utf-8").replace('"rows":', '"rows":1'), "utf-8")


@kind()
def an_entry_that_leads_out(root):
    path = _entry(root, "activity")
    path.write_text(path.read_text(encoding="utf-8").replace("part-", "../../part-"), "utf-8")


@kind()
def every_object_gone(root):
    shutil.rmtree(root / "objects")


@kind()
def every_object_emptied(root):
    for path in (root / "objects").iterdir():
        path.write_bytes(b"")


@kind()
def a_record_deleted(root):
    kept = json.loads(_entry(root, "cells").read_text(encoding="utf-8"))
    (root / "objects" / f"{kept['record']}.json").unlink()


@kind()
def origins_flipped(root):
    kept = json.loads(_entry(root, "activity").read_text(encoding="utf-8"))
    overwrite(root / "objects" / f"{kept['origins'][0]}.json", middle)


def _entry(root, name):
    whole = json.loads(commits(root)[-1].read_text(encoding="utf-8"))
    return root / "objects" / f"{whole['entries'][name]}.json"


# the mark
@kind()
def the_mark_deleted(root):
    (root / "workspace.json").unlink()


@kind()
def the_mark_emptied(root):
    (root / "workspace.json").write_bytes(b"")


@kind()
def the_mark_no_text(root):
    (root / "workspace.json").write_bytes(bytes(range(256)))


@kind()
def the_mark_of_a_title_that_is_a_number(root):
    rewritten(root / "workspace.json", title=7)


@kind()
def the_mark_of_a_format_in_words(root):
    rewritten(root / "workspace.json", format="two")


@kind()
def the_mark_a_folder(root):
    (root / "workspace.json").unlink()
    (root / "workspace.json").mkdir()


@kind()
def the_mark_and_the_commits_gone(root):
    shutil.rmtree(root / "commits")
    (root / "workspace.json").unlink()


# the Delta logs
@kind(harmless=True)
def a_log_gone(root):
    shutil.rmtree(root / "tables" / "activity" / "_delta_log")


@kind(harmless=True)
def every_log_gone(root):
    for path in root.glob("*/*/_delta_log"):
        shutil.rmtree(path)


@kind(harmless=True)
def a_log_without_its_end(root):
    log(root)[-1].unlink()


@kind(harmless=True)
def a_log_without_its_beginning(root):
    log(root)[0].unlink()


@kind(harmless=True)
def a_log_of_garbage(root):
    log(root)[-1].write_text("{]", encoding="utf-8")


@kind(harmless=True)
def a_log_emptied(root):
    for path in log(root):
        path.write_bytes(b"")


@kind(harmless=True)
def a_log_a_file(root):
    path = root / "tables" / "activity" / "_delta_log"
    shutil.rmtree(path)
    path.write_text("x", encoding="utf-8")


@kind(harmless=True)
def a_log_that_goes_on(root):
    last = log(root)[-1]
    text = last.read_text(encoding="utf-8").replace("part-", "part-0", 1)
    last.with_name(f"{int(last.stem) + 1:020d}.json").write_text(text, encoding="utf-8")


# notes and what lies about
@kind(sound=True)
def the_newest_note_garbage(root):
    (root / "commits" / "newest.json").write_text("{]", encoding="utf-8")


@kind()
def the_newest_note_ahead(root):
    number = int(commits(root)[-1].stem) + 3
    (root / "commits" / "newest.json").write_text(json.dumps({"number": number}), "utf-8")


@kind(sound=True)
def a_pending_note_of_garbage(root):
    (root / ".pending.json").write_text("{]", encoding="utf-8")


@kind(sound=True)
def a_pending_note_that_leads_out(root):
    outside = root.parent / "precious"
    outside.mkdir()
    (outside / "part-0.parquet").write_text("precious", encoding="utf-8")
    (root / ".pending.json").write_text('["../precious", "tables/activity"]', encoding="utf-8")


@kind(harmless=True)
def a_pending_note_from_ahead(root):
    note = {"base": int(commits(root)[-1].stem) + 2, "folders": ["tables/activity"], "files": []}
    (root / ".pending.json").write_text(json.dumps(note), encoding="utf-8")


@kind(sound=True)
def drafts_lying_about(root):
    (root / "commits" / "00000099.draft").write_text("{", encoding="utf-8")
    (root / "objects" / f"{'0' * 32}.draft").write_text("{", encoding="utf-8")


@kind(sound=True)
def files_that_no_commit_knows(root):
    shutil.copy(newest_part(root), root / "tables" / "activity" / f"part-{'a' * 32}.zstd.parquet")


@kind(sound=True)
def a_holder_of_garbage(root):
    (root / ".writer.json").write_text("{]", encoding="utf-8")


@kind(sound=True)
def a_repairs_note_of_garbage(root):
    (root / "set-aside" / "x").mkdir(parents=True)
    (root / "set-aside" / "x" / "repair.json").write_text('{"places": 7}', encoding="utf-8")


def harm(name: str, root: Path) -> None:
    """Do one kind of harm."""
    KINDS[name](root)
