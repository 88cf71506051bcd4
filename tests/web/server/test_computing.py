"""Heavy questions: the same answers from other processes, and what happens when these end."""

import subprocess
import sys
import time

import psutil
import pytest

from jiqun.web import create_app
from jiqun.web.computing import Apart, CrowdedError, Job, Lane, LostError
from jiqun.web.computing.wire import FaultError

ASKED = (
    "/measures/herfindahl/values?level=county",
    "/measures/herfindahl/values?level=none",
    "/measures/kd/curve?industry=101",
    "/industry-space?level=county",
    "/complexity?level=county",
    "/cells?format=csv&level=county",
    "/tables/regions?format=parquet",
    "/clusters?format=xlsx&origin=declared",
    "/definitions/try?industries=101,201&format=csv",
    "/briefs/region/c00?lang=zh",
)


@pytest.fixture(scope="module")
def lane():
    with Lane(Apart, hands=1, most_waiting=1) as made:
        yield made


@pytest.fixture(scope="module")
def apart(folder, ask, lane):
    return ask(create_app(folder, lane=lane))


@pytest.mark.parametrize("question", ASKED)
def test_another_process_answers_the_same(client, apart, question):
    here, there = (one.get(f"/api/v1{question}") for one in (client, apart))
    assert (there.status_code, there.headers["content-type"]) == (
        here.status_code,
        here.headers["content-type"],
    )
    if "xlsx" not in question:  # a workbook holds its time
        assert there.content == here.content


def test_a_packed_answer_is_the_same_unpacked(apart):
    packed, plain = (
        apart.get("/api/v1/cells?format=csv", headers={"accept-encoding": word})
        for word in ("gzip", "identity")
    )
    assert packed.headers["content-encoding"] == "gzip" and packed.content == plain.content
    assert "content-encoding" not in plain.headers


def job(function, *given):
    """A job that the process finds by the name of a module that it can import."""
    return Job(function=function, given=given)


def test_a_fault_comes_through_with_its_trace_for_the_log(lane):
    with pytest.raises(FaultError, match="invalid literal"):
        lane.join(job(int, "x")).future.result(timeout=60)


def test_a_process_that_is_killed_is_followed_by_another(lane):
    flight = lane.join(job(time.sleep, 30))
    until(workers)
    time.sleep(0.3)
    for one in workers():
        one.kill()
    with pytest.raises(LostError):
        flight.future.result(timeout=20)
    assert lane.join(job(abs, -3)).future.result(timeout=60).body == b"3"


def test_a_process_that_leaves_for_a_fresh_one_loses_no_job(lane, monkeypatch):
    hand = Apart()
    hand.get_ready()
    assert hand.do(job(abs, -1)).body == b"1"
    old = hand._process
    hand._process = subprocess.Popen(
        [sys.executable, "-c", ""], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert hand.do(job(abs, -2)).body == b"2"
    hand.rest()
    old.kill()
    old.communicate()


def test_a_process_is_not_as_large_as_its_parent_was():
    code = (
        "import subprocess, sys; held = bytearray(600 << 20); "
        "sys.exit(subprocess.call([sys.executable, '-c', 'from jiqun.web.computing import worker; "
        "sys.exit(worker._peak_kilobytes() > 400 << 10)'.replace('from', 'import sys; from', 1)]))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_who_is_the_last_to_leave_ends_the_work(lane):
    first, second = lane.join(job(time.sleep, 60)), lane.join(job(time.sleep, 60))
    assert first is second
    until(lambda: first.hand is not None and workers())
    lane.leave(first)
    assert not first.future.done()
    waiting = lane.join(job(time.sleep, 61))
    with pytest.raises(CrowdedError):
        lane.join(job(time.sleep, 62))
    lane.leave(waiting)
    assert lane.waiting == 0
    began = time.monotonic()
    lane.leave(second)
    with pytest.raises(LostError):
        second.future.result(timeout=10)
    assert time.monotonic() - began < 5


def test_leaving_at_any_moment_breaks_nothing(lane):
    for k in range(30):
        flight = lane.join(job(time.sleep, 20 + k))
        time.sleep(0.01 * k)
        lane.leave(flight)
    assert lane.join(job(abs, -4)).future.result(timeout=60).body == b"4"


def test_time_that_is_up_ends_the_work_too(folder, ask, lane, monkeypatch):
    computed = sys.modules["jiqun.web.computing.computed"]
    monkeypatch.setattr(computed, "_job", lambda *_: job(time.sleep, 50))
    client = ask(create_app(folder, patience=2.5, lane=lane))
    answer = client.get("/api/v1/industry-space")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    until(lambda: not workers())
    assert lane.join(job(abs, -5)).future.result(timeout=60).body == b"5"


def workers():
    """Give the processes that do jobs for this one."""
    found = []
    for one in psutil.Process().children():
        try:
            if "jiqun.web.computing.worker" in one.cmdline():
                found.append(one)
        except psutil.Error:
            continue
    return found


def until(true, seconds=30):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come in time"
        time.sleep(0.05)
