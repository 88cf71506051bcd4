"""A workspace with a history, made once; every harm is done to a copy of it."""

import shutil
import sys
from pathlib import Path

import polars as pl
import pytest

from jiqun.studies.planting import PlantPlan, plant
from jiqun.studies.rating import run
from jiqun.workspace import Workspace

sys.path.insert(0, str(Path(__file__).parent))  # the tests share ``damages``


@pytest.fixture(scope="session")
def pristine(tmp_path_factory) -> Path:
    """Loaded, rated, a table loaded again in two more commits, and rated again."""
    folder = tmp_path_factory.mktemp("pristine")
    root = folder / "ws"
    size = {"establishments": 1000, "regions": 30, "clusters": 3, "years": 3}
    plant(folder / "truth", PlantPlan(seed=3, **size), workspace=root)
    run(root)
    ws = Workspace.open(root)
    firms = ws.frame("organisations")
    for count in (5, 9):
        with ws.transaction(verb="load", note=f"{count} firms") as t:
            origins = ws.origins("organisations")
            t.put("organisations", firms.head(count), origins=origins, mode="replace")
    with ws.transaction(verb="load", note="more rows") as t:
        more = ws.frame("activity").with_columns(year=pl.col("year") + 10).head(40)
        t.put("activity", more, origins=ws.origins("activity"), mode="append")
    run(root)
    return root


@pytest.fixture
def copy(pristine, tmp_path):
    """Give a copy that may be harmed; its folder has the pristine one's name."""
    root = tmp_path / "ws"
    shutil.copytree(pristine, root)
    return root
