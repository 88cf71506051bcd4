"""The chance of being found again: calibrated, chosen by what was held out, packaged, refused."""

import numpy as np
import polars as pl
import pytest
from scipy.optimize import minimize

from jiqun.clusters.stability import (
    chance_inputs,
    chances,
    fit_chance,
    judged,
    packaged_chances,
    reliability,
    to_package,
)
from jiqun.clusters.stability.chances import INPUTS, TRIED
from jiqun.clusters.stability.packaged import _read
from jiqun.core import stream
from jiqun.kernels.finding.odds import log_odds, rising


def logistic_loss(weights, inputs, outcome, ridge):
    score = weights[0] + inputs @ weights[1:]
    return np.logaddexp(0, score).sum() - outcome @ score + ridge / 2 * (weights[1:] ** 2).sum()


@pytest.mark.parametrize("seed", range(3))
def test_log_odds_are_the_least_of_the_loss(seed):
    rng = stream(seed=seed, replicate=0, name="test-chances")
    inputs = rng.normal(size=(60, 3))
    outcome = (rng.random(60) < 1 / (1 + np.exp(-inputs[:, 0]))).astype(float)
    best = minimize(logistic_loss, np.zeros(4), args=(inputs, outcome, 1.0), tol=1e-12)
    np.testing.assert_allclose(log_odds(inputs, outcome), best.x, atol=1e-4)


def test_log_odds_of_one_outcome_alone_are_finite():
    given = log_odds(np.zeros((5, 1)), np.ones(5))
    assert np.isfinite(given).all()
    assert given[0] > 5


def pooled(score, outcome):
    """Pool adjacent violators as one would by hand: one block a score, merge while falling."""
    blocks = []
    for at in np.unique(score):
        own = outcome[score == at]
        blocks.append([own.sum(), len(own), 1])
        while len(blocks) > 1 and blocks[-2][0] / blocks[-2][1] >= blocks[-1][0] / blocks[-1][1]:
            hits, size, many = blocks.pop()
            blocks[-1] = [blocks[-1][0] + hits, blocks[-1][1] + size, blocks[-1][2] + many]
    shares = [(h + 0.5) / (n + 1) for h, n, many in blocks for _ in range(many)]
    return np.unique(score), np.maximum.accumulate(shares)


@pytest.mark.parametrize("seed", range(6))
def test_rising_pools_adjacent_violators(seed):
    rng = stream(seed=seed, replicate=0, name="test-chances")
    score = rng.integers(0, 8, 40).astype(float)
    outcome = (rng.random(40) < score / 8).astype(float)
    points, level = rising(score, outcome, least=1)
    at, by_hand = pooled(score, outcome)
    np.testing.assert_array_equal(points, at)
    np.testing.assert_allclose(level, by_hand)


def test_groups_are_large_enough_and_ties_stay_together():
    score = np.repeat([0.0, 1.0, 2.0, 3.0], [3, 30, 10, 10])
    points, level = rising(score, (score > 0).astype(float), least=20)
    assert len(points) == 2  # 0 and 1 together, 2 and 3 together
    assert points.tolist() == pytest.approx([30 / 33, 2.5])
    assert (np.diff(level) >= 0).all()


def economy(seed, clusters=900, pairs=3):
    """Clusters whose chance is known: it falls with the survival and rises with the evidence."""
    rng = stream(seed=seed, replicate=0, name="test-chances")
    survival, evidence = rng.random(clusters), rng.choice([-0.005, -0.01], clusters)
    truth = 1 / (1 + np.exp(-(4 * survival - 2 + 300 * (evidence + 0.0075))))
    frame = pl.DataFrame(
        {
            "cluster": [f"c{i}" for i in range(clusters)],
            "survival": survival, "evidence": evidence, "size": rng.normal(size=clusters),
            "density": rng.normal(size=clusters), "again": rng.random(clusters) < truth,
            "fold": rng.integers(2018 - pairs, 2018, clusters),
        }
    ).with_columns(
        scale=pl.lit(None, dtype=pl.Float64), inside=pl.lit(None, dtype=pl.Float64)
    )  # fmt: skip
    return frame, truth


def test_a_held_out_chance_comes_true_as_often_as_it_says():
    cases, _ = economy(1, clusters=4000)
    told = judged(cases, None)
    assert told.basis == "own"
    assert told.chance.inputs[:2] == ("survival", "evidence")
    assert told.brier < told.brier_share < 0.25
    assert told.brier < told.brier_survival
    later, real = economy(2)
    predicted = chances(later, told.chance)
    assert np.abs(predicted - real).mean() < 0.05
    gaps = reliability(predicted, real)  # the known chances stand for what comes of many
    assert gaps["clusters"].sum() == len(later)
    large = gaps.filter(pl.col("clusters") >= 40)
    assert ((large["chance"] - large["again"]).abs() < 0.07).all()


