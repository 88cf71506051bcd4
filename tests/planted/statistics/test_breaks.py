"""Definitions that break: what moved is known, the ground is as it was, and it can be mended."""

import numpy as np
import polars as pl
import pytest
import shapely

from jiqun.planted import economy, economy_plan
from jiqun.tables import schemas, validate
from jiqun.tables.bases import RegionChanges, years_present

LAST = 2024
KEY = ["region", "industry", "year"]


def planted(breaks, **more):
    shape = {"establishments": 8_000, "seed": 6, "years": 8, "withheld": 0.0} | more
    return economy(economy_plan(breaks=breaks, **shape))


@pytest.fixture(scope="module")
def plain():
    return planted(0)


@pytest.fixture(scope="module")
def broken():
    return planted(5)


def test_no_break_leaves_no_table(plain):
    assert "region_changes" not in plain.tables
    assert "definition_breaks" not in plain.truth
    assert "concordance" not in plain.papers


def test_so_many_years_break_and_in_different_ways(broken):
    told = broken.truth["definition_breaks"]
    assert told["year"].n_unique() == 5
    assert told.group_by("year").agg(pl.col("of").n_unique())["of"].to_list() == [2] * 5
    assert set(told["kind"]) >= {"class-part", "merged", "boundary", "renumbered", "split"}


def test_nothing_on_the_ground_changes(plain, broken):
    own = pl.col("year"), pl.col("establishments"), pl.col("employment")
    sums = [
        made.tables["activity"].group_by("year").agg(*(c.sum() for c in own[1:])).sort("year")
        for made in (plain, broken)
    ]
    assert sums[0].equals(sums[1])
    for name in ("organisations", "treatments", "clusters", "members", "industries"):
        assert plain.tables[name].equals(broken.tables[name]), name
    for name in ("untreated", "treatment_effects", "planted_members"):
        assert plain.truth[name].equals(broken.truth[name]), name


def test_the_last_year_is_counted_as_ever(plain, broken):
    columns = [*KEY, "establishments", "employment"]
    last = [
        made.tables["activity"].filter(pl.col("year") == LAST).select(columns).sort(KEY)
        for made in (plain, broken)
    ]
    assert last[0].equals(last[1])


def test_what_moved_is_what_the_two_economies_differ_by(plain):
    """One break in a country of two years: the difference of the years before is what moved."""
    shape = {"years": 3, "establishments": 8_000}
    before, after = planted(0, **shape), planted(1, **shape)
    told = after.truth["definition_breaks"].filter(pl.col("of") == "industry")
    year = told["year"][0] - 1

    def by_class(made):
        rows = made.tables["activity"].filter(pl.col("year") == year)
        return dict(rows.group_by("industry").agg(pl.col("employment").sum()).rows())

    old, new = by_class(before), by_class(after)
    expected = {}
    for gone, to, moved in told.select("from", "to", "employment").rows():
        expected[gone] = expected.get(gone, 0.0) + moved
        expected[to] = expected.get(to, 0.0) - moved
    found = {c: new.get(c, 0.0) - old.get(c, 0.0) for c in set(old) | set(new)}
    assert {c: v for c, v in found.items() if v} == {c: v for c, v in expected.items() if v}


def test_the_concordance_is_the_rounded_truth(broken):
    paper, told = broken.papers["concordance"], broken.truth["definition_breaks"]
    sums = paper.group_by("year", "industry_before").agg(pl.col("share").sum())
    np.testing.assert_allclose(sums["share"], 1.0, atol=1e-9)
    both = told.filter(pl.col("of") == "industry").join(
        paper,
        left_on=["year", "from", "to"],
        right_on=["year", "industry_before", "industry_after"],
        suffix="_printed",
    )
    assert both.height == told.filter(pl.col("of") == "industry").height
    assert (abs(both["share"].fill_null(0.0) - both["share_printed"]) <= 0.0005 + 1e-12).all()


@pytest.mark.parametrize("seed", range(4))
def test_class_parts_and_new_classes(seed):
    made = planted(5, seed=seed, establishments=4_000, regions=30)
    told = made.truth["definition_breaks"].filter(pl.col("of") == "industry")
    assert told["share"].drop_nulls().is_between(0, 1).all()
    assert (told["establishments"] >= 0).all()
    activity = made.tables["activity"]
    for code, year in told.filter(pl.col("kind") == "class-new").select("to", "year").rows():
        rows = activity.filter((pl.col("industry") == code) & (pl.col("year") < year))
        assert rows.is_empty()
        others = told.filter((pl.col("year") < year) & (pl.col("from") == code))
        assert others.is_empty()


