"""Published flags at any type of region: rules written anew in plain Python, and mixed files."""

import json
import math

import polars as pl
import pytest
from typer.testing import CliRunner

from jiqun.cli.app import app
from jiqun.clusters import bare_cells, flag_agreement, published_cells, recognises, scheme
from jiqun.core import InputError, stream
from jiqun.studies.rating import RatePlan, rate

US = "us-cluster-mapping"
FLAGS = ("strong10_b", "strong_b", "significant_b", "qualifying_b")


def percentile(values, share):
    """Linear interpolation between order statistics at (n - 1) share."""
    ordered = sorted(values)
    at = (len(ordered) - 1) * share
    low = math.floor(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (at - low)


def flagged(rows):
    """Flag the rows of one type, year and category as the published calculation says."""
    peers = [row for row in rows if row["emp_tl"] > 0]
    if not peers:
        return {}
    lq = [row["lq_tf"] for row in peers]
    jobs = percentile([row["emp_tl"] for row in peers], 0.25)
    plants = percentile([row["est_tl"] for row in peers], 0.25)
    bars = {share: percentile(lq, share) for share in (0.25, 0.5, 0.75, 0.9)}
    out = {}
    for row in peers:
        sized = row["emp_tl"] > jobs and row["est_tl"] > plants
        value = row["lq_tf"]
        out[row["region_code_t"]] = (
            sized and value >= bars[0.9] and value >= 1,
            sized and value >= bars[0.75] and value >= 1,
            sized and value > bars[0.5],
            sized and value > bars[0.25],
        )
    return out


def a_type(kind, regions, *, categories=12, seed=1, ties=False, year=2016):
    """Make the result rows of one type of region: zeros, ties and local categories among them."""
    chance = stream(seed=seed, name="test.flags")
    rows = [
        {
            "type_t": "cluster", "region_type_t": kind, "year_t": year,
            "region_code_t": f"{r:02d}", "cluster_name_t": f"c{c}", "traded_b": c % 4 != 0,
            "emp_tl": 0 if chance.random() < 0.25 else (
                10 * int(chance.integers(1, 4)) if ties else int(chance.lognormal(6, 1.5)) + 1
            ),
            "est_tl": int(chance.integers(1, 4 if ties else 61)),
        }
        for r in range(regions) for c in range(categories)
    ]  # fmt: skip
    for traded in (True, False):
        own = [row for row in rows if row["traded_b"] is traded]
        total = sum(row["emp_tl"] for row in own)
        region, category = {}, {}
        for row in own:
            key, other = row["region_code_t"], row["cluster_name_t"]
            region[key] = region.get(key, 0) + row["emp_tl"]
            category[other] = category.get(other, 0) + row["emp_tl"]
        for row in own:
            below = region[row["region_code_t"]] * category[row["cluster_name_t"]]
            row["lq_tf"] = row["emp_tl"] * total / below if below else None
    for name in {row["cluster_name_t"] for row in rows}:
        part = [row for row in rows if row["cluster_name_t"] == name]
        flags = flagged(part)
        for row in part:
            mine = flags.get(row["region_code_t"], (False,) * 4)
            row |= dict(zip(FLAGS, mine if row["traded_b"] else (None,) * 4, strict=True))
    return pl.DataFrame(rows, infer_schema_length=None)


def mixed():
    """Five types whose regions have the same codes; one has a single region, one two years."""
    return pl.concat(
        [
            a_type("msa", 40, seed=1),
            a_type("economic", 17, seed=2),
            a_type("county", 60, seed=3, ties=True),
            a_type("country", 1, seed=4),
            a_type("state", 9, seed=5, year=2015),
            a_type("state", 9, seed=6, year=2016),
        ],
        how="vertical_relaxed",
    )


def compared(table):
    return flag_agreement(bare_cells(published_cells(scheme(US), table)), scheme(US))


@pytest.fixture(scope="module")
def states(shared_data):
    return pl.read_parquet(shared_data / "us_cluster_mapping_results/uscmp_states_clusters.parquet")


@pytest.mark.data
def test_the_plain_rules_give_the_published_flags(states):
    """First that the yardstick is right: every flag of the published file."""
    rows = states.filter(pl.col("traded_b")).select(
        "region_code_t", "cluster_name_t", "emp_tl", "est_tl", "lq_tf", *FLAGS
    )
    seen = 0
    for part in rows.partition_by("cluster_name_t"):
        mine = flagged(part.to_dicts())
        for row in part.filter(pl.col("emp_tl") > 0).to_dicts():
            assert mine[row["region_code_t"]] == tuple(row[flag] for flag in FLAGS)
            seen += 1
    assert seen == 2494


def test_every_flag_of_every_type_is_reproduced():
    found = compared(mixed())
    traded = found.types.filter(pl.col("kind") == "traded")
    assert set(traded["region_type"]) == {"msa", "economic", "county", "country", "state"}
    assert (traded["agree"] == traded["published"]).all()
    assert found.differing.is_empty()
    # not by having nothing to agree about
    assert (traded.filter(pl.col("region_type") == "msa")["flagged"] > 10).all()
    local = found.types.filter(pl.col("kind") == "local")
    assert (local["published"] == 0).all()


def test_ties_and_zeros_are_in_the_file():
    table = mixed().filter(pl.col("traded_b"))
    assert (table["emp_tl"] == 0).sum() > 100
    county = table.filter(pl.col("region_type_t") == "county", pl.col("emp_tl") > 0)
    assert county["emp_tl"].n_unique() == 3


@pytest.mark.data
def test_the_published_states_beside_other_types(states):
    both = pl.concat([states, mixed()], how="diagonal_relaxed")
    found = compared(both)
    own = found.types.filter(pl.col("region_type") == "state", pl.col("kind") == "traded")
    # 2,550 published cells of 2016 and those made up of 2015 and 2016, 9 states x 9 categories
    assert own["published"].to_list() == [2550 + 2 * 81] * 4
    assert own["agree"].to_list() == own["published"].to_list()
    assert found.differing.is_empty()


def test_a_turned_flag_is_found_in_its_type():
    table = mixed().with_row_index()
    row = table.filter(
        pl.col("region_type_t") == "economic", pl.col("traded_b"), pl.col("emp_tl") > 0
    )["index"][0]
    turned = pl.col("index") == row
    table = table.with_columns(
        strong_b=pl.when(turned).then(~pl.col("strong_b")).otherwise(pl.col("strong_b"))
    )
    differing = compared(table).differing
    assert differing.select("flag", "region_type").rows() == [("strong_b", "economic")]


def test_percentiles_are_taken_within_the_type():
    # the same regions under one name for all types are other peers: then flags must differ
    one = mixed().filter(pl.col("year_t") == 2016, pl.col("region_type_t") != "state")
    one = one.with_columns(
        region_code_t=pl.col("region_type_t") + pl.col("region_code_t"), region_type_t=pl.lit("all")
    )
    assert len(compared(one).differing) > 50


def test_a_file_without_quotients_has_them_computed_within_its_type():
    # the made-up base is all rows of the type, which is what is computed where none is given
    found = compared(mixed().drop("lq_tf"))
    assert found.differing.is_empty()


def test_a_file_with_some_of_the_flags():
    table = mixed().drop("significant_b")
    assert recognises(scheme(US), table)
    assert compared(table).flags["flag"].unique().sort().to_list() == [
        "qualifying_b", "strong10_b", "strong_b",
    ]  # fmt: skip
    bare = mixed().drop(FLAGS)
    assert not recognises(scheme(US), bare)
    with pytest.raises(InputError) as told:
        published_cells(scheme(US), bare)
    assert told.value.problems[0].code == "published-unknown"


def test_the_published_quotient_is_what_counts():
    # a national base outside the file moves every quotient of a category by one factor, and
    # with it what reaches 1
    table = mixed().with_columns(lq_tf=pl.col("lq_tf") * 0.5)
    assert set(compared(table).differing["flag"]) == {"strong10_b", "strong_b"}


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_from_a_file_by_command(tmp_path, kind):
    file = tmp_path / f"mixed.{kind}"
    table = mixed()
    table.write_csv(file) if kind == "csv" else table.write_parquet(file)
    report = rate(file, RatePlan(scheme=US, published=True))
    assert report.published is not None
    assert report.published.differing.is_empty()
    asked = ["rate", str(file), "--scheme", US, "--published", "--json"]
    answer = CliRunner().invoke(app, asked)
    told = json.loads(answer.stdout)["published"]
    traded = [row for row in told["types"] if row["kind"] == "traded"]
    assert len(traded) == 4 * 5
    assert all(row["agree"] == row["published"] > 0 for row in traded)
