"""Boundaries are drawn once, light, and borders that are shared stay shared."""

import gzip
import json

import numpy as np
import platformdirs
import polars as pl
import pytest
import shapely

from jiqun.core import Origin
from jiqun.studies.browsing.regions import boundaries, geometry
from jiqun.studies.browsing.snapshots import snapshot
from jiqun.workspace import Workspace

SIDE = 12


def wavy(at, upright):
    """A line between two corners with hundreds of small waves: what simplification is for."""
    t = np.linspace(0, 1, 400)
    wave = 0.02 * np.sin(40 * np.pi * t) * np.sin(np.pi * t)
    return np.c_[at[0] + wave, at[1] + t] if upright else np.c_[at[0] + t, at[1] + wave]


def squares():
    """A grid of squares with wavy borders, each border the same line on both sides."""
    found = []
    for x in range(SIDE):
        for y in range(SIDE):
            ring = [wavy((x, y), False), wavy((x + 1, y), True)]
            ring += [wavy((x, y + 1), False)[::-1], wavy((x, y), True)[::-1]]
            found.append(shapely.Polygon(np.vstack([part[:-1] for part in ring])))
    return found


@pytest.fixture(scope="module")
def land(tmp_path_factory):
    ws = Workspace.create(tmp_path_factory.mktemp("land") / "ws")
    shapes = squares()
    frame = pl.DataFrame(
        {
            "region": [f"r{i}" for i in range(len(shapes))] + ["dot", "nowhere"],
            "level": ["county"] * (len(shapes) + 2),
            "name": [f"R{i}" for i in range(len(shapes))] + ["Dot", "Nowhere"],
            "lon": [None] * len(shapes) + [3.5, None],
            "lat": [None] * len(shapes) + [4.5, None],
            "geometry": [shapely.to_wkb(s) for s in shapes] + [None, None],
        }
    )
    with ws.transaction() as t:
        t.put("regions", frame, origins=[Origin(producer="x", title="y")])
    return ws.path


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    """A cache of our own, empty."""
    monkeypatch.setattr(boundaries, "user_cache_path", lambda _: tmp_path)
    boundaries._packed.cache_clear()
    yield tmp_path
    boundaries._packed.cache_clear()


def drawn(path):
    return json.loads(gzip.decompress(geometry(snapshot(path), level="county")))


def test_shared_borders_stay_shared(land):
    whole = sum(shape.area for shape in squares())
    before = sum(shapely.get_num_coordinates(shape) for shape in squares())
    features = drawn(land)["features"]
    shapes = [shapely.geometry.shape(f["geometry"]) for f in features if f["id"].startswith("r")]
    assert before > 200_000 > boundaries.VERTICES >= sum(map(shapely.get_num_coordinates, shapes))
    assert shapely.is_valid(shapes).all()
    # no gap and no overlap: the pieces' areas sum to the union's, as those of the source do
    assert shapely.union_all(shapes).area == pytest.approx(sum(s.area for s in shapes), rel=1e-6)
    assert sum(s.area for s in shapes) == pytest.approx(whole, rel=0.01)


def test_a_region_without_a_boundary_is_a_point_or_nothing(land):
    by_id = {f["id"]: f for f in drawn(land)["features"]}
    assert by_id["dot"]["geometry"] == {"type": "Point", "coordinates": [3.5, 4.5]}
    assert "nowhere" not in by_id
    assert by_id["r0"]["properties"] == {"region": "r0", "name": "R0", "name_zh": None}


def test_boundaries_are_drawn_once_and_kept_by_their_content(land, cache, monkeypatch):
    first = geometry(snapshot(land), level="county")
    kept = list((cache / "boundaries").iterdir())
    assert [one.read_bytes() for one in kept] == [first]
    boundaries._packed.cache_clear()
    monkeypatch.setattr(boundaries, "_geojson", lambda *_: pytest.fail("drawn again"))
    assert geometry(snapshot(land), level="county") == first


def test_other_regions_are_other_boundaries(land, cache, tmp_path):
    geometry(snapshot(land), level="county")
    ws = Workspace.create(tmp_path / "other")
    with ws.transaction() as t:
        one = pl.DataFrame({"region": ["r0"], "level": ["county"], "lon": [1.0], "lat": [2.0]})
        t.put("regions", one, origins=[Origin(producer="x", title="y")])
    assert [f["id"] for f in drawn(ws.path)["features"]] == ["r0"]
    assert len(list((cache / "boundaries").iterdir())) == 2


def test_a_machine_without_a_cache_draws_each_time(land, tmp_path, monkeypatch):
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    monkeypatch.setattr(boundaries, "user_cache_path", lambda _: blocked)
    assert len(drawn(land)["features"]) == SIDE**2 + 1


def test_the_cache_is_the_users():
    # not the workspace's: readers of a workspace change nothing in it
    assert platformdirs.user_cache_path("jiqun").name == "jiqun"
    assert snapshot.__doc__


@pytest.mark.parametrize("accepts", ["gzip", "identity"])
def test_it_is_sent_packed_to_those_who_can_unpack(client, accepts):
    headers = {"accept-encoding": accepts}
    answer = client.get("/api/v1/geometry?level=county", headers=headers)
    assert answer.headers.get("content-encoding", "identity") == accepts
    assert answer.headers["content-type"] == "application/geo+json"
    assert "Accept-Encoding" in answer.headers["vary"]
    assert len(answer.json()["features"]) == 12