def test_every_table_passes_the_door(broken):
    known = {(n, c): frame[c] for n, frame in broken.tables.items() for c in frame.columns}
    for name, frame in broken.tables.items():
        checked = validate(frame, schemas()[name], known=known)
        assert checked.problems == () and checked.cautions == (), name
    assert broken.tables["regions"]["name"].is_unique().all()
    assert broken.tables["regions"]["name_zh"].is_unique().all()


def test_codes_end_and_begin_when_the_table_says(broken):
    years = (
        broken.tables["activity"]
        .group_by("region")
        .agg(pl.col("year").min().alias("low"), pl.col("year").max().alias("high"))
    )
    spans = {region: (low, high) for region, low, high in years.rows()}
    for region, successor, year, kind, weight in (
        broken.tables["region_changes"]
        .select("region", "successor", "year", "kind", "weight")
        .rows()
    ):
        assert 0 < weight <= 1
        assert spans[successor][1] == LAST
        if kind == "boundary":
            assert spans[region] == (2017, LAST)
        else:
            assert spans[region] == (2017, year - 1)
        if kind in {"renumbered", "split"}:
            assert spans[successor][0] == year


def test_the_weights_put_growth_right(broken):
    """Followed by the table, growth at a break is what it was on the same land, nearly."""
    changes = RegionChanges.from_frame(broken.tables["region_changes"])
    activity = broken.tables["activity"]
    jobs = {
        (region, year): value
        for region, year, value in activity.group_by("region", "year")
        .agg(pl.col("employment").sum())
        .rows()
    }
    true = {
        (unit, year): value
        for unit, year, value in broken.truth["untreated"]
        .select("unit", "year", "employment")
        .rows()
    }
    steps = changes.steps(years_present(activity))
    seen = 0
    for (before, after), regions in steps.items():
        for region, parts in regions.items():
            if any(weight is None for _, weight in parts):
                continue
            base = sum(weight * jobs[part, before] for part, weight in parts)
            seen += 1
            later_break = broken.tables["region_changes"].filter(
                (pl.col("year") > after)
                & ((pl.col("region") == region) | (pl.col("successor") == region))
            )
            if later_break.is_empty():
                assert base == pytest.approx(true[region, before], rel=1e-9)
                assert jobs[region, after] == true[region, after]
    assert seen >= 5


def test_a_piece_of_a_county_hangs_together_on_the_map(broken):
    ended = broken.tables["regions"].filter(
        (pl.col("level") == "county") & pl.col("geometry").is_null()
    )
    assert ended.height == 4  # two merged, one renumbered, one split
    alive = broken.tables["regions"].filter(pl.col("geometry").is_not_null())
    shapes = dict(zip(alive["region"], shapely.from_wkb(alive["geometry"].to_numpy()), strict=True))
    for parent, lon, lat in ended.select("parent", "lon", "lat").rows():
        assert shapely.covers(shapes[parent], shapely.Point(lon, lat))


@pytest.mark.parametrize(("years", "breaks", "number"), [(3, 5, 2), (3, 1, 1), (12, 5, 5)])
def test_more_breaks_than_years_are_as_many_as_there_can_be(years, breaks, number):
    made = economy(
        economy_plan(establishments=1_000, seed=2, years=years, breaks=breaks, regions=12)
    )
    assert made.truth["definition_breaks"]["year"].n_unique() == number
    assert made.truth["definition_breaks"]["year"].min() > 2024 - years + 1


def test_the_same_breaks_again(broken):
    again = planted(5)
    for name in ("activity", "region_changes", "regions"):
        assert again.tables[name].equals(broken.tables[name]), name
    assert again.truth["definition_breaks"].equals(broken.truth["definition_breaks"])
    for name in ("activity_totals", "concordance", "policy_measures"):
        assert again.papers[name].equals(broken.papers[name]), name


def test_breaks_in_several_countries_pass_the_door_and_cross_no_border():
    made = planted(4, countries=3, hidden=0.2, years=6)
    known = {(n, c): frame[c] for n, frame in made.tables.items() for c in frame.columns}
    for name in ("regions", "region_parents", "activity", "region_changes"):
        checked = validate(made.tables[name], schemas()[name], known=known)
        assert checked.problems == () and checked.cautions == (), name
    above = dict(made.tables["regions"].select("region", "parent").rows())
    for region, successor in made.tables["region_changes"].select("region", "successor").rows():
        assert above[region] == above[successor]
    nations = made.tables["regions"].filter(pl.col("level") == "country")["region"]
    printed = made.papers["activity_totals"].filter(pl.col("region").is_in(nations.implode()))
    assert printed["region"].n_unique() == 3
