"""The union of ways: what is one cluster, whose boundary is kept, and what is refused."""

import polars as pl
import pytest

from jiqun.clusters.finds import MEMBERS, ROWS, Finds, finds_frame, member_organisations, union
from jiqun.core import InputError, Record

FIRMS = pl.DataFrame(
    {
        "organisation": list("abcdefghij"),
        "region": ["r1"] * 4 + ["r2"] * 4 + ["r3"] * 2,
        "industry": ["x"] * 3 + ["y"] + ["x"] * 4 + ["x", "z"],
    }
)
PLACES = pl.DataFrame({"region": ["r1", "r2", "c1"], "parent": ["c1", "c1", "p1"]})


def a_way(way, category="cat", **clusters):
    """Clusters by name, of organisations (a string) or of (regions, industries)."""
    rows = pl.DataFrame(
        {"cluster": [f"{way}:{name}" for name in clusters], "way": way, "definition": "d"}
    ).with_columns(category=pl.lit(category, dtype=pl.String))
    parts = []
    for name, who in clusters.items():
        kinds = {"organisation": who} if isinstance(who, str) else {
            "region": who[0], "industry": who[1],
        }  # fmt: skip
        parts += [(f"{way}:{name}", m, kind) for kind, members in kinds.items() for m in members]
    named = pl.DataFrame(parts, schema=["cluster", "member", "kind"], orient="row")
    return Finds(
        way=way,
        clusters=finds_frame(rows, ROWS),
        members=finds_frame(named, MEMBERS),
        record=Record(subject="find", parameters={"way": way}),
    )


def ways_of(found):
    return dict(found.clusters.select("cluster", "ways").iter_rows())


def firms_in(finds, **over):
    pairs = member_organisations(finds.members, FIRMS, **over)
    return {
        key: "".join(group["organisation"].sort().to_list())
        for (key,), group in pairs.group_by("cluster")
    }


def test_regions_and_industries_become_organisations():
    found = a_way("regions", one=(["r1", "r3"], ["x"]), all=(["r3"], []))
    assert firms_in(found) == {"regions:one": "abci", "regions:all": "ij"}


def test_larger_regions_hold_those_below_at_any_depth():
    found = a_way("regions", city=(["c1"], ["x"]), province=(["p1"], ["y"]))
    assert firms_in(found, places=PLACES) == {"regions:city": "abcefgh", "regions:province": "d"}


def test_named_organisations_come_before_regions():
    found = a_way("points", one="ab")
    more = pl.DataFrame({"cluster": ["points:one"], "member": ["r2"], "kind": ["region"]})
    both = pl.concat([found.members, finds_frame(more, MEMBERS)])
    assert set(member_organisations(both, FIRMS)["organisation"]) == {"a", "b"}


def test_what_several_ways_found_is_one_cluster():
    found = union(
        [
            a_way("regions", one=(["r1"], ["x"]), two=(["r2"], ["x"])),  # abc, efgh
            a_way("points", one="abe", far="ij"),
            a_way("links", one="ab"),
        ],
        FIRMS,
    )
    # links ab; points abe shares 2/3 with it; regions abc 2/3; efgh has nothing of it
    assert ways_of(found) == {
        "links:one": ["links", "points", "regions"],
        "points:far": ["points"],
        "regions:two": ["regions"],
    }
    assert found.members.filter(pl.col("cluster") == "links:one")["member"].to_list() == ["a", "b"]
    assert found.clusters["ways_count"].to_list() == [3, 1, 1]


def test_the_order_of_finds_does_not_matter():
    ways = [a_way("regions", one=(["r1"], ["x"])), a_way("points", one="abc", two="fg")]
    first, second = union(ways, FIRMS), union(ways[::-1], FIRMS)
    assert first.clusters.equals(second.clusters)
    assert first.record.digest == second.record.digest


def test_a_find_inside_another_is_that_cluster():
    # efgh holds e and f: J of each half is 2/4 with the first, then only inside is left
    found = union([a_way("points", whole="efgh"), a_way("regions", part=(["r1", "r2"], ["y"]))],
                  FIRMS)  # fmt: skip
    assert len(found.clusters) == 2
    small = union(
        [a_way("points", whole="abcdefghij"), a_way("regions", part=(["r1"], ["x"]))],
        FIRMS,
        same=0.9,
    )
    assert ways_of(small) == {"points:whole": ["points", "regions"]}
    assert small.same.select("jaccard", "inside").rows() == [(0.3, True)]


def test_another_category_is_another_cluster_but_none_is_any():
    points = a_way("points", one="abc")
    other = a_way("links", category="other", one="abc")
    none = a_way("links", category=None, one="abc")
    assert len(union([points, other], FIRMS).clusters) == 2
    assert len(union([points, none], FIRMS).clusters) == 1


def test_only_what_two_ways_found():
    ways = [a_way("points", one="abc", two="fg"), a_way("links", one="ab")]
    assert ways_of(union(ways, FIRMS, at_least=2)) == {"links:one": ["links", "points"]}


def test_one_find_is_matched_with_one():
    # both points clusters share with the wide region; it is taken for the one it shares most with
    found = union([a_way("points", one="efg", two="ab"),
                   a_way("regions", wide=(["r1", "r2"], ["x"]))], FIRMS)  # fmt: skip
    assert ways_of(found) == {"points:one": ["points", "regions"], "points:two": ["points"]}


def test_no_finds_is_no_cluster():
    empty = a_way("points", one="a")
    nothing = Finds(
        way="points", clusters=empty.clusters.clear(), members=empty.members.clear(),
        record=empty.record,
    )  # fmt: skip
    assert union([nothing], FIRMS).clusters.is_empty()
    assert len(union([nothing, a_way("links", one="ab")], FIRMS).clusters) == 1


@pytest.mark.parametrize("prefer", [("links", "points", "regions"), ("links",)])
def test_one_way_twice_or_not_preferred_is_refused(prefer):
    finds = [a_way("points", one="ab"), a_way("points", two="cd")]
    with pytest.raises(InputError) as told:
        union(finds[: len(prefer)], FIRMS, prefer=prefer)
    assert told.value.problems[0].code == "union-ways"
