"""GeoJSON, TopoJSON and well-known binary that no program would write."""
# ruff: noqa: E501 - one case, one line

import json
import struct
import sys
import time
from copy import deepcopy
from pathlib import Path

import numpy as np
import polars as pl
import pytest
import shapely

from jiqun.core import InputError
from jiqun.sources.files import Dialect, Limits, read_file, read_json, read_wkb, valid_shapes
from jiqun.sources.files.brackets import weigh

sys.path.insert(0, str(Path(__file__).parent))
from judging import broken_bytes, broken_text, dice, judged

SQUARE = [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]
INF, NAN = float("inf"), float("nan")


def feature(geometry, **more):
    properties = {"region": "G0", "name": "n", "level": "city"}
    return {"type": "Feature", "properties": properties, "geometry": geometry} | more


def collection(*features, **more):
    return {"type": "FeatureCollection", "features": list(features)} | more


def shaped(kind, coordinates):
    return collection(feature({"type": kind, "coordinates": coordinates}))


def within(times, inside=None):
    """Nest collections so deep."""
    shape = inside or {"type": "Point", "coordinates": [0, 0]}
    for _ in range(times):
        shape = {"type": "GeometryCollection", "geometries": [shape]}
    return shape


def topology(*geometries, arcs=(), **more):
    told = [
        {"properties": {"region": f"G{at}", "name": "n", "level": "city"}} | one
        if isinstance(one, dict)
        else one
        for at, one in enumerate(geometries)
    ]
    objects = {"a": {"type": "GeometryCollection", "geometries": told}}
    return {"type": "Topology", "arcs": list(arcs), "objects": objects} | more


def ring(points):
    return [*points, points[0]]


def zigzag(count):
    points = [[at / count, at % 2] for at in range(count)]
    return shaped("Polygon", [ring(points)])


def star(count):
    """Points anywhere: nearly every edge crosses a third of the others."""
    return shaped("Polygon", [ring(dice(1).random((count, 2)).tolist())])


