"""A found cluster as one unit: its parts pooled, held against the cut-offs of its level."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.clusters.cells import PERSISTENT, Cells
from jiqun.clusters.doubt import Calibration, Persistence, forecast, persistence_interval
from jiqun.clusters.leading import EMPLOYMENT, JOBS
from jiqun.clusters.percentiles import Peers, sort_within
from jiqun.clusters.ratings import rate_cells
from jiqun.clusters.schemes import Scheme
from jiqun.measures import quotient
from jiqun.tables import sums_by

Float = NDArray[np.float64]
#: What identifies the cells a cluster is held against.
KEY = ("definition", "category", "level", "year")
#: Added up over a cluster's regions.
ADDED = (
    "establishments", "employment", "jobs", "employment_range_low", "employment_range_high",
    "payroll", "output",
    "output_3y_min", "area_km2", "population", "region_employment", "own_group", "withheld",
    "hidden", "imputed", "noisy", "rounded", "unknown", "visible", "put_in",
)  # fmt: skip
#: Taken from what the way tells, where it does.
TOLD = ("employment", "establishments", "quotient")
#: A growth of which at least this share of the cluster's employment knows.
KNOWN = 0.5
RATINGS = (
    "cluster", "scheme", "rating", "rank", "chance", "chance_strong", "rating_range_low",
    "rating_range_high", "peers", "notes", "missing",
)  # fmt: skip


def anchors(clusters: pl.DataFrame) -> pl.Series:
    """Give the place each code is anchored in: its fourth part.

    Examples
    --------
    >>> anchors(pl.DataFrame({"cluster": ["points:d:steel:26163~2"]})).to_list()
    ['26163']
    """
    parts = clusters["cluster"].str.splitn(":", 4).struct.field("field_3")
    return parts.str.replace(r"~\d+$", "").alias("region")


def pooled_cells(
    clusters: pl.DataFrame, members: pl.DataFrame, cells: Cells, full: pl.DataFrame
) -> pl.DataFrame:
    """Give each found cluster as one cell, in the clusters' order.

    Parameters
    ----------
    clusters, members
        As every way of finding gives them.
    cells
        The cells of the same year, with their totals.
    full
        Their frame with the quantities that schemes ask for.

    Returns
    -------
    DataFrame
        The columns of ``full``, ``cluster`` in place of ``cell``. Employment, establishments and
        quotient are those that the way tells, else sums over the cluster's regions; jobs, money and
        areas are sums; shares are of all its regions, of the whole category; wage and growth are of
        the sums. Any other quantity is known for a cluster of one region only, and null for the
        others. A cluster that is not made of regions has the jobs that its way tells, and its
        organisations count as establishments where it tells none; without a quotient of its own its
        jobs are held against all jobs of the regions that it has members in.
    """
    kept = clusters.with_row_index("order").with_columns(region=anchors(clusters))
    parts = (
        members.filter(pl.col("kind") == "region")
        .select("cluster", pl.col("member").alias("region"))
        .join(kept.select("cluster", *KEY, "way"), on="cluster")
        .filter(pl.col("way") == "regions")
        .drop("way")
        .join(_prepared(full, cells), on=[*KEY, "region"], how="inner")
    )
    sums = pl.concat([_sums(parts, full), _margins(kept, members, cells)], how="diagonal_relaxed")
    base = kept.select(
        "order", "cluster", *KEY, "region", *(pl.col(name).alias(f"told_{name}") for name in TOLD)
    ).join(sums, on="cluster", how="left")
    base = _with_quotient(_with_national(_with_kinds(base, full), cells))
    told = [pl.coalesce(f"told_{name}", name).alias(name) for name in TOLD if name in base.columns]
    only = [pl.col(f"told_{name}").alias(name) for name in TOLD if name not in base.columns]
    base = base.with_columns(told + only).with_columns(
        employment_range_low=pl.coalesce("employment_range_low", "employment"),
        employment_range_high=pl.coalesce("employment_range_high", "employment"),
        macro_share=pl.when(pl.col("national") > 0).then(pl.col("employment") / pl.col("national")),
    )
    if cells.quantity != EMPLOYMENT:
        own = pl.col(EMPLOYMENT)
        base = base.with_columns(own.alias(cells.quantity), quantity=pl.lit(cells.quantity))
    base = _with_persistence(base, cells)
    names = {{"cell": "cluster"}.get(name, name): kind for name, kind in full.schema.items()}
    absent = [pl.lit(None, dtype=t).alias(n) for n, t in names.items() if n not in base.columns]
    return (
        base.sort("order").with_columns(absent).select(pl.col(n).cast(t) for n, t in names.items())
    )


def _margins(kept: pl.DataFrame, members: pl.DataFrame, cells: Cells) -> pl.DataFrame:
    """Give jobs, and the margins around them, of clusters that are not made of regions."""
    traded = cells.frame.select("definition", "category", "traded").unique(maintain_order=True)
    own = kept.filter(pl.col("way") != "regions", pl.col("employment") > 0).join(
        traded, on=["definition", "category"], maintain_order="left"
    )
    spots = members.filter(pl.col("kind") == "region").select("cluster", region="member")
    key = ["definition", "level", "year", "region"]
    return (
        spots.join(own.drop("region"), on="cluster", maintain_order="left")
        .join(_groups(cells), on=[*key, "traded"], maintain_order="left")
        .join(_totals(cells), on=key, maintain_order="left")
        .pipe(
            sums_by,
            "cluster",
            sums=[pl.col("own_group", "region_employment")],
            beside=[pl.col("employment", "establishments", "organisations").first()],
        )
        .with_columns(
            establishments=pl.coalesce("establishments", pl.col("organisations").cast(pl.Float64)),
            employment_range_low=pl.col("employment"),
            employment_range_high=pl.col("employment"),
            micro_share=_ratio("employment", "region_employment"),
        )
        .drop("region_employment", "organisations")
    )


def _totals(cells: Cells) -> pl.DataFrame:
    return cells.totals.select(
        "definition", "level", pl.col("year").cast(pl.Int64), "region",
        pl.col("employment").alias("region_employment"),
    )  # fmt: skip


def _groups(cells: Cells) -> pl.DataFrame:
    """Give the traded and the local jobs of every region."""
    key = ("definition", "level", "year", "region", "traded")
    return sums_by(cells.frame, key, sums=[pl.col("employment").alias("own_group")])


def _prepared(full: pl.DataFrame, cells: Cells) -> pl.DataFrame:
    """Add what shares, wages and growth of sums are made of."""
    key = ["definition", "level", "year", "region"]
    full = full.join(_groups(cells), on=[*key, "traded"], how="left", maintain_order="left")
    growth = pl.col("growth") if "growth" in full.columns else pl.lit(None, dtype=pl.Float64)
    jobs = JOBS if JOBS in full.columns else EMPLOYMENT
    shares = {"visible": "visible_share", "put_in": "imputed_share"}
    return full.join(_totals(cells), on=key, how="left", maintain_order="left").with_columns(
        paid=pl.when(pl.col("payroll").is_not_null()).then(jobs),
        grown=pl.when(growth.is_not_null()).then("employment"),
        before=pl.when(growth > -1).then(pl.col("employment") / (1 + growth)),
        **{
            part: pl.col("employment") * pl.col(share)
            for part, share in shares.items()
            if share in full.columns
        },
    )


def _sums(parts: pl.DataFrame, full: pl.DataFrame) -> pl.DataFrame:
    added = [name for name in ADDED if name in parts.columns]
    other = [
        name
        for name, kind in full.schema.items()
        if name not in (*ADDED, *KEY, "cell", "region", "region_type")
        and (kind.is_numeric() or name in ("traded", "currency", "saturated"))
    ]
    alone = pl.len() == 1
    sums = sums_by(
        parts,
        "cluster",
        sums=[pl.col("paid", "grown", "before")],
        whole=[pl.col(added)],
        beside=[
            pl.when(alone | pl.lit(name in ("traded", "currency")))
            .then(pl.col(name).first())
            .alias(name)
            for name in other
        ],
    )
    shares = {"visible_share": "visible", "imputed_share": "put_in"}
    enough = pl.col("grown") >= KNOWN * pl.col("employment")
    return sums.with_columns(
        micro_share=_ratio("employment", "region_employment"),
        wage=_ratio("payroll", "paid"),
        **{name: _ratio(part, "employment") for name, part in shares.items() if part in added},
        growth=pl.when(enough & (pl.col("before") > 0)).then(
            pl.col("grown") / pl.col("before") - 1
        ),
    ).drop("paid", "grown", "before", "region_employment", "visible", "put_in", strict=False)


def _ratio(above: str, below: str) -> pl.Expr:
    return pl.when(pl.col(below) > 0).then(pl.col(above) / pl.col(below))


def _with_kinds(base: pl.DataFrame, full: pl.DataFrame) -> pl.DataFrame:
    """Give each cluster the type of the region it is anchored in, or its level's commonest."""
    types = full.select("level", "region", "region_type").unique(
        ["level", "region"], keep="first", maintain_order=True
    )
    usual = types.group_by("level").agg(pl.col("region_type").mode().sort().first().alias("usual"))
    traded = full.select("definition", "category", "traded").unique(
        ["definition", "category"], keep="first", maintain_order=True
    )
    return (
        base.drop("traded", strict=False)
        .join(types, on=["level", "region"], how="left")
        .join(usual, on="level", how="left")
        .join(traded, on=["definition", "category"], how="left")
        .with_columns(pl.coalesce("region_type", "usual").alias("region_type"))
    )


