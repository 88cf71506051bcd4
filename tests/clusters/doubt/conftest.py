"""A simulated panel of cells."""

import numpy as np
import polars as pl
import pytest

from jiqun.core import stream

YEARS = 6


def simulate(*, cells=3000, seed=1, level="county", plants=None):
    """Simulate cells whose jobs change the more the fewer establishments there are."""
    chance = stream(seed=seed, replicate=0)
    sized = np.round(np.exp(chance.uniform(0.0, 6.0, cells))) if plants is None else plants
    jobs = sized * np.exp(chance.normal(2.5, 0.7, cells))
    rows = []
    for year in range(YEARS):
        rows.append(
            pl.DataFrame(
                {
                    "definition": "d",
                    "category": "c",
                    "region": [f"{level}{at}" for at in range(cells)],
                    "level": level,
                    "region_type": level,
                    "year": 2000 + year,
                    "traded": True,
                    "establishments": sized,
                    "employment": jobs,
                    "quotient": jobs / 1000.0,
                }
            )
        )
        jobs = jobs * np.exp(0.8 * chance.standard_t(4, cells) / np.sqrt(sized))
    return pl.concat(rows)


@pytest.fixture
def panel():
    """Give the function that simulates cells of six years from 2000."""
    return simulate
