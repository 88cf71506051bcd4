"""The planted clusters: where, of what, how strong, how old, how connected; and declared ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from jiqun.planted.ground import Industries, Land, Places, Stems, to_degrees
from jiqun.planted.plans import DEFINITION, EconomyPlan

Float = NDArray[np.float64]
Int = NDArray[np.int64]

#: Dense in space and in links; dense in space only; dense in links only.
KINDS: Final = ("cluster", "agglomeration", "virtual")
KIND_SHARES: Final = (0.72, 0.18, 0.10)
STAGES: Final = ("formation", "growth", "maturity", "upgrade", "decline")
#: Shortest and longest years of formation, growth, maturity and what follows.
SPANS: Final = ((4, 8), (6, 12), (8, 15), (8, 15))
#: Size against the mature one at the beginning and the end of each stage.
CURVES: Final = ((0.12, 0.3), (0.3, 1.0), (1.0, 1.0), (1.0, 1.4), (1.0, 0.45))
#: How dense links are in each stage, against maturity.
LINKING: Final = np.array([0.5, 0.8, 1.0, 1.3, 0.6])
#: What a planted cluster lacks; the first lacks nothing.
WEAKNESSES: Final = (
    "sound", "missing-link", "broken-loop", "mismatch", "lock-in", "crowding", "loose-ties",
    "weak-lead",
)  # fmt: skip
#: Half a cell: places in a cell are so far from its generator, or nearer.
CELL_KM = 7.0
#: Share of the planted clusters that are declared; false ones against true ones.
DECLARED_SHARE, FALSE_SHARE = 0.6, 0.1
#: Organisations named as members of each.
NAMED_MEMBERS: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Clusters:
    """K planted clusters.

    Attributes
    ----------
    codes
        "P0001"...
    kind, group
        Shape (K,): number in :data:`KINDS`; group of industries.
    centre
        Shape (K,): cell of the centre.
    radius_km
        Shape (K,): all members are within; NaN for a virtual cluster.
    strength
        Shape (K,): the location quotient aimed at when mature, against the same place without.
    links
        Shape (K,): internal links of a member aimed at when mature.
    industries
        Shape (K, I): which classes it has.
    born
        Shape (K,): first year.
    stage, size
        Shape (K, T): stage by year (-1 before birth) and size against the mature one.
    weakness
        Shape (K,): number in :data:`WEAKNESSES`.
    cells, cell_start, cell_weight
        Land cells within reach, one cluster after the other, and how members spread over them.
    """

    codes: list[str]
    kind: Int
    group: Int
    centre: Int
    radius_km: Float
    strength: Float
    links: Float
    industries: NDArray[np.bool_]
    born: Int
    stage: Int
    size: Float
    weakness: Int
    cells: Int
    cell_start: Int
    cell_weight: Float

    @property
    def local(self) -> NDArray[np.bool_]:
        """Which are dense in space."""
        return np.asarray(self.kind != KINDS.index("virtual"))

    @property
    def linked(self) -> NDArray[np.bool_]:
        """Which are dense in links."""
        return np.asarray(self.kind != KINDS.index("agglomeration"))


def make_clusters(plan: EconomyPlan, land: Land, industries: Industries, empty: Int) -> Clusters:
    """Decide the clusters; nothing of an establishment yet."""
    k = plan.clusters
    rng = plan.stream("clusters")
    kind = rng.permutation(np.searchsorted(np.cumsum(KIND_SHARES), (np.arange(k) + 0.5) / k))
    traded = np.flatnonzero(industries.traded)
    group = np.concatenate([rng.permutation(traded) for _ in range(k // len(traded) + 1)])[:k]
    radius = np.clip(rng.lognormal(np.log(26), 0.35, k), 14, 60)
    centre = _centres(plan, land, group, radius, empty)
    born, stage, size = _lives(plan)
    cells, start, weight = _reach(land, centre, radius, empty)
    links = np.where(kind == KINDS.index("agglomeration"), 0.04, rng.uniform(3, 7, k))
    return Clusters(
        codes=[f"P{i + 1:04d}" for i in range(k)],
        kind=kind,
        group=group,
        centre=centre,
        radius_km=np.where(kind == KINDS.index("virtual"), np.nan, radius),
        strength=np.clip(4 + rng.exponential(3, k), 4, 16),
        links=links,
        industries=_masks(plan, industries, group),
        born=born,
        stage=stage,
        size=size,
        weakness=np.zeros(k, dtype=np.int64),
        cells=cells,
        cell_start=start,
        cell_weight=weight,
    )


def _centres(plan: EconomyPlan, land: Land, group: Int, radius: Float, empty: Int) -> Int:
    """Choose cells, more often where people are, apart from others of the same group."""
    rng = plan.stream("cluster-places")
    weight = np.sqrt(land.density)
    weight[np.isin(land.county, empty)] = 0
    tries = rng.choice(len(weight), size=(len(group), 12), p=weight / weight.sum())
    centre = tries[:, 0].copy()
    for k in range(len(group)):
        same = np.flatnonzero(group[:k] == group[k])
        if not len(same):
            continue
        gap = land.generators[tries[k]][:, None] - land.generators[centre[same]][None]
        room = (np.hypot(gap[..., 0], gap[..., 1]) - radius[same] - radius[k]).min(axis=1)
        centre[k] = tries[k][np.argmax(room > 0) if (room > 0).any() else np.argmax(room)]
    return centre


def _masks(plan: EconomyPlan, industries: Industries, group: Int) -> NDArray[np.bool_]:
    """Give each cluster most classes of its group, at least two."""
    rng = plan.stream("cluster-industries")
    inside = industries.group[None, :] == group[:, None]
    draw = np.where(inside, rng.random(inside.shape), 2.0)
    rank = np.argsort(np.argsort(draw, axis=1, kind="stable"), axis=1)
    least = np.minimum(2, inside.sum(axis=1))[:, None]
    return np.asarray(inside & ((draw < 0.8) | (rank < least)))  # noqa: PLR2004 - four fifths


def _lives(plan: EconomyPlan) -> tuple[Int, Int, Float]:
    """Draw births and spans; give stage and size in every year."""
    rng = plan.stream("lives")
    k = plan.clusters
    spans = np.column_stack([rng.integers(low, high + 1, k) for low, high in SPANS])
    ends = np.cumsum(spans, axis=1)
    age = np.floor(rng.uniform(5, ends[:, 3])).astype(np.int64)
    upgrades = rng.random(k) < 0.5  # noqa: PLR2004 - even odds at maturity
    years = plan.calendar
    born = years[-1] - age
    at = years[None, :] - born[:, None]
    phase = np.minimum((at[:, :, None] >= ends[:, None, :]).sum(axis=2), 3)
    stage = np.where((phase == 3) & ~upgrades[:, None], 4, phase)  # noqa: PLR2004 - the fourth
    began = np.concatenate([np.zeros((k, 1), dtype=np.int64), ends[:, :3]], axis=1)
    rows = np.arange(k)[:, None]
    done = np.clip((at - began[rows, phase]) / spans[rows, phase], 0, 1)
    low, high = np.array(CURVES)[stage].transpose(2, 0, 1)
    size = np.where(at < 0, 0.0, low + (high - low) * done)
    return born, np.where(at < 0, -1, stage), size


def _reach(land: Land, centre: Int, radius: Float, empty: Int) -> tuple[Int, Int, Float]:
    """List the cells around each centre; nearer and more peopled ones get more members."""
    inner = np.maximum(radius - CELL_KM, CELL_KM)
    tree = cKDTree(land.generators)
    lists = tree.query_ball_point(land.generators[centre], inner, return_sorted=True)
    cells = np.concatenate([np.asarray(cells, dtype=np.int64) for cells in lists])
    of = np.repeat(np.arange(len(centre)), [len(found) for found in lists])
    away = np.hypot(*(land.generators[cells] - land.generators[centre[of]]).T)
    weight = np.sqrt(land.density[cells]) * np.exp(-1.5 * (away / inner[of]) ** 2)
    weight[np.isin(land.county[cells], empty)] = 0
    start = np.searchsorted(of, np.arange(len(centre) + 1))
    return cells, start, weight


def cluster_names(land: Land, clusters: Clusters, industries: Industries, stems: Stems) -> Stems:
    """Name each cluster by the county of its centre and its industries; a number if twice."""
    county = land.county[clusters.centre]
    groups = pl.DataFrame(
        {
            "en": stems.en.gather(county)
            + " "
            + pl.Series([industries.groups[g]["name"] for g in clusters.group]),
            "zh": stems.zh.gather(county)
            + pl.Series([industries.groups[g]["zh"] for g in clusters.group]),
        }
    )
    again = pl.int_range(pl.len()).over("en") + 1
    number = pl.when(again > 1).then(pl.format(" {}", again)).otherwise(pl.lit(""))
    named = groups.select(
        pl.format("{} cluster{}", "en", number).alias("name"),
        pl.format("{}集群{}", "zh", number).alias("name_zh"),
    )
    return Stems(en=named["name"], zh=named["name_zh"])


def clusters_table(
    plan: EconomyPlan, land: Land, clusters: Clusters, industries: Industries, names: Stems
) -> pl.DataFrame:
    """Give the truth about each cluster; counts of members are added where they are known."""
    middle = to_degrees(land.generators[clusters.centre])
    lists = [[industries.codes[i] for i in np.flatnonzero(row)] for row in clusters.industries]
    return pl.DataFrame(
        {
            "cluster": clusters.codes,
            "name": names.en,
            "name_zh": names.zh,
            "kind": [KINDS[kind] for kind in clusters.kind],
            "definition": [DEFINITION] * plan.clusters,
            "category": [industries.slugs[g] for g in clusters.group],
            "lon": middle[:, 0],
            "lat": middle[:, 1],
            "radius_km": pl.Series(clusters.radius_km).fill_nan(None),
            "strength": clusters.strength,
            "links_per_member": clusters.links,
            "born": clusters.born,
            "stage": [STAGES[stage] for stage in clusters.stage[:, -1]],
            "industries": pl.Series(lists, dtype=pl.List(pl.String)),
        }
    )


def stages_table(plan: EconomyPlan, clusters: Clusters) -> pl.DataFrame:
    """Give each cluster's stage and relative size by year, from its birth."""
    k, t = np.nonzero(clusters.stage >= 0)
    return pl.DataFrame(
        {
            "cluster": pl.Series(clusters.codes).gather(k),
            "year": plan.calendar[t],
            "stage": pl.Series(list(STAGES)).gather(clusters.stage[k, t]),
            "size": clusters.size[k, t],
        }
    )


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
