"""The job: ties in, communities with industries, places, tests and members out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.clusters.finds import Finds
from jiqun.clusters.hierarchies import places
from jiqun.clusters.ties import checks
from jiqun.clusters.ties.chance import discoveries, p_values, standing
from jiqun.clusters.ties.inputs import LinkTables
from jiqun.clusters.ties.plans import LinksPlan
from jiqun.clusters.ties.rows import Facts, Sought, listed, members_of
from jiqun.core import Origin, Progress, Record, digest, silent, unknown
from jiqun.networks import (
    Communities,
    Decay,
    Spread,
    TieNetwork,
    decay,
    expected_inside,
    find_communities,
    rewired,
    spread,
    tie_network,
)

Float = NDArray[np.float64]
Int = NDArray[np.int64]

#: Networks of chance drawn at once; no more are drawn once they hold so many communities, and
#: so many of the network's own stay.
BATCH, ENOUGH, MANY = 4, 1000, 50


def find_in_links(
    tables: LinkTables,
    plan: LinksPlan | None = None,
    *,
    progress: Progress = silent,
    origins: tuple[Origin, ...] = (),
) -> Finds:
    r"""Clusters of organisations tied to one another, near or far.

    Kinds of tie are added up, each divided by its own mean. At each of several densities the
    Leiden algorithm looks for the partition of the constant Potts model; members with fewer than
    ``core`` partners inside are left out. A community with E ties inside and volume K (ties of
    its members, inside ones twice) in a network of m ties has the evidence

    .. math:: G = E \ln \frac{E}{e} - E + e, \quad e = \frac{K^2}{4 m},

    and gives way to its parts at the next density where their evidence adds up to more. The whole
    search is repeated on networks in which every organisation keeps its number of ties but not
    its partners; evidence a member is
    standardised by that of the communities of about the same size there. p is the share of those
    that stand as high; communities are kept as far down as what chance makes in one network
    is at most a share ``alpha`` of those kept.

    **Virtual** is a community whose located members are no nearer to each other than as many
    random organisations of the same industries: median distance at least ``near_ratio`` of
    theirs, or as small in more than ``near_alpha`` of the draws; and whose ties reach as far:
    their mean distance, ``span_km``, is at least ``near_ratio`` of that, too, so that two local
    clusters found as one are not virtual. ``span_km`` says what distance is overcome. A virtual
    cluster has no boundary.

    Parameters
    ----------
    tables
        Links and organisations; what communities are named by.
    plan
        How they are sought; None: as usual.
    progress
        Told of the networks of chance.
    origins
        Where the data come from, for the record.

    Returns
    -------
    Finds
        ``excess`` is ties inside over those that degrees and the network's decay with distance
        let expect (degrees alone where too few have places). Regions, industries and
        employment are those of its members; ``employment`` is of those for
        whom it is known, null where that is fewer than half.

    Raises
    ------
    InputError
        As ``tie_network``; ``definition-overlap``. (A plan refuses ``ties-<field>``.)
    UnknownError
        ``definition-unknown``, ``kind-unknown``, ``level-unknown``.

    References
    ----------
    :cite:`traag2019` (the algorithm), :cite:`traag2011` (the model), :cite:`benjamini1995`.

    Examples
    --------
    >>> import itertools
    >>> ring = [f"{i:02d}" for i in range(60)]
    >>> ties = [*itertools.combinations(ring[:8], 2), *zip(ring, ring[1:])]
    >>> links = pl.DataFrame(ties, schema=["source", "target"], orient="row")
    >>> firms = pl.DataFrame({"organisation": ring})
    >>> found = find_in_links(
    ...     LinkTables(links=links, organisations=firms), LinksPlan(sizes=(8.0,)))
    >>> found.clusters.select("organisations", "links", "virtual").rows()
    [(8, 28.0, None)]
    """
    plan = plan or LinksPlan()
    own = checks.chosen(tables.categories, definition=plan.definition)
    network = tie_network(
        tables.links, tables.organisations, plan.network, projects=tables.projects
    )
    network = at_level(network, tables.regions, tables.region_parents, plan.level)
    found, p_value = searched(network, plan, progress=progress)
    groups = members_of(found.label, len(p_value))
    fall = decay(network, seed=plan.seed)
    apart = spread(network, groups, far_km=plan.far_km, draws=plan.near_draws, seed=plan.seed)
    sought = Sought(
        groups=groups,
        p_value=p_value,
        expected=expected_inside(network, groups, fall, seed=plan.seed),
        spread=apart,
        virtual=is_virtual(apart, near_alpha=plan.near_alpha, near_ratio=plan.near_ratio),
    )
    facts = Facts.of(network, own, purity=plan.purity)
    frame, members = listed(network, sought, facts, plan, tables.regions)
    told = _told(network, plan, fall, found, apart, frame["cluster"].to_list())
    return Finds(
        way="links",
        clusters=frame,
        members=members,
        record=Record(
            subject="find-in-links",
            parameters=plan.to_dict() | told,
            inputs={"network": digest(network.a, network.b, network.weight)},
            origins=origins,
            seed=plan.seed,
            cautions=network.cautions,
        ),
    )


def at_level(
    network: TieNetwork,
    regions: pl.DataFrame | None,
    region_parents: pl.DataFrame | None,
    level: str | None,
) -> TieNetwork:
    """Put each organisation in the region of a level, where the regions tell levels."""
    if regions is None or level is None or "level" not in regions.columns:
        return network
    known = regions["level"].unique().to_list()
    if level not in known:
        raise unknown("level", level, sorted(known), case="loaded")
    if "parent" not in regions.columns:
        regions = regions.with_columns(parent=pl.lit(None, dtype=pl.String))
    whole = places(regions, region_parents).filter(pl.col("level") == level)
    own = network.nodes.join(
        whole.select(pl.col("region", "place").cast(pl.String)),
        on="region", how="left", maintain_order="left",
    )  # fmt: skip
    return replace(network, nodes=own.drop("region").rename({"place": "region"}))


def searched(
    network: TieNetwork, plan: LinksPlan, *, progress: Progress = silent
) -> tuple[Communities, Float]:
    """Give the communities that stay, with their p-values."""
    from joblib import Parallel, delayed

    densities = plan.densities(network)
    steps = plan.draws + 1
    found = find_communities(
        network, resolutions=densities, least=plan.least, core=plan.core,
        repeats=plan.repeats, seed=plan.seed,
    )  # fmt: skip
    progress("links", 1, steps)

    def by_chance(draw: int) -> Communities:
        return find_communities(
            rewired(network, seed=plan.seed, replicate=draw), resolutions=densities,
            least=plan.least, core=plan.core, repeats=1, seed=plan.seed + 1 + draw,
        )  # fmt: skip

    null: list[Communities] = []
    for first in range(0, plan.draws, BATCH):
        batch = range(first, min(first + BATCH, plan.draws))
        null += Parallel(n_jobs=plan.workers, prefer="threads")(
            delayed(by_chance)(d) for d in batch
        )
        progress("links", len(null) + 1, steps)
        own, chance = standing(found, null)
        stay = discoveries(own, chance, len(null), plan.alpha)
        if len(chance) >= ENOUGH and stay.sum() >= MANY:
            break
    progress("links", steps, steps)
    p_value = p_values(own, chance, len(null))
    stay &= ~(found.agreement < 0.5)  # noqa: PLR2004 - Hennig's half
    return found.only(stay), p_value[stay]


def is_virtual(places: Spread, *, near_alpha: float, near_ratio: float) -> list[bool | None]:
    """Tell which groups and their ties are no nearer than chance; None where places are unknown."""
    known = np.isfinite(places.apart_km)
    far = (places.p_near > near_alpha) | (places.apart_km >= near_ratio * places.chance_km)
    far &= places.span_km >= near_ratio * places.chance_km
    return [bool(f) if k else None for f, k in zip(far, known, strict=True)]


def _told(
    network: TieNetwork,
    plan: LinksPlan,
    fall: Decay,
    found: Communities,
    places: Spread,
    codes: list[str],
) -> dict[str, Any]:
    """Say what was seen on the way: densities, decay, resolution and distances by cluster."""
    return {
        "organisations": network.size,
        "pairs": len(network.a),
        "densities": list(plan.densities(network)),
        "decay": {
            "upper_km": [float(x) for x in fall.upper_km[:-1]],
            "factor": [round(float(x), 6) for x in fall.factor],
        },
        "by_cluster": {
            code: {
                "density": float(found.resolution[c]),
                "apart_km": _plain(places.apart_km[c]),
                "chance_km": _plain(places.chance_km[c]),
                "p_near": _plain(places.p_near[c]),
                "far_share": _plain(places.far_share[c]),
            }
            for c, code in enumerate(codes)
        },
    }


def _plain(value: float) -> float | None:
    return round(float(value), 6) if np.isfinite(value) else None
