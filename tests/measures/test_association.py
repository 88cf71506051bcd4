"""Moran, Geary, Getis and Ord against esda, by hand, and at their limits."""

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from jiqun.core import InputError, stream
from jiqun.measures.association import (
    benjamini_hochberg,
    geary,
    getis_ord,
    local_geary,
    local_getis_ord,
    local_moran,
    moran,
)
from jiqun.tables import Graph

ESDA = Path(__file__).parents[1] / "references" / "esda"
EXACT = 1e-10
SETS = ("lat8x9", "knn120")


def loaded(name):
    values = pl.read_csv(ESDA / f"{name}_y.csv")
    ties = pl.read_csv(ESDA / f"{name}_W.csv")
    nodes = tuple(str(i) for i in values["id"])
    graph = Graph.from_frame(ties, source="i", target="j", weight="w_binary", nodes=nodes)
    local = pl.read_csv(ESDA / f"{name}_local.csv", null_values=["NaN"])
    return (
        values["y"].to_numpy(),
        graph,
        json.loads((ESDA / f"{name}_global.json").read_text()),
        local,
    )


def ring(n):
    nodes = [f"r{i}" for i in range(n)]
    ties = pl.DataFrame({"source": nodes, "target": nodes[1:] + nodes[:1]})
    return Graph.from_frame(ties, directed=False, nodes=tuple(nodes))


@pytest.mark.parametrize("name", SETS)
def test_global_statistics_equal_esda(name):
    y, graph, whole, _ = loaded(name)
    found = moran(y, weights=graph)
    assert found.values == pytest.approx(whole["moran_I"], rel=EXACT)
    assert found.parts["variance_normal"] == pytest.approx(whole["VI_norm"], rel=EXACT)
    assert found.parts["variance_random"] == pytest.approx(whole["VI_rand"], rel=EXACT)
    contrast = geary(y, weights=graph)
    assert contrast.values == pytest.approx(whole["geary_C"], rel=EXACT)
    assert contrast.parts["variance_random"] == pytest.approx(whole["geary_VC_rand"], rel=EXACT)
    assert contrast.parts["z_normal"] == pytest.approx(whole["geary_z_norm"], rel=EXACT)
    hot = getis_ord(np.abs(y), weights=graph)
    assert hot.values == pytest.approx(whole["getis_G"], rel=EXACT)
    assert hot.parts["expected"] == pytest.approx(whole["getis_EG"], rel=EXACT)


@pytest.mark.parametrize("name", SETS)
def test_local_statistics_equal_esda(name):
    y, graph, _, local = loaded(name)
    like = local_moran(y, weights=graph)
    np.testing.assert_allclose(like.values, local["moran_local_I"].to_numpy(), rtol=EXACT)
    np.testing.assert_array_equal(like.parts["quadrant"], local["q"].to_numpy())
    unlike = local_geary(y, weights=graph)
    np.testing.assert_allclose(unlike.values, local["geary_local_c"].to_numpy(), rtol=EXACT)
    star = local_getis_ord(np.abs(y), weights=graph)
    np.testing.assert_allclose(star.values, local["Gstar_z"].to_numpy(), rtol=EXACT, atol=1e-13)
    np.testing.assert_allclose(star.parts["share"], local["Gstar"].to_numpy(), rtol=EXACT)
    others = local_getis_ord(np.abs(y), weights=graph, itself=False)
    np.testing.assert_allclose(others.values, local["G_local_z"].to_numpy(), rtol=EXACT, atol=1e-13)


@pytest.mark.parametrize("name", SETS)
def test_conditional_p_values_equal_esda_up_to_chance(name):
    y, graph, _, local = loaded(name)
    found = local_moran(y, weights=graph, draws=9999, seed=5)
    theirs = local["p_sim999"].to_numpy()
    noise = np.sqrt(theirs * (1 - theirs) * (1 / 999 + 1 / 9999))
    assert (np.abs(found.parts["p_value"] - theirs) < 4.5 * noise + 2e-3).all()
    # the sum around, without the region itself
    hot = local_getis_ord(np.abs(y), weights=graph, draws=9999, seed=5, itself=False)
    theirs = local["G_p_sim"].to_numpy()
    noise = np.sqrt(theirs * (1 - theirs) * (1 / 999 + 1 / 9999))
    assert (np.abs(hot.parts["p_value"] - theirs) < 4.5 * noise + 2e-3).all()
    # the analytic conditional variance is what the permutations' variance tends to
    ratio = found.parts["simulated_variance"] / local["VI_cond_analytic"].to_numpy()
    assert np.abs(ratio - 1).max() < 0.06  # 4 sd of a variance from 9,999 draws


def test_any_number_of_workers_gives_the_same_bytes():
    y = stream(seed=1).random(9000)
    found = [local_moran(y, weights=ring(9000), draws=49, seed=2, workers=w) for w in (1, 2, 4)]
    for other in found[1:]:
        assert other.parts["p_value"].tobytes() == found[0].parts["p_value"].tobytes()


def test_p_values_are_right_under_randomness():
    # under the null 10 % of local p-values (one-sided, doubled) lie below 0.1: 3,000 regions
    y = stream(seed=4).normal(size=3000)
    p = local_moran(y, weights=ring(3000), draws=999, seed=7).parts["p_value"]
    assert abs((2 * p < 0.1).mean() - 0.1) < 4 * np.sqrt(0.1 * 0.9 / 3000)


def test_a_checkerboard_is_the_opposite_of_a_gradient():
    y = np.tile([0.0, 1.0], 50)
    assert moran(y, weights=ring(100)).values == pytest.approx(-1)
    assert geary(y, weights=ring(100)).values == pytest.approx(2 * 99 / 100)


def test_an_island_and_a_constant_have_answers():
    ties = pl.DataFrame({"source": ["a", "b"], "target": ["b", "a"]})
    graph = Graph.from_frame(ties, nodes=("a", "b", "island"))
    assert local_moran([1, 2, 9], weights=graph, draws=19).values[2] == 0
    assert np.isnan(local_geary([1, 2, 9], weights=graph, draws=19).values[2])
    assert np.isnan(moran([5, 5, 5], weights=graph, draws=19).values)
    assert np.isnan(local_moran([5, 5, 5], weights=graph, draws=19).values).all()


def test_false_discoveries_by_hand():
    # Benjamini & Hochberg: p(k) m / k, made monotone from the largest down
    got = benjamini_hochberg(np.array([0.01, 0.04, np.nan, 0.03, 0.5]))
    np.testing.assert_allclose(got, [0.04, 0.16 / 3, np.nan, 0.16 / 3, 0.5])


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda g: moran([1, 2], weights=g), "values-shape"),
        (lambda g: moran([1, np.nan, 2], weights=g), "values-finite"),
        (lambda g: getis_ord([1, -1, 2], weights=g), "values-negative"),
    ],
)
def test_bad_values_are_refused(call, code):
    with pytest.raises(InputError, match=code):
        call(ring(3))
