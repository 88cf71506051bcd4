"""Products, eigenvectors and ties: one order of sums, one rule for equal numbers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiqun.core import stream
from jiqun.kernels.linear import products
from jiqun.kernels.linear.spectra import leading
from jiqun.kernels.ties import levelled, ranked


@pytest.mark.parametrize("shape", [(1, 1, 1), (3, 5, 4), (7, 130, 600), (40, 67, 1030)])
def test_terms_are_added_from_the_first_to_the_last(shape):
    """Compiled in blocks or not, the bits are those of the plain loop."""
    m, k, n = shape
    rng = stream(seed=2)
    a, b = rng.normal(size=(m, k)), rng.normal(size=(k, n))
    plain = np.zeros((m, n))
    for at in range(k):
        plain += a[:, at, None] * b[at]
    assert (products.product(a, b) == plain).all()
    assert np.allclose(plain, a @ b, rtol=1e-12, atol=1e-12)


def test_products_take_stacks_and_vectors():
    rng = stream(seed=3)
    a, b, x = rng.normal(size=(2, 3, 4)), rng.normal(size=(4, 5)), rng.normal(size=4)
    assert np.allclose(products.product(a, b), a @ b)
    assert products.product(x, b).shape == (5,)
    assert np.allclose(products.applied(b.T, x), b.T @ x)
    assert products.dot(x, x) == pytest.approx(products.length(x) ** 2)
    assert products.product(np.zeros((0, 4)), b).shape == (0, 5)


@pytest.mark.parametrize("n", [1, 2, 3, 20, 150])
def test_leading_vectors_are_those_of_lapack(n):
    rng = stream(seed=4)
    x = rng.normal(size=(n, n + 3))
    matrix = x @ x.T
    count = min(n, 5)
    roots, vectors = leading(matrix, count)
    assert np.allclose(roots, np.linalg.eigvalsh(matrix)[::-1][:count], rtol=1e-10)
    assert np.allclose(matrix @ vectors, vectors * roots, atol=1e-10 * roots[0])
    assert np.allclose(vectors.T @ vectors, np.eye(count), atol=1e-10)
    assert (vectors[np.abs(vectors).argmax(axis=0), np.arange(count)] > 0).all()


def test_equal_roots_are_all_found():
    matrix = np.kron(np.eye(3), [[2.0, 1.0], [1.0, 2.0]])
    roots, vectors = leading(matrix, 4)
    assert np.allclose(roots, [3, 3, 3, 1])
    assert np.allclose(matrix @ vectors, vectors * roots)


@given(st.floats(1e-300, 1e300), st.floats(-1, 1))
def test_numbers_that_agree_in_twelve_digits_are_brought_together(value, part):
    moved = value * (1 + part * 2.0**-44)
    assert abs(levelled(value) - value) <= value * 2.0**-40
    assert abs(levelled(value) - levelled(moved)) <= value * 2.0**-39


def test_ties_share_the_mean_of_their_ranks():
    assert ranked([0.1 + 0.2, 0.3, 0.1, 1.0]).tolist() == [2.5, 2.5, 1.0, 4.0]
    assert levelled([np.inf, -np.inf, 0.0]).tolist() == [np.inf, -np.inf, 0.0]
    assert np.isnan(levelled(np.nan))
