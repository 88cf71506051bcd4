"""Patents and projects as affiliations and as ties: worked by hand, and beside a slow oracle."""

from itertools import combinations, product

import networkx as nx
import polars as pl
import pytest

from jiqun.core import InputError, UnknownError
from jiqun.core.randomness import stream
from jiqun.networks import (
    DIRECTED,
    HELICES,
    LAYERS,
    SECTORS,
    NetworkPlan,
    citations,
    co_inventions,
    co_patents,
    grouped,
    joint_projects,
    participants,
    projection,
    size_classes,
    tie_network,
    with_links,
)
from jiqun.tables import Affiliations, schema

PATENTS = pl.DataFrame(
    {
        "patent": ["p1", "p2", "p3", "p4", "p5"],
        "year": [2019, 2020, 2020, 2021, None],
        "applicants": [["b", "a", "c"], ["a", "b", "b"], ["a"], [], ["a", "c"]],
        "regions": [["r1", "r1", "r2"], ["r2"], None, ["r1", "r3"], ["r2", "r1"]],
        "classes": [["C22"], ["C22", "H01"], ["H01"], [], None],
        "cites": [[], ["p1", "p1"], ["p1", "p2", "gone"], ["p3"], None],
    }
)


def worth(size, weighting):
    return {"full": 1.0, "fractional": 2 / size / (size - 1), "newman": 1 / (size - 1)}[weighting]


@pytest.mark.parametrize("weighting", ["full", "fractional", "newman"])
def test_pairs_weigh_what_the_formula_says(weighting):
    dice = stream(seed=3, name="memberships")
    rows = [(f"e{k}", f"m{int(m)}") for k in range(60) for m in dice.integers(0, 9, k % 7)]
    frame = pl.DataFrame(rows, schema=["event", "member"], orient="row")
    slow: dict[tuple[str, str], float] = {}
    for event in frame["event"].unique():
        inside = sorted(set(frame.filter(pl.col("event") == event)["member"]))
        for pair in combinations(inside, 2):
            slow[pair] = slow.get(pair, 0.0) + worth(len(inside), weighting)
    both = Affiliations.from_frame(frame)
    ours = projection(both, kind="joint", weighting=weighting).rows
    assert {(a, b) for a, b in ours.select("source", "target").rows()} == set(slow)
    for a, b, value in ours.select("source", "target", "weight").rows():
        assert value == pytest.approx(slow[a, b])


def test_newman_is_what_networkx_gives():
    both = participants(PATENTS)
    two = nx.Graph()
    two.add_nodes_from(both.members, bipartite=1)
    two.add_edges_from(both.to_frame().select("member", "event").rows())
    theirs = nx.bipartite.collaboration_weighted_projected_graph(two, both.members)
    ours = co_patents(PATENTS).rows.group_by("source", "target").agg(pl.col("weight").sum())
    assert {(a, b): w for a, b, w in ours.rows()} == pytest.approx(
        {tuple(sorted(e[:2])): e[2]["weight"] for e in theirs.edges(data=True)}
    )


def test_an_event_is_worth_its_pairs_or_one_or_one_a_member():
    rows = pl.DataFrame({"event": ["p"] * 5, "member": list("abcde")})
    both = Affiliations.from_frame(rows)
    total = {
        name: projection(both, kind="k", weighting=name).rows["weight"].sum()
        for name in ("full", "fractional", "newman")
    }
    assert total == pytest.approx({"full": 10, "fractional": 1, "newman": 2.5})


def test_years_stand_apart_and_an_unknown_year_stays_unknown():
    ties = co_patents(PATENTS, weighting="full")
    assert ties.rows.select("source", "target", "year").rows() == [
        ("a", "b", 2019), ("a", "b", 2020), ("a", "c", 2019), ("a", "c", None), ("b", "c", 2019),
    ]  # fmt: skip
    assert ties.within((2020, 2021)).rows.height == 1
    assert ties.nodes == ("a", "b", "c")
    with pytest.raises(InputError, match="years-order"):
        ties.within((2021, 2020))


