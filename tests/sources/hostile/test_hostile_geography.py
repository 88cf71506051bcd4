"""The maps and lists of American regions, broken: refused with words, never a traceback."""

import io
import json
import sys
import zipfile
from pathlib import Path

import pytest
import shapefile

from jiqun.core import InputError
from jiqun.sources import read_geography

sys.path.insert(0, str(Path(__file__).parent))
from judging import broken_bytes, broken_text, dice

COUNTIES = [("01001", "Autauga"), ("01003", "Baldwin")]


def outlines(kind=None, shapes=None):
    """Give the members of a shapefile of two counties."""
    members = {ending: io.BytesIO() for ending in ("shp", "shx", "dbf")}
    with shapefile.Writer(**members) as writer:
        writer.field("GEOID", "C", 5)
        writer.field("NAME", "C", 60)
        for at, (code, name) in enumerate(COUNTIES):
            west = -87.0 + at
            ring = [[west, 32], [west, 33], [west + 1, 33], [west + 1, 32], [west, 32]]
            if kind == "null":
                writer.null()
            else:
                writer.poly([ring] if shapes is None else shapes)
            writer.record(code, name)
    return {ending: member.getvalue() for ending, member in members.items()}


def zipped(file, members):
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for ending, content in members.items():
            archive.writestr(f"counties.{ending}", content)
    return file


def read(file):
    """Read the map, or give the codes of what it was refused for."""
    try:
        return read_geography((file,)).tables["regions"].height
    except InputError as err:
        for one in err.problems:
            assert one.said("en").fix and one.said("zh").fix
        return [one.code for one in err.problems]


@pytest.mark.corpus(share=0.2)
@pytest.mark.parametrize("seed", range(150))
def test_a_shapefile_broken_anywhere_is_refused_or_read(seed, tmp_path):
    throw, members = dice(seed), outlines()
    file = tmp_path / "counties.zip"
    if seed % 5 == 0:
        file.write_bytes(broken_bytes(zipped(file, members).read_bytes(), throw))
    else:
        ending = ("shp", "shx", "dbf")[seed % 3]
        for _ in range(1 + seed % 3):
            members[ending] = broken_bytes(members[ending], throw)
        zipped(file, members)
    read(file)


@pytest.mark.parametrize(
    ("members", "told"),
    [
        ({}, ["source-file"]),
        ({"txt": b"x"}, ["source-file"]),
        ({"shp": b"", "shx": b"", "dbf": b""}, ["source-file"]),
        ({k: v for k, v in outlines().items() if k != "dbf"}, ["source-file"]),
        (outlines("null"), None),
        (outlines(shapes=[[[-87, 32], [-87, 32]]]), None),
        (outlines(shapes=[[[1e300, 32], [1e300, 33], [0, 0], [1e300, 32]]]), ["geo-coordinates"]),
    ],
)
def test_a_hostile_shapefile_is_refused(members, told, tmp_path):
    found = read(zipped(tmp_path / "counties.zip", members))
    assert told is None or found == told


@pytest.mark.corpus(share=0.2)
@pytest.mark.parametrize("seed", range(100))
def test_a_map_of_counties_broken_anywhere_is_refused_or_read(seed, tmp_path):
    throw, file = dice(seed), tmp_path / "map.json"
    county = {"type": "Polygon", "id": "01001", "properties": {"name": "A"}, "arcs": [[0]]}
    arc = [[0, 0], [1, 0], [1, 1], [0, 0]]
    counties = {"type": "GeometryCollection", "geometries": [county, county | {"id": "02270"}]}
    data = json.dumps(
        {"type": "Topology", "arcs": [arc], "objects": {"counties": counties}}
    ).encode()
    for _ in range(1 + seed % 3):
        data = broken_text(data, throw)
    file.write_bytes(data)
    read(file)


@pytest.mark.parametrize("ending", ["xls", "xlsx"])
def test_a_list_that_is_no_workbook_is_refused(ending, tmp_path):
    file = tmp_path / f"areas.{ending}"
    file.write_bytes(b"not a workbook")
    zipped(tmp_path / "counties.zip", outlines())
    with pytest.raises(InputError, match="file-broken"):
        read_geography((tmp_path / "counties.zip", file))


def test_a_county_without_an_outline_is_left_out(tmp_path):
    members = outlines()
    file = zipped(tmp_path / "counties.zip", members)
    assert read_geography((file,)).figures["county"] >= 2
