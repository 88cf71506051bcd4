"""Chances of ratings against the rule engine itself, run on many drawn next years."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from jiqun.clusters import Peers, rate_cells, schemes
from jiqun.clusters.doubt import computed_chances, fit_persistence
from jiqun.clusters.doubt.chances import _usual
from jiqun.clusters.doubt.placing import Placing
from jiqun.clusters.ratings import cell_thresholds
from jiqun.core import stream

CELLS, DRAWS = 30, 3000
#: Four standard errors of a share of 3,000.
NEAR = 4 * 0.5 / np.sqrt(DRAWS)
RULES = {
    name: rules for name, rules in schemes().items() if rules.computable and rules.subject == "cell"
}


def centred(rules):
    """Name each quantity with a value on the better side of its threshold, not far from it."""
    better = {"<=": 1 / 1.2, ">": 1.2, ">=": 1.2}
    fixed = {
        c.quantity: c.at * better[c.comparison]
        for c in rules.criteria
        if c.statistic == "fixed" and c.at > 0
    }
    return {name: fixed.get(name, 1.0) for name in rules.quantities}


def cells_of(rules, *, years, regions, seed):
    """Simulate two categories, twins of each other, so that they have the same thresholds."""
    chance = stream(seed=seed, replicate=0)
    units = {c.unit for c in rules.criteria}
    frame = {name: [] for name in rules.quantities if name != "growth"}
    values = {
        name: np.exp(chance.normal(np.log(at), 0.3, regions))
        for name, at in centred(rules).items()
        if name != "growth"
    }
    for _ in range(years):  # backwards: the last year is the one near the thresholds
        for name, own in values.items():
            frame[name].insert(0, np.tile(own, 2))
            values[name] = own * np.exp(0.25 * chance.normal(size=regions))
    frame = {name: np.concatenate(parts) for name, parts in frame.items()}
    shape = {"year": np.repeat(np.arange(years), 2 * regions)}
    frame.setdefault("employment", np.full(years * 2 * regions, 10.0))
    out = pl.DataFrame(shape | frame).with_columns(
        definition=pl.lit("d"), level=pl.lit("city"), region_type=pl.lit("city"),
        traded=pl.lit(value=True),
        category=pl.Series(np.tile(np.repeat(["a", "b"], regions), years)),
        region=pl.Series(np.tile(np.arange(2 * regions) % regions, years).astype(str)),
        currency=pl.lit("CNY" if "CNY" in units else None, pl.String),
    )  # fmt: skip
    if "growth" in rules.quantities:
        before = pl.col("employment").shift(1).over("category", "region", order_by="year")
        out = out.with_columns(growth=pl.col("employment") / before - 1)
    return out


def fixed_rules(rules, thresholds):
    """Give the rules with every threshold where it stands now."""
    criteria = tuple(
        replace(c, statistic="fixed", at=float(thresholds[c.id][0]), within=())
        for c in rules.criteria
    )
    return replace(rules, criteria=criteria)


def next_years(cells, rules, placing, chance):
    """Draw next years of every cell: quantities apart, each by its own moves."""
    many = pl.concat([cells] * DRAWS)
    drawn = {}
    for name in rules.quantities:
        moved = placing.of("employment" if name == "growth" else name)
        u = chance.random((DRAWS, len(cells)))
        grid = np.linspace(0.0005, 0.9995, 2000)
        table = np.array([moved.quantile(share) for share in grid])
        change = np.stack(
            [np.interp(u[:, at], grid, table[:, at]) for at in range(len(cells))], axis=1
        )
        now = np.tile(cells[name].to_numpy(), (DRAWS, 1))
        drawn[name] = (np.expm1(change) if name == "growth" else now * np.exp(change)).ravel()
    return many.with_columns(**drawn)


@pytest.mark.parametrize("name", sorted(RULES))
def test_a_chance_is_how_often_drawn_years_keep_the_rating(name):
    rules = RULES[name]
    history = cells_of(rules, years=20, regions=CELLS, seed=len(name))
    moves = fit_persistence(
        history, [q for q in rules.quantities if q != "growth"] + ["employment"]
    )
    cells = history.filter(pl.col("year") == 19)
    peers = Peers(cells)
    thresholds = cell_thresholds(peers, rules)
    ranks = rate_cells(cells, rules, peers=peers).frame["rank"].to_numpy().astype(np.int64)
    made = computed_chances(peers, rules, ranks, thresholds, moves)
    placing = Placing(moves, cells)
    lines = {
        c.id: np.expm1(np.log1p(thresholds[c.id]) + _usual(peers, placing.of("employment")))
        if c.quantity == "growth" and c.statistic == "percentile"
        else thresholds[c.id]
        for c in rules.criteria
    }
    chance = stream(seed=7, replicate=0)
    drawn = next_years(cells, rules, placing, chance)
    after = rate_cells(drawn, fixed_rules(rules, lines)).frame["rank"].to_numpy()
    after = after.reshape(DRAWS, len(cells))
    assert len(set(ranks.tolist())) > 1
    np.testing.assert_allclose(made.same, (after == ranks).mean(axis=0), atol=NEAR)
    assert (made.strong is None) == (not rules.strong)
    if rules.strong:
        strong = (after >= rules.rank(rules.strong)).mean(axis=0)
        np.testing.assert_allclose(made.strong, strong, atol=NEAR)


def steady(*, plants, threshold_at):
    """Give cells of one size of which half stay as they are, four in ten rise, one in ten falls."""
    chance = stream(seed=4, replicate=0)
    steps = chance.choice([0.0, 1.0, -1.0], p=[0.5, 0.4, 0.1], size=4000)
    both = [np.full(4000, float(plants)), np.maximum(plants + steps, 1.0)]
    frame = pl.DataFrame(
        {
            "definition": "d", "category": "a", "level": "l", "region_type": "l", "traded": True,
            "region": np.tile(np.arange(4000).astype(str), 2), "year": np.repeat([0, 1], 4000),
            "establishments": np.concatenate(both), "employment": np.concatenate(both) * 7.0,
            "quotient": 5.0,
        }
    )  # fmt: skip
    return fit_persistence(frame), frame.filter(pl.col("year") == 0).head(threshold_at)


def test_equal_to_a_threshold_passes_at_least_and_not_more_than():
    moves, cells = steady(plants=4, threshold_at=5)
    peers = Peers(cells)
    rules = schemes()["us-cluster-mapping"]
    more = next(c for c in rules.criteria if c.quantity == "establishments")
    only = replace(
        rules,
        criteria=(replace(more, statistic="fixed", at=4.0),),
        ratings=tuple(
            replace(r, all=(more.id,) if r.rank else (), at_least=0, of=())
            for r in rules.ratings
            if r.rank in {0, rules.rank(rules.strong)}
        ),
    )
    for comparison, expected in ((">", 0.4), (">=", 0.9)):
        own = replace(only, criteria=(replace(only.criteria[0], comparison=comparison),))
        ranks = np.zeros(len(cells), dtype=np.int64)
        made = computed_chances(peers, own, ranks, {more.id: np.full(len(cells), 4.0)}, moves)
        np.testing.assert_allclose(
            made.strong, expected, atol=0.06
        )  # kept quantiles are 0.05 apart


def test_what_cannot_be_judged_has_no_chance():
    rules = RULES["eu-stars-2011"]
    history = cells_of(rules, years=20, regions=CELLS, seed=1)
    cells = history.filter(pl.col("year") == 19)
    peers = Peers(cells)
    ranks = np.where(np.arange(len(cells)) % 2, -1, 0)
    args = (peers, rules, ranks, cell_thresholds(peers, rules))
    made = computed_chances(*args, fit_persistence(history))
    assert np.isnan(made.same).tolist() == (ranks < 0).tolist()
    nothing = computed_chances(*args, fit_persistence(cells))
    assert np.isnan(nothing.same).all()
    assert np.isnan(nothing.strong).all()
