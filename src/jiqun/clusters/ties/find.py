"""The job: ties in, communities with industries, places, tests and members out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.clusters.finds import Finds
from jiqun.clusters.hierarchies import places
from jiqun.clusters.ties import checks
from jiqun.clusters.ties.chance import discoveries, p_values, standing
from jiqun.clusters.ties.rows import Facts, listed, members_of
from jiqun.core import Origin, Progress, Record, digest, read_cautions, silent, unknown
from jiqun.networks import (
    Communities,
    Decay,
    Spread,
    TieNetwork,
    decay,
    expected_inside,
    find_communities,
    ladder,
    rewired,
    spread,
    tie_network,
)

Float = NDArray[np.float64]
Int = NDArray[np.int64]

#: About how many members the communities have that each density of the ladder brings out.
SIZES: Final = (1024.0, 512.0, 256.0, 128.0, 64.0, 32.0, 16.0)
#: Networks of chance drawn at once; no more are drawn once they hold so many communities, and
#: so many of the network's own stay.
BATCH, ENOUGH, MANY = 4, 1000, 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """How communities are looked for; see :func:`find_in_links`."""

    sizes: tuple[float, ...] = SIZES
    resolutions: tuple[float, ...] | None = None
    least: int = 8
    core: int = 2
    repeats: int = 2
    draws: int = 19
    alpha: float = 0.05

    def densities(self, network: TieNetwork) -> tuple[float, ...]:
        """Give the densities to look at, ascending."""
        if self.resolutions is not None:
            return tuple(sorted(map(float, self.resolutions)))
        return ladder(network, self.sizes)


def find_in_links(  # noqa: PLR0913 - each of them changes what is found
    links: Any,
    organisations: Any,
    *,
    categories: pl.DataFrame | None = None,
    definition: str = "-",
    kinds: Sequence[str] | None = None,
    years: tuple[int, int] | None = None,
    kind_weights: Mapping[str, float] | None = None,
    normalised: bool = True,
    strangers: Literal["refuse", "drop"] = "refuse",
    projects: Any = None,
    most_members: int = 50,
    resolution: Sequence[float] | None = None,
    sizes: Sequence[float] = SIZES,
    least: int = 8,
    core: int = 2,
    repeats: int = 2,
    draws: int = 19,
    alpha: float = 0.05,
    purity: float = 0.5,
    far_km: float = 100.0,
    near_alpha: float = 0.05,
    near_ratio: float = 0.75,
    near_draws: int = 99,
    regions: pl.DataFrame | None = None,
    region_parents: pl.DataFrame | None = None,
    level: str | None = None,
    year: int | None = None,
    seed: int = 0,
    workers: int = 2,
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
    links, organisations, kinds, years, kind_weights, normalised, strangers, projects, most_members
        As :func:`jiqun.networks.tie_network` takes them.
    categories, definition
        ``definition, category, industry`` and optional ``name, name_zh``: a community is of the
        category that more than ``purity`` of its members with a categorised industry have; else
        of none. A definition of "-" without categories finds communities only.
    resolution
        Densities (weight a pair of organisations) to look at; default those that bring out
        communities of about ``sizes`` members.
    least, core
        Fewest members, at least 3; fewest partners inside of each.
    repeats
        Runs with different seeds; a community whose best Jaccard index with those of another
        seed, at any density, is below a half on average is not told.
    draws, alpha
        Networks of chance at most (fewer once they hold 1000 communities and 50 stay); the share
        of false ones among those told. Fewer draws than 1 / alpha - 1 can find no single one.
    far_km
        Ties beyond are far (in the record's ``far_shares``).
    near_alpha, near_ratio, near_draws
        As above.
    regions, region_parents
        ``region, name, name_zh`` to name clusters by their anchor; with ``level, parent`` (and
        further ``region, parent``) members are counted in the region of ``level`` that theirs
        belongs to, in none where it belongs to none.
    level, year
        Of the regions and data, for the rows.
    seed, workers, progress, origins
        Chance; threads; told of the draws; where the data come from.

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
        As ``tie_network``; ``ties-<argument>``; ``definition-overlap``.
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
    >>> found = find_in_links(pl.DataFrame(ties, schema=["source", "target"], orient="row"),
    ...     pl.DataFrame({"organisation": ring}), sizes=(8.0,))
    >>> found.clusters.select("organisations", "links", "virtual").rows()
    [(8, 28.0, None)]
    """
    search = Search(
        sizes=tuple(map(float, sizes)),
        resolutions=None if resolution is None else tuple(map(float, resolution)),
        least=least, core=core, repeats=repeats, draws=draws, alpha=alpha,
    )  # fmt: skip
    checks.check_choices(
        search, purity=purity, far_km=far_km, near_alpha=near_alpha, near_ratio=near_ratio,
        near_draws=near_draws, seed=seed, workers=workers,
    )  # fmt: skip
    own = checks.chosen(categories, definition=definition)
    network = tie_network(
        links, organisations, kinds=kinds, years=years, kind_weights=kind_weights,
        normalised=normalised, strangers=strangers, projects=projects, most_members=most_members,
    )  # fmt: skip
    network = at_level(network, regions, region_parents, level)
    found, p_value = searched(network, search, seed=seed, workers=workers, progress=progress)
    facts = Facts.of(network, own, purity=purity)
    groups = members_of(found.label, len(p_value))
    apart = spread(network, groups, far_km=far_km, draws=near_draws, seed=seed)
    fall = decay(network, seed=seed)
    virtual = is_virtual(apart, near_alpha=near_alpha, near_ratio=near_ratio)
    frame, members = listed(
        network, groups, facts, apart, virtual,
        p_value=p_value, expected=expected_inside(network, groups, fall, seed=seed),
        definition=definition, regions=regions, level=level, year=year,
    )  # fmt: skip
    parameters = _parameters(locals())
    return Finds(
        way="links",
        clusters=frame,
        members=members,
        record=Record(
            subject="find-in-links",
            parameters=parameters
            | _told(network, search, fall, found, apart, far_km, frame["cluster"].to_list()),
            inputs={"network": digest(network.a, network.b, network.weight)},
            origins=origins,
            seed=seed,
            cautions=read_cautions(network.cautions),
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
        raise unknown("level", level, sorted(known), fix="Name one that is loaded.")
    if "parent" not in regions.columns:
        regions = regions.with_columns(parent=pl.lit(None, dtype=pl.String))
    whole = places(regions, region_parents).filter(pl.col("level") == level)
    own = network.nodes.join(
        whole.select(pl.col("region", "place").cast(pl.String)),
        on="region", how="left", maintain_order="left",
    )  # fmt: skip
    return replace(network, nodes=own.drop("region").rename({"place": "region"}))


def searched(
    network: TieNetwork, search: Search, *, seed: int, workers: int, progress: Progress = silent
) -> tuple[Communities, Float]:
    """Give the communities that stay, with their p-values."""
    from joblib import Parallel, delayed

    densities = search.densities(network)
    steps = search.draws + 1
    found = find_communities(
        network, resolutions=densities, least=search.least, core=search.core,
        repeats=search.repeats, seed=seed,
    )  # fmt: skip
    progress("links", 1, steps)

    def by_chance(draw: int) -> Communities:
        return find_communities(
            rewired(network, seed=seed, replicate=draw), resolutions=densities,
            least=search.least, core=search.core, repeats=1, seed=seed + 1 + draw,
        )  # fmt: skip

    null: list[Communities] = []
    for first in range(0, search.draws, BATCH):
        batch = range(first, min(first + BATCH, search.draws))
        null += Parallel(n_jobs=workers, prefer="threads")(delayed(by_chance)(d) for d in batch)
        progress("links", len(null) + 1, steps)
        own, chance = standing(found, null)
        stay = discoveries(own, chance, len(null), search.alpha)
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


def _parameters(values: Mapping[str, Any]) -> dict[str, Any]:
    names = (
        "definition", "kinds", "years", "kind_weights", "normalised", "strangers",
        "most_members", "resolution", "sizes", "least", "core", "repeats", "draws", "alpha",
        "purity", "far_km", "near_alpha", "near_ratio", "near_draws", "level", "year",
    )  # fmt: skip
    plain = {name: values[name] for name in names}
    return {
        name: dict(v) if isinstance(v, Mapping) else list(v) if isinstance(v, (tuple, list)) else v
        for name, v in plain.items()
    }


def _told(
    network: TieNetwork,
    search: Search,
    fall: Decay,
    found: Communities,
    places: Spread,
    far_km: float,
    codes: list[str],
) -> dict[str, Any]:
    """Say what was seen on the way: densities, decay, resolution and distances by cluster."""
    return {
        "organisations": network.size,
        "pairs": len(network.a),
        "densities": list(search.densities(network)),
        "decay": {
            "upper_km": [float(x) for x in fall.upper_km[:-1]],
            "factor": [round(float(x), 6) for x in fall.factor],
        },
        "far_km": far_km,
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
