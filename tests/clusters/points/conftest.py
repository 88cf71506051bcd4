"""A small country of firms on a plane, with one thick spot of steel."""

import numpy as np
import polars as pl
import pytest

from jiqun.core import stream


def firms(n=900, seed=1, thick=60, side=60.0):
    """Uneven firms of six industries alike everywhere, and ``thick`` of steel near (20, 20)."""
    chance = stream(seed=seed, name="firms")
    towns = chance.random((30, 2)) * side
    at = towns[chance.integers(30, size=n)] + chance.normal(scale=2.5, size=(n, 2))
    kind = chance.choice(["steel", "tools", "shops", "farms", "ships", "toys"], n)
    spot = np.array([20.0, 20.0]) + chance.normal(scale=2.0, size=(thick, 2))
    every = np.vstack([at, spot])
    return pl.DataFrame(
        {
            "site": [f"F{k}" for k in range(n + thick)],
            "region": np.where(every[:, 0] < side / 2, "west", "east"),
            "x": every[:, 0],
            "y": every[:, 1],
            "industry": np.append(kind, np.repeat("steel", thick)),
            "employment": chance.integers(1, 40, n + thick).astype(float),
        }
    )


def sets():
    """Two categories of two industries each; shops are local, the rest in none."""
    return pl.DataFrame(
        {
            "definition": "d",
            "category": ["metal", "metal", "sea", "retail"],
            "industry": ["steel", "tools", "ships", "shops"],
            "name": ["Metals", "Metals", "Shipping", "Retail"],
            "name_zh": ["金属", "金属", "航运", "零售"],
            "traded": [True, True, True, False],
        }
    )


@pytest.fixture
def country():
    return firms()


@pytest.fixture
def categories():
    return sets()
