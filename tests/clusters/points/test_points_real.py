"""Places that everybody knows: jewellery of Rhode Island, metals of Sheffield."""

import polars as pl
import pytest
import shapely

from jiqun.clusters.points import PointsPlan, PointTables, find_in_points
from jiqun.sources.zbp import zip_establishments

pytestmark = pytest.mark.data


def test_jewellery_is_in_rhode_island_and_insurance_in_hartford(shared_data):
    # "Jewelry capital of the world": Providence and around, docs/explanation/clusters-from-points
    folder = shared_data / "establishment_points"
    names = ("zbp_zip_naics6_establishments_2012.parquet", "us_zip_centroids_geonames.parquet")
    points = zip_establishments(tuple(folder / name for name in names), year=2012)
    near = points.filter(pl.col("zip").str.slice(0, 2).is_in(["01", "02", "06"]))
    sets = pl.DataFrame(
        {
            "definition": "d",
            "category": ["jewelry", "jewelry", "insurance"],
            "industry": ["339910", "331492", "524113"],
        }
    )
    tables = PointTables(
        points=near.rename({"zip": "region", "naics": "industry"}), categories=sets
    )
    plan = PointsPlan(definition="d", level="zip", draws=39, cores=False, least=10)
    found = find_in_points(tables, plan).clusters
    jewels = (
        found.filter(pl.col("category") == "jewelry").sort("establishments").row(-1, named=True)
    )
    assert shapely.intersects_xy(
        shapely.from_wkb(jewels["geometry"]), -71.413, 41.824
    )  # Providence
    assert jewels["excess"] > 5
    hartford = found.filter(pl.col("category") == "insurance")["geometry"].to_numpy()
    assert shapely.intersects_xy(shapely.from_wkb(hartford), -72.685, 41.766).any()


def test_metal_is_made_in_the_don_valley_of_sheffield(shared_data):
    folder = shared_data / "establishment_points"
    frame = pl.read_parquet(folder / "companies_house_south_yorkshire_points.parquet")
    points = frame.filter(pl.len().over("easting", "northing") <= 100).select(
        pl.col("la_code").alias("region"),
        pl.col("easting").alias("x") / 1000,
        pl.col("northing").alias("y") / 1000,
        pl.col("sic1").str.slice(0, 2).alias("industry"),
    )
    sets = pl.DataFrame({"definition": "sic", "category": ["24", "25"], "industry": ["24", "25"]})
    plan = PointsPlan(
        definition="sic", metric="planar", crs="EPSG:27700", scales_km=(0.7, 1.4, 2.8), draws=39,
        least=10, cores=False,
    )  # fmt: skip
    found = find_in_points(PointTables(points=points, categories=sets), plan).clusters
    steel = found.filter(pl.col("cluster").str.starts_with("points:sic:24:E08000019"))
    # Attercliffe, the old steel quarter below the city
    assert shapely.intersects_xy(
        shapely.from_wkb(steel["geometry"].to_numpy()), -1.43, 53.393
    ).any()
    assert steel["excess"].max() > 3
    assert set(found["category"]) == {"24", "25"}
