"""ZIP codes as points, and establishments spread around them."""

import numpy as np
import polars as pl
import pytest

from jiqun.core import InputError
from jiqun.sources import jitter, read_zbp, zip_establishments

COUNTS = """zip,naics,est,n1_4
48201,------,9,1
48201,336111,4,1
48202,336111,3,1
48203,722511,2,1
99999,722511,7,1
"""
POINTS = """zip,place,state,county_fips3,lat,lon
48201,Detroit,MI,163,42.35,-83.06
48202,Detroit,MI,163,42.38,-83.08
48203,Highland Park,MI,163,42.35,-83.06
"""
CALIFORNIA = """zip,state,naics,level,est,year
94103,CA,72251,5,5,2012
48201,MI,33611,5,4,2012
48201,MI,336111,6,4,2012
"""


@pytest.fixture
def files(tmp_path):
    counts, points = tmp_path / "zbp12detail.txt", tmp_path / "points.csv"
    counts.write_text(COUNTS, encoding="utf-8")
    points.write_text(POINTS, encoding="utf-8")
    return counts, points


def test_counts_become_activity_of_zip_regions(files):
    reading = read_zbp(files)
    assert reading.tables["activity"].rows() == [
        ("zip48201", "336111", 2012, 4.0),
        ("zip48202", "336111", 2012, 3.0),
        ("zip48203", "722511", 2012, 2.0),
        ("zip99999", "722511", 2012, 7.0),
    ]
    regions = reading.tables["regions"]
    assert regions.row(0) == ("zip48201", "Detroit", "zip", "26163", -83.06, 42.35)
    assert "26163" in reading.stubs["regions"]["region"].to_list()
    told = {caution.code: caution.values for caution in reading.cautions}
    assert told["zip-unplaced"] == {"zips": 1, "establishments": 7}


def test_a_state_can_be_chosen(files):
    assert read_zbp(files, states=("MI",)).figures["establishments"] == 9


def test_where_only_five_digits_are_given_they_are_kept(tmp_path, files):
    path = tmp_path / "copy.csv"
    path.write_text(CALIFORNIA, encoding="utf-8")
    reading = read_zbp((path, files[1]))
    assert reading.tables["activity"].select("industry", "establishments").rows() == [
        ("336111", 4.0),
        ("72251", 5.0),
    ]
    assert "zip-coarse" in [caution.code for caution in reading.cautions]


def test_points_of_geonames_need_no_header(tmp_path, files):
    path = tmp_path / "US.txt"
    row = ["US", "48201", "Detroit", "Michigan", "MI", "Wayne", "163", "", "", "42.35", "-83.06"]
    path.write_text("\t".join([*row, "4"]) + "\n" + "\t".join([*row, "4"]) + "\n", encoding="utf-8")
    with pytest.raises(InputError):
        read_zbp((path, path))
    assert zip_establishments((files[0], path))["zip"].to_list() == ["48201"]


def test_both_files_are_needed(files):
    with pytest.raises(InputError) as told:
        read_zbp((files[0], files[0]))
    assert told.value.problems[0].code == "source-files"


def test_as_many_points_as_establishments_and_none_too_far(files):
    counts = zip_establishments(files)
    spread = jitter(counts, seed=3)
    assert len(spread) == 9 == counts["establishments"].sum()
    centre = spread.join(counts.select("zip", "naics", at="lon", up="lat"), on=["zip", "naics"])
    # plane distance in km near Detroit
    narrow = np.cos(np.radians(42.35))
    far = 111.195 * np.hypot(
        (centre["lon"] - centre["at"]).to_numpy() * narrow,
        (centre["lat"] - centre["up"]).to_numpy(),
    )
    assert (far <= centre["radius_km"].to_numpy() * 1.01).all()
    assert far.max() > 0


def test_the_radius_is_half_the_way_to_the_nearest_other_point(files):
    # 48201 and 48203 share a point; the other lies 0.03 degrees north, 0.02 west: 3.719 km
    spread = jitter(zip_establishments(files), seed=3)
    assert spread["radius_km"].to_numpy() == pytest.approx(3.719 / 2, abs=0.005)


def test_one_seed_one_answer(files):
    counts = zip_establishments(files)
    assert jitter(counts, seed=3).equals(jitter(counts, seed=3))
    assert not jitter(counts, seed=3).equals(jitter(counts, seed=4))
    still = jitter(counts, seed=3, share=0.0)
    assert set(still["lon"]) == {-83.06, -83.08}


def test_a_lonely_zip_code_stays_on_its_point():
    one = pl.DataFrame(
        {"zip": ["1"], "lon": [0.0], "lat": [0.0], "naics": ["a"], "establishments": [3]}
    )
    assert jitter(one, seed=1)["lon"].to_list() == [0, 0, 0]


@pytest.mark.data
def test_the_national_count(shared_data):
    folder = shared_data / "establishment_points"
    paths = (
        folder / "zbp_zip_naics6_establishments_2012.parquet",
        folder / "us_zip_centroids_geonames.parquet",
    )
    reading = read_zbp(paths)
    # published: 7.43 million establishments in 2012; the copy holds 7.42
    assert reading.figures["establishments"] == 7_424_704
    told = {caution.code: caution.values for caution in reading.cautions}
    assert told["zip-coarse"]["states"] == "CA"
