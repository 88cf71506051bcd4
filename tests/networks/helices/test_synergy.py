"""Helix synergy: by brute force, by what is known exactly, on awkward tables, and under chance."""

import itertools
import math
from collections import Counter

import numpy as np
import polars as pl
import pytest

from jiqun.core import InputError, encode, stream
from jiqun.networks.helices import synergy, synergy_regions
from jiqun.networks.helices.classes import classed
from jiqun.networks.helices.estimating import MBIT
from jiqun.networks.helices.mixtures import information
from jiqun.networks.helices.regional import thinned
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


def test_it_agrees_with_dit_on_berkeley_admissions():
    """The 4,526 applicants of 1973 by department, sex and outcome; dit 2.3 gives the same."""
    rows = {
        "A": (512, 313, 89, 19), "B": (353, 207, 17, 8), "C": (120, 205, 202, 391),
        "D": (138, 279, 131, 244), "E": (53, 138, 94, 299), "F": (22, 351, 24, 317),
    }  # fmt: skip
    cells = ("my", "mn", "fy", "fn")
    people = [
        (department, *cell)
        for department, counts in rows.items()
        for cell, count in zip(cells, counts, strict=True)
        for _ in range(count)
    ]
    found = synergy(nodes_of([*zip(*people, strict=True)]), draws=99)
    assert found.parts["raw"] == pytest.approx(11.429660682201082, abs=1e-9)
    assert found.low > 0  # sex and outcome are linked through the department


def test_regions_add_up_to_the_whole_and_larger_regions_are_what_lies_between():
    codes = economy(900, (6, 4, 3), together=0.4)
    nodes = nodes_of(codes)
    larger = {str(region): f"g{region % 2}" for region in range(6)}
    found = synergy_regions(nodes, groups=larger, draws=39)
    parts = found.parts
    assert found.regions == ("g0", "g1")
    assert parts["total_raw"][0] == pytest.approx(by_hand(codes))
    within = (parts["share"] * parts["raw"]).sum()
    assert parts["between_raw"][0] + within == pytest.approx(by_hand(codes))
    coarse = [[larger[str(one)] for one in codes[0]], codes[1], codes[2]]
    assert parts["between_raw"][0] == pytest.approx(by_hand(coarse), abs=1e-9)
    assert parts["between"][0] + parts["contribution"].sum() == pytest.approx(parts["total"][0])


def test_a_region_is_measured_by_its_own_nodes_only():
    codes = economy(240, (3, 4, 3, 2))
    whole = synergy_regions(nodes_of(codes), draws=39)
    assert whole.record.parameters["traits"] == ["technology", "size", "kind"]
    first = codes[0] == 0
    alone = synergy_regions(nodes_of([one[first] for one in codes]), draws=39)
    assert alone.values[0] == whole.values[0]
    assert whole.parts["raw"][0] == pytest.approx(by_hand([one[first] for one in codes[1:]]))
    told = {one.code for one in whole.record.cautions}
    assert told == set()
    few = synergy_regions(nodes_of([one[:30] for one in codes]), draws=39)
    assert {one.code for one in few.record.cautions} == {"synergy-thin"}


def test_thinned_values_are_the_mean_of_all_ways_to_draw():
    codes = economy(7, (2, 2, 3), seed=2)
    classes, _ = classed(nodes_of(codes), NAMES[:3])
    ways = [
        by_hand([one[list(some)] for one in codes]) for some in itertools.combinations(range(7), 4)
    ]
    assert thinned(classes, 4) == pytest.approx(np.mean(ways))
    assert thinned(classes, 7) == pytest.approx(by_hand(codes))


def test_regions_refuse_what_they_cannot_tell_apart():
    codes = economy(40, (3, 3, 3, 2))
    nodes = nodes_of(codes)
    for options, code in (
        ({"groups": {"0": "g"}}, "option-labels"),
        ({"traits": ("region", "technology", "size")}, "synergy-traits"),
    ):
        with pytest.raises(InputError) as told:
            synergy_regions(nodes, draws=19, **options)
        assert told.value.problems[0].code == code
    with pytest.raises(InputError) as told:
        synergy_regions(nodes_of(codes[1:], NAMES[1:]), draws=19)
    assert told.value.problems[0].code == "synergy-traits"


def test_the_jackknife_leaves_out_one_node_at_a_time():
    codes = economy(25, (3, 2, 2), seed=4)
    found = synergy(nodes_of(codes), draws=0)
    without = np.array([by_hand([np.delete(one, i) for one in codes]) for i in range(25)])
    expected = 25 * by_hand(codes) - 24 * without.mean()
    assert found.parts["jackknife"] == pytest.approx(expected)
    error = np.sqrt(24 / 25 * ((without - without.mean()) ** 2).sum())
    assert found.parts["jackknife_error"] == pytest.approx(error)
    assert np.isnan(found.values)


@pytest.mark.parametrize(("linked", "together"), [(0.0, 0.0), (0.6, 0.0), (0.0, 0.6)])
def test_the_interval_holds_the_truth(linked, together):
    """60 economies each: independent, with a linked pair and no synergy, with planted synergy.

    At 95 % fewer than 51 of 60 would be seen once in a thousand times.
    """
    free = np.full((5, 4, 4), 1 / 80)
    pair = np.eye(5, 4) + (np.arange(5) == 4)[:, None] / 4
    shares = (1 - linked) * free + linked * pair[:, :, None] / 20
    x, y, z = np.indices(shares.shape)
    shares = (1 - together) * shares + together * ((x + y) % 4 == z) / 20
    truth = MBIT * information(shares)
    held = 0
    for r in range(60):
        chance = stream(seed=11, replicate=r, name="coverage")
        at = chance.choice(shares.size, 150, p=shares.ravel())
        found = synergy(nodes_of(np.unravel_index(at, shares.shape)), draws=99, seed=r)
        held += bool(found.low <= truth <= found.high)
    assert held >= 51
