"""US manufacturing: the most and least concentrated industries are those of the literature."""

import numpy as np
import polars as pl
import pytest

from jiqun import measures as m
from jiqun.tables import Plants

pytestmark = pytest.mark.data


@pytest.fixture(scope="module")
def concentration(shared_data):
    """Ellison and Glaeser's index of each six-digit industry over states, 2012."""
    file = shared_data / "establishment_points" / "zbp_zip_naics6_establishments_2012.parquet"
    counted = (
        pl.read_parquet(file)
        .with_columns(pl.col("state", "naics").cast(pl.String))
        .filter(pl.col("level") == 6, pl.col("state") != "NotSpecified")
        .filter(pl.col("naics").str.slice(0, 2).is_in(["31", "32", "33"]))
        .group_by("state", "naics")
        .agg(pl.col("est").sum())
        .sort("state", "naics")
    )
    times = counted["est"].to_numpy()
    plants = pl.DataFrame(
        {
            "region": np.repeat(counted["state"].to_numpy(), times),
            "industry": np.repeat(counted["naics"].to_numpy(), times),
            "employment": np.ones(times.sum()),
        }
    )
    result = m.ellison_glaeser(Plants.from_frame(plants), draws=99, seed=1)
    return result.to_frame().filter(pl.col("plants") >= 20).sort("value", descending=True)


def test_nearly_all_industries_are_localised(concentration):
    # Ellison and Glaeser (1997) find a positive index in nearly all industries
    assert (concentration["value"] > 0).mean() > 0.95


def test_the_most_concentrated_are_those_of_the_literature(concentration):
    # hosiery (Carolinas), carpets (Georgia), oil and gas field machinery (Texas), petrochemicals
    top = concentration["industry"].head(5).to_list()
    assert top[:3] == ["315110", "314110", "333132"]
    assert "325110" in top


def test_industries_that_serve_their_place_are_not_concentrated(concentration):
    # commercial printing, machine shops, ready-mixed concrete, kitchen cabinets, soft drinks
    local = concentration.filter(
        pl.col("industry").is_in(["323111", "332710", "327320", "337110", "312111"])
    )
    assert local.height == 5
    assert (local["value"] < 0.01).all()
    assert local["value"].max() < concentration["value"].quantile(0.5)
