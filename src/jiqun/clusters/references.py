"""What quotients are compared with: all rows used, or a reference from outside; and its name."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from jiqun.clusters.gathering import Gathered
from jiqun.clusters.leading import EMPLOYMENT
from jiqun.core import InputError, digest, problem
from jiqun.tables import sums_by

COUNTED = ("definition", "category", "year")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """An economy from outside that quotients are compared with: a nation's own row or table.

    Attributes
    ----------
    name
        The region's code, or the table's name.
    rows
        ``industry``, the quantity that leads and, unless they hold for every year, ``year``.
    quantity
        What leads.
    """

    name: str
    rows: pl.DataFrame
    quantity: str = EMPLOYMENT

    def digest(self) -> str:
        """Give the digest of what the rows say."""
        rows = self.rows.sort(self.rows.columns)
        return digest(self.name, rows.write_csv())


def base_of(country: pl.DataFrame, gathered: Gathered, reference: Reference | None) -> pl.DataFrame:
    """Give the sums that cells are compared with.

    Parameters
    ----------
    country
        Sums of all rows used: ``definition, year, category, traded, size,
        group_size``.
    gathered
        With the definitions.
    reference
        Its sums instead; None for the country's own.

    Returns
    -------
    DataFrame
        ``definition, category, year, category_size, group_size``. A category of
        which the reference has no row, or an unknown one, is unknown; so are then the traded (or
        local) sums.

    Raises
    ------
    InputError
        ``base-unmet``: the reference has no industry of any category.
    """
    own = pl.col("size").alias("category_size")
    if reference is None:
        return country.select(*COUNTED, own, "group_size")
    told = _told(reference, gathered, country)
    group = ("definition", "year", "traded")
    wanted = country.filter(pl.col("category").is_not_null()).select(*COUNTED, "traded")
    met = wanted.join(told, on=COUNTED, how="left", maintain_order="left")
    whole = ~pl.col("size").is_null().any().over(group)
    total = pl.when(whole).then(pl.col("size").sum().over(group))
    return met.with_columns(group_size=total).select(*COUNTED, own, "group_size")


def _told(reference: Reference, gathered: Gathered, country: pl.DataFrame) -> pl.DataFrame:
    """Sum the reference's rows into categories."""
    rows = reference.rows.rename({reference.quantity: "size"})
    if "year" not in rows.columns:
        rows = rows.join(country.select("year").unique(maintain_order=True), how="cross")
    sorts = {name: country.schema[name] for name in COUNTED}
    coded = gathered.definitions.industries.drop_nulls("category").select(
        pl.col("definition").cast(sorts["definition"]),
        pl.col("category").cast(sorts["category"]),
        pl.col("industry").cast(pl.String),
    )
    met = rows.join(coded, on="industry", maintain_order="left")
    if met.is_empty():
        have = rows["industry"].unique().sort().head(3).to_list()
        want = coded["industry"].unique().sort().head(3).to_list()
        told = problem("base-unmet", subject="reference", name=reference.name, have=have, want=want)
        raise InputError(told)
    size = pl.col("size").cast(pl.Float64)
    return sums_by(met.cast({"year": sorts["year"]}), COUNTED, whole=[size])


def named_bases(
    bases: pl.DataFrame, gathered: Gathered, reference: Reference | None
) -> pl.DataFrame:
    """Say of each level and year how many regions' rows were summed, and in what they all lie.

    Returns
    -------
    DataFrame
        ``bases`` with ``regions`` (their number), ``within`` (the smallest region that holds them
        all by chains of parents; null where there is none), ``known`` (how many regions of their
        level lie in it, or are there at all) and ``reference`` (null for none).
    """
    key = ["definition", "year", "base"]
    used = gathered.sums.select("definition", "year", pl.col("level").alias("base"), "region")
    used = used.unique(maintain_order=True)
    counts = used.group_by(key, maintain_order=True).agg(pl.len().cast(pl.Int64).alias("regions"))
    above = gathered.places.filter(pl.col("region") != pl.col("place")).select("region", "place")
    size = above.group_by("place").agg(pl.len().alias("size"))
    shared = (
        used.join(above, on="region")
        .group_by([*key, "place"])
        .agg(pl.len().cast(pl.Int64).alias("regions"))
        .join(counts, on=[*key, "regions"])
        .join(size, on="place")
        .sort([*key, "size", "place"])
        .unique(subset=key, keep="first", maintain_order=True)
        .select(*key, pl.col("place").cast(pl.String).alias("within"))
    )
    inside = (
        gathered.places.join(gathered.levels.rename({"level": "base"}), on="region")
        .group_by(pl.col("place").cast(pl.String).alias("within"), "base")
        .agg(pl.col("region").n_unique().cast(pl.Int64).alias("inside"))
    )
    every = gathered.levels.group_by(pl.col("level").alias("base")).agg(
        pl.len().cast(pl.Int64).alias("every")
    )
    return (
        bases.join(counts, on=key, how="left", maintain_order="left")
        .join(shared, on=key, how="left", maintain_order="left")
        .join(inside, on=["within", "base"], how="left", maintain_order="left")
        .join(every, on="base", how="left", maintain_order="left")
        .with_columns(known=pl.coalesce("inside", "every"))
        .drop("inside", "every")
        .with_columns(reference=pl.lit(reference.name if reference else None, dtype=pl.String))
        .sort("definition", "level", "year")
    )
