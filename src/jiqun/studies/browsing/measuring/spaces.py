"""Categories as a network of relatedness, and the complexity of regions and categories."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.core import Record, quantity, unknown
from jiqun.measures import Measured, economic_complexity, product_complexity, proximity
from jiqun.networks import spring_places, strongest_ties
from jiqun.studies.browsing.lists import Year, rows
from jiqun.studies.browsing.measuring.resampled import Resampled, resampled
from jiqun.studies.browsing.snapshots import Snapshot
from jiqun.tables import Counts

Float = NDArray[np.float64]
#: Edges drawn beyond the spanning tree: this many a node at most.
EDGES_A_NODE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class SpaceFilters:
    """Of which cells.

    Attributes
    ----------
    level
        A level of regions; the finest where left out.
    year
        The newest where left out.
    definition
        The first where left out.
    """

    level: str | None = None
    year: Year | None = None
    definition: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SpaceNode:
    """A category; x and y are 0-1. ``size`` is of what leads; employment where that does."""

    category: str
    definition: str | None
    name: str | None
    name_zh: str | None
    traded: bool | None
    industries: int | None
    x: float
    y: float
    size: float
    employment: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SpaceEdge:
    """Two categories that regions are specialised in together."""

    source: str
    target: str
    proximity: float


@dataclass(frozen=True, slots=True, kw_only=True)
class IndustrySpace:
    """The network of related categories."""

    level: str
    year: int
    definition: str
    nodes: tuple[SpaceNode, ...]
    edges: tuple[SpaceEdge, ...]
    record: Record


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedRegion:
    """A region's place by complexity; the value is null where it is undefined.

    ``_low`` and ``_high`` hold 95 of 100 resamples: of categories for a region, of regions for a
    category; null where too few could be computed.
    """

    rank: int
    region: str
    value: float | None
    value_low: float | None
    value_high: float | None
    rank_low: int | None
    rank_high: int | None
    name: str | None
    name_zh: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedCategory:
    """A category's place by complexity; the value is null where it is undefined.

    ``_low`` and ``_high`` hold 95 of 100 resamples: of categories for a region, of regions for a
    category; null where too few could be computed.
    """

    rank: int
    category: str
    value: float | None
    value_low: float | None
    value_high: float | None
    rank_low: int | None
    rank_high: int | None
    name: str | None
    name_zh: str | None
    traded: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplexityRanking:
    """Regions and categories by complexity, the most complex first."""

    level: str
    year: int
    definition: str
    regions: tuple[RankedRegion, ...]
    categories: tuple[RankedCategory, ...]
    record: Record


def industry_space(shown: Snapshot, filters: SpaceFilters | None = None) -> IndustrySpace:
    """Give the network of related categories: who is found specialised in the same regions.

    Edges are the maximum spanning tree of the proximities and each category's strongest
    further ones; positions are computed here, the same for the same data.
    """
    counts, used = _category_counts(shown, filters or SpaceFilters())
    found = proximity(counts, diagonal=0)
    at, edges = _network(counts.industries, found.values)
    size = counts.values.sum(axis=0)
    drawn = pl.DataFrame({"category": counts.industries}).with_columns(
        x=pl.Series(at[:, 0]), y=pl.Series(at[:, 1]), size=pl.Series(size)
    )
    jobs = pl.col("size") if shown.leading == "employment" else pl.lit(None, dtype=pl.Float64)
    drawn = drawn.with_columns(employment=jobs)
    kinds = shown.categories.filter(pl.col("definition") == used.definition)
    named = drawn.join(kinds, on="category", how="left", maintain_order="left")
    codes = counts.industries
    return IndustrySpace(
        level=str(used.level),
        year=int(used.year or 0),
        definition=str(used.definition),
        nodes=rows(named, SpaceNode),
        edges=tuple(
            SpaceEdge(source=codes[i], target=codes[j], proximity=near) for i, j, near in edges
        ),
        record=found.record,
    )


def complexity_ranking(shown: Snapshot, filters: SpaceFilters | None = None) -> ComplexityRanking:
    """Rank regions and categories by economic complexity.

    Raises
    ------
    InputError
        ``complexity-…``: too few regions, or a matrix that falls into pieces.
    """
    counts, used = _category_counts(shown, filters or SpaceFilters())
    of_regions, of_kinds = economic_complexity(counts), product_complexity(counts)
    kinds = shown.categories.filter(pl.col("definition") == used.definition)
    sure = {
        "region": resampled(counts, economic_complexity, over=1),
        "category": resampled(counts, product_complexity, over=0),
    }
    regions = _ranked("region", of_regions, sure["region"], shown.regions)
    categories = _ranked("category", of_kinds, sure["category"], kinds)
    return ComplexityRanking(
        level=str(used.level),
        year=int(used.year or 0),
        definition=str(used.definition),
        regions=rows(regions, RankedRegion),
        categories=rows(categories, RankedCategory),
        record=of_regions.record,
    )


def _category_counts(shown: Snapshot, filters: SpaceFilters) -> tuple[Counts, SpaceFilters]:
    used = SpaceFilters(
        level=filters.level or (shown.levels[-1] if shown.levels else ""),
        year=filters.year or (shown.years[-1] if shown.years else None),
        definition=filters.definition or (shown.definitions[0] if shown.definitions else ""),
    )
    cells = shown.cell_table(definition=used.definition, level=str(used.level), year=used.year)
    found = cells.filter(pl.col("size") > 0)
    if not len(found):
        raise unknown("cells", str(asdict(used)))
    counts = Counts.from_frame(
        found,
        industry="category",
        value="size",
        unit=quantity(shown.leading).unit,
        year=used.year,
        origins=shown.workspace.origins("cells"),
    )
    return counts, used


def _ranked(label: str, found: Measured, sure: Resampled, names: pl.DataFrame) -> pl.DataFrame:
    codes = dict(found.axes)[label if label == "region" else "industry"]
    frame = pl.DataFrame({label: codes, "value": found.values, **sure.columns()}).with_columns(
        pl.col("value").fill_nan(None),
        pl.col("rank_low", "rank_high").cast(pl.Int64),
    )
    ranked = frame.sort("value", descending=True, nulls_last=True).with_row_index("rank", offset=1)
    return ranked.join(names, on=label, how="left", maintain_order="left")


def _network(codes: tuple[str, ...], likeness: Float) -> tuple[Float, list[tuple[int, int, float]]]:
    """Positions in [0, 1] and edges of the drawn network."""
    whole = np.nan_to_num(np.array(likeness))
    np.fill_diagonal(whole, 0.0)
    edges = strongest_ties(whole, each=EDGES_A_NODE, positive=True)
    apart = 1.6 / max(len(codes), 1) ** 0.5
    return spring_places(len(codes), edges, seed=7, rounds=300, spacing=apart), sorted(edges)
