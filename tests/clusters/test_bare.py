"""Bare tables: what is added, what is refused."""

import polars as pl
import pytest

from jiqun.clusters import bare_cells
from jiqun.core import InputError


def table(**over):
    columns = {
        "region": ["a", "a", "b", "b"],
        "category": ["X", "Y", "X", "Y"],
        "traded": [True] * 4,
        "employment": [30.0, 10.0, 10.0, 50.0],
        "establishments": [3.0, 1.0, 1.0, 5.0],
    }
    return pl.DataFrame(columns | over)


def codes(frame):
    with pytest.raises(InputError) as told:
        bare_cells(frame)
    return [problem.code for problem in told.value.problems]


def test_quotients_are_added_where_they_are_absent():
    # by hand: 30 of 40 in a, 40 of 100 in both
    assert bare_cells(table())["quotient"][0] == pytest.approx(1.875)


def test_given_quotients_stay_and_their_interval_is_scaled():
    own, given = bare_cells(table()), bare_cells(table(quotient=[3.75, 1, 1, 1]))
    assert given["quotient"][0] == 3.75
    assert given["quotient_high"][0] == pytest.approx(2 * own["quotient_high"][0])


def test_a_text_file_gives_text_and_is_understood():
    words = (
        table()
        .with_columns(pl.all().cast(pl.String))
        .with_columns(traded=pl.Series(["yes", "TRUE", "1", "可贸易"]))
    )
    assert bare_cells(words).equals(bare_cells(table()))


def test_local_and_traded_have_their_own_base():
    mixed = bare_cells(table(traded=[True, False, True, False]))
    assert mixed["quotient"].to_list() == [1.0] * 4


def test_levels_and_years_have_their_own_base():
    two = pl.concat([table().with_columns(year=pl.lit(y)) for y in (2019, 2020)])
    assert bare_cells(two)["quotient"][:4].to_list() == bare_cells(table())["quotient"].to_list()


def test_without_establishments_the_interval_goes_by_employment():
    by_jobs = bare_cells(table().drop("establishments"))
    assert (by_jobs["quotient_low"] < by_jobs["quotient"]).all()
    assert (by_jobs["quotient_high"] > by_jobs["quotient"]).all()


def test_imputed_ends_are_a_data_range_and_leave_the_interval():
    wide = bare_cells(table(employment_low=[20.0, 10, 10, 50], employment_high=[45.0, 10, 10, 50]))
    sure = bare_cells(table())
    assert wide["quotient_range_low"][0] < wide["quotient"][0] < wide["quotient_range_high"][0]
    assert wide["quotient_range_low"][3] == wide["quotient"][3] == wide["quotient_range_high"][3]
    assert wide["quotient_low"].equals(sure["quotient_low"])
    assert "quotient_range_low" not in sure.columns


def test_exported_cells_are_read_again():
    """Beside a data range, plain ends are where a value will be next year: they are made anew."""
    ends = {"employment_range_low": [20.0, 10, 10, 50], "employment_range_high": [45.0, 10, 10, 50]}
    ahead = {"employment_low": [0.0] * 4, "employment_high": [1e6] * 4}
    again = bare_cells(table(**ends, **ahead, rounded=["0", "1", "0", "0"], growth=[0.1] * 4))
    alone = bare_cells(table(employment_low=ends["employment_range_low"],
                             employment_high=ends["employment_range_high"]))  # fmt: skip
    for name in ("quotient_range_low", "quotient_range_high", "quotient_low", "quotient_high"):
        assert again[name].equals(alone[name]), name
    once_more = bare_cells(again.drop("cell", strict=False))
    assert once_more["quotient_low"].equals(again["quotient_low"])


def test_columns_are_asked_for_by_name():
    assert codes(table().drop("region", "traded")) == ["cells-columns"]


def test_an_empty_table_is_refused():
    assert codes(table().head(0)) == ["cells-empty"]


def test_all_that_is_wrong_is_told_at_once():
    bad = pl.DataFrame(
        {
            "region": ["a", "a", None, "b"],
            "category": ["X", "X", "Y", "Y"],
            "traded": ["yes", "yes", "perhaps", "no"],
            "employment": ["3", "-4", "many", "5"],
        }
    )
    assert codes(bad) == [
        "cells-type", "cells-type", "cells-null", "cells-null", "cells-negative", "cells-duplicate",
    ]  # fmt: skip
