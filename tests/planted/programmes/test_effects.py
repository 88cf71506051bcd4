"""What each design does over time, where it works, and whom else it reaches."""

import numpy as np
import polars as pl
import pytest

from jiqun.planted import economy, economy_plan
from jiqun.planted.clusters import DRIVERS, STAGES, make_clusters
from jiqun.planted.ground import make_industries, make_places
from jiqun.planted.programmes import DESIGNS, crowded, holds_of

CODES = {design.code: design for design in DESIGNS}


@pytest.fixture(scope="module")
def made():
    return economy(economy_plan(establishments=8_000, seed=4, regions=200, years=12))


def effects(made, code):
    return made.truth["treatment_effects"].filter(pl.col("programme") == code)


@pytest.mark.parametrize(
    ("code", "ages", "share"),
    [
        ("PG-PILOT", [-1, 0, 1, 2, 9], [0, 1 / 3, 2 / 3, 1, 1]),
        ("PG-ZONE", [-1, 0, 5], [0, 1, 1]),
        # half of it is left two years after it was full
        ("PG-START", [-1, 0, 1, 2, 4], [0, 1, 2**-0.5, 0.5, 0.25]),
        # announced a year before
        ("PG-PARK", [-2, -1, 0, 1, 7], [0, 0.4, 0.5, 1, 1]),
    ],
)
def test_courses_by_hand(code, ages, share):
    np.testing.assert_allclose(CODES[code].course(np.array(ages, dtype=float)), share)


@pytest.mark.parametrize("code", sorted(CODES))
def test_the_truth_follows_the_course(made, code):
    own = effects(made, code).filter(~pl.col("spillover"))
    age = (own["year"] - own["start"]).to_numpy().astype(float)
    full = CODES[code].effect * CODES[code].course(age)
    works = own.select((pl.col("effect") != 0).any().over("unit")).to_series().to_numpy()
    np.testing.assert_allclose(own["effect"].to_numpy(), np.where(works, full, 0.0), atol=1e-12)


def test_upgrading_works_in_clusters_that_grow_or_are_mature_and_nowhere_else(made):
    own = effects(made, "PG-UPGRADE").filter(~pl.col("spillover"))
    works = own.group_by("unit").agg((pl.col("effect") > 0).any(), pl.col("start").first())
    assert 0 < works["effect"].mean() < 1
    places, industries = make_places(made.plan), make_industries(made.plan)
    clusters = make_clusters(made.plan, places.land, industries, places.empty)
    holds = holds_of(places.land, clusters)
    right = [STAGES.index("growth"), STAGES.index("maturity")]
    for unit, at_work, start in works.rows():
        inside = np.flatnonzero(holds[:, places.codes["county"].index(unit)])
        stages = clusters.stage[inside, start - made.plan.calendar[0]]
        assert at_work == np.isin(stages, right).any(), unit


def test_displacement_takes_and_spillover_gives_the_planned_share(made):
    share = made.plan.spillover
    parks = effects(made, "PG-PARK").filter(pl.col("spillover"))
    assert parks.height and (parks["effect"] <= 0).all()
    assert parks["effect"].min() == pytest.approx(-share * CODES["PG-PARK"].effect)
    for code in ("PG-ZONE", "PG-UPGRADE"):
        given = effects(made, code).filter(pl.col("spillover"))
        assert given.height and (given["effect"] >= 0).all()
        assert given["effect"].max() == pytest.approx(share * CODES[code].effect)
    for code in ("PG-PILOT", "PG-LABEL", "PG-START"):
        assert not effects(made, code)["spillover"].any()


def test_without_spillover_nobody_else_is_touched():
    still = economy(economy_plan(establishments=2_000, seed=4, years=6, spillover=0.0))
    assert not still.truth["treatment_effects"]["spillover"].any()
    assert (still.truth["programme_designs"]["spill_share"] == 0).all()


def test_spillover_changes_no_choice(made):
    other = economy(
        economy_plan(establishments=8_000, seed=4, regions=200, years=12, spillover=1.0)
    )
    counties = pl.col("programme") != "PG-VOUCHER"
    for (kind, name), table in {
        ("tables", "treatments"): "treatments",
        ("truth", "selection"): "selection",
    }.items():
        first, second = getattr(made, kind)[table], getattr(other, kind)[table]
        assert first.filter(counties).equals(second.filter(counties)), name
    assert not other.tables["activity"].equals(made.tables["activity"])


def test_the_truth_of_untouched_counties_is_that_nothing_happened(made):
    touched = made.truth["treatment_effects"].filter(pl.col("effect") != 0)["unit"].unique()
    rest = made.truth["untreated"].filter(~pl.col("unit").is_in(touched.implode()))
    assert rest.height
    assert (rest["employment"] == rest["employment_without"]).all()


def test_designs_are_told(made):
    told = made.truth["programme_designs"]
    assert told["programme"].sort().equals(made.tables["programmes"]["programme"].sort())
    shares = dict(told.select("programme", "spill_share").rows())
    assert shares["PG-PARK"] == -shares["PG-ZONE"] == -made.plan.spillover


def clusters_of(made, driver):
    """Give the land, the local clusters and which of them something drives."""
    places, industries = make_places(made.plan), make_industries(made.plan)
    clusters = make_clusters(made.plan, places.land, industries, places.empty)
    return places, clusters, clusters.local & (clusters.driver == DRIVERS.index(driver))


def test_resources_that_drive_a_cluster_can_be_seen(made):
    places, clusters, driven = clusters_of(made, "resource")
    rich = holds_of(places.land, clusters)[driven].any(axis=0)
    rows = made.tables["indicators"].filter(
        (pl.col("indicator") == "raw-materials") & (pl.col("year") == 2024)
    )
    value = np.array([dict(rows.select("unit", "value").rows())[c] for c in places.codes["county"]])
    # the chance that one of a rich county and one of another stand in the right order
    assert (value[rich][:, None] > value[~rich][None, :]).mean() > 0.9


def test_government_s_clusters_are_reached_more_often(made):
    places, clusters, driven = clusters_of(made, "government")
    seats = {places.codes["county"][c] for c in places.land.county[clusters.centre[driven]]}
    rows = made.truth["selection"].filter(pl.col("programme") == "PG-PILOT")
    favoured = rows.filter("favoured")
    assert set(favoured["unit"]) <= seats
    assert favoured["chance"].mean() > 1.5 * rows.filter(~pl.col("favoured"))["chance"].mean()


def test_crowded_places_become_dear_and_pay_more(country):
    places, clusters, _ = clusters_of(country, "market")
    full = crowded(places.land, clusters, int(clusters.group.max()) + 1).any(axis=1)
    assert full.any() and not full.all()
    rent = (
        country.tables["indicators"]
        .filter(pl.col("indicator") == "office-rent")
        .pivot("year", index="unit", values="value")
    )
    rise = dict(rent.select("unit", pl.col("2024") / pl.col("2015")).rows())
    risen = np.array([rise[code] for code in places.codes["county"]])
    assert (risen[full][:, None] > risen[~full][None, :]).mean() > 0.95
