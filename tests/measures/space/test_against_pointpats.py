"""Ripley's K and L without edge correction against pointpats."""

from pathlib import Path

import numpy as np
import polars as pl

from jiqun.measures.space import ripley_k, ripley_l
from jiqun.tables import Sites

REFERENCES = Path(__file__).parents[2] / "references"


def test_uncorrected_k_and_l_equal_pointpats():
    points = pl.read_csv(REFERENCES / "dbmss" / "rand300_points.csv")
    wanted = pl.read_csv(REFERENCES / "pointpats" / "rand300_pointpats_K.csv")
    sites = Sites.from_frame(points.with_columns(kind=pl.lit("all")), x="X", y="Y", industry="kind")
    radii, fewer = wanted["r"].to_numpy(), (len(sites) - 1) / len(sites)
    k = ripley_k(sites, industry="all", radii=radii, edge="none").values[0]
    theirs = wanted["K_pointpats_hull_none"].to_numpy()
    np.testing.assert_allclose(k * fewer, theirs, rtol=1e-12)
    # their l() is sqrt(K / pi), without taking r off
    l = ripley_l(sites, industry="all", radii=radii, edge="none").values[0]  # noqa: E741 - its name
    np.testing.assert_allclose(
        np.sqrt((l + radii) ** 2 * fewer), wanted["L"].to_numpy(), atol=1e-12
    )
