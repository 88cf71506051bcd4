"""Bootstraps over ties: dense communities stay, thin ones vanish, one seed gives one answer."""

import itertools

import numpy as np
import polars as pl
import pytest

from jiqun.clusters.ties import find_in_links, resampled_links, tie_network
from jiqun.clusters.ties.groups import best_overlaps
from jiqun.clusters.ties.resamples import resampled
from jiqun.core import InputError, stream

FIRMS = pl.DataFrame({"organisation": [f"{i:03d}" for i in range(300)]})


@pytest.fixture(scope="module")
def made():
    """Return ties of a dense group of 20, a thin one of 20 (a ring with chords), and noise."""
    rng = stream(seed=1, name="test-resampled")
    dense = list(itertools.combinations(range(20), 2))
    thin = [(20 + i, 20 + (i + step) % 20) for i in range(20) for step in (1, 7)]
    noise = [(int(a), int(b)) for a, b in rng.integers(0, 300, (250, 2)) if a != b]
    rows = [(f"{a:03d}", f"{b:03d}") for a, b in [*dense, *thin, *noise]]
    links = pl.DataFrame(rows, schema=["source", "target"], orient="row")
    return links, find_in_links(links, FIRMS, sizes=(32.0, 16.0, 8.0), draws=19)


def test_the_dense_one_stays_the_thin_one_is_less_sure(made):
    links, finds = made
    got = resampled_links(links, FIRMS, finds=finds, draws=40)
    per = finds.clusters.select("cluster", "links_per_member").join(got, on="cluster")
    assert got["cluster"].to_list() == finds.clusters["cluster"].to_list()
    best = per.sort("links_per_member", descending=True).to_dicts()
    assert best[0]["survival"] == 1.0
    assert best[0]["vanishes"] is False
    assert best[0]["overlap"] > 0.9
    assert best[-1]["survival"] < 1.0
    for row in best:
        assert 0 <= row["low"] <= row["survival"] <= row["high"] <= 1
        assert row["vanishes"] == (row["survival"] < 0.5)
    # Wilson (1927) for 40 of 40: low = 40 / (40 + 1.96 ** 2)
    assert best[0]["low"] == pytest.approx(40 / (40 + 1.959963984540054**2))


def test_workers_do_not_matter(made):
    links, finds = made
    one = resampled_links(links, FIRMS, finds=finds, draws=6, workers=1, seed=4)
    assert one.equals(resampled_links(links, FIRMS, finds=finds, draws=6, workers=3, seed=4))


def test_copies_are_poisson():
    links = pl.DataFrame({"source": ["000"] * 3, "target": ["001"] * 3, "kind": ["a", "b", "b"]})
    net = tie_network(links, FIRMS)
    total = [resampled(net, seed=1, draw=d).total for d in range(2000)]
    # three rows of weight 1, each with a Poisson(1) number of copies: mean 3, variance 3
    assert np.mean(total) == pytest.approx(3.0, abs=0.15)
    assert np.var(total) == pytest.approx(3.0, abs=0.35)


def test_other_ties_are_refused(made):
    links, finds = made
    with pytest.raises(InputError, match="ties-finds"):
        resampled_links(links[:-5], FIRMS, finds=finds, draws=3)
    with pytest.raises(InputError, match="ties-draws"):
        resampled_links(links, FIRMS, finds=finds, draws=0)


def test_best_overlaps_by_hand():
    label = np.array([0, 0, 0, 1, 1, -1])
    members, of = np.array([0, 1, 3, 4, 5, 5]), np.array([0, 0, 0, 1, 1, 2])
    # {0, 1, 3} with {0, 1, 2}: 2 / 4; {4, 5} with {3, 4}: 1 / 3; {5}: none
    assert best_overlaps(members, of, 3, label).tolist() == pytest.approx([0.5, 1 / 3, 0.0])
