"""A cell's doubt in words: each part by itself, and what is not known not told."""

import re

import pytest

from jiqun.briefs import basis_of, doubt_of

BASIS = basis_of("own", first=2017, last=2020, pairs=1234)
#: One establishment has nearly all of it.
ONE = {
    "employment": 4681.0, "employment_low": 3000.0, "employment_high": 6000.0,
    "quotient": 11.87, "quotient_low": 8.0, "quotient_high": 14.0,
    "employment_range_low": 4681.0, "employment_range_high": 4681.0,
    "quotient_range_low": 11.87, "quotient_range_high": 11.87,
    "largest_low": 4654.0, "largest_high": 4654.0,
    "employment_without_low": 27.0, "employment_without_high": 27.0,
    "quotient_without_low": 0.0699, "quotient_without_high": 0.0699,
    "saturated": False,
}  # fmt: skip


def parts(cell, level=0.95, basis=BASIS):
    return {one.part: one for one in doubt_of(cell, level=level, basis=basis).parts}


def test_one_establishment_is_told_in_words():
    said = parts(ONE)["largest"]
    assert said.telling
    assert said.said.en == (
        "One establishment holds 4,654 of the 4,681 jobs; without it the quotient is 0.070."
    )
    assert said.said.zh == "4,681个岗位中，有4,654个在一个单位；去掉它，区位商为0.070。"


def test_bounds_that_are_apart_are_both_told():
    cell = ONE | {"largest_low": 96.0, "largest_high": 2864.0, "quotient_without_high": 8.44}
    said = parts(cell)["largest"]
    assert not said.telling
    assert said.said.en == (
        "The largest establishment holds between 96 and 2,864 of the 4,681 jobs; "
        "without it the quotient is between 0.070 and 8.44."
    )


def test_the_only_establishment_leaves_nothing():
    cell = ONE | {"largest_low": 4681.0, "largest_high": 4681.0}
    assert parts(cell)["largest"].said.en.startswith("One establishment holds all 4,681 jobs")


def test_a_quotient_that_is_not_known_without_it_is_not_told():
    cell = ONE | {"quotient_without_low": None, "quotient_without_high": None}
    said = parts(cell)["largest"]
    assert said.said.en == "One establishment holds 4,654 of the 4,681 jobs."
    assert [one.quantity for one in said.bounds] == ["employment"]


def test_a_data_range_of_one_point_is_no_part():
    assert list(parts(ONE)) == ["persistence", "largest"]
    open_one = ONE | {"employment_range_high": 5000.0}
    assert [one.quantity for one in parts(open_one)["range"].bounds] == ["employment"]


@pytest.mark.parametrize("part", ["luck", "sampling"])
def test_further_parts_stand_by_themselves(part):
    cell = ONE | {f"quotient_{part}_low": 9.0, f"quotient_{part}_high": 15.0}
    found = parts(cell)[part]
    assert (found.bounds[0].low, found.bounds[0].high) == (9.0, 15.0)
    assert parts(cell)["persistence"].bounds[0].low == 8.0


def test_what_is_unknown_has_no_part():
    told = doubt_of({"employment": None, "quotient": None}, level=0.95, basis=None)
    assert told.parts == ()
    assert told.saturated is None


def test_a_saturated_cell_says_so():
    told = doubt_of(ONE | {"saturated": True}, level=0.95, basis=BASIS)
    assert told.saturated is not None
    assert "cannot be otherwise" in told.saturated.en


def test_the_level_and_the_basis_are_said():
    assert "19 times in 20" in parts(ONE)["persistence"].meaning.en
    assert "1,234 yearly changes in these data, 2017–2020" in parts(ONE)["persistence"].meaning.en
    assert "80 times in 100" in parts(ONE, level=0.8)["persistence"].meaning.en
    packaged = basis_of("packaged", first=2017, last=2020, pairs=316623)
    said = parts(ONE, basis=packaged)["persistence"].meaning
    assert "too few years" in said.en
    assert "American counties" in said.en
    assert "借用美国县" in said.zh


#: The same of output, of which one establishment has most.
LED = {
    "quantity": "output", "currency": "CNY", "employment": None, "employment_low": None,
    "output": 4_000_000.0, "output_low": 3_000_000.0, "output_high": 6_000_000.0,
    "quotient": 2.0, "quotient_low": 1.5, "quotient_high": 2.5,
    "output_range_low": 3_900_000.0, "output_range_high": 4_100_000.0,
    "largest_low": 3_000_000.0, "largest_high": 3_500_000.0,
    "output_without_low": 500_000.0, "output_without_high": 1_000_000.0,
    "quotient_without_low": 0.4, "quotient_without_high": 0.7,
}  # fmt: skip


def test_every_part_is_told_of_what_leads():
    told = parts(LED)
    assert list(told) == ["persistence", "range", "largest"]
    for part, ends in (("persistence", (3e6, 6e6)), ("range", (3.9e6, 4.1e6))):
        own = {one.quantity: one for one in told[part].bounds}["output"]
        assert (own.value, own.low, own.high) == (4e6, *ends)
    left = {one.quantity: (one.low, one.high) for one in told["largest"].bounds}
    assert left == {"quotient": (0.4, 0.7), "output": (5e5, 1e6)}


def test_one_establishment_is_told_in_what_leads():
    said = parts(LED)["largest"]
    assert said.telling
    assert "gross output" in said.said.en
    assert "总产值" in said.said.zh
    assert not re.search(r"jobs|岗位|就业", said.said.en + said.said.zh)
    one = parts(LED | {"largest_low": 4e6, "largest_high": 4e6})["largest"]
    assert one.said.en.startswith("One establishment has all of the")
