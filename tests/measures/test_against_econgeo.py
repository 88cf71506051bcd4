"""Against EconGeo: see tests/references/econgeo/README.md for what is believed and why."""

import sys
from pathlib import Path

import numpy as np
import pytest

from jiqun import measures as m
from jiqun.core import InputError
from jiqun.tables import Panel

sys.path.insert(0, str(Path(__file__).parent))
from reference_tables import EIGEN, close, column, counts, mapping, matrix

SETS = ("randA", "zeros")


def econgeo(name):
    return counts("econgeo", f"{name}_input")


@pytest.mark.parametrize("name", SETS)
def test_quotients(name):
    # where a region is empty EconGeo gives NaN as well; for an empty industry it gives 0
    ours = m.location_quotients(econgeo(name)).values
    theirs = matrix("econgeo", f"{name}_location_quotient")
    empty = np.isnan(ours)
    close(ours[~empty], theirs[~empty])
    assert not np.nan_to_num(theirs[empty]).any()
    rounded = matrix("econgeo", f"{name}_rca_round2")
    np.testing.assert_allclose(ours[~empty], rounded[~empty], atol=0.005 + 1e-12)
    marks = matrix("econgeo", f"{name}_location_quotient_binary")
    np.testing.assert_array_equal((ours >= 1)[~empty], marks[~empty] == 1)


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize(
    ("file", "compute"),
    [
        ("location_quotient_avg", m.average_quotients),
        ("hachman", m.hachman),
        ("krugman_index", m.krugman),
        ("spec_coeff", m.specialisation_coefficients),
        ("herfindahl", m.herfindahl),
        ("locational_gini_halfscale", m.locational_gini),
    ],
)
def test_closed_forms(name, file, compute):
    close(compute(econgeo(name)).values, column("econgeo", f"{name}_{file}"))


def test_forms_that_the_package_rounds():
    table, people = econgeo("randA"), mapping("econgeo", "randA_pop")
    pairs = [
        (m.gini(table).values, "gini_round3", 5e-4),
        (m.entropy(table).values, "entropy_log2_round3", 5e-4),
        (2 * m.locational_gini(table, population=people).values, "hoover_gini_round3", 5e-4),
        (100 * m.hoover(table, population=people).values, "hoover_index_pct_round2", 5e-3),
    ]
    for ours, file, half in pairs:
        np.testing.assert_allclose(ours, column("econgeo", f"randA_{file}"), atol=half + 1e-9)


def test_counts_of_specialisations():
    table = econgeo("randA")
    np.testing.assert_array_equal(
        m.diversity(table).values, column("econgeo", "randA_diversity_rca")
    )
    np.testing.assert_array_equal(m.ubiquity(table).values, column("econgeo", "randA_ubiquity_rca"))
    np.testing.assert_array_equal(
        m.co_occurrence(table).values, matrix("econgeo", "randA_cooccurrence")
    )


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize(
    ("file", "compute"),
    [
        ("relatedness_prob", m.relatedness_probability),
        ("relatedness_cosine", m.relatedness_cosine),
        ("relatedness_jaccard", m.relatedness_jaccard),
        ("relatedness_association", m.relatedness_association),
        ("zscore", m.relatedness_zscore),
    ],
)
def test_relatedness(name, file, compute):
    # EconGeo leaves empty industries out; here they stand with NaN
    result = compute(econgeo(name))
    kept = [k for k, total in enumerate(econgeo(name).values.sum(axis=0)) if total > 0]
    ours = result.values[np.ix_(kept, kept)]
    theirs = matrix("econgeo", f"{name}_{file}")
    apart = ~np.eye(len(ours), dtype=bool)
    close(ours[apart], theirs[apart])


@pytest.mark.parametrize(
    ("file", "options"),
    [
        ("reldens_from_cosine_round2", {"variant": "cosine"}),
        ("reldens_from_prob_round2", {"variant": "probability"}),
    ],
)
def test_density(file, options):
    ours = 100 * m.relatedness_density(econgeo("randA"), **options).values
    np.testing.assert_allclose(ours, matrix("econgeo", f"randA_{file}"), atol=0.005 + 1e-9)


def test_density_from_related_or_not():
    # the package's "probbin": related where the probability form exceeds 1
    table = econgeo("randA")
    near = (m.relatedness_probability(table).values > 1).astype(float)
    marks = matrix("econgeo", "randA_binary_pruned")
    ours = 100 * marks @ near / near.sum(axis=0)
    theirs = matrix("econgeo", "randA_reldens_from_probbin_round2")
    np.testing.assert_allclose(ours, theirs, atol=0.005 + 1e-9)


