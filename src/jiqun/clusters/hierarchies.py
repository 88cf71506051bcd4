"""Which region of a level each region lies in, through any chain of parents."""

from __future__ import annotations

import polars as pl


def places(regions: pl.DataFrame, region_parents: pl.DataFrame | None = None) -> pl.DataFrame:
    """Follow every chain of parents upwards.

    Parameters
    ----------
    regions
        ``region, level`` and, where there are hierarchies, ``parent``.
    region_parents
        ``region, parent``: further hierarchies beside ``regions.parent``.

    Returns
    -------
    DataFrame
        ``region, level, place``: the region itself at its own level and, for every level that a
        chain of parents reaches, the region there. Where two chains reach different regions
        of one level, the shorter wins, then the smaller code: nothing is counted twice. A region
        without a parent at a level has no row for it.

    Examples
    --------
    >>> frame = pl.DataFrame({"region": ["c", "s"], "level": ["county", "state"],
    ...                       "parent": ["s", None]})
    >>> places(frame).filter(pl.col("region") == "c").rows()
    [('c', 'county', 'c'), ('c', 'state', 's')]
    """
    levels = regions.select(pl.col("region").alias("place"), "level")
    steps = _steps(regions, region_parents)
    front = regions.select("region", pl.col("region").alias("place"))
    seen = front
    found = [front.with_columns(distance=pl.lit(0, dtype=pl.Int32))]
    distance = 0
    while len(front):
        distance += 1
        front = (
            front.join(steps, left_on="place", right_on="region", how="inner")
            .select("region", pl.col("parent").alias("place"))
            .unique(maintain_order=True)
            .join(seen, on=["region", "place"], how="anti")
        )
        seen = pl.concat([seen, front])
        found.append(front.with_columns(distance=pl.lit(distance, dtype=pl.Int32)))
    return (
        pl.concat(found)
        .join(levels, on="place", how="inner")
        .sort("region", "level", "distance", "place")
        .unique(subset=["region", "level"], keep="first", maintain_order=True)
        .select("region", "level", "place")
    )


def _steps(regions: pl.DataFrame, region_parents: pl.DataFrame | None) -> pl.DataFrame:
    parts = []
    if "parent" in regions.columns:
        parts.append(regions.select("region", "parent"))
    if region_parents is not None:
        parts.append(region_parents.select("region", "parent"))
    if not parts:
        return pl.DataFrame(schema={"region": pl.String, "parent": pl.String})
    return pl.concat(parts).drop_nulls().unique(maintain_order=True)
