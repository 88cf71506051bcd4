"""Every kind of damage, under every command and route: told, never served, and mended."""

import json
import shutil
import warnings
from collections import Counter
from hashlib import blake2b

import polars as pl
import pytest
from damages import HARMLESS, KINDS, SOUND
from typer.testing import CliRunner

from jiqun.cli.app import app
from jiqun.core import JiqunError
from jiqun.studies import check, repair
from jiqun.web.app import create_app
from jiqun.workspace import Workspace

with warnings.catch_warnings():  # it would rather have the successor of httpx
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

ROUTES = (
    "health", "workspace", "tables", "tables/activity", "tables/cells", "regions", "cells",
    "categories", "map", "ratings", "search?q=a", "clusters", "definitions", "briefs",
    "tables/organisations?limit=5", "tables/activity?as_of=2&limit=5",
)  # fmt: skip
#: Files that every writer writes anew.
FLEETING = (".writer.json", ".writer.lock", "newest.json")


def jiqun(*words):
    """Call a command as typed; give its exit code and what it said, and refuse a traceback."""
    done = CliRunner().invoke(app, [str(word) for word in words])
    error = done.exception
    if isinstance(error, JiqunError):
        assert error.problems, error
        for one in error.problems:
            assert one.code not in {"fault", ""}
            for lang in ("en", "zh"):
                assert all(vars_of(one.said(lang))), one
                assert "{" not in one.told(lang), one.told(lang)
        return 2, done.output + str(error)
    if error is not None and not isinstance(error, SystemExit):
        raise AssertionError(f"{words}: {error!r}") from error
    return done.exit_code, done.output


def vars_of(sentences):
    return [sentences.found, sentences.expected, sentences.fix]


@pytest.fixture(scope="session")
def truth(pristine):
    """What each commit showed before any harm: frames by commit and name."""
    last = Workspace.open(pristine).version
    seen = (Workspace.open(pristine, as_of=number) for number in range(last + 1))
    return {ws.version: {name: ws.frame(name) for name in names(ws)} for ws in seen}


@pytest.fixture(scope="session")
def answers(pristine):
    """What each route answered before any harm."""
    return asked(pristine)


def asked(root):
    with TestClient(create_app(root), base_url="http://localhost") as client:
        found = {route: client.get(f"/api/v1/{route}") for route in ROUTES}
    return {route: (one.status_code, one.content) for route, one in found.items()}


def names(ws):
    return (*ws.tables(), *ws.results())


def contents(root):
    """Count what files hold, wherever they stand."""
    files = [path for path in root.rglob("*") if path.is_file() and path.name not in FLEETING]
    return Counter(blake2b(path.read_bytes()).hexdigest() for path in files)


def exported(root, name, to):
    """Export a table; give what was written, None where that was refused."""
    code, said = jiqun("export", root, name, "--to", to, "--force")
    assert code in (0, 1, 2), said
    return pl.read_parquet(to) if code == 0 else None


def shown(root):
    try:
        return Workspace.open(root).version
    except JiqunError:
        return None


ALL = sorted(KINDS)
CASES = pytest.mark.parametrize("name", ALL)
SOME = pytest.mark.corpus(share=0.05)


def test_there_are_enough_kinds():
    assert len(KINDS) >= 40
    assert set(KINDS) > HARMLESS


@SOME
@CASES
def test_reading_is_right_or_refused(copy, truth, answers, name, tmp_path):
    KINDS[name](copy)
    before = contents(copy)
    for table in ("activity", "cells", "regions"):
        got = exported(copy, table, tmp_path / f"{table}.parquet")
        if got is not None:
            assert got.equals(truth[shown(copy)][table]), table
        assert got is not None or name not in HARMLESS
    for words in (("status", copy), ("history", copy), ("check", copy),
                  ("check", copy, "--json"), ("repair", copy, "--dry-run")):  # fmt: skip
        jiqun(*words)
    for route, (status, body) in asked(copy).items():
        assert status != 500, (route, body)
        if status == 200 and shown(copy) == max(truth):
            assert body == answers[route][1], route
        if status >= 400:
            assert json.loads(body)["problems"] or answers[route][0] == status, route
    assert contents(copy) == before  # reading, checking and asking change nothing


@SOME
@CASES
def test_a_check_tells_it_and_a_repair_mends_it(copy, truth, name):
    KINDS[name](copy)
    before = contents(copy)
    assert jiqun("check", copy)[0] == (0 if name in SOUND else 1)
    found = check(copy)
    assert found.sound == (name in SOUND)
    code, said = jiqun("repair", copy, "--by", "commit")
    assert code == 0, said
    assert not before - contents(copy.parent), "data was lost"
    assert jiqun("check", copy)[0] == 0, check(copy)
    ws = Workspace.open(copy)
    assert ws.version == found.newest or ws.commit.verb == "repair"
    good = found.good if ws.commit.verb == "repair" else ws.version
    if good is not None:
        assert {one: ws.frame(one) for one in names(ws)}.keys() == truth[good].keys()
    for one in names(ws):
        past = truth[good if good is not None else max(truth)][one]
        assert ws.frame(one).equals(past), one
        delta = pl.read_delta(str(copy / ("tables" if one in ws.tables() else "results") / one))
        assert delta.height == past.height, one
    assert repair(copy).steps == ()
    assert jiqun("run", copy, "--no-brief")[0] in ((0,) if ws.has("activity") else (1, 2))
    assert jiqun("check", copy)[0] == 0


