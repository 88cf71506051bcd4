"""What the planted missing links of clusters are: which class, of which nodes, for whom."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.kernels.sphere import apart_km, on_sphere
from jiqun.planted.chains.chains import Chain
from jiqun.planted.chains.flows import VALUE_ADDED
from jiqun.planted.clusters import WEAKNESSES, Clusters
from jiqun.planted.firms import Establishments
from jiqun.planted.ground import Industries, Places, to_degrees
from jiqun.tables import sums_by

MISSING: Final = WEAKNESSES.index("missing-link")
SCHEMA: Final[dict[str, Any]] = {
    "cluster": pl.String, "city": pl.String, "industry": pl.String, "nodes": pl.List(pl.String),
    "user": pl.String, "members": pl.Int64, "input_share": pl.Float64, "nearest_km": pl.Float64,
}  # fmt: skip


def missing_links(
    places: Places,
    industries: Industries,
    clusters: Clusters,
    chain: Chain,
    establishments: Establishments,
    last: NDArray[np.int32],
    flows: pl.DataFrame,
) -> pl.DataFrame:
    """Give a row for each class of a cluster that would buy from the class it lacks.

    Returns
    -------
    DataFrame
        ``cluster, city`` (neither has the class), ``industry`` (the class), ``nodes`` (of any
        chain, that the class makes), ``user`` (a class of the cluster), ``members`` (of that
        class, open in the last year), ``input_share`` (of that class's inputs, in the whole
        country, that come from the one lacking; null where no table of flows has it),
        ``nearest_km`` (from the centre to the next establishment of it; null where there is
        none), the largest users first.
    """
    at = np.flatnonzero(clusters.weakness == MISSING)
    codes, counts = (
        industries.codes,
        _members(clusters, establishments, last, len(industries.codes)),
    )
    shares, made = _input_shares(flows), _made(chain)
    city = places.land.city[places.land.county[clusters.centre]]
    near = _nearest(places, clusters, at, establishments, last)
    rows = []
    for k, away in zip(at.tolist(), near.tolist(), strict=True):
        lacking = int(clusters.concern[k])
        users = np.flatnonzero(counts[k])
        told = [
            (codes[j], int(counts[k, j]), shares.get((codes[lacking], codes[j])))
            for j in users.tolist()
            if j != lacking
        ]
        told.sort(key=lambda row: (-(row[2] or 0.0), row[0]))
        head = (clusters.codes[k], places.codes["city"][city[k]], codes[lacking])
        rows += [(*head, made.get(lacking, []), *row, away) for row in told]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def _members(
    clusters: Clusters, establishments: Establishments, last: NDArray[np.int32], classes: int
) -> NDArray[np.int64]:
    """Count the open members of each cluster by class, shape (K, I)."""
    inside = np.flatnonzero((establishments.cluster >= 0) & (last > 0))
    of = establishments.cluster[inside].astype(np.int64) * classes + establishments.industry[inside]
    counts = np.bincount(of, minlength=len(clusters.codes) * classes)
    return counts.reshape(len(clusters.codes), classes)


def _made(chain: Chain) -> dict[int, list[str]]:
    """List the nodes of each class."""
    made: dict[int, list[str]] = {}
    for code, industry in zip(chain.codes, chain.industry.tolist(), strict=True):
        made.setdefault(industry, []).append(code)
    return made


def _input_shares(flows: pl.DataFrame) -> dict[tuple[str, str], float]:
    """Give what part of a class's inputs comes from another, all countries together."""
    inner = flows.filter(pl.col("from_industry") != VALUE_ADDED)
    cells = sums_by(inner, ["from_industry", "to_industry"], sums=[pl.col("value")])
    whole = sums_by(cells, "to_industry", sums=[pl.col("value").alias("all")])
    both = cells.join(whole, on="to_industry", maintain_order="left").filter(pl.col("all") > 0)
    rows = both.select("from_industry", "to_industry", pl.col("value") / pl.col("all")).iter_rows()
    return {(source, user): share for source, user, share in rows}


def _nearest(
    places: Places,
    clusters: Clusters,
    at: NDArray[np.int64],
    establishments: Establishments,
    last: NDArray[np.int32],
) -> NDArray[np.object_]:
    """Give km from some clusters' centres to the nearest establishment of the lacking class."""
    centre = on_sphere(*to_degrees(places.land.generators[clusters.centre]).T)
    found = np.full(len(at), None, dtype=object)
    for lacking in np.unique(clusters.concern[at]):
        rows = np.flatnonzero((establishments.industry == lacking) & (last > 0))
        spots = on_sphere(establishments.lon[rows], establishments.lat[rows])
        for i in np.flatnonzero(clusters.concern[at] == lacking) if len(rows) else ():
            found[i] = float(apart_km(centre[at[i]], spots).min())
    return found
