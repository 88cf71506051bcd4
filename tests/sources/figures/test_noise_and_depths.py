"""Noise, rounding, owners' sums and depths, as the publishers' own words have them."""

import polars as pl
import pytest

from jiqun.sources import fill, read_bres, read_cbp, read_qcew
from jiqun.sources.figures import depth_by_depth, visible_shares
from jiqun.studies import fetch, load_table, run
from jiqun.studies.loading import create_workspace
from jiqun.workspace import Workspace

HEAD = "fipstate,fipscty,naics,empflag,emp_nf,emp,ap_nf,ap,est\n"
QHEAD = (
    "area_fips,own_code,industry_code,agglvl_code,size_code,year,qtr,disclosure_code,"
    "annual_avg_estabs,annual_avg_emplvl,total_annual_wages\n"
)


def counties(folder, *lines, name="cbp14co.txt", **options):
    path = folder / name
    path.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    return read_cbp((path,), **options)


def one(reading, industry, region=None):
    rows = reading.tables["activity"].filter(pl.col("industry") == industry)
    return (rows.filter(pl.col("region") == region) if region else rows).row(0, named=True)


@pytest.mark.parametrize(("flag", "bound"), [("G", 0.02), ("H", 0.05), ("J", 0.10), ("g", 0.02)])
def test_a_noise_flag_is_its_published_bound(flag, bound, tmp_path):
    row = one(counties(tmp_path, f"01,1,113310,,{flag},200,G,9,3"), "113310")
    assert row["noise"] == bound
    assert (row["employment_low"], row["employment_high"]) == (200 - 200 * bound, 200 + 200 * bound)


@pytest.mark.parametrize("flag", ["D", "S", "N", "X"])
def test_a_flag_that_withholds_does_even_beside_a_number(flag, tmp_path):
    row = one(counties(tmp_path, f"01,1,113310,,{flag},0,D,0,3", impute=False), "113310")
    assert (row["employment"], row["withheld"], row["noise"]) == (None, True, None)
    assert row["payroll"] is None


@pytest.mark.parametrize("flag", ["", "-", "r"])
def test_without_a_noise_flag_there_is_no_noise(flag, tmp_path):
    row = one(counties(tmp_path, f"01,1,113310,,{flag},200,,9,3"), "113310")
    assert (row["employment"], row["noise"], row["employment_low"]) == (200, None, None)


def test_flag_j_is_open_and_said_so(tmp_path):
    reading = counties(tmp_path, "01,1,113310,,J,200,G,9,3", high_noise=0.25)
    told = {caution.code: caution for caution in reading.cautions}["noise-open"]
    assert told.values == {"cells": 1, "employment": 200, "bound": 0.25}
    assert "25%" in told.said("en") and "25%" in told.said("zh")
    assert one(reading, "113310")["employment_high"] == 250


def test_a_file_without_noise_flags_says_so(tmp_path):
    text = "county_fips,naics,emp,est,payroll_kusd,year\n01001,113310,80,8,4000,{}\n"
    for year, told in ((2006, False), (2007, True), (2018, True)):
        path = tmp_path / f"{year}.csv"
        path.write_text(text.format(year), encoding="utf-8")
        codes = [caution.code for caution in read_cbp((path,)).cautions]
        assert ("noise-unflagged" in codes) == told


def test_a_small_letter_in_the_number_s_place_is_a_size_class(tmp_path):
    row = one(counties(tmp_path, "01,1,113310,,,b,,0,3", impute=False), "113310")
    assert (row["withheld"], row["size_class"], row["employment"]) == (True, "B", None)


def test_a_zero_with_a_noise_flag_is_published_and_without_is_withheld(tmp_path):
    lines = ("01,1,113310,,G,0,G,9,2", "01,3,113310,,,0,,0,2", "01,5,113310,,G,10,G,9,2")
    reading = counties(tmp_path, *lines, impute=False)
    assert one(reading, "113310", "01001")["employment"] == 0
    assert one(reading, "113310", "01003")["withheld"]


def test_payroll_withheld_alone_is_unknown(tmp_path):
    row = one(counties(tmp_path, "01,1,113310,,G,200,S,0,3"), "113310")
    assert (row["employment"], row["payroll"]) == (200, None)


