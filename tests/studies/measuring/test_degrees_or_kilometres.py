"""Points in degrees are never measured as kilometres, whatever their columns are called."""

import numpy as np
import polars as pl
import pytest

from jiqun.core import InputError, stream
from jiqun.studies.measuring import Choices, Given, measure
from jiqun.studies.measuring.register import kind_of
from jiqun.tables import Sites, metric_of

EARTH_KM = 6371.0088


def haversine(lon, lat):
    """Give all distances in km, from the formula."""
    lon, lat = np.radians(lon), np.radians(lat)
    a = np.sin((lat[:, None] - lat) / 2) ** 2
    a += np.cos(lat[:, None]) * np.cos(lat) * np.sin((lon[:, None] - lon) / 2) ** 2
    return 2 * EARTH_KM * np.arcsin(np.sqrt(a))


def naive_m(far, industries, one, radius):
    """Marcon and Puech's M: shares among neighbours over shares at large."""
    n = len(industries)
    own = np.flatnonzero(industries == one)
    near = (far <= radius) & ~np.eye(n, dtype=bool)
    same, every = near[own][:, own].sum(axis=1), near[own].sum(axis=1)
    shares = same[every > 0] / every[every > 0]
    return shares.mean() / ((len(own) - 1) / (n - 1))


def town(lon, lat, *, seed=1, spread=0.3):
    """Give 200 points around a place, 60 of one industry crowded together."""
    dice = stream(seed=seed)
    at = dice.normal(0, 1, (200, 2)) * spread
    at[:60] *= 0.2
    kinds = np.where(np.arange(200) < 60, "a", "b")
    return (lon + at[:, 0] + 180) % 360 - 180, lat + at[:, 1], kinds


@pytest.fixture
def put(tmp_path):
    def write(x, y, kinds, names, name="sites.csv"):
        frame = pl.DataFrame({names[0]: x, names[1]: y, "industry": kinds})
        frame.write_csv(tmp_path / name)
        return tmp_path / name

    return write


def m_of(file, radius=10, **reading):
    told = measure(
        "m",
        given=Given(data={"sites": file}, reading=reading),
        choices=Choices(industry="a", radii=str(radius)),
    )
    return float(told.values[0, 0]), [(one.code, one.case) for one in told.record.cautions]


NAMES = [
    ("lon", "lat"), ("Longitude", "Latitude"), ("lng", "lat"), ("LONG", "LAT"), ("经度", "纬度"),
    ("东经", "北纬"), ("x", "y"), ("X", "Y"), (" lon ", " lat "),
]  # fmt: skip
PLACES = [(121.5, 29.9), (-83.0, 42.3), (178.0, -17.5), (18.0, 60.0), (103.8, 1.35)]


@pytest.mark.parametrize("names", NAMES, ids=str)
def test_degrees_are_on_the_great_circle_whatever_they_are_called(put, names):
    lon, lat, kinds = town(121.5, 29.9)
    found, cautions = m_of(put(lon, lat, kinds, names))
    assert found == pytest.approx(naive_m(haversine(lon, lat), kinds, "a", 10))
    assert cautions == [("sites-metric", "values" if names[0] in "xX" else "named")]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("radius", [3, 10, 60])
def test_great_circles_anywhere_the_meridian_too(put, place, radius):
    lon, lat, kinds = town(*place, spread=1.0)
    found, _ = m_of(put(lon, lat, kinds, ("lon", "lat")), radius)
    assert found == pytest.approx(naive_m(haversine(lon, lat), kinds, "a", radius))
    if place[0] == 178:
        assert lon.min() < 0 < lon.max()


@pytest.mark.parametrize("id", ["kd", "m", "m-density"])
def test_no_curve_takes_degrees_for_kilometres(put, id):
    lon, lat, kinds = town(121.5, 29.9)
    options = Choices(industry="a", radii="2,5,10")
    named, told = (
        measure(id, given=Given(data={"sites": file}, reading=reading), choices=options)
        for file, reading in (
            (put(lon, lat, kinds, ("lon", "lat")), {}),
            (put(lon, lat, kinds, ("x", "y"), "xy.csv"), {"metric": "great-circle"}),
        )
    )
    np.testing.assert_array_equal(named.values, told.values)
    assert named.record.cautions[0].code == "sites-metric"
    assert not told.record.cautions