def test_order_of_rows_and_applicants_moves_nothing():
    turned = PATENTS.reverse().with_columns(pl.col("applicants").list.reverse())
    for make in (co_patents, co_inventions, citations):
        assert make(turned).rows.equals(make(PATENTS).rows)


def test_regions_of_inventors():
    rows = co_inventions(PATENTS, weighting="full").rows
    assert rows.select("source", "target", "year").rows() == [
        ("r1", "r2", 2019), ("r1", "r2", None), ("r1", "r3", 2021),
    ]  # fmt: skip


def test_citations_are_directed_and_beside_a_slow_count():
    ties = citations(PATENTS)
    assert ties.directed
    told = {one.code: one.values for one in ties.cautions}
    assert told["citations-strangers"] == {"citations": 2, "of": 5}
    owners = {p: sorted(set(a)) for p, a in PATENTS.select("patent", "applicants").rows()}
    slow: dict[tuple[str, str], float] = {}
    for patent, cited in (("p2", "p1"), ("p3", "p1"), ("p3", "p2"), ("p4", "p3")):
        for a, b in product(owners[patent], owners[cited]):
            if a != b:
                part = 1 / len(owners[patent]) / len(owners[cited])
                slow[a, b] = slow.get((a, b), 0) + part
    ours = ties.rows.group_by("source", "target").agg(pl.col("weight").sum())
    assert {(a, b): w for a, b, w in ours.rows()} == pytest.approx(slow)
    graph = ties.graph()
    assert graph.directed
    assert citations(PATENTS, weighting="full").rows["weight"].sum() == len(
        [1 for p, c in (("p2", "p1"), ("p3", "p1"), ("p3", "p2"))
         for a, b in product(owners[p], owners[c]) if a != b]
    )  # fmt: skip
    with pytest.raises(InputError, match="frame-columns"):
        citations(PATENTS.drop("cites"))


def test_two_modes_stay_two_modes():
    both = participants(PATENTS, members="classes")
    assert both.members == ("C22", "H01")
    assert both.sizes.tolist() == [1, 2, 1, 0, 0]
    assert both.within((2020, 2020)).events == ("p2", "p3")
    assert both.to_frame().columns == ["event", "member", "weight", "first", "last"]
    with pytest.raises(InputError, match="weighting-unknown"):
        participants(PATENTS, members="citations")


def test_projects_last_for_years():
    rows = pl.DataFrame(
        {"project": ["x", "x", "y"], "organisation": ["a", "b", "a"],
         "start": [2018, 2018, None], "end": [2021, None, 2019]}
    )  # fmt: skip
    both = Affiliations.from_frame(
        rows, event="project", member="organisation", first="start", last="end"
    )
    assert both.within((2020, 2020)).events == ("x",)
    assert both.within((2019, 2019)).events == ("x", "y")
    assert joint_projects(rows).rows["year"].to_list() == [2018]
    with pytest.raises(InputError, match="affiliations-years"):
        Affiliations.from_frame(
            rows.with_columns(end=pl.lit(2000)),
            event="project", member="organisation", first="start", last="end",
        )  # fmt: skip


def test_nothing_and_nobody():
    empty = PATENTS.clear()
    assert co_patents(empty).rows.height == citations(empty).rows.height == 0
    assert co_patents(empty).graph().nodes == ()
    alone = pl.DataFrame({"patent": ["p"], "applicants": [["a"]]})
    assert co_patents(alone).rows.height == 0
    assert co_patents(alone).nodes == ("a",)