def comb(count):
    """Slanted teeth: valid, and every two envelopes overlap."""
    teeth = np.empty((count, 2))
    at = np.arange(count // 2) * 1e-4
    teeth[0::2] = np.column_stack([at, at * 0])
    teeth[1::2] = np.column_stack([at + 10.00005, at * 0 + 10])
    edge = [[count / 2 * 1e-4, 0], [count / 2 * 1e-4, -1], [0, -1]]
    return shaped("Polygon", [ring(teeth.tolist() + edge)])


def flowers(count):
    """As many shapes, each crossing itself."""
    return collection(*[star(40)["features"][0] for _ in range(count)])


ARC = [[[0, 0], [1, 0], [1, 1], [0, 0]]]
RING = {"type": "Polygon", "arcs": [[0]]}
LONG_ARC = [[[at / 1000, (at * 7) % 13 / 13] for at in range(1000)]]
SCALE = {"scale": [0.001, 0.001], "translate": [0, 0]}

#: name -> (text or value, codes that may be told; "*" for whatever, None where it is loaded).
KINDS = {
    "an empty polygon": (shaped("Polygon", []), None),
    "a polygon of an empty ring": (shaped("Polygon", [[]]), None),
    "an empty multipolygon": (shaped("MultiPolygon", [[[]]]), None),
    "an empty point": (shaped("Point", []), None),
    "an empty collection of shapes": (collection(feature(within(1, {"type": "Polygon", "coordinates": []}))), None),
    "only empty collections": (collection(feature({"type": "GeometryCollection", "geometries": []})), None),
    "a ring of two points": (shaped("Polygon", [[[0, 0], [1, 1]]]), "geo-shape"),
    "a ring that is not closed": (shaped("Polygon", [[[0, 0], [1, 0], [1, 1], [2, 2]]]), "geo-shape"),
    "a ring of one point": (shaped("Polygon", [[[0, 0]] * 4]), "*"),
    "a line of one point": (shaped("LineString", [[0, 0]]), "geo-shape"),
    "a point of one number": (shaped("Point", [1]), "geo-shape"),
    "a point of texts": (shaped("Point", ["1", "2"]), "geo-shape"),
    "a point of null": (shaped("Point", [None, 1]), "geo-shape"),
    "a point of truth": (shaped("Point", [True, False]), "*"),
    "too many dimensions": (shaped("Point", [1, 2, 3, 4, 5]), "geo-shape"),
    "coordinates that are an object": (shaped("Polygon", {"a": 1}), "geo-shape"),
    "coordinates that are a number": (shaped("Polygon", 5), "geo-shape"),
    "coordinates too shallow": (shaped("Polygon", SQUARE[0]), "geo-shape"),
    "coordinates too deep": (shaped("Polygon", [[SQUARE]]), "geo-shape"),
    "no coordinates": (collection(feature({"type": "Polygon"})), "geo-shape"),
    "an unknown kind": (shaped("Circle", [0, 0]), "geo-shape"),
    "a kind that is a number": (shaped(5, [0, 0]), "geo-shape"),
    "a geometry that is a text": (collection(feature("POINT (0 0)")), "geo-shape"),
    "a geometry that is a list": (collection(feature([0, 0])), "geo-shape"),
    "a geometry that is a collection of features": (collection(feature(shaped("Point", [0, 0]))), "*"),
    "beyond the globe": (shaped("Point", [1e300, 0]), "geo-coordinates"),
    "infinite": ('{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Point","coordinates":[1e999,0]}}]}', "*"),
    "NaN": (json.dumps(shaped("Point", [NAN, 0])), "file-broken"),
    "Infinity": (json.dumps(shaped("Polygon", [[[INF, 0], [1, 0], [1, 1], [INF, 0]]])), "file-broken"),
    "a long number": ('{"type":"FeatureCollection","features":[{"geometry":{"type":"Point","coordinates":[' + "1" * 100_000 + ",0]}}]}", "*"),
    "properties that are a number": (collection({"properties": 5}), "file-broken"),
    "properties that are a text": (collection({"properties": "x"}), "file-broken"),
    "properties that are a list": (collection({"properties": [1]}), "file-broken"),
    "properties that are true": (collection({"properties": True}), "file-broken"),
    "no properties": (collection({"type": "Feature", "geometry": None}), "*"),
    "an id that is an object": (collection(feature(None, id={"a": [1]})), "*"),
    "features that are an object": ({"type": "FeatureCollection", "features": {"a": 1}}, "file-broken"),
    "features that are null": ({"type": "FeatureCollection", "features": None}, "file-broken"),
    "features that are a text": ({"type": "FeatureCollection", "features": "abc"}, "file-broken"),
    "a feature that is null": (collection(None), "file-broken"),
    "a feature within a list": (collection([feature(None)]), "file-broken"),
    "no features": (collection(), "file-rows"),
    "a type that is a list": ({"type": ["Feature"]}, "file-broken"),
    "no type": ({"features": []}, "file-broken"),
    "a list": ([feature(None)], "file-broken"),
    "a number": (5, "file-broken"),
    "null": (None, "file-broken"),
    "a system that is a number": (collection(feature(None), crs=5), "geo-crs"),
    "a system that is a list": (collection(feature(None), crs=[1]), "geo-crs"),
    "a system that is deep": (collection(feature(None), crs={"properties": {"name": {"x": 1}}}), "geo-crs"),
    "a property named geometry": (collection(feature(None) | {"properties": {"region": "a", "level": "city", "name": "n", "geometry": 1, "geometry_property": 2}}), None),
    "a property without a name": (collection(feature(None) | {"properties": {"region": "a", "level": "city", "name": "n", "": 1, " ": 2, "column_5": 3}}), None),
    "names that are the same when trimmed": (collection(feature(None) | {"properties": {"region": "a", "region ": "b", "level": "city", "name": "n"}}), "*"),
    "as many names as features": (collection(*[{"properties": {f"p{at}": at}} for at in range(17_000)]), "file-limit"),
    "a number too large": ('{"type":"FeatureCollection","features":[{"properties":{"region":"a","level":"city","name":"n","population":123456789012345678901234567890}}]}', "*"),
    "half a character": ('{"type":"FeatureCollection","features":[{"properties":{"region":"\\ud800"}}]}', "file-broken"),
    "a NUL": (collection(feature(None) | {"properties": {"region": "a\0b", "level": "city", "name": "n"}}), "*"),
    "shapes within shapes": (collection(feature(within(60))), "file-limit"),
    "shapes within shapes, deeper": (collection(feature(within(400))), "*"),
    "a property within itself": ('{"type":"FeatureCollection","features":[{"properties":{"a":' + "[" * 5000 + "]" * 5000 + "}}]}", "*"),
    "only opening": ("[" * 100_000, "*"),
    "only opening objects": ('{"a":' * 50_000, "*"),
    "only closing": ("]" * 1000, "file-broken"),
    "cut within a text": ('{"type": "Fea', "file-broken"),
    "a zigzag": (zigzag(50_000), "*"),
    "a star": (star(2_000), "geo-repair"),
    "a comb": (comb(60_000), "*"),
    "many flowers": (flowers(400), "*"),
    "an arc that is not there": (topology(RING), "file-broken"),
    "an arc below the first": (topology({"type": "Polygon", "arcs": [[-2]]}, arcs=ARC), "file-broken"),
    "arcs that are no numbers": (topology({"type": "Polygon", "arcs": [[0.5]]}, arcs=ARC), "file-broken"),
    "arcs that are true": (topology({"type": "Polygon", "arcs": [[True]]}, arcs=ARC), "file-broken"),
    "arcs that are texts": (topology({"type": "Polygon", "arcs": [["0"]]}, arcs=ARC), "file-broken"),
    "arcs that are null": (topology({"type": "Polygon", "arcs": None}, arcs=ARC), "file-broken"),
    "arcs that are an object": (topology({"type": "Polygon", "arcs": {"0": 0}}, arcs=ARC), "file-broken"),
    "a huge arc": (topology({"type": "Polygon", "arcs": [[10**30]]}, arcs=ARC), "file-broken"),
    "arcs too shallow": (topology({"type": "Polygon", "arcs": [0]}, arcs=ARC), "file-broken"),
    "arcs too deep": (topology({"type": "Polygon", "arcs": [[[0]]]}, arcs=ARC), "file-broken"),
    "no arcs": (topology({"type": "Polygon"}, arcs=ARC), "file-broken"),
    "a polygon without a ring": (topology({"type": "Polygon", "arcs": []}, arcs=ARC), None),
    "a ring without an arc": (topology({"type": "Polygon", "arcs": [[]]}, arcs=ARC), None),
    "an arc of nothing": (topology(RING, arcs=[[]]), "*"),
    "an arc of one number": (topology(RING, arcs=[[[1]]]), "file-broken"),
    "an arc of texts": (topology(RING, arcs=[[["a", "b"]] * 4]), "file-broken"),
    "an arc that is a number": (topology(RING, arcs=[5]), "file-broken"),
    "arcs of null": (topology(RING, arcs=[None]), "file-broken"),
    "an infinite arc": (topology(RING, arcs=[[[1e308, 0]] * 4], transform=SCALE), "*"),
    "an arc used a million times": (topology({"type": "Polygon", "arcs": [[0] * 200_000]}, arcs=LONG_ARC), "file-limit"),
    "an arc used by all": (topology(*[{"type": "MultiPolygon", "arcs": [[[0] * 300]]} for _ in range(300)], arcs=LONG_ARC), "file-limit"),
    "a scale of one number": (topology(RING, arcs=ARC, transform={"scale": [1], "translate": [0, 0]}), "file-broken"),
    "a scale of texts": (topology(RING, arcs=ARC, transform={"scale": ["a", "b"], "translate": [0, 0]}), "file-broken"),
    "a scale without a place": (topology(RING, arcs=ARC, transform={"scale": [1, 1]}), "file-broken"),
    "a scale that is true": (topology(RING, arcs=ARC, transform=True), "file-broken"),
    "a huge scale": (topology(RING, arcs=ARC, transform={"scale": [1e308, 1e308], "translate": [1e308, 0]}), "*"),
    "an unknown shape": (topology({"type": "Circle", "arcs": [[0]]}, arcs=ARC), "file-broken"),
    "a shape that is a list": (topology({"type": ["Polygon"], "arcs": [[0]]}, arcs=ARC), "file-broken"),
    "a geometry that is null": (topology(None), "file-broken"),
    "a geometry that is a number": (topology(7), "file-broken"),
    "a point without a place": (topology({"type": "Point"}), "file-broken"),
    "a point of words": (topology({"type": "Point", "coordinates": ["x", "y"]}), "file-broken"),
    "a point of three": (topology({"type": "Point", "coordinates": [1, 2, 3]}, transform=SCALE), "file-broken"),
    "shapes within a topology": (topology(within(30, RING), arcs=ARC), "*"),
    "a topology's properties": (topology(RING | {"properties": 7}, arcs=ARC), "file-broken"),
    "objects that are a list": ({"type": "Topology", "arcs": [], "objects": [1]}, "*"),
    "objects that are null": ({"type": "Topology", "arcs": [], "objects": None}, "file-broken"),
    "an object that is a number": ({"type": "Topology", "arcs": [], "objects": {"a": 1}}, "file-broken"),
    "geometries that are an object": ({"type": "Topology", "arcs": [], "objects": {"a": {"type": "GeometryCollection", "geometries": {"x": 1}}}}, "file-broken"),
    "geometries that are none": (topology(), "file-rows"),
    "no objects": ({"type": "Topology", "arcs": []}, "file-broken"),
}  # fmt: skip


def written(value, file):
    text = value if isinstance(value, str) else json.dumps(value, allow_nan=True)
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.corpus(share=0.5)
@pytest.mark.parametrize("kind", KINDS)
def test_a_hostile_map_is_refused(kind, tmp_path):
    value, code = KINDS[kind]
    told = judged(tmp_path, written(value, tmp_path / "map.geojson"))
    if code != "*":
        assert told == ([code] if code else [])


GOOD_MAPS = {
    "geojson": collection(
        feature({"type": "Polygon", "coordinates": SQUARE}),
        feature(
            {"type": "MultiPolygon", "coordinates": [SQUARE, [[[3, 3], [4, 3], [4, 4], [3, 3]]]]}
        )
        | {"properties": {"region": "G1", "name": "m", "level": "city", "x": [1, {"y": None}]}},
        feature(None) | {"properties": {"region": "G2", "name": "k", "level": "city"}},
    ),
    "topojson": topology(
        RING,
        {"type": "MultiPolygon", "arcs": [[[0]], [[-1]]]},
        {"type": "Point", "coordinates": [5, 5]},
        {"type": "LineString", "arcs": [0]},
        arcs=ARC,
        transform={"scale": [0.5, 0.5], "translate": [10, 20]},
    ),
}


@pytest.mark.corpus(share=0.15)
@pytest.mark.parametrize("seed", range(200))
@pytest.mark.parametrize("ending", ["geojson", "topojson"])
def test_a_map_broken_anywhere_is_refused_or_read(ending, seed, tmp_path):
    throw, data = dice(seed), json.dumps(GOOD_MAPS[ending]).encode()
    breaking = broken_bytes if seed % 4 == 0 else broken_text
    for _ in range(1 + seed % 3):
        data = breaking(data, throw) if data else data
    file = tmp_path / f"map.{ending}"
    file.write_bytes(data)
    judged(tmp_path, file)


@pytest.mark.corpus(share=0.15)
@pytest.mark.parametrize("seed", range(200))
@pytest.mark.parametrize("ending", ["geojson", "topojson"])
def test_a_map_of_other_values_is_refused_or_read(ending, seed, tmp_path):
    """Any value of the map may be of any other kind."""
    throw, value = dice(seed), json.loads(json.dumps(GOOD_MAPS[ending]))
    for _ in range(1 + seed % 3):
        _other(value, throw)
    judged(tmp_path, written(value, tmp_path / f"map.{ending}"))


OTHERS = [None, True, 0, -1, 2**70, 1e308, "", "x", [], {}, [[]], [None], {"type": "Point"}, [1, 2]]


def _other(value, throw):
    """Replace one value somewhere within by one of another kind, or drop it."""
    places = [value]
    for place in places:
        inner = place.values() if isinstance(place, dict) else place
        places += [one for one in inner if isinstance(one, dict | list) and one]
    place = places[int(throw.integers(len(places)))]
    keys = list(place) if isinstance(place, dict) else range(len(place))
    key = keys[int(throw.integers(len(keys)))] if len(keys) else None
    if key is None:
        return
    if throw.integers(4) == 0 and isinstance(place, dict):
        del place[key]
    else:
        place[key] = deepcopy(OTHERS[int(throw.integers(len(OTHERS)))])


def head(kind, count):
    return b"\x01" + struct.pack("<II", kind, count)


POINT = b"\x01" + struct.pack("<Idd", 1, 0, 0)
LARGE = 0xFFFFFFFF
#: name -> bytes, all refused.
BINARIES = {
    "nothing": b"",
    "one byte": b"\x01",
    "text": b"POINT (0 0)",
    "collections within collections": head(7, 1) * 100_000 + POINT,
    "points within points": head(4, 1) * 100_000 + POINT,
    "polygons within polygons": head(6, 1) * 100_000 + POINT,
    "collections behind a point": (head(7, 2) + POINT) * 50_000 + POINT + POINT,
    "disguised by a high number": (b"\x01" + struct.pack("<II", 0x10006, 1)) * 100_000 + POINT,
    "disguised by a family": (b"\x01" + struct.pack("<II", 3006, 1)) * 100_000 + POINT,
    "disguised by another order": (b"\x00" + struct.pack(">II", 6, 1)) * 100_000 + POINT,
    "disguised by no order": head(6, 1) + (b"\x07" + struct.pack("<II", 6, 1)) * 100_000 + POINT,
    "with a system": (b"\x01" + struct.pack("<III", 0x20000006, 4326, 1)) * 100_000 + POINT,
    "so many points": head(2, LARGE),
    "so many rings": head(3, LARGE),
    "so many shapes": head(7, LARGE),
    "a ring of so many": head(3, 1) + struct.pack("<I", LARGE),
    "a curve": head(8, 3) + struct.pack("<6d", 0, 0, 1, 1, 2, 0),
    "a curved polygon": head(10, 1) + head(8, 3) + struct.pack("<6d", 0, 0, 1, 1, 2, 0),
    "curves in a collection": head(7, 1) + head(8, 3) + struct.pack("<6d", 0, 0, 1, 1, 2, 0),
    "a surface": head(15, 0),
    "an unknown kind": head(99, 0),
    "a polygon of two points": head(3, 1) + struct.pack("<I4d", 2, 0, 0, 1, 1),
    "not closed": head(3, 1) + struct.pack("<I8d", 4, 0, 0, 1, 0, 1, 1, 0, 2),
}


@pytest.mark.parametrize("kind", BINARIES)
def test_binary_that_is_no_shape_is_refused(kind):
    column = pl.Series("geometry", [None, POINT, BINARIES[kind]], dtype=pl.Binary)
    with pytest.raises(InputError, match="row 3") as told:
        read_wkb(column, name="x", limits=Limits())
    assert [one.code for one in told.value.problems] == ["geo-shape"]


@pytest.mark.parametrize("kind", ["NaN", "infinite"])
def test_coordinates_that_are_not_finite_are_refused(kind):
    at = NAN if kind == "NaN" else INF
    data = head(3, 1) + struct.pack("<I8d", 4, 0, 0, 1, at, 1, 1, 0, 0)
    shapes = read_wkb(pl.Series("geometry", [POINT, data]), name="x")
    with pytest.raises(InputError, match="row 2"):
        valid_shapes(shapes, name="x")


def test_binary_broken_anywhere_is_refused_or_read():
    texts = [json.dumps(one["geometry"]) for one in GOOD_MAPS["geojson"]["features"][:2]]
    good = shapely.to_wkb(shapely.from_geojson(texts))
    for seed in range(3_000):
        throw = dice(seed)
        data = broken_bytes(good[seed % 2], throw)
        try:
            read = read_wkb(pl.Series("geometry", [data], dtype=pl.Binary), name="x")
            valid_shapes(read, name="x")
        except InputError as err:
            codes = {one.code for one in err.problems}
            assert codes <= {
                    "geo-shape", "geo-coordinates", "geo-crs", "geo-repair", "file-limit",
                }  # fmt: skip


@pytest.mark.corpus(share=0.25)
@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("described", [True, False])
def test_a_table_of_broken_shapes_is_refused_or_read(described, seed, tmp_path):
    throw = dice(seed)
    shapes = [broken_bytes(shapely.to_wkb(shapely.box(0, 0, 1, 1)), throw), POINT]
    frame = pl.DataFrame(
        {"region": ["a", "b"], "name": ["a", "b"], "level": ["city"] * 2, "geometry": shapes}
    )
    geo = {"primary_column": "geometry", "columns": {"geometry": {"encoding": "WKB"}}}
    told = {"geo": json.dumps(geo)} if described else None
    frame.write_parquet(tmp_path / "a.parquet", metadata=told)
    judged(tmp_path, tmp_path / "a.parquet")


def test_a_zigzag_of_fifty_thousand_vertices_takes_no_time(tmp_path):
    file = written(zigzag(50_000), tmp_path / "a.geojson")
    at = time.monotonic()
    raw = read_file(file)
    assert time.monotonic() - at < 15  # 2 s at rest
    assert [one.code for one in raw.cautions] == ["geo-repaired"]


def test_what_is_mended_does_not_depend_on_where():
    shapes = np.array([shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)]), shapely.box(0, 0, 1, 1)])
    here = valid_shapes(shapes, name="x")
    many = np.array([*shapes, *shapely.from_geojson([json.dumps(zigzag(3_000)["features"][0])])])
    apart = valid_shapes(many, name="x")
    assert shapely.to_wkb(here.shapes).tolist() == shapely.to_wkb(apart.shapes[:2]).tolist()
    assert (here.broken.tolist(), apart.broken.tolist()) == ([0], [0, 2])
    assert here.reason == apart.reason


