"""The land: polygons that fit together exactly, and everything inside its own."""

import numpy as np
import polars as pl
import pytest
import shapely
from pyproj import Geod

LEVELS = ("county", "city", "province", "economic-area")
#: Shares of the country's area; floating-point sums of some thousand polygons.
GAP = 1e-9
#: A sphere of 6371.0088 km against the WGS 84 ellipsoid.
ELLIPSOID = 0.01


def shapes(economy, level):
    rows = economy.tables["regions"].filter(pl.col("level") == level)
    return rows, shapely.from_wkb(rows["geometry"].to_numpy())


@pytest.mark.parametrize("size", ["small", "country"])
@pytest.mark.parametrize("level", LEVELS)
def test_regions_neither_overlap_nor_leave_gaps(size, level, request):
    economy = request.getfixturevalue(size)
    _, found = shapes(economy, level)
    _, (nation,) = shapes(economy, "country")
    assert shapely.is_valid(found).all()
    assert shapely.coverage_is_valid(found)
    united = shapely.coverage_union_all(found)
    assert shapely.symmetric_difference(united, nation).area < GAP * nation.area
    assert abs(shapely.area(found).sum() - nation.area) < GAP * nation.area


def test_a_region_is_the_union_of_its_children(country):
    rows, found = shapes(country, "county")
    parents, above = shapes(country, "city")
    for code, shape in zip(parents["region"], above, strict=True):
        own = found[(rows["parent"] == code).to_numpy()]
        assert shapely.equals(shapely.coverage_union_all(own), shape)


def test_the_second_hierarchy_overlaps_the_first(country):
    counties = country.tables["regions"].filter(pl.col("level") == "county")
    cities = country.tables["regions"].filter(pl.col("level") == "city")
    parents = country.tables["region_parents"]
    assert parents["region"].sort().to_list() == counties["region"].sort().to_list()
    above = counties.join(parents, on="region", suffix="_area").join(
        cities.select(pl.col("region").alias("parent"), pl.col("parent").alias("province")),
        on="parent",
    )
    provinces = above.group_by("parent_area").agg(pl.col("province").n_unique())
    assert (provinces["province"] > 1).any()


def test_areas_are_those_of_the_globe(country):
    # pyproj's geodesic area is an independent computation, on the ellipsoid
    rows, found = shapes(country, "county")
    geod = Geod(ellps="WGS84")
    for area, shape in list(zip(rows["area_km2"], found, strict=True))[:25]:
        km2 = abs(geod.geometry_area_perimeter(shape)[0]) / 1e6
        assert abs(area / km2 - 1) < ELLIPSOID


def test_every_organisation_is_inside_its_region(country):
    rows, found = shapes(country, "county")
    at = {code: place for place, code in enumerate(rows["region"])}
    organisations = country.tables["organisations"]
    shape = found[organisations["region"].replace_strict(at).to_numpy()]
    inside = shapely.contains_xy(
        shape, organisations["lon"].to_numpy(), organisations["lat"].to_numpy()
    )
    assert inside.all()


@pytest.mark.parametrize("level", LEVELS)
def test_the_point_of_a_region_is_inside_it(country, level):
    rows, found = shapes(country, level)
    assert shapely.contains_xy(found, rows["lon"].to_numpy(), rows["lat"].to_numpy()).all()


def test_a_region_may_be_empty(country):
    counties = country.tables["regions"].filter(pl.col("level") == "county")
    busy = country.tables["activity"]["region"].unique()
    empty = counties.filter(~pl.col("region").is_in(busy.implode()))
    assert 1 <= empty.height <= 2
    assert not country.tables["organisations"]["region"].is_in(empty["region"].implode()).any()


def test_people_gather_in_few_places(country):
    counties = country.tables["regions"].filter(pl.col("level") == "county")
    density = np.sort((counties["population"] / counties["area_km2"]).to_numpy())[::-1]
    # Zipf's law for the urban centres: the densest county stands far above the middle
    assert density[0] > 6 * np.median(density)


def test_people_add_up(country):
    regions = country.tables["regions"]
    total = regions.group_by("level").agg(pl.col("population").sum())["population"]
    # each level is rounded on its own
    assert total.max() - total.min() < regions.height
