"""What stands beside a rating, by loops that write each rule out: peers, ties, who is alone."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiqun.clusters import rate_cells, scheme
from jiqun.clusters.judging import with_importance

US, STARS = "us-cluster-mapping", "eu-stars-2011"
RULES = {
    # rating: rules of (quantity, percentile or None for fixed, line, strict)
    "strong10": [("quotient", 90, False)],
    "strong": [("quotient", 75, False)],
    "significant": [("quotient", 50, True)],
    "qualifying": [("quotient", 25, True)],
}
BIG = [("employment", 25, True), ("establishments", 25, True)]


def rated(cells, name=US, **options):
    return rate_cells(cells, scheme(name), **options).frame


def naive_us(cells, row, *, equal):
    """Rate a cell by the American rules; ``equal`` says how equality counts, None as written."""
    peers = cells.filter(pl.col("category") == row["category"], pl.col("employment") > 0)

    def beyond(value, line, strict):
        if value == line:
            return (not strict) if equal is None else equal
        return value > line

    def passes(quantity, share, strict):
        return beyond(row[quantity], np.percentile(peers[quantity], share), strict)

    if row["employment"] == 0:
        return "none"
    big = all(passes(*rule) for rule in BIG)
    for code, rules in RULES.items():
        one = beyond(row["quotient"], 1.0, strict=False) if code.startswith("strong") else True
        if all(passes(*rule) for rule in rules) and one and big:
            return code
    return "none"


WHOLE = st.lists(
    st.tuples(st.sampled_from("ab"), *(st.integers(0, 4) for _ in range(2)), st.integers(0, 9)),
    min_size=1,
    max_size=25,
)


@given(values=WHOLE, least=st.integers(1, 12))
@settings(max_examples=80, deadline=None)
def test_peers_and_notes_are_what_the_rules_written_out_say(values, least):
    cells = pl.DataFrame(
        {
            "category": [v[0] for v in values],
            "region": [str(i) for i in range(len(values))],
            "employment": [float(v[1]) for v in values],
            "establishments": [float(v[2]) for v in values],
            "quotient": [v[3] / 4 for v in values],
        }
    )
    got = rated(cells, least_peers=least)
    for row, told in zip(cells.to_dicts(), got.to_dicts(), strict=True):
        peers = cells.filter(pl.col("category") == row["category"], pl.col("employment") > 0)
        expected = None if row["employment"] == 0 else len(peers)
        assert told["peers"] == expected
        there = cells.filter(pl.col("employment") > 0)
        shared_out = there["category"].n_unique() == 1 and there["quotient"].n_unique() == 1
        alone = row["employment"] > 0 and (len(peers) == 1 or shared_out)
        assert (told["rating"] is None) == alone
        if alone:
            assert (told["missing"], told["notes"]) == ("peers", None)
            continue
        assert told["rating"] == naive_us(cells, row, equal=None)
        tie = len({naive_us(cells, row, equal=one) for one in (True, False)}) > 1
        few = expected is not None and expected < least
        codes = [code for code, is_so in (("few-peers", few), ("tie", tie)) if is_so]
        assert (told["notes"] or "").split(",") == (codes or [""])


def test_a_tie_that_other_rules_decide_anyway_is_not_told():
    # the second establishment is on the 25th percentile, but its quotient is below every line
    cells = pl.DataFrame(
        {
            "category": ["a"] * 5,
            "region": list("vwxyz"),
            "employment": [10.0, 20, 30, 40, 50],
            "establishments": [1.0, 2, 3, 4, 5],
            "quotient": [5.0, 0.1, 0.8, 0.9, 3.0],
        }
    )
    got = rated(cells, least_peers=0)
    # v fails by its size; w is on the 25th percentile of size and below that of the quotient;
    # x is on the 25th percentile of the quotient, y on the median: strictly more is asked for;
    # z is on the 75th percentile, which is enough for a strong one
    assert got["rating"].to_list() == ["none", "none", "none", "qualifying", "strong"]
    assert got["notes"].to_list() == [None, None, "tie", "tie", "tie"]


def test_the_smallest_group_that_decided_is_told_and_not_one_that_did_not():
    # focus compares over all categories, size within the category: three against six
    cells = pl.DataFrame(
        {
            "category": ["a", "a", "a", "b", "b", "b"],
            "region": list("uvwxyz"),
            "employment": [1.0, 2, 3, 4, 5, 6],
            "quotient": [1.0, 2, 3, 1, 2, 3],
            "micro_share": [0.1, 0.2, 0.3, 0.1, 0.2, 0.3],
        }
    )
    assert rated(cells, STARS)["peers"].to_list() == [3] * 6


def test_a_scheme_without_percentiles_has_no_peers_and_no_few():
    cells = pl.DataFrame(
        {"category": ["a"], "region": ["x"], "employment": [1.0], "area_km2": [100.0],
         "output_3y_min": [5e9], "sme_output_share": [0.8], "lead_output_share": [0.8],
         "output_growth": [0.2]}
    )  # fmt: skip
    got = rated(cells, "cn-sme-characteristic-2022").row(0, named=True)
    # 100 km² is exactly the most there may be
    assert (got["rating"], got["peers"], got["notes"]) == ("meets", None, "tie")


SHARED_OUT = pl.DataFrame(
    {
        "definition": ["d"] * 12,
        "level": ["city"] * 12,
        "year": [2020] * 12,
        "category": ["L"] * 4 + ["A"] * 4 + ["B"] * 4,
        "region": list("wxyz") * 3,
        "traded": [False] * 4 + [True] * 8,
        "employment": [5.0, 6, 7, 8, 1, 2, 3, 4, 4, 3, 2, 1],
        "establishments": [1.0, 2, 3, 4] * 3,
        # the only local category: its share of local jobs is one everywhere
        "quotient": [1.0] * 4 + [0.4, 0.8, 1.2, 1.6, 1.6, 1.2, 0.8, 0.4],
    }
)


def test_the_only_local_category_shares_out_all_local_jobs_and_is_not_rated():
    got = rated(SHARED_OUT)
    assert got["rating"].to_list()[:4] == [None] * 4
    assert got["missing"].to_list() == ["peers"] * 4 + [None] * 8
    assert None not in got["rating"].to_list()[4:]


def test_a_scheme_that_does_not_read_the_quotient_rates_it():
    cells = SHARED_OUT.with_columns(
        area_km2=50.0, output_3y_min=5e9, sme_output_share=0.8, lead_output_share=0.8,
        output_growth=0.2,
    )  # fmt: skip
    assert set(rated(cells, "cn-sme-characteristic-2022")["rating"]) == {"meets"}


def test_one_category_whose_quotients_a_publisher_gives_is_rated():
    given = SHARED_OUT.head(4).with_columns(quotient=pl.Series([0.5, 0.9, 1.2, 3.0]))
    assert rated(given)["rating"].to_list() == ["none", "qualifying", "significant", "strong10"]


def test_alone_in_its_type_of_region_is_alone():
    cells = SHARED_OUT.with_columns(
        region_type=pl.Series(["metro", "rural", "rural", "rural"] * 3)
    ).filter(pl.col("category") != "L")
    got = rated(cells)
    assert got["rating"].is_null().to_list() == [True, False, False, False] * 2
    assert got["peers"].to_list() == [1, 3, 3, 3] * 2


def test_an_unknown_peer_is_one_that_might_stand_anywhere():
    known = (pl.col("region") == "w") | (pl.col("category") == "B")
    cells = SHARED_OUT.filter(pl.col("category") != "L").with_columns(
        pl.when(known).then(pl.col("employment")).alias("employment")
    )
    # w has three unknown peers: it is not alone, but nothing can be said of it
    got = rated(cells).row(0, named=True)
    assert (got["rating"], got["missing"], got["peers"]) == (None, "employment", 1)


def test_importance_at_its_lines_and_where_something_is_unknown():
    cells = pl.DataFrame(
        {
            # the sum that makes up a share differs beyond the twelfth digit
            "macro_share": [0.05, 0.1 - 0.05 - 1e-17, 0.049, None, None, 0.2],
            "quotient": [1.5, 1.5, 9.0, 1.0, 2.0, None],
        }
    )
    found = with_importance(cells)["important"]
    assert found.to_list() == [True, True, False, False, None, None]
    assert found.dtype == pl.Boolean
    looser = with_importance(cells, share=0.04, quotient=1.0)["important"]
    assert looser.to_list() == [True, True, True, None, None, None]


@pytest.mark.parametrize("empty", [SHARED_OUT.clear()])
def test_no_cells_have_no_notes(empty):
    assert rated(empty).select("peers", "notes").schema == {"peers": pl.Int64, "notes": pl.String}
