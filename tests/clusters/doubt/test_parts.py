"""The parts of doubt that the numbers themselves leave, against whole tables made anew."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiqun.clusters.doubt import PARTS, with_parts

#: Jobs of regions by categories: a lone region's category, ties, zeros, one that dominates both.
TABLE = np.array(
    [
        [40.0, 60.0, 0.0],
        [10.0, 10.0, 10.0],
        [0.0, 25.0, 0.0],
        [900.0, 30.0, 5.0],
        [0.0, 0.0, 7.0],
    ]
)


def quantities(table, r, c):
    """Compute a cell's quantities from the whole table."""
    x, region, kind, every = table[r, c], table[r].sum(), table[:, c].sum(), table.sum()
    share = x / region if region else np.nan
    macro = x / kind if kind else np.nan
    quotient = share / (kind / every) if region and kind else np.nan
    return {"size": x, "quotient": quotient, "micro_share": share, "macro_share": macro}


def moved(table, r, c, jobs):
    other = table.copy()
    other[r, c] = jobs
    return quantities(other, r, c)


def frame(table, low, high, plants=None, largest=None, variance=None):
    """Give the cells as the main job does before the parts are added."""
    r, c = (axis.ravel() for axis in np.indices(table.shape))
    own = table.sum(axis=1)[r]
    x = table.ravel()
    n = len(x)
    return pl.DataFrame(
        {
            "r": r, "c": c, "size": x,
            "size_range_low": low, "size_range_high": high,
            "establishments": np.full(n, 5.0) if plants is None else plants,
            "largest_low": np.full(n, np.nan) if largest is None else largest[0],
            "largest_high": np.full(n, np.nan) if largest is None else largest[1],
            "sampling_variance": np.full(n, np.nan) if variance is None else variance,
            "own_group": own, "region_size": own,
            "category_size": table.sum(axis=0)[c],
            "group_size": np.full(n, table.sum()),
        }
    )  # fmt: skip


def cells_of(given_, level=0.95):
    return with_parts(given_.fill_nan(None), level).iter_rows(named=True)


def close(got, expected):
    if expected is None or np.isnan(expected):
        assert got is None
    else:
        assert got == pytest.approx(expected, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("low_share", [1.0, 0.5, 0.0])
@pytest.mark.parametrize("more", [0.0, 30.0, 4000.0])
def test_the_data_range_holds_every_table_that_is_admitted(low_share, more):
    x = TABLE.ravel()
    for row in cells_of(frame(TABLE, x * low_share, x + more)):
        r, c = row["r"], row["c"]
        ends = row["size"] * low_share, row["size"] + more
        steps = ends[0] + (ends[1] - ends[0]) * np.linspace(0.0, 1.0, 4000) ** 3
        grid = [moved(TABLE, r, c, e) for e in steps]
        for name in ("size", "quotient", "micro_share", "macro_share"):
            values = np.array([one[name] for one in grid])
            low, high = row[f"{name}_range_low"], row[f"{name}_range_high"]
            if np.isnan(values[0]):  # nothing else in the region, and perhaps not this either
                assert low is high is None
            else:  # 4,000 steps come within a hundredth of what lies between
                assert low == pytest.approx(np.nanmin(values), abs=1e-12)
                assert np.nanmax(values) * (1 - 1e-12) <= high <= np.nanmax(values) * 1.01


@given(st.floats(0.1, 1e4), st.floats(0.1, 1e4), st.floats(0.1, 1e4), st.floats(0.1, 1e4))
def test_a_quotient_is_nowhere_larger_than_its_range_says(x, r, c, e):
    table = np.array([[x, r], [c, e]])
    row = next(cells_of(frame(table, table.ravel() / 50, table.ravel() * 50)))
    inside = [moved(table, 0, 0, jobs)["quotient"] for jobs in np.geomspace(x / 50, x * 50, 300)]
    assert row["quotient_range_high"] >= max(inside) * (1 - 1e-9)
    assert row["quotient_range_low"] == pytest.approx(min(inside), rel=1e-9)


def test_an_unknown_end_leaves_the_other_known():
    x = TABLE.ravel()
    unknown = np.full(len(x), np.nan)
    for row in cells_of(frame(TABLE, x, unknown)):
        close(row["size_range_low"], row["size"])
        assert row["quotient_range_high"] is None
        here = quantities(TABLE, row["r"], row["c"])
        close(row["micro_share_range_low"], here["micro_share"])


def test_numbers_that_are_sure_have_no_range():
    x = TABLE.ravel()
    for row in cells_of(frame(TABLE, x, x)):
        here = quantities(TABLE, row["r"], row["c"])
        for name, value in here.items():
            close(row[f"{name}_range_low"], value)
            close(row[f"{name}_range_high"], value)


def test_without_the_largest_the_table_is_another():
    x = TABLE.ravel()
    largest = x * 0.3, x * 0.6
    for row in cells_of(frame(TABLE, x, x, largest=largest)):
        r, c = row["r"], row["c"]
        left = [moved(TABLE, r, c, row["size"] * share) for share in (0.4, 0.7)]
        close(row["size_without_low"], left[0]["size"])
        close(row["size_without_high"], left[1]["size"])
        for name in ("micro_share", "macro_share"):
            close(row[f"{name}_without_low"], left[0][name])
            close(row[f"{name}_without_high"], left[1][name])
        close(row["quotient_without_low"], min(left[0]["quotient"], left[1]["quotient"]))


def test_of_one_plant_nothing_is_left():
    x = TABLE.ravel()
    for row in cells_of(frame(TABLE, x, x, plants=np.ones(len(x)), largest=(x, x))):
        assert row["size_without_low"] == row["size_without_high"] == 0.0
        expected = moved(TABLE, row["r"], row["c"], 0.0)
        for name in ("quotient", "micro_share", "macro_share"):
            close(row[f"{name}_without_high"], expected[name])


def test_more_than_all_cannot_be_taken_away():
    x = TABLE.ravel()
    for row in cells_of(frame(TABLE, x, x, largest=(x * 0.5, x * 3 + 1))):
        assert row["size_without_low"] == 0.0


def test_a_survey_has_an_interval_of_its_own():
    x = TABLE.ravel()
    for row in cells_of(frame(TABLE, x, x, variance=(0.1 * x) ** 2), level=0.9):
        spread = 1.6448536269514722 * 0.1 * row["size"]
        close(row["size_sampling_low"], row["size"] - spread)
        close(row["size_sampling_high"], row["size"] + spread)
    for row in cells_of(frame(TABLE, x, x)):
        assert row["size_sampling_low"] is row["quotient_sampling_high"] is None


def test_a_cell_that_is_all_there_is_says_so():
    told = {
        (row["r"], row["c"]): row["saturated"]
        for row in cells_of(frame(TABLE, *[TABLE.ravel()] * 2))
    }
    # the regions of one category; no category is of one region only
    assert {cell for cell, saturated in told.items() if saturated} == {(2, 1), (4, 2)}
    alone = np.array([[5.0, 3.0], [0.0, 4.0]])
    told = {
        (row["r"], row["c"]): row["saturated"]
        for row in cells_of(frame(alone, *[alone.ravel()] * 2))
    }
    assert {cell for cell, saturated in told.items() if saturated} == {(0, 0), (1, 1)}


def test_every_part_has_its_column():
    x = TABLE.ravel()
    made = with_parts(frame(TABLE, x, x), 0.95)
    assert set(PARTS) <= set(made.columns)