@pytest.mark.parametrize(("name", "least"), [("cbp16co.txt", None), ("cbp17co.txt", 3.0)])
def test_from_2017_cells_of_fewer_than_three_establishments_are_dropped(name, least, tmp_path):
    row = one(counties(tmp_path, "01,1,113310,,G,200,G,9,3", name=name), "113310")
    assert row["dropped_below"] == least


DEEP = (
    "01,1,------,,G,100,G,9,9",
    "01,1,31----,,G,100,G,9,9",
    "01,1,336///,,G,100,G,9,9",
    "01,1,3364//,,G,100,G,9,9",
    "01,1,33641/,,G,100,G,9,9",
    "01,1,336411,,G,60,G,9,5",
    "01,1,336412,C,D,0,D,0,4",
)


def test_every_depth_is_read_and_nothing_is_added_twice(tmp_path):
    reading = counties(tmp_path, *DEEP)
    rows, figures = reading.tables["activity"], reading.figures
    assert len(rows) == 7
    assert set(rows["industry"]) == {"00", "31-33", "336", "3364", "33641", "336411", "336412"}
    assert (figures["cells"], figures["employment-published"]) == (7, 60)
    assert (figures["establishments"], figures["withheld-cells"]) == (9, 1)
    assert figures["visible_share:2014"] == pytest.approx(0.6)  # 60 of the published 100
    tree = dict(reading.stubs["industries"].select("industry", "parent").iter_rows())
    assert tree["31-33"] == "00"
    assert tree["00"] is None


def test_fills_learn_from_their_own_depth(tmp_path):
    # the class has 12 persons an establishment, the group 30: each withheld cell takes its own
    lines = (
        "01,1,336411,,G,120,G,9,10", "01,3,336411,,,0,,0,2",
        "01,1,3364//,,G,300,G,9,10", "01,3,3364//,,,0,,0,2",
    )  # fmt: skip
    reading = counties(tmp_path, *lines)
    assert one(reading, "336411", "01003")["employment"] == 24
    assert one(reading, "3364", "01003")["employment"] == 60


def test_a_run_counts_parents_once(tmp_path):
    create_workspace(tmp_path / "ws")
    lines = (*DEEP, *(line.replace("01,1,", "01,3,") for line in DEEP))
    path = tmp_path / "cbp14co.txt"
    path.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    fetch(tmp_path / "ws", source="us-cbp", files=[path])
    text = "definition,category,industry,traded\nd,Aero,336411,true\nd,Aero,336412,true\n"
    (tmp_path / "categories.csv").write_text(text, encoding="utf-8")
    load_table(tmp_path / "ws", table="categories", file=tmp_path / "categories.csv")
    run(tmp_path / "ws")
    cells = Workspace.open(tmp_path / "ws").frame("cells").filter(pl.col("level") == "county")
    assert cells["employment"].to_list() == [235, 235]  # 60 and the class's mid-point 175, once


def test_a_step_at_each_depth_keeps_the_order():
    rows = pl.DataFrame({"industry": ["336411", "00", "336412", "31-33"], "x": [1, 2, 3, 4]})
    counted = depth_by_depth(rows, lambda part: part.with_columns(n=pl.lit(len(part))))
    assert counted.rows() == [("336411", 1, 2), ("00", 2, 1), ("336412", 3, 2), ("31-33", 4, 1)]


def test_what_the_whole_is_nobody_knows_is_no_share():
    row = {"region": "01001", "industry": "336411", "year": 2018, "employment": 9.0}
    row |= {"withheld": False, "imputed": None}
    kinds = {"imputed": pl.String, "dropped_below": pl.Float64, "employment": pl.Float64}
    known = pl.DataFrame([row | {"dropped_below": None}], schema_overrides=kinds)
    dropped = pl.DataFrame([row | {"dropped_below": 3.0}], schema_overrides=kinds)
    secret = known.with_columns(employment=pl.lit(None, pl.Float64), withheld=pl.lit(value=True))
    assert visible_shares(known) == {"visible_share:2018": 1.0}
    assert visible_shares(dropped) == {}
    assert visible_shares(secret) == {}


