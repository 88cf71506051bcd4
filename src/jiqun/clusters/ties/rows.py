"""Communities as rows: their industries, regions, territory and ties."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.clusters.finds import MEMBERS, ROWS, anchors, find_code, finds_frame
from jiqun.clusters.ties.plans import LinksPlan
from jiqun.kernels.ground import seam
from jiqun.kernels.linear.products import length
from jiqun.kernels.sphere import EARTH_KM, apart_km
from jiqun.networks import Spread, TieNetwork, inside_pairs, points
from jiqun.tables import standing, sums_by

Float = NDArray[np.float64]
Int = NDArray[np.int64]

#: Of a cluster's located members, the share nearest to its middle that its boundary holds.
CORE_SHARE = 0.9


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Facts:
    """What is known of organisations beside their ties.

    Attributes
    ----------
    category
        (N,): position in ``names``, -1 without.
    names
        ``category, name, name_zh``, one row each.
    purity
        More than this share of the categorised members makes a category.
    """

    category: Int
    names: pl.DataFrame
    purity: float

    @classmethod
    def of(cls, network: TieNetwork, categories: pl.DataFrame, *, purity: float) -> Facts:
        """Look the organisations' industries up."""
        names = categories.unique("category", maintain_order=True).select(
            "category", "name", "name_zh"
        )
        at = names.select("category").with_row_index("at")
        of = (
            categories.select("category", "industry")
            .unique("industry", keep="first", maintain_order=True)
            .join(at, on="category")
        )
        found = network.nodes.select("industry").join(
            of, on="industry", how="left", maintain_order="left"
        )
        category = found["at"].cast(pl.Int64).fill_null(-1).to_numpy()
        return cls(category=category, names=names, purity=purity)

    def majority(self, members: Int) -> int:
        """Give the category of most categorised members, -1 where no category has enough."""
        own = self.category[members]
        own = own[own >= 0]
        if not len(own):
            return -1
        count = np.bincount(own)
        top = int(count.argmax())
        return top if count[top] > self.purity * len(own) else -1


def members_of(label: Int, count: int) -> list[Int]:
    """Give each group's members, ascending."""
    order = np.argsort(label, kind="stable")
    ends = np.searchsorted(label[order], np.arange(count + 1))
    return [order[a:b] for a, b in itertools.pairwise(ends)]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sought:
    """The communities that stay, and what was measured of them; C of each.

    Attributes
    ----------
    groups
        Positions of members, ascending.
    p_value, expected
        Of chance; weight of ties inside that degrees and distance let expect.
    spread
        Distances of members and ties.
    virtual
        Whether members are no nearer than chance; None where places are unknown.
    """

    groups: list[Int]
    p_value: Float
    expected: Float
    spread: Spread
    virtual: list[bool | None]


