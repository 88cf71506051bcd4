"""The job: establishments in, clusters with boundary, members and tests out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.clusters.finds import Finds
from jiqun.clusters.points import checks, frames
from jiqun.clusters.points.establishments import Establishments, Metric, lay_out
from jiqun.clusters.points.inputs import PointTables
from jiqun.clusters.points.plans import PointsPlan
from jiqun.clusters.points.search import (
    Chance,
    Layer,
    Rule,
    dealt,
    layers,
    observed_groups,
    p_values,
)
from jiqun.clusters.points.territories import Survey, listing, territories
from jiqun.clusters.points.tree import Node, grow
from jiqun.core import Caution, Origin, Progress, Record, digest, silent
from jiqun.measures.results import IndustryPairMeasure


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Prepared:
    """Checked input, laid out."""

    laid: Establishments
    rule: Rule
    made: list[Layer]
    categories: pl.DataFrame
    cautions: tuple[Caution, ...]


def find_in_points(
    tables: PointTables,
    plan: PointsPlan,
    *,
    progress: Progress = silent,
    origins: tuple[Origin, ...] = (),
) -> Finds:
    r"""Clusters of establishments of related industries that are denser than chance makes them.

    Around each establishment of a category, its neighbours of the category are held against all
    neighbours within a disc of radius h, itself left out. With n of N establishments in the
    category, A neighbours and b of the category among them,

    .. math::
        q = \frac{b}{e}, \quad e = A \frac{n - 1}{N - 1}, \quad
        G = b \ln \frac{b}{e} + (A - b) \ln \frac{A - b}{A - e},

    and the surroundings are dense where q exceeds ``least_quotient`` and
    :math:`\sqrt{2 G} \ge z`. Dense establishments within ``link`` times h of one another
    hang together. A group's evidence is :math:`\sum_i (\ln s_i - 1 + 1 / s_i)` with
    :math:`s = (b + 1) / (e + 1)`: how much likelier its densities are than chance's, drawn a
    little towards it.

    The null deals the industries out over all establishments, which stay where they are
    (random labelling). A group is a cluster where its evidence exceeds that of the strongest group
    anywhere, at any scale, in all but ``alpha`` of the deals: the risk of one false cluster
    in a category's whole map is ``alpha``. Of groups nested over scales the ones whose
    evidence adds up to the most are clusters (rows without a parent), the others within are their
    cores (rows with one).

    Parameters
    ----------
    tables
        Points and categories; how industries are related; what clusters are named by.
    plan
        How they are sought.
    progress
        Told of the deals.
    origins
        Where the points come from, for the record.

    Returns
    -------
    Finds
        ``excess`` is own establishments within the boundary over those that chance would put
        there; ``quotient`` of employment where all is known, else of establishments, within
        traded (or local) industries; ``p_value`` of the evidence, ``critical_mass`` whether
        chance makes a group of so many members, too, in at most ``alpha`` of the deals.
        ``establishments`` and ``employment`` are of the category's own within the boundary.
        The record's ``critical`` has the evidence that each category's groups had to exceed.

    Raises
    ------
    InputError
        ``points-columns``, ``points-establishments``, ``points-employment``,
        ``points-degrees``, ``points-relatedness``, ``definition-overlap``. (A plan refuses
        ``points-<field>``.)
    UnknownError
        ``definition-unknown``. (A plan refuses ``metric-unknown``, ``which-unknown``.)

    References
    ----------
    Random labelling as in :cite:`duranton2005`; the likelihood ratio is :cite:`kulldorff1997`'s;
    groups of what exceeds a height, tested by the strongest that chance makes, are
    :cite:`nichols2002`'s; excess of mass :cite:`muller1991`'s; the tree is :cite:`campello2015`'s.

    Examples
    --------
    >>> import numpy as np
    >>> grid = np.indices((30, 30)).reshape(2, -1) * 2.0
    >>> near = np.hypot(grid[0] - 20, grid[1] - 20) < 9
    >>> firms = pl.DataFrame({"x": grid[0], "y": grid[1],
    ...     "industry": np.where(near, "steel", "shops")})
    >>> sets = pl.DataFrame({"definition": ["d"], "category": ["metal"], "industry": ["steel"]})
    >>> found = find_in_points(PointTables(points=firms, categories=sets),
    ...     PointsPlan(definition="d", metric="planar", scales_km=(5.0,), draws=19))
    >>> found.clusters.select("category", "establishments", "p_value").rows()
    [('metal', 69.0, 0.05)]
    """
    ready = prepare(tables, plan)
    chance = dealt(
        ready.laid, ready.made, ready.rule,
        draws=plan.draws, seed=plan.seed, workers=plan.workers, progress=progress,
    )  # fmt: skip
    critical = chance.critical(plan.alpha)
    nodes = grow(
        observed_groups(ready.laid, ready.made, ready.rule),
        critical,
        least=plan.least,
        cores=plan.cores,
    )
    named = frames.Named(
        definition=plan.definition, level=plan.level, year=plan.year, categories=ready.categories,
        regions=frames.no_names() if tables.regions is None else tables.regions, crs=plan.crs,
    )  # fmt: skip
    clusters, members = _told(ready, nodes, chance, named, alpha=plan.alpha, least=plan.least)
    related = None if tables.relatedness is None else plan.related_least
    record = Record(
        subject="clusters-from-points",
        parameters=plan.to_dict()
        | {
            "related_least": related,
            "critical": dict(zip(ready.laid.categories, critical.tolist(), strict=True)),
        },
        inputs=_digests(ready, tables.relatedness),
        origins=origins,
        seed=plan.seed,
        cautions=(*ready.cautions, *_plane_caution(plan.metric, plan.crs)),
    )
    return Finds(way="points", clusters=clusters, members=members, record=record)


def prepare(tables: PointTables, plan: PointsPlan) -> Prepared:
    """Check and lay out the points."""
    checks.check_relatedness(tables.relatedness)
    cleaned = checks.clean(tables.points, metric=plan.metric)
    chosen = checks.chosen(tables.categories, definition=plan.definition, which=plan.which)
    named = frames.category_names(chosen)
    laid = lay_out(
        cleaned.frame,
        codes=tuple(named["category"]),
        industries=chosen.select("industry", "category"),
        relatedness=tables.relatedness,
        related_least=plan.related_least,
        metric=plan.metric,
    )
    return Prepared(
        laid=laid,
        rule=plan.rule,
        made=layers(laid, plan.rule),
        categories=named,
        cautions=cleaned.cautions,
    )


def _told(
    ready: Prepared,
    nodes: list[Node],
    chance: Chance,
    named: frames.Named,
    *,
    alpha: float,
    least: float,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Give the rows and members of the groups kept."""
    laid, scales = ready.laid, ready.rule.scales_km
    survey = Survey(laid, scales, traded=frames.traded_flags(ready.categories))
    made = territories(survey, nodes)
    listed = frames.with_shares(listing(made, survey), laid)
    codes = frames.codes_of(made, listed, laid, named)
    tests = [_tests(node, chance, alpha=alpha, least=least) for node in nodes]
    clusters = frames.cluster_rows(made, listed, codes, laid, named, scales_km=scales, tests=tests)
    return clusters, frames.member_rows(listed, codes)


def _tests(node: Node, chance: Chance, *, alpha: float, least: float) -> tuple[float, bool]:
    """Give the p-value of a group's evidence, and whether its size alone is beyond chance."""
    group = node.group
    p_value = p_values(chance.evidence[:, group.category], group.evidence)
    size = p_values(chance.members[:, group.category], group.establishments)
    return p_value, size <= alpha and group.establishments >= least


def _digests(ready: Prepared, relatedness: IndustryPairMeasure | None) -> dict[str, str]:
    """Name the inputs by their content."""
    laid = ready.laid
    plain = laid.rows.select("x", "y", "establishments").to_numpy().astype(np.float64)
    words: list[str | NDArray[np.float64]] = [
        plain,
        "\n".join(laid.rows["industry"].fill_null("")),
    ]
    out = {"points": digest(*words), "categories": digest("\n".join(laid.categories))}
    if relatedness is not None:
        out["relatedness"] = digest(
            np.asarray(relatedness.values), "\n".join(relatedness.industries)
        )
    return out


def _plane_caution(metric: Metric, crs: str | None) -> tuple[Caution, ...]:
    return (Caution("points-plane"),) if metric == "planar" and crs is None else ()
