"""Coupling coordination: the published table, plain loops, what the common form hides."""

import itertools
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from jiqun.core import InputError, stream
from jiqun.kernels.fusion import coupling as k
from jiqun.networks import chain_fusion, coupling_coordination
from jiqun.networks.fusion import chain_set, chain_word
from jiqun.tables import Subsystems

TABLE = Path(__file__).parents[2] / "references" / "wang2021" / "table8.csv"
HALF = np.array([0.5, 0.5])


def subsystems(values, names=("industry_chain", "innovation_chain"), **more):
    values = np.asarray(values, dtype=float)
    units = tuple(f"u{i}" for i in range(values.shape[-2]))
    return Subsystems(units=units, names=names, values=values, **more)


def plain(values):
    """The article's formula, term by term."""
    count = len(values)
    apart = sum(abs(a - b) for a, b in itertools.combinations(values, 2))
    ratio = 1.0
    for one in values:
        ratio *= one / max(values)
    whole = sum(range(1, count))
    return ((1 - apart / whole) * ratio ** (1 / (count - 1))) ** 0.5


def test_the_published_table_is_reproduced_in_both_forms():
    rows = pl.read_csv(TABLE, null_values="nan").drop_nulls()
    assert len(rows) >= 60
    found = coupling_coordination(
        subsystems(rows.select("implied_U1", "implied_U2").to_numpy()), draws=0
    )
    np.testing.assert_allclose(found.parts["coupling"], rows["C_modified"], atol=2.5e-4)
    np.testing.assert_allclose(found.parts["common_coupling"], rows["C_original"], atol=2.5e-4)
    level = rows.select(pl.mean_horizontal("implied_U1", "implied_U2")).to_series().to_numpy()
    np.testing.assert_allclose(found.values, np.sqrt(rows["C_modified"] * level), atol=2.5e-4)


@pytest.mark.parametrize("count", [2, 3, 4, 6])
def test_it_is_the_formula_written_out(count):
    values = stream(seed=count, name="test").random((50, count))
    values[0] = 0.7  # all alike
    values[1, 0] = 0.0
    wanted = [plain(row) for row in values.tolist()]
    np.testing.assert_allclose(k.corrected(values), wanted, atol=1e-12)
    shuffled = values[:, stream(seed=1, name="order").permutation(count)]
    np.testing.assert_allclose(k.corrected(shuffled), wanted, atol=1e-12)


def test_the_common_form_is_the_root_of_the_geometric_mean_and_flatters_chance():
    values = stream(seed=3, name="uniform").random((20_000, 2))
    found = coupling_coordination(subsystems(values), draws=0)
    usual = found.parts["common_coordination"]
    np.testing.assert_allclose(usual, (values[:, 0] * values[:, 1]) ** 0.25, atol=1e-12)
    # P(U1 U2 >= 1/16) = 1 - (1 + ln 16) / 16 = 0.764 of two independent uniform numbers
    assert abs((usual >= 0.5).mean() - 0.764) < 0.01
    assert abs((found.values >= 0.5).mean() - 0.4975) < 0.01  # of two million draws
    assert (found.values <= usual + 1e-12).all()


def test_ends_are_defined():
    found = coupling_coordination(subsystems([[0, 0], [1, 1], [0, 1], [0.2, np.nan]]), draws=0)
    np.testing.assert_array_equal(found.values, [0.0, 1.0, 0.0, np.nan])
    np.testing.assert_array_equal(found.parts["coupling"], [np.nan, 1.0, 0.0, np.nan])
    np.testing.assert_array_equal(found.parts["class"], [1.0, 10.0, 1.0, np.nan])


def test_fixed_goalposts_do_not_move_and_those_of_the_units_say_who_moves_them():
    rng = stream(seed=5, name="outlier")
    raw = rng.uniform(20, 80, (60, 2))
    posts = {
        "floors": {"industry_chain": 0.0, "innovation_chain": 0.0},
        "ceilings": {"industry_chain": 100.0, "innovation_chain": 100.0},
    }
    more = np.vstack([raw, [[900.0, 700.0]]])
    before = coupling_coordination(subsystems(raw), draws=0, **posts)
    after = coupling_coordination(subsystems(more), draws=0, **posts)
    np.testing.assert_array_equal(after.values[:-1], before.values)
    assert [one.code for one in after.record.cautions] == ["fusion-clipped"]
    relative = coupling_coordination(subsystems(more), scaling="observed", draws=0)
    (told,) = relative.record.cautions
    assert (told.code, told.values["unit"]) == ("fusion-relative", "u60")
    alone = coupling_coordination(subsystems(raw), scaling="observed", draws=0)
    moved = (alone.parts["class"] != relative.parts["class"][:-1]).sum()
    assert told.values["moved"] == moved > 48
    ranks = [coupling_coordination(subsystems(x), scaling="ranks", draws=0) for x in (raw, more)]
    assert np.abs(ranks[0].values - ranks[1].values[:-1]).max() < 0.02


