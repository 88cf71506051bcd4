"""Workbooks, Parquet, GeoJSON and TopoJSON."""

import json
import zipfile

import polars as pl
import pytest
import shapely
import xlsxwriter

from jiqun.core import InputError
from jiqun.sources.files import Dialect, Limits, apply_map, contents, read_file
from jiqun.sources.files.workbooks import read_workbook
from jiqun.tables import schema

SQUARE = [[0, 0], [2, 0], [2, 2], [0, 2], [0, 0]]


def book(path, rows, sheet="Data", others=()):
    with xlsxwriter.Workbook(str(path)) as made:
        page = made.add_worksheet(sheet)
        for at, row in rows.items():
            page.write_row(at - 1, 0, row)
        for other in others:
            made.add_worksheet(other).write_row(0, 0, ["u", "v"])
    return path


def refused(path, **options):
    with pytest.raises(InputError) as told:
        read_file(path, dialect=Dialect(**options))
    return [problem.code for problem in told.value.problems]


def test_a_workbook_keeps_leading_zeros_and_row_numbers(tmp_path):
    path = book(
        tmp_path / "a.xlsx",
        {
            1: ["Employment 2020"],
            3: ["region", "name", "v"],
            4: ["01001", "苏州", 1.5],
            6: ["x", None, 2],
        },
        others=["Notes"],
    )
    raw = read_file(path)
    assert raw.frame.rows() == [("01001", "苏州", "1.5"), ("x", None, "2")]
    assert raw.lines.to_list() == [4, 6]
    assert [caution.code for caution in raw.cautions] == ["sheet-first"]
    assert read_file(path, dialect=Dialect(sheet="Data")).cautions == ()
    assert refused(path, sheet="Dta") == ["sheet-unknown"]
    assert refused(path, sheet="Data", header_row=99) == ["header-row"]
    assert refused(path, sheet="Notes") == ["file-rows"]


def test_a_workbook_that_is_none(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"not a workbook")
    assert refused(path) == ["file-broken"]
    assert refused(book(tmp_path / "b.xlsx", {})) == ["file-empty"]


def test_a_workbook_that_unpacks_into_gigabytes_is_refused(tmp_path):
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * (2 << 20))
    assert path.stat().st_size < 10_000
    with pytest.raises(InputError) as told:
        read_workbook(path, dialect=Dialect(), limits=Limits(bytes=1 << 20))
    assert [problem.code for problem in told.value.problems] == ["file-limit"]


def test_a_file_beyond_the_limit_is_refused(tmp_path):
    (tmp_path / "a.csv").write_bytes(b"a,b\n1,2\n3,4\n")
    with pytest.raises(InputError) as told:
        read_file(tmp_path / "a.csv", limits=Limits(bytes=10))
    assert [problem.code for problem in told.value.problems] == ["file-limit"]
    assert "--limit bytes=12" in told.value.problems[0].fix
    assert contents.MOST_BYTES > 1 << 30


def test_parquet_keeps_its_types(tmp_path):
    frame = pl.DataFrame({"region": ["a", None], "year": [2020, 2021]})
    frame.write_parquet(tmp_path / "a.parquet")
    raw = read_file(tmp_path / "a.parquet")
    assert raw.frame.equals(frame) and raw.counted == "row"
    (tmp_path / "b.parquet").write_bytes(b"PAR1 no")
    assert refused(tmp_path / "b.parquet") == ["file-broken"]
    frame.clear().write_parquet(tmp_path / "c.parquet")
    assert refused(tmp_path / "c.parquet") == ["file-rows"]


