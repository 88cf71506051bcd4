"""The skeleton: what stands there is not computed again, and all is stored in one commit."""

from dataclasses import dataclass, replace

import polars as pl
import pytest

from jiqun.core import Origin, Record
from jiqun.studies.jobs import ASKED, Asked, Done, Job, Made, Work, ask, perform
from jiqun.studies.plans import Plan
from jiqun.workspace import Workspace

ME = (Origin(producer="me", title="t"),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubling(Plan):
    times: int = 2
    parts: tuple[str, ...] = ("one",)
    workers: int = 1


def asked(ws: Workspace, plan: Doubling) -> Asked:
    parts = {part: {"times": plan.times} for part in plan.parts}
    return ask(ws, plan, verb="double", tables=("regions", "links"), parts=parts)


def make(work: Work[Doubling]) -> Made:
    with work.clock.step("double"):
        frame = pl.DataFrame({"n": [work.ws.rows("regions") * work.plan.times]})
    record = Record(subject="double", parameters=work.plan.to_dict(), inputs=work.asked.inputs)
    return Made(record=record, results={"doubled": frame, "spare": frame}, note="noted")


def report(ws: Workspace, plan: Doubling, done: Done) -> tuple[int, Done]:
    return int(ws.frame("doubled")["n"][0]), done


def refused(work: Work[Doubling]) -> Made:
    pytest.fail("computed what stands there")


JOB = Job(verb="double", results=("doubled", "spare"), ask=asked, make=make, report=report)
ONCE = replace(JOB, make=refused)


@pytest.fixture
def folder(tmp_path):
    ws = Workspace.create(tmp_path / "ws")
    put(ws, ["a", "b"])
    return tmp_path / "ws"


def put(ws: Workspace, regions: list[str]) -> None:
    rows = pl.DataFrame({"region": regions, "level": ["city"] * len(regions)})
    with ws.transaction() as t:
        t.put("regions", rows, origins=ME, mode="replace")


def test_a_job_stores_in_one_commit_with_what_was_asked(folder):
    answer, done = perform(JOB, folder, Doubling())
    ws = Workspace.open(folder)
    assert answer == 4
    assert not done.unchanged and set(done.seconds) == {"double", "store"}
    assert (ws.commit.verb, ws.commit.note, ws.version) == ("double", "noted", 2)
    for name in JOB.results:
        assert ws.record(name).parameters[ASKED] == asked(ws, Doubling()).parts


def test_what_stands_there_is_answered_before_anything_is_computed(folder):
    perform(JOB, folder, Doubling())
    before = Workspace.open(folder).version
    answer, done = perform(ONCE, folder, Doubling(workers=8))
    assert (answer, done.unchanged) == (4, True)
    assert Workspace.open(folder).version == before


@pytest.mark.parametrize("change", ["plan", "table", "again", "new table", "lost result"])
def test_whatever_may_change_a_number_is_computed(folder, change):
    perform(JOB, folder, Doubling())
    ws, plan = Workspace.open(folder), Doubling()
    if change == "plan":
        plan = Doubling(times=3)
    if change == "table":
        put(ws, ["a", "b", "c"])
    if change == "new table":
        with ws.transaction() as t:
            rows = pl.DataFrame({"source": ["x"], "target": ["y"], "kind": ["k"], "year": [1]})
            t.put("links", rows, origins=ME)
    job = replace(JOB, results=(*JOB.results, "third")) if change == "lost result" else JOB
    assert not perform(job, folder, plan, again=change == "again")[1].unchanged


def test_only_the_parts_that_are_due_are_computed(folder):
    perform(JOB, folder, Doubling(parts=("one",)))
    _, done = perform(JOB, folder, Doubling(parts=("one", "two")))
    assert done.due == ("two",)


def test_what_fails_is_not_stored(folder):
    before = Workspace.open(folder).version
    with pytest.raises(pytest.fail.Exception):
        perform(ONCE, folder, Doubling())
    assert Workspace.open(folder).version == before