@pytest.mark.parametrize("id", ["ripley-k", "ripley-l", "diggle-d"])
def test_circles_of_the_plane_refuse_degrees(put, id):
    lon, lat, kinds = town(121.5, 29.9)
    with pytest.raises(InputError, match="ripley-planar"):
        measure(
            id,
            given=Given(data={"sites": put(lon, lat, kinds, ("lon", "lat"))}),
            choices=Choices(industry="a", radii="2,5", against="b" if id == "diggle-d" else None),
        )


def test_kilometres_on_a_plane_stay_so(put):
    dice = stream(seed=2)
    kinds = np.where(np.arange(100) < 30, "a", "b")
    for low in (0, 300, -50, 3_000):
        x, y = low + dice.uniform(0, 100, (2, 100))
        found, cautions = m_of(put(x, y, kinds, ("x", "y")))
        far = np.hypot(x[:, None] - x, y[:, None] - y)
        assert found == pytest.approx(naive_m(far, kinds, "a", 10))
        assert not cautions


def test_the_doubtful_are_told(put):
    dice = stream(seed=3)
    kinds = np.where(np.arange(100) < 30, "a", "b")
    country = 75 + dice.uniform(0, 60, 100), 20 + dice.uniform(0, 33, 100)
    assert m_of(put(*country, kinds, ("x", "y")))[1] == [("sites-metric", "doubtful")]
    metres = 367_000 + dice.uniform(0, 9e3, 100), 3_305_000 + dice.uniform(0, 9e3, 100)
    assert m_of(put(*metres, kinds, ("x", "y")), 900)[1] == [("sites-metric", "large")]
    lon, lat, kinds = town(121.5, 29.9)
    assert m_of(put(lat, lon, kinds, ("x", "y")))[1] == [("sites-metric", "swapped")]
    planar = put(lon, lat, kinds, ("lon", "lat"))
    assert m_of(planar, metric="planar")[1] == [("sites-metric", "asked")]


def test_swapped_columns_are_named_so(put):
    lon, lat, kinds = town(121.5, 29.9)
    for names in (("lon", "lat"), ("经度", "纬度")):
        with pytest.raises(InputError) as told:
            kind_of("sites").read(put(lat, lon, kinds, names))
        assert [(one.code, one.case) for one in told.value.problems] == [
            ("sites-degrees", "swapped")
        ]
    frame = pl.DataFrame({"lon": lon * 1e4, "lat": lat * 1e4, "industry": kinds})
    with pytest.raises(InputError) as told:
        Sites.from_frame(frame, x="lon", y="lat")
    assert [(one.code, one.case) for one in told.value.problems] == [("sites-degrees", "")]


def test_a_frame_of_degrees_is_one_too():
    lon, lat, kinds = town(-83.0, 42.3)
    frame = pl.DataFrame({"lon": lon, "lat": lat, "industry": kinds})
    assert Sites.from_frame(frame, x="lon", y="lat").metric == "great-circle"
    assert Sites.from_frame(frame.rename({"lon": "x", "lat": "y"})).metric == "great-circle"
    assert Sites.from_frame(frame, x="lon", y="lat", metric="planar").metric == "planar"
    far = frame.select(pl.all().exclude("lon", "lat"), gps_lon="lon", 纬度_wgs84="lat")
    assert Sites.from_frame(far, x="gps_lon", y="纬度_wgs84").metric == "great-circle"
    plain = pl.DataFrame({"along": [1.0, 2], "plateau": [1.0, 3], "industry": ["a", "a"]})
    assert Sites.from_frame(plain, x="along", y="plateau").metric == "planar"


def test_empty_and_single_points_are_planar_without_a_word():
    none = np.empty(0)
    assert metric_of(none, none, names=("x", "y")) == ("planar", ())
    assert metric_of(np.array([121.5123]), np.array([29.9]), names=("x", "y"))[0] == "planar"
    assert metric_of(none, none, names=("lon", "lat"))[0] == "great-circle"


@pytest.mark.data
def test_the_ceramics_of_ningbo(hostile_cases):
    found, cautions = m_of_ningbo(hostile_cases.parent / "19-points-geo" / "ningbo.csv")
    assert found == pytest.approx(11.093, abs=5e-4)
    assert cautions == ["sites-metric"]


def m_of_ningbo(file):
    told = measure(
        "m", given=Given(data={"sites": file}), choices=Choices(industry="ceramics", radii="10")
    )
    return float(told.values[0, 0]), [one.code for one in told.record.cautions]