def test_a_shape_that_cannot_be_mended_in_time_is_told_with_the_remedy(tmp_path):
    with pytest.raises(InputError) as told:
        read_file(written(star(3_000), tmp_path / "a.geojson"))
    (one,) = told.value.problems
    assert (one.code, one.values["most"]) == ("geo-repair", 3_001)
    assert "ogr2ogr -makevalid" in one.fix and "ogr2ogr -makevalid" in one.said("zh").fix


@pytest.mark.parametrize(
    ("text", "depth"),
    [
        (b"", 0), (b"[]", 1), (b'{"a": [[1]]}', 3), (b'"[[[["', 0), (b'"\\"[["', 0),
        (b'"\\\\" [[]]', 2), (b'["]]]]", [[[1]]]]', 4), (b"]]]][[", 0), (b"[" * 9_000_000, 9_000_000),
    ],
)  # fmt: skip
def test_nesting_is_counted_in_bytes(text, depth):
    assert weigh(text).depth == depth


def test_nesting_across_pieces():
    text = b'{"a": "' + b"[" * 5_000_000 + b'", "b": [' + b"1," * 3_000_000 + b"[[0]]]}"
    assert weigh(text).depth == 4


def test_limits_of_a_map_can_be_raised(tmp_path):
    deep = collection(
        feature(None) | {"properties": {"region": "a", "x": json.loads("[" * 80 + "]" * 80)}}
    )
    file = written(deep, tmp_path / "a.geojson")
    with pytest.raises(InputError) as told:
        read_file(file)
    need = told.value.problems[0].values["got"]
    assert read_file(file, limits=Limits(depth=need)).frame.height == 1
    with pytest.raises(InputError, match="file-limit"):
        read_file(file, limits=Limits(depth=need, memory=1000))
    many = written(comb(3_000), tmp_path / "b.geojson")
    with pytest.raises(InputError, match="file-limit"):
        read_file(many, limits=Limits(vertices=3_000))


def test_json_that_weighs_too_much_is_not_parsed():
    with pytest.raises(InputError, match="file-limit"):
        read_json(b"[" + b"{}," * 20_000_000 + b"{}]", name="x")


def test_a_sketch_of_arcs_is_not_drawn(tmp_path):
    """The limit is held before the arcs are joined."""
    file = written(KINDS["an arc used a million times"][0], tmp_path / "a.topojson")
    at = time.monotonic()
    with pytest.raises(InputError, match="file-limit"):
        read_file(file, dialect=Dialect(object="a"))
    assert time.monotonic() - at < 5
