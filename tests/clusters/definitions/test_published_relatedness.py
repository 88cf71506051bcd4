"""Our relatedness of the 51 published American categories beside the published one."""

import numpy as np
import polars as pl
import pytest

from jiqun.clusters.definitions import between_categories, matrix_agreement, similarities
from jiqun.sources import read_cbp, read_definitions
from jiqun.tables import Counts


@pytest.mark.data
def test_location_correlations_agree_with_the_published_ones(shared_data):
    """Counties of 2018 beside economic areas of 2009: not equal, but far beyond chance."""
    folder = shared_data / "cluster_definitions"
    sets = read_definitions((folder / "naics2012_to_bcd_cluster.csv",)).tables["categories"]
    traded = sets.filter(pl.col("traded"))
    own = dict(traded.select("industry", "category").iter_rows())
    file = shared_data / "us_employment" / "cbp_county_naics6_2017_2020.parquet"
    rows = read_cbp((file,)).tables["activity"]
    county = pl.col("region").str.len_chars() == 5
    rows = rows.filter(pl.col("year") == 2018, pl.col("industry").is_in(list(own)), county)
    rows = rows.select("region", "industry", pl.col("employment").fill_null(0.0))
    jobs = Counts.from_frame(rows, value="employment", unit="persons")
    near = similarities(jobs, location="levels", together=False)
    categories = sorted({own[code] for code in near.industries})
    at = {category: i for i, category in enumerate(categories)}
    labels = np.array([at[own[code]] for code in near.industries])
    ours = between_categories(near.raw["employment"], labels)
    file = shared_data / "us_cluster_mapping_results" / "bcd_cluster_relatedness_51x51.csv.gz"
    names = {_plain(n): c for c, n in traded.select("category", "name").unique().iter_rows()}
    theirs = np.full(ours.shape, np.nan)
    for a, b, value in (
        pl.read_csv(file).select("cluster_name", "cluster_name_2", "cr_lcemp").rows()
    ):
        theirs[at[names[_plain(a)]], at[names[_plain(b)]]] = float(value)
    found = matrix_agreement(ours, theirs, draws=99, seed=1)
    assert found.pairs == 51 * 50
    assert found.p_value == 0.01
    assert found.spearman > 0.8


def _plain(name):
    return "".join(c for c in name.lower() if c.isalnum())
