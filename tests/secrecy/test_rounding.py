"""Rounding: near the value, multiples of the base, and sums that stay sums."""

import numpy as np
import pytest
from firms import country

from jiqun.core import InputError
from jiqun.secrecy import Margins, controlled, rounded


def test_chance_rounds_without_bias():
    """Mean of 20,000 roundings of 7 to base 5: 7 within five standard errors of 0.0173."""
    told = rounded(np.full(20_000, 7.0), 5, way="random", seed=3).values
    assert set(told) == {5.0, 10.0}
    assert told.mean() == pytest.approx(7.0, abs=0.09)
    assert (told == rounded(np.full(20_000, 7.0), 5, way="random", seed=3).values).all()


def test_multiples_stay_where_they_are():
    whole = np.array([0.0, 5.0, 100.0])
    for way in ("nearest", "random"):
        assert (rounded(whole, 5, way=way).values == whole).all()


@pytest.mark.parametrize("seed", range(3))
def test_controlled_rounding_adds_up_and_stays_near(seed):
    margins, cells = country(seed)
    told = controlled(margins, cells.total[:, 0], 5)
    assert told.additive
    assert np.allclose(margins.matrix @ told.values, 0)
    assert (told.values % 5 == 0).all()
    assert (told.values >= 0).all()
    assert told.furthest < 10
    plain = rounded(cells.total[:, 0], 5).values
    assert not np.allclose(margins.matrix @ plain, 0)


def test_a_base_that_cannot_be_is_refused():
    with pytest.raises(InputError):
        rounded(np.ones(2), 0)
    with pytest.raises(InputError):
        controlled(Margins.of([0], [1], cells=2), np.ones(2), 0)
