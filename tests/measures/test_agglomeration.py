"""Plants against darts: null, moments, workers, spatial weights, degenerate input."""

import numpy as np
import pytest

from jiqun import measures as m
from jiqun.core import InputError, stream
from jiqun.kernels.plants import guide, relocate
from jiqun.tables import Counts, Graph, Plants


def thrown(seed, *, regions=12, industries=6, plants=900):
    """Build plants whose places are pure chance: what the null says."""
    rng = stream(seed=seed, name="test-plants")
    chance = rng.dirichlet(np.ones(regions) * 3)
    return Plants(
        regions=tuple(f"r{k:02}" for k in range(regions)),
        industries=tuple(f"i{k}" for k in range(industries)),
        region_at=rng.choice(regions, plants, p=chance),
        industry_at=rng.integers(industries, size=plants),
        employment=np.ceil(rng.lognormal(2.5, 1.0, plants)),
    )


def test_relocation_matches_a_plain_search():
    rng = stream(seed=1)
    cumulative = np.cumsum(rng.dirichlet(np.ones(7)))
    cumulative /= cumulative[-1]
    chance, at, weight = rng.random(500), rng.integers(3, size=500), rng.random(500)
    out = np.empty((7, 3))
    relocate(chance, cumulative, guide(cumulative, 28), at, weight, out)
    plain = np.zeros((7, 3))
    np.add.at(plain, (np.searchsorted(cumulative, chance, side="right"), at), weight)
    np.testing.assert_allclose(out, plain, rtol=1e-12)


def test_moments_under_the_null_are_the_papers():
    # z of thrown plants has mean 0 and standard deviation 1; 600 industries in all, each a
    # hundredth of the whole, so that it hardly moves the reference
    z, pairs = [], []
    for seed in range(6):
        plants = thrown(seed, industries=100, plants=6000)
        z.append(m.ellison_glaeser(plants).parts["z"])
        among = m.coagglomeration(plants, variant="employment").parts["z"]
        pairs.append(among[np.triu_indices(100, 1)])
    z, pairs = np.concatenate(z), np.concatenate(pairs)
    assert abs(z.mean()) < 0.16
    assert 0.8 < z.std() < 1.13
    assert abs(pairs.mean()) < 0.16
    assert 0.8 < pairs.std() < 1.13


def test_p_values_of_thrown_plants_are_uniform():
    p = [
        m.ellison_glaeser(thrown(seed, industries=80, plants=5000), draws=99, seed=1).parts[
            "p_value"
        ]
        for seed in range(3)
    ]
    p = np.concatenate(p)
    # 240 values: the share below 0.1 within three standard errors of 0.1
    assert 0.04 < (p <= 0.1).mean() < 0.16
    assert 0.4 < p.mean() < 0.6


def test_a_planted_industry_is_found():
    plants = thrown(7)
    at = plants.region_at.copy()
    at[plants.industry_at == 2] = np.minimum(at[plants.industry_at == 2], 2)
    moved = Plants(
        regions=plants.regions,
        industries=plants.industries,
        region_at=at,
        industry_at=plants.industry_at,
        employment=plants.employment,
    )
    result = m.ellison_glaeser(moved, draws=199, seed=3)
    assert result.values[2] > 0.05
    assert result.parts["p_value"][2] == pytest.approx(1 / 200)
    assert result.values[2] > result.parts["null_high"][2]


@pytest.mark.parametrize("compute", [m.ellison_glaeser, m.maurel_sedillot, m.coagglomeration])
def test_the_same_seed_gives_the_same_bytes_on_any_number_of_workers(compute, monkeypatch):
    from joblib import parallel_config

    plants = thrown(4)
    results = []
    for workers in (1, 2, 4):
        monkeypatch.setenv("LOKY_MAX_CPU_COUNT", str(workers))
        with parallel_config("threading", n_jobs=workers):
            results.append(compute(plants, draws=70, seed=9))
    assert results[0] == results[1] == results[2]
    assert compute(plants, draws=70, seed=10) != results[0]


def test_an_industry_with_one_plant_is_undefined():
    plants = Plants(
        regions=("a", "b"),
        industries=("x", "y"),
        region_at=[0, 0, 1],
        industry_at=[0, 1, 1],
        employment=[3.0, 1, 2],
    )
    assert np.isnan(m.ellison_glaeser(plants).values[0])
    assert np.isnan(m.maurel_sedillot(plants).values[0])
    assert np.isfinite(m.ellison_glaeser(plants).values[1])


def test_an_industry_without_plants_is_undefined_in_every_pair():
    plants = thrown(5)
    wider = Plants(
        regions=plants.regions,
        industries=(*plants.industries, "none"),
        region_at=plants.region_at,
        industry_at=plants.industry_at,
        employment=plants.employment,
    )
    result = m.coagglomeration(wider, draws=20, seed=1)
    assert np.isnan(result.values[-1]).all()
    assert np.isnan(result.parts["p_value"][-1]).all()
    np.testing.assert_allclose(result.values[:-1, :-1], m.coagglomeration(plants).values)


def test_weights_between_regions_see_neighbours():
    # the industry sits in two regions: side by side it is more concentrated than far apart
    plants = Plants(
        regions=("a", "b", "c", "d"),
        industries=("x", "z"),
        region_at=[0, 1] * 10 + [0, 1, 2, 3] * 10,
        industry_at=[0] * 20 + [1] * 40,
        employment=np.ones(60),
    )

    def weights(*ties):
        rows = [{"source": s, "target": t, "weight": 1.0} for s, t in ties]
        import polars as pl

        return Graph.from_frame(pl.DataFrame(rows), weight="weight", directed=False)

    near = m.ellison_glaeser(plants, weights=weights("ab", "cd")).values[0]
    far = m.ellison_glaeser(plants, weights=weights("ac", "bd")).values[0]
    assert near > far
    # with no tie at all the index is the plain one
    bare = Graph(nodes=("a", "b"), starts=[0, 0, 0], targets=[], weights=[])
    np.testing.assert_allclose(
        m.ellison_glaeser(plants, weights=bare).values, m.ellison_glaeser(plants).values
    )


def test_weights_keep_the_null_at_zero():
    # the mean of the relocations must be 0 whatever the weights
    import polars as pl

    plants = thrown(8)
    ring = pl.DataFrame(
        {
            "source": list(plants.regions),
            "target": [*plants.regions[1:], plants.regions[0]],
            "weight": [0.5] * 12,
        }
    )
    graph = Graph.from_frame(ring, weight="weight", directed=False)
    result = m.ellison_glaeser(plants, weights=graph, draws=500, seed=2)
    centre = (result.parts["null_low"] + result.parts["null_high"]) / 2
    width = result.parts["null_high"] - result.parts["null_low"]
    assert (np.abs(centre) < width).all()


def test_counts_cannot_have_a_null():
    counts = Counts(
        regions=("a", "b"), industries=("x", "y"), values=[[1, 2], [3, 4]], unit="persons"
    )
    assert "z" not in m.coagglomeration(counts).parts
    with pytest.raises(InputError) as told:
        m.coagglomeration(counts, draws=10)
    assert told.value.problems[0].code == "null-needs-plants"