def test_years_share_their_goalposts_and_gaps_stay_unknown():
    values = np.array([[[0.2, 0.4], [0.5, 0.5]], [[0.6, 0.8], [np.nan, 0.1]]])
    found = coupling_coordination(subsystems(values, years=(2019, 2020)), draws=19)
    assert found.values.shape == (2, 2)
    assert found.years == (2019, 2020)
    assert np.isnan(found.values[1, 1])
    one = coupling_coordination(subsystems(values[0]), draws=0)
    np.testing.assert_array_equal(found.values[0], one.values)


@pytest.mark.parametrize("truth", [(0.5, 0.5), (0.3, 0.35), (0.2, 0.7), (0.1, 0.1), (0.9, 0.95)])
@pytest.mark.parametrize("error", [0.03, 0.08])
def test_the_interval_of_errors_holds_the_truth(truth, error):
    rng = stream(seed=7, name="errors")
    seen = np.clip(np.array(truth) + error * rng.standard_normal((1500, 2)), 0, 1)
    given = subsystems(seen, errors=np.full(seen.shape, error))
    found = coupling_coordination(given, draws=0)
    true = k.degree(np.array(truth), HALF)
    inside = (found.low <= true + 1e-9) & (true <= found.high + 1e-9)
    assert inside.mean() >= 0.915
    assert (found.low <= found.values).all()
    assert (found.values <= found.high).all()


def test_chance_is_told_and_does_not_depend_on_the_order_of_subsystems_names():
    rng = stream(seed=9, name="pairs")
    values = rng.random((80, 2))
    found = coupling_coordination(subsystems(values), draws=199, seed=4)
    again = coupling_coordination(subsystems(values), draws=199, seed=4)
    assert found == again
    own = [np.mean([k.degree(np.array([a, b]), HALF) for b in values[:, 1]]) for a in values[:, 0]]
    other = [
        np.mean([k.degree(np.array([a, b]), HALF) for a in values[:, 0]]) for b in values[:, 1]
    ]
    np.testing.assert_allclose(found.parts["expected"], np.add(own, other) / 2, atol=0.03)
    assert abs(np.median(found.parts["p_coupling"]) - 0.5) < 0.15
    inside = (found.parts["chance_low"] <= found.values) & (
        found.values <= found.parts["chance_high"]
    )
    assert inside.mean() > 0.85


def test_independent_subsystems_have_no_increment_and_tied_ones_do():
    covers, rejected, powers = 0, 0, 0
    for draw in range(200):
        rng = stream(seed=11, replicate=draw, name="increment")
        values = rng.random((25, 2))
        found = chain_fusion(subsystems(values), draws=59, seed=draw)
        covers += found.low <= 0 <= found.high
        rejected += found.parts["p_value"] <= 0.05
        values[:, 1] = 0.5 * values[:, 0] + 0.5 * values[:, 1]
        powers += chain_fusion(subsystems(values), draws=59, seed=draw).parts["p_value"] <= 0.05
    assert 0.91 <= covers / 200 <= 0.985
    assert rejected / 200 <= 0.09
    assert powers / 200 >= 0.9


def test_the_common_form_is_told_by_the_means_wholly():
    found = chain_fusion(subsystems(stream(seed=2, name="told").random((300, 2))), draws=9)
    assert found.parts["common_told_by_means"] > 1 - 1e-9
    assert 0.5 < found.parts["told_by_means"] < 0.99


def test_one_unit_has_no_chance_and_equal_ones_no_spread():
    alone = chain_fusion(subsystems([[0.2, 0.4]]), draws=9)
    assert np.isnan(alone.values)
    assert np.isnan(alone.low)
    equal = chain_fusion(subsystems([[0.3, 0.6]] * 5), draws=9)
    assert abs(equal.values) < 1e-12
    assert equal.parts["p_value"] == 1.0


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({}, "subsystems-scale"),
        ({"floors": {"industry_chain": 0.0, "innovation_chain": 0.0}}, "subsystems-goalposts"),
        (
            {"importance": {"industry_chain": 0.0, "innovation_chain": -1.0}},
            "subsystems-importance",
        ),
        ({"importance": {"industry_chain": 1.0}}, "option-labels"),
        (
            {
                "scaling": "ranks",
                "floors": {"industry_chain": 0.0, "innovation_chain": 0.0},
                "ceilings": {"industry_chain": 9.0, "innovation_chain": 9.0},
            },
            "subsystems-goalposts",
        ),
    ],
)
def test_what_cannot_be_scaled_is_refused(options, code):
    with pytest.raises(InputError) as told:
        coupling_coordination(subsystems([[3.0, 2.0], [0.5, 0.1]]), draws=0, **options)
    assert code in [problem.code for problem in told.value.problems]
    assert all(problem.fix for problem in told.value.problems)


def test_sets_of_chains_are_named():
    assert chain_word("资金链") == "capital_chain"
    money = ["policy_chain", "innovation_chain", "industry_chain", "capital_chain"]
    assert chain_set(money) == "four-chain with money"
    assert chain_set([*money[:3], "talent_chain"]) == "four-chain with talent"
    found = coupling_coordination(subsystems(np.full((3, 4), 0.5), tuple(money)), draws=0)
    assert found.record.parameters["chains"] == "four-chain with money"
    with pytest.raises(InputError):
        subsystems([[0.1]], ("industry_chain",))
