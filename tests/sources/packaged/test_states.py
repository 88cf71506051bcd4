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
CENSUS = "us_employment/qcew_state_annual_2019_2020.parquet"


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


def test_automotive_in_michigan_is_two_lines_that_the_bureau_prints(reading):
    """By hand from the publisher's rows: makers of vehicles and of their parts, none withheld."""
    raw = pl.read_csv(gzip.decompress((FOLDER / "qcew.csv.gz").read_bytes()), infer_schema=False)
    code = pl.col("industry_code")
    rows = raw.filter(code.is_in(["3361", "3363"]), area_fips="26000", year="2020", own_code="5")
    printed = rows["annual_avg_emplvl"].cast(pl.Int64)
    assert rows["disclosure_code"].null_count() == len(rows) == 2
    assert printed.to_list() == [34_250, 112_633]
    inside = reading.tables["categories"].filter(pl.col("category") == "automotive")
    assert inside["industry"].to_list() == ["3361", "3363"]


def test_what_the_bureau_withholds_is_marked_and_never_zero(reading):
    hidden = reading.tables["activity"].filter("withheld")
    assert len(hidden) == 3_294
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
    codes = reading.tables["industries"].filter(pl.col("industry").str.len_chars() == 4)
    assert set(codes["industry"]) - set(inside) == {"9999"}
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
    """Of people in classes that the published definitions know, most are called alike."""
    given = shared_data / "cluster_definitions" / "naics2012_to_bcd_cluster.csv"
    published = read_definitions((given,), vintage="2012", additions="none").tables["categories"]
    jobs = pl.read_parquet(shared_data / CENSUS).filter(year=2020, own_code=5, agglvl_code=58)
    jobs = jobs.select(
        pl.col("industry_code").cast(pl.String).alias("industry"), jobs="annual_avg_emplvl"
    )
    own = reading.tables["categories"].select(group="industry", own="traded")
    both = (
        published.join(jobs.group_by("industry").sum(), on="industry")
        .with_columns(group=pl.col("industry").str.slice(0, 4))
        .join(own, on="group")
    )
    same = both.filter(pl.col("traded") == pl.col("own"))["jobs"].sum() / both["jobs"].sum()
    assert same == pytest.approx(0.91, abs=0.01)
