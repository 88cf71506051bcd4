"""Shapes over the 180th meridian, systems of coordinates, shapes with nothing in them."""
# ruff: noqa: E501 - one case, one line

import json
import shutil

import numpy as np
import polars as pl
import pytest
import shapely

from jiqun.core import InputError
from jiqun.kernels.ground import seam
from jiqun.sources.files import read_file
from jiqun.sources.files.shapes import check_crs, inner_points, to_wkb
from jiqun.studies.loading import load_table as load
from jiqun.workspace import Workspace

TURN = 360


def ring(*corners):
    return [*corners, corners[0]]


def box(west, south, east, north):
    return ring([west, south], [east, south], [east, north], [west, north])


def polygon(*rings):
    return {"type": "Polygon", "coordinates": list(rings)}


def several(*polygons):
    return {"type": "MultiPolygon", "coordinates": list(polygons)}


def collection(*shapes, **more):
    features = [
        {
            "type": "Feature",
            "properties": {"region": f"G{at}", "name": "n", "level": "city"},
            "geometry": shape,
        }
        for at, shape in enumerate(shapes)
    ]
    return {"type": "FeatureCollection", "features": features} | more


@pytest.fixture
def opened(tmp_path):
    def read(whole):
        file = tmp_path / "map.geojson"
        file.write_text(json.dumps(whole))
        raw = read_file(file)
        codes = {one.code for one in raw.cautions}
        return shapely.from_wkb(raw.frame["geometry"].to_list()), raw.frame["geometry"], codes

    return read


@pytest.fixture
def refused(opened):
    def codes(whole):
        with pytest.raises(InputError) as told:
            opened(whole)
        return [(one.code, one.case) for one in told.value.problems]

    return codes


# what crosses: coordinates given, the area in square degrees, a point inside of the whole
CROSSING = {
    "naive": (polygon(box(178, 52, -176, 53)), 6, (-179, 52.5)),
    "naive, the other way round": (polygon(box(178, 52, -176, 53)[::-1]), 6, (-179, 52.5)),
    "naive, from the east": (polygon(ring([-176, 52], [-176, 53], [178, 53], [178, 52])), 6, (-179, 52.5)),
    "beyond 180": (polygon(box(178, 52, 184, 53)), 6, (-179, 52.5)),
    "beyond -180": (polygon(box(-182, 52, -176, 53)), 6, (-179, 52.5)),
    "all beyond 180": (polygon(box(184, 52, 190, 53)), 6, (-173, 52.5)),
    "its edge said from the west": (polygon(ring([178, 52], [-180, 52], [-180, 53], [178, 53])), 2, (179, 52.5)),
    "its edge said from the east": (polygon(ring([-178, 52], [180, 52], [180, 53], [-178, 53])), 2, (-179, 52.5)),
    "with a hole across": (polygon(box(176, 50, -176, 56), box(179, 52, -179, 54)), 8 * 6 - 4, None),
    "with a hole in the east": (polygon(box(176, 50, -176, 56), box(-179, 52, -178, 53)), 47, None),
    "a part that does and one that does not": (
        several([box(178, 52, -176, 53)], [box(170, 52, 172, 53)]), 8, None),
    "many vertices": (
        polygon(ring(*[[(x + 180) % 360 - 180, 0] for x in np.arange(170, 190.5, 0.5)], [-170, 5], [170, 5])), 100, None),
    "in a collection": (
        {"type": "GeometryCollection", "geometries": [polygon(box(178, 52, -176, 53))]}, 6, (-179, 52.5)),
}  # fmt: skip


@pytest.mark.parametrize("name", CROSSING)
def test_a_shape_across_the_meridian_is_cut_there(opened, name):
    shape, area, spot = CROSSING[name]
    (whole,), wkb, codes = opened(collection(shape))
    assert "geo-meridian" in codes
    west, _, east, _ = shapely.bounds(whole)
    assert -180 <= west <= east <= 180
    assert whole.is_valid
    assert whole.area == pytest.approx(area)
    lon, lat = (column[0] for column in inner_points(wkb))
    assert shapely.intersects_xy(whole.buffer(1e-9), lon, lat)
    if spot:
        assert abs((lon - spot[0] + 180) % TURN - 180) < 1e-9
        assert lat == pytest.approx(spot[1])


KEPT = {
    "cut already": several([box(178, 52, 180, 53)], [box(-180, 52, -176, 53)]),
    "at the edge": polygon(box(178, 52, 180, 53)),
    "at the other edge": polygon(box(-180, 52, -178, 53)),
    "the whole globe": polygon(box(-180, -90, 180, 90)),
    "around a pole, with its edge": polygon(
        ring([-180, -90], [-180, -70], [-60, -65], [60, -65], [180, -70], [180, -90])
    ),
    "truly wide, vertex by vertex": polygon(
        ring(
            *[[x, 10] for x in range(-170, 171, 10)],
            *[[x, 20] for x in range(170, -171, -10)],
        )
    ),
    "islands on both sides": several([box(10, 0, 20, 5)], [box(-170, 0, -160, 5)]),
}


