"""Rows that are left out: so many, the smallest, known to the truth; and totals that hold them."""

import polars as pl
import pytest

from jiqun.planted import economy, economy_plan

KEY = ["region", "industry", "year"]
NUMBERS = ["establishments", "employment", "payroll", "output", "value_added", "exports"]


def planted(**more):
    return economy(economy_plan(**({"establishments": 5_000, "seed": 2, "years": 4} | more)))


@pytest.fixture(scope="module")
def plain():
    return planted(withheld=0.0)


@pytest.fixture(scope="module")
def sparse():
    return planted(withheld=0.1, hidden=0.3)


def test_nothing_is_hidden_unasked(plain):
    assert plain.truth["hidden_activity"].is_empty()
    assert plain.tables["activity"]["dropped_below"].null_count() == plain.tables["activity"].height


@pytest.mark.parametrize("share", [0.01, 0.3, 0.5])
def test_the_asked_share_of_rows_is_left_out(plain, share):
    made = planted(withheld=0.0, hidden=share)
    whole = plain.tables["activity"].height
    assert made.truth["hidden_activity"].height == round(share * whole)
    assert made.tables["activity"].height == whole - round(share * whole)


def test_shown_and_hidden_are_all_there_is(plain, sparse):
    shown = sparse.tables["activity"].filter(~pl.col("withheld")).select(*KEY, *NUMBERS)
    hidden = sparse.truth["hidden_activity"].select(*KEY, *NUMBERS)
    withheld = sparse.truth["withheld_activity"].select(*KEY, *NUMBERS)
    whole = plain.tables["activity"].select(*KEY, *NUMBERS).sort(KEY)
    assert pl.concat([shown, hidden, withheld]).sort(KEY).equals(whole)


def test_the_smallest_are_left_out(sparse):
    hidden, shown = sparse.truth["hidden_activity"], sparse.tables["activity"]
    assert hidden["establishments"].max() <= shown["establishments"].min()
    assert (shown["dropped_below"] == hidden["establishments"].max() + 1).all()


def test_the_same_cells_are_left_out_while_they_are_as_small(sparse):
    """Among equals chance is of the cell: a cell at the edge is hidden always or never."""
    edge = sparse.truth["hidden_activity"]["establishments"].max()
    hidden = sparse.truth["hidden_activity"].filter(pl.col("establishments") == edge)
    shown = sparse.tables["activity"].filter(pl.col("establishments") == edge)
    both = (
        hidden.select("region", "industry")
        .unique()
        .join(shown.select("region", "industry").unique(), on=["region", "industry"])
    )
    assert both.height <= 1


def test_a_share_of_what_is_shown_is_withheld_still(sparse):
    assert abs(sparse.tables["activity"]["withheld"].mean() - 0.1) < 0.03


def test_hiding_changes_nothing_else(plain, sparse):
    for name, table in plain.tables.items():
        if name != "activity":
            assert table.equals(sparse.tables[name]), name
    assert plain.papers["activity_totals"].equals(sparse.papers["activity_totals"])


def test_totals_add_up(plain):
    """The printed parents against plain sums of every row, by another way."""
    activity, totals = plain.tables["activity"], plain.papers["activity_totals"]
    industries = plain.tables["industries"].select("industry", "level", "parent")
    up = dict(industries.select("industry", "parent").rows())
    regions = plain.tables["regions"]
    above = dict(regions.select("region", "parent").rows())
    level = dict(regions.select("region", "level").rows())
    depth = dict(industries.select("industry", "level").rows())
    seen = set()
    for (region, industry), rows in totals.group_by("region", "industry"):
        seen.add((level[region], depth[industry]))
        if (level[region], depth[industry]) == ("county", "group"):
            own = (pl.col("region") == region) & (
                pl.col("industry").replace_strict(up, default=None) == industry
            )
        elif (level[region], depth[industry]) == ("province", "class"):
            parents = {r: above.get(above[r]) for r, name in level.items() if name == "county"}
            own = (pl.col("industry") == industry) & (
                pl.col("region").replace_strict(parents, default=None) == region
            )
        else:
            continue
        if hash((region, industry)) % 5:
            continue
        plainly = activity.filter(own).group_by("year").agg(pl.col(n).sum() for n in NUMBERS)
        assert plainly.sort("year").equals(rows.select("year", *NUMBERS).sort("year"))
    assert seen == {
        *(
            (place, kind)
            for place in ("province", "country")
            for kind in ("sector", "group", "class")
        ),
        *(("county", kind) for kind in ("sector", "group")),
    }


def test_totals_of_the_country_by_class_are_sums_of_all(plain):
    nation = plain.tables["regions"].filter(pl.col("level") == "country")["region"][0]
    printed = plain.papers["activity_totals"].filter(pl.col("region") == nation)
    summed = (
        plain.tables["activity"]
        .group_by("industry", "year")
        .agg(pl.col(name).sum() for name in NUMBERS)
    )
    both = printed.join(summed, on=["industry", "year"], suffix="_sum")
    assert both.height == summed.height
    for name in NUMBERS:
        assert (both[name] == both[f"{name}_sum"]).all()
