"""`jiqun measure` on points and on values with neighbours, against the packages' own values.

The files in tests/references come from dbmss and esda (see their READMEs); the same numbers
must leave the command line as JSON, with labels, envelope and record.
"""

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from typer.testing import CliRunner

from jiqun.cli.app import app
from jiqun.core import InputError, UnknownError

REFERENCES = Path(__file__).parents[1] / "references"
POINTS = REFERENCES / "dbmss" / "rand300_points.csv"
VALUES, EDGES = (REFERENCES / "esda" / f"lat8x9_{name}.csv" for name in ("y", "W"))
CURVES = ("kd", "m", "m-density", "ripley-k", "ripley-l")
MAPS = ("moran", "local-moran", "geary", "local-geary", "getis-ord", "local-getis-ord")
UNIT_SQUARE = [f"--option={side}" for side in ("west=0", "east=1", "south=0", "north=1")]


def call(*words):
    return CliRunner().invoke(app, ["measure", *(str(word) for word in words)])


def answer(*words):
    done = call(*words, "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def refused(*words):
    done = call(*words, "--json")
    assert isinstance(done.exception, InputError | UnknownError)
    assert not done.stdout
    return str(done.exception)


def reference(name, column):
    wanted = pl.read_csv(REFERENCES / "dbmss" / name, null_values=["NaN", "NA"])
    return wanted["r"].to_numpy(), wanted[column].cast(float).fill_null(np.nan).to_numpy()


def numbers(values):
    return np.array(values, dtype=float)  # null becomes NaN


def on_points(id, *words, industry="A", radii):
    listed = ",".join(map(repr, map(float, radii)))
    return answer(id, "--sites", POINTS, "--industry", industry, "--radii", listed, *words)


@pytest.mark.parametrize("words", [("--weighted",), ()], ids=["w", "u"])
def test_kd_is_the_exact_sum(words):
    radii, exact = reference("rand300_Kd.csv", f"direct_silverman_uni_{'w' if words else 'u'}")
    found = on_points("kd", *words, radii=radii)
    np.testing.assert_allclose(found["values"][0], exact, atol=1e-5 * exact.max())
    assert found["series"] == ["A"]
    assert found["record"]["parameters"]["weighted"] is bool(words)
    assert found["low"] is None


def test_m_against_another_industry_is_dbmss():
    radii, theirs = reference("rand300_M_K.csv", "M_bi")
    found = on_points("m", "--against", "B", "--weighted", radii=radii)
    np.testing.assert_allclose(numbers(found["values"][0]), theirs, rtol=1e-12)
    assert found["values"][0][0] is None  # nobody within 0 of a centre: undefined, not 0


def test_ripley_is_spatstat():
    radii, theirs = reference("rand300_K.csv", "iso")
    found = on_points("ripley-k", *UNIT_SQUARE, radii=radii)
    np.testing.assert_allclose(found["values"][0], theirs, atol=1e-12)


@pytest.mark.parametrize("id", CURVES)
def test_radii_of_a_range_have_both_ends(id):
    words = ("--sites", POINTS, "--industry", "A", "--radii", "0:0.4:0.1")
    assert numbers(answer(id, *words)["radii"]) == pytest.approx([0, 0.1, 0.2, 0.3, 0.4])


@pytest.mark.parametrize("null", ["labelling", "location", "independence"])
@pytest.mark.parametrize("id", [*CURVES, "diggle-d"])
def test_envelopes_come_with_every_null(id, null):
    words = ["--null", null, "--draws", 39, "--seed", 1, "--level", 0.1]
    words += ["--against", "B"] if id == "diggle-d" else []
    found = on_points(id, *words, radii=[0.1, 0.2])
    assert (numbers(found["low"]) <= numbers(found["high"])).all()
    assert (numbers(found["parts"]["global_low"]) <= numbers(found["parts"]["global_high"])).all()
    assert 0 < found["summary"]["p_value"][0] <= 1
    assert found["record"]["seed"] == 1
    kept = found["record"]["parameters"]
    assert (kept["null"], kept["draws"], kept["level"]) == (null, 39, 0.1)
    assert found == on_points(id, *words, radii=[0.1, 0.2])


def test_great_circles_are_in_kilometres(tmp_path):
    # a degree of the equator of a sphere of 6371.0088 km is 111.195 km
    file = tmp_path / "sites.csv"
    file.write_text("lon,lat,industry\n0,0,A\n1,0,A\n2,0,B\n")
    words = ("m", "--sites", file, "--industry", "A", "--radii", "111.1,111.2")
    assert answer(*words, "--metric", "great-circle")["values"] == [[None, 1.5]]
    assert answer(*words)["values"] == [[None, 1.5]]  # lon and lat can be nothing else
    assert answer(*words, "--metric", "planar")["values"] == [[1.0, 1.0]]


@pytest.mark.parametrize("id", MAPS)
def test_association_is_esdas(id):
    whole = json.loads((REFERENCES / "esda" / "lat8x9_global.json").read_text())
    local = pl.read_csv(REFERENCES / "esda" / "lat8x9_local.csv", null_values=["NaN"])
    wanted = {
        "moran": whole["moran_I"],
        "geary": whole["geary_C"],
        "local-moran": local["moran_local_I"].to_numpy(),
        "local-geary": local["geary_local_c"].to_numpy(),
    }
    if id not in wanted:  # esda's G was taken of |y|; here y has negative values
        assert id != "getis-ord" or "values-negative" in refused(
            id, "--values", VALUES, "--weights", EDGES
        )
        return
    found = answer(id, "--values", VALUES, "--weights", EDGES, "--draws", 99, "--seed", 3)
    np.testing.assert_allclose(numbers(found["values"]), wanted[id], rtol=1e-10)
    assert found["record"]["seed"] == 3
    assert found["record"]["parameters"]["draws"] == 99
    if id.startswith("local"):
        assert found["regions"] == local["id"].cast(str).to_list() if "id" in local else True
        assert max(found["parts"]["p_value"]) <= 0.51


@pytest.mark.parametrize(
    ("words", "code", "found"),
    [
        (["kd", "--sites", EDGES, "--industry", "A", "--radii", "1,2"], "file-columns", "i, j"),
        (["kd", "--sites", POINTS, "--radii", "1,2"], "option-missing", "--industry"),
        (["kd", "--sites", POINTS, "--industry", "A", "--radii", "2:1:1"], "radii-order", "2:1:1"),
        (["kd", "--sites", POINTS, "--industry", "Q", "--radii", "1,2"], "industry-unknown", "Q"),
        (["kd", "--values", VALUES], "measure-needs", "--values"),
        (["moran", "--values", VALUES], "measure-needs", "--weights"),
        (["moran", "--values", POINTS, "--weights", EDGES], "", "expected"),
        (["moran", "--values", VALUES, "--weights", POINTS], "cell-number", "PointType"),
    ],
)
def test_a_file_that_is_not_what_the_measure_needs_is_refused(words, code, found):
    said = refused(*words)
    assert code in said
    assert found in said
    assert "expected" in said


def test_ties_to_unknown_regions_are_refused(tmp_path):
    values, edges = tmp_path / "values.csv", tmp_path / "edges.csv"
    values.write_text("region,value\na,1\nb,2\nc,4\n")
    edges.write_text("from,to\na,b\nb,z\n")
    said = refused("moran", "--values", values, "--weights", edges)
    assert "graph-nodes" in said
    assert "ties: z in 1 ties" in said
