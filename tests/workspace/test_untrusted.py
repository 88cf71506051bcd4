"""A workspace is untrusted input: nothing outside is read, written or removed, nothing hangs."""

import copy
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from jiqun.core import DamageError, InputError, JiqunError, Origin, Record, digest
from jiqun.workspace import Workspace
from jiqun.workspace.places import encoded, seal

ME = Origin(producer="me", title="By hand")
#: What a field may hold instead of what jiqun wrote.
VALUES = [
    None, True, False, 0, -1, 1.5, 2**63, 10**30, float("nan"), "", "x", "../../evil",
    "/etc/passwd", "\x1b]0;x\x07", "[/]", "a" * 100_000, [], [1], ["x"], [[[[]]]], {}, {"a": 1},
    {"..": "x"},
]  # fmt: skip


def row(code="a"):
    return pl.DataFrame({"region": [code], "level": ["city"]})


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    ws = Workspace.create(tmp_path_factory.mktemp("sound") / "ws", title="Sound")
    for code in "abc":
        with ws.transaction(verb="load", note=code) as t:
            t.put("regions", row(code), origins=[ME])
    frame = pl.DataFrame(
        {"n": pl.Series([1], dtype=pl.UInt32), "e": pl.Series(["a"], dtype=pl.Enum(["a"]))}
    )
    record = Record(
        subject="s", parameters={"p": 1}, inputs={"regions": "d"}, origins=(ME,), seed=1
    )
    with ws.transaction(verb="run", note="1 row") as t:
        t.put_result("cells", frame, record=record)
    return ws.path


@pytest.fixture
def workspace(sound, tmp_path):
    shutil.copytree(sound, tmp_path / "ws")
    return tmp_path / "ws"


def load(path):
    return json.loads(path.read_text())


def newest(root):
    return root / "commits" / "00000004.json"


def reseal(root, commit):
    path = newest(root)
    path.write_bytes(encoded(commit | {"seal": seal(commit)}))


def entry_of(root, name):
    return load(root / "objects" / f"{load(newest(root))['entries'][name]}.json")


def keep(root, value):
    text = encoded(value)
    (root / "objects" / f"{digest(text)}.json").write_bytes(text)
    return digest(text)


def put_entry(root, name, entry):
    """Have the newest commit see another entry, with everything signed as if jiqun wrote it."""
    commit = load(newest(root))
    commit["entries"][name] = keep(root, entry)
    reseal(root, commit)


def places(value, at=()):
    """Give the way to every field within a JSON value."""
    yield at
    for key in (
        value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    ):
        yield from places(value[key], (*at, key))


def changed(value, at, new):
    if not at:
        return new
    value = copy.deepcopy(value)
    inner = value
    for key in at[:-1]:
        inner = inner[key]
    inner[at[-1]] = new
    return value


def use(root):
    """Do with a workspace what faces do; a refusal must be one of ours."""
    told = [one for act in (look, write, prune) for one in refused(act, root)]
    for one in told:
        for lang in ("en", "zh"):
            assert all(vars_of(one.said(lang)))
    return [one.code for one in told]


def refused(act, root):
    try:
        act(root)
    except JiqunError as err:
        return err.problems
    return ()


def vars_of(sentences):
    return sentences.found, sentences.expected, sentences.fix


def look(root):
    ws = Workspace.open(root)
    ws.history()
    for name in (*ws.tables(), *ws.results()):
        ws.frame(name)
        ws.origins(name)


def write(root):
    with Workspace.open(root).transaction() as t:
        t.put("regions", row("z"), origins=[ME])


def prune(root):
    Workspace.open(root).prune(keep=1)


def outside(folder):
    return {p: (p.read_bytes() if p.is_file() else None) for p in sorted(folder.rglob("*"))}


def hostile_fields(sound):
    """Give every field of every JSON file of a workspace."""
    for at in places(load(sound / "workspace.json")):
        yield "mark", at
    for at in places({k: v for k, v in load(newest(sound)).items() if k != "seal"}):
        yield "commit", at
    for name in ("regions", "cells"):
        for at in places(entry_of(sound, name)):
            yield name, at
    for kind in ("origins", "record"):
        for at in places(piece(sound, kind)):
            yield kind, at


def piece(root, kind):
    entry = entry_of(root, "cells")
    return load(
        root / "objects" / f"{entry['record'] if kind == 'record' else entry['origins'][0]}.json"
    )