def test_what_is_held_out_decides_and_not_what_fits():
    # fold by fold by hand: the chosen inputs have the least Brier score where they were not fitted
    cases, _ = economy(3, clusters=300, pairs=2)
    outcome = cases["again"].cast(pl.Float64).to_numpy()
    scores = {}
    for inputs in TRIED[:3]:
        out = np.empty(len(cases))
        for fold in cases["fold"].unique():
            inside = (cases["fold"] == fold).to_numpy()
            others = cases.filter(pl.col("fold") != fold)
            model = fit_chance(others, inputs, last=others["fold"].max())
            out[inside] = chances(cases.filter(pl.col("fold") == fold), model)
        scores[inputs] = float(((out - outcome) ** 2).mean())
    told = judged(cases, None)
    assert told.chance.inputs == min(scores, key=scores.get)
    assert told.brier == pytest.approx(min(scores.values()), abs=1e-6)


def test_the_level_is_that_of_the_last_pair():
    # in the first pair half of what would have been found was not: what is published changed
    cases, _ = economy(6, clusters=2000, pairs=2)
    first = pl.col("fold") == 2016
    odd = pl.int_range(pl.len()) % 2 == 0
    cases = cases.with_columns(
        again=pl.when(first & odd).then(pl.lit(value=False)).otherwise("again")
    )
    told = judged(cases, None).chance
    last = cases.filter(~first)
    share = (last["again"].sum() + 0.5) / (len(last) + 1)
    assert chances(last, told).mean() == pytest.approx(share, abs=0.005)
    plain = fit_chance(cases, told.inputs)
    assert chances(last, plain).mean() < share - 0.1


def test_few_cases_take_the_packaged_chance_and_none_its_own_scores():
    cases, _ = economy(4, clusters=60)
    packaged = packaged_chances()["regions"]
    few = judged(cases, packaged)
    assert (few.basis, few.clusters, few.chance) == ("packaged", 60, packaged.chance)
    assert judged(cases.clear(), packaged) is packaged
    assert judged(cases, None) is None
    one_year = cases.with_columns(fold=pl.lit(2017))
    assert judged(pl.concat([one_year, one_year]), None).basis == "own"  # parts of one pair


def test_an_unknown_input_counts_as_its_mean():
    cases, _ = economy(5)
    model = fit_chance(cases, ("survival", "evidence"))
    mean = cases.select(pl.col("survival", "evidence").mean()).with_columns(cluster=pl.lit("m"))
    blank = mean.with_columns(survival=pl.lit(None, dtype=pl.Float64))
    assert chances(blank, model) == chances(mean, model)
    assert 0 < chances(blank, model)[0] < 1


def test_inputs_come_from_the_rows_and_the_resamples():
    rows = pl.DataFrame(
        {
            "cluster": ["a", "b"], "p_value": [0.01, 0.05], "establishments": [None, 9.0],
            "organisations": [19, None], "excess": [2.0, 0.0], "scale_km": [None, 10.0],
            "inside_share": [0.5, None], "survival": [None, None],
        },
        schema_overrides={"survival": pl.Float64},
    )  # fmt: skip
    tests = pl.DataFrame(
        {"cluster": ["b", "b", "a"], "test": ["resolution", "sampling", "level"],
         "survival": [None, 0.7, None]}
    )  # fmt: skip
    known = chance_inputs(rows, tests)
    assert known.columns == ["cluster", *INPUTS]
    assert known["survival"].to_list() == [None, 0.7]
    assert known["evidence"].to_list() == [-0.01, -0.05]
    assert known["size"].to_list() == pytest.approx([np.log(20), np.log(10)])
    assert known["density"].to_list() == pytest.approx([np.log(2), np.log(0.01)])
    assert chance_inputs(rows, pl.DataFrame())["survival"].null_count() == 2


@pytest.mark.parametrize("way", ["regions", "points", "links"])
def test_what_comes_with_the_package_is_calibrated_where_it_was_not_fitted(way):
    told = packaged_chances()[way]
    assert told.clusters > 1000
    assert told.brier < told.brier_share
    assert told.brier < told.brier_survival
    assert told.reliability["clusters"].sum() == told.clusters
    large = told.reliability.filter(pl.col("clusters") >= 200)
    assert ((large["chance"] - large["again"]).abs() < 0.05).all()
    again = _read(to_package(told))
    assert again.chance == told.chance
    assert again.reliability.equals(told.reliability)
    survival = pl.DataFrame({"survival": np.linspace(0, 1, 50)})
    line = chances(survival, told.chance)
    assert (np.diff(line) >= 0).all()
    assert 0 < line[0] < line[-1] < 1
