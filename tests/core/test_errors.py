"""Errors: all problems at once, each with its remedy, one root to catch."""

import pytest

from jiqun.core import InputError, JiqunError, Problems, UnknownError, unknown


def test_all_problems_are_told_at_once():
    problems = Problems()
    for code in ("first", "second"):
        problems.add(code, subject="a.csv", found="x", expected="y", fix="Do z.")
    with pytest.raises(InputError) as told:
        problems.check()
    assert [p.code for p in told.value.problems] == ["first", "second"]
    assert str(told.value).splitlines()[0] == "a.csv: x; expected y. Do z. [first]"


def test_no_problem_raises_nothing():
    Problems().check()


def test_an_unknown_name_is_a_key_error_and_reads_well():
    error = unknown("measure", "gni", ["gini"], fix="Correct the name.")
    assert isinstance(error, UnknownError | KeyError | JiqunError)
    said = "measure: 'gni' is not there; expected one of ['gini']. Correct the name."
    assert str(error) == f"{said} [measure-unknown]"
