"""The job: establishments in, clusters with boundary, members and tests out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.clusters.finds import Finds
from jiqun.clusters.points import checks, frames
from jiqun.clusters.points.ground import Ground, Metric, lay_out
from jiqun.clusters.points.scales import SCALES_KM
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
from jiqun.core import Origin, Progress, Record, digest, read_cautions, silent
from jiqun.measures.results import IndustryPairMeasure


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Prepared:
    """Checked input, laid out."""

    ground: Ground
    rule: Rule
    made: list[Layer]
    categories: pl.DataFrame
    cautions: tuple[str, ...]


def find_in_points(  # noqa: PLR0913 - each of them changes what is found
    points: Any,
    *,
    categories: pl.DataFrame,
    definition: str,
    relatedness: IndustryPairMeasure | None = None,
    related_least: float = 0.5,
    which: str = "traded",
    scales_km: tuple[float, ...] = SCALES_KM,
    least: int = 5,
    least_quotient: float = 1.5,
    z: float = 2.0,
    link: float = 1.0,
    fineness: int = 4,
    cores: bool = True,
    draws: int = 99,
    alpha: float = 0.05,
    metric: Metric = "great-circle",
    crs: str | None = None,
    regions: pl.DataFrame | None = None,
    level: str | None = None,
    year: int | None = None,
    seed: int = 0,
    workers: int = 2,
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
    points
        One row a place and industry: ``x, y`` (or ``lon, lat``), ``industry``; optional
        ``site`` (name of an organisation), ``region``, ``establishments`` (whole, >= 1: so many
        stand at this place), ``employment`` (null: not known). Rows without a place are left
        out; those of industries in no category count among all.
    categories
        As the canonical table: ``definition, category, industry``; ``name, name_zh, traded``.
    definition
        Which set of categories.
    relatedness, related_least
        Of industries, 0-1: establishments of industries whose mean relatedness to a category's
        industries is at least so much count as neighbours with that weight.
    which
        "traded": categories not said to be local; "all".
    scales_km
        Radii, ascending.
    least
        Fewest own establishments of a cluster.
    least_quotient, z, link
        As above; link at most 1.
    fineness
        Establishments are counted in cells of a side of h / fineness, 2 to 16: two are
        neighbours where the middles of their cells are within h.
    cores
        Whether cores are told: those with at most four fifths of the establishments of the
        cluster or core around them.
    draws, alpha, seed
        Deals (>= 19), risk, chance.
    metric, crs
        "great-circle": degrees; "planar": kilometres, of the plane that ``crs`` names
        ("EPSG:27700") where a boundary in degrees is wanted.
    regions
        ``region, name, name_zh``, to name clusters by.
    level, year
        Of the regions and data, for the rows.
    workers, progress, origins
        Threads; told of the deals; where the points come from.

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
        ``points-degrees``, ``points-<argument>``, ``definition-overlap``.
    UnknownError
        ``definition-unknown``, ``metric-unknown``, ``which-unknown``.

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
    >>> found = find_in_points(firms, categories=sets, definition="d", metric="planar",
    ...     scales_km=(5.0,), draws=19)
    >>> found.clusters.select("category", "establishments", "p_value").rows()
    [('metal', 69.0, 0.05)]
    """
    rule = Rule(
        scales_km=tuple(map(float, scales_km)),
        least_quotient=least_quotient,
        z=z,
        fineness=fineness,
        link=link,
    )
    checks.check_choices(
        rule, draws=draws, alpha=alpha, least=least, seed=seed, workers=workers,
        related_least=related_least, relatedness=relatedness,
    )  # fmt: skip
    ready = prepare(
        points, categories=categories, definition=definition, which=which, rule=rule,
        relatedness=relatedness, related_least=related_least, metric=metric,
    )  # fmt: skip
    chance = dealt(
        ready.ground, ready.made, rule, draws=draws, seed=seed, workers=workers, progress=progress
    )
    critical = chance.critical(alpha)
    nodes = grow(
        observed_groups(ready.ground, ready.made, rule), critical, least=least, cores=cores
    )
    named = frames.Named(
        definition=definition, level=level, year=year, categories=ready.categories,
        regions=frames.no_names() if regions is None else regions, crs=crs,
    )  # fmt: skip
    clusters, members = _told(ready, nodes, chance, named, alpha=alpha, least=least)
    record = Record(
        subject="clusters-from-points",
        parameters={
            "definition": definition, "which": which, "scales_km": list(rule.scales_km),
            "least": least, "least_quotient": least_quotient, "z": z, "link": link,
            "fineness": fineness, "cores": cores, "draws": draws, "alpha": alpha,
            "metric": metric, "crs": crs, "level": level, "year": year,
            "related_least": None if relatedness is None else related_least,
            "critical": dict(zip(ready.ground.categories, critical.tolist(), strict=True)),
        },
        inputs=_digests(ready, relatedness),
        origins=origins,
        seed=seed,
        cautions=read_cautions((*ready.cautions, *_plane_caution(metric, crs))),
    )  # fmt: skip
    return Finds(way="points", clusters=clusters, members=members, record=record)


def prepare(
    points: Any,
    *,
    categories: pl.DataFrame,
    definition: str,
    which: str,
    rule: Rule,
    relatedness: IndustryPairMeasure | None,
    related_least: float,
    metric: Metric,
) -> Prepared:
    """Check and lay out the points."""
    cleaned = checks.clean(points, metric=metric)
    chosen = checks.chosen(categories, definition=definition, which=which)
    named = frames.category_names(chosen)
    ground = lay_out(
        cleaned.frame,
        codes=tuple(named["category"]),
        industries=chosen.select("industry", "category"),
        relatedness=relatedness,
        related_least=related_least,
        metric=metric,
    )
    return Prepared(
        ground=ground,
        rule=rule,
        made=layers(ground, rule),
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
    ground, scales = ready.ground, ready.rule.scales_km
    survey = Survey(ground, scales, traded=frames.traded_flags(ready.categories))
    made = territories(survey, nodes)
    listed = frames.with_shares(listing(made, survey), ground)
    codes = frames.codes_of(made, listed, ground, named)
    tests = [_tests(node, chance, alpha=alpha, least=least) for node in nodes]
    clusters = frames.cluster_rows(
        made, listed, codes, ground, named, scales_km=scales, tests=tests
    )
    return clusters, frames.member_rows(listed, codes)


def _tests(node: Node, chance: Chance, *, alpha: float, least: float) -> tuple[float, bool]:
    """Give the p-value of a group's evidence, and whether its size alone is beyond chance."""
    group = node.group
    p_value = p_values(chance.evidence[:, group.category], group.evidence)
    size = p_values(chance.members[:, group.category], group.establishments)
    return p_value, size <= alpha and group.establishments >= least


def _digests(ready: Prepared, relatedness: IndustryPairMeasure | None) -> dict[str, str]:
    """Name the inputs by their content."""
    ground = ready.ground
    plain = ground.rows.select("x", "y", "establishments").to_numpy().astype(np.float64)
    words: list[str | NDArray[np.float64]] = [
        plain,
        "\n".join(ground.rows["industry"].fill_null("")),
    ]
    out = {"points": digest(*words), "categories": digest("\n".join(ground.categories))}
    if relatedness is not None:
        out["relatedness"] = digest(
            np.asarray(relatedness.values), "\n".join(relatedness.industries)
        )
    return out


def _plane_caution(metric: Metric, crs: str | None) -> tuple[str, ...]:
    if metric == "planar" and crs is None:
        return ("points-plane: the plane has no name (crs); boundaries in degrees are left out",)
    return ()
