"""Bootstraps over ties: dense communities stay, thin ones vanish, one seed gives one answer."""

import itertools

import polars as pl
import pytest

from jiqun.clusters.ties import LinksPlan, LinkTables, find_in_links, resampled_links
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
    tables = LinkTables(links=links, organisations=FIRMS)
    return tables, find_in_links(tables, LinksPlan(sizes=(32.0, 16.0, 8.0), draws=19))


def test_the_dense_one_stays_the_thin_one_is_less_sure(made):
    tables, finds = made
    got = resampled_links(tables, finds, draws=40)
    per = finds.clusters.select("cluster", "links_per_member").join(got, on="cluster")
    assert got["cluster"].to_list() == finds.clusters["cluster"].to_list()
    best = per.sort("links_per_member", descending=True).to_dicts()
    assert best[0]["survival"] == 1.0
    assert best[0]["overlap"] > 0.9
    assert best[-1]["survival"] < 1.0
    for row in best:
        assert 0 <= row["low"] <= row["survival"] <= row["high"] <= 1
    # Wilson (1927) for 40 of 40: low = 40 / (40 + 1.96 ** 2)
    assert best[0]["low"] == pytest.approx(40 / (40 + 1.959963984540054**2))


def test_workers_do_not_matter(made):
    tables, finds = made
    one = resampled_links(tables, finds, draws=6, workers=1, seed=4)
    assert one.equals(resampled_links(tables, finds, draws=6, workers=3, seed=4))


def test_other_ties_are_refused(made):
    tables, finds = made
    fewer = LinkTables(links=tables.links[:-5], organisations=FIRMS)
    with pytest.raises(InputError, match="ties-finds"):
        resampled_links(fewer, finds, draws=3)
    with pytest.raises(InputError, match="ties-draws"):
        resampled_links(tables, finds, draws=0)
