"""Found clusters against planted ones: by hand, by kind, at the edges, and what is refused."""

import math

import polars as pl
import pytest

from jiqun.core import InputError, UnknownError
from jiqun.planted.scoring import score_finds

# A and V are planted in one industry, B in another; A's place also holds f, of no cluster
FIRMS = pl.DataFrame(
    {
        "organisation": list("abcdefghijkl"),
        "industry": ["x"] * 6 + ["y"] * 3 + ["x"] * 3,
        "lon": [0.0] * 6 + [2.0] * 3 + [0.0, 2.0, 4.0],
        "lat": [0.0, 0.01, 0.02, 0.03, 0.04, 0.05, 0.0, 0.0, 0.0, 3.0, 0.0, 0.0],
        "employment": [10.0] * 4 + [5.0] * 2 + [20.0] * 3 + [5.0] * 3,
    }
)
TRUTH = {
    "planted_clusters": pl.DataFrame(
        {
            "cluster": ["A", "B", "V"],
            "kind": ["cluster", "agglomeration", "virtual"],
            "stage": ["growth", "maturity", "growth"],
            "industries": [["x"], ["y"], ["x"]],
            "lon": [0.0, 2.0, 0.0],
            "lat": [0.0, 0.0, 0.0],
            "radius_km": [10.0, 10.0, None],
            "strength": [3.0, 5.0, 9.0],
            "members": [0, 0, 0],  # of all firms; the open ones are counted anew
        }
    ),
    "planted_members": pl.DataFrame(
        {
            "cluster": ["A"] * 5 + ["B"] * 3 + ["V"] * 4,
            "organisation": [*"abcde", *"ghi", *"jkl", "closed"],
        }
    ),
}


def found(**clusters):
    pairs = [(name, firm) for name, firms in clusters.items() for firm in firms]
    return pl.DataFrame(pairs, schema=["cluster", "organisation"], orient="row")


def test_by_hand():
    # one = {a b c f}: 3 of 6 with A; two = {g h i}: all of B; three = {f}: nobody's
    got = score_finds(found(one="abcf", two="ghi", three="f"), TRUTH, FIRMS)
    assert (got.n_found, got.n_planted, got.n_matched) == (3, 3, 2)
    assert (got.precision, got.recall) == (2 / 3, 2 / 3)
    assert got.f1 == pytest.approx(2 / 3)
    assert got.boundary == pytest.approx((3 / 6 + 1) / 2)
    # A has 45 jobs, B 60, V 15
    assert got.boundary_overall == pytest.approx((0.5 * 45 + 1 * 60) / 120)
    assert dict(zip(got.pairs["cluster"], got.pairs["planted"], strict=True)) == {
        "one": "A", "two": "B",
    }  # fmt: skip


@pytest.mark.parametrize(("threshold", "matched"), [(0.1, 1), (0.5, 1), (0.51, 0), (1.0, 0)])
def test_the_threshold_is_met_from_its_own_value(threshold, matched):
    got = score_finds(found(one="abcf"), TRUTH, FIRMS, threshold=threshold)  # J = 3 / 6
    assert got.n_matched == matched


def test_a_second_find_of_one_cluster_is_an_error():
    got = score_finds(found(one="abc", two="de"), TRUTH, FIRMS, which="local")
    assert (got.n_matched, got.precision) == (1, 0.5)
    assert got.pairs["cluster"].to_list() == ["one"]  # the larger overlap, 3/5 against 2/5


def test_matching_looks_at_all_pairs_together():
    # greedy would give wide to A (0.6) and leave narrow without; together both are matched
    truth = TRUTH | {
        "planted_members": pl.DataFrame(
            {"cluster": ["A"] * 4 + ["B"] * 4, "organisation": [*"abcd", *"efgh"]}
        )
    }
    clusters = found(wide="abcef", narrow="cdg")  # J: wide-A 3/6, wide-B 2/7, narrow-A 2/5
    got = score_finds(clusters, truth, FIRMS, which="local", threshold=0.25)
    assert dict(zip(got.pairs["cluster"], got.pairs["planted"], strict=True)) == {
        "wide": "B", "narrow": "A",
    }  # fmt: skip


