"""Single edits by five processes at once: how long, is one lost, what they weigh.

python -m benchmarks.editing.journal [--edits 10000] [--processes 5] [--rows 2000]

A third of the edits add 1 to one of four shared rows, the others change a row of the writer's own;
a settler works beside them as in the server. The peers do the same edits as one Delta commit
each (a transaction of the workspace), and in a plain SQLite table without any history.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sqlite3
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks.machine import describe
from jiqun.core import BusyError, ConflictError, Origin
from jiqun.workspace import RowChange, Settler, Workspace, tag

ME = Origin(producer="benchmark", title="Planted organisations", synthetic=True)
SHARED = 4
KINDS = ("firm", "university", "institute")


def code(number: int) -> str:
    """Name an organisation."""
    return f"o{number:06d}"


def table(rows: int) -> pl.DataFrame:
    """Organisations with names as long as real ones; the first few are shared counters."""
    draw = np.random.Generator(np.random.Philox(14))
    words = draw.integers(0, 10**12, rows)
    return pl.DataFrame(
        {
            "organisation": [code(number) for number in range(rows)],
            "name": [f"Company {word} Limited" for word in words],
            "kind": [KINDS[number % 3] for number in range(rows)],
            "lon": [0.0] * SHARED + draw.uniform(70, 130, rows - SHARED).round(5).tolist(),
            "lat": draw.uniform(20, 50, rows).round(5),
        }
    )


def targets(writer: int, writers: int, edits: int, rows: int) -> list[int]:
    """Say which rows a writer edits: a third shared, the others his own."""
    draw = np.random.Generator(np.random.Philox(100 + writer))
    own = np.arange(SHARED + writer, rows, writers)
    shared = draw.integers(0, SHARED, edits)
    return list(np.where(draw.random(edits) < 1 / 3, shared, draw.choice(own, edits)))


Times = list[tuple[float, float, int]]


def by_journal(path: Path, numbers: list[int], writer: int) -> Times:
    """Edit through the journal; give seconds of each write, of read and write, and conflicts."""
    journal, times = Workspace.open(path).journal(), []
    for number in numbers:
        key = {"organisation": code(number)}
        began, conflicts = time.perf_counter(), 0
        while True:
            row = journal.row("organisations", key)
            assert row is not None
            after = {**row, **changed(row, number)}
            change = RowChange(table="organisations", key=key, seen=tag(row), after=after)
            asked = time.perf_counter()
            try:
                journal.write([change], author=f"writer {writer}")
                break
            except ConflictError:
                conflicts += 1
        done = time.perf_counter()
        times.append((done - asked, done - began, conflicts))
    return times


def changed(row: dict[str, object], number: int) -> dict[str, object]:
    """Count a shared row up, move one's own."""
    step = 1.0 if number < SHARED else 0.00001
    return {"lon": float(str(row["lon"])) + step}


def by_commit(path: Path, numbers: list[int], writer: int) -> Times:
    """Edit by a transaction of the tables each."""
    times, made = [], f"writer {writer}"
    for number in numbers:
        began = time.perf_counter()
        mine = pl.col("organisation") == code(number)
        while True:
            try:
                with Workspace.open(path).transaction(note=made, wait=60.0) as t:
                    row = t.scan("organisations").filter(mine).collect().row(0, named=True)
                    rows = pl.DataFrame([{**row, **changed(row, number)}])
                    t.put("organisations", rows, origins=[ME])
                break
            except BusyError:
                continue
        took = time.perf_counter() - began
        times.append((took, took, 0))
    return times


def by_sqlite(path: Path, numbers: list[int], _: int) -> Times:
    """Edit a plain SQLite table, as sure as the journal is, without author, history or tag."""
    plain, times = sqlite3.connect(path, isolation_level=None, timeout=60.0), []
    plain.execute("PRAGMA synchronous=FULL")
    for number in numbers:
        began = time.perf_counter()
        plain.execute("BEGIN IMMEDIATE")
        asked = "SELECT lon FROM organisations WHERE organisation = ?"
        lon = plain.execute(asked, (code(number),)).fetchone()[0]
        values = (changed({"lon": lon}, number)["lon"], code(number))
        plain.execute("UPDATE organisations SET lon = ? WHERE organisation = ?", values)
        plain.execute("COMMIT")
        took = time.perf_counter() - began
        times.append((took, took, 0))
    plain.close()
    return times


Way = Callable[[Path, list[int], int], Times]