def geojson(path, *geometries, **extra):
    rows = [
        {
            "type": "Feature",
            "id": f"r{at}",
            "properties": {"name": f"Region {at}", "level": "city", "population": at},
            "geometry": geometry,
        }
        for at, geometry in enumerate(geometries)
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": rows} | extra))
    return path


def polygon(*ring):
    return {"type": "Polygon", "coordinates": [list(ring)]}


def test_geojson_becomes_regions_with_a_point_inside(tmp_path):
    path = geojson(tmp_path / "a.geojson", polygon(*SQUARE), None)
    raw = read_file(path)
    mapped = apply_map(raw, schema("regions"))
    assert mapped.frame["region"].to_list() == ["r0", "r1"]
    assert mapped.frame["population"].to_list() == [0, 1]
    shape = shapely.from_wkb(mapped.frame["geometry"][0])
    assert shape.area == 4.0
    assert shape.contains(shapely.Point(mapped.frame["lon"][0], mapped.frame["lat"][0]))
    assert mapped.frame["geometry"][1] is None and mapped.frame["lon"][1] is None
    assert {c.code for c in mapped.cautions} == {"geo-id", "geo-point"}


def test_coordinates_in_metres_are_refused_with_the_remedy(tmp_path):
    path = geojson(tmp_path / "a.geojson", polygon(*[[x * 1e5, y * 1e5] for x, y in SQUARE]))
    with pytest.raises(InputError, match="ogr2ogr -t_srs EPSG:4326"):
        read_file(path)


def test_swapped_axes_are_recognised(tmp_path):
    # Suzhou is at 120.6 E, 31.3 N
    path = geojson(tmp_path / "a.geojson", {"type": "Point", "coordinates": [31.3, 120.6]})
    with pytest.raises(InputError, match="seem swapped"):
        read_file(path)


@pytest.mark.parametrize(
    ("crs", "fine"),
    [
        ("urn:ogc:def:crs:OGC:1.3:CRS84", True),
        ("urn:ogc:def:crs:EPSG::4326", True),
        ("urn:ogc:def:crs:EPSG::3857", False),
        ("EPSG:27700", False),
    ],
)
def test_another_reference_system_is_refused(tmp_path, crs, fine):
    named = {"crs": {"type": "name", "properties": {"name": crs}}}
    path = geojson(tmp_path / "a.geojson", polygon(*SQUARE), **named)
    if fine:
        assert read_file(path).frame.height == 1
    else:
        assert refused(path) == ["geo-crs"]


def test_a_shape_that_crosses_itself_is_repaired_and_told(tmp_path):
    bow_tie = polygon([0, 0], [2, 2], [2, 0], [0, 2], [0, 0])
    raw = read_file(geojson(tmp_path / "a.geojson", polygon(*SQUARE), bow_tie))
    assert [caution.code for caution in raw.cautions] == ["geo-repaired"]
    assert "row 2" in raw.cautions[0].found
    assert shapely.is_valid(shapely.from_wkb(raw.frame["geometry"].to_list())).all()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", "file-broken"),
        ("[1, 2]", "file-broken"),
        ('{"type": "Point", "coordinates": [1, 2]}', "file-broken"),
        ('{"type": "FeatureCollection", "features": []}', "file-rows"),
        ('{"type": "FeatureCollection", "features": [1]}', "file-broken"),
        ('{"type": "FeatureCollection"}', "file-rows"),
        (
            '{"type": "Feature", "geometry": {"type": "Polygon", "coordinates": "x"}}',
            "geo-shape",
        ),
        ('{"type": "Topology", "objects": {}, "arcs": []}', "object-unknown"),
        (
            '{"type":"Topology","arcs":[],"objects":{"a":{"type":"LineString","arcs":[1]}}}',
            "file-broken",
        ),
        ('{"type": "Topology"}', "file-broken"),
    ],
)
def test_broken_geographies(tmp_path, text, code):
    path = tmp_path / "a.json"
    path.write_text(text)
    assert refused(path) == [code]


def test_mixed_and_nested_properties_become_text(tmp_path):
    rows = [
        {"type": "Feature", "properties": {"a": 1, "b": {"x": 1}}, "geometry": None},
        {"type": "Feature", "properties": {"a": "one", "c": True}, "geometry": None},
    ]
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": rows}))
    frame = read_file(path).frame
    assert frame["a"].to_list() == ["1", "one"]
    assert frame["b"].to_list() == ['{"x":1}', None]
    assert frame["c"].to_list() == [None, True]


#: Two unit squares that share an edge, quantised on a grid of 0.5 from (100, 30):
#: arc 0 is the shared edge upwards, arcs 1 and 2 the rest of the left and right square.
TOPOLOGY = {
    "type": "Topology",
    "transform": {"scale": [0.5, 0.5], "translate": [100, 30]},
    "arcs": [
        [[2, 0], [0, 2]],
        [[2, 2], [-2, 0], [0, -2], [2, 0]],
        [[2, 0], [2, 0], [0, 2], [-2, 0]],
    ],
    "objects": {
        "places": {
            "type": "GeometryCollection",
            "geometries": [
                {"type": "Polygon", "id": "left", "arcs": [[0, 1]], "properties": {"n": 1}},
                {"type": "MultiPolygon", "id": "right", "arcs": [[[2, -1]]]},
                {"type": "Point", "id": "p", "coordinates": [1, 1]},
                {"type": None, "id": "nowhere"},
            ],
        },
        "lines": {"type": "LineString", "arcs": [0]},
    },
}


def test_topojson_by_hand(tmp_path):
    path = tmp_path / "a.topojson"
    path.write_text(json.dumps(TOPOLOGY))
    assert refused(path) == ["object-unknown"]
    raw = read_file(path, dialect=Dialect(object="places"))
    assert raw.frame["id"].to_list() == ["left", "right", "p", "nowhere"]
    left, right, point, nowhere = shapely.from_wkb(raw.frame["geometry"].to_list())
    assert left.equals(shapely.box(100, 30, 101, 31))
    assert right.equals(shapely.box(101, 30, 102, 31))
    assert (point.x, point.y) == (100.5, 30.5)
    assert nowhere is None
    line = read_file(path, dialect=Dialect(object="lines")).frame["geometry"][0]
    assert shapely.from_wkb(line).equals(shapely.LineString([[101, 30], [101, 31]]))


@pytest.mark.data
def test_a_publishers_topology_is_read_whole(shared_data):
    path = shared_data / "us_geography" / "cmp_countiesEasMsas_topojson.json"
    objects = json.loads(path.read_text(encoding="utf-8"))["objects"]
    for name, wanted in objects.items():
        raw = read_file(path, dialect=Dialect(object=name))
        assert raw.frame.height == len(wanted.get("geometries", [0]))
        shapes = shapely.from_wkb(raw.frame["geometry"].to_numpy())
        there = shapes[~shapely.is_missing(shapes)]
        assert shapely.is_valid(there).all()
        west, south, east, north = shapely.total_bounds(there)
        assert -180 <= west < east <= 180
        assert 15 < south < north < 75  # Hawaii and Alaska, as published
