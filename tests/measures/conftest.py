"""What the tests of measures share."""

import numpy as np
import pytest

from jiqun.tables import Counts


def made(values, **over):
    """Build a table with one-letter labels."""
    values = np.asarray(values, float)
    labels = {
        "regions": tuple(f"r{k}" for k in range(values.shape[0])),
        "industries": tuple(f"i{k}" for k in range(values.shape[1])),
    }
    return Counts(values=values, unit="persons", **(labels | over))


@pytest.fixture
def table():
    return made
