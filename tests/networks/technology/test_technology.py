"""Portfolios from patents, relatedness, lock-in, duplication: plain loops and enumerated chance."""

from collections import Counter
from itertools import combinations, permutations

import numpy as np
import polars as pl
import pytest

from jiqun.core import InputError, stream
from jiqun.networks import (
    co_classification,
    duplication,
    lock_in,
    portfolios,
    technology_cohesion,
    technology_dispersion,
)
from jiqun.networks.technology import class_at, technology_classes
from jiqun.tables import Counts, Graph

PATENTS = pl.DataFrame(
    {
        "patent": ["p1", "p2", "p3", "p4", "p5"],
        "applicants": ["a;b", "a", "b;b", "c", None],
        "classes": [
            "H01L 21/02;G06F 17/30",
            "H01L 29/00",
            "G06F 9/06;A61K 8/00",
            "A61K 31/00",
            "H01L",
        ],
    }
)


def table(values, **more):
    values = np.asarray(values, dtype=float)
    holders, classes = values.shape
    return Counts(
        regions=tuple(f"h{i}" for i in range(holders)),
        industries=tuple(f"c{i}" for i in range(classes)),
        values=values,
        unit="patents",
        **more,
    )


@pytest.mark.parametrize(
    ("symbol", "level", "wanted"),
    [
        ("H01L 21/02", "subclass", "H01L"),
        ("h01l21/02", "group", "H01L21"),
        ("H01L0021020000", "subgroup", "H01L21/02"),
        ("G06F0017300000", "group", "G06F17"),
        ("Y02E 10/50", "class", "Y02"),
        ("A", "section", "A"),
        ("A", "class", None),
        ("I01L", "section", None),
        ("H1L", "class", None),
        ("", "section", None),
        ("H01L 7/00", "group", "H01L7"),
        ("H01L0007000000", "subgroup", "H01L7/00"),
    ],
)
def test_symbols_come_to_a_level(symbol, level, wanted):
    assert class_at(symbol, level) == wanted


def test_nothing_is_no_class():
    assert technology_classes(pl.Series([None], dtype=pl.String)).to_list() == [None]


@pytest.mark.parametrize("lists", [False, True])
@pytest.mark.parametrize("counting", ["full", "fractional"])
def test_portfolios_are_those_of_a_plain_loop(counting, lists):
    given = PATENTS
    if lists:
        given = given.with_columns(pl.col("applicants", "classes").str.split(";"))
    found = portfolios(given, counting=counting)
    wanted = Counter()
    for row in PATENTS.iter_rows(named=True):
        holders = set((row["applicants"] or "").split(";")) - {""}
        classes = {one[:4] for one in row["classes"].split(";")}
        for holder in holders:
            for one in classes:
                share = 1 / len(holders) / len(classes)
                wanted[holder, one] += share if counting == "fractional" else 1
    got = {
        (h, c): found.values[i, j]
        for i, h in enumerate(found.regions)
        for j, c in enumerate(found.industries)
        if found.values[i, j]
    }
    assert got == pytest.approx(dict(wanted))
    assert portfolios(given[::-1], counting=counting).digest() == found.digest()


def test_symbols_that_are_none_are_told_and_no_patent_is_refused():
    found = portfolios(PATENTS, technology="group")
    assert [one.code for one in found.cautions] == ["technology-symbols"]
    assert found.cautions[0].values["count"] == 1
    with pytest.raises(InputError) as told:
        portfolios(PATENTS.with_columns(classes=pl.lit("zz")))
    assert told.value.problems[0].code == "patents-classes"


def test_co_classification_is_the_hypergeometric_written_out():
    rng = stream(seed=1, name="patents")
    sets = [set(rng.choice(6, size=rng.integers(1, 4), replace=False)) for _ in range(40)]
    codes = ["A01B", "B02C", "C03B", "D04B", "E05B", "F16B"]
    frame = pl.DataFrame(
        {
            "patent": [str(i) for i in range(40)],
            "classes": [";".join(codes[k] for k in sorted(one)) for one in sets],
        }
    )
    graph = co_classification(frame)
    size = Counter(k for one in sets for k in one)
    joint = Counter(pair for one in sets for pair in combinations(sorted(one), 2))
    for i, j in joint:
        mean = size[i] * size[j] / 40
        spread = mean * (40 - size[i]) / 40 * (40 - size[j]) / 39
        at = graph.starts[i] + list(graph.targets[graph.starts[i] : graph.starts[i + 1]]).index(j)
        assert graph.weights[at] == pytest.approx((joint[i, j] - mean) / spread**0.5)
    assert len(graph.weights) == 2 * len(joint)


def cohesion_of(p, tau):
    held = [i for i in range(len(p)) if p[i] > 0]
    total = 0.0
    for i in held:
        others = [j for j in held if j != i]
        total += p[i] * sum(tau[i, j] * p[j] for j in others) / sum(p[j] for j in others)
    return total


