"""Eigenvectors and fixed points of a matrix of specialisations. Arrays in, arrays out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from jiqun.kernels.linear.products import applied, product
from jiqun.kernels.linear.spectra import leading

Float = NDArray[np.float64]
Marks = NDArray[np.bool_]
SMALLEST = 1e-290


def components(marked: Marks) -> NDArray[np.int64]:
    """Give the component number of each row and then each column, ties being the marks."""
    rows, columns = marked.shape
    at, to = np.nonzero(marked)
    ties = csr_array((np.ones(len(at)), (at, to + rows)), shape=(rows + columns, rows + columns))
    return np.asarray(connected_components(ties, directed=False)[1], dtype=np.int64)


def second_vectors(marked: Marks) -> tuple[Float, Float, Float]:
    """Give the second eigenvectors of rows and columns, and the three largest eigenvalues.

    marked: (R, I), no empty row or column. The problem is made symmetric and solved on the
    smaller side. The columns' vector k_p is scaled so that each row's value is the mean of
    its columns': k_c = M k_p / d.
    """
    m = marked.astype(np.float64)
    d, u = m.sum(axis=1), m.sum(axis=0)
    scaled = m / np.sqrt(d)[:, None]
    scaled /= np.sqrt(u)
    wide = m.shape[0] <= m.shape[1]
    across = np.ascontiguousarray(scaled.T)
    roots, vectors = leading(product(scaled, across) if wide else product(across, scaled), 3)
    second = vectors[:, 1]
    columns = (applied(across, second) if wide else second) / np.sqrt(u)
    return applied(m, columns) / d, columns, roots


def reflections(marked: Marks, steps: int) -> tuple[Float, Float]:
    """Give diversity and ubiquity after ``steps`` mutual averagings; NaN for empty lines."""
    m = marked.astype(np.float64)
    turned = np.ascontiguousarray(m.T)
    d, u = m.sum(axis=1), m.sum(axis=0)
    rows, columns = d.copy(), u.copy()
    with np.errstate(divide="ignore", invalid="ignore"):
        for _ in range(steps):
            known_rows, known_columns = np.nan_to_num(rows), np.nan_to_num(columns)
            rows, columns = applied(m, known_columns) / d, applied(turned, known_rows) / u
    return np.where(d > 0, rows, np.nan), np.where(u > 0, columns, np.nan)


def fitness(marked: Marks, steps: int) -> tuple[Float, Float, float]:
    """Give fitness of rows, complexity of columns, and the last step's largest change.

    marked: (R, I), no empty row or column. Both have mean 1 after each step; the change is
    relative, over rows above 1e-6.
    """
    m = csr_array(marked.astype(np.float64))
    t = m.T.tocsr()
    f, q = np.ones(m.shape[0]), np.ones(m.shape[1])
    change = np.inf
    for _ in range(steps):
        new = m @ q
        new = np.maximum(new / new.mean(), SMALLEST)
        q = 1.0 / (t @ (1.0 / f))
        q = np.maximum(q / q.mean(), SMALLEST)
        seen = new > 1e-6
        change = float(np.abs(f[seen] / new[seen] - 1.0).max())
        f = new
    return f, q, change
