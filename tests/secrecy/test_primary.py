"""The rules, against the field's formulas by hand."""

import numpy as np
import pytest

from jiqun.core import InputError
from jiqun.secrecy import Contributions, Reason, Rules, primary


def one(sizes, rules, **known):
    """Judge one cell whose contributions are given."""
    sizes = sorted(sizes, reverse=True)
    known = {
        "total": np.array([float(sum(sizes))]),
        "count": np.array([len(sizes)]),
        "largest": np.array([float(sizes[0])]),
        "second": np.array([float(sizes[1] if len(sizes) > 1 else 0)]),
    } | known
    return primary(Contributions(**known), rules)


ONLY_P = Rules(threshold=0, dominance=None, p=10.0, least=0.0)
ONLY_K = Rules(threshold=0, dominance=(1, 85.0), p=None, least=0.0)
ONLY_N = Rules(threshold=3, dominance=None, p=None, least=0.0)


def test_p_percent_is_what_the_second_can_tell_of_the_first():
    """X - x1 - x2 < p/100 x1: 100, 50 and a rest of 9 or 10 beside 10 % of 100."""
    assert one([100, 50, 9], ONLY_P).mask[0]
    assert not one([100, 50, 10], ONLY_P).mask[0]
    assert one([100, 50, 9], ONLY_P).upper[0, 0] == pytest.approx(159 + 1)


def test_dominance_is_a_share_of_the_total():
    assert one([86, 14], ONLY_K).mask[0]
    assert not one([85, 15], ONLY_K).mask[0]
    assert one([90, 10], ONLY_K).upper[0, 0] == pytest.approx(90 / 0.85)
    two = Rules(threshold=0, dominance=(2, 75.0), p=None, least=0.0)
    assert one([40, 36, 24], two).mask[0]
    assert not one([40, 35, 25], two).mask[0]


def test_more_than_two_are_judged_at_their_worst():
    """Of (3, k) only two are known: the third may be as large as the second."""
    three = Rules(threshold=0, dominance=(3, 90.0), p=None, least=0.0)
    assert one([40, 30, 10, 10, 10], three).mask[0]
    assert not one([20, 20, 20, 20, 20, 20], three).mask[0]


@pytest.mark.parametrize(("count", "secret"), [(1, True), (2, True), (3, False), (0, False)])
def test_the_threshold_counts_contributors(count, secret):
    sizes = [10.0] * count
    told = primary(Contributions(total=np.array([sum(sizes)]), count=np.array([count])), ONLY_N)
    assert told.mask[0] == secret
    assert told.upper[0, 0] == pytest.approx(sum(sizes) * (1.1 if secret else 1.0))


def test_true_zeros_are_printed_unless_asked():
    zero = Contributions(total=np.array([0.0]), count=np.array([0]))
    assert not primary(zero, Rules()).mask[0]
    assert primary(zero, Rules(zeros=True)).mask[0]


def test_sizes_that_are_not_known_leave_the_threshold_and_say_so():
    cells = Contributions(total=np.array([100.0, 100.0]), count=np.array([2, 9]))
    told = primary(cells, Rules())
    assert told.mask.tolist() == [True, False]
    assert told.undecided.tolist() == [True, True]


def test_bounds_of_sizes_are_held_against_the_rules_at_their_worst():
    """Nine establishments of at most 60 could be 60 and 40; of at most 20 they cannot tell."""
    cells = Contributions(
        total=np.array([100.0, 100.0]), count=np.array([9, 9]), most=np.array([60.0, 20.0])
    )
    told = primary(cells, Rules())
    assert told.mask.tolist() == [True, False]
    assert not told.undecided.any()
    assert told.reason[0] == Reason.P_PERCENT


def test_a_count_never_stands_alone_in_its_interval():
    told = one([3], Rules())
    assert told.lower[0, 0] <= 2
    assert told.upper[0, 0] >= 4


def test_measures_share_one_pattern_and_each_is_protected():
    """Payroll is dominated, employment is not: both are withheld, both have an interval."""
    told = primary(
        Contributions(
            total=np.array([[100.0, 100.0]]),
            count=np.array([9]),
            largest=np.array([[20.0, 95.0]]),
            second=np.array([[20.0, 1.0]]),
        ),
        Rules(),
    )
    assert told.mask[0]
    assert (told.upper[0] > 100).all()
    assert (told.lower[0] < 100).all()


@pytest.mark.parametrize(
    "wrong",
    [
        {"threshold": -1},
        {"dominance": (0, 85.0)},
        {"dominance": (1, 101.0)},
        {"p": 0.0},
        {"rounding": 0},
        {"width": 0.0},
        {"least": -1.0},
    ],
)
def test_a_rule_that_cannot_be_is_refused(wrong):
    with pytest.raises(InputError) as told:
        Rules(**wrong)
    assert told.value.problems[0].code == "secrecy-rule"
    for lang in ("en", "zh"):
        assert told.value.told(lang)


def test_arrays_that_do_not_fit_are_refused():
    with pytest.raises(InputError) as told:
        Contributions(total=np.array([1.0, -2.0]), count=np.array([1]))
    assert {one.code for one in told.value.problems} == {"secrecy-shape", "secrecy-negative"}