def listed(
    network: TieNetwork,
    sought: Sought,
    facts: Facts,
    plan: LinksPlan,
    regions: pl.DataFrame | None,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Give the rows and the members, both in the shapes of found clusters."""
    groups, virtual, expected = sought.groups, sought.virtual, sought.expected
    parts = _parts(network, groups)
    category = [facts.majority(members) for members in groups]
    names = facts.names["category"].to_list()
    own = [names[c] if c >= 0 else None for c in category]
    codes = _codes(parts, groups, own, plan.definition)
    territory = [
        (None, None, None, None)
        if flag is None
        else _territory(network.nodes, members, bounded=not flag)
        for members, flag in zip(groups, virtual, strict=True)
    ]
    ties = np.array([_ties(network, members) for members in groups]).reshape(-1, 3)
    size = np.array([len(members) for members in groups])
    frame = pl.DataFrame(
        {
            "cluster": pl.Series(codes, dtype=pl.String),
            "way": ["links"] * len(groups),
            "definition": [plan.definition] * len(groups),
            "category": pl.Series(own, dtype=pl.String),
            "level": pl.Series([plan.level] * len(groups), dtype=pl.String),
            "year": pl.Series([plan.year] * len(groups), dtype=pl.Int64),
            "lon": pl.Series([t[0] for t in territory], dtype=pl.Float64),
            "lat": pl.Series([t[1] for t in territory], dtype=pl.Float64),
            "area_km2": pl.Series([t[2] for t in territory], dtype=pl.Float64),
            "geometry": pl.Series([t[3] for t in territory], dtype=pl.Binary),
            "organisations": size,
            "employment": [_employment(network, members) for members in groups],
            "excess": ties[:, 0] / np.where(expected > 0, expected, np.nan),
            "p_value": sought.p_value,
            "links": ties[:, 1],
            "links_per_member": ties[:, 1] / np.maximum(size, 1),
            "inside_share": ties[:, 2],
            "span_km": sought.spread.span_km,
            "virtual": pl.Series(virtual, dtype=pl.Boolean),
        }
    )  # fmt: skip
    frame = frame.with_columns(
        pl.col(pl.Float64).fill_nan(None),
        regions=pl.Series([p["region"].drop_nulls().n_unique() for p in parts]),
        industries=pl.Series([p["industry"].drop_nulls().n_unique() for p in parts]),
    )
    frame = _named(frame, facts, regions)
    return finds_frame(frame, ROWS), _members(parts, codes)


def _parts(network: TieNetwork, groups: list[Int]) -> list[pl.DataFrame]:
    return [network.nodes[members] for members in groups]


def _codes(
    parts: list[pl.DataFrame], groups: list[Int], category: list[str | None], definition: str
) -> list[str]:
    """Name each cluster by its category and the region with most members; the largest first."""
    keys = []
    for part, name in zip(parts, category, strict=True):
        top = part["region"].drop_nulls().value_counts().sort(
            ["count", "region"], descending=[True, False]
        )  # fmt: skip
        keys.append((name, top["region"][0] if len(top) else "-"))
    codes = [""] * len(groups)
    seen: dict[tuple[str | None, str], int] = {}
    for c in sorted(range(len(groups)), key=lambda c: (-len(groups[c]), groups[c][0])):
        seen[keys[c]] = seen.get(keys[c], 0) + 1
        codes[c] = find_code("links", definition, *keys[c], seen[keys[c]])
    return codes


def _ties(network: TieNetwork, members: Int) -> tuple[float, float, float]:
    """Give the weight inside, the tied pairs inside, and the share of members' ties inside."""
    _, _, weight = inside_pairs(network, members)
    inside = float(weight.sum())
    volume = float(
        sum(network.weights[network.starts[v] : network.starts[v + 1]].sum() for v in members)
    )
    every = volume - inside
    return inside, float(len(weight)), inside / every if every > 0 else float("nan")


def _employment(network: TieNetwork, members: Int) -> float | None:
    jobs = network.nodes["employment"][members]
    return float(jobs.sum()) if 2 * jobs.null_count() <= len(jobs) else None


def _territory(
    nodes: pl.DataFrame, members: Int, *, bounded: bool
) -> tuple[float | None, float | None, float | None, bytes | None]:
    """Give the middle, and of a bounded cluster the area and hull of the core around it."""
    import shapely

    located = nodes[members].drop_nulls(["lon", "lat"])
    place = points(located)
    centre = place.mean(axis=0)
    if not length(centre) > 0:
        return None, None, None, None
    away = apart_km(place, centre / length(centre))
    middle = place[np.argsort(away, kind="stable")[: max(1, int(np.ceil(CORE_SHARE * len(place))))]]
    centre = middle.mean(axis=0) / length(middle.mean(axis=0))
    lon, lat = np.degrees(np.arctan2(centre[1], centre[0])), np.degrees(np.arcsin(centre[2]))
    if not bounded:
        return float(lon), float(lat), None, None
    east = np.degrees(np.arctan2(middle[:, 1], middle[:, 0])) - lon
    east = (east + 180) % 360 - 180
    north = np.degrees(np.arcsin(middle[:, 2]))
    hull = shapely.convex_hull(shapely.multipoints(np.column_stack([lon + east, north])))
    km = np.pi / 180 * EARTH_KM
    flat = shapely.transform(hull, lambda xy: xy * km * [np.cos(np.radians(lat)), 1.0])
    return (
        float(lon),
        float(lat),
        float(flat.area),
        bytes(shapely.to_wkb(seam.cut(seam.unwrapped(hull)))),
    )


def _named(frame: pl.DataFrame, facts: Facts, regions: pl.DataFrame | None) -> pl.DataFrame:
    """Name clusters by their anchor and category."""
    frame = frame.with_columns(anchors(frame).alias("anchor")).join(
        facts.names.rename({"name": "of", "name_zh": "of_zh"}),
        on="category", how="left", maintain_order="left",
    )  # fmt: skip
    if regions is None:
        regions = pl.DataFrame(schema=["region", "name", "name_zh"])
    absent = [
        pl.lit(None, dtype=pl.String).alias(n)
        for n in ("name", "name_zh")
        if n not in regions.columns
    ]
    places = regions.with_columns(absent).select(
        pl.col("region").cast(pl.String),
        pl.col("name").cast(pl.String).alias("at"),
        pl.col("name_zh").cast(pl.String).alias("at_zh"),
    ).unique("region", keep="first", maintain_order=True)  # fmt: skip
    frame = frame.join(
        places, left_on="anchor", right_on="region", how="left", maintain_order="left"
    )
    code = pl.when(pl.col("anchor") != "-").then("anchor")
    at, at_zh = pl.coalesce("at", code), pl.coalesce("at_zh", "at", code)
    of, of_zh = pl.coalesce("of", "category"), pl.coalesce("of_zh", "of", "category")
    far = pl.col("virtual").fill_null(value=False)
    return frame.with_columns(
        name=pl.concat_str(
            [at, of, pl.when(far).then(pl.lit("virtual"))], separator=" ", ignore_nulls=True
        ),
        name_zh=pl.concat_str(
            [at_zh, of_zh, pl.when(far).then(pl.lit("虚拟集群"))], separator="", ignore_nulls=True
        ),
    )


def _members(parts: list[pl.DataFrame], codes: list[str]) -> pl.DataFrame:
    """List organisations, regions and industries, with their share of jobs or of organisations."""
    if not parts:
        return finds_frame(pl.DataFrame(schema={"cluster": pl.String}), MEMBERS)
    every = pl.concat(
        [part.with_columns(cluster=pl.lit(code)) for part, code in zip(parts, codes, strict=True)]
    )
    known = (pl.col("employment").null_count() == 0) & (pl.col("employment").sum() > 0)
    share = pl.when(known.over("cluster")).then("employment").otherwise(1.0)
    every = every.with_columns(share=share).with_columns(
        weight=pl.col("share") / pl.col("share").sum().over("cluster")
    )
    return pl.concat(
        [
            finds_frame(
                sums_by(
                    every.drop_nulls(kind).rename({kind: "member"}),
                    ["cluster", "member"],
                    sums=[pl.col("weight")],
                ).with_columns(kind=pl.lit(kind)),
                MEMBERS,
            )
            for kind in ("region", "industry", "organisation")
        ]
    ).sort(
        ["cluster", "kind", standing("weight"), "member"], descending=[False, False, True, False]
    )
