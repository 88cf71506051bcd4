"""Single edits by five people at once through the server: how long each takes, whether one is lost.

python -m benchmarks.editing.served [--edits 10000] [--people 5] [--rows 2000]

A third of the edits add 1 to one of four shared rows, the others change a row of one's own; every
edit is checked as the loader checks a row, names a region of 300, and is settled beside the
others as the server does it. Beside it the same requests without any edit: how long HTTP itself,
the guard and the check take.
"""

from __future__ import annotations

import argparse
import http.client
import json
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np
import polars as pl

from benchmarks.editing.journal import KINDS, ME, SHARED, code, table, targets
from benchmarks.machine import describe
from jiqun.workspace import Workspace

#: What an edit adds to a longitude: of a row that several edit, of one that only one does.
SHARED_STEP, STEP = 0.01, 0.00001
REGIONS = 300
CONFLICT = 409
Times = list[tuple[float, float, int]]


def build(folder: Path, rows: int) -> Path:
    """Make a workspace of organisations in regions."""
    ws = Workspace.create(folder, title="Edited", synthetic=True)
    codes = [f"r{number:03d}" for number in range(REGIONS)]
    organisations = table(rows).with_columns(
        pl.Series("region", [codes[number % REGIONS] for number in range(rows)])
    )
    with ws.transaction() as t:
        t.put(
            "regions", pl.DataFrame({"region": codes, "level": ["county"] * REGIONS}), origins=[ME]
        )
        t.put("organisations", organisations, origins=[ME])
    return folder


@contextmanager
def served(folder: Path) -> Any:
    """Run the server as people do; give its port and the key of the printed address."""
    command = [
        sys.executable,
        "-m",
        "jiqun",
        "serve",
        str(folder),
        "--edit",
        "--port",
        "0",
        "--json",
    ]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=dict(os.environ)
    ) as server:
        assert server.stdout is not None
        told = json.loads(server.stdout.readline())
        key = parse_qs(urlsplit(told["url"]).query)["edit"][0]
        _wait_for(told["port"])
        try:
            yield told["port"], key, server.pid
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(60)


def _wait_for(port: int) -> None:
    """Wait until the server answers: it tells its address before."""
    for _ in range(600):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError(port)