@SOME
@CASES
def test_writing_refuses_or_does_it_whole(copy, pristine, truth, name, tmp_path):
    KINDS[name](copy)
    rows = truth[max(truth)]["activity"].with_columns(year=pl.col("year") + 50).head(30)
    rows.write_csv(tmp_path / "more.csv")
    base = shown(copy)
    load = ("load", "activity", tmp_path / "more.csv")
    for words in (load, ("run", "--no-brief", "--again"), ("undo",)):
        place = copy.with_name(words[0]) / "ws"
        shutil.copytree(copy, place, symlinks=True)
        code, said = jiqun(words[0], place, *words[1:])
        assert code in (0, 1, 2), said
        if code:
            if base is not None and shown(place) is not None:
                assert shown(place) == base, "half a change stayed"
            continue
        wanted = truth[base]["activity"].height + (30 if words[0] == "load" else 0)
        wanted = wanted if words[0] != "undo" else truth[base - 1]["activity"].height
        got = exported(place, "activity", tmp_path / "got.parquet")
        assert got is None or got.height == wanted
        assert got is not None or words[0] == "undo"  # what was damaged before is told as before
        if words[0] == "run":
            assert Workspace.open(place).frame("cells").equals(truth[base]["cells"])
    if name == "a_pending_note_that_leads_out":
        assert (copy.parent / "precious" / "part-0.parquet").read_text("utf-8") == "precious"


@pytest.mark.parametrize("by", ["commit", "tables"])
def test_a_repair_keeps_the_good_tables_where_it_is_asked_to(copy, truth, by):
    KINDS["activity_flipped_in_its_rows"](copy)
    report = repair(copy, by=by)
    ws = Workspace.open(copy)
    if by == "tables":
        assert set(names(ws)) == set(truth[6]) - {"activity"}
        assert ws.frame("cells").equals(truth[6]["cells"])
        assert {step.kind for step in report.steps} >= {"keep", "drop", "damaged"}
    else:
        assert ws.frame("activity").equals(truth[4]["activity"])
        assert ws.frame("cells").equals(truth[4]["cells"])
    assert check(copy).sound


@pytest.mark.parametrize("name", ["regions_flipped_in_its_rows", "cells_flipped_in_its_rows"])
def test_unasked_a_repair_gives_up_nothing_that_is_good(copy, truth, name):
    KINDS[name](copy)
    good = check(copy).good
    whole = set(truth[6]) - {name.partition("_")[0]}
    assert jiqun("repair", copy)[0] == 0
    ws = Workspace.open(copy)
    lacking = good is None or not whole <= set(truth[good])
    assert set(names(ws)) == (whole if lacking else set(truth[good]))
    assert all(ws.frame(one).equals(truth[6 if lacking else good][one]) for one in names(ws))
    assert check(copy).sound


def test_a_damaged_table_loaded_again_heals_the_workspace(copy, truth, tmp_path):
    KINDS["regions_flipped_in_its_rows"](copy)
    (loss,) = check(copy).losses
    assert (loss.name, loss.lost) == ("regions", truth[6]["regions"].height)
    truth[6]["regions"].write_parquet(tmp_path / "regions.parquet")
    words = loss.command.replace("FILE", str(tmp_path / "regions.parquet")).split()[1:]
    assert jiqun(*words)[0] == 0
    assert exported(copy, "regions", tmp_path / "again.parquet").equals(truth[6]["regions"])
    assert jiqun("run", copy, "--no-brief")[0] == 0


def test_health_says_what_is_damaged(copy):
    with TestClient(create_app(copy), base_url="http://localhost") as client:
        assert client.get("/api/v1/health").json()["status"] == "ok"
        KINDS["cells_flipped_in_its_rows"](copy)
        told = client.get("/api/v1/health")
        assert told.status_code == 503
        assert told.json()["title"] == "The workspace is damaged"
        zh = client.get("/api/v1/health", headers={"Accept-Language": "zh"})
        assert zh.json()["title"] == "工作区已损坏"
        assert [one["code"] for one in told.json()["problems"]] == ["part-changed"]
        assert "results/cells" in told.json()["detail"]
        assert client.get("/api/v1/tables/regions").status_code == 200  # what is good is served


def test_a_newest_commit_that_only_the_delta_logs_remember_is_missed(copy):
    last = Workspace.open(copy).version
    KINDS["the_newest_commit_and_its_note_deleted"](copy)
    found = check(copy)
    assert (found.newest, found.good) == (last, last - 1)
    assert f"{last:08d}.json" in found.damages[0].told("en")
    ws = Workspace.open(copy)
    with pytest.raises(JiqunError, match="jiqun check"), ws.transaction(verb="load"):
        pytest.fail("nothing is written over it")
    assert repair(copy).commit == last + 1
    assert check(copy).sound


def test_sql_reads_good_tables_and_refuses_damaged_ones(copy):
    KINDS["activity_short_of_rows"](copy)
    ws = Workspace.open(copy)
    assert ws.query("SELECT count(*) AS n FROM regions").item() == ws.rows("regions")
    with pytest.raises(JiqunError) as told:
        ws.query("SELECT sum(employment) FROM activity")
    assert told.value.problems[0].code == "part-size"


def test_a_bit_that_turns_while_a_query_engine_is_open_is_noticed(copy):
    ws = Workspace.open(copy)
    ws.query("SELECT count(*) FROM activity")
    KINDS["activity_flipped_in_its_rows"](copy)
    with pytest.raises(JiqunError) as told:
        ws.query("SELECT sum(employment) FROM activity")
    assert told.value.problems[0].code == "part-changed"
