"""Cluster definitions and the crosswalk of vintages."""

import polars as pl
import pytest

from jiqun.core import InputError
from jiqun.sources import carry_to_2017, read_cbp, read_definitions

HEAD = "naics,traded_local,cluster,subcluster,emsi_specific,description\n"
ROWS = """336411,Traded,Aerospace Vehicles and Defense,Aircraft,False,Aircraft
517110,Local,Local Utilities,Telephones,False,Wired carriers
541714,Traded,Education and Knowledge Creation,Research,True,New in 2017
901149,Local,Federal Government Services,,True,Postal service
814110,Local,,,FALSE,Private households
"""
PAIRS = """NAICS_2017_Code,NAICS_2012_Code
336411,336411
517311,517110
541714,541711
51731,51711
"""


@pytest.fixture
def files(tmp_path):
    one, two = tmp_path / "definitions.csv", tmp_path / "crosswalk.csv"
    one.write_text(HEAD + ROWS, encoding="utf-8")
    two.write_text(PAIRS, encoding="utf-8")
    return one, two


def placed(reading):
    return dict(reading.tables["categories"].select("industry", "category").iter_rows())


def test_classes_are_carried_to_2017(files):
    assert placed(read_definitions(files)) == {
        "336411": "aerospace",
        "517311": "local-utilities",
        "541714": "education",
    }


def test_additions_can_be_left_out_or_kept(files):
    assert "541714" not in placed(read_definitions(files, additions="none"))
    # the two government rows have no category among the 67 and stay out even with all
    assert set(placed(read_definitions(files, additions="all"))) == {"336411", "517311", "541714"}


def test_without_the_crosswalk_the_codes_stay(files):
    assert set(placed(read_definitions(files[:1], vintage="2012"))) == {"336411", "517110"}


def test_names_come_in_both_languages(files):
    row = read_definitions(files).tables["categories"].row(0, named=True)
    assert (row["name"], row["name_zh"], row["traded"]) == (
        "Aerospace Vehicles and Defense",
        "航空航天与国防",
        True,
    )


def test_a_class_of_two_categories_goes_to_the_traded_one():
    rows = pl.DataFrame(
        {
            "industry": ["111111", "222222", "333333", "444444"],
            "category": ["first", "second", "third", "fourth"],
            "traded": [False, True, False, False],
        }
    )
    pairs = pl.DataFrame(
        {"new": ["900001", "900001", "900002", "900002"], "old": rows["industry"].to_list()}
    )
    carried, split = carry_to_2017(rows, pairs)
    assert split == 2
    # the traded one; where none is traded, the first listed
    assert dict(carried.select("industry", "category").iter_rows()) == {
        "900001": "second",
        "900002": "third",
    }


def test_a_strange_category_is_refused(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(HEAD + "1,Traded,Space Mining,,False,x\n", encoding="utf-8")
    with pytest.raises(InputError) as told:
        read_definitions((path,), vintage="2012")
    assert told.value.problems[0].code == "definitions-name"


@pytest.mark.parametrize("option", [{"vintage": "2022"}, {"additions": "some"}])
def test_unknown_words_are_refused(option, files):
    with pytest.raises(InputError) as told:
        read_definitions(files, **option)
    assert told.value.problems[0].code == "source-option"


@pytest.fixture
def real(shared_data):
    return (
        shared_data / "cluster_definitions" / "naics2012_to_bcd_cluster.csv",
        shared_data / "us_geography" / "naics_MasterCrosswalk2017_2012.csv.gz",
    )


@pytest.mark.data
def test_the_published_counts(real):
    # 955 official codes, 51 traded and 16 local categories, 315 pairs with subcategories
    figures = read_definitions(real).figures
    assert figures["official-industries"] == 955
    assert (figures["categories"], figures["traded"]) == (67, 51)
    assert figures["subcategories"] == 315
    frame = read_definitions(real).tables["categories"]
    assert frame.null_count().row(0) == (0,) * 7
    assert frame["industry"].is_unique().all()


@pytest.mark.data
@pytest.mark.parametrize(("additions", "least", "most"), [("none", 0.96, 0.965), ("vintage", 1, 1)])
def test_how_much_employment_the_categories_cover(additions, least, most, real, shared_data):
    path = shared_data / "us_employment" / "cbp_county_naics6_2017_2020.parquet"
    rows = read_cbp((path,), impute=False).tables["activity"].filter(pl.col("year") == 2018)
    codes = read_definitions(real, additions=additions).tables["categories"]
    inside = rows.join(codes, on="industry", how="semi")["employment"].sum()
    # 96.2 % with official rows only, as the data's provenance note says
    assert least <= inside / rows["employment"].sum() <= most
