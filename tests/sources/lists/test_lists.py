"""The shipped lists: whole, as counted officially, held against other copies of the facts."""

import polars as pl
import pytest

from jiqun.core import UnknownError
from jiqun.sources import read_admin, read_classification, read_naics
from jiqun.sources.lists import (
    correspondence,
    correspondences,
    list_ids,
    list_of_system,
    name_list,
    starter_categories,
    with_ancestors,
)
from jiqun.tables import schema, validate

INDUSTRIES = list_ids("industry")
#: Codes a level, as the publishers count them.
OFFICIAL = {
    "gbt4754-2017": {"section": 20, "division": 97, "group": 473, "class": 1381},
    "gbt4754-2011": {"section": 20, "division": 96, "group": 432, "class": 1094},
    "nace2": {"section": 21, "division": 88, "group": 272, "class": 615},
    "isic4": {"section": 21, "division": 88, "group": 238, "class": 419},
    "naics2017": {
        "sector": 20,
        "subsector": 99,
        "group": 311,
        "naics-industry": 709,
        "national": 1057,
    },
    "naics2022": {
        "sector": 20,
        "subsector": 96,
        "group": 308,
        "naics-industry": 689,
        "national": 1012,
    },
}
#: Groups and classes of each section of GB/T 4754-2017, from the standard's table of its parts.
SECTIONS = {
    "A": (24, 72),
    "B": (19, 39),
    "C": (179, 609),
    "D": (9, 18),
    "E": (18, 44),
    "F": (18, 128),
    "G": (27, 67),
    "H": (10, 16),
    "I": (17, 34),
    "J": (26, 48),
    "K": (5, 5),
    "L": (12, 58),
    "M": (19, 48),
    "N": (18, 33),
    "O": (16, 32),
    "P": (6, 17),
    "Q": (6, 30),
    "R": (27, 48),
    "S": (16, 34),
    "T": (1, 1),
}


@pytest.fixture(params=list_ids())
def listed(request):
    return name_list(request.param)


def test_codes_are_unique_and_every_parent_is_there(listed):
    frame = listed.frame
    assert frame["code"].is_unique().all()
    assert set(frame["parent"].drop_nulls()) <= set(frame["code"])
    heirs = frame["successor"].drop_nulls().str.split("|").explode()
    assert set(heirs) <= set(frame["code"])


def test_every_code_has_a_name_in_its_own_language(listed):
    own = "name_zh" if listed.names["zh"] == "official" else "name"
    assert listed.frame[own].null_count() == 0
    bare = listed.frame[own]
    assert (bare == bare.str.strip_chars()).all()


def test_it_says_who_made_it_and_what_its_names_are(listed):
    assert listed.origin.producer and listed.origin.licence and listed.origin.url
    assert set(listed.names) == {"en", "zh"}
    assert set(listed.names.values()) <= {"official", "own", "known", "none"}
    assert listed.title.en and listed.title.zh


@pytest.mark.parametrize("list_id", OFFICIAL)
def test_there_are_as_many_codes_as_the_publisher_counts(list_id):
    frame = name_list(list_id).frame
    counted = dict(frame.group_by("level").len().iter_rows())
    assert counted == OFFICIAL[list_id]


def test_each_section_of_the_chinese_standard_has_its_groups_and_classes():
    frame = name_list("gbt4754-2017").frame.with_columns(section=pl.col("code").str.slice(0, 1))
    for section, (groups, classes) in SECTIONS.items():
        levels = frame.filter(section=section)["level"].value_counts().rows()
        assert (dict(levels)["group"], dict(levels)["class"]) == (groups, classes), section


def test_an_unknown_list_is_named():
    with pytest.raises(UnknownError) as told:
        name_list("gbt4754-2002")
    assert told.value.problems[0].code == "list-unknown"


def test_a_classification_is_known_by_the_name_that_industries_bear():
    assert list_of_system("GB/T 4754—2017") == "gbt4754-2017"
    assert list_of_system("NAICS 2017") == "naics2017"
    assert list_of_system("SIC 2007") is None


def test_american_titles_are_as_in_another_copy(shared_data):
    """The list carried to 2017 by its own source says the same of nine in ten titles."""
    read = read_naics((shared_data / "us_geography/naics_titles.csv.gz",)).tables["industries"]
    ours = name_list("naics2017").frame.select("code", ours="name")
    both = read.join(ours, left_on="industry", right_on="code")
    assert len(both) == len(ours)
    bare = [
        pl.col(name).str.to_lowercase().str.replace_all(r"\W+", "") for name in ("name", "ours")
    ]
    assert both.filter(bare[0] == bare[1]).height >= 0.95 * len(both)


def test_chinese_divisions_are_as_in_the_list_of_2023(shared_data):
    frame = name_list("cn-admin").frame.filter(pl.col("status") == "current")
    other = {
        name: pl.read_csv(shared_data / f"china/admin_{name}.csv", infer_schema=False)["code"]
        for name in ("areas", "cities")
    }
    cities = set(other["cities"] + "00")
    assert set(frame.filter(level="city")["code"]) == cities
    # Dongguan, Zhongshan and Danzhou are cities without districts, and stand in both lists
    assert set(frame.filter(level="district")["code"]) == set(other["areas"]) - cities
    # with Taiwan, Hong Kong and Macao, whose parts the list of 2023 does not name
    assert frame.filter(level="province").height == 34