def processor(pid: int) -> float:
    """Seconds of a processor that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Person:
    """One connection that is kept, and the tags of the rows that were seen."""

    def __init__(self, port: int, key: str) -> None:
        self._way = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._heads = {"X-Jiqun-Edit": key, "Content-Type": "application/json"}
        self.rows: dict[int, dict[str, Any]] = {}

    def ask(self, method: str, route: str, body: Any = None) -> tuple[int, Any]:
        """Ask a route of the API."""
        sent = None if body is None else json.dumps(body)
        self._way.request(method, f"/api/v1{route}", sent, self._heads)
        answer = self._way.getresponse()
        return answer.status, json.loads(answer.read())

    def look(self, number: int) -> None:
        """See a row as it is."""
        route = f"/tables/organisations/rows?where=organisation={code(number)}"
        self.rows[number] = self.ask("GET", route)[1]["items"][0]

    def change(self, number: int, kind: str) -> dict[str, Any]:
        """Make the change of a row that was seen: a shared one counts up."""
        row = self.rows[number]
        step = SHARED_STEP if number < SHARED else STEP
        values = {"lon": (row["values"]["lon"] or 0.0) + step}
        values |= {} if number < SHARED else {"kind": kind, "region": f"r{number % REGIONS:03d}"}
        return {"key": {"organisation": code(number)}, "seen": row["tag"], "values": values}


def edited(port: int, key: str, numbers: list[int]) -> Times:
    """Edit; give seconds of each request and of the whole with its conflicts, and their number."""
    person, times = Person(port, key), []
    for at, number in enumerate(numbers):
        if number not in person.rows:
            person.look(number)
        began, conflicts = time.perf_counter(), 0
        while True:
            body = {"changes": [person.change(number, KINDS[at % 3])]}
            asked = time.perf_counter()
            status, told = person.ask("POST", "/tables/organisations/edits", body)
            done = time.perf_counter()
            if status != CONFLICT:
                break
            conflicts += 1
            values = told["problems"][0]["values"]
            person.rows[number] = {"tag": values["tag"], "values": values["row"]}
        assert told["saved"], told
        person.rows[number] = told["rows"][0]
        times.append((done - asked, done - began, conflicts))
    return times


def checked(port: int, key: str, numbers: list[int]) -> Times:
    """Ask to check the same changes, which writes nothing."""
    person, times = Person(port, key), []
    for at, number in enumerate(numbers):
        if number not in person.rows:
            person.look(number)
        body = {"changes": [person.change(number, KINDS[at % 3])]}
        began = time.perf_counter()
        person.ask("POST", "/tables/organisations/check", body)
        took = time.perf_counter() - began
        times.append((took, took, 0))
    return times


def together(way: Any, port: int, key: str, work: list[list[int]]) -> tuple[Times, float]:
    """Have several people ask at once; give all times, and seconds in all."""
    with multiprocessing.get_context("spawn").Pool(len(work)) as pool:
        pool.map(len, [[]] * len(work))  # they are there
        began = time.perf_counter()
        found = pool.starmap(way, [(port, key, numbers) for numbers in work], chunksize=1)
        return [one for times in found for one in times], time.perf_counter() - began


def tell(label: str, times: Times, seconds: float) -> None:
    """One line on a way."""
    asked, whole = (np.array([one[at] for one in times]) * 1000 for at in (0, 1))
    print(
        f"{label}: {len(times):,} in {seconds:.1f} s; p50 {np.median(asked):.1f} ms, "
        f"p95 {np.quantile(asked, 0.95):.1f} ms, most {asked.max():.0f} ms; with conflicts "
        f"p95 {np.quantile(whole, 0.95):.1f} ms; conflicts {sum(one[2] for one in times):,}"
    )


def lost(folder: Path, before: pl.DataFrame, work: list[list[int]]) -> int:
    """Count the edits that the tables do not show, after the server has ended."""
    ws = Workspace.open(folder)
    assert ws.journal().waiting() == 0, "the server settles all at its end"
    after = ws.frame("organisations").sort("organisation")["lon"].to_numpy()
    was = before.sort("organisation")["lon"].to_numpy()
    every = np.concatenate([np.array(numbers) for numbers in work])
    wanted = np.bincount(every, minlength=len(was)).astype(np.float64)
    step = np.where(np.arange(len(was)) < SHARED, SHARED_STEP, STEP)
    return int(np.abs(np.round((after - was) / step) - wanted).sum())


def main() -> None:
    """Print what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--edits", type=int, default=10_000)
    parser.add_argument("--people", type=int, default=5)
    parser.add_argument("--rows", type=int, default=2_000)
    asked = parser.parse_args()
    each = asked.edits // asked.people
    work = [
        [int(one) for one in targets(person, asked.people, each, asked.rows)]
        for person in range(asked.people)
    ]
    print(describe())
    with tempfile.TemporaryDirectory() as home:
        folder = build(Path(home) / "ws", asked.rows)
        before = Workspace.open(folder).frame("organisations")
        with served(folder) as (port, key, pid):
            few = [numbers[: max(each // 10, 1)] for numbers in work]
            tell("checked only", *together(checked, port, key, few))
            used = processor(pid)
            tell("edited", *together(edited, port, key, work))
            used = (processor(pid) - used) / asked.edits
            print(f"processor of the server: {used * 1000:.1f} ms an edit, settling included")
        commits = len(Workspace.open(folder).history()) - 2
        print(f"commits: {commits:,}; lost: {lost(folder, before, work)}")


if __name__ == "__main__":
    main()
