"""What a workspace promises: round trip, all or nothing, history, one writer, safe queries."""

import datetime as dt
import json
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import polars as pl
import pytest
from deltalake import DeltaTable
from polars.testing import assert_frame_equal

from jiqun.core import BusyError, DamageError, InputError, Origin, Record, UnknownError
from jiqun.tables import schemas
from jiqun.workspace import Workspace, read_history

ME = Origin(producer="me", title="By hand")
YOU = Origin(producer="you", title="Elsewhere", synthetic=True)


def regions(*codes, level="city"):
    return pl.DataFrame({"region": codes, "level": [level] * len(codes)})


@pytest.fixture
def ws(tmp_path):
    return Workspace.create(tmp_path / "ws", title="Test")


def load(ws, table, frame, mode="upsert", origins=(ME,)):
    with ws.transaction(verb="load", note=table) as t:
        t.put(table, frame, origins=origins, mode=mode)


def test_a_fresh_workspace_is_empty(ws):
    again = Workspace.open(ws.path)
    assert (again.version, again.tables(), again.results()) == (0, (), ())
    assert again.title == "Test" and not again.synthetic
    assert [c.verb for c in again.history()] == ["init"]


@pytest.mark.parametrize("name", sorted(schemas()))
def test_every_table_round_trips_empty_and_with_nulls(ws, name):
    known = schemas()[name].polars()
    frame = pl.DataFrame({c: [None, None] for c in known}, schema=known)
    load(ws, name, frame)
    assert_frame_equal(Workspace.open(ws.path).frame(name), frame)
    load(ws, name, frame.clear(), mode="replace")
    assert_frame_equal(Workspace.open(ws.path).frame(name), frame.clear())


def test_a_result_comes_back_equal(ws):
    frame = pl.DataFrame(
        {
            "text": ["b", None, "a"],
            "number": [1.5, float("nan"), None],
            "count": pl.Series([1, None, 3], dtype=pl.UInt32),
            "small": pl.Series([1, None, 3], dtype=pl.Int8),
            "flag": [True, None, False],
            "codes": [["x", None], [], None],
            "kind": pl.Series(["u", "v", None], dtype=pl.Enum(["v", "u"])),
            "category": pl.Series(["u", "v", None], dtype=pl.Categorical),
            "day": [dt.date(2020, 1, 2), None, dt.date(1999, 9, 9)],
            "time": [dt.datetime(2020, 1, 2, 3, 4, 5, 678, tzinfo=dt.UTC), None, None],
            "span": [dt.timedelta(seconds=1), None, None],
            "pair": [{"a": 1, "b": None}, None, {"a": None, "b": "z"}],
            "blob": [b"\x00\xff", None, b""],
            "nothing": pl.Series([None, None, None], dtype=pl.Null),
        }
    )
    record = Record(subject="test", parameters={"level": 0.95}, origins=(ME, YOU), seed=3)
    with ws.transaction(verb="run") as t:
        t.put_result("cells", frame, record=record)
    again = Workspace.open(ws.path)
    assert_frame_equal(again.frame("cells"), frame)
    assert again.frame("cells").schema == frame.schema
    assert again.record("cells") == record
    assert again.origins("cells") == (ME, YOU)
    assert again.synthetic
    assert again.results() == ("cells",)


def test_order_is_kept_over_many_appends(ws):
    for start in range(0, 700, 10):
        codes = [f"{(7 * code) % 700:03d}" for code in range(start, start + 10)]
        load(ws, "regions", regions(*codes), mode="append")
    expected = [f"{(7 * code) % 700:03d}" for code in range(700)]
    assert ws.frame("regions", ["region"])["region"].to_list() == expected
    assert len(ws.files("regions")) <= 64
    assert ws.query("SELECT count(DISTINCT region) AS n FROM regions").item() == len(set(expected))


def test_upsert_replaces_by_key_and_keeps_the_rest(ws):
    load(ws, "regions", regions("a", "b", "c"))
    load(ws, "regions", regions("b", "d", level="state"), origins=(YOU,))
    got = ws.frame("regions", ["region", "level"]).rows()
    assert got == [("a", "city"), ("c", "city"), ("b", "state"), ("d", "state")]
    assert ws.origins("regions") == (ME, YOU)
    load(ws, "regions", regions("z"), mode="replace")
    assert ws.frame("regions")["region"].to_list() == ["z"]
    assert ws.origins("regions") == (ME,)


def test_several_tables_appear_together_or_not_at_all(ws):
    reader = Workspace.open(ws.path)
    with ws.transaction(verb="load") as t:
        t.put("regions", regions("a"), origins=[ME])
        assert not Workspace.open(ws.path).has("regions")
        t.put("industries", pl.DataFrame({"industry": ["1"], "system": ["S"]}), origins=[ME])
    assert not reader.has("regions")
    assert Workspace.open(ws.path).tables() == ws.tables() == ("regions", "industries")
    with pytest.raises(InputError, match="result-name"), ws.transaction(verb="load") as t:  # noqa: PT012 - the block fails half way
        t.put("regions", regions("b"), mode="append")
        t.put_result("cells", regions("b"), record=Record(subject="x"))
        t.put_result("not a name", regions("b"), record=Record(subject="x"))
    for seen in (ws, Workspace.open(ws.path)):
        assert seen.version == 1
        assert seen.frame("regions")["region"].to_list() == ["a"]
        assert seen.results() == ()
    # what other programs see of the Delta table is the committed rows too
    assert pl.read_delta(str(ws.path / "tables" / "regions")).height == 1
    assert not list((ws.path / "results" / "cells").glob("*.parquet"))
    load(ws, "regions", regions("c"))
    assert ws.frame("regions")["region"].to_list() == ["a", "c"]


