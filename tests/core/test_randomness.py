"""Streams: the same key gives the same numbers, another key independent ones."""

import numpy as np
import pytest

from jiqun.core import stream


def test_a_replicate_does_not_depend_on_the_others():
    alone = stream(seed=4, replicate=7).random(5)
    for replicate in range(7):
        stream(seed=4, replicate=replicate).random(100)
    np.testing.assert_array_equal(stream(seed=4, replicate=7).random(5), alone)


def test_numbers_are_those_of_numpys_philox():
    # bit-exact with numpy.random.Philox keyed (seed, 0), counter's top word = replicate
    key = np.array([9, 0], dtype=np.uint64)
    counter = np.array([0, 0, 0, 3], dtype=np.uint64)
    plain = np.random.Generator(np.random.Philox(key=key, counter=counter))
    np.testing.assert_array_equal(stream(seed=9, replicate=3).random(9), plain.random(9))


@pytest.mark.parametrize("other", [{"seed": 2}, {"replicate": 1}, {"name": "sizes"}])
def test_another_key_gives_other_numbers(other):
    base = {"seed": 1, "replicate": 0, "name": ""}
    first, second = (stream(**kw).random(2000) for kw in (base, base | other))
    assert abs(np.corrcoef(first, second)[0, 1]) < 0.1  # 4 standard errors of 2000 pairs