@pytest.mark.parametrize("name", KEPT)
def test_what_does_not_cross_stays_as_it_is(opened, name):
    (whole,), _, codes = opened(collection(KEPT[name]))
    assert "geo-meridian" not in codes
    assert whole.equals_exact(shapely.from_geojson(json.dumps(KEPT[name])))


def test_random_shapes_come_back_whole():
    # any star-shaped polygon, laid somewhere and written naively, has its area and its bounds again
    dice = np.random.Generator(np.random.Philox(7))
    for _ in range(300):
        corners = int(dice.integers(3, 30))
        angle = np.sort(dice.uniform(0, 2 * np.pi, corners))
        far = dice.uniform(1, 12, corners)
        at = np.column_stack([far * np.cos(angle), far * np.sin(angle) / 2])
        true = shapely.Polygon(at + dice.uniform(-60, 60, 2) * np.array([6, 1]))
        if not true.is_valid or not true.area:
            continue
        naive = shapely.transform(
            true, lambda xy: np.column_stack([(xy[:, 0] + 180) % 360 - 180, xy[:, 1]])
        )
        wkb, _ = to_wkb(np.array([naive]), name="x")
        cut = shapely.from_wkb(wkb[0])
        assert cut.area == pytest.approx(true.area)
        assert np.abs(shapely.bounds(cut)[[0, 2]]).max() <= 180
        whole = seam.joined(cut)
        assert whole.area == pytest.approx(true.area)
        assert np.ptp(shapely.bounds(whole)[[0, 2]]) == pytest.approx(
            np.ptp(true.bounds[::2]), abs=1e-6
        )


def test_a_point_beyond_180_is_brought_back(opened):
    (spot,), _, codes = opened(collection({"type": "Point", "coordinates": [184, 52]}))
    assert "geo-meridian" in codes
    assert spot.coords[0] == (-176, 52)


@pytest.mark.parametrize(
    "crs",
    [
        "EPSG:4326", "urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:OGC::CRS84", "OGC:CRS84", "CRS84",
        "urn:ogc:def:crs:EPSG::4326", "urn:ogc:def:crs:EPSG:6.9:4326", "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
        "http://www.opengis.net/def/crs/EPSG/0/4490", "http://www.opengis.net/gml/srs/epsg.xml#4326",
        "urn:ogc:def:crs:EPSG::4490", "EPSG:4490", "epsg:4490", "4490", "CGCS2000", "CGCS 2000",
        "China Geodetic Coordinate System 2000", "GCS_China_Geodetic_Coordinate_System_2000",
        'GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000"]]', "国家大地坐标系2000",
        "EPSG:4480", "EPSG:4258", "EPSG:4269", "WGS 84", "WGS84", 'GEOGCRS["WGS 84",ENSEMBLE["x"]]',
        "+proj=longlat +datum=WGS84 +no_defs", "WGS 84 / EPSG:4326", "https://epsg.io/4326" , None, "",
    ],
)  # fmt: skip
def test_longitude_and_latitude_by_any_name_are_accepted(crs):
    check_crs(crs, name="x")
    check_crs({"type": "name", "properties": {"name": crs}} if crs else {}, name="x")


@pytest.mark.parametrize(
    "crs",
    [
        "EPSG:3857", "urn:ogc:def:crs:EPSG::3857", "EPSG:32650", "EPSG:14326", "EPSG:43260", "EPSG:4549",
        "CGCS2000 / 3-degree Gauss-Kruger CM 120E", "WGS 84 / UTM zone 50N", "EPSG:4214", "EPSG:4610", "EPSG:4267",
        'PROJCS["WGS 84 / UTM zone 50N",GEOGCS["WGS 84"],AUTHORITY["EPSG","32650"]]', "GCJ-02", "BD-09", "EPSG:4978",
        "Xian 1980", "+proj=merc +datum=WGS84",
    ],
)  # fmt: skip
def test_other_systems_are_refused(crs):
    for told in (crs, {"type": "name", "properties": {"name": crs}}):
        with pytest.raises(InputError, match="geo-crs"):
            check_crs(told, name="x")


def test_what_describes_itself_is_read_by_its_own_code():
    check_crs(
        {"type": "GeographicCRS", "name": "?", "id": {"authority": "EPSG", "code": 4490}}, name="x"
    )
    check_crs(
        {
            "type": "GeographicCRS",
            "name": "WGS 84 (CRS84)",
            "id": {"authority": "OGC", "code": "CRS84"},
        },
        name="x",
    )
    check_crs({"type": "GeographicCRS", "name": "China Geodetic Coordinate System 2000"}, name="x")
    check_crs({"type": "EPSG", "properties": {"code": 4490}}, name="x")
    check_crs(
        {
            "type": "link",
            "properties": {"href": "https://spatialreference.org/ref/epsg/4490/proj4/"},
        },
        name="x",
    )
    projected = {"type": "ProjectedCRS", "name": "WGS 84 / UTM zone 50N",
                 "base_crs": {"name": "WGS 84", "id": {"authority": "EPSG", "code": 4326}},
                 "id": {"authority": "EPSG", "code": 32650}}  # fmt: skip
    with pytest.raises(InputError, match="geo-crs"):
        check_crs(projected, name="x")
    with pytest.raises(InputError, match="geo-crs"):
        check_crs(
            {
                "type": "GeographicCRS",
                "name": "Beijing 1954",
                "id": {"authority": "EPSG", "code": 4214},
            },
            name="x",
        )


