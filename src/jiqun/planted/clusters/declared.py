"""Declared clusters: most of the planted ones, and some that are not there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from jiqun.planted.clusters.clusters import Clusters
from jiqun.planted.ground import Industries, Places, Stems, to_degrees
from jiqun.planted.plans import DEFINITION, EconomyPlan

#: Share of the planted clusters that are declared; false ones against true ones.
DECLARED_SHARE, FALSE_SHARE = 0.6, 0.1
#: Organisations named as members of each.
NAMED_MEMBERS: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Declared:
    """The tables ``clusters`` and ``members``, and which of them are true.

    Attributes
    ----------
    clusters, members
        Canonical tables.
    truth
        ``cluster, planted`` (the planted cluster, null where there is none), ``true``.
    """

    clusters: pl.DataFrame
    members: pl.DataFrame
    truth: pl.DataFrame


def make_declared(
    plan: EconomyPlan,
    places: Places,
    industries: Industries,
    clusters: Clusters,
    names: Stems,
    cells: pl.DataFrame,
    members: pl.DataFrame,
) -> Declared:
    """Declare clusters; ``cells`` and ``members`` are the truth about all planted ones."""
    rng = plan.stream("declared")
    wanted = max(1, round(DECLARED_SHARE * plan.clusters))
    true = np.sort(rng.permutation(plan.clusters)[:wanted])
    false = _false(plan, places, industries, cells, max(2, round(FALSE_SHARE * wanted)))
    codes = pl.Series([f"QC{i + 1:04d}" for i in range(len(true) + len(false))])
    planted = pl.Series(clusters.codes).gather(true)
    seats = places.land.county[clusters.centre[true]]
    table = pl.concat(
        [
            _rows(places, industries, codes[: len(true)], seats, clusters.group[true]).with_columns(
                names.en.gather(true),
                names.zh.gather(true),
                pl.Series("since", np.maximum(clusters.born[true] + 3, 1980)),
            ),
            _rows(places, industries, codes[len(true) :], false[:, 0], false[:, 1]).with_columns(
                since=pl.lit(int(plan.calendar[0]), dtype=pl.Int64)
            ),
        ]
    )
    truth = pl.DataFrame(
        {
            "cluster": codes,
            "planted": pl.concat([planted, pl.Series([None] * len(false), dtype=pl.String)]),
            "true": [True] * len(true) + [False] * len(false),
        }
    )
    return Declared(
        clusters=table, members=_parts(table, truth, industries, cells, members), truth=truth
    )


def _false(
    plan: EconomyPlan, places: Places, industries: Industries, cells: pl.DataFrame, wanted: int
) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    """Choose counties and groups without a planted member."""
    rng = plan.stream("declared-falsely")
    counties = {code: at for at, code in enumerate(places.codes["county"])}
    slugs = {slug: at for at, slug in enumerate(industries.slugs)}
    free = np.zeros((len(counties), len(slugs)), dtype=bool)
    free[:, industries.traded] = True
    free[places.empty] = False
    taken = cells.filter(pl.col("level") == "county").select("region", "category").rows()
    for region, category in taken:
        free[counties[region], slugs[category]] = False
    every = np.argwhere(free)
    return every[np.sort(rng.permutation(len(every))[:wanted])]


def _rows(
    places: Places,
    industries: Industries,
    codes: pl.Series,
    county: np.ndarray[tuple[int], np.dtype[np.int64]],
    group: np.ndarray[tuple[int], np.dtype[np.int64]],
) -> pl.DataFrame:
    stems = places.county_names
    field = pl.Series([entry["name"] for entry in industries.groups]).gather(group)
    field_zh = pl.Series([entry["zh"] for entry in industries.groups]).gather(group)
    land = places.land
    order = np.lexsort((-land.density, land.county))
    seat = order[np.searchsorted(land.county[order], county)]
    spot = to_degrees(land.generators[seat])
    return pl.DataFrame(
        {
            "cluster": codes,
            "name": stems.en.gather(county) + " " + field + " cluster",
            "name_zh": stems.zh.gather(county) + field_zh + "集群",
            "origin": ["declared"] * len(codes),
            "field": field,
            "field_zh": field_zh,
            "region": pl.Series(places.codes["county"]).gather(county),
            "definition": [DEFINITION] * len(codes),
            "category": pl.Series(industries.slugs).gather(group),
            "lon": spot[:, 0],
            "lat": spot[:, 1],
            "source": ["Synthetic declaration 合成认定"] * len(codes),
        }
    )


def _parts(
    table: pl.DataFrame,
    truth: pl.DataFrame,
    industries: Industries,
    cells: pl.DataFrame,
    members: pl.DataFrame,
) -> pl.DataFrame:
    """List regions, classes and the largest organisations of each declared cluster."""
    county = cells.filter((pl.col("level") == "county") & pl.col("planted"))
    regions = pl.concat(
        [
            table.select("cluster", pl.col("region").alias("member")),
            truth.join(county, left_on="planted", right_on="cluster").select(
                "cluster", pl.col("region").alias("member")
            ),
        ]
    ).unique(maintain_order=True)
    slugs = pl.Series(industries.slugs).gather(industries.group)
    classes = table.select("cluster", "category").join(
        pl.DataFrame({"category": slugs, "member": industries.codes}), on="category"
    )
    largest = (
        members.sort(["cluster", "employment", "organisation"], descending=[False, True, False])
        .group_by("cluster", maintain_order=True)
        .head(NAMED_MEMBERS)
    )
    firms = truth.join(largest, left_on="planted", right_on="cluster").select(
        "cluster", pl.col("organisation").alias("member")
    )
    kinds = {
        "region": regions,
        "industry": classes.select("cluster", "member"),
        "organisation": firms,
    }
    return pl.concat(
        [frame.with_columns(pl.lit(kind).alias("kind")) for kind, frame in kinds.items()]
    ).sort("cluster", "kind", "member")
