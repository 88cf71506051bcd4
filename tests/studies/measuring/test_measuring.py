"""Measures on files and on a workspace: layouts, options, refusals with found and expected."""

import json
import time

import numpy as np
import polars as pl
import pytest

from jiqun.core import InputError, Origin, UnknownError, encode
from jiqun.studies import (
    Choices,
    Given,
    describe_measure,
    list_measures,
    measure,
    rows_of,
    write_result,
)
from jiqun.studies.measuring.computing import find_measure
from jiqun.workspace import Workspace

WIDE = "region,x,y\na,2,2\nb,0,4\n"
LONG = "region,industry,value\na,x,2\na,y,2\nb,y,4\n"
YEARS = "region,industry,year,value\n" + "".join(
    f"{r},{i},{year},{value + year - 2019}\n"
    for year in (2019, 2020)
    for r, i, value in (("a", "x", 2), ("a", "y", 2), ("b", "x", 1), ("b", "y", 4))
)


@pytest.fixture
def put(tmp_path):
    def write(text, name="table.csv"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def codes(told):
    return [problem.code for problem in told.value.problems]


def test_wide_and_long_files_give_the_same(put):
    wide = measure("location-quotient", given=Given(data={"counts": put(WIDE)}))
    long = measure("lq", given=Given(data={"counts": put(LONG, "long.csv")}))
    np.testing.assert_allclose(wide.values, [[2, 2 / 3], [0, 4 / 3]])
    np.testing.assert_array_equal(wide.values, long.values)
    assert wide.record.origins[0].title == "table.csv"


def test_a_file_of_years_gives_every_year(put):
    result = measure("herfindahl", given=Given(data={"counts": put(YEARS)}))
    assert result.years == (2019, 2020)
    one = measure("herfindahl", given=Given(data={"counts": put(YEARS)}, reading={"year": 2020}))
    np.testing.assert_array_equal(one.values, result.values[1])
    with pytest.raises(UnknownError):
        measure("herfindahl", given=Given(data={"counts": put(YEARS)}, reading={"year": 1999}))
    change = measure("shift-share", given=Given(data={"counts": put(YEARS)}))
    np.testing.assert_allclose(sum(change.parts.values()), change.values)


def test_plants(put):
    plants = put("firm,region,industry,employment\n1,a,x,5\n2,a,x,5\n3,b,y,4\n4,b,y,6\n")
    result = measure(
        "ellison-glaeser", given=Given(data={"plants": plants}), choices=Choices(draws=19)
    )
    np.testing.assert_allclose(result.values, 1)
    assert result.record.seed == 0
    pairs = measure("coagglomeration", given=Given(data={"counts": put(WIDE)}))
    assert pairs.values.shape == (2, 2)


def test_points_and_values(put):
    sites = put("lon,lat,industry\n0,0,a\n0,1,a\n1,0,a\n1,1,b\n", "sites.csv")
    curve = measure(
        "m",
        given=Given(data={"sites": sites}, reading={"metric": "great-circle"}),
        choices=Choices(industry="a", radii="100:300:100"),
    )
    assert curve.radii == (100.0, 200.0, 300.0)
    values = put("id,value\n1,1\n2,2\n3,3\n4,4\n", "values.csv")
    ties = put("i,j\n1,2\n2,1\n2,3\n3,2\n3,4\n4,3\n", "ties.csv")
    result = measure(
        "moran",
        given=Given(data={"values": values, "weights": ties}),
        choices=Choices(draws=99, seed=5),
    )
    assert result.values.shape == ()
    assert result.record.seed == 5


def test_options_are_read_from_the_signature(put):
    counts = put("region,101,102,201\na,1,1,2\nb,3,1,1\n")
    deep = measure(
        "related-variety",
        given=Given(data={"counts": counts}),
        choices=Choices(options={"digits": "1"}),
    )
    assert deep.record.parameters["digits"] == 1
    people = put("region,people\na,10\nb,30\n", "people.csv")
    per_head = measure(
        "rpop",
        given=Given(data={"counts": counts}),
        choices=Choices(options={"population": str(people)}),
    )
    assert per_head.values[0, 0] == pytest.approx((1 / 10) / (4 / 40))
    with pytest.raises(InputError) as told:
        measure(
            "herfindahl",
            given=Given(data={"counts": counts}),
            choices=Choices(options={"variant": "other", "colour": "red"}),
        )
    assert codes(told) == ["option-value", "option-unknown"]
    with pytest.raises(InputError) as told:
        measure("rpop", given=Given(data={"counts": counts}))
    assert codes(told) == ["option-missing"]


def test_draws_give_any_measure_of_counts_an_interval(put):
    counts = put("region,x,y\na,200,300\nb,120,400\n")
    result = measure(
        "krugman",
        given=Given(data={"counts": counts}),
        choices=Choices(draws=50, seed=1, level=0.9),
    )
    assert (result.low <= result.values).all()
    assert result.record.parameters["resampling"] == "poisson"


@pytest.mark.parametrize(
    ("id", "text", "code", "found"),
    [
        ("gini", "region,x\na,1\nb,viele\n", "cell-number", "'viele' in line 3, column x"),
        ("gini", "region,x\na,1\nb,\n", "cell-missing", "no x in line 3"),
        ("gini", "region,x\na,1\na,2\n", "frame-duplicate", "a more than once"),
        ("gini", "region,x,x\na,1,2\n", "header-duplicate", "x"),
        ("gini", "region,x\na,-1\n", "counts-negative", "-1.0 at (a, x)"),
        ("gini", "region,industry,value\na,x,1\na,x,2\n", "frame-duplicate", "stands twice"),
        ("gini", "region\na\n", "file-columns", "1 rows with the columns region"),
        ("growth", WIDE, "measure-needs", "without a year column"),
        ("eci", "region,x,y\na,1,0\nb,0,1\n", "matrix-disconnected", "{a, x}; {b, y}"),
    ],
)
def test_a_wrong_file_is_refused_with_what_was_found(put, id, text, code, found):
    with pytest.raises(InputError) as told:
        measure(id, given=Given(data={"counts": put(text)}))
    assert codes(told) == [code]
    assert found in told.value.problems[0].found


def test_the_wrong_kind_of_file_is_refused_with_what_is_needed(put):
    with pytest.raises(InputError) as told:
        measure("ellison-glaeser", given=Given(data={"counts": put(WIDE)}))
    assert codes(told) == ["measure-needs"]
    assert "--plants" in told.value.problems[0].expected
    with pytest.raises(InputError) as told:
        measure("ellison-glaeser", given=Given(data={"plants": put(WIDE)}))
    assert codes(told) == ["file-columns"]
    with pytest.raises(UnknownError):
        measure("no-such", given=Given())


def test_a_million_rows_with_one_bad_cell_are_refused_quickly(tmp_path):
    rows = 1_000_000
    frame = pl.DataFrame(
        {
            "region": np.arange(rows) // 500,
            "industry": np.arange(rows) % 500,
            "value": np.arange(rows) % 97,
        }
    ).cast(pl.String)
    frame[654_321, "value"] = "n/a?"
    path = tmp_path / "big.csv"
    frame.write_csv(path)
    began = time.perf_counter()
    with pytest.raises(InputError) as told:
        measure("location-quotient", given=Given(data={"counts": path}))
    assert time.perf_counter() - began < 5  # what the project promises of a bad million rows
    assert "'n/a?' in line 654323" in told.value.problems[0].found


def test_the_register_is_told(put):
    listed = list_measures()
    assert {one.id for one in listed.items} >= {"location-quotient", "kd", "moran"}
    assert listed.total == len(listed.items)
    assert json.dumps(encode(listed))
    one = describe_measure("theil")
    options = {option.name: option for option in one.options}
    assert next(iter(options)) == "counts"
    assert options["variant"].choices == ("relative", "absolute", "log-deviation")
    assert options["variant"].default == "relative"
    assert "Information Theory" in one.reference.text
    kd = {option.name: option for option in describe_measure("kd").options}
    assert kd["shape"].part_of == "smoothing"
    assert "instead of a rule's" in kd["bandwidth"].description
    assert "workers" not in kd
    assert find_measure("LQ").id == "location-quotient"


def test_results_are_shown_and_written(put, tmp_path):
    result = measure("lq", given=Given(data={"counts": put(WIDE)}))
    rows = rows_of(result)
    assert rows["value"].to_list() == sorted(rows["value"].to_list(), reverse=True)
    write_result(result, tmp_path / "out.csv")
    assert pl.read_csv(tmp_path / "out.csv").height == 4
    write_result(result, tmp_path / "out.parquet")
    assert (
        type(result).from_frame(pl.read_parquet(tmp_path / "out.parquet"), result.record) == result
    )
    with pytest.raises(InputError):
        write_result(result, tmp_path / "out.doc")


@pytest.fixture
def workspace(tmp_path):
    ws = Workspace.create(tmp_path / "ws")
    me = (Origin(producer="test", title="Made for this test"),)
    regions = pl.DataFrame(
        {
            "region": ["c1", "c2", "c3", "s1", "s2"],
            "level": ["county"] * 3 + ["state"] * 2,
            "parent": ["s1", "s1", "s2", None, None],
        }
    )
    rows = [
        {"region": r, "industry": i, "year": y, "employment": float(10 * k + y - 2019)}
        for y in (2019, 2020)
        for k, (r, i) in enumerate([(r, i) for r in ("c1", "c2", "c3") for i in ("11", "12")], 1)
    ]
    total = [{"region": "c1", "industry": "1", "year": y, "employment": 99.0} for y in (2019, 2020)]
    industries = pl.DataFrame(
        {"industry": ["1", "11", "12"], "system": ["s"] * 3, "level": ["2", "3", "3"]}
    )
    with ws.transaction() as t:
        t.put("regions", regions, origins=me)
        t.put("industries", industries, origins=me)
        t.put("activity", pl.DataFrame([*rows, *total]), origins=me)
    return ws.path


def test_a_workspace_is_measured_at_each_level(workspace):
    counties = measure("micro-share", given=Given(workspace=workspace, reading={"year": 2019}))
    assert counties.regions == ("c1", "c2", "c3")
    assert counties.industries == ("11", "12")  # the sum "1" above them is not counted again
    np.testing.assert_allclose(counties.values[0], [10 / 30, 20 / 30])
    states = measure(
        "micro-share", given=Given(workspace=workspace, reading={"region_level": "state"})
    )
    assert states.regions == ("s1", "s2")
    np.testing.assert_allclose(states.values[0, 0], (11 + 31) / (11 + 31 + 21 + 41))
    grown = measure("growth", given=Given(workspace=workspace))
    np.testing.assert_allclose(grown.values[0], [0.1, 0.05])


def test_a_workspace_refuses_what_it_lacks(workspace):
    for given, code in (
        (Given(workspace=workspace, reading={"region_level": "planet"}), "level-unknown"),
        (Given(workspace=workspace, reading={"year": 1066}), "year-unknown"),
        (Given(workspace=workspace, reading={"quantity": "joy"}), "quantity-unknown"),
    ):
        with pytest.raises(UnknownError) as told:
            measure("herfindahl", given=given)
        assert codes(told) == [code]
    with pytest.raises(InputError) as told:
        measure("moran", given=Given(workspace=workspace))
    assert codes(told) == ["measure-needs"]
