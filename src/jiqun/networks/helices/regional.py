"""Helix synergy of each region, and what of the whole lies within and between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.stats import false_discovery_control, hypergeom

from jiqun.core import Caution, InputError, measure, problem
from jiqun.networks.helices.classes import Classes, chosen_traits, classed, complete, some
from jiqun.networks.helices.estimating import MBIT, Estimate, estimate
from jiqun.networks.helices.whole import parts_of
from jiqun.results import RegionMeasure, recorded
from jiqun.tables import Nodes

Float = NDArray[np.float64]
#: Regions with fewer nodes do not set the size to which all are thinned.
FEWEST_NODES = 30


@measure(
    "synergy-regions",
    family="network",
    needs="nodes",
    per="region",
    unit="mbit",
    bounds=(float("-inf"), float("inf")),
    neutral=0.0,
    higher_means={"en": "less synergy, more redundancy", "zh": "协同更少、冗余更多"},
    source="leydesdorff2013",
    where="equation (5)",
    title={"en": "Helix synergy by region", "zh": "分区域螺旋协同度"},
)
def synergy_regions(
    nodes: Nodes,
    *,
    traits: tuple[str, ...] | None = None,
    groups: Mapping[str, str] | None = None,
    draws: int = 199,
    level: float = 0.95,
    seed: int = 0,
) -> RegionMeasure:
    r"""Synergy inside each region, and what it adds to the synergy of the whole.

    .. math:: R = R_0 + \sum_G \frac{n_G}{N} R_G

    with R as in :func:`synergy`, R_G among the nodes of region G and R_0 what lies between the
    regions. With ``groups`` regions are a trait inside of larger regions, and R_0 is the synergy of
    the larger regions with the other traits; without, it is the information that the regions
    themselves share with the traits. Small regions are pulled below 0 most: compare corrected
    values, or ``rarefied`` ones, never raw ones.

    Parameters
    ----------
    nodes
        Actors with their region and traits; whoever lacks one is left out, and counted.
    traits
        Three or four of technology, size, kind – and region, with ``groups``. None: the first three
        that are known.
    groups
        Region -> larger region, to be told apart instead of the regions themselves.
    draws
        Of each chance and region.
    level
        Of the intervals.
    seed
        Of the draws; a region's do not depend on the other regions.

    Returns
    -------
    RegionMeasure
        Shape (R,), corrected, in mbit, with intervals; NaN where a region has a single node, 0
        where one of its traits has one class. ``parts``: those of :func:`synergy`; ``q``,
        ``p_blocks`` adjusted for many regions (false discovery rate); ``share`` of the nodes;
        ``contribution``, share times value; ``rarefied``, the raw value expected of
        ``rarefied_to`` nodes drawn from the region (the smallest region's, of those with 30; NaN
        where there are fewer); and, the same for all, ``total``, ``between``, ``total_raw`` and
        ``between_raw``.

    Raises
    ------
    InputError
        ``synergy-traits``, ``synergy-classes``; ``option-labels``: a region without a group.

    References
    ----------
    :cite:`leydesdorff2013`, equation (5), after Theil's decomposition of entropies.

    Examples
    --------
    >>> import polars as pl
    >>> rows = [(r, t, s, str((t + s) % 2 if r else t)) for r in (0, 1) for t in (0, 1)
    ...         for s in (0, 1) for _ in range(25)]
    >>> columns = ["region", "technology", "size", "kind"]
    >>> frame = pl.DataFrame(rows, schema=columns, orient="row").with_row_index("node")
    >>> found = synergy_regions(Nodes.from_frame(frame.cast(str)), draws=49)
    >>> found.regions, found.parts["raw"].round(6).tolist()
    (('0', '1'), [0.0, -1000.0])
    """
    names = chosen_traits(nodes, traits, without="" if groups else "region")
    every, told = complete(nodes, list(dict.fromkeys([*names, "region"])))
    regions = _grouped(every, groups)
    labels = tuple(sorted(set(regions)))
    apart = [classed(some(every, [one == label for one in regions]), names)[0] for label in labels]
    total = estimate(classed(every, names)[0], draws=draws, seed=seed, level=level)
    found = [
        estimate(one, draws=draws, seed=seed, level=level, name=f"synergy {label}")
        for one, label in zip(apart, labels, strict=True)
    ]
    columns = [parts_of(one) for one in found]
    parts = {name: np.array([one[name] for one in columns]) for name in parts_of(total)}
    more = {**_decomposed(parts, total), **_thinned(apart), "q": _adjusted(parts["p_blocks"])}
    return RegionMeasure(
        regions=labels,
        values=parts["corrected"],
        low=parts["corrected_low"],
        high=parts["corrected_high"],
        parts={**parts, **more},
        record=recorded(
            "synergy-regions",
            {"nodes": nodes, "groups": groups},
            parameters={"traits": names, "draws": draws, "level": level},
            seed=seed,
            cautions=[*told, *_small(labels, apart)],
        ),
    )


def _grouped(nodes: Nodes, groups: Mapping[str, str] | None) -> list[str]:
    """Give the region, or larger region, of each node."""
    regions = [str(word) for word in nodes.traits["region"]]
    if groups is None:
        return regions
    absent = sorted(set(regions) - set(groups))
    if absent:
        told = problem(
            "option-labels",
            subject="groups",
            case="regions",
            absent=absent[:3],
            more=max(len(absent) - 3, 0),
            regions=len(set(regions)),
        )
        raise InputError(told)
    return [groups[region] for region in regions]


def _decomposed(parts: Mapping[str, Float], total: Estimate) -> dict[str, Float]:
    """Give what each region adds, and what is left for between them: corrected and raw."""
    share = parts["used"] / max(float(total.things), 1.0)
    adds = share * parts["corrected"]
    within, within_raw = float(adds.sum()), float((share * parts["raw"]).sum())
    same = np.ones(len(share))
    return {
        "share": share,
        "contribution": adds,
        "total": same * total.corrected,
        "between": same * (total.corrected - within),
        "total_raw": same * total.raw,
        "between_raw": same * (total.raw - within_raw),
    }


def _thinned(apart: Sequence[Classes]) -> dict[str, Float]:
    """Give the raw values to expect of equally many nodes of each region."""
    things = [one.things for one in apart]
    enough = [n for n in things if n >= FEWEST_NODES] or things
    size = min(enough, default=0)
    values = [thinned(one, size) if one.things >= size else np.nan for one in apart]
    return {
        "rarefied": np.array(values, dtype=np.float64),
        "rarefied_to": np.full(len(apart), float(size)),
    }


def thinned(classes: Classes, size: int) -> float:
    r"""Give the mean raw synergy, in mbit, of all ways to draw ``size`` of the things.

    .. math:: E[\hat H_S] = \ln m - \frac{1}{m} \sum_c E[k_c \ln k_c], \quad
        k_c \sim \text{Hypergeometric}(N, n_c, m)
    """
    n, traits = classes.things, len(classes.traits)
    kept = 0.0
    for subset in range(1, 1 << traits):
        rows = [d for d in range(traits) if subset >> d & 1]
        _, counts = np.unique(classes.codes[rows], axis=1, return_counts=True)
        held, cells = np.unique(counts, return_counts=True)
        means = [_mean_term(n, int(one), size) for one in held]
        sign = 1.0 if subset.bit_count() % 2 else -1.0
        kept += sign * float((cells * np.array(means)).sum())
    nats = float(np.log(size)) - kept / size
    return (MBIT if traits % 2 else -MBIT) * nats


def _mean_term(n: int, held: int, size: int) -> float:
    drawn = np.arange(2, min(held, size) + 1)
    return float((hypergeom.pmf(drawn, n, held, size) * drawn * np.log(drawn)).sum())


def _adjusted(p: Float) -> Float:
    """Adjust p-values for being many (Benjamini and Hochberg); NaN stays and does not count."""
    out = np.full(len(p), np.nan)
    some = np.isfinite(p)
    if some.any():
        out[some] = false_discovery_control(p[some])
    return out


def _small(labels: Sequence[str], apart: Sequence[Classes]) -> list[Caution]:
    """Tell of regions with fewer nodes than combinations of classes."""
    few = [
        label
        for label, one in zip(labels, apart, strict=True)
        if one.things < float(np.prod(one.sizes))
    ]
    values = {"regions": len(few), "of": len(labels), "shown": few[:5]}
    return [Caution("synergy-thin", values)] if few else []
