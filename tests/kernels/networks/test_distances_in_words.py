"""Distances from 64 starts at once are those from one start after another."""

import numpy as np
import pytest
from tests.networks.drawn import random_graph

from jiqun.kernels.networks import steps, ways
from jiqun.networks import ties_of


@pytest.mark.parametrize("directed", [None, True])
@pytest.mark.parametrize("count", [1, 63, 64, 65, 200])
def test_words_say_what_single_walks_say(directed, count):
    ties = ties_of(random_graph(200, 330, 4, directed=directed))
    sources, one_step = np.arange(200)[::-1][:count].copy(), np.zeros(0)
    for kernel, single, shape in (
        (steps.reach, ways.reach, (5, 200)),
        (steps.totals, ways.totals, (4, count)),
    ):
        mine, theirs = np.zeros(shape), np.zeros(shape)
        kernel(ties.starts, ties.targets, sources, mine)
        single(ties.starts, ties.targets, one_step, sources, theirs)
        np.testing.assert_allclose(mine, theirs, rtol=1e-12)


def test_all_bits_are_counted():
    every = np.uint64(0xFFFFFFFFFFFFFFFF)
    for word in (0, 1, 2**63, 2**64 - 1, 0x123456789ABCDEF0):
        assert steps._bits(np.uint64(word)) == word.bit_count()
    assert steps._bits(every) == 64
