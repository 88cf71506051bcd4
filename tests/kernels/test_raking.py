"""Totals and their parts: ranges by intervals against linear programmes, raking against its aim."""

import numpy as np
import pytest
from scipy.optimize import linprog

from jiqun.kernels.linear.raking import narrowed, raked

INF = np.inf


def system(totals):
    """Give the arrays of totals written as {whole: [parts]}."""
    parts = [np.array(own) for own in totals.values()]
    start = np.concatenate([[0], np.cumsum([len(own) for own in parts])])
    return np.array(list(totals)), start.astype(np.int64), np.concatenate(parts)


def ranges(totals, low, high):
    low, high = np.array(low, dtype=float), np.array(high, dtype=float)
    broken = np.zeros(len(totals), dtype=np.int64)
    narrowed(*system(totals), low, high, broken, 50)
    return low, high, broken


def programme(totals, low, high, cell):
    """Give the least and most of a cell that the totals admit, by linear programming."""
    rows = np.zeros((len(totals), len(low)))
    for k, (whole, parts) in enumerate(totals.items()):
        rows[k, parts], rows[k, whole] = 1.0, -1.0
    ends = []
    for sign in (1, -1):
        aim = np.zeros(len(low))
        aim[cell] = sign
        bounds = [(a, None if np.isinf(b) else b) for a, b in zip(low, high, strict=True)]
        found = linprog(aim, A_eq=rows, b_eq=np.zeros(len(totals)), bounds=bounds)
        ends.append(sign * found.fun)
    return ends


def test_one_gap_is_what_the_others_leave():
    low, high, _ = ranges({0: [1, 2, 3]}, [100, 60, 0, 10], [100, 60, INF, 10])
    assert (low[2], high[2]) == (30, 30)


def test_a_total_gets_its_range_from_its_parts():
    low, high, _ = ranges({0: [1, 2]}, [0, 20, 100], [INF, 99, 249])
    assert (low[0], high[0]) == (120, 348)


@pytest.mark.parametrize("seed", range(6))
def test_in_one_tree_the_ranges_are_those_of_a_linear_programme(seed):
    rng = np.random.Generator(np.random.PCG64(seed))
    totals = {0: [1, 2, 3], 1: [4, 5], 2: [6, 7, 8], 3: [9, 10]}
    truth = np.zeros(11)
    truth[4:] = rng.integers(0, 60, 7)
    for whole in (1, 2, 3, 0):
        truth[whole] = truth[totals[whole]].sum()
    shown = rng.random(11) < 0.4
    low = np.where(shown, truth, np.maximum(truth - rng.integers(0, 40, 11), 0))
    high = np.where(shown, truth, truth + rng.integers(0, 40, 11))
    got_low, got_high, broken = ranges(totals, low, high)
    assert not broken.any()
    for cell in range(11):
        least, most = programme(totals, low, high, cell)
        assert got_low[cell] == pytest.approx(least, abs=1e-4)
        assert got_high[cell] == pytest.approx(most, abs=1e-4)


def test_where_totals_cross_a_range_never_loses_the_truth():
    rng = np.random.Generator(np.random.PCG64(7))
    totals = {0: [2, 3], 1: [4, 5], 6: [2, 4], 7: [3, 5]}
    for _ in range(50):
        truth = np.zeros(8)
        truth[2:6] = rng.integers(0, 30, 4)
        for whole, parts in totals.items():
            truth[whole] = truth[parts].sum()
        shown = np.isin(np.arange(8), (0, 1, 6, 7))
        low, high, broken = ranges(totals, np.where(shown, truth, 0), np.where(shown, truth, INF))
        assert not broken.any()
        assert (low <= truth + 1e-9).all() and (high >= truth - 1e-9).all()


def test_a_total_that_cannot_be_met_is_marked_and_moves_nothing():
    low, high, broken = ranges({0: [1, 2]}, [50, 60, 0], [50, 60, INF])
    assert broken.tolist() == [1]
    assert (low[2], high[2]) == (0, INF)


def moved(totals, value, low, high, give):
    value = np.array(value, dtype=float)
    raked(*system(totals), value, np.array(low, float), np.array(high, float),
          np.array(give, float), 200, 1e-9)  # fmt: skip
    return value


def test_raking_keeps_proportions_within_bounds():
    got = moved({0: [1, 2, 3]}, [100, 40, 10, 20], [100, 40, 0, 0], [100, 40, 15, 99], [0, 0, 1, 1])
    assert got == pytest.approx([100, 40, 15, 45])


def test_a_firm_estimate_moves_less():
    got = moved({0: [1, 2]}, [90, 30, 30], [90, 0, 0], [90, 99, 99], [0, 0.04, 1])
    assert got.sum() == pytest.approx(180)
    assert 30 < got[1] < 32 < got[2]


def test_a_free_total_meets_its_parts_between():
    got = moved({0: [1, 2]}, [100, 20, 30], [0, 0, 0], [500, 500, 500], [1, 1, 1])
    assert got[0] == pytest.approx(got[1] + got[2])
    assert got[0] == pytest.approx(np.sqrt(100 * 50))


def test_crossing_totals_are_all_met():
    totals = {0: [2, 3], 1: [4, 5], 6: [2, 4], 7: [3, 5]}
    value = [90, 30, 1, 1, 1, 1, 50, 70]
    got = moved(totals, value, [90, 30, 0, 0, 0, 0, 50, 70], [90, 30] + [99] * 4 + [50, 70],
                [0, 0, 1, 1, 1, 1, 0, 0])  # fmt: skip
    assert got[2:6] == pytest.approx([37.5, 52.5, 12.5, 17.5], rel=1e-6)
