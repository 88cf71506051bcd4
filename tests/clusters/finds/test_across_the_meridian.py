"""Clusters over the 180th meridian are drawn in two parts, and measured in one."""
# ruff: noqa: E501 - one shape, one line

import json

import numpy as np
import polars as pl
import pytest
import shapely

from jiqun.clusters.borders import contiguity
from jiqun.clusters.points import PointsPlan, PointTables, find_in_points
from jiqun.core import stream
from jiqun.studies.briefing.maps import small_map
from jiqun.studies.browsing.clusters.geometry import _territories


def wrapped(lon):
    return (np.asarray(lon) + 180) % 360 - 180


def crowd(lon):
    """Give 300 firms of two industries, one crowded around a place at a longitude."""
    dice = stream(seed=5)
    at = dice.uniform(-1, 1, (300, 2))
    at[:60] *= 0.05
    industries = np.where(np.arange(300) < 60, "steel", "other")
    return pl.DataFrame({"lon": wrapped(lon + at[:, 0]), "lat": at[:, 1], "industry": industries})


def found(lon):
    categories = pl.DataFrame(
        {"definition": "d", "category": ["steel", "other"], "industry": ["steel", "other"]}
    )
    plan = PointsPlan(definition="d", scales_km=(5.0,), draws=19, cores=False)
    return find_in_points(PointTables(points=crowd(lon), categories=categories), plan).clusters


def test_a_cluster_of_points_is_the_same_there_as_elsewhere():
    here, there = found(100.0), found(180.0)
    assert len(here) == len(there) >= 1
    for one, other in zip(here.iter_rows(named=True), there.iter_rows(named=True), strict=True):
        assert other["area_km2"] == pytest.approx(one["area_km2"], rel=1e-6)
        assert (other["lon"] - one["lon"]) % 360 == pytest.approx(80, abs=1e-6)
        drawn, true = (shapely.from_wkb(row["geometry"]) for row in (other, one))
        west, _, east, _ = shapely.bounds(drawn)
        assert -180 <= west <= east <= 180
        assert drawn.area == pytest.approx(true.area, rel=1e-6)
        assert drawn.geom_type == "MultiPolygon"


def strip(lon):
    """Give a row of six regions from a longitude eastward, the middle two full of steel."""
    shapes = [shapely.box(lon + i, 0, lon + i + 1, 1) for i in range(6)]
    return pl.DataFrame(
        {
            "region": [f"r{i}" for i in range(6)], "name": [f"r{i}" for i in range(6)], "name_zh": None, "level": "county",
            "geometry": shapely.to_wkb([shapely.transform(s, lambda at: at - np.array([360, 0])) if s.bounds[0] >= 180 else s for s in shapes]).tolist(),
            "lon": wrapped(lon + np.arange(6) + 0.5), "lat": 0.5,
        }
    )  # fmt: skip


def test_neighbours_and_the_small_map_do_not_mind_the_meridian():
    for level in (strip(100.0), strip(177.0)):
        graph = contiguity(level, level="county")
        assert np.diff(graph.starts).tolist() == [1, 2, 2, 2, 2, 1]
    maps = [
        small_map(strip(lon), here={"r2", "r3"}, values={}, quantity="") for lon in (100.0, 177.0)
    ]
    centres = [[shape.centre for shape in one.shapes] for one in maps]
    np.testing.assert_allclose(centres[0], centres[1], atol=0.2)


def test_a_territory_of_two_parts_is_drawn_as_finely_as_one():
    ring = shapely.Point(0, 0).buffer(0.2, quad_segs=64)
    rows = pl.DataFrame(
        {
            "cluster": ["a", "b"],
            "geometry": [
                shapely.to_wkb(ring),
                shapely.to_wkb(
                    shapely.MultiPolygon(
                        [
                            shapely.intersection(moved, shapely.box(*box))
                            for moved, box in (
                                (shapely.transform(ring, lambda at: at + np.array([180, 0])), (0, -1, 180, 1)),
                                (shapely.transform(ring, lambda at: at - np.array([180, 0])), (-180, -1, 0, 1)),
                            )
                        ]
                    )
                ),
            ],
        }
    )  # fmt: skip
    areas = [shapely.from_geojson(json.dumps(shape)).area for shape in _territories(rows).values()]
    assert areas[0] == pytest.approx(areas[1], rel=5e-3)
    assert areas[0] == pytest.approx(ring.area, rel=5e-3)
