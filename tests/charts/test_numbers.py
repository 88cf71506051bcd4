"""How numbers are written: by the unit of the quantity, in each language."""

import math

import pytest

from jiqun.charts import (
    Estimate,
    show_chance,
    show_count,
    show_estimate,
    show_growth,
    show_interval,
    show_number,
    show_share,
)
from jiqun.core import quantities

NOTHING = "–"


@pytest.mark.parametrize(
    ("id", "value", "en", "zh"),
    [
        ("employment", 1234567.0, "1.235 m", "123.5万"),
        ("employment", 99999.0, "99,999", "99,999"),
        ("employment", 2.5e8, "250 m", "2.5亿"),
        ("quotient", 1.834, "1.83", "1.83"),
        ("micro_share", 0.1234, "12.3%", "12.3%"),
        ("micro_share", 0.00123, "0.12%", "0.12%"),
        ("strength", 0.5, "50.0%", "50.0%"),
        ("growth", -0.031, "−3.1%", "−3.1%"),
        ("output_growth", 0.12, "+12.0%", "+12.0%"),
        ("rd_intensity_3y", 0.041, "4.1%", "4.1%"),
        ("srdi_score", 61.0, "61", "61"),
        ("a_share", 0.25, "25.0%", "25.0%"),
    ],
)
def test_a_number_is_written_as_its_unit_asks(id, value, en, zh):
    assert show_estimate(Estimate(value=value), id, "en") == en
    assert show_estimate(Estimate(value=value), id, "zh") == zh


@pytest.mark.parametrize("id", quantities())
def test_what_is_undefined_is_never_nought(id):
    assert show_estimate(Estimate(), id, "en") == NOTHING
    assert show_estimate(Estimate(value=math.nan), id, "zh") == NOTHING
    assert show_interval(Estimate(value=1.0), id, "en") == ""


@pytest.mark.parametrize("id", quantities())
def test_nought_is_written_as_nought(id):
    assert show_estimate(Estimate(value=0.0), id, "en").strip("+0.%") == ""


def test_no_interval_takes_a_digit():
    """Doubt is told by the interval: a rounded number beside a published one would change ranks."""
    known = {"value": 1.834, "low": 1.2, "high": 2.4, "least": 1.0, "most": 3.0}
    assert show_estimate(Estimate(**known), "quotient", "en") == "1.83"
    assert show_interval(Estimate(**known), "quotient", "en") == "1.20–2.40"
    assert show_interval(Estimate(**known).within, "quotient", "zh") == "1.00～3.00"
    many = Estimate(value=12345.0, low=11000.0, high=14000.0)
    assert show_estimate(many, "employment", "en") == "12,345"
    assert show_interval(many, "employment", "en") == "11,000–14,000"


def test_ends_with_a_sign_are_joined_by_a_word():
    """A dash beside a minus would be read as one."""
    moved = Estimate(value=0.1, low=-0.234, high=0.386)
    assert show_interval(moved, "growth", "en") == "−23.4 to +38.6%"
    assert show_interval(moved, "growth", "zh") == "−23.4%至+38.6%"


def test_ends_that_differ_by_rounding_are_no_interval():
    assert not Estimate(value=1.0, low=1.0, high=1.0 + 1e-12).doubtful
    assert not Estimate(value=0.0, low=0.0, high=0.0).doubtful
    assert Estimate(value=1.0, low=1.0, high=1.0 + 1e-6).doubtful


@pytest.mark.parametrize(
    ("value", "said"),
    [(0.838, "0.84"), (0.8999, "0.89"), (0.9, "0.90"), (0.9949, "0.99"), (0.9951, "> 0.99"),
     (1.0, "1.00"), (0.0049, "< 0.01"), (0.0, "0.00"), (0.005, "< 0.01"), (0.034, "0.034"),
     (None, NOTHING), (math.nan, NOTHING)],
)  # fmt: skip
def test_a_chance_is_never_surer_than_it_is(value, said):
    assert show_chance(value) == said


def test_a_share_says_its_unit_once_in_an_interval():
    assert show_interval(Estimate(value=0.5, low=0.4, high=0.6), "strength", "en") == "40.0–60.0%"
    million = Estimate(value=2e6, low=1.8e6, high=2.2e6)
    assert show_interval(million, "employment", "zh") == "180万～220万"


@pytest.mark.parametrize("write", [show_share, show_growth, lambda v: show_count(v, "en")])
def test_each_writer_has_a_dash_for_nothing(write):
    assert write(None) == write(math.inf) == NOTHING


def test_a_true_minus_and_no_negative_nought():
    assert show_number(-1234.5, decimals=1) == "−1,234.5"
    assert show_number(-0.001, decimals=1) == "0.0"
