"""Published flags and printed quotients, reproduced from the publishers' own files."""

import polars as pl
import pytest

from jiqun.clusters import (
    audit_quotients,
    bare_cells,
    flag_agreement,
    published_cells,
    recognises,
    scheme,
)
from jiqun.core import InputError, UnknownError

US = "us-cluster-mapping"


@pytest.fixture(scope="module")
def states(shared_data):
    return pl.read_parquet(shared_data / "us_cluster_mapping_results/uscmp_states_clusters.parquet")


@pytest.fixture(scope="module")
def census(shared_data):
    return pl.read_parquet(shared_data / "us_employment/qcew_state_annual_2019_2020.parquet")


@pytest.mark.data
def test_every_published_flag_of_the_traded_cells_is_reproduced(states):
    found = flag_agreement(bare_cells(published_cells(scheme(US), states)), scheme(US))
    traded = found.flags.filter(pl.col("kind") == "traded", pl.col("employed"))
    # counted in the file: 2,494 traded cells with employment and this many flags
    assert traded["published"].to_list() == [2494] * 4
    assert dict(traded.select("flag", "flagged").iter_rows()) == {
        "strong10_b": 209, "strong_b": 512, "significant_b": 1014, "qualifying_b": 1454,
    }  # fmt: skip
    assert traded["agree"].to_list() == [2494] * 4
    assert found.differing.is_empty()
    local = found.flags.filter(pl.col("kind") == "local")
    assert local["published"].sum() == 0


@pytest.mark.data
def test_the_agreement_can_fail(states):
    # a flag turned round must be found, or the comparison compares nothing
    first = states.with_row_index().filter(pl.col("traded_b") & (pl.col("emp_tl") > 0))["index"][0]
    turned = states.with_columns(
        strong_b=pl.when(pl.int_range(pl.len()) == first)
        .then(~pl.col("strong_b"))
        .otherwise(pl.col("strong_b"))
    )
    found = flag_agreement(bare_cells(published_cells(scheme(US), turned)), scheme(US))
    assert found.differing["flag"].to_list() == ["strong_b"]


@pytest.mark.data
def test_own_quotients_differ_by_the_base_only(states):
    """The file's base is the whole country, its rows are fifty states without the capital."""
    cells = published_cells(scheme(US), states)
    own = bare_cells(cells.drop("quotient")).filter(pl.col("employment") > 0)
    told = cells.filter(pl.col("employment") > 0)["quotient"]
    ratio = (own["quotient"] / told).alias("ratio")
    # one factor a category: within a category the ratio is the same in every state
    spread = (
        own.with_columns(ratio)
        .group_by("category")
        .agg((pl.col("ratio").max() / pl.col("ratio").min() - 1).alias("apart"))
    )
    assert spread["apart"].max() < 1e-6
    assert abs(ratio.median() - 1) < 0.01


@pytest.mark.data
@pytest.mark.parametrize("quantity", ["employment", "establishments", "wages"])
def test_every_difference_from_the_printed_quotients_has_a_reason(census, quantity):
    audit = audit_quotients(census, quantity=quantity).told()
    assert audit.printed == 208_813
    assert audit.reasons["unexplained"].cells == 0
    assert sum(told.cells for told in audit.reasons.values()) == 208_813


@pytest.mark.data
def test_the_printed_base_is_the_files_own_regions(census):
    # wages are printed in dollars, so no rounding hides anything: where no state is withheld,
    # the sum over 50 states and the capital is the base of every quotient
    base = audit_quotients(census, quantity="wages").told().base
    assert base.printed_sum_inside_implied == base.complete_groups == 2400
    assert base.one_number_explains_all == base.groups_with_withheld


@pytest.mark.data
def test_a_wrong_printed_quotient_is_unexplained(census):
    wrong = census.with_columns(
        lq_annual_avg_emplvl=pl.when(pl.int_range(pl.len()) == 1)
        .then(pl.col("lq_annual_avg_emplvl") * 2)
        .otherwise(pl.col("lq_annual_avg_emplvl"))
    )
    audit = audit_quotients(wrong).told()
    assert audit.reasons["unexplained"].cells >= 1


def printed(**over):
    """Two states, one industry of 30 of 100 and 10 of 100 jobs: quotients 1.5 and 0.5."""
    columns = {
        "area_fips": ["01000", "02000"] * 2,
        "own_code": [0, 0, 5, 5],
        "industry_code": ["10", "10", "11", "11"],
        "agglvl_code": [50, 50, 54, 54],
        "year": [2020] * 4,
        "disclosure_code": [None] * 4,
        "lq_disclosure_code": [None] * 4,
        "annual_avg_emplvl": [100, 100, 30, 10],
        "lq_annual_avg_emplvl": [1.0, 1.0, 1.5, 0.5],
    }
    return pl.DataFrame(columns | over, schema_overrides={
        "disclosure_code": pl.String, "lq_disclosure_code": pl.String})  # fmt: skip


def reasons(table):
    return audit_quotients(table).cells.sort("own_code", "area_fips")["reason"].to_list()


def test_equal_to_two_decimals():
    assert reasons(printed()) == ["equal"] * 4


def test_a_withheld_region_explains_its_neighbour():
    # the second state's 10 jobs are withheld: from the sum of 30 the quotient is 2.0, not 1.5
    table = printed(
        annual_avg_emplvl=[100, 100, 30, 0],
        lq_annual_avg_emplvl=[1.0, 1.0, 1.5, 0.0],
        disclosure_code=[None, None, None, "N"],
        lq_disclosure_code=[None, None, None, "N"],
    )
    audit = audit_quotients(table)
    assert reasons(table) == ["equal", "equal", "others-withheld"]
    group = audit.groups.filter(pl.col("own_code") == 5).row(0, named=True)
    assert group["implied_low"] < 40 < group["implied_high"]


def test_rounding_of_the_regions_own_number():
    # 3 jobs may be 3.4: then 3.4 of 100 over 40 of 200
    table = printed(
        annual_avg_emplvl=[100, 100, 3, 37], lq_annual_avg_emplvl=[1.0, 1.0, 0.17, 1.83]
    )
    assert reasons(table)[2] == "own-rounding"


def test_an_industry_that_nobody_has_is_undefined():
    table = printed(annual_avg_emplvl=[100, 100, 0, 0], lq_annual_avg_emplvl=[1.0, 1.0, 0.0, 0.0])
    assert reasons(table)[2:] == ["undefined"] * 2


def test_other_files_are_refused():
    with pytest.raises(InputError) as told:
        audit_quotients(pl.DataFrame({"a": [1]}))
    assert told.value.problems[0].code == "quotients-unknown"
    with pytest.raises(UnknownError):
        audit_quotients(printed(), quantity="jobs")


def test_a_table_of_ones_own_is_not_taken_for_the_publishers():
    table = pl.DataFrame({"region": ["a"]})
    assert not recognises(scheme(US), table)
    with pytest.raises(InputError) as told:
        published_cells(scheme(US), table)
    assert told.value.problems[0].code == "published-unknown"