def test_a_right_find_of_another_kind_is_set_aside():
    clusters = found(one="abcde", far="jkl", wrong="f")
    local = score_finds(clusters, TRUTH, FIRMS, which="local")
    assert (local.n_aside, local.n_found, local.precision) == (1, 2, 0.5)
    linked = score_finds(clusters, TRUTH, FIRMS, which="linked")
    assert (linked.n_aside, linked.n_found, linked.recall) == (0, 3, 1.0)
    assert [row["part"] for row in linked.by_kind] == ["cluster", "virtual"]


def test_within_the_area_stand_others_of_the_industry():
    # f stands 5.6 km from A's centre and is of its industry: inside the area, no member;
    # j is of the industry too, 330 km away
    find = found(one="abcdef")
    assert score_finds(find, TRUTH, FIRMS, which="local").boundary == pytest.approx(5 / 6)
    assert score_finds(find, TRUTH, FIRMS, which="local", bounds="area").boundary == 1.0


def test_closed_organisations_count_nowhere():
    got = score_finds(found(far=["j", "k", "l", "gone"]), TRUTH, FIRMS, which="linked")
    assert got.boundary == 1.0
    few = score_finds(found(far="jkl"), TRUTH, FIRMS, which="linked", least=4)
    assert few.n_planted == 1 and few.n_matched == 0  # V has three open members


def test_parts_add_up():
    got = score_finds(found(one="abcde", far="jkl"), TRUTH, FIRMS)
    for parts in (got.by_kind, got.by_stage, got.by_strength, got.by_size):
        assert sum(row["planted"] for row in parts) == got.n_planted
        assert sum(row["found"] for row in parts) == got.n_matched
    assert {row["part"]: row["recall"] for row in got.by_strength} == {
        "2-4": 1.0, "4-8": 0.0, "8-": 1.0,
    }  # fmt: skip
    assert "pairs" not in got.to_dict()


def test_nothing_found_is_undefined_not_zero():
    got = score_finds(found(one="a").clear(), TRUTH, FIRMS)
    assert math.isnan(got.precision) and math.isnan(got.boundary)
    assert (got.recall, got.f1, got.boundary_overall) == (0.0, 0.0, 0.0)


@pytest.mark.parametrize("bounds", ["members", "area"])
@pytest.mark.parametrize("which", ["local", "linked", "all"])
def test_the_truth_itself_scores_one(country, which, bounds):
    known = country.truth
    firms = (
        country.tables["organisations"]
        .filter(pl.col("closed").is_null(), pl.col("kind") == "firm")
        .with_columns(employment=1.0)
    )
    members = known["planted_members"].join(firms, on="organisation", how="semi")
    large = members.filter(pl.len().over("cluster") >= 3)  # fewer are no cluster to the score
    got = score_finds(large, known, firms, which=which, bounds=bounds)
    if bounds == "members":
        assert (got.recall, got.f1) == (1.0, 1.0)
        assert got.boundary == got.boundary_overall == 1.0
    else:  # beside the members others of the industry: what the docstring says of the price
        assert got.recall > 0.98 and got.f1 > 0.98
        assert 0.8 < got.boundary < 1.0


@pytest.mark.parametrize(
    ("over", "code"),
    [
        ({"which": "near"}, "which-unknown"),
        ({"bounds": "hull"}, "bounds-unknown"),
        ({"threshold": 0.0}, "threshold-range"),
    ],
)
def test_what_cannot_be_asked_is_refused(over, code):
    with pytest.raises((InputError, UnknownError)) as told:
        score_finds(found(one="a"), TRUTH, FIRMS, **over)
    assert [p.code for p in told.value.problems] == [code]


def test_missing_columns_are_told_together():
    with pytest.raises(InputError) as told:
        score_finds(pl.DataFrame({"a": [1]}), TRUTH, FIRMS.drop("lon"))
    assert [p.code for p in told.value.problems] == ["found-columns", "organisations-columns"]