def _with_national(base: pl.DataFrame, cells: Cells) -> pl.DataFrame:
    national = cells.national.select(
        "definition", "category", "level", pl.col("year").cast(pl.Int64),
        pl.col("employment").alias("national"), pl.col("group_employment").alias("national_group"),
    )  # fmt: skip
    return base.join(national.drop_nulls("category"), on=list(KEY), how="left")


def _with_quotient(base: pl.DataFrame) -> pl.DataFrame:
    """Add the quotient of all regions together.

    A cluster of one region keeps the cell's own: the last bit decides at a cut-off.
    """
    names = ("employment", "own_group", "national", "national_group")
    values = quotient(*(_array(base, name) for name in names))
    return base.with_columns(
        pl.coalesce("quotient", pl.Series("_quotient", values).fill_nan(None)).alias("quotient")
    )


def _with_persistence(base: pl.DataFrame, cells: Cells) -> pl.DataFrame:
    """Add where each quantity will be next year, by the moves of cells of the same size."""
    new = {}
    for name in PERSISTENT:
        both = persistence_interval(cells.persistence, base, name, level=cells.level)
        for end, values in zip(("low", "high"), both, strict=True):
            new[f"{name}_{end}"] = pl.Series(values).fill_nan(None)
    return base.with_columns(**new)


