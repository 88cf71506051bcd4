"""American regions: unions, areas, points, hierarchies."""

import json

import numpy as np
import polars as pl
import pytest
import shapely

from jiqun.core import InputError
from jiqun.sources import read_geography

#: Four unit squares in a row at the equator; counties 01001, 01003 | 02001, 02270.
IDS = ["01001", "01003", "02001", "02270"]


def square(x):
    return [[[x, 0], [x + 1, 0], [x + 1, 1], [x, 1], [x, 0]]]


def topology():
    squares = [square(x)[0] for x in range(4)]
    both = [[0, 0], [2, 0], [2, 1], [0, 1], [0, 0]]
    county = [
        {"type": "Polygon", "id": id, "properties": {"name": f"C{id}"}, "arcs": [[at]]}
        for at, id in enumerate(IDS)
    ]
    area = {"type": "Polygon", "id": "57001", "properties": {"name": "Area, AL (Economic Area)"}}
    metro = {"type": "Polygon", "id": "10180", "properties": {"name": "Metro, AL (Micropolitan)"}}
    return {
        "type": "Topology",
        "arcs": [*squares, both],
        "objects": {
            "counties": {"type": "GeometryCollection", "geometries": county},
            "eas": {"type": "GeometryCollection", "geometries": [{**area, "arcs": [[4]]}]},
            "msas": {"type": "GeometryCollection", "geometries": [{**metro, "arcs": [[0]]}]},
        },
    }


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "map.json"
    path.write_text(json.dumps(topology()), encoding="utf-8")
    return path


def by_region(reading):
    return {r["region"]: r for r in reading.tables["regions"].iter_rows(named=True)}


def test_states_are_unions_of_counties(file):
    rows = by_region(read_geography((file,)))
    state = shapely.from_wkb(rows["01"]["geometry"])
    assert state.equals(shapely.box(0, 0, 2, 1))
    assert (rows["01"]["name"], rows["01"]["name_zh"]) == ("Alabama", "亚拉巴马州")
    assert (rows["01001"]["parent"], rows["01"]["parent"]) == ("01", "US")


def test_areas_are_true_at_the_equator(file):
    # a square degree at the equator: 111.32 km by 110.57 km
    rows = by_region(read_geography((file,)))
    assert rows["01001"]["area_km2"] == pytest.approx(111.32 * 110.57, rel=1e-3)
    assert rows["01"]["area_km2"] == pytest.approx(2 * rows["01001"]["area_km2"], rel=1e-9)


def test_points_lie_inside(file):
    for row in by_region(read_geography((file,))).values():
        if row["geometry"]:
            shape = shapely.from_wkb(row["geometry"])
            assert shape.contains(shapely.Point(row["lon"], row["lat"]))


def test_a_renamed_county_stands_under_its_new_code(file):
    rows = by_region(read_geography((file,)))
    assert "02270" not in rows
    assert rows["02158"]["name"] == "Kusilvak Census Area"


def test_further_parents_by_place(file):
    parents = set(read_geography((file,)).tables["region_parents"].iter_rows())
    assert parents == {("01001", "ea57001"), ("01003", "ea57001"), ("01001", "msa10180")}
    rows = by_region(read_geography((file,)))
    assert (rows["ea57001"]["name"], rows["ea57001"]["level"]) == ("Area, AL", "economic-area")


def test_a_list_goes_before_the_map(tmp_path, file):
    path = tmp_path / "list.csv"
    text = 'FIPS,County,EA,EA Name\n02001,"C, AK",001,"Area, AL"\n01001,"C, AL",001,"Area, AL"\n'
    path.write_text(text, encoding="utf-8")
    parents = set(read_geography((file, path)).tables["region_parents"].iter_rows())
    assert ("02001", "ea57001") in parents


def test_listed_areas_that_are_not_mapped_are_unions(tmp_path):
    whole = topology()
    del whole["objects"]["eas"], whole["objects"]["msas"]
    plain, path = tmp_path / "map.json", tmp_path / "list.csv"
    plain.write_text(json.dumps(whole), encoding="utf-8")
    head = "CBSA Code,CBSA Title,FIPS State Code,FIPS County Code\n"
    path.write_text(head + '10180,"Metro, AL",01,001\n10180,"Metro, AL",01,003\n', encoding="utf-8")
    rows = by_region(read_geography((plain, path)))
    assert shapely.from_wkb(rows["msa10180"]["geometry"]).equals(shapely.box(0, 0, 2, 1))


def test_a_map_without_counties_is_refused(tmp_path):
    path = tmp_path / "map.json"
    path.write_text(json.dumps({"objects": {}, "arcs": []}), encoding="utf-8")
    with pytest.raises(InputError) as told:
        read_geography((path,))
    assert told.value.problems[0].code == "geography-layers"


@pytest.mark.parametrize("text", ["{", "[]", '{"objects": 3}'])
def test_a_broken_map_is_refused(text, tmp_path):
    path = tmp_path / "map.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError):
        read_geography((path,))


@pytest.fixture(scope="module")
def real(shared_data):
    folder = shared_data / "us_geography"
    return read_geography(
        (
            folder / "cmp_countiesEasMsas_topojson.json",
            folder / "BEA_Economic_Areas_and_Counties.xls",
        )
    )


@pytest.mark.data
def test_the_counts_of_the_map(real):
    # 3,191 counties, 179 economic areas, 942 metropolitan areas; 27 counties are points only
    figures = {name: int(value) for name, value in real.figures.items()}
    assert figures["county"] == 3_191 + 27
    assert (figures["economic-area"], figures["msa"], figures["state"]) == (179, 942, 52)


@pytest.mark.data
def test_areas_agree_with_the_published_ones(real):
    # Census, total area in square kilometres: Texas 695,662; Colorado 269,601; Alaska 1,723,337
    rows = by_region(real)
    for code, published in (("48", 695_662), ("08", 269_601), ("02", 1_723_337)):
        assert rows[code]["area_km2"] == pytest.approx(published, rel=0.01)


@pytest.mark.data
def test_every_county_of_the_statistics_is_placed(real, shared_data):
    path = shared_data / "us_employment" / "cbp_county_naics6_2017_2020.parquet"
    used = set(pl.read_parquet(path)["county_fips"].cast(pl.String).unique())
    rows = by_region(real)
    assert used <= set(rows)
    assert all(rows[code]["lon"] is not None for code in used)
    parents = real.tables["region_parents"]
    areas = set(parents.filter(pl.col("parent").str.starts_with("ea"))["region"])
    assert used <= areas
    assert parents.filter(pl.col("parent").str.starts_with("msa"))["parent"].n_unique() == 942
    assert "area-disagree" not in [caution.code for caution in real.cautions]


@pytest.mark.data
def test_all_boundaries_are_valid(real):
    shapes = shapely.from_wkb(real.tables["regions"]["geometry"].drop_nulls().to_numpy())
    assert np.all(shapely.is_valid(shapes))
