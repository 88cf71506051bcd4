"""The tree over scales by hand, and what resamples find again."""

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from jiqun.clusters.points import PointsPlan, PointTables, find_in_points, resampled_points
from jiqun.clusters.points.resamples import best_overlaps
from jiqun.clusters.points.search import Chance, Group
from jiqun.clusters.points.tree import grow
from jiqun.core import InputError

NO_LIMIT = np.zeros(2)


def group(rows, evidence, *, scale, category=0):
    return Group(
        category=category,
        scale=scale,
        rows=np.array(sorted(rows)),
        establishments=float(len(rows)),
        evidence=evidence,
    )


def told(nodes):
    return [(sorted(map(int, n.group.rows)), n.group.scale, n.parent) for n in nodes]


def test_parts_with_more_evidence_than_the_whole_are_clusters():
    left, right = group(range(5), 6.0, scale=0), group(range(5, 10), 6.0, scale=0)
    whole = group(range(10), 11.0, scale=1)
    assert told(grow([left, right, whole], NO_LIMIT, least=2)) == [
        ([0, 1, 2, 3, 4], 0, None), ([5, 6, 7, 8, 9], 0, None)
    ]  # fmt: skip


def test_a_whole_with_more_evidence_keeps_its_parts_as_cores():
    left, right = group(range(5), 5.0, scale=0), group(range(5, 10), 5.0, scale=0)
    whole = group(range(10), 11.0, scale=1)
    expected = [(list(range(10)), 1, None), ([0, 1, 2, 3, 4], 0, 0), ([5, 6, 7, 8, 9], 0, 0)]
    assert told(grow([left, right, whole], NO_LIMIT, least=2)) == expected
    assert told(grow([left, right, whole], NO_LIMIT, least=2, cores=False)) == expected[:1]


def test_a_core_within_a_core_names_the_nearer_one():
    nested = [
        group(range(n), e, scale=s) for s, (n, e) in enumerate([(3, 1.0), (6, 2.0), (9, 9.0)])
    ]
    assert [parent for _, _, parent in told(grow(nested, NO_LIMIT, least=2))] == [None, 0, 1]


def test_the_same_seen_at_another_scale_is_no_core():
    # 8 of 9 are more than four fifths; the three inside are a core of the whole
    nested = [
        group(range(n), e, scale=s) for s, (n, e) in enumerate([(3, 1.0), (8, 2.0), (9, 9.0)])
    ]
    assert told(grow(nested, NO_LIMIT, least=2)) == [(list(range(9)), 2, None), ([0, 1, 2], 0, 0)]


def test_weak_and_small_groups_are_left_out_and_categories_do_not_mix():
    groups = [
        group(range(5), 6.0, scale=0),
        group(range(10, 13), 9.0, scale=0),  # three only
        group(range(20, 25), 6.0, scale=0, category=1),  # not beyond its category's chance
        group(range(8), 50.0, scale=1, category=1),
    ]
    nodes = grow(groups, np.array([5.0, 6.0]), least=4)
    assert told(nodes) == [([0, 1, 2, 3, 4], 0, None), (list(range(8)), 1, None)]


def test_what_a_group_must_exceed_leaves_alpha():
    # of 19 deals at 0.1 one may reach what is seen: (1 + 1) / 20; the second largest is 18
    drawn = np.arange(1.0, 20.0)[:, None]
    chance = Chance(evidence=drawn, members=drawn)
    assert chance.critical(0.05)[0] == 19.0
    assert chance.critical(0.1)[0] == 18.0


def test_overlaps_by_hand():
    mine = [group([1, 2, 3, 4], 1.0, scale=0), group([9], 1.0, scale=0)]
    theirs = [group([3, 4, 5], 1.0, scale=1), group([1, 2, 3, 4], 1.0, scale=0, category=1)]
    weight = np.array([1.0, 1, 1, 2, 0, 3, 1, 1, 1, 1])  # row 4 is not in the resample
    # shared 2 (row 3), all of 1, 2, 3, 5: 1 + 1 + 2 + 3
    np.testing.assert_allclose(best_overlaps(mine, theirs, weight), [2 / 7, 0.0])


CHOICES = {"definition": "d", "metric": "planar", "scales_km": (3.0, 6.0), "draws": 39}


def test_the_thick_spot_survives_resampling(country, categories):
    tables = PointTables(points=country, categories=categories)
    finds = find_in_points(tables, PointsPlan(**CHOICES))
    kept = resampled_points(tables, finds, draws=30, workers=2)
    alone = resampled_points(tables, finds, draws=30, workers=1)
    assert_frame_equal(kept, alone)
    sampled = kept.filter(pl.col("test") == "sampling")
    assert sampled["cluster"].to_list() == finds.clusters["cluster"].to_list()
    spot = kept.row(0, named=True)
    assert spot["survival"] >= 0.9  # 60 firms where chance puts fewer than 10
    assert spot["low"] < spot["survival"] <= spot["high"] <= 1
    # Wilson's interval for 30 of 30 by hand: 30 / (30 + 1.96²) = 0.8865
    if spot["survival"] == 1:
        assert spot["low"] == pytest.approx(0.8865, abs=1e-4)


def test_a_cluster_by_a_hair_does_not_survive_like_a_thick_one(country, categories):
    # seven firms on one spot are found; half the resamples have too few of them
    thin = country.head(900).vstack(
        country.tail(7).with_columns(
            x=pl.lit(200.0) + pl.int_range(7) * 0.1, y=pl.lit(200.0), industry=pl.lit("ships")
        )
    )
    few = {**CHOICES, "least": 7}
    tables = PointTables(points=thin, categories=categories)
    finds = find_in_points(tables, PointsPlan(**few))
    lone = finds.clusters.filter(pl.col("category") == "sea")
    assert len(lone)
    kept = resampled_points(tables, finds, draws=60)
    survival = kept.filter(pl.col("cluster") == lone["cluster"][0])["survival"][0]
    # a Poisson(7) number is at least 7 in 55 of 100 resamples, and rarely fewer than two places
    assert 0.3 < survival < 0.75


def test_finds_of_other_points_are_refused(country, categories):
    tables = PointTables(points=country, categories=categories)
    finds = find_in_points(tables, PointsPlan(**CHOICES))
    fewer = PointTables(points=country.head(300), categories=categories)
    with pytest.raises(InputError, match="points-finds"):
        resampled_points(fewer, finds, draws=2)
    with pytest.raises(InputError, match="points-draws"):
        resampled_points(tables, finds, draws=0)
