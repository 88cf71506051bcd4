"""Typed arrays: from every kind of frame, refusing what cannot be right, all at once."""

import numpy as np
import pandas as pd
import polars as pl
import pytest

from jiqun.core import InputError, UnknownError
from jiqun.tables import Counts, Flows, Graph, Panel, Plants, Sites

TIDY = {
    "region": ["b", "a", "a"],
    "industry": ["x", "x", "y"],
    "jobs": [1, 2, 3],
    "year": [1, 1, 2],
}


def arrow(columns):
    return pl.DataFrame(columns).to_arrow()


@pytest.mark.parametrize(
    "make",
    [pl.DataFrame, pd.DataFrame, arrow, pl.LazyFrame],
)
def test_counts_come_from_any_frame(make):
    counts = Counts.from_frame(make(TIDY), value="jobs", unit="persons")
    assert counts.regions == ("a", "b")
    assert counts.values.tolist() == [[2.0, 3.0], [1.0, 0.0]]


def test_counts_tell_all_problems_at_once():
    with pytest.raises(InputError) as told:
        Counts(regions=("a", "a"), industries=("x", "y"), values=[[-1, 2], [3, 4]], unit="persons")
    assert [p.code for p in told.value.problems] == ["counts-negative", "regions-duplicate"]
    assert "-1.0 at (a, x)" in str(told.value)


def test_counts_cannot_be_changed():
    counts = Counts.from_frame(pl.DataFrame(TIDY), value="jobs", unit="persons")
    with pytest.raises(ValueError, match="read-only"):
        counts.values[0, 0] = 9


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ({"region": ["a", "a"], "industry": ["x", "x"], "jobs": [1, 2]}, "frame-duplicate"),
        ({"region": ["a", None], "industry": ["x", "x"], "jobs": [1, 2]}, "frame-null"),
        ({"region": ["a"], "jobs": [1]}, "frame-columns"),
        ({"region": ["a"], "industry": ["x"], "jobs": [float("nan")]}, "counts-negative"),
    ],
)
def test_a_crooked_frame_is_refused(rows, code):
    with pytest.raises(InputError) as told:
        Counts.from_frame(pl.DataFrame(rows), value="jobs", unit="persons")
    assert told.value.problems[0].code == code


def test_equal_counts_have_equal_digests():
    shuffled = pl.DataFrame(TIDY).reverse()
    one = Counts.from_frame(pl.DataFrame(TIDY), value="jobs", unit="persons")
    assert Counts.from_frame(shuffled, value="jobs", unit="persons").digest() == one.digest()
    assert Counts.from_frame(shuffled, value="jobs", unit="firms").digest() != one.digest()


def test_a_panel_gives_its_years():
    panel = Panel.from_frame(pl.DataFrame(TIDY), value="jobs", unit="persons")
    assert panel.years == (1, 2)
    # in year 2 neither b nor x has a row: unknown, not 0
    np.testing.assert_array_equal(panel.of(2).values, [[np.nan, 3.0], [np.nan, np.nan]])
    assert [counts.year for counts in panel] == [1, 2]
    with pytest.raises(UnknownError):
        panel.of(3)


def test_sites_refuse_degrees_out_of_range_and_empty_weights():
    frame = pl.DataFrame({"x": [200.0], "y": [10.0], "industry": ["a"], "jobs": [0.0]})
    with pytest.raises(InputError) as told:
        Sites.from_frame(frame, weight="jobs", metric="great-circle")
    assert [p.code for p in told.value.problems] == ["sites-degrees", "sites-weight"]


def test_sites_without_position_are_counted():
    frame = pl.DataFrame({"x": [1.0, None], "y": [1.0, 2.0], "industry": ["a", "b"]})
    with pytest.raises(InputError, match="no position in 1 rows, first at row 1"):
        Sites.from_frame(frame)


def test_plants_know_their_cells():
    frame = pl.DataFrame(
        {"region": ["n", "s", "n"], "industry": ["x", "x", "y"], "employment": [5, 6, 7]}
    )
    plants = Plants.from_frame(frame)
    assert (plants.regions, plants.industries) == (("n", "s"), ("x", "y"))
    assert plants.region_at.tolist() == [0, 1, 0]
    with pytest.raises(InputError, match="plants-employment"):
        Plants.from_frame(frame.with_columns(employment=pl.lit(-1)))


def test_a_graph_adds_repeated_ties_and_keeps_islands():
    ties = pl.DataFrame(
        {"source": ["a", "a", "b"], "target": ["b", "b", "a"], "w": [1.0, 2.0, 5.0]}
    )
    graph = Graph.from_frame(ties, weight="w", nodes=("a", "b", "island"))
    assert graph.starts.tolist() == [0, 1, 2, 2]
    assert graph.weights.tolist() == [3.0, 5.0]


def test_an_undirected_graph_holds_both_directions_and_a_loop_once():
    ties = pl.DataFrame({"source": ["a", "b"], "target": ["b", "b"]})
    graph = Graph.from_frame(ties, directed=False)
    assert graph.targets.tolist() == [1, 0, 1]


def test_a_tie_to_a_stranger_is_refused():
    ties = pl.DataFrame({"source": ["a"], "target": ["z"]})
    with pytest.raises(InputError, match="ties: z in 1 ties"):
        Graph.from_frame(ties, nodes=("a", "b"))


def test_flows_split_final_use_from_intermediate():
    frame = pl.DataFrame(
        {
            "from_region": ["r", "r", "r"],
            "from_industry": ["x", "x", "y"],
            "to_region": ["r", "r", "r"],
            "to_industry": ["y", "households", "x"],
            "value": [3.0, 4.0, 5.0],
        }
    )
    flows = Flows.from_frame(frame, unit="CNY", final_uses=("households",))
    assert flows.sectors == ("r:x", "r:y")
    np.testing.assert_array_equal(flows.intermediate, [[0, 3], [5, 0]])
    np.testing.assert_array_equal(flows.final, [4, 0])