def test_divisions_that_ended_tell_when_and_what_came_after():
    gone = name_list("cn-admin").frame.filter(pl.col("status") == "abolished")
    assert gone.height > 900
    assert gone["until"].null_count() == 0
    assert gone["until"].is_between(1999, 2022).all()
    assert gone["successor"].null_count() <= 2
    heir = dict(gone.select("code", "successor").iter_rows())
    assert heir["330204"] == "330212"
    assert heir["371200"] == "370100"
    assert heir["341400"] == "340100|340200|340500"


def test_what_the_catalogue_knows_of_changes_agrees_with_the_list():
    """Successors of codes that ended, told in two places."""
    from jiqun.tables import catalogued_changes

    known = catalogued_changes(["cn-admin"]).filter(pl.col("kind") != "boundary")
    heirs = dict(name_list("cn-admin").frame.select("code", "successor").iter_rows())
    for region, successor in known.select("region", "successor").iter_rows():
        assert successor in heirs[region].split("|"), region


def test_codes_come_with_all_above_them_as_canonical_rows():
    regions = with_ancestors(["330203", "330203", "nowhere"], "cn-admin")
    assert regions["region"].to_list() == ["CN", "330000", "330200", "330203"]
    assert not validate(regions, schema("regions")).problems
    industries = with_ancestors(["C1811", "C36"], "gbt4754-2017")
    assert industries["industry"].to_list() == ["C", "C18", "C36", "C181", "C1811"]
    assert industries["system"].unique().to_list() == ["GB/T 4754-2017"]
    assert not validate(industries, schema("industries")).problems


@pytest.mark.parametrize("pair", correspondences())
def test_a_correspondence_names_codes_of_both_lists(pair):
    rows = correspondence(*pair)
    assert set(rows["from"]) <= set(name_list(pair[0]).frame["code"])
    assert set(rows["to"]) <= set(name_list(pair[1]).frame["code"])
    assert rows.is_unique().all()


def test_every_class_of_2011_goes_somewhere_and_says_by_what():
    rows = correspondence("gbt4754-2011", "gbt4754-2017")
    assert rows["from"].n_unique() == 1094
    assert dict(rows["by"].value_counts().iter_rows())["name"] == 934
    names = {
        year: dict(name_list(f"gbt4754-{year}").frame.select("code", "name_zh").iter_rows())
        for year in (2011, 2017)
    }
    same = rows.filter(by="name")
    assert all(names[2011][a] == names[2017][b] for a, b in same.select("from", "to").iter_rows())


def test_every_european_class_stands_for_an_international_one():
    rows = correspondence("nace2", "isic4")
    assert set(rows["from"]) == set(name_list("nace2").frame["code"])
    assert set(rows["to"]) == set(name_list("isic4").frame["code"])


@pytest.mark.parametrize("list_id", INDUSTRIES)
def test_each_classification_has_categories_to_start_with(list_id):
    starter = starter_categories(name_list(list_id).system)
    frame = starter.frame
    assert set(frame["industry"]) <= set(name_list(list_id).frame["code"])
    assert frame["industry"].is_unique().all(), "an industry is in one category"
    assert frame.select(pl.all().exclude("subcategory")).null_count().row(0) == (0,) * 6
    assert frame.group_by("category").agg(pl.col("traded").n_unique())["traded"].max() == 1
    assert not starter.frame["traded"].all()
    if starter.status == "own":
        divisions = name_list(list_id).frame.filter(level="division")["code"]
        assert set(frame["industry"]) == set(divisions), "every division is in one"


def test_the_published_definitions_keep_their_counts():
    for system in ("NAICS 2017", "NAICS 2022"):
        frame = starter_categories(system).frame
        assert frame["category"].n_unique() == 67
        assert frame.filter("traded")["category"].n_unique() == 51


def test_a_starter_is_carried_to_the_codes_in_use():
    codes = ["C", "C18", "C181", "C3612", "E", "J"]
    carried = starter_categories("GB/T 4754-2017", codes=codes).frame
    got = dict(carried.select("industry", "category").iter_rows())
    assert got == {"C18": "textiles-apparel", "C3612": "automotive", "E": "construction"}
    assert starter_categories("GB/T 4754-2017", codes=["nothing"]).frame.is_empty()
    assert starter_categories("SIC 2007") is None


def test_the_classification_is_a_source_without_a_file():
    reading = read_classification((), list="isic4", level="class")
    assert reading.figures["classes"] == 766
    categories = reading.tables["categories"]
    assert categories["industry"].str.len_chars().unique().to_list() == [4]
    assert categories.height == 419
    assert [one.code for one in reading.cautions] == ["starter-own"]
    assert "categories" not in read_classification((), starter=False).tables


@pytest.mark.parametrize("options", [{"list": "sic"}, {"level": "sector"}])
def test_a_list_or_level_that_is_not_there_is_refused(options):
    from jiqun.core import InputError

    with pytest.raises(InputError) as told:
        read_classification((), **options)
    assert told.value.problems[0].code == "source-option"


def test_chinas_divisions_need_no_file_and_stand_as_of_a_year():
    today = read_admin((), districts=True).tables["regions"]
    then = read_admin((), districts=True, at=2010).tables["regions"]
    assert not validate(today, schema("regions")).problems
    assert not validate(then, schema("regions")).problems
    assert {"330204", "341400"} <= set(then["region"])
    assert not {"330204", "341400"} & set(today["region"])
    assert "330213" in set(today["region"]) and "330213" not in set(then["region"])
    assert today.filter(region="440300")["lon"].item() == 114.06
    assert read_admin(()).tables["regions"].filter(level="district").is_empty()
