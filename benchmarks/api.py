"""The REST API over a million cells and 3,100 counties, each answer beside SQL on the same files.

python -m benchmarks.api [--workspace DIR] [--rounds 9]

Without a workspace one is made: a grid of counties with wavy borders in fifty states, 67
categories, five years. The peer asks DuckDB for the same rows of the same Parquet files.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
import shapely

from benchmarks.machine import Clock, describe, peak_gigabytes, report
from jiqun.core import Origin, stream
from jiqun.studies.browsing import warm
from jiqun.studies.browsing.snapshots import snapshot
from jiqun.studies.rating import run
from jiqun.web import create_app
from jiqun.workspace import Workspace

WIDE, HIGH, STATES, CATEGORIES, YEARS = 62, 50, 50, 67, (2016, 2017, 2018, 2019, 2020)
ME = Origin(producer="benchmark", title="A grid of counties", synthetic=True)


def border(x: float, y: float, *, upright: bool) -> np.ndarray:
    """A county's side with sixty points."""
    t = np.linspace(0, 0.1, 60)
    wave = 0.002 * np.sin(100 * np.pi * t) * np.sin(10 * np.pi * t)
    return np.c_[x + wave, y + t] if upright else np.c_[x + t, y + wave]


def county(k: int) -> bytes:
    """The k-th county; neighbours share their sides point by point."""
    x, y = k % WIDE * 0.1, k // WIDE * 0.1
    sides = [border(x, y, upright=False), border(x + 0.1, y, upright=True)]
    sides += [border(x, y + 0.1, upright=False)[::-1], border(x, y, upright=True)[::-1]]
    return bytes(shapely.to_wkb(shapely.Polygon(np.vstack([side[:-1] for side in sides]))))


def build(folder: Path) -> Path:
    """Write the tables and run the main job."""
    count = WIDE * HIGH
    codes = [f"{k:05d}" for k in range(count)]
    regions = pl.DataFrame(
        {
            "region": [*codes, *(f"s{k:02d}" for k in range(STATES))],
            "name": [*(f"County {c}" for c in codes), *(f"State {k}" for k in range(STATES))],
            "name_zh": [f"第{k}区" for k in range(count + STATES)],
            "level": ["county"] * count + ["state"] * STATES,
            "parent": [f"s{k % STATES:02d}" for k in range(count)] + [None] * STATES,
            "geometry": [*(county(k) for k in range(count)), *[None] * STATES],
        }
    )
    kinds = [f"k{j:02d}" for j in range(CATEGORIES)]
    draw = stream(seed=1, name="benchmark-api")
    cells = count * CATEGORIES * len(YEARS)
    jobs = np.floor(np.exp(draw.normal(4, 1.5, cells))) + 1
    activity = pl.DataFrame(
        {
            "region": np.repeat(codes, CATEGORIES * len(YEARS)),
            "industry": np.tile(np.repeat(kinds, len(YEARS)), count),
            "year": np.tile(np.array(YEARS, dtype=np.int64), count * CATEGORIES),
            "employment": jobs,
            "establishments": np.floor(jobs / 15) + 1,
        }
    )
    categories = {"definition": ["grid"] * CATEGORIES, "category": kinds, "industry": kinds}
    ws = Workspace.create(folder, title="Grid", synthetic=True)
    with ws.transaction() as t:
        t.put("regions", regions, origins=[ME])
        t.put(
            "industries",
            pl.DataFrame({"industry": kinds, "system": ["grid"] * CATEGORIES}),
            origins=[ME],
        )
        traded = pl.Series("traded", [j < 51 for j in range(CATEGORIES)])
        named = pl.DataFrame(categories).with_columns(traded, name="category")
        t.put("categories", named, origins=[ME])
        t.put("activity", activity, origins=[ME])
    run(folder)
    return folder


def milliseconds(ask: Callable[[], object], rounds: int) -> float:
    """The median time of a question."""
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        ask()
        times.append(1000 * (time.perf_counter() - began))
    return statistics.median(times)


def peer(ws: Workspace, where: str, order: str, year: int) -> Callable[[], object]:
    """The first hundred cells with names and one rating, in SQL."""
    sql = f"""
        SELECT c.*, r.name, r.name_zh, k.name, g.rating, g.chance FROM cells c
        JOIN regions r USING (region)
        JOIN (SELECT DISTINCT definition, category, name FROM categories) k
             USING (definition, category)
        LEFT JOIN ratings g ON g.cell = c.cell AND g.level = c.level AND g.year = c.year
             AND g.scheme = 'us-cluster-mapping'
        WHERE c.level = 'county' AND c.year = ? AND {where} ORDER BY {order} LIMIT 100
    """
    return lambda: ws.query(sql, [year])


def measure(path: Path, rounds: int) -> list[tuple[str, str]]:
    """Time each kind of question."""
    with warnings.catch_warnings():  # it would rather have the successor of httpx
        warnings.simplefilter("ignore")
        from starlette.testclient import TestClient
    with Clock("warm") as warmed:
        warm(path)
    client = TestClient(create_app(path), base_url="http://127.0.0.1")
    ws, shown = Workspace.open(path), snapshot(path)
    kind = client.get("/api/v1/workspace").json()["default"]["category"]
    cells = ws.rows("cells")
    rows = [(f"ready ({cells:,} cells)", f"{warmed.seconds:.2f} s, {peak_gigabytes():.2f} GB")]
    year = shown.years[-1]
    strong = peer(ws, "g.rating IN ('strong', 'strong10')", "c.employment DESC", year)
    asked = {
        f"/map?level=county&category={kind}": peer(ws, f"c.category = '{kind}'", "c.region", year),
        "/map?level=county&quantity=strength": None,
        "/cells?level=county": peer(ws, "true", "c.quotient DESC", year),
        "/cells?level=county&rating=strong,strong10&sort=-employment": strong,
        "/cells?level=county&q=12&unsure=true": peer(
            ws, "g.chance < 0.9 AND r.name LIKE '%12%'", "c.quotient DESC", year
        ),
        "/cells?level=county&format=csv": None,
        "/search?q=county 0123": None,
        "/geometry?level=county": None,
    }
    for question, sql in asked.items():
        answer = client.get(f"/api/v1{question}")
        assert answer.status_code == 200, answer.text
        took = milliseconds(lambda q=question: client.get(f"/api/v1{q}"), rounds)  # type: ignore[misc]
        beside = f"; DuckDB {milliseconds(sql, rounds):.0f} ms" if sql else ""
        rows.append((question, f"{took:.0f} ms, {len(answer.content) / 1e3:,.0f} kB{beside}"))
    return rows


def main() -> None:
    """Run and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workspace", type=Path)
    parser.add_argument("--rounds", type=int, default=9)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = given.workspace or build(Path(folder) / "ws")
        report(f"REST API ({describe()})", measure(path, given.rounds))


if __name__ == "__main__":
    main()