def test_reflections():
    table = econgeo("randA")
    for steps in (1, 2):
        close(
            m.region_reflections(table, steps=steps).values,
            column("econgeo", f"randA_morc_steps{steps}"),
        )

    def scaled(values):
        return 100 * (values - values.min()) / np.ptp(values)

    late = scaled(m.region_reflections(table, steps=20).values)
    close(late, column("econgeo", "randA_morc_steps20"), EIGEN)
    late = scaled(m.industry_reflections(table, steps=19).values)
    close(late, column("econgeo", "randA_mort_steps19"), EIGEN)


def test_reflections_of_the_published_toy():
    toy = counts("econgeo", "hh2009_input")
    for steps in (0, 1, 2):
        ours = m.region_reflections(toy, steps=steps, binary="present").values
        close(ours, column("econgeo", f"hh2009_morc{steps}"))
    third = m.region_reflections(toy, steps=3, binary="present").values
    scaled = 100 * (third - third.min()) / np.ptp(third)
    close(scaled, column("econgeo", "hh2009_morc3"))


def standardised(values):
    return (values - values.mean()) / values.std(ddof=1)


def test_complexity():
    table = econgeo("randA")
    close(
        m.knowledge_complexity(table).values, column("econgeo", "randA_ECI_base_eigen_sdn1"), EIGEN
    )
    rough = 5e-3  # the package rounds the matrix to four digits before its eigenvectors
    close(
        m.knowledge_complexity(table).values,
        standardised(column("econgeo", "randA_kci")),
        rough,
    )
    # the opposite sign: the package lets it grow with ubiquity, jiqun with the regions' ECI
    close(
        -m.technology_complexity(table).values,
        standardised(column("econgeo", "randA_tci")),
        rough,
    )
    toy = counts("econgeo", "hh2009_input")
    close(
        m.knowledge_complexity(toy, binary="present").values,
        standardised(column("econgeo", "hh2009_kci")),
        rough,
    )


def test_a_matrix_that_falls_apart_is_refused_with_its_pieces():
    # zeros_ECI_eigenvalues.txt: the second eigenvalue is 1 as well
    with pytest.raises(InputError) as told:
        m.knowledge_complexity(econgeo("zeros"))
    (problem,) = told.value.problems
    assert problem.code == "matrix-disconnected"
    assert "{R10, I02, I03}" in problem.found


def test_income_levels_with_the_packages_rounded_advantage():
    table, people = econgeo("randA"), mapping("econgeo", "randA_pop")
    income = np.array([people[region] for region in table.regions])
    rounded = matrix("econgeo", "randA_rca_round2")
    worth = income @ (rounded / rounded.sum(axis=0))
    close(worth, column("econgeo", "randA_prody_rca_round2"))
    shares = table.values / table.values.sum(axis=1, keepdims=True)
    close(shares @ worth, column("econgeo", "randA_expy_rca_round2"))
    # the unrounded ones lie near: two digits of RCA
    close(m.prody(table, income=people).values, worth, 5e-3)
    close(m.expy(table, income=people).values, shares @ worth, 5e-3)


def test_turnover():
    first, last = counts("econgeo", "dyn_t1"), counts("econgeo", "dyn_t2")
    panel = Panel(
        years=(1, 2),
        regions=first.regions,
        industries=first.industries,
        values=np.stack([first.values, last.values]),
        unit="marks",
    )
    for compute, file in ((m.entry, "dyn_entry_mat"), (m.exits, "dyn_exit_mat")):
        ours = compute(panel, binary="present").values
        np.testing.assert_array_equal(ours, matrix("econgeo", file))


def test_growth():
    table = econgeo("randA")
    panel = Panel(
        years=(1, 2),
        regions=table.regions,
        industries=table.industries,
        values=np.stack([table.values, table.values + 1]),
        unit="persons",
    )
    ours = 100 * m.growth(panel).values
    theirs = matrix("econgeo", "dyn_growth_mat_randA_vs_plus1")
    np.testing.assert_array_equal(np.isnan(ours), np.isinf(theirs))
    known = np.isfinite(theirs)
    np.testing.assert_allclose(ours[known], theirs[known], atol=0.005 + 1e-9)
