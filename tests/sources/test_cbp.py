"""County Business Patterns: the publisher's files and their renamed copies."""

import time

import polars as pl
import pytest

from jiqun.core import InputError
from jiqun.sources import read_cbp

COUNTY_2016 = """fipstate,fipscty,naics,empflag,emp_nf,emp,qp1_nf,qp1,ap_nf,ap,est,n1_4
01,1,------,,G,1000,G,9,G,100,60,1
01,1,31----,,H,200,G,9,G,50,10,1
01,1,336411,C,D,0,D,0,D,0,2,1
01,1,113310,,H,81,G,9,H,4141,7,1
01,3,113310,,G,100,G,9,G,5000,5,1
"""
COUNTY_2018 = """FIPSTATE,FIPSCTY,NAICS,EMP_NF,EMP,QP1_NF,QP1,AP_NF,AP,EST,N<5
01,1,113310,J,80,G,9,G,4000,8,4
01,3,113310,S,0,S,0,S,0,3,N
01,5,113310,G,20,G,1,G,900,2,N
"""
STATE = """fipstate,lfo,naics,empflag,emp_nf,emp,ap_nf,ap,est
1,-,------,,G,900,G,90,60
1,C,------,,G,500,G,50,30
1,-,113310,,G,81,G,41,7
"""


def written(folder, name, text):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def cell(reading, region, industry):
    rows = reading.tables["activity"]
    return rows.row(
        by_predicate=(pl.col("region") == region) & (pl.col("industry") == industry), named=True
    )


def test_the_publishers_county_file(tmp_path):
    reading = read_cbp((written(tmp_path, "cbp16co.txt", COUNTY_2016),))
    rows = reading.tables["activity"]
    assert set(rows["region"]) == {"01001", "01003"}
    assert set(rows["industry"]) == {"00", "31-33", "336411", "113310"}
    assert set(rows["year"]) == {2016}
    plain = cell(reading, "01001", "113310")
    assert (plain["employment"], plain["payroll"], plain["currency"]) == (81, 4_141_000, "USD")
    assert (plain["withheld"], plain["imputed"]) == (False, None)


def test_a_withheld_cell_is_not_zero_but_its_class_s_mid_point(tmp_path):
    got = cell(read_cbp((written(tmp_path, "cbp16co.txt", COUNTY_2016),)), "01001", "336411")
    assert (got["withheld"], got["size_class"], got["imputed"]) == (
        True,
        "C",
        "size-class-midpoint",
    )
    assert (got["employment"], got["employment_low"], got["employment_high"]) == (175, 100, 249)
    assert got["payroll"] is None


def test_without_imputation_it_stays_empty(tmp_path):
    path = written(tmp_path, "cbp16co.txt", COUNTY_2016)
    got = cell(read_cbp((path,), impute=False), "01001", "336411")
    assert got["employment"] is None
    assert got["withheld"]


def test_noise_flags_give_bounds(tmp_path):
    # G: below 2 %, H: below 5 %, of 100 and 81
    path = written(tmp_path, "cbp16co.txt", COUNTY_2016)
    low = cell(read_cbp((path,)), "01003", "113310")
    medium = cell(read_cbp((path,)), "01001", "113310")
    assert (low["employment_low"], low["employment_high"]) == (98, 102)
    assert (medium["employment_low"], medium["employment_high"]) == (76, 86)
    assert cell(read_cbp((path,), noise=False), "01003", "113310")["employment_low"] is None


def test_a_withheld_cell_without_a_class_takes_the_mean_establishment(tmp_path):
    # published cells: 80 and 20 persons in 8 and 2 establishments, so 10 each; 3 here
    reading = read_cbp((written(tmp_path, "cbp18co.txt", COUNTY_2018),))
    got = cell(reading, "01003", "113310")
    assert (got["employment"], got["employment_low"], got["imputed"]) == (
        30,
        3,
        "establishment-mean",
    )
    codes = [caution.code for caution in reading.cautions]
    assert codes == [
        "withheld", "imputed", "small-cells-dropped", "noise-open", "states-elsewhere",
    ]  # fmt: skip


@pytest.mark.parametrize(("digits", "codes"), [((0,), {"00"}), ((2,), {"31-33"})])
def test_other_depths(digits, codes, tmp_path):
    reading = read_cbp((written(tmp_path, "cbp16co.txt", COUNTY_2016),), digits=digits)
    assert set(reading.tables["activity"]["industry"]) == codes


