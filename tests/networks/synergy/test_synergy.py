"""Helix synergy: by brute force, by what is known exactly, on awkward tables, and under chance."""

import itertools
import math
from collections import Counter

import numpy as np
import polars as pl
import pytest

from jiqun.core import InputError, encode, stream
from jiqun.networks.synergy import synergy
from jiqun.tables import Nodes

NAMES = ("region", "technology", "size", "kind")


def nodes_of(columns, names=NAMES):
    rows = {name: [None if x is None else str(x) for x in one] for name, one in zip(names, columns)}  # noqa: B905
    return Nodes.from_frame(
        pl.DataFrame({"node": [f"n{i}" for i in range(len(columns[0]))], **rows})
    )


def by_hand(columns):
    """Give the published sum of entropies in mbit, term by term."""
    n = len(columns[0])
    total = 0.0
    for size in range(1, len(columns) + 1):
        for some in itertools.combinations(columns, size):
            counts = Counter(zip(*some, strict=True)).values()
            total -= (-1) ** (size + 1) * sum(c / n * math.log2(c / n) for c in counts)
    return 1000 * total * (1 if len(columns) % 2 else -1)


def economy(n, sizes=(10, 8, 5), seed=0, together=0.0):
    chance = stream(seed=seed, name="economy")
    codes = [chance.integers(0, size, n) for size in sizes]
    bound = chance.random(n) < together
    codes[2] = np.where(bound, (codes[0] + codes[1]) % sizes[2], codes[2])
    return codes


@pytest.mark.parametrize("sizes", [(4, 3, 2), (3, 3, 3, 2)])
def test_the_raw_value_is_the_published_sum(sizes):
    codes = economy(80, sizes, seed=3, together=0.5)
    found = synergy(nodes_of(codes), traits=NAMES[: len(sizes)], draws=19)
    assert found.parts["raw"] == pytest.approx(by_hand(codes), abs=1e-9)


def test_parity_is_one_bit_of_synergy_with_three_traits_and_with_four():
    for traits in (3, 4):
        free = list(itertools.product((0, 1), repeat=traits - 1)) * 40
        columns = [*zip(*free, strict=True)]
        columns.append([sum(row) % 2 for row in free])
        found = synergy(nodes_of(columns), traits=NAMES[:traits], draws=99)
        assert found.parts["raw"] == pytest.approx(-1000)
        assert found.high < -900
        assert found.parts["p_blocks"] <= 0.02


def test_copies_are_redundant():
    codes = [i % 4 for i in range(400)]
    found = synergy(nodes_of([codes, codes, codes]), draws=99)
    assert found.parts["raw"] == pytest.approx(2000)
    assert found.low > 1900


@pytest.mark.parametrize("seed", range(3))
def test_independent_firms_look_synergistic_raw_but_not_corrected(seed):
    found = synergy(nodes_of(economy(200, seed=seed)), draws=199)
    assert found.parts["raw"] < -700
    assert found.low < 0 < found.high
    assert found.parts["p"] > 0.01


def test_the_order_and_the_names_of_nodes_move_nothing():
    codes = np.array(economy(150, together=0.3))
    one = synergy(nodes_of(codes), draws=49)
    turned = synergy(nodes_of(codes[:, ::-1]), draws=49)
    assert np.array_equal(one.values, turned.values)
    assert dict(one.parts) == dict(turned.parts)


def test_nodes_without_a_trait_are_left_out_and_counted():
    codes = [list(map(int, one)) for one in economy(120)]
    whole = synergy(nodes_of(codes), draws=29)
    more = [[*one, None, 1] for one in codes]
    more[1][-1] = None
    found = synergy(nodes_of(more), draws=29)
    assert found.values == whole.values
    assert found.parts["left_out"] == 2
    (told,) = found.record.cautions
    assert told.code == "nodes-untraited"
    assert told.values["lacking"] == {"region": 1, "technology": 2, "size": 1}


def test_no_node_none_with_all_traits_one_and_a_constant():
    assert np.isnan(synergy(nodes_of([["a"], ["b"], ["c"]]), draws=19).values)
    half = nodes_of([["a", None], ["b", "c"], [None, "d"]])
    assert np.isnan(synergy(half, draws=19).values)
    constant = synergy(nodes_of([[1, 2] * 9, [1, 2, 2] * 6, [1] * 18]), draws=19)
    assert constant.values == 0
    assert constant.parts["p"] == 1
    assert [one.code for one in constant.record.cautions] == ["traits-constant"]


def test_the_usual_traits_and_refusals():
    codes = economy(40, (3, 3, 3, 2))
    assert synergy(nodes_of(codes), draws=19).record.parameters["traits"] == list(NAMES[:3])
    without = nodes_of(codes[1:], NAMES[1:])
    assert synergy(without, draws=19).record.parameters["traits"] == list(NAMES[1:])
    for traits in (("region", "kind"), ("region",) * 3, ("region", "kind", "colour")):
        with pytest.raises(InputError) as told:
            synergy(nodes_of(codes), traits=traits, draws=19)
        assert told.value.problems[0].code == "synergy-traits"
    many = [list(range(300))] * 3
    with pytest.raises(InputError) as told:
        synergy(nodes_of(many), draws=19)
    assert told.value.problems[0].code == "synergy-classes"


def test_json_holds_the_numbers_by_name():
    told = encode(synergy(nodes_of(economy(60)), draws=19))
    for name in ("raw", "corrected", "corrected_low", "corrected_high", "p"):
        assert told[name] == told["parts"][name]
    assert told["values"] == told["corrected"]
