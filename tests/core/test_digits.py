"""The digits of numbers: one rule, the same in Python and on pages, that contradicts no rank."""

import json
import math
import re
from fractions import Fraction
from pathlib import Path

import pytest

from jiqun.core import (
    LANGUAGES,
    show,
    show_against,
    show_chance,
    show_count,
    show_cut_chance,
    show_ratio,
    show_score,
    show_span,
    stream,
)

SHARED = json.loads((Path(__file__).parent / "digits.json").read_text(encoding="utf-8"))
#: What an ending multiplies a number by.
TIMES = {"": 1, "%": Fraction(1, 100), " m": 10**6, " bn": 10**9, " tn": 10**12,
         "万": 10**4, "亿": 10**8, "万亿": 10**12}  # fmt: skip
RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
#: What each kind of shared case is written by.
WRITERS = {
    "number": lambda one, lang: show(one["value"], one["unit"], lang),
    "interval": lambda one, lang: show_span(one["low"], one["high"], one["unit"], lang),
    "chance": lambda one, _: show_chance(one["value"]),
    "cut chance": lambda one, _: show_cut_chance(one["value"]),
    "score": lambda one, _: show_score(one["value"]),
    "against": lambda one, lang: show_against(one["value"], one["threshold"], one["unit"], lang),
}
UNITS = ("1", "share", "share per year", "persons")


def read_back(text):
    """Read a written number: its value, how far its last digit reaches, how many digits it has."""
    found = re.fullmatch(r"([+−]?)([\d,]+)(\.\d+)?(?:×10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+))?(.*)", text)
    sign, whole, rest, power, ending = found.groups(default="")
    times = TIMES[ending] * Fraction(10) ** int(power.translate(RAISED) or 0)
    digits = whole.replace(",", "") + rest.removeprefix(".")
    last = times / 10 ** max(0, len(rest) - 1)
    size = Fraction(digits) * last
    return (-size if sign == "−" else size), last, len(digits.lstrip("0"))


def some_numbers(count, *, seed):
    """Draw numbers of every size with few or many digits of their own."""
    draw = stream(seed=seed, name="digits")
    for _ in range(count):
        yield float(f"{10 ** draw.uniform(-9, 14):.{draw.integers(1, 18)}g}")


@pytest.mark.parametrize("one", SHARED, ids=lambda one: one["what"])
def test_the_shared_cases_hold(one):
    for lang in LANGUAGES:
        assert WRITERS[one["what"]](one, lang) == one[lang]


def test_there_are_cases_enough():
    assert len(SHARED) >= 300


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("unit", UNITS)
def test_what_is_written_is_the_number_to_half_its_last_digit(unit, lang):
    for value in some_numbers(400, seed=1):
        for own in (value, -value):
            size, last, _ = read_back(show(own, unit, lang))
            exact = Fraction(repr(own))
            assert abs(size - exact) <= last / 2 or abs(exact) < Fraction(1, 10**12)


@pytest.mark.parametrize("unit", UNITS)
def test_two_digits_at_least(unit):
    """A whole number has those it has."""
    for value in some_numbers(400, seed=2):
        text = show(value, unit, "en")
        size, _, digits = read_back(text)
        assert digits >= 2 or size == Fraction(repr(value)) or unit == "persons"
        assert digits >= 2 or abs(size / Fraction(repr(value)) - 1) < Fraction(1, 20)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("unit", UNITS)
def test_no_rank_is_contradicted(unit, lang):
    numbers = sorted(some_numbers(600, seed=3))
    numbers = sorted({*numbers, *(math.nextafter(n, math.inf) for n in numbers), 9.995, 99.95, 1e6})
    shown = [read_back(show(number, unit, lang))[0] for number in numbers]
    assert shown == sorted(shown)


@pytest.mark.parametrize("unit", UNITS)
def test_a_value_stays_within_its_interval(unit):
    draw = stream(seed=4, name="digits")
    for value in some_numbers(300, seed=4):
        low, high = value * draw.uniform(0.2, 1), value * draw.uniform(1, 4)
        ends = [read_back(show(end, unit, "en"))[0] for end in (low, value, high)]
        assert ends == sorted(ends)


def test_halves_go_up_as_the_number_is_written():
    """1.005 is a little less in binary; whoever reads it expects 1.01."""
    assert [show_ratio(x) for x in (1.005, 2.675, 0.125, 0.835)] == ["1.01", "2.68", "0.13", "0.84"]
    assert show_count(12.5, "en") == "13"


@pytest.mark.parametrize(
    ("value", "threshold", "unit"),
    [(1.99999, 2, "1"), (2.00001, 2, "1"), (0.04999, 0.05, "share"), (0.8994, 0.9, "1")],
)
def test_a_number_never_reaches_a_threshold_by_rounding(value, threshold, unit):
    told = read_back(show_against(value, threshold, unit, "en"))[0]
    assert (told < threshold) == (value < threshold)
    assert told != threshold


@pytest.mark.parametrize("value", [None, math.nan, math.inf, -math.inf])
def test_what_is_not_known_is_a_dash(value):
    assert {show(value, unit, lang) for unit in UNITS for lang in LANGUAGES} == {"–"}
    assert show_chance(value) == show_cut_chance(value) == "–"
    assert show_span(value, 1.0, "1", "en") in {"", "–"}
