"""The catalogue's changes of codes: whole, held against public lists, and entered by a fetch."""

import gzip
import json

import polars as pl
import pytest

from jiqun.core import InputError
from jiqun.sources import find_source, read_changes
from jiqun.tables import SYSTEMS, catalogued_changes, concerning, schema, validate


def codes(system):
    return catalogued_changes([system])


@pytest.mark.parametrize("system", SYSTEMS)
def test_every_row_passes_the_door_and_names_its_source(system):
    rows = codes(system)
    checked = validate(rows, schema("region_changes"))
    assert not checked.problems and not checked.cautions
    assert rows["source"].null_count() == rows["note"].null_count() == 0
    assert (rows["region"] != rows["successor"]).all()


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_code_that_ends_does_so_in_one_way(system):
    ended = codes(system).filter(pl.col("kind") != "boundary")
    kinds = ended.group_by("region", "year").agg(pl.col("kind").n_unique(), pl.len())
    assert (kinds["kind"] == 1).all()
    whole = ended.filter(pl.col("kind").is_in(["renumbered", "merged"]))
    assert whole.select("region", "year").is_unique().all(), "a whole goes to one"


@pytest.mark.parametrize(
    ("region", "successor", "year", "kind"),
    [
        ("46113", "46102", 2015, "renumbered"),
        ("02270", "02158", 2015, "renumbered"),
        ("12025", "12086", 1997, "renumbered"),
        ("51515", "51019", 2013, "merged"),
        ("51560", "51005", 2001, "merged"),
        ("02261", "02063", 2019, "split"),
        ("08013", "08014", 2001, "boundary"),
        ("371200", "370100", 2019, "merged"),
        ("341400", "340100", 2011, "split"),
        ("330227", "330212", 2002, "renumbered"),
        ("330204", "330212", 2016, "merged"),
        ("310119", "310115", 2009, "merged"),
        ("320202", "320213", 2015, "merged"),
        ("520522", "520581", 2021, "renumbered"),
        ("FR24", "FRB0", 2016, "renumbered"),
        ("HU10", "HU11", 2016, "split"),
        ("UKC1", "TLC1", 2021, "renumbered"),
    ],
)
def test_known_changes_are_there(region, successor, year, kind):
    found = catalogued_changes().filter(region=region, successor=successor)
    assert found.select("year", "kind").rows() == [(year, kind)]


def test_connecticuts_counties_are_no_planning_regions():
    rows = codes("us-counties").filter(year=2022)
    assert rows["region"].n_unique() == 8
    assert set(rows["successor"]) == {f"09{n}0" for n in range(11, 20)}
    middlesex = rows.filter(kind="merged")
    assert middlesex.select("region", "successor").rows() == [("09007", "09130")]


def test_chinese_codes_are_as_in_the_list_of_2023(shared_data):
    """Codes that ended are not in it; those that gave land away are, and where each came to."""
    listed = {
        code.ljust(6, "0")
        for name in ("cities", "areas")
        for code in pl.read_csv(shared_data / f"china/admin_{name}.csv", infer_schema=False)["code"]
    }
    rows = codes("cn-admin")
    ended = set(rows.filter(pl.col("kind") != "boundary")["region"])
    for region, successor, kind in rows.select("region", "successor", "kind").rows():
        assert (region in listed) == (kind == "boundary"), region
        assert successor in listed | ended, "a chain of changes comes to a code of today"
    later = dict(rows.filter(pl.col("kind") != "boundary").select("region", "year").iter_rows())
    for successor, year in rows.select("successor", "year").iter_rows():
        assert later.get(successor, 9999) > year, "what takes over stands for a while"


def test_nuts_codes_are_as_in_two_versions(shared_data):
    """Those of 2010 stand in the patents (NUTS 2010), those of 2021 in the boundaries."""
    packed = (shared_data / "europe/nuts2_2021_03m.geojson.gz").read_bytes()
    shapes = json.loads(gzip.decompress(packed))
    now = {one["properties"]["NUTS_ID"] for one in shapes["features"]}
    patents = pl.read_csv(shared_data / "europe/eurostat_pat_ep_rtot_nuts3_1977_2012.csv.gz")
    then = {
        code for code in patents["geo"].unique() if len(code) == 4 and code[2:] not in ("XX", "ZZ")
    }
    rows = codes("nuts").filter(pl.col("year") <= 2021)
    ended = set(rows.filter(pl.col("kind") != "boundary")["region"])
    assert then - now <= ended, "every code that is gone has a story"
    assert ended & now == {"HR02"}, "but for a code that was given again"
    assert set(rows["successor"]) - ended <= now


def test_american_successors_are_counties(shared_data):
    shapes = json.loads(
        (shared_data / "us_geography/cmp_countiesEasMsas_topojson.json").read_bytes()
    )
    there = {one["properties"]["fips"] for one in shapes["objects"]["counties"]["geometries"]}
    rows = codes("us-counties").filter(pl.col("year") <= 2010)
    ended = set(codes("us-counties").filter(pl.col("kind") != "boundary")["region"])
    assert set(rows["successor"]) - ended <= there
    assert not set(rows.filter(pl.col("kind") != "boundary")["region"]) & there


def test_codes_that_ended_have_no_rows_later(shared_data):
    file = shared_data / "us_employment/cbp_county_naics6_2017_2020.parquet"
    rows = pl.read_parquet(file, columns=["county_fips"])["county_fips"].unique()
    there = set(rows.cast(pl.String).str.zfill(5))
    known = codes("us-counties").filter(pl.col("year") <= 2015)
    assert not set(known.filter(pl.col("kind") != "boundary")["region"]) & there
    assert {"46102", "02158", "12086", "51019", "51005", "08014"} <= there


def test_only_what_concerns_some_codes_is_taken():
    assert concerning(catalogued_changes(), ["46102"])["region"].to_list() == ["46113"]
    assert concerning(catalogued_changes(), ["EL51"])["region"].to_list() == ["GR11", "EL11"]
    assert concerning(catalogued_changes(), ["06037"]).is_empty()


def test_the_source_needs_no_file_and_knows_its_systems(tmp_path):
    assert read_changes((), systems=("itl",)).tables["region_changes"].height == 41
    with pytest.raises(InputError, match="source-option"):
        read_changes((), systems=("mars",))
    with pytest.raises(InputError, match="source-files"):
        read_changes((tmp_path / "a.csv",))
    assert find_source("us-cbp").changes == ("us-counties",)
