"""Numbers as publishers print them: read, or refused with the place; never null or 0 unsaid."""

import polars as pl
import pytest

from jiqun.core import InputError
from jiqun.sources import jitter, read_bres, read_cbp, read_qcew, read_zbp, zip_establishments
from jiqun.sources.figures import numbers

CBP = 'fipstate,fipscty,naics,empflag,emp_nf,emp,ap_nf,ap,est\n01,1,113310,,G,"{}",G,300,3\n'
CBP += "01,3,113310,,G,40,G,200,4\n"
QCEW = (
    "area_fips,own_code,industry_code,agglvl_code,size_code,year,qtr,disclosure_code,"
    "annual_avg_estabs,annual_avg_emplvl,total_annual_wages\n"
    '01001,5,622110,78,0,2019,A,,4,"{}",900\n01003,5,622110,78,0,2019,A,,2,20,90\n'
)
BRES = (
    "DATE,GEOGRAPHY_NAME,GEOGRAPHY_CODE,INDUSTRY_NAME,INDUSTRY_CODE,OBS_VALUE,OBS_STATUS\n"
    '2020,Tees Valley,TLC1,47110 : Retail sale,47110,"{}",A\n'
    "2020,Tees Valley,TLC1,47190 : Other,47190,15,A\n"
)
READERS = {
    "cbp": (read_cbp, CBP, "cbp14co.txt", "emp"),
    "qcew": (read_qcew, QCEW, "2019.csv", "annual_avg_emplvl"),
    "bres": (read_bres, BRES, "bres.csv", "obs_value"),
}
#: What each source's own words say withholds a number.
MARKS = {"cbp": ["D", "(D)", "S", "N", "x", "b"], "qcew": ["N", "ND", "(n)"], "bres": ["*", "!"]}
#: What nobody's words explain.
STRANGE = [
    "n/a", "1,04", "10,40", "1,0400", "1.040", "1.040,5", "12.5", "-", "--", ">100", "~40", "12k",
    "0x1F", "inf", "1_000", "1,040 e", "40-50", "?", "#N/A",
]  # fmt: skip
PRINTED = {
    "1080": 1080, "1,080": 1080, "1 080": 1080, "1\u00a0080": 1080, "1\u202f080": 1080,
    "1'080": 1080, "1,234,567": 1234567, " 80 ": 80, "１０８０": 1080, "１，０８０": 1080,
    "80.0": 80, "0": 0,
}  # fmt: skip


def read(folder, source, value):
    reader, text, name, _ = READERS[source]
    path = folder / name
    path.write_text(text.replace("{}", value), encoding="utf-8")
    options = {} if source == "bres" else {"impute": False}
    rows = reader((path,), **options).tables["activity"]
    return rows.filter(pl.col("region").is_in(["01001", "UKC1"])).row(0, named=True)


@pytest.mark.parametrize(("value", "number"), PRINTED.items())
@pytest.mark.parametrize("source", READERS)
def test_thousands_and_full_width_digits_are_read(source, value, number, tmp_path):
    row = read(tmp_path, source, value)
    assert (row["employment"], row["withheld"]) == (number, False)


@pytest.mark.parametrize("value", STRANGE)
@pytest.mark.parametrize("source", READERS)
def test_what_is_no_number_is_refused_with_its_place(source, value, tmp_path):
    with pytest.raises(InputError) as told:
        read(tmp_path, source, value)
    (problem,) = told.value.problems
    assert (problem.code, problem.subject) == ("source-values", READERS[source][2])
    about = problem.values
    assert (about["column"], about["line"], about["shown"]) == (
        READERS[source][3],
        2,
        repr(value),
    )
    for lang in ("en", "zh"):
        assert repr(value) in problem.said(lang).found


@pytest.mark.parametrize(("source", "mark"), [(s, m) for s in MARKS for m in MARKS[s]])
def test_a_mark_that_the_source_explains_withholds_the_number(source, mark, tmp_path):
    row = read(tmp_path, source, mark)
    assert (row["employment"], row["withheld"]) == (None, True)


