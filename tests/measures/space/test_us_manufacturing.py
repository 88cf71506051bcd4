"""US manufacturing: signs and order as docs/explanation/us-manufacturing-concentration.md tells.

Believed because they agree with Ellison and Glaeser (1997) and Duranton and Overman (2005):
textiles, carpets, wine and oil machinery are concentrated; concrete, millwork and animal food
are spread.
"""

import numpy as np
import polars as pl
import pytest

from jiqun.measures import ellison_glaeser, locational_gini
from jiqun.measures.space import Null, kd_study
from jiqun.sources.zbp import jitter, zip_establishments
from jiqun.tables import Counts, Plants, Sites

pytestmark = pytest.mark.data
HOSIERY, CARPETS, WINERIES, OIL_MACHINERY = "31511", "31411", "31213", "33313"
CONCRETE, MILLWORK, ANIMAL_FOOD = "32732", "32191", "31111"
PRINTING, MACHINE_SHOPS = "32311", "33271"
LOCALISED = (HOSIERY, CARPETS, WINERIES, OIL_MACHINERY)
DISPERSED = (CONCRETE, MILLWORK, ANIMAL_FOOD)
POINTS = "us_zip_centroids_geonames.parquet"


def manufacturing(code):
    return pl.col(code).str.slice(0, 2).is_in(["31", "32", "33"])


@pytest.fixture(scope="module")
def establishments(shared_data):
    folder = shared_data / "establishment_points"
    files = (folder / "zbp_zip_naics6_establishments_2012.parquet", folder / POINTS)
    found = zip_establishments(files, year=2012).filter(manufacturing("naics"))
    # California comes without the sixth digit: five for all
    five = found.with_columns(pl.col("naics").str.slice(0, 5))
    keys = ["zip", "lon", "lat", "naics", "year"]
    return five.group_by(keys).agg(pl.col("establishments").sum()).sort("zip", "naics")


def by_name(result):
    return dict(zip(result.industries, result.values.tolist(), strict=True))


def test_kd_finds_the_localised_and_the_dispersed(establishments):
    placed = jitter(establishments, seed=1)
    sites = Sites.from_frame(placed, x="lon", y="lat", industry="naics", metric="great-circle")
    assert len(sites) == 297_203
    study = kd_study(
        sites,
        radii=np.arange(0, 181, 2.0),
        null=Null(draws=99, seed=1),
        industries=LOCALISED + DISPERSED,
    )
    at = {industry: row for row, industry in enumerate(study.series)}
    above, below = study.summary["localisation"], study.summary["dispersion"]
    assert all(above[at[one]] > 0 for one in LOCALISED)
    assert all(below[at[one]] > 0 and above[at[one]] == 0 for one in DISPERSED)
    strength = [above[at[one]] for one in LOCALISED]
    assert strength == sorted(strength, reverse=True)
    assert (study.summary["p_value"] <= 0.05).all()


def test_ellison_glaeser_ranks_industries_as_the_literature_does(establishments, shared_data):
    states = pl.read_parquet(shared_data / "establishment_points" / POINTS).unique("zip")
    each = establishments.join(states.select("zip", "state"), on="zip").select(
        region="state",
        industry="naics",
        employment=pl.lit(1.0).repeat_by("establishments"),
    )
    gamma = by_name(ellison_glaeser(Plants.from_frame(each.explode("employment"))))
    assert len(gamma) == 180
    assert min(gamma.values()) > 0  # they found nearly all above what chance gives
    order = sorted(gamma, key=gamma.get, reverse=True)
    assert all(order.index(one) < 10 for one in LOCALISED)
    assert all(gamma[one] < 0.02 for one in (*DISPERSED, PRINTING, MACHINE_SHOPS))
    assert np.median(list(gamma.values())) < 0.02


def test_the_locational_gini_ranks_carpets_above_machine_shops(shared_data):
    cells = (
        pl.read_parquet(
            shared_data / "us_employment" / "cbp_county_naics6_2017_2020.parquet",
            columns=["county_fips", "naics", "emp", "year"],
        )
        .with_columns(pl.col("naics", "county_fips").cast(pl.String))
        .filter((pl.col("year") == 2018) & (pl.col("emp") > 0) & manufacturing("naics"))
        .with_columns(pl.col("naics").str.slice(0, 5))
        .group_by("county_fips", "naics")
        .agg(pl.col("emp").sum().cast(pl.Float64))
    )
    table = Counts.from_frame(
        cells, region="county_fips", industry="naics", value="emp", unit="persons"
    )
    gini = by_name(locational_gini(table))
    assert 0.48 < gini[CARPETS] < 0.5
    assert gini[MACHINE_SHOPS] == min(gini.values())
    assert gini[MACHINE_SHOPS] < gini[PRINTING] < gini[CONCRETE] < gini[WINERIES] < gini[CARPETS]
