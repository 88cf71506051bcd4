"""Benchmarks import, and their baselines read what the main job gives."""

import importlib
import sys
from pathlib import Path

import polars as pl
import pytest

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts)
    for path in (ROOT / "benchmarks").rglob("*.py")
    if path.stem not in {"__init__", "__main__"}
)


@pytest.fixture(autouse=True)
def at_the_root(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT))


@pytest.mark.parametrize("module", MODULES)
def test_a_benchmark_imports(module):
    assert importlib.import_module(module).__doc__
    assert module in sys.modules


def test_a_baseline_calls_specialised_cells(planted_workspace):
    from benchmarks.clusters.baselines import quotient_and_size

    from jiqun.workspace import Workspace

    cells = Workspace.open(planted_workspace).frame("cells")
    cells = cells.filter(pl.col("level") == "county", pl.col("year") == pl.col("year").max())
    called = quotient_and_size(cells, quotient=2.0, above=50)
    by_hand = {
        row["cell"]
        for row in cells.iter_rows(named=True)
        if (row["quotient"] or 0) > 2 and (row["employment"] or 0) > 50
    }
    assert set(called["cluster"]) == by_hand
    assert by_hand
