"""Workspaces of earlier formats are read as they are, and kept as today's from the first write."""

import json
import os
import signal
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from deltalake import DeltaTable

from jiqun.core import InputError, Origin
from jiqun.tables import schema
from jiqun.workspace import Workspace
from jiqun.workspace.parts import digest_frame
from jiqun.workspace.places import FORMAT, WITH_EDITS

FORMATS = Path(__file__).parent / "formats"
#: Columns that tables have got since; an earlier workspace has nothing in them.
LATER = ("hidden", "dropped_below", "noise", "rounding", "sampling_error", "revenue", "protected")
SINCE = {"activity": LATER}
KNOWN = ("format-1", "format-1-first")
ROW = pl.DataFrame({"region": ["new"], "level": ["city"]})


@pytest.fixture(params=KNOWN)
def earlier(request, tmp_path):
    with zipfile.ZipFile(FORMATS / f"{request.param}.zip") as kept:
        kept.extractall(tmp_path / "ws")
    facts = json.loads((FORMATS / f"{request.param}.json").read_text())
    return tmp_path / "ws", {int(number): fact for number, fact in facts.items()}


def content(path):
    return {p: p.read_bytes() for p in sorted(path.rglob("*")) if p.is_file()}


def check(path, facts):
    for number, fact in facts.items():
        ws = Workspace.open(path, as_of=number)
        commit = ws.commit
        told = [commit.time, commit.verb, commit.note, commit.version, len(commit.changes)]
        assert told == fact["commit"]
        assert {*ws.tables(), *ws.results()} == set(fact["entries"])
        for name, (rows, digest, frame, origins, record) in fact["entries"].items():
            read = ws.frame(name)
            later = [one for one in SINCE.get(name, ()) if read[one].null_count() == len(read)]
            seen = (ws.rows(name), ws.digest(name), digest_frame(read.drop(later)))
            assert seen == (rows, digest, frame)
            assert len(ws.origins(name)) == origins
            assert (ws.record(name).digest if name in ws.results() else None) == record


def put(path, mode="append"):
    ws = Workspace.open(path)
    with ws.transaction(verb="load", note="a row") as t:
        t.put("regions", ROW, origins=[Origin(producer="me", title="t")], mode=mode)
    return ws


def test_an_earlier_workspace_is_read_without_a_write(earlier):
    path, facts = earlier
    before = content(path)
    check(path, facts)
    assert [c.number for c in Workspace.open(path).history()] == sorted(facts)
    assert content(path) == before


def test_the_first_write_keeps_all_commits_as_todays(earlier):
    path, facts = earlier
    size = sum(len(text) for text in content(path / "commits").values())
    mark = json.loads((path / "workspace.json").read_text())
    ws = put(path)
    check(path, facts)
    assert ws.version == max(facts) + 1 and ws.frame("regions")["region"][-1] == "new"
    now = json.loads((path / "workspace.json").read_text())
    assert now["format"] == FORMAT
    assert {name: now[name] for name in ("title", "synthetic")} == {
        name: mark[name] for name in ("title", "synthetic")
    }
    assert sum(len(text) for text in content(path / "commits").values()) < size / 2
    # sizes of files come from the Delta log of that day
    for number in facts:
        seen = Workspace.open(path, as_of=number)
        for name in (*seen.tables(), *seen.results()):
            for part, file in zip(seen._entry(name).parts, seen.files(name), strict=True):
                assert part.bytes == Path(file).stat().st_size
    assert pl.read_delta(str(path / "tables" / "regions")).height == ws.rows("regions")
    table = DeltaTable(str(path / "tables/regions"), version=ws.delta_version("regions"))
    assert {p.rsplit("/", 1)[-1] for p in table.file_uris()} == {
        p.rsplit("/", 1)[-1] for p in ws.files("regions")
    }


