"""The case library: every figure keeps its words and its source."""

import polars as pl
import pytest

from jiqun.sources import read_cases
from jiqun.sources.places import table
from jiqun.tables import schema, schemas, validate


@pytest.fixture(scope="module")
def reading():
    return read_cases()


def test_every_table_passes_the_door(reading):
    known = {}
    for name in schemas():
        if name in reading.tables:
            rows = reading.tables[name]
            stubs = reading.stubs.get(name)
            whole = rows if stubs is None else pl.concat([rows, stubs], how="diagonal")
            checked = validate(
                rows, schema(name), known=known | {("regions", "region"): _codes(reading)}
            )
            assert checked.problems == (), name
            for column in schema(name).key:
                known[name, column] = whole[column]


def _codes(reading):
    return pl.concat([reading.tables["regions"]["region"], reading.stubs["regions"]["region"]])


def test_every_fact_of_the_documents_is_there(reading):
    facts, milestones = table("cases/facts.csv"), table("cases/milestones.csv")
    rows = reading.tables["indicators"]
    assert len(rows) == len(facts) + len(milestones)
    assert rows["quote"].null_count() == 0
    assert rows["source"].null_count() == 0


def test_a_figure_with_its_words(reading):
    got = reading.tables["indicators"].filter(
        (pl.col("unit") == "changsha-construction-machinery") & (pl.col("indicator") == "output")
    )
    assert got.select("year", "value", "unit_of_measure", "qualifier", "quote").rows() == [
        (2018, 1639, "亿元", "=", "2018年长沙工程机械产业总产值为1639亿元"),
        (2019, 2000, "亿元", ">", "2019年集群总产值超过2000亿元"),
    ]


def test_a_figure_without_a_year_says_so(reading):
    row = reading.tables["indicators"].row(
        by_predicate=(pl.col("unit") == "xian-aviation")
        & (pl.col("indicator") == "aircraft-models"),
        named=True,
    )
    assert row["year"] == 2019
    assert "gives no year" in row["source"]


def test_clusters_are_named_twice_placed_and_declared(reading):
    rows = reading.tables["clusters"]
    assert rows["cluster"].is_unique().all()
    for column in ("name", "name_zh", "region", "lon", "lat", "field", "field_zh", "source"):
        assert rows[column].null_count() == 0, column
    assert set(rows["origin"]) == {"declared"}


def test_the_winners_of_2021_are_all_there_once(reading):
    rows = reading.tables["treatments"]
    assert len(rows) == 25
    assert set(rows["unit"]) <= set(reading.tables["clusters"]["cluster"])


def test_members_are_organisations_or_cities(reading):
    members = reading.tables["members"]
    organisations = set(reading.tables["organisations"]["organisation"])
    named = members.filter(pl.col("kind") == "organisation")
    assert set(named["member"]) <= organisations
    placed = members.filter(pl.col("kind") == "region")
    assert set(placed["member"]) <= set(reading.tables["regions"]["region"])
    assert set(members["cluster"]) <= set(reading.tables["clusters"]["cluster"])


def test_every_unit_of_a_figure_is_something_that_is_there(reading):
    units = set(reading.tables["indicators"]["unit"])
    there = (
        set(reading.tables["clusters"]["cluster"])
        | set(reading.tables["programmes"]["programme"])
        | set(reading.tables["organisations"]["organisation"])
        | set(_codes(reading))
    )
    assert units <= there


def test_a_milestone_of_a_decade_is_about(reading):
    row = reading.tables["indicators"].row(
        by_predicate=pl.col("indicator").str.starts_with("milestone-gvc"), named=True
    )
    assert (row["year"], row["qualifier"], row["value"]) == (1980, "~", None)


def test_city_centres_lie_in_china_and_apart():
    rows = table("cases/cities.csv").with_columns(pl.col("lon", "lat").cast(pl.Float64))
    assert rows["lon"].is_between(73, 136).all()
    assert rows["lat"].is_between(18, 54).all()
    assert rows.select("lon", "lat").is_unique().all()
    provinces = set(table("cases/provinces.csv")["region"])
    assert set(rows["region"].str.slice(0, 2) + "0000") <= provinces