def spoil(root, what, at, new):
    if what == "mark":
        path = root / "workspace.json"
        path.write_bytes(encoded(changed(load(path), at, new)))
    elif what == "commit":
        commit = changed({k: v for k, v in load(newest(root)).items() if k != "seal"}, at, new)
        if isinstance(commit, dict):
            reseal(root, commit)
        else:
            newest(root).write_bytes(encoded(commit))
    elif what in ("regions", "cells"):
        put_entry(root, what, changed(entry_of(root, what), at, new))
    else:
        entry = entry_of(root, "cells")
        name = keep(root, changed(piece(root, what), at, new))
        put_entry(
            root, "cells", entry | ({"record": name} if what == "record" else {"origins": [name]})
        )


@pytest.mark.parametrize("value", VALUES, ids=lambda v: repr(v)[:20])
def test_no_field_of_any_file_can_hold_what_breaks_us(sound, tmp_path, value):
    beside = tmp_path / "beside"
    beside.mkdir()
    (beside / "part-0.zstd.parquet").write_text("mine")
    before = outside(beside)
    share = 1 if os.environ.get("JIQUN_CORPUS") == "all" else 12
    fields = list(hostile_fields(sound))
    chosen = [one for nth, one in enumerate(fields) if (nth + VALUES.index(value)) % share == 0]
    for nth, (what, at) in enumerate(chosen):
        root = tmp_path / f"ws{nth}"
        shutil.copytree(sound, root)
        spoil(root, what, at, value)
        use(root)
        shutil.rmtree(root)
    assert outside(beside) == before


NAMED = f"part-{'0123456789abcdef' * 2}.zstd.parquet"
NOTES = [
    ["../victim"], ["../victim/tables/activity"], ["tables/../../victim"], ["/etc"],
    ["tables/regions", "../victim"],
    {"base": 4, "folders": ["../victim"], "files": [f"../victim/{NAMED}"]},
    {"base": 4, "folders": 5, "files": [None, 7, "tables/regions/../../../victim/x"]},
    {"base": 4, "folders": ["tables/regions"], "files": [f"tables/../../victim/{NAMED}"]},
    {"base": "x", "files": {}}, "x", 5, None, [[]], [None], {},
]  # fmt: skip


@pytest.mark.parametrize("note", NOTES, ids=str)
def test_a_crafted_note_removes_nothing_outside_and_nothing_committed(workspace, tmp_path, note):
    victim = tmp_path / "victim" / "tables" / "activity"
    victim.mkdir(parents=True)
    for name in ("part-1.zstd.parquet", NAMED):
        (victim / name).write_text("mine")
        (victim.parents[1] / name).write_text("mine")
    before, rows = outside(tmp_path / "victim"), Workspace.open(workspace).frame("regions")
    (workspace / ".pending.json").write_text(json.dumps(note))
    write(workspace)
    assert outside(tmp_path / "victim") == before
    assert Workspace.open(workspace).frame("regions")[:3].equals(rows)
    assert not (workspace / ".pending.json").exists()


def test_a_note_that_names_a_folder_outside_is_harmless(workspace, tmp_path, hostile_cases):
    case = hostile_cases / "evil.pending.json"
    victim = tmp_path / "wvict" / "tables" / "activity"
    victim.mkdir(parents=True)
    (victim / "part-1.parquet").write_text("mine")
    shutil.copy(case, workspace / ".pending.json")
    write(workspace)
    assert (victim / "part-1.parquet").read_text() == "mine"


LINKS = [
    "tables", "results", "commits", "objects", "tables/regions", "tables/regions/_delta_log",
    "results/cells", "workspace.json", "commits/00000004.json", "commits/00000002.json",
    ".writer.draft", ".pending.draft", "commits/00000005.draft", "tables/activity",
    "tables/regions/_delta_log/00000000000000000003.json",
]  # fmt: skip


@pytest.mark.parametrize("place", LINKS)
def test_no_link_leads_out(workspace, tmp_path, place):
    path, target = workspace / place, tmp_path / "victim" / "there"
    target.parent.mkdir()
    if path.exists():
        shutil.move(path, target)
    elif path.suffix:
        target.write_text("mine")
    else:
        target.mkdir()
    path.symlink_to(target)
    (target if target.is_dir() else target.parent).joinpath(
        f"part-{'0' * 32}.zstd.parquet"
    ).write_text("mine")
    before = outside(target.parent)
    told = use(workspace)
    assert outside(target.parent) == before
    assert set(told) <= {"workspace-damaged", "part-missing", "part-unreadable"}