@pytest.mark.parametrize(
    ("source", "mark"), [("cbp", "*"), ("cbp", "G"), ("cbp", "d e"), ("qcew", "D"), ("bres", "S")]
)
def test_another_sources_mark_is_refused(source, mark, tmp_path):
    with pytest.raises(InputError) as told:
        read(tmp_path, source, mark)
    assert told.value.problems[0].code == "source-values"


@pytest.mark.parametrize("source", READERS)
def test_nothing_is_unknown_and_said(source, tmp_path):
    reader, text, name, _ = READERS[source]
    (tmp_path / name).write_text(text.replace('"{}"', ""), encoding="utf-8")
    reading = reader((tmp_path / name,), **({} if source == "bres" else {"impute": False}))
    row = reading.tables["activity"].row(0, named=True)
    told = {caution.code: caution.values for caution in reading.cautions}
    if source == "cbp":  # a noise flag without a number: withheld by the publisher
        told["blank-cells"] = {"cells": 1}
    assert (row["employment"], row["withheld"]) == (None, True)
    assert told["blank-cells"] == {"cells": 1}


def test_all_columns_are_told_at_once(tmp_path):
    path = tmp_path / "cbp14co.txt"
    path.write_text(CBP.replace("{}", "few").replace("G,300,3", "G,much,many"), encoding="utf-8")
    with pytest.raises(InputError) as told:
        read_cbp((path,))
    columns = {one.values["column"] for one in told.value.problems}
    assert columns == {"emp", "ap", "est"}


def test_a_workbook_s_row_is_told_where_lines_are_none():
    rows = pl.DataFrame({"employment": ["5", "few"]})
    with pytest.raises(InputError) as told:
        numbers(rows, ["employment"], subject="a.xlsx")
    assert told.value.problems[0].case == ""
    assert told.value.problems[0].values["row"] == 2


def test_a_place_on_earth_has_no_thousands(tmp_path):
    counts, points = tmp_path / "zbp12detail.txt", tmp_path / "points.csv"
    counts.write_text('zip,naics,est\n48201,336111,"1,004"\n', encoding="utf-8")
    points.write_text('zip,lat,lon\n48201,"42,350",-83.06\n', encoding="utf-8")
    with pytest.raises(InputError) as told:
        read_zbp((counts, points))
    assert [one.values["column"] for one in told.value.problems] == ["lat"]
    points.write_text("zip,lat,lon\n48201,42.350,-83.06\n", encoding="utf-8")
    rows = read_zbp((counts, points)).tables["activity"]
    assert rows["establishments"].to_list() == [1004.0]


def test_a_zip_code_s_count_that_is_not_given_is_unknown(tmp_path):
    counts, points = tmp_path / "zbp12detail.txt", tmp_path / "points.csv"
    counts.write_text("zip,naics,est\n48201,336111,\n48201,336112,0\n", encoding="utf-8")
    points.write_text("zip,lat,lon\n48201,42.350,-83.06\n", encoding="utf-8")
    reading = read_zbp((counts, points))
    rows = reading.tables["activity"].select("industry", "establishments").rows()
    assert rows == [("336111", None)]
    assert "blank-counts" in [caution.code for caution in reading.cautions]
    assert zip_establishments((counts, points))["establishments"].to_list() == [None]
    assert jitter(zip_establishments((counts, points)), seed=1).is_empty()


@pytest.mark.parametrize(
    ("source", "wrong"),
    [("cbp", (",G,", ",Q,")), ("qcew", (",A,,", ",A,D,")), ("bres", (",A", ",Z"))],
)
def test_a_flag_that_nobody_explains_is_refused(source, wrong, tmp_path):
    reader, text, name, _ = READERS[source]
    (tmp_path / name).write_text(text.replace("{}", "80").replace(*wrong), encoding="utf-8")
    with pytest.raises(InputError) as told:
        reader((tmp_path / name,))
    assert {one.code for one in told.value.problems} == {"source-flag"}
    assert all(told.value.problems[0].told(lang) for lang in ("en", "zh"))
