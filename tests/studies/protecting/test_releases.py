"""Two releases one after another: what a reader who kept the first learns from both."""

import shutil

import numpy as np
import pytest

from jiqun.secrecy import audit
from jiqun.studies import ProtectPlan, protect
from jiqun.studies.protecting import decisions, told_rows, years_of
from jiqun.studies.protecting.deciding import margins_of
from jiqun.workspace import Workspace

FIRST = ProtectPlan(p=None, fill=False)
#: Rules and levels of the second release.
SECOND = (
    ProtectPlan(threshold=2, p=None, fill=False),
    ProtectPlan(threshold=6, p=10.0, fill=False),
    ProtectPlan(p=None, levels=["country", "county"], fill=False),
)
SECRETS = 12


@pytest.fixture(scope="module")
def marked(register, tmp_path_factory):
    place = tmp_path_factory.mktemp("first") / "ws"
    shutil.copytree(register, place)
    return place, protect(place, FIRST, anyway=True).twin


def shown(twin):
    rows = Workspace.open(twin).frame("activity")
    return {
        (row["region"], row["industry"], row["year"])
        for row in rows.to_dicts() if not row["protected"]
    }  # fmt: skip


def learnt(place, known):
    """Count the first release's secrets that follow too closely from cells that are known."""
    ws = Workspace.open(place)
    year = years_of(ws, told_rows(ws), FIRST)[-1]
    rule = decisions(place, FIRST)[-1]
    names = [(r, i, year.year) for r in year.regions.codes for i in year.industries.codes]
    hidden = np.array([one not in known for one in names]).reshape(year.there.shape)[year.there]
    value = year.values["employment"][year.there]
    secret = np.flatnonzero(rule.primary[year.there])
    some = secret[:: max(len(secret) // SECRETS, 1)]
    told = audit(margins_of(year, year.there), value, hidden, of=some)
    low, high = (side["employment"][year.there][some] for side in (rule.lower, rule.upper))
    return int(((told.lower[:, 0] > low + 0.01) | (told.upper[:, 0] < high - 0.01)).sum())


@pytest.mark.parametrize("plan", SECOND, ids=["weaker", "stricter", "fewer-levels"])
def test_a_second_release_tells_nothing_of_the_first_ones_secrets(marked, plan, tmp_path):
    place, first = marked
    own = tmp_path / "ws"
    shutil.copytree(place, own)
    assert learnt(own, shown(first)) == 0
    second = protect(own, plan, anyway=True).twin
    assert learnt(own, shown(first) | shown(second)) == 0


def test_taken_off_in_between_nothing_holds_them_together(marked, tmp_path):
    """The control: of two releases that do not know each other secrets follow."""
    place, first = marked
    own = tmp_path / "ws"
    shutil.copytree(place, own)
    shutil.rmtree(own / "protected")
    (own / "protection.json").unlink()
    second = protect(own, SECOND[0], anyway=True).twin
    assert learnt(own, shown(first) | shown(second)) > 0