def test_the_files_of_a_commit_are_those_of_the_delta_version(ws):
    load(ws, "regions", regions("a", "b"))
    load(ws, "regions", regions("c"))
    load(ws, "regions", regions("b", level="state"))
    for number in (1, 2, 3):
        past = Workspace.open(ws.path, as_of=number)
        table = DeltaTable(str(ws.path / "tables/regions"), version=past.delta_version("regions"))
        assert sorted(past.files("regions")) == sorted(table.file_uris())


def test_the_past_stays_as_it_was(ws):
    load(ws, "regions", regions("a"))
    load(ws, "regions", regions("a", level="state"))
    load(ws, "regions", regions("b"), mode="replace")
    seen = [
        Workspace.open(ws.path, as_of=n).frame("regions", ["region", "level"]).rows()
        for n in (1, 2, 3)
    ]
    assert seen == [[("a", "city")], [("a", "state")], [("b", "city")]]
    past = Workspace.open(ws.path, as_of=1)
    assert [c.number for c in past.history()] == [0, 1]
    with pytest.raises(InputError, match="workspace-past"), past.transaction():
        pass
    with pytest.raises(UnknownError, match="commit-unknown"):
        Workspace.open(ws.path, as_of=9)


def test_history_tells_rows_before_and_after(ws):
    load(ws, "regions", regions("a", "b"))
    with ws.transaction(verb="tidy", note="away with it") as t:
        t.drop("regions")
    last = ws.history()[-1]
    assert (last.number, last.verb, last.note) == (2, "tidy", "away with it")
    change = last.changes[0]
    assert (change.name, change.kind, change.before, change.after) == ("regions", "table", 2, None)
    assert not ws.has("regions")
    load(ws, "regions", regions("c"))
    assert ws.frame("regions")["region"].to_list() == ["c"]


def test_restoring_is_a_new_commit(ws):
    load(ws, "regions", regions("a"))
    load(ws, "regions", regions("b"))
    with ws.transaction(verb="run") as t:
        t.put_result("cells", regions("x"), record=Record(subject="x"))
    with ws.transaction(verb="undo") as t:
        t.restore(1)
    assert ws.version == 4
    assert ws.frame("regions")["region"].to_list() == ["a"]
    assert not ws.has("cells")
    load(ws, "regions", regions("c"), mode="append")
    assert ws.frame("regions")["region"].to_list() == ["a", "c"]
    assert pl.read_delta(str(ws.path / "tables" / "regions")).height == 2
    assert Workspace.open(ws.path, as_of=3).has("cells")


def test_an_idle_transaction_leaves_no_commit(ws):
    with ws.transaction():
        pass
    assert ws.version == 0


