"""Statistics that reach some levels of regions only, and rows that nobody gave an origin."""

import polars as pl
import pytest

from jiqun.core import InputError, Origin
from jiqun.studies import RunPlan, run
from jiqun.workspace import Workspace

OWN = Origin(producer="test", title="By hand")


def workspace(tmp_path, origins):
    """A province with three cities; only the province has rows."""
    ws = Workspace.create(tmp_path / "ws")
    regions = {"region": ["p", "a", "b", "c"], "level": ["province", "city", "city", "city"],
               "parent": [None, "p", "p", "p"]}  # fmt: skip
    activity = {"region": ["p", "p"], "industry": ["x", "y"], "year": [2020, 2020],
                "employment": [10.0, 30.0], "establishments": [2.0, 4.0]}  # fmt: skip
    with ws.transaction(verb="load") as t:
        t.put("regions", pl.DataFrame(regions), origins=origins)
        t.put(
            "industries", pl.DataFrame({"industry": ["x", "y"], "system": "own"}), origins=origins
        )
        t.put("activity", pl.DataFrame(activity), origins=origins)
    return ws.path


@pytest.mark.parametrize("origins", [[OWN], []], ids=["own", "none"])
def test_levels_that_statistics_do_not_reach_are_left_out(tmp_path, origins):
    report = run(workspace(tmp_path, origins), RunPlan())
    assert report.levels == ("province",)
    assert report.cells == 2


def test_such_a_level_is_refused_with_those_that_have_rows(tmp_path):
    with pytest.raises(InputError) as told:
        run(workspace(tmp_path, [OWN]), RunPlan(levels=("city",)))
    (problem,) = told.value.problems
    assert problem.code == "level-unknown"
    assert "province" in str(told.value)
