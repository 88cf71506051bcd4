"""Many readers beside a writer: each sees one commit whole, and each thing is made once."""

import threading
from concurrent.futures import ThreadPoolExecutor

import polars as pl

from jiqun.core import Origin
from jiqun.studies.browsing.searching import indexing
from jiqun.studies.browsing.snapshots import Holder, held_once
from jiqun.web import create_app
from jiqun.workspace import Workspace

QUESTIONS = (
    "/workspace",
    "/map?level=county&category=cars",
    "/cells?level=county&sort=-employment",
    "/cells/test-set:cars:c00",
    "/regions/c03",
    "/search?q=shenzhen",
    "/compare?with=c00,c01",
    "/tables/cells?limit=3",
)


def test_answers_at_once_are_answers_one_by_one(fresh, ask, client):
    alone = {q: client.get(f"/api/v1{q}").json() for q in QUESTIONS}
    crowd = ask(create_app(fresh.path))  # nothing of this workspace is in memory yet
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda q: (q, crowd.get(f"/api/v1{q}")), QUESTIONS * 8))
    for question, answer in answers:
        assert answer.status_code == 200
        got, wanted = answer.json(), alone[question]
        if question == "/workspace":
            differ = {"time", "name", "commit"}
            got = {k: v for k, v in got.items() if k not in differ}
            wanted = {k: v for k, v in wanted.items() if k not in differ}
            got.pop("tables"), wanted.pop("tables")
        assert strip(got) == strip(wanted), question


def strip(value):
    """Leave out the digests of inputs, which name the same content by other files."""
    if isinstance(value, dict):
        return {k: strip(v) for k, v in value.items() if k not in {"inputs", "record"}}
    return [strip(one) for one in value] if isinstance(value, list) else value


def test_the_index_is_built_once_for_a_crowd(fresh, ask, monkeypatch):
    built, build = [], indexing._index
    monkeypatch.setattr(indexing, "_index", lambda shown: built.append(1) or build(shown))
    client = ask(create_app(fresh.path))
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: client.get("/api/v1/search?q=cars").json(), range(16)))
    assert len(built) == 1
    assert all(one == found[0] for one in found)


def test_a_reader_never_sees_half_a_commit(fresh, ask):
    """Two tables change together; whoever reads both as of one commit sees them agree."""
    client = ask(create_app(fresh.path))
    ws = Workspace.open(fresh.path)
    me = [Origin(producer="x", title="y")]
    region = ws.frame("regions").filter(pl.col("region") == "c00")
    industry = ws.frame("industries").filter(pl.col("industry") == "101")
    stop, seen = threading.Event(), []

    def read():
        while not stop.is_set():
            commit = client.get("/api/v1/health").json()["commit"]
            one = client.get("/api/v1/tables/regions?where=region=c00&as_of=" + str(commit))
            two = client.get("/api/v1/tables/industries?where=industry=101&as_of=" + str(commit))
            seen.append((one.json()["items"][0]["name"], two.json()["items"][0]["name"]))

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for turn in range(6):
        name = pl.lit(f"turn {turn}")
        with ws.transaction() as t:
            t.put("regions", region.with_columns(name=name), origins=me, mode="upsert")
            t.put("industries", industry.with_columns(name=name), origins=me, mode="upsert")
    stop.set()
    for reader in readers:
        reader.join()
    assert len(seen) > 3
    assert {pair for pair in seen if pair[0] != pair[1]} <= {("Shenzhen", "Car bodies")}


def test_a_part_is_made_once_and_others_do_not_wait():
    class Slow(Holder):
        made = 0
        gate = threading.Event()

        @held_once
        def slow(self):
            """Wait for the gate."""
            Slow.made += 1
            self.gate.wait(10)
            return "slow"

        @held_once
        def quick(self):
            """Come at once."""
            return "quick"

    one = Slow()
    with ThreadPoolExecutor(4) as pool:
        waiting = [pool.submit(lambda: one.slow) for _ in range(3)]
        assert pool.submit(lambda: one.quick).result(timeout=5) == "quick"
        Slow.gate.set()
        assert [w.result(timeout=5) for w in waiting] == ["slow"] * 3
    assert Slow.made == 1