def test_a_second_writer_is_told_who_holds_the_lock(ws):
    code = (
        "import sys; from jiqun.workspace import Workspace\n"
        f"ws = Workspace.open({str(ws.path)!r})\n"
        "with ws.transaction(verb='hold'):\n"
        "    print('held', flush=True); sys.stdin.read()\n"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout.readline() == "held\n"
    try:
        with (
            pytest.raises(BusyError, match=rf"process {holder.pid} \(`hold`"),
            ws.transaction(wait=0.2),
        ):
            pass
        assert Workspace.open(ws.path).version == 0  # reading goes on
    finally:
        holder.kill()
        holder.communicate()
    load(ws, "regions", regions("a"))  # the lock died with its holder
    assert ws.version == 1


def test_a_digest_follows_the_content(ws, tmp_path):
    load(ws, "regions", regions("a", "b"))
    first = ws.digest("regions")
    other = Workspace.create(tmp_path / "other")
    load(other, "regions", regions("a", "b"))
    assert other.digest("regions") == first
    load(other, "regions", regions("b", "a"), mode="replace")
    assert other.digest("regions") != first


@pytest.mark.parametrize("name", ["../evil", "Cells", "a b", "regions", "", "a;drop", "x" * 80])
def test_a_result_cannot_take_any_name(ws, name):
    with pytest.raises(InputError, match="result-name"), ws.transaction() as t:
        t.put_result(name, regions("a"), record=Record(subject="x"))
    assert ws.version == 0


def test_refusals_name_what_to_do(ws, tmp_path):
    with pytest.raises(UnknownError, match=r"jiqun load .* regions FILE"):
        ws.scan("regions")
    with pytest.raises(UnknownError, match="table-unknown"):
        ws.scan("nonsense")
    with pytest.raises(InputError, match="workspace-exists"):
        Workspace.create(ws.path)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thesis.doc").touch()
    with pytest.raises(InputError, match="workspace-folder"):
        Workspace.create(tmp_path / "full")
    with pytest.raises(UnknownError, match="jiqun init"):
        Workspace.open(tmp_path / "full")
    with pytest.raises(InputError, match="table-columns"), ws.transaction() as t:
        t.put("regions", regions("a").with_columns(colour=pl.lit("red")))
    with pytest.raises(InputError, match="table-columns"), ws.transaction() as t:
        t.put("regions", regions("a").with_columns(lon=pl.lit("east")))


@pytest.mark.parametrize("left", ["commits", "objects", "tables"])
def test_a_workspace_without_its_mark_is_damaged_and_is_not_begun_anew(ws, left):
    load(ws, "regions", regions("a"))
    (ws.path / "workspace.json").unlink()
    for name in {"commits", "objects", "tables"} - {left}:
        shutil.rmtree(ws.path / name)
    before = {path: path.read_bytes() for path in ws.path.rglob("*") if path.is_file()}
    for ask in (Workspace.open, read_history, Workspace.create):
        with pytest.raises(DamageError, match="jiqun check") as told:
            ask(ws.path)
        assert told.value.problems[0].code == "workspace-damaged"
    assert {path: path.read_bytes() for path in ws.path.rglob("*") if path.is_file()} == before


def test_an_init_that_died_can_be_done_again(tmp_path):
    ws = Workspace.create(tmp_path / "ws", title="First")
    (ws.path / "workspace.json").unlink()
    (ws.path / "workspace.draft").touch()
    assert Workspace.create(ws.path, title="Again").title == "Again"


def test_a_query_sees_tables_results_and_empty_tables(ws):
    load(ws, "regions", regions("a", "b"))
    got = ws.query("SELECT region FROM regions WHERE region > ?", ["a"])
    assert got.to_dicts() == [{"region": "b"}]
    assert ws.query("SELECT count(*) AS n FROM activity").item() == 0
    assert ws.query("SELECT typeof(year) AS t FROM activity UNION ALL SELECT 'x'").height == 1


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_csv('{secret}')",
        "SELECT * FROM '{secret}'",
        "SELECT * FROM read_text('{secret}')",
        "SELECT * FROM read_blob('{secret}')",
        "SELECT * FROM glob('{folder}/*')",
        "SELECT * FROM sniff_csv('{secret}')",
        "COPY (SELECT 1) TO '{folder}/out.csv'",
        "COPY (SELECT 1) TO '{own}'",
        "ATTACH '{folder}/x.db'",
        "SET enable_external_access=true",
        "INSTALL httpfs",
        "SELECT 1; SELECT 2",
        "CREATE TABLE t AS SELECT 1",
        "DROP VIEW regions",
        "SELECT * FROM frame",
        "not sql at all",
        "",
    ],
)
def test_a_query_reads_no_file_and_changes_nothing(ws, tmp_path, sql):
    frame = regions("a")  # a local name that DuckDB must not find
    load(ws, "regions", frame)
    secret = tmp_path / "secret.csv"
    secret.write_text("password\nhunter2\n", encoding="utf-8")
    own = ws.files("regions")[0]
    with pytest.raises(InputError) as told:
        ws.query(sql.format(secret=secret, folder=tmp_path, own=own))
    assert told.value.problems[0].code in {"query-refused", "query-kind"}
    assert "hunter2" not in str(told.value)
    assert not (tmp_path / "out.csv").exists() and not (tmp_path / "x.db").exists()
    assert Workspace.open(ws.path).frame("regions").height == 1


def test_a_path_with_quotes_and_chinese_works(tmp_path):
    ws = Workspace.create(tmp_path / "集群's [a*b] ws")
    load(ws, "regions", regions("苏州"))
    assert ws.query("SELECT region FROM regions").item() == "苏州"
    assert ws.frame("regions").height == 1


def test_a_large_table_is_written_at_once(ws):
    count = 100_000
    frame = pl.select(
        region=(pl.int_range(count) % 3000).cast(pl.String).str.zfill(5),
        industry=(pl.int_range(count) // 3000).cast(pl.String),
        year=pl.lit(2020),
        employment=pl.int_range(count).cast(pl.Float64),
    )
    load(ws, "activity", frame, mode="append")
    assert ws.rows("activity") == count
    assert ws.query("SELECT sum(employment) AS n FROM activity").item() == count * (count - 1) / 2
    state = json.loads((ws.path / "commits" / "00000001.json").read_text())
    assert len(state["entries"]) == 1


def test_threads_may_ask_at_once(ws):
    load(ws, "regions", regions(*(f"{n:04d}" for n in range(2000))))
    with ThreadPoolExecutor(8) as pool:
        sql = "SELECT count(*) AS n FROM regions WHERE region < ?"
        answers = pool.map(lambda n: ws.query(sql, [f"{n:04d}"]).item(), range(0, 2000, 50))
        assert list(answers) == list(range(0, 2000, 50))


def test_a_transaction_inside_another_is_refused_not_deadlocked(ws):
    with ws.transaction(), pytest.raises(BusyError), ws.transaction(wait=0.1):
        pass