def together(way: Way, path: Path, work: list[list[int]]) -> tuple[Times, float]:
    """Have several processes edit at once; give all times, and seconds in all."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(len(work)) as pool:
        pool.map(len, [[]] * len(work))  # they are there
        began = time.perf_counter()
        asked = [(path, numbers, writer) for writer, numbers in enumerate(work)]
        found = pool.starmap(way, asked, chunksize=1)
        return [one for times in found for one in times], time.perf_counter() - began


def tell(label: str, times: Times, seconds: float, more: str = "") -> None:
    """One line on a way."""
    write, whole = (np.array([one[at] for one in times]) * 1000 for at in (0, 1))
    conflicts = sum(one[2] for one in times)
    print(
        f"{label}: {len(times):,} edits in {seconds:.1f} s; write p50 {np.median(write):.1f} ms, "
        f"p95 {np.quantile(write, 0.95):.1f} ms, most {write.max():.0f} ms; with reading and "
        f"trying again p50 {np.median(whole):.1f} ms, p95 {np.quantile(whole, 0.95):.1f} ms; "
        f"{conflicts:,} conflicts{more}",
        flush=True,
    )


def weight(path: Path) -> int:
    """Bytes of all files of a folder."""
    return sum(one.stat().st_size for one in path.rglob("*") if one.is_file())


def fresh(home: Path, rows: int) -> Workspace:
    """A workspace of organisations."""
    ws = Workspace.create(home, synthetic=True)
    with ws.transaction() as t:
        t.put("organisations", table(rows), origins=[ME])
    return ws


def lost(lons: dict[str, float], work: list[list[int]]) -> int:
    """Count additions to shared rows that are not there."""
    every = [number for numbers in work for number in numbers]
    return sum(every.count(n) - round(lons[code(n)]) for n in range(SHARED))


@contextmanager
def settling(ws: Workspace) -> Iterator[None]:
    """Have a settler work as in the server, told of edits ten times a second."""
    settler, ended, journal = Settler(ws.path), threading.Event(), ws.journal()

    def listen() -> None:
        known = journal.newest
        while not ended.wait(0.1):
            now = journal.newest
            if now > known:
                settler.edited(now - known)
            known = now

    listener = threading.Thread(target=listen)
    settler.start()
    listener.start()
    try:
        yield
    finally:
        ended.set()
        listener.join()
        settler.stop()


def journal_case(home: Path, work: list[list[int]], rows: int) -> None:
    """The journal, with a settler beside it; then what it weighs."""
    ws = fresh(home / "journal", rows)
    with settling(ws):
        times, seconds = together(by_journal, ws.path, work)
    now = Workspace.open(ws.path)
    frame = now.frame("organisations")
    gone = lost(dict(frame.select("organisation", "lon").rows()), work)
    known = now.journal().newest
    more = f"; lost {gone}, in the journal {known:,}; {now.version} commits"
    tell("journal", times, seconds, more)
    plain = home / "rows.parquet"
    frame.write_parquet(plain)
    own = plain.stat().st_size
    told = [f"rows alone {own:,}", f"as edited {weight(ws.path) / own:.1f}×"]
    now.prune(keep=1)
    told.append(f"pruned, with all edits {weight(ws.path) / own:.1f}×")
    now.prune(keep=1, edit_days=0)
    told.append(f"pruned, without their history {weight(ws.path) / own:.1f}×")
    print("bytes:", ", ".join(told), flush=True)


def main() -> None:
    """Measure the journal and its peers."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, usual in (("edits", 10_000), ("processes", 5), ("rows", 2_000), ("commits", 200)):
        parser.add_argument(f"--{name}", type=int, default=usual)
    asked = parser.parse_args()
    print(describe())
    each = asked.edits // asked.processes
    work = [targets(k, asked.processes, each, asked.rows) for k in range(asked.processes)]
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        journal_case(home, work, asked.rows)
        few = [numbers[: asked.commits // asked.processes] for numbers in work]
        ws = fresh(home / "commits", asked.rows)
        before = weight(ws.path)
        times, seconds = together(by_commit, ws.path, few)
        grown = (weight(ws.path) - before) / len(times)
        tell("a Delta commit an edit", times, seconds, f"; {grown:,.0f} bytes an edit")
        plain = sqlite3.connect(home / "plain.sqlite")
        plain.execute("PRAGMA journal_mode=WAL")
        names = table(asked.rows)
        plain.execute("CREATE TABLE organisations (organisation PRIMARY KEY, name, kind, lon, lat)")
        plain.executemany("INSERT INTO organisations VALUES (?, ?, ?, ?, ?)", names.rows())
        plain.commit()
        plain.close()
        times, seconds = together(by_sqlite, home / "plain.sqlite", work)
        tell("plain SQLite", times, seconds)


if __name__ == "__main__":
    main()