def owners(folder, *lines, **options):
    path = folder / "2019.csv"
    path.write_text(QHEAD + "\n".join(lines) + "\n", encoding="utf-8")
    rows = read_qcew((path,), ownership="all", **options).tables["activity"]
    return {r["region"]: r for r in rows.iter_rows(named=True)}


PARTS = (
    "01001,5,622110,78,0,2019,A,N,1,0,0", "01001,3,622110,78,0,2019,A,,1,300,12000",
    "01003,5,622110,78,0,2019,A,,3,900,40000", "01003,1,622110,78,0,2019,A,,1,50,4000",
)  # fmt: skip


def test_a_sum_of_owners_is_at_least_what_is_published(tmp_path):
    filled, bare = (
        owners(tmp_path, *PARTS)["01001"],
        owners(tmp_path, *PARTS, impute=False)["01001"],
    )
    # 300 published; the private one is filled by the private mean, 900 in 3
    assert (filled["employment"], filled["employment_low"], filled["employment_high"]) == (
        600, 301, 600,
    )  # fmt: skip
    assert (bare["employment"], bare["employment_low"], bare["employment_high"]) == (
        None, 301, None,
    )  # fmt: skip
    assert filled["withheld"] and bare["withheld"]
    assert filled["payroll"] is None


def test_a_fill_keeps_what_other_owners_publish(tmp_path):
    path = tmp_path / "2019.csv"
    state = "01000,5,622110,58,0,2019,A,,4,1400,52000"
    path.write_text(QHEAD + "\n".join((*PARTS, state)) + "\n", encoding="utf-8")
    reading = read_qcew((path,), ownership="all")
    trees = {name: reading.stubs[name] for name in ("regions", "industries")}
    rows = fill(reading.tables["activity"], **trees).rows
    row = rows.filter(region="01001").row(0, named=True)
    assert row["employment"] >= row["employment_low"] >= 301


def test_owners_withheld_together_are_bounded_by_their_establishments(tmp_path):
    lines = (
        "01001,5,622110,78,0,2019,A,N,4,0,0", "01001,3,622110,78,0,2019,A,N,2,0,0",
        "01001,2,622110,78,0,2019,A,,1,40,9",
    )  # fmt: skip
    row = owners(tmp_path, *lines, impute=False)["01001"]
    assert (row["employment_low"], row["establishments"]) == (46, 7)


def test_owners_that_all_publish_have_no_bounds(tmp_path):
    row = owners(tmp_path, *PARTS)["01003"]
    assert (row["employment"], row["employment_low"], row["withheld"]) == (950, None, False)


def test_a_mark_in_an_owners_number_counts_as_withheld(tmp_path):
    lines = ("01001,5,622110,78,0,2019,A,,1,ND,0", "01001,3,622110,78,0,2019,A,,1,300,12")
    row = owners(tmp_path, *lines, impute=False)["01001"]
    assert (row["employment"], row["employment_low"]) == (None, 301)


def test_the_publisher_s_own_total_of_all_owners_is_taken(tmp_path):
    lines = (
        "01001,0,10,70,0,2019,A,,9,500,900", "01001,5,10,71,0,2019,A,N,8,0,0",
        "01001,1,10,71,0,2019,A,,1,40,90", "01003,5,10,71,0,2019,A,,8,70,80",
        "01003,1,10,71,0,2019,A,,1,30,20",
    )  # fmt: skip
    rows = owners(tmp_path, *lines)
    withheld = owners(tmp_path, lines[0].replace("A,,9,500", "A,N,9,0"), *lines[1:], impute=False)
    assert withheld["01001"]["employment_low"] == 48  # 40 published, 8 establishments withheld
    assert (rows["01001"]["employment"], rows["01001"]["withheld"]) == (500, False)
    assert rows["01003"]["employment"] == 100  # no total of its own: the owners are added up


def test_a_withheld_average_below_half_an_establishment_is_filled_and_bounded(tmp_path):
    # 300 persons an establishment elsewhere: a quarter of it, from none to half of it
    row = owners(tmp_path, "01001,5,622110,78,0,2019,A,N,0,0,0", *PARTS[2:])["01001"]
    assert (row["employment"], row["imputed"]) == (75, "establishment-mean")
    assert (row["employment_low"], row["employment_high"], row["establishments"]) == (0, 150, 0)