def test_a_part_that_is_a_link_is_not_removed_where_it_leads(workspace, tmp_path):
    victim = tmp_path / "victim.parquet"
    victim.write_text("mine")
    name = workspace / "tables" / "regions" / f"part-{'1' * 32}.zstd.parquet"
    name.symlink_to(victim)
    prune(workspace)
    assert victim.read_text() == "mine" and not name.is_symlink()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes in this system's folders")
@pytest.mark.parametrize(
    "place",
    [
        "workspace.json", "commits/00000004.json", "commits/newest.json", ".pending.json",
        ".writer.json", ".writer.draft", "objects/ENTRY", "tables/regions/PART",
        "tables/regions/_delta_log/00000000000000000003.json",
    ],
)  # fmt: skip
def test_a_pipe_in_place_of_a_file_makes_nobody_wait(workspace, place):
    part = next((workspace / "tables" / "regions").glob("part-*")).name
    entry = f"{load(newest(workspace))['entries']['regions']}.json"
    path = workspace / place.replace("PART", part).replace("ENTRY", entry)
    path.unlink(missing_ok=True)
    os.mkfifo(path)
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import test_untrusted as t\n"
        "from pathlib import Path; t.use(Path(sys.argv[2]))"
    )
    here = str(Path(__file__).parent)
    done = subprocess.run(
        [sys.executable, "-c", code, here, str(workspace)],
        timeout=30,
        check=False,
        capture_output=True,
    )
    assert done.returncode == 0, done.stderr.decode()


@pytest.mark.parametrize(
    "place", ["objects", "commits", "tables", "tables/regions", ".pending.json"]
)
def test_something_else_in_a_place_of_ours_is_told(workspace, place):
    path = workspace / place
    if path.is_dir():
        shutil.rmtree(path)
        path.write_text("something else")
    else:
        path.mkdir()
    assert set(use(workspace)) <= {"workspace-damaged", "part-missing", "part-unreadable"}
    assert path.exists()


@pytest.mark.parametrize(
    "text", [b"", b"{", b"[" * 100_000, b"\xff\xfe", b"nul", b'{"a":' * 5000, b"9" * 5000]
)
@pytest.mark.parametrize("file", ["workspace.json", "commits/00000004.json", ".pending.json"])
def test_text_that_is_no_json_of_ours_is_told(workspace, file, text):
    (workspace / file).write_bytes(text)
    told = use(workspace)
    assert set(told) <= {"workspace-damaged"}
    assert bool(told) == (file != ".pending.json")


def test_a_huge_file_is_not_read(workspace):
    with (workspace / "workspace.json").open("r+b") as file:
        file.truncate(2**40)
    with pytest.raises(DamageError, match="at most"):
        Workspace.open(workspace)


def test_commits_with_enormous_numbers_are_no_trap(workspace):
    commit = load(newest(workspace))
    commit.pop("seal")
    commit["commit"]["number"] = 10**14
    (workspace / "commits" / f"{10**14}.json").write_bytes(encoded(commit | {"seal": seal(commit)}))
    assert set(use(workspace)) <= {"workspace-damaged"}


def test_a_changed_commit_or_object_is_noticed(workspace):
    path = newest(workspace)
    kept = path.read_text()
    path.write_text(kept.replace("1 row", "2 row"))
    with pytest.raises(DamageError, match="changed since"):
        Workspace.open(workspace)
    path.write_text(kept)
    entry = workspace / "objects" / f"{load(path)['entries']['regions']}.json"
    entry.write_text(entry.read_text().replace('"version":3', '"version":2'))
    with pytest.raises(DamageError, match=r"changed since.*jiqun check"):
        Workspace.open(workspace)


def test_recovery_waits_where_commits_are_lost(workspace):
    """A note that knows a later commit than there is: removing would take what that one held."""
    newest(workspace).unlink()
    (workspace / "commits" / "newest.json").unlink()
    cells = next((workspace / "results" / "cells").glob("part-*"))
    note = {"base": 4, "folders": ["results/cells"], "files": [f"results/cells/{cells.name}"]}
    (workspace / ".pending.json").write_text(json.dumps(note))
    with pytest.raises(DamageError, match=r"00000004\.json"):
        write(workspace)
    assert cells.exists()


def test_a_title_cannot_move_the_cursor(workspace):
    path = workspace / "workspace.json"
    path.write_text(json.dumps(load(path) | {"title": "a\x1b[2Jb"}))
    assert Workspace.open(workspace).title == "a�[2Jb"


def test_a_result_cannot_pass_for_a_table(workspace):
    entry = entry_of(workspace, "cells") | {"name": "industries"}
    put_entry(workspace, "industries", entry)
    with pytest.raises((DamageError, InputError)):
        Workspace.open(workspace)
