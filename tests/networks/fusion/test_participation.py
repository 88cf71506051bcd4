"""Who takes part in which chain: plain loops over rows, and the hypergeometric by enumeration."""

from itertools import combinations

import numpy as np
import polars as pl
import pytest

from jiqun.core import InputError
from jiqun.networks import coupling_coordination
from jiqun.networks.fusion import in_both, participation, shares

ORGANISATIONS = pl.DataFrame(
    {
        "organisation": ["a", "b", "c", "d", "e", "f", "g"],
        "unit": ["r1", "r1", "r1", "r1", "r2", "r2", None],
    }
)
LINKS = pl.DataFrame(
    {
        "source": ["a", "b", "c", "e", "f", "a"],
        "target": ["b", "c", "c", "g", "e", "d"],
        "kind": ["supply", "co-patent", "supply", "supply", "equity", "supply"],
    }
)
PROJECTS = pl.DataFrame({"project": ["p", "p", "q"], "organisation": ["a", "e", "f"]})


def test_shares_are_those_of_a_plain_count():
    found = participation(ORGANISATIONS, LINKS, PROJECTS)
    given = shares(found)
    # supply: a, b, d of r1, e of r2; knowledge: b, c by patent, a and e by the project, q is alone
    assert given.units == ("r1", "r2")
    np.testing.assert_allclose(given.values, [[3 / 4, 3 / 4], [1 / 2, 1 / 2]])
    assert [one.code for one in given.cautions] == ["fusion-unplaced"]
    degree = coupling_coordination(given, draws=0)
    np.testing.assert_allclose(degree.values, np.sqrt([0.75, 0.5]))
    assert (degree.low < degree.values).all()
    turned = participation(ORGANISATIONS[::-1], LINKS[::-1], PROJECTS[::-1])
    assert shares(turned).digest() == given.digest()


def test_who_is_in_both_stands_beside_what_the_shares_give():
    table = in_both(participation(ORGANISATIONS, LINKS, PROJECTS))
    row = table.row(0, named=True)
    assert (row["organisations"], row["first"], row["second"], row["both"]) == (4, 3, 3, 2)
    sets = [set(one) for one in combinations(range(4), 3)]
    chance = np.mean([len(one & {0, 1, 2}) >= 2 for one in sets])
    assert row["p_value"] == pytest.approx(chance)
    assert row["expected"] == 9 / 4
    whole = table.row(-1, named=True)
    assert (whole["unit"], whole["organisations"], whole["both"]) == (None, 6, 3)


def test_nobody_in_a_chain_is_no_evidence():
    table = in_both(participation(ORGANISATIONS, LINKS.head(1)))
    assert table["p_value"].is_nan().all()
    assert table["both"].sum() == 0


def test_three_chains_and_what_is_no_chain():
    chains = ("industry_chain", "innovation_chain", "capital_chain")
    given = shares(participation(ORGANISATIONS, LINKS, PROJECTS, chains=chains))
    np.testing.assert_allclose(given.values[:, 2], [0.0, 1.0])
    for wrong in (("industry_chain",), ("industry_chain", "water")):
        with pytest.raises(InputError) as told:
            participation(ORGANISATIONS, LINKS, chains=wrong)
        assert told.value.problems[0].code == "subsystems-few"
