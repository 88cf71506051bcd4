"""Differencing: no pair of answers gives a secret; of secrets withheld alone many are given."""

import os

import numpy as np
import polars as pl
import pytest
from benchmarks.secrecy.attack import attack, country, secrets_alone
from scipy.optimize import linprog

from jiqun.core import stream
from jiqun.studies import ProtectPlan, protect, view
from jiqun.studies.protecting import decisions
from jiqun.workspace import Workspace

#: As the country of all tests is protected.
PLAN = ProtectPlan(threshold=3, p=10.0, dominance=(1, 85.0))
WHOLE = os.environ.get("JIQUN_WHOLE") == "1"


def test_no_pair_of_answers_gives_a_secret(register, decided, twin):
    found = attack(register, twin, decided, own=12)
    assert found.pairs >= 10_000
    assert found.secrets > 200
    assert set(found.kinds) >= {"table", "cell", "regions of his own", "category of his own",
                                "share times total", "category's total"}  # fmt: skip
    assert (found.recovered, found.by) == (0, ())


def test_the_attack_finds_secrets_that_are_withheld_alone(register, decided, tmp_path):
    place = secrets_alone(register, PLAN, decided, tmp_path / "control")
    found = attack(register, place, decided, own=12)
    assert found.recovered > found.secrets / 4


@pytest.mark.skipif(not WHOLE, reason="minutes: JIQUN_WHOLE=1")
def test_nor_in_a_larger_country(tmp_path):
    path = country(tmp_path, establishments=60_000, regions=60, industries=80, years=3)
    decided = decisions(path, PLAN)
    protect(path, PLAN, anyway=True)
    found = attack(path, view(path, confidential=False), decided)
    assert found.pairs > 1_000_000
    assert found.recovered == 0
    control = secrets_alone(path, PLAN, decided, tmp_path / "control")
    assert attack(path, control, decided).recovered > 0


def released_system(twin, year):
    """Write down what a reader knows of a year, from the exported rows alone: A x = b, x >= 0."""
    ws = Workspace.open(twin)
    rows = ws.frame("activity").filter(pl.col("year") == year).sort("region", "industry")
    place = {key: n for n, key in enumerate(rows.select("region", "industry").iter_rows())}
    regions = dict(ws.frame("regions").select("region", "parent").drop_nulls().iter_rows())
    classes = dict(ws.frame("industries").select("industry", "parent").drop_nulls().iter_rows())
    shown = rows["employment"].to_numpy(), ~rows["protected"].to_numpy()
    sums = {}
    for (region, industry), n in place.items():
        for whole in ((regions.get(region), industry), (region, classes.get(industry))):
            if whole in place:
                kind = "r" if whole[1] == industry else "i"
                sums.setdefault((kind, place[whole]), []).append(n)
    matrix = np.zeros((len(sums), len(place)))
    for k, ((_, whole), parts) in enumerate(sums.items()):
        matrix[k, parts], matrix[k, whole] = 1.0, -1.0
    hidden = np.flatnonzero(~shown[1])
    known = np.where(shown[1], np.nan_to_num(shown[0]), 0.0)
    used = (matrix[:, hidden] != 0).any(axis=1)
    return place, hidden, matrix[used][:, hidden], -(matrix @ known)[used]


def test_linear_programmes_over_the_released_rows_leave_every_secret_its_interval(decided, twin):
    """Written anew from the rows, not with the room of secrecy's own sums."""
    rng = stream(seed=3, name="test")
    for one in decided:
        shown = one.shown
        place, hidden, matrix, right = released_system(twin, shown.year)
        secrets = np.argwhere(one.primary)
        for r, i in secrets[rng.choice(len(secrets), size=6, replace=False)]:
            at = place[shown.regions.codes[r], shown.industries.codes[i]]
            aim = (hidden == at).astype(float)
            assert aim.sum() == 1
            ends = [linprog(sign * aim, A_eq=matrix, b_eq=right, method="highs")
                    for sign in (1, -1)]  # fmt: skip
            low = ends[0].fun
            high = np.inf if ends[1].status == 3 else -ends[1].fun  # unbounded
            assert low <= one.lower["employment"][r, i] + 1e-6
            assert high >= one.upper["employment"][r, i] - 1e-6


def test_ranges_that_are_told_hold_every_secret(decided, twin):
    rows = Workspace.open(twin).frame("activity")
    told = {(row["region"], row["industry"], row["year"]): row for row in rows.to_dicts()}
    for one in decided:
        for r, i in np.argwhere(one.primary):
            key = one.shown.regions.codes[r], one.shown.industries.codes[i], one.shown.year
            row = told[key]
            assert row["protected"]
            assert row["withheld"]
            assert row["establishments"] is None
            low, high = row["employment_low"], row["employment_high"]
            assert low is None or low <= one.lower["employment"][r, i] + 1e-6
            assert high is None or high >= one.upper["employment"][r, i] - 1e-6
