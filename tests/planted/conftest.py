"""Two planted countries that the tests of the room share."""

import pytest

from jiqun.planted import economy, economy_plan


@pytest.fixture(scope="session")
def small():
    return economy(economy_plan(establishments=2_000, seed=3, years=6))


@pytest.fixture(scope="session")
def country():
    return economy(economy_plan(establishments=30_000, seed=5))
