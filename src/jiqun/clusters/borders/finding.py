"""Clusters across borders: specialised regions that touch, merged and tested against chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.clusters.borders.chance import chance_maxima, critical, p_values
from jiqun.clusters.borders.contiguity import undrawn
from jiqun.clusters.borders.fields import Field, field_of
from jiqun.clusters.borders.grounds import Ground, all_zones, ground_of
from jiqun.clusters.borders.options import Search, option_problems
from jiqun.clusters.borders.rows import cluster_rows, places_of
from jiqun.clusters.borders.zones import Map, Zones, usual_reach
from jiqun.clusters.finds import Finds
from jiqun.core import Origin, Progress, Record, digest, read_cautions, silent
from jiqun.measures.association import benjamini_hochberg
from jiqun.tables import Graph

Float = NDArray[np.float64]
Int = NDArray[np.int64]
#: From so many regions on, chance has room to deal.
FEW_REGIONS = 12


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sought:
    """The significant zones of one category.

    Attributes
    ----------
    zones
        The members of each, as region numbers.
    observed, expected, p_value
        One a zone.
    number
        Of each, among all zones of the category.
    every
        The p-values of all zones of the category.
    line
        What a likelihood ratio must exceed.
    """

    zones: tuple[Int, ...]
    observed: Float
    expected: Float
    p_value: Float
    number: Int
    every: Float
    line: float


def find_in_regions(  # noqa: PLR0913 - each of them changes what is found
    cells: pl.DataFrame,
    *,
    regions: pl.DataFrame,
    neighbours: Graph,
    definition: str,
    level: str,
    year: int,
    categories: pl.DataFrame | None = None,
    parts: pl.DataFrame | None = None,
    spreads: pl.DataFrame | None = None,
    search: Search | None = None,
    draws: int = 999,
    alpha: float = 0.05,
    seed: int = 0,
    workers: int = 2,
    origins: Sequence[Origin] = (),
    progress: Progress = silent,
) -> Finds:
    r"""Merge neighbouring specialised regions into clusters, each tested against chance.

    What is usual in a region, :math:`e_{rc} = a_r b_c`, is fitted to the cells in no cluster, in
    turns: what stands out is left out. A core is a region whose rate, shrunk towards what its
    neighbours make likely (:class:`Search`), is ``least_rate`` or more. Cores that touch are one
    zone, cut between peaks out of each other's reach; a weaker region between two zones joins
    them where that raises the likelihood. A zone is a cluster if chance seldom gives so large a

    .. math:: \lambda = o \ln\frac{o}{e} + b \ln\frac{b}{e_b} - (o + b) \ln\frac{o+b}{e+e_b}

    with o and e inside, b and :math:`e_b` in all that is clear outside.

    Parameters
    ----------
    cells
        The frame of :func:`jiqun.clusters.measure_cells`.
    regions
        The canonical table: boundaries, points, areas and names of the level.
    neighbours
        Who borders on whom: :func:`contiguity` of the same level.
    definition, level, year
        Which cells.
    categories
        The canonical table: names, and industries as members without a weight.
    parts
        ``region, category, industry, employment`` of the level and year: industries as members
        with their share (0-1) of the cluster's employment.
    spreads
        Of the same cells: ``definition, category, cv2``; None: a usual spread of sizes.
    search
        How zones are sought; None: the defaults of :class:`Search`.
    draws
        Economies without clusters that each category's largest zone is compared with, >= 19.
    alpha
        Largest p-value of a cluster, and largest false-discovery rate over all categories.
    seed, workers
        Chance, and threads, which change nothing but the time.
    origins
        Of the data, for the record.
    progress
        Told after each piece of the draws.

    Returns
    -------
    Finds
        ``excess`` is o / e; ``quotient`` the plain location quotient of all members' employment
        together with its interval; ``p_value`` says how often chance gives a zone anywhere on
        the map with so large a likelihood ratio. Not set: organisations, critical mass, ties.

    Raises
    ------
    InputError
        ``borders-<option>``, ``cells-columns``, ``cells-negative``, ``cells-duplicate``,
        ``cells-regions``, ``cells-mixed``, ``spreads-columns``.
    UnknownError
        ``definition-unknown``, ``level-unknown``, ``year-unknown``.

    References
    ----------
    Zones as upper level sets after :cite:`patil2004`, the likelihood ratio and its test after
    :cite:`kulldorff1997`, expectations without the clusters after :cite:`zhang2010`, shrinkage
    after :cite:`marshall1991`, false discoveries after :cite:`benjamini1995`.

    Examples
    --------
    >>> from shapely import box, to_wkb
    >>> from jiqun.clusters.borders import contiguity
    >>> where = [(x, y) for x in range(5) for y in range(5)]
    >>> places = pl.DataFrame({"region": [f"r{x}{y}" for x, y in where], "level": "county",
    ...     "geometry": to_wkb([box(x, y, x + 1, y + 1) for x, y in where]).tolist()})
    >>> rows = [(f"r{x}{y}", c, 40. if c == "steel" and x == 2 and y < 2 else 5.)
    ...     for x, y in where for c in ("steel", "wine", "silk", "tea", "toys")]
    >>> cells = pl.DataFrame(rows, schema=["region", "category", "establishments"],
    ...     orient="row").with_columns(definition=pl.lit("d"), level=pl.lit("county"), year=2020,
    ...     traded=True, employment=pl.col("establishments") * 10)
    >>> finds = find_in_regions(cells, regions=places, definition="d", level="county", year=2020,
    ...     neighbours=contiguity(places, level="county"), draws=99)
    >>> finds.clusters.select("cluster", "regions", pl.col("excess").round(6), "p_value").rows()
    [('regions:d:steel:r20', 2, 8.0, 0.01)]
    """
    search = search or Search()
    option_problems(search, alpha=alpha, draws=draws, seed=seed, workers=workers).check()
    field = field_of(
        cells, neighbours,
        definition=definition, level=level, year=year, spreads=spreads, size_cv2=search.size_cv2,
    )  # fmt: skip
    around = Map(neighbours=neighbours, places=places_of(field, regions, level))
    if search.reach_km is None:
        search = replace(search, reach_km=usual_reach(around))
    ground = ground_of(field, around, search)
    maxima = chance_maxima(
        ground, search, draws=draws, seed=seed, workers=workers, progress=progress
    )
    sought = [
        _tested(zones, maxima[:, c], alpha) for c, zones in enumerate(all_zones(ground, search))
    ]
    kept = discoveries(sought, alpha)
    clusters, members = cluster_rows(
        field, kept, regions=regions, asked=(definition, level, year), categories=categories,
        parts=parts, confidence=search.confidence,
    )  # fmt: skip
    told = {"definition": definition, "level": level, "year": year}
    record = Record(
        subject="clusters-across-borders",
        parameters={
            **told, **search.to_dict(), "draws": draws, "alpha": alpha,
            "critical": {n: _plain(s.line) for n, s in zip(field.categories, sought, strict=True)},
            "tried": sum(len(one.every) for one in sought), "rounds_taken": ground.rounds,
        },
        inputs={"cells": _digest(field), "neighbours": neighbours.digest()},
        origins=tuple(origins),
        seed=seed,
        cautions=read_cautions(_cautions(ground, regions, neighbours, search, level)),
    )  # fmt: skip
    return Finds(way="regions", clusters=clusters, members=members, record=record)


def _tested(zones: Zones, maxima: Float, alpha: float) -> Sought:
    """Keep the zones that stand out further than chance lets them."""
    line = critical(maxima, alpha)
    kept = np.flatnonzero(zones.likelihood > line)
    return Sought(
        zones=tuple(np.flatnonzero(zones.label == z) for z in kept),
        observed=zones.observed[kept],
        expected=zones.expected[kept],
        p_value=p_values(zones.likelihood[kept], maxima),
        line=line,
        number=kept,
        every=p_values(zones.likelihood, maxima),
    )


def discoveries(sought: list[Sought], alpha: float) -> list[Sought]:
    """Drop zones whose false-discovery rate over all zones of all categories is above alpha.

    A category without a zone counts as one test, with the p-value 1.
    """
    every = [one.every if len(one.every) else np.ones(1) for one in sought]
    rate = benjamini_hochberg(np.concatenate(every)) if every else np.empty(0)
    kept, at = [], 0
    for one, own in zip(sought, every, strict=True):
        here = rate[at : at + len(own)][one.number]
        at += len(own)
        left = here <= alpha
        kept.append(
            replace(
                one,
                zones=tuple(z for z, keep in zip(one.zones, left, strict=True) if keep),
                number=one.number[left],
                observed=one.observed[left],
                expected=one.expected[left],
                p_value=one.p_value[left],
            )
        )
    return kept


def _plain(line: float) -> float | None:
    return line if np.isfinite(line) else None


def _digest(field: Field) -> str:
    return digest(
        "\n".join(field.regions),
        "\n".join(field.categories),
        field.employment,
        field.establishments,
        field.cv2,
    )


def _cautions(
    ground: Ground, regions: pl.DataFrame, neighbours: Graph, search: Search, level: str
) -> tuple[str, ...]:
    said: list[str] = []
    n = len(neighbours.nodes)
    if bare := undrawn(regions, level):
        said.append(
            f"regions-without-boundary: {bare} of {n} regions have no boundary; they are tied to"
            " the nearest by their points, and a cluster's area leaves them out"
        )
    if alone := int((np.diff(neighbours.starts) == 0).sum()):
        said.append(
            f"regions-alone: {alone} of {n} regions border on none; each can be a cluster of its"
            " own and never joins another"
        )
    if n < FEW_REGIONS:
        said.append(f"regions-few: {n} regions leave chance little to deal; p-values mean little")
    if not ground.field.counted:
        said.append(
            "establishments-unknown: employment is counted in units of mean size times"
            " 1 + cv², as if establishments located one by one"
        )
    unknown = int(np.isnan(ground.field.employment).sum())
    if unknown:
        said.append(f"employment-withheld: {unknown} cells count by their establishments alone")
    if ground.rounds >= search.rounds:
        said.append(f"usual-unsettled: what is usual still changed after {ground.rounds} rounds")
    return tuple(said)