def test_large_events_tie_nobody_and_are_told():
    rows = pl.DataFrame({"event": ["p"] * 5, "member": list("abcde")})
    ties = projection(Affiliations.from_frame(rows), kind="k", most_members=4)
    assert ties.rows.height == 0
    assert [one.code for one in ties.cautions] == ["events-large"]
    with pytest.raises(InputError, match="projects-most"):
        projection(Affiliations.from_frame(rows), kind="k", most_members=1)
    with pytest.raises(InputError, match="weighting-unknown"):
        projection(Affiliations.from_frame(rows), kind="k", weighting="square")


def test_repeated_and_empty_memberships_are_told():
    rows = pl.DataFrame({"event": ["p", "p", "p", None], "member": ["a", "a", None, "b"]})
    both = Affiliations.from_frame(rows)
    assert {one.code: one.values["rows"] for one in both.cautions} == {
        "affiliations-empty": 2, "affiliations-repeated": 1,
    }  # fmt: skip
    weighed = rows.with_columns(weight=pl.Series([1.0, 2.0, 3.0, 4.0]))
    assert Affiliations.from_frame(weighed, weight="weight").weights.tolist() == [3.0]
    with pytest.raises(InputError, match="affiliations-weight"):
        Affiliations.from_frame(weighed.with_columns(weight=pl.lit(-1.0)), weight="weight")


def test_kinds_of_actor_choose_ties():
    actors = pl.DataFrame({"organisation": ["a", "b"], "kind": ["firm", "association"]})
    ties = co_patents(PATENTS)
    assert ties.between(actors, ["firm", "association"]).rows.height == 2
    only = ties.between(actors, ["firm"])
    assert only.rows.height == 0
    assert only.nodes == ("a",)
    assert only.cautions[-1].code == "actors-strangers"
    with pytest.raises(UnknownError, match="kind-unknown"):
        ties.between(actors, ["shop"])


def test_one_network_of_links_and_patents_counts_nothing_twice():
    links = pl.DataFrame({"source": ["a"], "target": ["b"], "kind": ["supply"], "year": [2020]})
    joint, told = with_links(links, co_patents(PATENTS))
    assert joint["kind"].value_counts().sort("kind").rows() == [("co-patent", 5), ("supply", 1)]
    assert not [one for one in told if one.code == "links-kind-twice"]
    again, told = with_links(joint, co_patents(PATENTS))
    assert again.height == joint.height
    assert [one.code for one in told if "links" in one.code] == ["links-kind-twice"]
    actors = pl.DataFrame({"organisation": ["a", "b", "c"]})
    net = tie_network(joint, actors, NetworkPlan(normalised=False))
    assert net.degrees.tolist() == [2, 2, 2]
    with pytest.raises(InputError, match="links-columns"):
        with_links(links.drop("target"))


def test_sizes_come_from_the_newest_employment_else_the_tier():
    actors = pl.DataFrame({"organisation": list("abcd"), "tier": ["giant", None, "little", None]})
    years = pl.DataFrame(
        {"organisation": ["a", "a", "b", "c"], "year": [2020, 2021, 2020, 2020],
         "employment": [300.0, 240.0, 10.0, None]}
    )  # fmt: skip
    assert size_classes(actors, years).rows() == [
        ("a", "medium", "employment"), ("b", "small", "employment"),
        ("c", "little", "tier"), ("d", None, None),
    ]  # fmt: skip
    assert size_classes(actors, years, year=2020)["size"][0] == "large"
    with pytest.raises(InputError, match="employment-negative"):
        size_classes(actors, years.with_columns(employment=pl.lit(-1.0)))


def test_every_kind_of_actor_has_a_place():
    kinds = [one for one in schema("organisations").column("kind").values if one != "other"]
    assert set(SECTORS) == set(HELICES) == set(kinds)
    assert set(SECTORS.values()) == {
        "firm", "university", "institute", "intermediary", "finance", "government",
    }  # fmt: skip
    assert grouped(pl.Series(["state-capital", "other"]), HELICES).to_list() == ["government", None]
    assert set(LAYERS) > DIRECTED
