"""The input-output table adds up to the statistics, in one country and in several."""

import numpy as np
import polars as pl
import pytest

from jiqun.planted import economy, economy_plan
from jiqun.planted.chains.flows import BORDER, FINAL_USE, VALUE_ADDED, nearness
from jiqun.planted.ground import make_places

SIZE = {"establishments": 8_000, "seed": 5, "years": 3, "countries": 3}


@pytest.fixture(scope="module")
def places():
    return make_places(economy_plan(**SIZE))


@pytest.fixture(scope="module")
def three():
    return economy(economy_plan(**SIZE))


def true_activity(made):
    rows = [made.tables["activity"], made.truth["withheld_activity"]]
    columns = ("region", "industry", "output", "value_added", "exports")
    return pl.concat([f.filter(pl.col("year") == 2024).select(columns) for f in rows])


def sectors(made, places=None):
    """Add up output and the like by country and class."""
    rows = true_activity(made)
    country = pl.Series(["QS"] * len(made.tables["regions"]))
    if places is not None:
        codes = [places.codes["country"][of] for of in places.country]
        named = pl.DataFrame({"region": places.codes["county"], "country": codes})
        rows = rows.join(named, on="region")
    else:
        rows = rows.with_columns(country=pl.lit(country[0]))
    return (
        rows.group_by("country", "industry")
        .agg(pl.col("output", "value_added", "exports").sum())
        .filter(pl.col("output") > 0)
    )


@pytest.mark.parametrize("which", ["country", "three"])
def test_the_input_output_table_balances(which, request):
    made = request.getfixturevalue(which)
    output = sectors(made, request.getfixturevalue("places") if which == "three" else None)
    flows = made.tables["flows"]
    for side, left_out in (("from", VALUE_ADDED), ("to", FINAL_USE)):
        sums = flows.filter(pl.col(f"{side}_industry") != left_out)
        sums = sums.group_by(
            pl.col(f"{side}_region").alias("country"), pl.col(f"{side}_industry").alias("industry")
        ).agg(pl.col("value").sum())
        both = output.join(sums, on=["country", "industry"])
        assert both.height == output.height == sums.height
        assert (both["output"] == both["value"]).all()
    added = flows.filter(pl.col("from_industry") == VALUE_ADDED)
    both = output.join(
        added, left_on=["country", "industry"], right_on=["to_region", "to_industry"]
    )
    assert both.height == output.height and (both["value_added"] == both["value"]).all()
    assert (flows["value"] >= 0).all()


def test_related_industries_trade_more(country):
    flows = country.tables["flows"]
    related = country.truth["relatedness"]
    size = flows.group_by("from_industry").agg(pl.col("value").sum().alias("size"))
    both = related.join(
        flows, left_on=["industry", "related"], right_on=["from_industry", "to_industry"]
    )
    both = both.join(size, left_on="industry", right_on="from_industry").join(
        size, left_on="related", right_on="from_industry", suffix="_to"
    )
    intensity = both.with_columns(value=pl.col("value") / pl.col("size") / pl.col("size_to"))
    assert intensity.select(pl.corr("value", "relatedness", method="spearman")).item() > 0.6


def test_what_a_country_spends_is_about_what_it_earns(three):
    flows = three.tables["flows"]
    final = flows.filter(pl.col("to_industry") == FINAL_USE)
    spent = final.group_by(pl.col("to_region").alias("country")).agg(pl.col("value").sum())
    added = flows.filter(pl.col("from_industry") == VALUE_ADDED)
    earned = added.group_by(pl.col("to_region").alias("country")).agg(pl.col("value").sum())
    both = spent.join(earned, on="country")
    assert both.height == 3
    assert both["value"].sum() == both["value_right"].sum()
    assert ((both["value"] / both["value_right"]).log().abs() < 0.12).all()


def test_countries_buy_at_home_rather(three, places):
    rows = three.tables["flows"].filter(pl.col("from_industry") != VALUE_ADDED)
    total = rows["value"].sum()
    across = rows.filter(pl.col("from_region") != pl.col("to_region"))["value"].sum()
    size = sectors(three, places).group_by("country").agg(pl.col("output").sum())["output"]
    blind = 1 - ((size / size.sum()) ** 2).sum()
    assert 0.01 < across / total < blind / 3


def test_classes_that_export_sell_across_borders(three, places):
    rows = three.tables["flows"].filter(pl.col("from_region") != pl.col("to_region"))
    sold = rows.group_by(
        pl.col("from_region").alias("country"), pl.col("from_industry").alias("industry")
    ).agg(pl.col("value").sum())
    both = sectors(three, places).join(sold, on=["country", "industry"], how="left")
    assert both.filter(pl.col("exports") == 0)["value"].fill_null(0).sum() == 0
    home = both.filter(pl.col("country") == "QS").with_columns(
        (pl.col("value", "exports") / pl.col("output")).fill_null(0)
    )
    assert home.select(pl.corr("value", "exports", method="spearman")).item() > 0.7


def test_nearer_countries_trade_more_readily(places):
    near = nearness(places)
    off = near[~np.eye(3, dtype=bool)]
    assert near[0, 0] == 1 and (near == near.T).all()
    assert off.max() < BORDER * near.diagonal().max()


def test_other_countries_of_the_island_supply_the_chains(three, places):
    others = places.codes["country"][1:]
    rows = three.truth["chain_suppliers"]
    beside = rows.filter(pl.col("country").is_in(others))
    assert beside.height > 10 and not beside["home"].any()
    firms = three.tables["organisations"]
    assert beside["supplier"].is_in(firms["organisation"].implode()).all()
    assert set(three.truth["chain_clusters"]["country"]) > {"QS"}
    states = three.truth["chain_links"].join(beside, on="node")["state"]
    assert not (states == "choke").any()
