"""Chains from ties and portfolios from patents, built from a workspace, against plain counts."""

import numpy as np
import polars as pl
import pytest

from jiqun.core import InputError, UnknownError
from jiqun.studies import Choices, Given, measure
from jiqun.studies.measuring.register import kind_of
from jiqun.workspace import Workspace


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    ws = Workspace.create(tmp_path_factory.mktemp("chains") / "ws")
    organisations = {
        "organisation": ["a", "b", "c", "d"],
        "kind": ["firm", "firm", "university", "firm"],
        "region": ["r1", "r1", "r2", "r2"],
    }
    links = {
        "source": ["a", "a", "d"],
        "target": ["b", "c", "c"],
        "kind": ["supply", "co-patent", "supply"],
        "year": [2020, 2020, 2019],
    }
    projects = {
        "project": ["p", "p", "q", "q"],
        "organisation": ["b", "d", "c", "d"],
        "start": [2019, 2019, 2010, 2010],
        "end": [2021, 2021, 2012, 2012],
    }
    patents = {
        "patent": ["1", "2", "3"],
        "year": [2019, 2020, 2020],
        "applicants": [["a"], ["a", "c"], ["d"]],
        "regions": [["r1"], ["r1", "r2"], ["r2"]],
        "classes": [["H01L 21/02"], ["H01L 21/02", "G06F 9/00"], ["G06F 17/30"]],
    }
    with ws.transaction() as t:
        regions = pl.DataFrame({"region": ["r1", "r2"], "level": ["county"] * 2})
        t.put("regions", regions, origins=())
        for name, rows in (
            ("organisations", organisations),
            ("links", links),
            ("projects", projects),
            ("patents", patents),
        ):
            t.put(name, pl.DataFrame(rows), origins=())
    return Workspace.open(ws.path)


def test_chains_are_shares_of_organisations_of_the_newest_year(workspace):
    found = kind_of("subsystems").build(workspace)
    # supply in 2020: a, b; knowledge: a, c by patent, b, d by the project that runs
    assert found.units == ("r1", "r2")
    np.testing.assert_array_equal(found.values, [[1.0, 1.0], [0.0, 1.0]])
    older = kind_of("subsystems").build(workspace, year=2019, units="kind")
    assert older.units == ("firm", "university")
    np.testing.assert_allclose(older.values, [[1 / 3, 2 / 3], [1.0, 0.0]])
    with pytest.raises(UnknownError):
        kind_of("subsystems").build(workspace, year=1066)
    with pytest.raises(InputError):
        kind_of("subsystems").build(workspace, units="cluster")


def test_a_measure_of_counts_reads_patents(workspace):
    given = Given(workspace=workspace.path)
    chosen = Choices(options={"holders": "applicants"})
    found = measure("duplication", given=given, choices=chosen)
    assert found.regions == ("a", "c", "d")
    counts = kind_of("counts").build(workspace, holders="regions", technology="group")
    assert counts.industries == ("G06F17", "G06F9", "H01L21")
    np.testing.assert_array_equal(counts.values, [[0, 1, 2], [1, 1, 1]])
    newest = kind_of("counts").build(workspace, holders="applicants", year=2019)
    np.testing.assert_array_equal(newest.values, [[1.0]])
