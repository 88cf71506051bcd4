"""The main job on behalf of a reader: told how far it is, one at a time, broken off at will."""

import os
import time
from typing import get_type_hints

import psutil
import pytest

from jiqun.studies import RunPlan
from jiqun.web import create_app
from jiqun.web.access import HEADER
from jiqun.web.editing import Editing, Runs
from jiqun.web.routes.editing.runs import RunOptions
from jiqun.workspace import Workspace


def slow(path, plan, *, progress):
    """Stand for a run: write who does it, then wait to be ended."""
    progress("waiting", 1, 3)
    path.write_text(str(os.getpid()), encoding="utf-8")
    time.sleep(60)


def broken(path, plan, *, progress):
    raise RuntimeError("inner words")


def ended(path, plan, *, progress):
    os._exit(3)


def until(true, seconds=60):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come in time"
        time.sleep(0.05)


@pytest.fixture
def runs():
    made = []

    def of(function):
        made.append(Runs(function))
        return made[-1]

    yield of
    for one in made:
        one.close()


def over(runs, id):
    until(lambda: runs.seen(id).state != "running")
    return runs.seen(id)


def test_a_workspace_is_run_and_says_what_came_out(fresh, ask, codes):
    with Editing() as editing:
        client = ask(create_app(fresh.path, editing=editing))
        client.headers[HEADER] = editing.printed.key
        before = Workspace.open(fresh.path).commit.number
        answer = client.post("/api/v1/runs", params={"year": 2019, "quantity": "establishments"})
        assert answer.status_code == 202, answer.text
        place = answer.headers["location"]
        busy = client.post("/api/v1/runs")
        assert (busy.status_code, codes(busy)) == (409, ["run-busy"])
        until(lambda: client.get(place).json()["state"] != "running")
        told = client.get(place).json()
        assert (told["state"], told["problems"]) == ("done", [])
        assert told["outcome"]["years"] == [2019]
        assert told["outcome"]["quantity"] == "establishments"
        assert told["outcome"]["commit"] == Workspace.open(fresh.path).commit.number > before


def test_a_run_that_is_broken_off_leaves_nothing_behind(runs, tmp_path):
    kept, note = runs(slow), tmp_path / "pid"
    id = kept.start(note, None).run
    until(lambda: note.exists() and note.read_text())
    told = kept.seen(id)
    assert (told.state, told.step, told.done, told.total) == ("running", "waiting", 1, 3)
    kept.stop(id)
    until(lambda: not psutil.pid_exists(int(note.read_text())))
    assert kept.seen(id).state == "stopped"
    note.unlink()
    assert kept.start(note, None).state == "running", "another may begin"
    until(lambda: note.exists() and note.read_text())
    kept.close()
    until(lambda: not psutil.pid_exists(int(note.read_text())))


def test_a_fault_tells_its_number_and_the_log_the_rest(runs, tmp_path, caplog):
    kept = runs(broken)
    told = over(kept, kept.start(tmp_path, None).run)
    assert told.state == "failed" and told.outcome is None and told.problems == ()
    assert told.fault in caplog.text and "inner words" in caplog.text
    assert "inner words" not in repr(told)


def test_a_process_that_is_lost_is_told(runs, tmp_path):
    kept = runs(ended)
    told = over(kept, kept.start(tmp_path, None).run)
    assert [one.code for one in told.problems] == ["run-lost"]


def test_an_empty_workspace_says_what_it_lacks(editor):
    place = editor.post("/api/v1/runs").headers["location"]
    until(lambda: editor.get(place).json()["state"] != "running")
    told = editor.get(place).json()
    assert told["state"] == "failed" and told["problems"] and told["fault"] is None


@pytest.mark.parametrize(
    "query", ["year=1", "year=x", "years=2020", "year=2020&year=2021", "quantity=x"]
)
def test_what_cannot_be_asked_begins_nothing(editor, query):
    assert editor.post(f"/api/v1/runs?{query}").status_code == 422


def test_an_unknown_run_is_refused(editor, codes):
    for method in ("get", "delete"):
        answer = editor.request(method, "/api/v1/runs/none")
        assert (answer.status_code, codes(answer)) == (404, ["run-unknown"])


def test_whatever_may_lead_can_be_asked_for():
    hints = get_type_hints(RunPlan)
    assert get_type_hints(RunOptions)["quantity"] == hints["quantity"]
