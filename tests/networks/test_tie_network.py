"""Ties as a network: kinds weighed, years chosen, strangers told, all problems at once."""

import numpy as np
import polars as pl
import pytest

from jiqun.core import InputError, UnknownError
from jiqun.networks import NetworkPlan, tie_network

FIRMS = pl.DataFrame({"organisation": list("abcd"), "lon": [0.0, 1.0, None, 2.0], "lat": [0.0] * 4})
TIES = pl.DataFrame(
    {
        "source": ["a", "b", "a", "c", "d", "b"],
        "target": ["b", "a", "c", "d", "d", "c"],
        "kind": ["supply", "supply", "loan", "loan", "supply", "co-patent"],
        "year": [2019, 2020, 2020, 2021, 2020, None],
        "weight": [2.0, 4.0, 100.0, 300.0, 3.0, 1.0],
    }
)


def told(*names):
    return [name.code for name in names]


def test_kinds_are_divided_by_their_mean_and_added_up():
    net = tie_network(TIES, FIRMS)
    # supply: mean of 2, 4 (the loop is left out) is 3; loans: mean 200; by hand
    assert dict(zip(zip(net.a.tolist(), net.b.tolist(), strict=True), net.weight, strict=True)) == {
        (0, 1): pytest.approx(2.0),
        (0, 2): pytest.approx(0.5),
        (1, 2): pytest.approx(1.0),
        (2, 3): pytest.approx(1.5),
    }
    assert net.strengths.tolist() == pytest.approx([2.5, 3.0, 3.0, 1.5])
    assert net.degrees.tolist() == [2, 2, 3, 1]
    assert told(*net.cautions) == ["links-loops", "organisations-unplaced"]


def test_kinds_layers_years_and_weights_are_chosen():
    assert len(tie_network(TIES, FIRMS, NetworkPlan(kinds=["capital"])).a) == 2
    assert len(tie_network(TIES, FIRMS, NetworkPlan(kinds=["loan", "supply"])).a) == 3
    assert len(tie_network(TIES, FIRMS, NetworkPlan(years=(2020, 2020))).a) == 2
    heavy = tie_network(TIES, FIRMS, NetworkPlan(kind_weights={"capital": 10.0, "supply": 0.0}))
    assert heavy.weight.tolist() == pytest.approx([5.0, 1.0, 15.0])
    plain = tie_network(TIES, FIRMS, NetworkPlan(normalised=False, kinds=["supply"]))
    assert plain.weight.tolist() == [6.0]


def test_rows_hold_each_tie_both_ways():
    net = tie_network(TIES, FIRMS)
    ways = set(zip(net.rows.tolist(), net.targets.tolist(), strict=True))
    assert ways == {(b, a) for a, b in ways}
    assert len(net.weights) == 2 * len(net.a)
    assert net.weights.sum() == pytest.approx(2 * net.total)


def test_strangers_are_refused_by_name_or_dropped_and_told():
    odd = TIES.with_columns(target=pl.lit("z"))
    with pytest.raises(InputError) as found:
        tie_network(odd, FIRMS)
    assert [p.code for p in found.value.problems] == ["links-strangers"]
    assert "as z;" in str(found.value)
    net = tie_network(odd, FIRMS, NetworkPlan(strangers="drop"))
    assert len(net.a) == 0
    assert "links-strangers" in told(*net.cautions)
    assert np.isfinite(net.strengths).all()


def test_all_problems_are_told_at_once():
    bad = TIES.with_columns(weight=pl.Series([0.0, -1.0, 1, 1, 1, 1]))
    twice = pl.concat([FIRMS, FIRMS[:1]]).with_columns(lon=pl.lit(500.0))
    with pytest.raises(InputError) as found:
        tie_network(bad, twice, NetworkPlan(years=(2020, 2010), kind_weights={"loan": -1.0}))
    assert {p.code for p in found.value.problems} == {
        "links-weight", "organisations-twice", "organisations-place", "kind-weights", "years-order",
    }  # fmt: skip


def test_unknown_names_and_missing_columns():
    with pytest.raises(UnknownError, match="kind-unknown"):
        tie_network(TIES, FIRMS, NetworkPlan(kinds=["friendship"]))
    with pytest.raises(InputError, match="links-columns"):
        tie_network(TIES.drop("target"), FIRMS)
    with pytest.raises(InputError, match="organisations-columns"):
        tie_network(TIES, FIRMS.drop("organisation"))
