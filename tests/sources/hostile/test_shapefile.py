"""The Census's zip of counties is a map like any other."""

import zipfile

import pytest
import shapefile

from jiqun.core import InputError
from jiqun.sources.geography import read_geography


def boundaries(folder):
    stem = folder / "cb_2018_us_county_20m"
    with shapefile.Writer(str(stem)) as writer:
        writer.field("GEOID", "C", 5)
        writer.field("NAME", "C", 60)
        for at, (code, name) in enumerate([("01001", "Autauga"), ("01003", "Baldwin")]):
            west = -87.0 + at
            ring = [[west, 32], [west, 33], [west + 1, 33], [west + 1, 32], [west, 32]]
            writer.poly([ring])
            writer.record(code, name)
    zipped = folder / "cb_2018_us_county_20m.zip"
    with zipfile.ZipFile(zipped, "w") as archive:
        for ending in ("shp", "shx", "dbf"):
            archive.write(stem.with_suffix(f".{ending}"), f"{stem.name}.{ending}")
    return zipped


def test_counties_and_their_state_come_from_the_zip(tmp_path):
    reading = read_geography((boundaries(tmp_path),))
    regions = reading.tables["regions"]
    drawn = regions.filter(regions["geometry"].is_not_null())
    assert set(drawn["region"]) == {"01", "01001", "01003"}
    # two cells of one degree at 32-33 N: 111.19 km high, cos(32.5) of that wide
    area = drawn.filter(drawn["region"] == "01001")["area_km2"][0]
    assert area == pytest.approx(10_400, rel=0.02)


def test_a_broken_zip_is_refused(tmp_path):
    broken = tmp_path / "counties.zip"
    broken.write_bytes(b"PK\x05\x06" + bytes(18))
    with pytest.raises(InputError, match="source-file"):
        read_geography((broken,))