@pytest.mark.parametrize("compute", [technology_cohesion, lock_in])
def test_chance_is_that_of_all_orders_of_the_classes(compute):
    rng = stream(seed=2, name="orders")
    tau = rng.random((5, 5))
    tau = (tau + tau.T) / 2
    names = [f"c{i}" for i in range(5)]
    rows = [(a, b, tau[i, j]) for i, a in enumerate(names) for j, b in enumerate(names) if i != j]
    graph = Graph.from_frame(
        pl.DataFrame(rows, schema=["source", "target", "w"], orient="row"),
        weight="w",
        directed=True,
    )
    values = np.array([[4.0, 2, 0, 1, 0], [3, 0, 0, 0, 0], [1, 1, 1, 1, 1]])
    found = compute(table(values), weights=graph)

    def plain(p):
        if compute is technology_cohesion:
            return cohesion_of(p, tau)
        return sum(p[i] * p[j] * (1.0 if i == j else tau[i, j]) for i in range(5) for j in range(5))

    p = values[0] / 7
    every = [plain(p[list(order)]) for order in permutations(range(5))]
    assert found.values[0] == pytest.approx(plain(p))
    assert found.parts["expected"][0] == pytest.approx(np.mean(every))
    assert found.parts["z"][0] == pytest.approx((plain(p) - np.mean(every)) / np.std(every))
    assert np.isnan(found.parts["z"][1])


def test_relatedness_of_the_table_itself_finds_who_is_coherent():
    rng = stream(seed=3, name="coherent")
    x = np.zeros((60, 12))
    for holder in range(60):
        family = holder % 3
        own = rng.choice(4, size=3, replace=False) + 4 * family
        x[holder, own] = rng.integers(1, 9, 3)
    x[0] = 0
    x[0, [0, 5, 10]] = 3  # one of each family
    found = technology_cohesion(table(x))
    assert found.values[0] == found.values.min()
    assert (found.parts["z"][1:] > 1).all()
    locked = lock_in(table(x))
    assert locked.values[0] < locked.values[1:].min()


def test_lock_in_has_its_ends_and_its_bias_taken_out():
    one = lock_in(table([[5.0, 0], [0, 0], [np.nan, 1]]))
    np.testing.assert_array_equal(one.values, [1.0, np.nan, np.nan])
    rng = stream(seed=4, name="bias")
    q = np.array([0.4, 0.3, 0.2, 0.1])
    drawn = table(rng.multinomial(6, q, size=4000))
    nothing = Graph.from_frame(
        pl.DataFrame({"source": ["c0"], "target": ["c1"], "w": [0.0]}), weight="w", directed=True
    )
    found = lock_in(drawn, weights=nothing)
    assert found.parts["unbiased"].mean() == pytest.approx((q**2).sum(), abs=0.01)
    assert found.values.mean() > (q**2).sum() + 0.05


def test_duplication_is_morisitas_and_its_z_holds_its_level():
    x = np.array([[9.0, 1, 0], [4, 4, 2], [0, 0, 1]])
    found = duplication(table(x))
    a, b = x[0], x[1]
    alike = [(row * (row - 1)).sum() / (10 * 9) for row in (a, b)]
    assert found.values[0, 1] == pytest.approx(2 * (a * b).sum() / 100 / sum(alike))
    assert np.isnan(found.values[0, 2])
    assert np.isnan(np.diag(found.values)).all()
    rng = stream(seed=5, name="independent")
    q = rng.dirichlet(np.ones(30))
    sizes = rng.integers(20, 200, 120)
    drawn = duplication(table(np.stack([rng.multinomial(n, q) for n in sizes])))
    z = drawn.parts["z"][np.triu_indices(120, 1)]
    assert abs(z.mean()) < 0.15
    assert 0.8 < z.std() < 1.15
    assert (z > 3).mean() < 0.01
    assert drawn.values[np.triu_indices(120, 1)].mean() == pytest.approx(1.0, abs=0.05)


def test_a_copied_portfolio_is_found():
    rng = stream(seed=6, name="copied")
    x = np.stack([rng.multinomial(60, rng.dirichlet(np.full(40, 0.2))) for _ in range(30)])
    x[1] = rng.multinomial(60, x[0] / 60)
    found = duplication(table(x))
    z = np.where(np.isnan(found.parts["z"]), -np.inf, found.parts["z"])
    assert np.argmax(z[1]) == 0
    assert found.values[0, 1] == pytest.approx(1.0, abs=0.25)


def test_dispersion_is_1_by_chance_and_its_z_holds_its_level():
    rng = stream(seed=7, name="scattered")
    s = rng.dirichlet(np.ones(25) * 2)
    x = np.stack([rng.multinomial(n, s) for n in rng.integers(10, 60, 400)], axis=1)
    found = technology_dispersion(table(x))
    assert found.values.mean() == pytest.approx(1.0, abs=0.01)
    assert abs(found.parts["z"].mean()) < 0.15
    assert 0.85 < found.parts["z"].std() < 1.15
    gathered = x.copy()
    gathered[:, 0] = 0
    gathered[3, 0] = 30
    one = technology_dispersion(table(gathered))
    assert (one.values[0], one.parts["holders"][0], one.parts["effective"][0]) == (0.0, 1.0, 1.0)
    assert one.parts["z"][0] > 10
    assert np.isnan(technology_dispersion(table([[1.0, 0], [np.nan, 3]])).values).all()


def test_an_empty_table_is_undefined():
    for compute in (duplication, technology_dispersion, lock_in, technology_cohesion):
        assert np.isnan(compute(table(np.zeros((2, 3)))).values).all()