@pytest.mark.parametrize("nth", [0, 1, 3, 7, 8])
def test_a_death_on_the_way_to_the_new_format_loses_nothing(tmp_path, nth):
    with zipfile.ZipFile(FORMATS / "format-1.zip") as kept:
        kept.extractall(tmp_path / "ws")
    facts = {
        int(n): fact for n, fact in json.loads((FORMATS / "format-1.json").read_text()).items()
    }
    code = f"""
import os, signal
from jiqun.workspace import Workspace, formats
step, write = [0], formats.write_state
def dying(*args):
    if step[0] == {nth}: os.kill(os.getpid(), signal.SIGKILL)
    step[0] += 1
    write(*args)
formats.write_state = dying
with Workspace.open({str(tmp_path / "ws")!r}).transaction(): pass
"""
    done = subprocess.run([sys.executable, "-c", code], check=False, env=os.environ)
    assert done.returncode == -signal.SIGKILL
    check(tmp_path / "ws", facts)
    put(tmp_path / "ws")
    check(tmp_path / "ws", facts)


def test_undo_works_across_formats(earlier):
    path, facts = earlier
    ws = Workspace.open(path)
    with ws.transaction(verb="undo") as t:
        t.restore(1)
    assert {*ws.tables()} == set(facts[1]["entries"])
    check(path, facts)


def test_a_later_format_is_refused_with_the_version_that_made_it(tmp_path):
    ws = Workspace.create(tmp_path / "ws")
    mark = ws.path / "workspace.json"
    said = json.loads(mark.read_text())
    mark.write_text(json.dumps(said | {"format": WITH_EDITS + 1, "version": "9.1.0"}))
    with pytest.raises(InputError, match=r"made by jiqun 9\.1\.0.*workspace-newer"):
        Workspace.open(ws.path)
    mark.write_text(json.dumps(said))
    commit = ws.path / "commits" / "00000000.json"
    head = json.loads(commit.read_text())
    head["format"] = WITH_EDITS + 1
    head["commit"]["version"] = "9.1.0"
    commit.write_text(json.dumps(head))
    with pytest.raises(InputError, match=r"9\.1\.0.*workspace-newer"):
        Workspace.open(ws.path)


def test_fields_that_a_later_version_adds_are_left_alone(tmp_path):
    ws = Workspace.create(tmp_path / "ws", title="T")
    mark = ws.path / "workspace.json"
    said = json.loads(mark.read_text())
    mark.write_text(json.dumps(said | {"colour": "red"}))
    put(ws.path)
    assert Workspace.open(ws.path).title == "T"
    assert json.loads(mark.read_text())["colour"] == "red"


def test_a_table_that_has_gained_a_column_reads_its_default(tmp_path, monkeypatch):
    """``chain`` joined the key of the chains' tables; earlier rows are of the chain ``main``."""
    nodes = pl.DataFrame({"node": ["N1", "N2"], "name": ["steel", "bearings"]})
    now = schema("chain_nodes")
    then = replace(now, key=("node",), columns=tuple(c for c in now.columns if c.name != "chain"))
    ws = Workspace.create(tmp_path / "ws", title="t")
    with monkeypatch.context() as before:
        before.setattr("jiqun.workspace.transactions.schema", lambda _: then)
        with ws.transaction(verb="load", note="nodes") as t:
            t.put("chain_nodes", nodes, origins=[Origin(producer="me", title="t")])
    ws = Workspace.open(tmp_path / "ws")
    assert ws.frame("chain_nodes").select("chain", "node").rows() == [
        ("main", "N1"),
        ("main", "N2"),
    ]
    told = ws.query("SELECT chain, node, name_zh FROM chain_nodes ORDER BY node")
    assert told.rows() == [("main", "N1", None), ("main", "N2", None)]
    with ws.transaction(verb="load", note="again") as t:
        again = nodes.with_columns(chain=pl.lit("main"))
        t.put("chain_nodes", again, origins=[Origin(producer="me", title="t")], mode="upsert")
    assert Workspace.open(tmp_path / "ws").rows("chain_nodes") == 2