def test_a_shape_that_bears_another_number_is_refused():
    shapes = shapely.set_srid(np.array([shapely.box(0, 0, 1, 1)]), 3857)
    with pytest.raises(InputError, match="geo-crs"):
        to_wkb(shapes, name="x")
    for number in (0, 4326, 4490):
        to_wkb(shapely.set_srid(shapes.copy(), number), name="x")


EMPTY = [
    None, {"type": "Polygon", "coordinates": []}, {"type": "MultiPolygon", "coordinates": []},
    {"type": "GeometryCollection", "geometries": []}, {"type": "MultiPolygon", "coordinates": [[]]},
    {"type": "Polygon", "coordinates": [[]]}, {"type": "Point", "coordinates": []},
    {"type": "MultiPoint", "coordinates": []}, {"type": "LineString", "coordinates": []},
    {"type": "GeometryCollection", "geometries": [{"type": "Polygon", "coordinates": []}]},
    {}, {"type": "Polygon", "coordinates": None},
    {"type": "MultiPolygon", "coordinates": [[[]]]}, {"type": "MultiLineString", "coordinates": [[]]},
]  # fmt: skip


@pytest.mark.parametrize("empty", EMPTY, ids=json.dumps)
def test_a_shape_with_nothing_in_it_is_none(opened, empty):
    (here, nothing), wkb, codes = opened(collection(polygon(box(0, 0, 1, 1)), empty))
    assert here.area == 1
    assert nothing is None
    assert ("geo-empty" in codes) == (empty is not None)
    assert [column[1] for column in inner_points(wkb)] == [None, None]


@pytest.mark.parametrize(
    ("shape", "case"),
    [
        (polygon(box(13469658, 3375646, 13580977, 3503549)), ""),  # Mercator
        (polygon(box(367500, 3305000, 368500, 3306000)), ""),  # a zone of UTM
        (polygon(box(40367.5, 3305, 40368.5, 3306)), ""),  # kilometres
        (polygon(box(29, 121, 30, 122)), "swapped"),
        (polygon(box(30.2, 120.1, 30.3, 120.3)), "swapped"),
        (polygon(box(45, -122, 46, -121)), "swapped"),
    ],
)
def test_metres_and_swapped_axes_are_refused_and_named(refused, shape, case):
    assert refused(collection(shape)) == [("geo-coordinates", case)]


@pytest.mark.data
@pytest.mark.parametrize(
    ("file", "points"),
    [
        ("antinaive.geojson", {"02016": (-179, 52.5), "02013": (-173, 52.5)}),
        ("anti.geojson", {"02016": (-179, 52.5), "02013": (-173, 52.5)}),
        ("anti360.geojson", {"02016": (-179, 52.5), "02013": (-173, 52.5)}),
        ("antineigh.geojson", {"F1": (179, -16.5), "F2": (-179, -16.5)}),
        ("cgcs.geojson", {"330200": (121.5, 29.5)}),
        ("crs84.geojson", {"330200": (121.5, 29.5)}),
        ("empty.geojson", {"1": (0.5, 0.5), "3": (None, None)}),
        ("emptygc.geojson", {"1": (0.5, 0.5), "3": (None, None)}),
        ("emptymp.geojson", {"1": (0.5, 0.5), "3": (None, None)}),
        ("null.geojson", {"1": (0.5, 0.5), "2": (None, None)}),
    ],
)
def test_a_workspace_has_the_places_of_the_maps(hostile_cases, tmp_path, file, points):
    copy = tmp_path / file
    shutil.copy(hostile_cases.parent / "06-geo" / file, copy)
    ws = Workspace.create(tmp_path / "ws")
    load(ws.path, table="regions", file=copy)
    rows = Workspace.open(ws.path).frame("regions", ["region", "lon", "lat"])
    assert {code: (lon, lat) for code, lon, lat in rows.rows()} == points


def test_columns_of_text_and_binary_are_cut_as_files_are(tmp_path):
    naive = shapely.from_geojson(json.dumps(polygon(box(178, 52, -176, 53))))
    frame = pl.DataFrame({"region": ["a"], "name": ["n"], "level": ["city"]})
    frame.with_columns(geometry=pl.lit(naive.wkt)).write_csv(tmp_path / "text.csv")
    frame.with_columns(geometry=pl.lit(naive.wkb)).write_parquet(tmp_path / "binary.parquet")
    for file in ("text.csv", "binary.parquet"):
        ws = Workspace.create(tmp_path / file.replace(".", "-"))
        report = load(ws.path, table="regions", file=tmp_path / file)
        assert "geo-meridian" in {one.code for one in report.cautions}
        row = Workspace.open(ws.path).frame("regions", ["lon", "lat", "geometry"]).row(0)
        assert row[:2] == (-179, 52.5)
        assert shapely.from_wkb(row[2]).area == pytest.approx(6)
