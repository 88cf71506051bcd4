"""The packaged states: the publisher's own numbers, nothing hidden, made again byte for byte."""

import gzip
import hashlib
import importlib.util
import re
from pathlib import Path

import polars as pl
import pytest

from jiqun.sources import read_definitions, read_states
from jiqun.tables import schema, schemas, validate

ROOT = Path(__file__).resolve().parents[3]
FOLDER = ROOT / "src" / "jiqun" / "catalog" / "demo" / "us_states"
MOST_BYTES = 3_000_000


@pytest.fixture(scope="module")
def reading():
    return read_states()


@pytest.fixture(scope="module")
def tool():
    spec = importlib.util.spec_from_file_location("demo_data", ROOT / "tools" / "demo_data.py")
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def test_every_table_passes_the_door(reading):
    known = {}
    for name in schemas():
        if name in reading.tables:
            rows = reading.tables[name]
            assert validate(rows, schema(name), known=known).problems == (), name
            known |= {(name, column): rows[column] for column in schema(name).key}


def test_the_numbers_are_the_publisher_s(reading):
    """Private employment of all states as the Bureau of Labor Statistics sums it up."""
    assert reading.figures["employment-private:2019"] == 126_358_746
    assert reading.figures["employment-private:2020"] == 117_944_857


def test_automotive_in_michigan_can_be_added_up_from_what_the_bureau_prints():
    """By hand from the publisher's rows: none withheld; four digits and six say the same."""
    raw = pl.read_csv(gzip.decompress((FOLDER / "qcew.csv.gz").read_bytes()), infer_schema=False)
    code, jobs = pl.col("industry_code"), pl.col("annual_avg_emplvl").cast(pl.Int64)
    here = raw.filter(area_fips="26000", year="2020", own_code="5")
    makers = code.str.starts_with("3361") | code.str.starts_with("3363")
    deep = here.filter((makers | (code == "336211")) & (code.str.len_chars() == 6))
    assert deep["disclosure_code"].null_count() == len(deep) == 12
    groups = here.filter(code.is_in(["3361", "3363", "336211"]))
    assert deep.select(jobs.sum()).item() == 153_264
    assert abs(groups.select(jobs.sum()).item() - 153_264) <= 2  # yearly averages are rounded


def test_what_the_bureau_withholds_is_marked_and_never_zero(reading):
    rows = reading.tables["activity"]
    hidden = rows.filter("withheld")
    deepest = hidden.filter(pl.col("industry").str.len_chars() == 6)
    assert len(deepest) == 21_216
    assert hidden["imputed"].null_count() == 0
    assert (hidden["employment_high"] > 0).all()


def test_every_region_industry_and_category_has_a_name(reading):
    for name in ("regions", "industries", "categories"):
        assert reading.tables[name]["name"].null_count() == 0, name
    for name in ("regions", "categories"):
        assert reading.tables[name]["name_zh"].null_count() == 0, name


def test_each_table_names_its_own_publisher(reading):
    made = {name: reading.origins.get(name, reading.origin) for name in reading.tables}
    assert "Labor" in made["activity"].producer
    assert "Census" in made["regions"].producer
    assert made["categories"].producer == "jiqun"
    assert all(one.licence for one in made.values())


def test_all_but_unclassified_establishments_are_in_a_category(reading):
    inside = reading.tables["categories"]["industry"]
    codes = reading.tables["industries"].filter(pl.col("industry").str.len_chars() == 6)
    assert set(codes["industry"]) - set(inside) == {"999999"}
    assert inside.n_unique() == len(inside)


def test_every_beginning_of_a_code_is_used(reading):
    listed = pl.read_csv(FOLDER / "categories.csv", infer_schema=False)["naics"].to_list()
    codes = reading.tables["categories"]["industry"].to_list()
    used = {max((b for b in listed if c.startswith(b)), key=len) for c in codes}
    assert used == set(listed)


def test_the_map_has_every_state_and_the_right_size(reading):
    """Land and inland water of Colorado: 269,601 km² by the Census Bureau's state areas."""
    regions = reading.tables["regions"].filter(pl.col("level") == "state")
    assert regions["geometry"].null_count() == 0
    assert len(regions) == 51
    (colorado,) = regions.filter(pl.col("region") == "08")["area_km2"]
    assert colorado == pytest.approx(269_601, rel=0.01)


def test_the_licence_chain_names_every_file_and_its_digest():
    told = (FOLDER / "README.md").read_text(encoding="utf-8")
    for file in FOLDER.iterdir():
        assert f"`{file.name}`" in told or file.name == "README.md"
    (digest,) = re.findall(r"SHA-256 `([0-9a-f]{64})`", told)
    assert hashlib.sha256((FOLDER / "states-10m.json").read_bytes()).hexdigest() == digest


def test_it_is_small():
    assert sum(file.stat().st_size for file in FOLDER.iterdir()) <= MOST_BYTES


def test_the_command_makes_the_same_bytes_from_the_public_source(tool, shared_data):
    made = tool.packed(tool.census(shared_data / tool.CENSUS))
    assert made == (FOLDER / "qcew.csv.gz").read_bytes()
    titles = tool.packed(tool.titles(shared_data / tool.TITLES))
    assert titles == (FOLDER / "naics.csv.gz").read_bytes()


def test_the_map_is_taken_as_it_is(tool):
    assert tool.boundaries(FOLDER) == (FOLDER / "states-10m.json").read_bytes()


def test_our_categories_are_near_the_published_ones(reading, shared_data):
    """Of people in classes that the published definitions call traded, most are so here."""
    given = shared_data / "cluster_definitions" / "naics2012_to_bcd_cluster.csv"
    published = read_definitions((given,), vintage="2012", additions="none").tables["categories"]
    own = reading.tables["categories"].select("industry", own="traded")
    jobs = reading.tables["activity"].filter(pl.col("year") == 2020)
    jobs = jobs.group_by("industry").agg(pl.col("employment").sum())
    both = published.join(own, on="industry").join(jobs, on="industry")
    same = both.filter(pl.col("traded") == pl.col("own"))["employment"].sum()
    assert same / both["employment"].sum() > 0.85
