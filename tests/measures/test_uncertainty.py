"""Intervals from counts drawn anew: coverage, determinism, bounds."""

import numpy as np
import pytest

from jiqun import measures as m
from jiqun.core import stream
from jiqun.tables import Counts


def planted(seed=3):
    rng = stream(seed=seed, name="test-truth")
    return np.outer(rng.uniform(300, 900, 6), rng.dirichlet(np.ones(8) * 4))


def labelled(x):
    return Counts(
        regions=tuple(f"r{k}" for k in range(len(x))),
        industries=tuple(f"i{k}" for k in range(x.shape[1])),
        values=x,
        unit="persons",
    )


def tilted():
    mean = planted()
    mean[0, 1] *= 4
    mean[2, 5] *= 3
    mean[4, 0] *= 5
    return mean


@pytest.mark.slow
@pytest.mark.parametrize("compute", [m.herfindahl, m.entropy, m.krugman, m.hoover])
def test_coverage(compute):
    # some thousand persons a region, six regions, eight industries, three planted clusters
    mean = 5 * tilted()
    truth = compute(labelled(mean)).values
    inside = np.zeros(truth.shape)
    for draw in range(200):
        x = stream(seed=41, replicate=draw).poisson(mean).astype(float)
        result = m.resampled(compute, labelled(x), draws=150, seed=draw)
        inside += (result.low <= truth) & (truth <= result.high)
    # indices near their least value (a region like the whole) are cut there: the mean over
    # regions is what is promised, not each
    assert 0.93 <= inside.mean() / 200 <= 0.97, inside / 200


def test_the_same_seed_gives_the_same_bytes():
    x = labelled(np.round(tilted()))
    first = m.resampled(m.krugman, x, draws=30, seed=1)
    assert first == m.resampled(m.krugman, x, draws=30, seed=1)
    assert first != m.resampled(m.krugman, x, draws=30, seed=2)
    assert first.record.seed == 1
    assert first.record.parameters["draws"] == 30


def test_limits_stay_within_bounds_and_hold_what_is_certain():
    x = labelled(np.array([[100.0, 0], [0, 50]]))
    result = m.resampled(m.herfindahl, x, draws=50, seed=1)
    np.testing.assert_allclose(result.low, 1)
    np.testing.assert_allclose(result.high, 1)


def test_undefined_values_have_no_interval():
    x = labelled(np.array([[0.0, 0], [20, 50]]))
    result = m.resampled(m.herfindahl, x, draws=50, seed=1)
    assert np.isnan(result.low[0])
    assert np.isnan(result.high[0])
    assert result.low[1] < result.values[1] < result.high[1]


def test_establishments_make_wider_intervals_than_persons():
    x = labelled(np.round(tilted()))
    plants = labelled(np.ceil(np.round(tilted()) / 20))
    narrow = m.resampled(m.krugman, x, draws=200, seed=1)
    wide = m.resampled(
        m.krugman, x, draws=200, seed=1, model="establishments", plants=plants, cv2=1.0
    )
    # cv2 = 1 and 20 persons each: sqrt(40) times as wide, where the bounds do not cut
    assert (wide.high > narrow.high).all() or (wide.low < narrow.low).all()
    assert ((wide.high - wide.low) > 1.2 * (narrow.high - narrow.low)).mean() > 0.6
