"""Against ecomplexity and economic-complexity: see tests/references/ecomplexity/README.md."""

import sys
from pathlib import Path

import numpy as np
import pytest

from jiqun import measures as m

sys.path.insert(0, str(Path(__file__).parent))
from reference_tables import EIGEN, close, column, counts, matrix, read

KINDS = {
    "default": ({}, {}),
    "thr0.5": ({"threshold": 0.5}, {"threshold": 0.5}),
    "asym": ({}, {"variant": "asymmetric"}),
    "continuous": ({}, {"variant": "continuous"}),
}


@pytest.fixture
def trade():
    return counts("econgeo", "randA_input")


def spread(kind, which):
    frame = read("ecomplexity", f"randA_ecomplexity_{kind}")
    return frame.pivot(on="prod", index="loc", values=which).drop("loc").to_numpy()


@pytest.mark.parametrize("kind", KINDS)
def test_everything_the_package_gives(trade, kind):
    marks, near = KINDS[kind]
    eci = m.economic_complexity(trade, **marks).values
    close(eci, spread(kind, "eci")[:, 0], EIGEN)
    close(m.product_complexity(trade, **marks).values, spread(kind, "pci")[0], EIGEN)
    np.testing.assert_array_equal(
        m.diversity(trade, **marks).values, spread(kind, "diversity")[:, 0]
    )
    np.testing.assert_array_equal(m.ubiquity(trade, **marks).values, spread(kind, "ubiquity")[0])
    close(m.revealed_advantages(trade).values, spread(kind, "rca"))
    close(m.relatedness_density(trade, **near).values, spread(kind, "density"))
    close(m.opportunity_outlook(trade, **near).values, spread(kind, "coi")[:, 0], EIGEN)
    close(m.opportunity_gain(trade, **near).values, spread(kind, "cog"), EIGEN)


@pytest.mark.parametrize("kind", KINDS)
def test_proximity(trade, kind):
    frame = read("ecomplexity", f"randA_ecomplexity_proximity_{kind}")
    theirs = frame.pivot(on="prod_2", index="prod_1", values="proximity").drop("prod_1").to_numpy()
    close(m.proximity(trade, **KINDS[kind][1]).values, theirs)


@pytest.mark.parametrize("kind", KINDS)
def test_proximity_of_a_matrix_with_holes(kind):
    # the package leaves empty industries out; here they stand with NaN
    holes = counts("econgeo", "zeros_input")
    kept = [k for k, total in enumerate(holes.values.sum(axis=0)) if total > 0]
    frame = read("ecomplexity", f"zeros_ecomplexity_proximity_{kind}")
    theirs = frame.pivot(on="prod_2", index="prod_1", values="proximity").drop("prod_1").to_numpy()
    ours = m.proximity(holes, **KINDS[kind][1]).values
    assert np.isnan(np.delete(ours, kept, axis=0)).all()
    close(ours[np.ix_(kept, kept)], theirs)


@pytest.mark.parametrize(
    ("file", "compute"),
    [
        ("EC_rca", m.revealed_advantages),
        ("EC_proximity_max_diag0", lambda t: m.proximity(t, diagonal=0.0)),
        ("EC_proximity_sqrt_diag0", lambda t: m.proximity(t, variant="root", diagonal=0.0)),
        ("EC_relatedness", lambda t: m.relatedness_density(t, diagonal=0.0)),
        ("EC_similarity_eps0.1", m.region_similarity),
        (
            "EC_relative_relatedness",
            lambda t: m.relatedness_density(t, diagonal=0.0, scale="relative"),
        ),
    ],
)
def test_economic_complexity_package(trade, file, compute):
    close(compute(trade).values, matrix("ecomplexity", f"randA_{file}"))


def test_distance_and_cross_proximity(trade):
    near = m.relatedness_density(trade, diagonal=0.0).values
    close(1 - near, matrix("ecomplexity", "randA_EC_distance"))
    every_other = matrix("ecomplexity", "randA_EC_cross_proximity_all_vs_even")
    close(m.proximity(trade).values[:, ::2], every_other)


@pytest.mark.parametrize(
    ("file", "compute"),
    [
        ("EC_rca", m.revealed_advantages),
        ("EC_relatedness", lambda t: m.relatedness_density(t, diagonal=0.0)),
    ],
)
def test_cells_with_holes(file, compute):
    holes = counts("econgeo", "zeros_input")
    rows = holes.values.sum(axis=1) > 0
    columns = holes.values.sum(axis=0) > 0
    ours = compute(holes).values[rows][:, columns]
    close(ours, matrix("ecomplexity", f"zeros_{file}"))


def test_written_out_forms(trade):
    eci = column("ecomplexity", "randA_bruteforce_eci", "eci_sd0")
    close(m.economic_complexity(trade).values, eci, EIGEN)
    one = column("ecomplexity", "randA_bruteforce_eci", "eci_sd1")
    close(m.economic_complexity(trade, ddof=1).values, one, EIGEN)
    fitness = column("ecomplexity", "randA_bruteforce_fitness1000", "fitness")
    close(m.region_fitness(trade).values, fitness, EIGEN)
    complexity = column("ecomplexity", "randA_bruteforce_complexity1000", "complexity")
    close(m.industry_complexity(trade).values, complexity, EIGEN)
