"""What every test may ask for: the real statistics where they lie, and quiet Hypothesis."""

import os
import sys
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from xdist.remote import Producer
    from xdist.scheduler import LoadScopeScheduling

settings.register_profile("jiqun", deadline=None)
settings.load_profile("jiqun")

ROOT = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT / "tests"))  # what tests of several rooms share: memory, partly

#: Rooms whose tests share something costly (a browser, a server, a workspace that has been run).
TOGETHER = {
    "tests/atlas": "atlas",
    "tests/briefs": "read",
    "tests/charts": "read",
    "tests/faces": "read",
    "tests/keeping": "keeping",
    "tests/web": "web",
}
#: Files whose tests take long and share nothing: they go last, each by itself, to whoever is free.
APART = {"tests/docs/test_pages_run.py"}


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: "Producer") -> "LoadScopeScheduling":
    """Give each worker whole files; what shares something costly stays with one worker."""
    from xdist.scheduler import LoadScopeScheduling

    class ByRoom(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = nodeid.partition("::")[0]
            if file in APART:
                return nodeid
            return TOGETHER.get("/".join(file.split("/")[:2]), file)

    return ByRoom(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Of a long corpus, run the share that its marker names, always the same cases.

    ``JIQUN_CORPUS=all`` runs every case.
    """
    if os.environ.get("JIQUN_CORPUS") == "all":
        return
    left_out = [item for item in items if not _drawn(item)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if _drawn(item)]


def _drawn(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("corpus")
    if marker is None:
        return True
    number = int.from_bytes(blake2b(item.nodeid.encode(), digest_size=8).digest())
    return number < marker.kwargs["share"] * 2.0**64


def beside_the_checkout(name: str) -> Path:
    """Give ``../shared/<name>``; without it the test skips, or fails where CI=true."""
    path = ROOT.parent / "shared" / name
    if not path.exists():
        if os.environ.get("CI") == "true":
            pytest.fail(f"{name} is missing beside the checkout")
        pytest.skip(f"needs the real statistics in ../shared/{name}, absent in this clone")
    return path


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of real statistics, each with its PROVENANCE file."""
    return beside_the_checkout("data")


@pytest.fixture(scope="session")
def oracles() -> Path:
    """Folder of values computed by independent packages."""
    return beside_the_checkout("oracles")


@pytest.fixture(scope="session")
def hostile_cases() -> Path:
    """Folder of small inputs that were once not answered."""
    return beside_the_checkout("cases/26-hostile")


@pytest.fixture(scope="session")
def cases() -> Path:
    """Folder of folders: small inputs that once had a wrong answer, or none."""
    return beside_the_checkout("cases")


@pytest.fixture(scope="session")
def planted_workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small synthetic country of three years, its cells rated, with the case library beside."""
    from jiqun.studies import fetch
    from jiqun.studies.planting import PlantPlan, plant
    from jiqun.studies.rating import run

    folder = tmp_path_factory.mktemp("planted")
    size = {"establishments": 4000, "regions": 40, "clusters": 12, "years": 3}
    plan = PlantPlan(seed=3, withheld=0.1, **size)
    plant(folder / "truth", plan, workspace=folder / "workspace")
    fetch(folder / "workspace", source="case-library")
    run(folder / "workspace")
    return folder / "workspace"


@pytest.fixture(scope="session")
def partly_published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small country whose statistics show cells, withhold some and leave some out; run once."""
    from partly import build

    return build(tmp_path_factory.mktemp("partly") / "workspace")
