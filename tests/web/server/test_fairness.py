"""A server under siege: who waits, trickles or leaves delays nobody; heavy work ends with it.

A real server in a process of its own, asked over loopback only; every siege has an end.
"""

import http.client
import json
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from types import SimpleNamespace

import numpy as np
import polars as pl
import psutil
import pytest

from jiqun.core import Origin, stream
from jiqun.workspace import Workspace

IDLE = 205
ME = Origin(producer="The tests", title="Firms by chance", synthetic=True)


#: Seconds within which others are answered: well below 1 at rest; tests share the machine.
AT_ONCE = 5.0


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A workspace with firms enough for a curve that takes minutes."""
    ws, count = Workspace.create(tmp_path_factory.mktemp("siege") / "ws"), 40_000
    draw = stream(seed=1, name="siege")
    firms = {
        "organisation": [f"o{i}" for i in range(count)],
        "kind": ["firm"] * count,
        "name": ["A firm with a very long name " * 10] * count,
        "lon": draw.uniform(0, 8, count),
        "lat": draw.uniform(0, 8, count),
        "industry": np.array(["101", "102"])[draw.integers(0, 2, count)],
    }
    with ws.transaction() as t:
        industries = {"industry": ["101", "102"], "system": ["s", "s"]}
        t.put("industries", pl.DataFrame(industries), origins=[ME])
        t.put("organisations", pl.DataFrame(firms), origins=[ME])
    return ws.path


@pytest.fixture(scope="module")
def server(place):
    command = [sys.executable, "-m", "jiqun", "serve", str(place), "--port", "0", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        port = json.loads(running.stdout.readline())["port"]
        process = psutil.Process(running.pid)
        made = SimpleNamespace(port=port, process=process, ask=lambda path: ask(port, path))
        try:
            until(lambda: reachable(port), 60)
            yield made
        finally:
            running.terminate()
            running.wait(timeout=30)
    assert not [one for one in psutil.process_iter() if is_worker(one, process.pid)]


def is_worker(one, parent):
    try:
        return one.ppid() == parent
    except psutil.Error:
        return False


def reachable(port):
    try:
        return ask(port, "/api/v1/health")[0] == 200
    except OSError:
        return False


def ask(port, path):
    """Ask once; give the status, the headers and the seconds it took."""
    began = time.monotonic()
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        line.request("GET", path)
        answer = line.getresponse()
        answer.read()
        return answer.status, answer.headers, time.monotonic() - began
    finally:
        line.close()


def until(true, seconds):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come in time"
        time.sleep(0.1)


@contextmanager
def lines(port, count, first=b""):
    """Open connections that say so much and then nothing."""
    opened = []
    try:
        for _ in range(count):
            one = socket.create_connection(("127.0.0.1", port), timeout=20)
            opened.append(one)
            if first:
                one.sendall(first)
        yield opened
    finally:
        for one in opened:
            one.close()


def head(port, request):
    return f"{request} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n".encode()


def curve(seed):
    return f"/api/v1/measures/kd/curve?industry=101&radii=0:500:1&draws=999&seed={seed}"


KINDS = {
    "silent": lambda port: b"",
    "half a head": lambda port: head(port, "GET /api/v1/health"),
    "half a body": lambda port: (
        head(port, "POST /api/v1/rate?scheme=us-cluster-mapping")
        + b"Content-Length: 900000\r\n\r\nregion"
    ),
    "nonsense": lambda port: b"\x16\x03\x01\x02\x00\x01\x00\x01",
}


@pytest.mark.parametrize("kind", KINDS)
def test_others_are_answered_beside_idle_connections(server, kind):
    with lines(server.port, IDLE, KINDS[kind](server.port)):
        for _ in range(5):
            status, _, seconds = server.ask("/api/v1/health")
            assert status == 200 and seconds < AT_ONCE


def test_connections_kept_open_after_an_answer_count_for_nothing(server):
    question = head(server.port, "GET /api/v1/health") + b"\r\n"
    with lines(server.port, IDLE) as opened:
        for one in opened:
            one.sendall(question)
            assert one.recv(65536).startswith(b"HTTP/1.1 200")
        for _ in range(5):
            status, _, seconds = server.ask("/api/v1/health")
            assert status == 200 and seconds < AT_ONCE


def test_the_newest_finds_a_place_however_many_wait(server):
    with lines(server.port, 1100):
        for _ in range(5):
            status, _, seconds = server.ask("/api/v1/health")
            assert status == 200 and seconds < AT_ONCE


def test_a_head_that_trickles_is_cut_off(server):
    began = time.monotonic()
    with lines(server.port, 1, head(server.port, "GET /api/v1/health")) as (one,):
        one.settimeout(0.5)
        said = b""
        while not said and time.monotonic() - began < 20:
            try:
                one.sendall(b"x: y\r\n")
                said = one.recv(100)
            except TimeoutError:
                continue
        assert said.startswith(b"HTTP/1.1 408")
        assert 8 < time.monotonic() - began < 14


def test_a_reader_that_takes_nothing_is_let_go(server):
    question = head(server.port, "GET /api/v1/tables/organisations?format=csv") + b"\r\n"
    before = server.process.memory_info().rss
    opened = []
    for _ in range(20):
        one = socket.socket()
        one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        one.connect(("127.0.0.1", server.port))
        one.sendall(question)
        opened.append(one)
    until(lambda: held(server) == 20, 10)
    status, _, seconds = server.ask("/api/v1/health")
    assert status == 200 and seconds < AT_ONCE
    until(lambda: held(server) == 0, 40)
    assert server.process.memory_info().rss - before < 300e6
    for one in opened:
        one.close()


def held(server):
    """Count the connections that the server has open."""
    every = server.process.net_connections(kind="tcp")
    return sum(one.status == psutil.CONN_ESTABLISHED for one in every)


def workers(server):
    return [one for one in server.process.children() if one.status() != psutil.STATUS_ZOMBIE]


def test_heavy_work_stops_when_its_readers_go(server):
    server.ask("/api/v1/measures/kd/curve?industry=none")  # what the first question imports stays
    before = server.process.memory_info().rss
    questions = [head(server.port, f"GET {curve(k)}") + b"\r\n" for k in range(8)]
    with lines(server.port, 8) as opened:
        for one, question in zip(opened, questions, strict=True):
            one.sendall(question)
        until(lambda: sum(sum(one.cpu_times()[:2]) for one in workers(server)) > 4, 60)
        taken = {one.pid for one in workers(server)}
        assert 0 < len(taken) <= 2
        for _ in range(5):
            status, _, seconds = server.ask("/api/v1/health")
            assert status == 200 and seconds < AT_ONCE
    until(lambda: not taken & {one.pid for one in workers(server)}, 5)
    time.sleep(1)
    assert not workers(server), "what nobody waited for was begun all the same"
    assert server.process.memory_info().rss - before < 50e6


def test_who_comes_too_many_is_told_when_to_come_again(server):
    with lines(server.port, 30) as opened:
        for k, one in enumerate(opened):
            one.sendall(head(server.port, f"GET {curve(100 + k)}") + b"\r\n")
            time.sleep(0.02)
        status, headers, seconds = server.ask(curve(999))
        assert (status, headers["retry-after"]) == (503, "10") and seconds < AT_ONCE
        assert server.ask("/api/v1/workspace")[0] == 200
    until(lambda: not workers(server), 10)


def test_equal_questions_are_computed_once_and_remembered(server):
    question = "/api/v1/measures/kd/curve?industry=101&radii=0:20:1&draws=19"
    with lines(server.port, 6) as opened:
        for one in opened:
            one.sendall(head(server.port, f"GET {question}") + b"\r\n")
        answers = [one.recv(200).split(b"\r\n")[0] for one in opened]
    assert answers == [b"HTTP/1.1 200 OK"] * 6
    assert server.ask(question)[2] < AT_ONCE