def _array(frame: pl.DataFrame, name: str) -> Float:
    return frame[name].cast(pl.Float64).fill_null(np.nan).to_numpy()


def rate_pooled(
    pooled: pl.DataFrame,
    full: pl.DataFrame,
    schemes: Sequence[Scheme],
    *,
    persistence: Persistence,
    calibrations: Mapping[str, Mapping[str, Calibration]] | None = None,
) -> pl.DataFrame:
    """Rate clusters, each as one unit, by the percentiles of the cells of their level.

    Parameters
    ----------
    pooled
        As :func:`pooled_cells` gives them.
    full
        The cells that percentiles are taken among; the clusters take no part in these.
    schemes
        Which to apply.
    persistence, calibrations
        How cells of the same size move, and how often chances came true, by scheme.

    Returns
    -------
    DataFrame
        The columns of :data:`RATINGS`, one row a cluster and scheme. A cluster
        without a category has no peers: unknown where a scheme compares with others.
    """
    levels = pooled.select("definition", "level", "year").unique(maintain_order=True)
    peers_of = full.join(levels, on=["definition", "level", "year"], how="semi")
    both = pl.concat([peers_of.drop("cell"), pooled.drop("cluster")], how="vertical_relaxed")
    peers = _Judged(both, len(peers_of))
    named = pooled.select("cluster")
    curves = calibrations or {}

    def rated(one: Scheme) -> pl.DataFrame:
        known = curves.get(one.scheme, {})
        told = forecast(rate_cells(both, one, peers=peers), peers, persistence, calibrations=known)
        return pl.concat([named, told.ratings.frame[len(peers_of) :]], how="horizontal")

    parts = [rated(one) for one in schemes]
    if not parts:
        return pl.DataFrame(schema=dict.fromkeys(RATINGS, pl.String))
    return pl.concat(parts).select(RATINGS)


class _Judged(Peers):
    """Groups whose first cells are the peers; those after them are judged by them only."""

    def __init__(self, cells: pl.DataFrame, count: int) -> None:
        super().__init__(cells)
        self._count = count

    @property
    def standing(self) -> NDArray[np.bool_]:
        """The cells, not the clusters."""
        return np.arange(len(self.cells)) < self._count

    def percentiles(
        self, within: tuple[str, ...], quantity: str, shares: Sequence[float]
    ) -> tuple[Float, NDArray[np.int64]]:
        """Give the percentiles among the peers."""
        key = (within, quantity)
        if key not in self._sorted:
            index, labels = self.groups(within)
            peers = np.where(self.column(self.leading) > 0, index, -1)
            peers[self._count :] = -1
            self._sorted[key] = sort_within(self.column(quantity), peers, n_groups=len(labels))
        return super().percentiles(within, quantity, shares)
