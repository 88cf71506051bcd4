"""Complexity and relatedness: invariants, nested matrices, refusals."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from jiqun import measures as m
from jiqun.core import InputError
from jiqun.kernels.complexity import components
from jiqun.tables import Counts, Panel

MARKS = arrays(
    np.float64,
    array_shapes(min_dims=2, max_dims=2, min_side=4, max_side=9),
    elements=st.integers(0, 1).map(float),
)
SEEN = {"binary": "present"}


def labelled(x):
    return Counts(
        regions=tuple(f"r{k}" for k in range(len(x))),
        industries=tuple(f"i{k}" for k in range(x.shape[1])),
        values=x,
        unit="persons",
    )


def solved(x):
    """Compute, or skip the example that must be refused."""
    try:
        return m.economic_complexity(labelled(x), **SEEN), m.product_complexity(labelled(x), **SEEN)
    except InputError as err:
        assume(
            err.problems[0].code not in {"matrix-disconnected", "eigenvalue-tie", "matrix-small"}
        )
        raise


@given(MARKS)
def test_a_regions_eci_is_the_mean_pci_of_its_industries(x):
    eci, pci = solved(x)
    held = x.sum(axis=1) > 0
    means = (x[held] @ np.nan_to_num(pci.values)) / x[held].sum(axis=1)
    np.testing.assert_allclose(eci.values[held], means, atol=1e-8)
    np.testing.assert_allclose(eci.values[held].mean(), 0, atol=1e-9)
    np.testing.assert_allclose(eci.values[held].std(), 1, atol=1e-9)


@given(MARKS)
def test_it_is_the_second_eigenvector_whichever_side_is_smaller(x):
    eci, _ = solved(x)
    held, known = x.sum(axis=1) > 0, x.sum(axis=0) > 0
    core = x[held][:, known]
    walk = (core / core.sum(axis=1, keepdims=True)) @ (core / core.sum(axis=0)).T
    roots, vectors = np.linalg.eig(walk)
    second = np.real(vectors[:, np.argsort(-np.real(roots))[1]])
    second = (second - second.mean()) / second.std()
    agreement = abs(np.corrcoef(second, eci.values[held])[0, 1])
    assert agreement == pytest.approx(1, abs=1e-6)


def test_it_does_not_depend_on_the_order_of_rows_and_columns():
    rng = np.random.Generator(np.random.Philox(3))
    x = (rng.random((12, 20)) < 0.4).astype(float)
    rows, columns = rng.permutation(12), rng.permutation(20)
    plain = m.economic_complexity(labelled(x), **SEEN).values
    moved = m.economic_complexity(labelled(x[rows][:, columns]), **SEEN).values
    np.testing.assert_allclose(moved, plain[rows], atol=1e-9)


def test_a_nested_matrix_is_ordered_by_diversity():
    x = np.triu(np.ones((6, 9)), k=0)[:, 2:]
    eci = m.economic_complexity(labelled(x), **SEEN).values
    fit = m.region_fitness(labelled(x), steps=100, **SEEN).values
    assert (np.diff(eci) <= 1e-9).all()
    assert (np.diff(fit) <= 1e-9).all()


@pytest.mark.parametrize(
    ("x", "code"),
    [
        (np.kron(np.eye(2), np.ones((2, 2))), "matrix-disconnected"),
        (np.array([[1.0, 1, 1], [0, 0, 0]]), "matrix-small"),
        (np.ones((4, 5)), "eigenvalue-tie"),
        (np.ones((4, 4)) - np.eye(4), "eigenvalue-tie"),
    ],
)
def test_what_has_no_complexity_is_refused(x, code):
    for compute in (m.economic_complexity, m.product_complexity, m.opportunity_outlook):
        with pytest.raises(InputError) as told:
            compute(labelled(x), **SEEN)
        assert told.value.problems[0].code == code


def test_regions_without_specialisation_are_nan_and_told():
    x = np.array([[1, 1, 0, 0], [0, 1, 1, 0], [0, 0, 0, 0], [1, 1, 1, 0], [0, 0, 1, 0.0]])
    result = m.economic_complexity(labelled(x), **SEEN)
    assert np.isnan(result.values[2])
    assert np.isfinite(np.delete(result.values, 2)).all()
    assert "1 regions and 1 industries" in str(result.record.cautions[0])
    assert "1 regions" in result.explain("en")


@given(MARKS)
def test_pieces_are_those_of_the_graph(x):
    piece = components(x > 0)
    rows, columns = np.nonzero(x)
    assert (piece[rows] == piece[len(x) + columns]).all()


@given(MARKS)
def test_relatedness_is_symmetric_and_bounded(x):
    table = labelled(x)
    for compute in (
        m.co_occurrence,
        m.relatedness_probability,
        m.relatedness_association,
        m.relatedness_cosine,
        m.relatedness_jaccard,
        m.relatedness_zscore,
        m.proximity,
    ):
        values = compute(table, **SEEN).values
        np.testing.assert_allclose(values, values.T, rtol=1e-9)
    near = m.proximity(table, **SEEN).values
    assert (near[np.isfinite(near)] <= 1).all()
    dense = m.relatedness_density(table, **SEEN).values
    assert ((dense >= -1e-12) & (dense <= 1 + 1e-12))[np.isfinite(dense)].all()


def test_cohesion_by_hand():
    # a: x and y always together with proximity 1; b adds z, 1/2 to each: (1 + 1/2 + 1/2) / 3
    got = m.cohesion(labelled(np.array([[1.0, 1, 0], [1, 1, 1]])), **SEEN).values
    np.testing.assert_allclose(got, [1, 2 / 3])


def test_density_shows_only_the_cells_asked_for():
    x = np.array([[1.0, 1, 0], [0, 1, 1]])
    inside = m.relatedness_density(labelled(x), cells="inside", **SEEN).values
    outside = m.relatedness_density(labelled(x), cells="outside", **SEEN).values
    np.testing.assert_array_equal(np.isnan(inside), x == 0)
    np.testing.assert_array_equal(np.isnan(outside), x == 1)


def test_a_panel_gives_each_years_eci():
    rng = np.random.Generator(np.random.Philox(5))
    x = (rng.random((3, 8, 10)) < 0.5).astype(float)
    panel = Panel(
        years=(1, 2, 3),
        regions=tuple(f"r{k}" for k in range(8)),
        industries=tuple(f"i{k}" for k in range(10)),
        values=x,
        unit="persons",
    )
    result = m.over_years(m.economic_complexity, panel, **SEEN)
    for at, counts in enumerate(panel):
        np.testing.assert_array_equal(
            result.values[at], m.economic_complexity(counts, **SEEN).values
        )


def test_duplicated_labels_never_reach_a_measure():
    with pytest.raises(InputError) as told:
        Counts(regions=("a", "a"), industries=("x",), values=[[1], [2]], unit="persons")
    assert told.value.problems[0].code == "regions-duplicate"
