"""Who is in a found cluster, whatever its members are named by."""

from __future__ import annotations

import polars as pl


def member_organisations(
    members: pl.DataFrame, organisations: pl.DataFrame, *, places: pl.DataFrame | None = None
) -> pl.DataFrame:
    """Turn members of any kind into organisations: ``cluster, organisation``.

    A cluster that names organisations has these. One that names regions and industries has
    every organisation of one of the industries in one of the regions; one that names no
    industry, all in its regions.

    Parameters
    ----------
    members
        ``cluster, member, kind``, kind being region, industry or organisation.
    organisations
        ``organisation, region, industry``.
    places
        ``region, parent``: what larger region each belongs to, where members are larger ones;
        a region may have several parents. Each region also stands for itself.
    """
    of = {
        kind: members.filter(pl.col("kind") == kind).select("cluster", pl.col("member"))
        for kind in ("region", "industry", "organisation")
    }
    named = of["organisation"].rename({"member": "organisation"})
    rest = of["region"].join(named, on="cluster", how="anti").rename({"member": "place"})
    own = organisations.select("region", place="region").unique(maintain_order=True)
    if places is not None:
        own = pl.concat([own, *_ancestors(places)]).unique(maintain_order=True)
    inside = rest.join(own, on="place").join(
        organisations.select("organisation", "region", "industry"), on="region"
    )
    industries = of["industry"].rename({"member": "industry"})
    fitting = inside.join(industries, on=["cluster", "industry"], how="semi")
    any_industry = inside.join(industries, on="cluster", how="anti")
    parts = [named, *(f.select("cluster", "organisation") for f in (fitting, any_industry))]
    return pl.concat(parts).unique().sort("cluster", "organisation")


def _ancestors(places: pl.DataFrame) -> list[pl.DataFrame]:
    """Give region and each place above it, up to four levels."""
    step = places.drop_nulls("parent").select("region", pl.col("parent").alias("place"))
    above, parts = step, [step]
    for _ in range(3):
        above = above.join(step, left_on="place", right_on="region").select(
            "region", pl.col("place_right").alias("place")
        )
        parts.append(above)
    return parts