@pytest.mark.parametrize(
    ("value", "step"),
    [(0, 5), (5, 5), (45, 5), (50, 25), (75, 25), (225, 25), (250, 50), (450, 50), (500, 100),
     (900, 100), (1000, 250), (2250, 250), (2500, 500), (4500, 500), (5000, 1000), (90000, 1000)],
)  # fmt: skip
def test_the_rounding_step_grows_with_size(value, step, tmp_path):
    path = tmp_path / "bres.csv"
    head = "DATE,GEOGRAPHY_NAME,GEOGRAPHY_CODE,INDUSTRY_NAME,INDUSTRY_CODE,OBS_VALUE\n"
    path.write_text(f"{head}2020,T,TLC1,47110 : Retail,47110,{value}\n", encoding="utf-8")
    row = read_bres((path,)).tables["activity"].row(0, named=True)
    assert row["rounding"] == step
    assert (row["employment_low"], row["employment_high"]) == (
        max(value - step / 2, 0),
        value + step / 2,
    )
    twice = read_bres((path,), rounding=2.0).tables["activity"].row(0, named=True)
    assert twice["employment_high"] == value + step


@pytest.mark.parametrize("status", ["Q", "q", "M", "*"])
def test_a_suppressed_cell_is_withheld_whatever_is_printed(status, tmp_path):
    path = tmp_path / "bres.csv"
    head = "DATE,GEOGRAPHY_NAME,GEOGRAPHY_CODE,INDUSTRY_NAME,INDUSTRY_CODE,OBS_VALUE,OBS_STATUS\n"
    path.write_text(f"{head}2020,T,TLC1,47110 : Retail,47110,0,{status}\n", encoding="utf-8")
    reading = read_bres((path,))
    row = reading.tables["activity"].row(0, named=True)
    assert (row["employment"], row["withheld"], row["employment_high"]) == (None, True, None)
    assert "suppressed" in [caution.code for caution in reading.cautions]


def test_british_classes_hang_under_one_another(tmp_path):
    path = tmp_path / "bres.csv"
    head = "DATE,GEOGRAPHY_NAME,GEOGRAPHY_CODE,INDUSTRY_NAME,INDUSTRY_CODE,OBS_VALUE\n"
    rows = "2020,T,TLC1,47110 : Retail,47110,5\n2020,T,TLC1,01000 : Farms,01000,5\n"
    path.write_text(head + rows, encoding="utf-8")
    create_workspace(tmp_path / "ws")
    fetch(tmp_path / "ws", source="uk-bres", files=[path])
    tree = Workspace.open(tmp_path / "ws").frame("industries")
    assert dict(tree.select("industry", "parent").iter_rows()) == {
        "sic47110": "sic4711", "sic4711": "sic471", "sic471": "sic47", "sic47": None,
        "sic01000": "sic01", "sic01": None,
    }  # fmt: skip


@pytest.mark.data
def test_the_file_s_own_numbers_follow_the_steps(shared_data):
    path = shared_data / "uk_regional" / "bres_itl2_sic5_employment_2015_2021.parquet"
    rows = read_bres((path,)).tables["activity"]
    assert (rows["employment"] == 0).sum() == 45_857
    assert rows["withheld"].sum() == 15  # Scottish farms, of which regions have no estimate
    assert (rows["employment"] % rows["rounding"] == 0).sum() == len(rows) - 15


@pytest.mark.data
def test_every_depth_of_the_real_files(shared_data):
    folder = shared_data / "us_employment"
    states = read_qcew((folder / "qcew_state_annual_2019_2020.parquet",))
    lengths = states.tables["activity"]["industry"].str.len_chars().unique().sort().to_list()
    assert lengths == [2, 3, 4, 5, 6]
    assert states.tables["activity"]["employment"].null_count() == 0
    assert states.figures["visible_share:2019"] == pytest.approx(122_360_840 / 126_358_746)
    patterns = read_cbp((folder / "cbp_state_naics_2000_2011.parquet",))
    totals = patterns.tables["activity"].filter(industry="00", year=2011)
    assert totals["employment"].sum() == 113_425_965
    assert patterns.figures["visible_share:2011"] == pytest.approx(0.9274, abs=1e-4)
