"""What a user would try first to find clusters: a quotient with some size, and DBSCAN."""

from __future__ import annotations

from itertools import product
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

KM_PER_DEGREE: Final = 111.195
#: What DBSCAN's settings are chosen among: radius in km, firms within it.
GRID: Final = tuple(product((5.0, 7.5, 10.0, 12.5, 15.0, 20.0), (4, 6, 8, 12, 16, 24, 36)))


def quotient_and_size(
    cells: pl.DataFrame, *, quotient: float = 2.0, above: str | float = "percentile"
) -> pl.DataFrame:
    """Call each cell a cluster that is specialised and not small: ``cluster, region, category``.

    ``above`` is an employment, or "percentile": the 25th of the category's cells with employment.
    """
    least = (
        pl.col("employment")
        .filter(pl.col("employment") > 0)
        .quantile(0.25, "linear")
        .over("category")
        if above == "percentile"
        else pl.lit(float(above))
    )
    kept = cells.filter((pl.col("quotient") > quotient) & (pl.col("employment") > least))
    return kept.select(pl.col("cell").alias("cluster"), "region", "category")


def plane_km(frame: pl.DataFrame) -> NDArray[np.float64]:
    """Give places in km in a plane: exact to a percent over a country of this size."""
    lon, lat = frame["lon"].to_numpy(), frame["lat"].to_numpy()
    shrink = np.cos(np.radians(lat.mean()))
    return np.column_stack([lon * shrink, lat]) * KM_PER_DEGREE


def dbscan(at: NDArray[np.float64], *, radius_km: float, least: int) -> NDArray[np.int64]:
    """Label points by DBSCAN, -1 for noise: core points have ``least`` points, itself too, near."""
    labels = np.full(len(at), -1, dtype=np.int64)
    if len(at) < least:
        return labels
    tree = cKDTree(at)
    pairs = tree.query_pairs(radius_km, output_type="ndarray")
    near = 1 + np.bincount(pairs.ravel(), minlength=len(at))
    core = near >= least
    both = pairs[core[pairs].all(axis=1)]
    joined = coo_array((np.ones(len(both)), (both[:, 0], both[:, 1])), shape=(len(at), len(at)))
    part = connected_components(joined, directed=False)[1]
    labels[core] = np.unique(part[core], return_inverse=True)[1]
    edge = pairs[core[pairs].sum(axis=1) == 1]
    inner = np.where(core[edge[:, 0]], edge[:, 0], edge[:, 1])
    outer = np.where(core[edge[:, 0]], edge[:, 1], edge[:, 0])
    order = np.argsort(-np.hypot(*(at[inner] - at[outer]).T), kind="stable")
    labels[outer[order]] = labels[inner[order]]
    return labels


def dbscan_by_category(firms: pl.DataFrame, *, radius_km: float, least: int) -> pl.DataFrame:
    """Run DBSCAN on the firms of each category: ``cluster, organisation``.

    ``firms`` has ``organisation, category, lon, lat``; the same settings serve every category.
    """
    parts = [pl.DataFrame(schema={"cluster": pl.String, "organisation": pl.String})]
    for (category,), own in firms.sort("category", "organisation").group_by(
        "category", maintain_order=True
    ):
        labels = dbscan(plane_km(own), radius_km=radius_km, least=least)
        parts.append(
            own.select(
                pl.format("dbscan:{}:{}", pl.lit(category), pl.Series(labels)).alias("cluster"),
                "organisation",
            ).filter(pl.Series(labels >= 0))
        )
    return pl.concat(parts)
