"""Clusters across borders: specialised regions that touch, merged and tested against chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from jiqun.clusters.borders.chance import beyond, chance_maxima, critical, p_values
from jiqun.clusters.borders.contiguity import undrawn
from jiqun.clusters.borders.fields import field_for, named_inputs
from jiqun.clusters.borders.inputs import RegionTables
from jiqun.clusters.borders.plans import RegionsPlan
from jiqun.clusters.borders.rows import cluster_rows, places_of
from jiqun.clusters.borders.surfaces import Surface, all_zones, surface_of
from jiqun.clusters.borders.zones import Map, Zones, usual_reach
from jiqun.clusters.finds import Finds
from jiqun.core import Caution, Origin, Progress, Record, silent
from jiqun.measures.association import benjamini_hochberg

Float = NDArray[np.float64]
Int = NDArray[np.int64]
#: What the record is of.
SUBJECT = "clusters-across-borders"
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


def find_in_regions(
    tables: RegionTables,
    plan: RegionsPlan,
    *,
    progress: Progress = silent,
    origins: Sequence[Origin] = (),
) -> Finds:
    r"""Merge neighbouring specialised regions into clusters, each tested against chance.

    What is usual in a region, :math:`e_{rc} = a_r b_c`, is fitted to the cells in no cluster, in
    turns: what stands out is left out. A core is a region whose rate, shrunk towards what its
    neighbours make likely (:class:`ZoneRules`), is ``least_rate`` or more. Cores that touch are one
    zone, cut between peaks out of each other's reach; a weaker region between two zones joins
    them where that raises the likelihood. A zone is a cluster if chance seldom gives so large a

    .. math:: \lambda = o \ln\frac{o}{e} + b \ln\frac{b}{e_b} - (o + b) \ln\frac{o+b}{e+e_b}

    with o and e inside, b and :math:`e_b` in all that is clear outside.

    Parameters
    ----------
    tables
        Cells, who borders on whom, and what clusters are named by.
    plan
        How zones are sought, and which are kept.
    progress
        Told after each piece of the draws.
    origins
        Of the data, for the record.

    Returns
    -------
    Finds
        ``excess`` is o / e; ``quotient`` the plain location quotient of all members' employment
        together with its interval; ``p_value`` says how often chance gives a zone anywhere on
        the map with so large a likelihood ratio. Not set: organisations, critical mass, ties.

    Raises
    ------
    InputError
        ``cells-columns``, ``cells-negative``, ``cells-duplicate``, ``cells-regions``,
        ``cells-mixed``, ``spreads-columns``. (A plan refuses ``borders-<field>``.)
    UnknownError
        ``definition-unknown``, ``level-unknown``, ``year-unknown``.

    References
    ----------
    Zones as upper level sets after :cite:`patil2004`, the likelihood ratio and its test after
    :cite:`kulldorff1997`, expectations without the clusters after :cite:`zhang2010`, shrinkage
    after :cite:`marshall1991`, false discoveries after :cite:`benjamini1995`.

    Examples
    --------
    >>> import polars as pl
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
    >>> tables = RegionTables(
    ...     cells=cells, regions=places, neighbours=contiguity(places, level="county"))
    >>> finds = find_in_regions(
    ...     tables, RegionsPlan(definition="d", level="county", year=2020, draws=99))
    >>> finds.clusters.select("cluster", "regions", pl.col("excess").round(6), "p_value").rows()
    [('regions:d:steel:r20', 2, 8.0, 0.01)]
    """
    field = field_for(tables, plan)
    around = Map(neighbours=tables.neighbours, places=places_of(field, tables.regions, plan.level))
    if plan.reach_km is None:
        plan = replace(plan, reach_km=usual_reach(around))
    surface = surface_of(field, around, plan)
    maxima = chance_maxima(surface, plan, progress=progress)
    sought = [
        _tested(zones, maxima[:, c], plan.alpha) for c, zones in enumerate(all_zones(surface, plan))
    ]
    clusters, members = cluster_rows(field, discoveries(sought, plan.alpha), tables, plan)
    lines = {n: _plain(s.line) for n, s in zip(field.categories, sought, strict=True)}
    record = Record(
        subject=SUBJECT,
        parameters=plan.to_dict()
        | {
            "critical": lines,
            "tried": sum(len(one.every) for one in sought),
            "rounds_taken": surface.rounds,
        },
        inputs=named_inputs(field, tables.neighbours),
        origins=tuple(origins),
        seed=plan.seed,
        cautions=_cautions(surface, tables, plan),
    )
    return Finds(way="regions", clusters=clusters, members=members, record=record)


def _tested(zones: Zones, maxima: Float, alpha: float) -> Sought:
    """Keep the zones that stand out further than chance lets them."""
    line = critical(maxima, alpha)
    kept = np.flatnonzero(beyond(zones.likelihood, line))
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


def _cautions(surface: Surface, tables: RegionTables, plan: RegionsPlan) -> tuple[Caution, ...]:
    graph = tables.neighbours
    regions = len(graph.nodes)
    bare = undrawn(tables.regions, plan.level)
    alone = int((np.diff(graph.starts) == 0).sum())
    field = surface.field
    untold = np.isnan(field.employment)
    nothing = int((untold & np.isnan(field.establishments)).sum())
    withheld = int(untold.sum()) - nothing
    said: list[tuple[object, Caution]] = [
        (bare, Caution("regions-without-boundary", {"bare": bare, "regions": regions})),
        (alone, Caution("regions-alone", {"alone": alone, "regions": regions})),
        (regions < FEW_REGIONS, Caution("regions-few", {"regions": regions})),
        (not surface.field.counted, Caution("establishments-unknown", case="jobs-counted")),
        (withheld, Caution("employment-withheld", {"cells": withheld}, case="establishments")),
        (nothing, Caution("employment-withheld", {"cells": nothing}, case="uncounted")),
        (surface.rounds >= plan.rounds, Caution("usual-unsettled", {"rounds": surface.rounds})),
    ]
    return tuple(one for holds, one in said if holds)
