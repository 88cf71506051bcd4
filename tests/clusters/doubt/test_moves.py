"""Quantiles of yearly changes: against numpy, by hand between nodes, and read backwards."""

import numpy as np
import pytest

from jiqun.clusters.doubt.moves import SHARES, Moves, fit_moves, group_pairs
from jiqun.core import stream


def draws(n, *, seed=1):
    chance = stream(seed=seed, replicate=0)
    number = chance.integers(1, 200, n).astype(float)
    size = np.exp(chance.normal(2.0, 1.0, n))
    return number, size, chance.normal(size=n) / np.sqrt(number)


def test_quantiles_at_a_node_are_those_of_its_pairs():
    number, size, change = draws(9000)
    groups = group_pairs(number, size)
    moves = fit_moves(change, groups)
    rows, wide = groups.sizes.shape
    assert rows > 3
    assert wide == 3
    for at, own in enumerate(groups.members):
        b, g = divmod(at, wide)
        # numpy's "weibull" is the position s (k + 1) of the docstring
        expected = np.quantile(change[own], SHARES, method="weibull")
        np.testing.assert_allclose(moves.changes[b, g], expected, rtol=1e-12)
        where = moves.where(np.exp(moves.nodes[[b]]), np.exp(moves.sizes[b, [g]]))
        read = [moves.quantile(where, share)[0] for share in SHARES]
        np.testing.assert_allclose(read, expected, rtol=1e-9, atol=1e-12)


def test_every_pair_is_in_one_group_and_groups_are_large():
    number, size, _ = draws(9000)
    groups = group_pairs(number, size)
    members = np.concatenate(groups.members)
    assert sorted(members.tolist()) == list(range(9000))
    assert min(len(own) for own in groups.members) >= 120
    assert (np.diff(groups.nodes) > 0).all()
    assert (np.diff(groups.sizes, axis=1) >= 0).all()


def by_hand(moves, number, size, share):
    """Interpolate the plainest way: between sizes in two rows, then between the rows."""
    x, y = np.log(number), np.log(size)
    column = [[np.interp(share, SHARES, q) for q in row] for row in moves.changes]
    along = [np.interp(y, s, v) for s, v in zip(moves.sizes, column, strict=True)]
    return np.interp(x, moves.nodes, along)


@pytest.mark.parametrize("share", [0.001, 0.025, 0.31, 0.5, 0.975, 0.9999])
def test_between_nodes_quantiles_are_interpolated(share):
    number, size, change = draws(9000)
    moves = fit_moves(change, group_pairs(number, size))
    cells = draws(200, seed=2)[:2]
    got = moves.quantile(moves.where(*cells), share)
    expected = [by_hand(moves, n, s, share) for n, s in zip(*cells, strict=True)]
    np.testing.assert_allclose(got, expected, rtol=1e-9, atol=1e-12)


def test_reading_backwards_gives_the_probability_back():
    number, size, change = draws(9000)
    moves = fit_moves(change, group_pairs(number, size))
    where = moves.where(*draws(300, seed=3)[:2])
    for share in (0.003, 0.025, 0.2, 0.5, 0.77, 0.975, 0.99):
        back = moves.below(where, moves.quantile(where, share))
        np.testing.assert_allclose(back, share, atol=1e-9)


def test_beyond_the_outermost_quantiles_the_tail_falls_and_is_never_sure():
    number, size, change = draws(4000)
    moves = fit_moves(change, group_pairs(number, size))
    where = moves.where(np.full(60, 7.0), np.full(60, 8.0))
    below = moves.below(where, np.linspace(-2.0, 2.0, 60))
    assert (np.diff(below) >= 0).all()
    assert (below > 0).all()
    assert (below < 1).all()
    assert below[0] < SHARES[0] / 10
    assert 1 - below[-1] < SHARES[0] / 10


def test_ties_have_a_probability_below_and_one_at_or_below():
    # three in ten fall, four in ten stay, three in ten rise
    change = np.repeat([-0.5, 0.0, 0.5], [300, 400, 300])
    moves = fit_moves(change, group_pairs(np.full(1000, 5.0), np.full(1000, 5.0)))
    where = moves.where(np.full(2, 5.0), np.full(2, 5.0))
    under, upto = moves.below(where, np.array([-1e-9, 1e-9]))
    assert under == pytest.approx(0.3, abs=0.06)  # between two of the kept probabilities
    assert upto == pytest.approx(0.7, abs=0.06)


def test_one_group_serves_everybody():
    number, size, change = draws(100)
    groups = group_pairs(number, size)
    assert groups.sizes.shape == (1, 1)
    moves = fit_moves(change, groups)
    got = moves.quantile(moves.where(np.array([1.0, 1e6]), np.array([1e-3, 1e6])), 0.5)
    np.testing.assert_allclose(got, np.quantile(change, 0.5, method="weibull"))


def test_equal_numbers_stay_together():
    number = np.repeat([1.0, 2.0, 3.0, 50.0], [5000, 100, 100, 5000])
    groups = group_pairs(number, np.ones(len(number)))
    wide = groups.sizes.shape[1]
    for value in (1.0, 50.0):
        rows = {at // wide for at, own in enumerate(groups.members) if (number[own] == value).any()}
        assert len(rows) == 1


def test_an_unknown_change_takes_no_part_and_an_empty_group_has_everybodys():
    number = np.repeat([1.0, 100.0], 3000)
    change = draws(6000)[2]
    change[number == 1.0] = np.nan
    moves = fit_moves(change, group_pairs(number, np.ones(6000)))
    expected = np.quantile(change[3000:], SHARES, method="weibull")
    at = int(np.argmin(moves.nodes))
    np.testing.assert_allclose(moves.changes[at, 0], expected)
    assert moves.pairs[at].sum() == 0


def test_where_nothing_is_known_nothing_is_told():
    number, size, change = draws(1000)
    moves = fit_moves(change, group_pairs(number, size))
    where = moves.where(np.array([np.nan, 0.0, 5.0, 5.0]), np.array([5.0, 5.0, 0.0, 5.0]))
    assert np.isnan(moves.quantile(where, 0.5)).tolist() == [True, True, True, False]
    assert np.isnan(moves.below(where, np.array([0.0, 0.0, 0.0, np.nan]))).all()


def test_no_known_change_is_nothing_rather_than_zero():
    moves = fit_moves(np.full(500, np.nan), group_pairs(np.full(500, 2.0), np.ones(500)))
    assert isinstance(moves, Moves)
    assert np.isnan(moves.quantile(moves.where(np.array([2.0]), np.array([1.0])), 0.5)).all()
