"""How linked the members of any cluster are, against what chance and distance let expect."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.stats import chi2

from jiqun.clusters.ties.concentrations import concentration_of
from jiqun.clusters.ties.plans import LinkingPlan
from jiqun.networks import (
    NetworkPlan,
    TieNetwork,
    decay,
    expected_by_distance,
    expected_inside,
    inside_pairs,
    spread,
    tie_network,
    unweighted,
)
from jiqun.tables import need_columns, sums_by, to_polars

Float = NDArray[np.float64]
Int = NDArray[np.int64]
NULLS: Final = ("distance", "degrees", "both")
#: Half a tie is added to what is seen and to what is expected, so that none has a logarithm.
HALF: Final = 0.5


def linking(
    members: Any,
    links: Any,
    organisations: Any,
    plan: LinkingPlan | None = None,
    *,
    places: pl.DataFrame | None = None,
) -> pl.DataFrame:
    r"""Ties inside clusters of any way, and whether they are more than chance would make.

    With L tied pairs of members (of whatever kinds, each pair once) where the null expects e,

    .. math:: \text{linking} = \ln \frac{L + 1/2}{e + 1/2},

    0 where members are tied as others are, 1 where e (2.7) times as often. The null "distance"
    expects of each pair the share of pairs tied among all organisations as far apart; "degrees",
    k_i k_j / (2 m) with the members' own numbers of partners; "both", the latter times the decay
    at their distance. Degrees take it as given that a cluster's members have few ties at all, so
    only "distance" sees an agglomeration whose firms tie with nobody.

    Parameters
    ----------
    members
        ``cluster, member, kind`` as in found or declared clusters. A cluster that names
        organisations has these; else all of its industries in its regions.
    links, organisations
        As :func:`jiqun.networks.tie_network` takes them.
    plan
        Which null, ties, distances and interval; None: as usual.
    places
        ``region, parent`` (or ``region, place``, as :func:`jiqun.clusters.places` gives):
        for members that are larger regions than the organisations'.

    Returns
    -------
    DataFrame
        One row a cluster, in order of first mention: ``cluster, organisations, links,
        links_per_member, inside_share`` (of members' ties), ``span_km`` and ``far_share`` of the
        ties inside, ``apart_km`` (median distance of members), ``expected, linking, linking_low,
        linking_high``, ``linking_distance, linking_degrees, linking_both``, ``concentration,
        concentration_low, concentration_high``: the logarithm of how much more often members'
        neighbours within ``radius_km`` are of the cluster's industries than organisations
        elsewhere. Null where undefined: no member, no place.

    Raises
    ------
    InputError
        As ``tie_network``; ``frame-columns``. (A plan refuses ``linking-level``.)
    UnknownError
        ``kind-unknown``. (A plan refuses ``null-unknown``.)

    References
    ----------
    Concentration: :cite:`marcon2010`.

    Examples
    --------
    >>> firms = pl.DataFrame({"organisation": list("abcdef"), "lon": [0.0] * 6, "lat": [0.0] * 6})
    >>> ties = pl.DataFrame({"source": ["a", "a", "b", "d"], "target": ["b", "c", "c", "e"]})
    >>> parts = pl.DataFrame({"cluster": ["P"] * 3, "member": ["a", "b", "c"],
    ...     "kind": ["organisation"] * 3})
    >>> linking(parts, ties, firms).select("links", "inside_share", "expected").rows()
    [(3.0, 1.0, 0.8)]
    """
    plan = plan or LinkingPlan()
    network = unweighted(tie_network(links, organisations, plan.network))
    codes, groups, industries = cluster_groups(members, network, places=places)
    fall = decay(network, seed=plan.seed)
    expected = {
        "distance": expected_by_distance(network, groups, fall, seed=plan.seed),
        "degrees": expected_inside(network, groups, None, seed=plan.seed),
        "both": expected_inside(network, groups, fall, seed=plan.seed),
    }
    seen = np.array([_seen(network, group) for group in groups]).reshape(-1, 2)
    size = np.array([len(group) for group in groups], dtype=np.int64)
    some = np.where(size > 0, 1.0, np.nan)
    low, high = poisson_interval(seen[:, 0], plan.level)
    around = spread(network, groups, far_km=plan.far_km, draws=1, seed=plan.seed)
    near = concentration_of(network.nodes, groups, industries, radius_km=plan.radius_km)
    told = {name: some * log_ratio(seen[:, 0], e) for name, e in expected.items()}
    return pl.DataFrame(
        {
            "cluster": pl.Series(codes, dtype=pl.String),
            "organisations": size,
            "links": seen[:, 0] * some,
            "links_per_member": seen[:, 0] / np.where(size > 0, size, np.nan),
            "inside_share": seen[:, 1],
            "span_km": around.span_km,
            "far_share": around.far_share,
            "apart_km": around.apart_km,
            "expected": expected[plan.null] * some,
            "linking": told[plan.null],
            "linking_low": some * log_ratio(low, expected[plan.null]),
            "linking_high": some * log_ratio(high, expected[plan.null]),
            **{f"linking_{name}": told[name] for name in NULLS},
            "concentration": near.value,
            "concentration_low": near.low,
            "concentration_high": near.high,
        }
    ).with_columns(pl.col(pl.Float64).fill_nan(None))


def log_ratio(seen: Float, expected: Float) -> Float:
    """Give ln((seen + 1/2) / (expected + 1/2))."""
    ratio: Float = np.log((seen + HALF) / (expected + HALF))
    return ratio


def poisson_interval(count: Float, level: float) -> tuple[Float, Float]:
    """Give the exact interval of a Poisson mean (Garwood 1936)."""
    tail = (1 - level) / 2
    low = np.where(count > 0, chi2.ppf(tail, 2 * np.maximum(count, 1)) / 2, 0.0)
    return low, chi2.ppf(1 - tail, 2 * count + 2) / 2


def _seen(network: TieNetwork, group: Int) -> tuple[float, float]:
    """Give the tied pairs inside, and their share of all ties of members."""
    inside = float(len(inside_pairs(network, group)[2]))
    every = float(network.degrees[group].sum()) - inside
    return inside, inside / every if every > 0 else float("nan")


def cluster_groups(
    members: Any, network: TieNetwork, *, places: pl.DataFrame | None = None
) -> tuple[list[str], list[Int], list[set[str] | None]]:
    """Give the clusters' codes, their organisations' positions and their industries.

    Industries are None where a cluster names none.
    """
    frame = to_polars(members)
    need_columns(frame, "cluster", "member", "kind")
    frame = frame.select(pl.col("cluster", "member", "kind").cast(pl.String))
    codes = frame["cluster"].unique(maintain_order=True).to_list()
    nodes = network.nodes.with_row_index("at").select(
        pl.col("at").cast(pl.Int64), "organisation", "region", "industry"
    )
    of = {
        kind: frame.filter(pl.col("kind") == kind).select("cluster", "member")
        for kind in ("organisation", "region", "industry")
    }
    named = of["organisation"].join(nodes, left_on="member", right_on="organisation")
    rest = of["region"].join(of["organisation"], on="cluster", how="anti")
    inside = _lower(rest, places).join(nodes, left_on="member", right_on="region")
    sets = of["industry"].rename({"member": "industry"})
    fitting = inside.join(sets, on=["cluster", "industry"], how="semi")
    of_any = inside.join(sets, on="cluster", how="anti")
    every = pl.concat([part.select("cluster", "at") for part in (named, fitting, of_any)]).unique(
        maintain_order=True
    )
    lists = dict(every.sort("at").group_by("cluster").agg("at").iter_rows())
    kinds = dict(sets.group_by("cluster").agg("industry").iter_rows())
    strays = set(named["cluster"].to_list())  # of named organisations, industries are counted
    return (
        codes,
        [np.array(lists.get(code, []), dtype=np.int64) for code in codes],
        [set(kinds[code]) if code in kinds and code not in strays else None for code in codes],
    )


def _lower(members: pl.DataFrame, places: pl.DataFrame | None) -> pl.DataFrame:
    """Add to each region named all those below it, up to four steps."""
    if places is None:
        return members
    if "place" in places.columns:
        places = places.filter(pl.col("region") != pl.col("place")).rename({"place": "parent"})
    step = places.drop_nulls("parent").select(
        pl.col("parent").cast(pl.String).alias("member"), pl.col("region").cast(pl.String)
    )
    parts, at = [members], members
    for _ in range(4):
        at = at.join(step, on="member").select("cluster", pl.col("region").alias("member"))
        parts.append(at)
    return pl.concat(parts).unique(maintain_order=True)


def ties_by_kind(
    members: Any,
    links: Any,
    organisations: Any,
    plan: NetworkPlan | None = None,
    *,
    places: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Count the ties inside each cluster by kind: ``cluster, kind, links, weight``.

    ``links`` are rows of the table, ``weight`` their weight in units of the kind's mean.
    """
    network = tie_network(links, organisations, plan)
    codes, groups, _ = cluster_groups(members, network, places=places)
    out = []
    for code, group in zip(codes, groups, strict=True):
        inside = np.zeros(network.size, dtype=bool)
        inside[group] = True
        kept = inside[network.ties["a"].to_numpy()] & inside[network.ties["b"].to_numpy()]
        own = network.ties.filter(pl.Series(kept))
        sums = sums_by(own, "kind", sums=[pl.col("links", "weight")]).sort("kind")
        out.append(
            sums.with_columns(cluster=pl.lit(code)).select("cluster", "kind", "links", "weight")
        )
    empty = pl.DataFrame(
        schema={"cluster": pl.String, "kind": pl.String, "links": pl.Float64, "weight": pl.Float64}
    )
    return pl.concat([empty, *out])