def test_a_state_file_keeps_all_legal_forms_together(tmp_path):
    reading = read_cbp((written(tmp_path, "cbp10st.txt", STATE),), digits=(0, 6))
    assert reading.tables["activity"].select("region", "industry", "employment").rows() == [
        ("01", "00", 900),
        ("01", "113310", 81),
    ]


def test_a_single_class_is_spelled_out_and_no_parent_is_counted_twice(tmp_path):
    # a copy keeps 7221 for 722110 and, below 7222, the six-digit class without its parent
    text = "fipstate,naics,emp,ap,est\n01,00,10,1,10\n01,722,10,1,10\n01,7221,6,1,6\n"
    text += "01,7222,4,1,4\n01,722211,4,1,4\n"
    reading = read_cbp((written(tmp_path, "cbp10st.csv", text),), digits=(6,))
    rows = reading.tables["activity"]
    assert sorted(rows.select("industry", "establishments").rows()) == [
        ("722110", 6),
        ("722211", 4),
    ]
    assert "single-classes" in [caution.code for caution in reading.cautions]


def test_a_year_too_incomplete_is_told(tmp_path):
    text = "fipstate,naics,emp,ap,est\n01,------,10,1,10\n01,722110,5,1,5\n"
    reading = read_cbp((written(tmp_path, "cbp10st.csv", text),))
    told = {caution.code: caution for caution in reading.cautions}["incomplete"]
    assert told.values == {"year": 2010, "share": 0.5}
    assert "50.0%" in told.said("en")


def test_two_vintages_at_once_are_told(tmp_path):
    old = written(tmp_path, "cbp16co.txt", COUNTY_2016)
    new = written(tmp_path, "cbp18co.txt", COUNTY_2018)
    reading = read_cbp((old, new))
    assert "vintages-mixed" in [caution.code for caution in reading.cautions]
    assert reading.origin.version == "2016, 2018"


def test_a_file_that_tells_no_year_needs_one(tmp_path):
    path = written(tmp_path, "counties.csv", COUNTY_2018)
    with pytest.raises(InputError) as told:
        read_cbp((path,))
    assert told.value.problems[0].code == "source-year"
    assert set(read_cbp((path,), year=2018).tables["activity"]["year"]) == {2018}


def test_the_codes_used_are_described(tmp_path):
    reading = read_cbp((written(tmp_path, "cbp16co.txt", COUNTY_2016),))
    regions, industries = reading.stubs["regions"], reading.stubs["industries"]
    assert regions.select("region", "level", "parent").rows() == [
        ("US", "country", None),
        ("01", "state", "US"),
        ("01001", "county", "01"),
        ("01003", "county", "01"),
    ]
    parents = set(industries["parent"].drop_nulls())
    assert parents <= set(industries["industry"])
    assert set(industries["system"]) == {"NAICS 2012"}


@pytest.mark.data
def test_county_totals_are_the_published_ones(shared_data):
    # figures checked in the data's own provenance note
    path = shared_data / "us_employment" / "cbp_county_naics6_2017_2020.parquet"
    began = time.perf_counter()
    rows = read_cbp((path,)).tables["activity"]
    seconds = time.perf_counter() - began
    one = rows.filter(pl.col("year") == 2018)
    published = one.filter(~pl.col("withheld"))
    assert len(one) == 346_360
    assert one["region"].n_unique() == 3_104
    assert one["industry"].n_unique() == 960
    assert published["employment"].sum() == 111_452_171
    assert rows.filter((pl.col("year") == 2017) & pl.col("withheld")).height == 45_439
    assert rows["employment"].null_count() == 0
    boeing = pl.col("region").eq("53061") & pl.col("industry").eq("336411")
    assert rows.filter(boeing & pl.col("year").eq(2019))["employment"].to_list() == [34_441]
    assert seconds < 6  # measured 1.7 s; the bound allows for busy machines


@pytest.mark.data
def test_state_totals_and_mid_points_agree_with_the_publisher(shared_data):
    path = shared_data / "us_employment" / "cbp_state_naics_2000_2011.parquet"
    totals = read_cbp((path,), digits=(0,)).tables["activity"]
    yearly = dict(totals.group_by("year").agg(pl.col("employment").sum()).iter_rows())
    assert yearly[2011] == 113_425_965
    assert yearly[2007] == 120_604_265
    reading = read_cbp((path,), digits=(6,))
    deep = reading.tables["activity"].filter(pl.col("year") >= 2003)
    for year, filled in deep.group_by("year").agg(pl.col("employment").sum()).iter_rows():
        # mid-points fill a third of the cells, yet the sum is within 1 % of the true total
        assert filled == pytest.approx(yearly[year], rel=0.01)
