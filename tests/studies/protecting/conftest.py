"""A small planted country whose register is confidential, protected once for all tests."""

import shutil

import pytest

from jiqun.studies import ProtectPlan, protect, view
from jiqun.studies.protecting import decisions

PLAN = ProtectPlan(threshold=3, p=10.0, dominance=(1, 85.0))


@pytest.fixture(scope="session")
def register(tmp_path_factory):
    """The country, run, not marked."""
    from benchmarks.secrecy.attack import country

    folder = tmp_path_factory.mktemp("register")
    return country(folder, establishments=2500, regions=12, industries=24, years=3)


@pytest.fixture(scope="session")
def decided(register):
    """What the rules say of it, year by year."""
    return decisions(register, PLAN)


@pytest.fixture(scope="session")
def confidential(register, tmp_path_factory):
    """The country, marked."""
    place = tmp_path_factory.mktemp("confidential") / "ws"
    shutil.copytree(register, place)
    protect(place, PLAN)
    return place


@pytest.fixture(scope="session")
def twin(confidential):
    """What readers without the right are shown."""
    return view(confidential, confidential=False)


@pytest.fixture
def own(confidential, tmp_path):
    """A marked copy that a test may change."""
    place = tmp_path / "ws"
    shutil.copytree(confidential, place)
    return place
