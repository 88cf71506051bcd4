"""Brokerage: R sna's values, every triad counted, unknown kinds, chance drawn."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from jiqun.core import InputError, stream
from jiqun.networks import brokerage, brokerage_whole
from jiqun.tables import Graph, Nodes

SNA = Path(__file__).parents[2] / "references" / "sna"
ROLES = ["coordinator", "itinerant", "representative", "gatekeeper", "liaison", "total"]
SNA_ROLES = ["w_I", "w_O", "b_IO", "b_OI", "b_O", "t"]


def graph_of(there, *, directed):
    n = len(there)
    names = tuple(f"n{i:02}" for i in range(n))
    at = [(i, j) for i in range(n) for j in range(n) if there[i, j] and (directed or i < j)]
    rows = {"source": [names[i] for i, _ in at], "target": [names[j] for _, j in at]}
    frame = pl.DataFrame(rows, schema=dict.fromkeys(rows, pl.String))
    return Graph.from_frame(frame, nodes=names, directed=True if directed else None)


def nodes_of(kinds):
    labels = tuple(f"n{i:02}" for i in range(len(kinds)))
    words = tuple(None if kind is None else f"k{kind}" for kind in kinds)
    return Nodes(labels=labels, traits={"kind": words})


def drawn(seed, *, directed, kinds=4, unknown=0.0):
    chance = stream(seed=seed, name="test-roles")
    there = chance.random((15, 15)) < 0.3
    there = there if directed else np.triu(there) | np.triu(there).T
    np.fill_diagonal(there, False)
    there[:, 14] = there[14] = False
    words = [None if chance.random() < unknown else int(k) for k in chance.integers(kinds, size=15)]
    return there, words


def role(begin, between, end):
    if begin == end:
        return "coordinator" if begin == between else "itinerant"
    if begin == between:
        return "representative"
    return "gatekeeper" if end == between else "liaison"


def counted(there, kinds):
    """Walk every triad; a role is counted where all three kinds are known."""
    n = len(there)
    found = np.zeros((n, 7))
    for v in range(n):
        for a in range(n):
            for b in range(n):
                if len({a, v, b}) == 3 and there[a, v] and there[v, b] and not there[a, b]:
                    trio = kinds[a], kinds[v], kinds[b]
                    at = 6 if None in trio else ROLES.index(role(*trio))
                    found[v, at] += 1
                    found[v, 5] += 1
    return found


@pytest.mark.parametrize(
    ("name", "groups", "directed"), [("dir20", "group", True), ("karate", "club", False)]
)
def test_it_is_that_of_sna(name, groups, directed):
    if directed:
        there = pl.read_csv(SNA / f"{name}_adj.csv").to_numpy() > 0
    else:
        there = np.zeros((34, 34), dtype=bool)
        ends = pl.read_csv(SNA / f"{name}_edges.csv").to_numpy() - 1
        there[ends[:, 0], ends[:, 1]] = there[ends[:, 1], ends[:, 0]] = True
    wanted = pl.read_csv(SNA / f"{name}_sna_brokerage.csv", null_values="NA")
    found = brokerage(graph_of(there, directed=directed), nodes=nodes_of(wanted[groups].to_list()))
    assert list(found.roles) == ROLES
    assert np.array_equal(found.values, wanted.select(SNA_ROLES).to_numpy())
    z_at = wanted.columns[-6:]
    z = wanted.select(pl.col(z_at).cast(float).fill_null(np.nan)).to_numpy()
    np.testing.assert_allclose(found.parts["z"], z, atol=1e-9)
    if directed:
        expected = wanted.select(wanted.columns[8:14]).to_numpy()
        np.testing.assert_allclose(found.parts["expected"], expected, atol=1e-9)
    else:
        total = pl.read_csv(SNA / "karate_sna_brokerage_global.csv").select(SNA_ROLES).to_numpy()
        np.testing.assert_allclose(found.values.sum(axis=0), total[0].astype(float))
        np.testing.assert_allclose(
            found.parts["expected"].sum(axis=0), total[1].astype(float), atol=1e-9
        )


@pytest.mark.parametrize("directed", [False, True])
@pytest.mark.parametrize("seed", range(4))
def test_every_triad_is_counted_once(seed, directed):
    there, kinds = drawn(seed, directed=directed)
    found = brokerage(graph_of(there, directed=directed), nodes=nodes_of(kinds))
    assert np.array_equal(found.values, counted(there, kinds)[:, :6])
    assert np.array_equal(found.values[:, :5].sum(axis=1), found.values[:, 5])
    if not directed:
        assert np.array_equal(found.values[:, 2], found.values[:, 3])
        assert not (found.values % 2)[:, [0, 1, 4]].any()


@pytest.mark.parametrize("directed", [False, True])
@pytest.mark.parametrize("seed", range(3))
def test_unknown_kinds_are_no_kind(seed, directed):
    there, kinds = drawn(seed, directed=directed, kinds=3, unknown=0.3)
    found = brokerage(graph_of(there, directed=directed), nodes=nodes_of(kinds))
    assert list(found.roles) == [*ROLES, "unknown"]
    strange = np.array([kind is None for kind in kinds])
    wanted = counted(there, kinds)
    assert np.isnan(found.values[strange, :5]).all()
    assert np.array_equal(found.values[~strange, :5], wanted[~strange, :5])
    assert np.array_equal(found.values[:, 5:], wanted[:, 5:])
    told = {one.code: dict(one.values) for one in found.record.cautions}
    assert told["trait-unknown"] == {"nodes": int(strange.sum()), "of": 15, "trait": "kind"}
    # whatever the unknown kinds turn out to be, the count lies between low and high
    chance = stream(seed=seed, name="test-roles")
    for _ in range(30):
        filled = [int(chance.integers(4)) if kind is None else kind for kind in kinds]
        truth = counted(there, filled)[:, :6]
        assert (found.parts["least"][:, :6] <= truth).all()
        assert (truth <= found.parts["most"][:, :6]).all()


@pytest.mark.parametrize("unknown", [0.0, 0.25])
def test_expectation_and_deviation_are_those_of_drawn_networks(unknown):
    there, kinds = drawn(2, directed=True, kinds=3, unknown=unknown)
    given = brokerage(graph_of(there, directed=True), nodes=nodes_of(kinds))
    density = there.sum() / (15 * 14)
    chance = stream(seed=1, name="test-roles")
    draws = []
    for _ in range(700):
        random = chance.random((15, 15)) < density
        np.fill_diagonal(random, False)
        draws.append(brokerage(graph_of(random, directed=True), nodes=nodes_of(kinds)).values)
    mean, spread = np.mean(draws, axis=0), np.std(draws, axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        deviation = (given.values - given.parts["expected"]) / given.parts["z"]
    error = spread / np.sqrt(len(draws))
    known = np.isfinite(given.values)
    assert (np.abs(mean - given.parts["expected"])[known] <= 5 * error[known] + 1e-9).all()
    sure = known & np.isfinite(deviation) & (deviation > 0)
    np.testing.assert_allclose(spread[sure], deviation[sure], rtol=0.2)


def test_awkward_tables():
    nobody = Graph.from_frame(pl.DataFrame(schema={"source": pl.String, "target": pl.String}))
    alone = Nodes(labels=("a",), traits={"kind": ("firm",)})
    found = brokerage(nobody, nodes=alone)
    assert found.values.tolist() == [[0.0] * 6]
    assert np.isnan(found.parts["z"]).all()
    full = brokerage(graph_of(1 - np.eye(4), directed=True), nodes=nodes_of([0, 0, 1, 1]))
    assert not full.values.any()
    assert np.isnan(full.parts["z"]).all()


def test_order_of_rows_and_ends_moves_nothing():
    there, kinds = drawn(6, directed=False)
    frame = pl.DataFrame(
        [(f"n{i:02}", f"n{j:02}") for i, j in np.argwhere(np.triu(there))],
        schema=["source", "target"],
        orient="row",
    )
    nodes = nodes_of(kinds)
    turned = frame.reverse().rename({"source": "target", "target": "source"})
    one, other = (brokerage(Graph.from_frame(each), nodes=nodes) for each in (frame, turned))
    for mine, theirs in zip(
        (one.values, *one.parts.values()), (other.values, *other.parts.values()), strict=True
    ):
        assert np.array_equal(mine, theirs, equal_nan=True)


def test_it_asks_for_kinds():
    graph = graph_of(1 - np.eye(3), directed=False)
    with pytest.raises(InputError, match="nodes-trait"):
        brokerage(graph)
    with pytest.raises(InputError, match="no node has a region"):
        brokerage(graph, nodes=nodes_of([0, 1, 2]), trait="region")


def test_another_trait_gives_other_roles():
    there, kinds = drawn(3, directed=False)
    nodes = nodes_of(kinds)
    twice = Nodes(labels=nodes.labels, traits={"region": nodes.traits["kind"], "kind": ("x",) * 15})
    graph = graph_of(there, directed=False)
    regions = brokerage(graph, nodes=twice, trait="region")
    assert np.array_equal(regions.values, brokerage(graph, nodes=nodes).values)
    assert regions.record.parameters["trait"] == "region"
    kinds_alike = brokerage(graph, nodes=twice)
    assert np.array_equal(kinds_alike.values[:, 0], kinds_alike.values[:, 5])


def whole(there, kinds, *, directed):
    return brokerage_whole(graph_of(there, directed=directed), nodes=nodes_of(kinds)).parts


def test_the_whole_networks_z_is_that_of_sna_where_sna_counts_all_covariances():
    there = np.zeros((34, 34), dtype=bool)
    ends = pl.read_csv(SNA / "karate_edges.csv").to_numpy() - 1
    there[ends[:, 0], ends[:, 1]] = there[ends[:, 1], ends[:, 0]] = True
    clubs = pl.read_csv(SNA / "karate_sna_brokerage.csv")["club"].to_list()
    found = whole(there, clubs, directed=False)
    given = pl.read_csv(SNA / "karate_sna_brokerage_global.csv", null_values="NA")
    theirs = given.select(pl.col(SNA_ROLES).cast(float)).to_numpy()
    density = there.sum() / (34 * 33)
    q = density**2 * (1 - density)
    for at, name in enumerate(ROLES):
        assert float(found[name]) == theirs[0, at]
        assert float(found[f"{name}_expected"]) == pytest.approx(theirs[1, at], abs=1e-9)
        if name == "liaison":  # two clubs leave no room for it
            assert np.isnan(found[f"{name}_z"])
            continue
        variance = ((theirs[0, at] - theirs[1, at]) / found[f"{name}_z"]) ** 2
        sna = ((theirs[0, at] - theirs[1, at]) / theirs[2, at]) ** 2
        ways = theirs[1, at] / q
        # what sna leaves out: one way's tie would close another, on the same three nodes
        # (coordinator, total), or anywhere (representative, gatekeeper)
        legs = 2 * 16 * 18 * (15**2 + 17**2)
        left_out = {"itinerant": 0.0, "coordinator": 2 * ways, "total": 2 * ways}
        more = left_out.get(name, legs - ways) * q * q
        assert float(variance + more) == pytest.approx(sna, rel=1e-9)


def test_the_whole_networks_deviation_is_that_of_drawn_networks():
    _, kinds = drawn(2, directed=True, kinds=3)
    density, size = 0.3, 9
    kinds = kinds[:size]
    chance = stream(seed=4, name="test-roles")
    draws, given = [], None
    for _ in range(1200):
        random = chance.random((size, size)) < density
        np.fill_diagonal(random, False)
        parts = whole(random, kinds, directed=True)
        draws.append([float(parts[name]) for name in ROLES])
        if random.sum() == round(density * size * (size - 1)):
            given = parts
    with np.errstate(invalid="ignore"):
        wanted = [
            float((given[name] - given[f"{name}_expected"]) / given[f"{name}_z"]) for name in ROLES
        ]
    np.testing.assert_allclose(np.std(draws, axis=0), wanted, rtol=0.1)


def test_dealt_is_the_mean_over_all_ways_to_deal_kinds():
    there, kinds = drawn(1, directed=True, kinds=3)
    found = brokerage(graph_of(there, directed=True), nodes=nodes_of(kinds))
    chance = stream(seed=2, name="test-roles")
    node = int(found.values[:, 5].argmax())
    others = [i for i in range(15) if i != node]
    draws = []
    for _ in range(700):
        dealt = list(kinds)
        for i, j in zip(others, chance.permutation(others).tolist(), strict=True):
            dealt[i] = kinds[j]
        draws.append(brokerage(graph_of(there, directed=True), nodes=nodes_of(dealt)).values[node])
    error = np.std(draws, axis=0) / np.sqrt(len(draws))
    assert (np.abs(np.mean(draws, axis=0) - found.parts["dealt"][node]) <= 5 * error + 1e-9).all()
