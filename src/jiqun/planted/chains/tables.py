"""The chains as tables: what a statistician sees of them, and what is true."""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.planted.chains.chains import DECOYS, Chain
from jiqun.planted.chains.suppliers import Suppliers
from jiqun.planted.clusters import Clusters
from jiqun.planted.ground import Industries, Places
from jiqun.planted.plans import EconomyPlan
from jiqun.tables import sums_by

#: Bounds of units of input a unit of output, and of what hardly anyone needs.
REQUIREMENT, SMALL_REQUIREMENT = (0.02, 0.3), (0.002, 0.01)
#: Share of the need that noise 1 takes from a sound node's self-sufficiency, at most.
MISJUDGED: Final = 0.3
#: What is known of a supplier: from where, with what confidence; the last of those abroad only.
SOURCES: Final = (
    ("Synthetic register 合成名录", 0.9),
    ("Synthetic survey 合成调查", 0.7),
    ("Synthetic company website 合成企业网站", 0.5),
    ("Synthetic customs record 合成海关记录", 0.8),
)


def chain_tables(
    plan: EconomyPlan, industries: Industries, suppliers: Suppliers
) -> dict[str, pl.DataFrame]:
    """Give ``chain_nodes``, ``chain_edges`` and ``chain_suppliers``."""
    chain = suppliers.chain
    codes, chains = pl.Series(chain.codes), pl.Series(chain.chains)
    source, user = chain.edges[:, 0], chain.edges[:, 1]
    home = _judged(plan, chain)
    rng = plan.stream("chain-requirements")
    low, high = np.array(
        [SMALL_REQUIREMENT if kind == "small" else REQUIREMENT for kind in chain.kind]
    ).T
    return {
        "chain_nodes": pl.DataFrame(
            {
                "chain": chains,
                "node": codes,
                "name": [node["name"] for node in chain.nodes],
                "name_zh": [node["zh"] for node in chain.nodes],
                "segment": [node["segment"] for node in chain.nodes],
                "industry": pl.Series(industries.codes).gather(chain.industry),
                "trl": chain.readiness,
                "self_sufficiency": np.round(home, 3),
                "import_share": np.round(1 - np.round(home, 3), 3),
                "substitutes": chain.substitutes,
            }
        ),
        "chain_edges": pl.DataFrame(
            {
                "chain": chains.gather(source),
                "source": codes.gather(source),
                "target": codes.gather(user),
                "requirement": np.round(rng.uniform(low[source], high[source]), 4),
            }
        ),
        "chain_suppliers": _known(plan, suppliers),
    }


def _judged(plan: EconomyPlan, chain: Chain) -> NDArray[np.float64]:
    """Give self-sufficiency as it is judged: sound nodes' too low the more noise there is."""
    rng = plan.stream("chain-judgement")
    plain = np.array([kind == "sound" for kind in chain.kind])
    lost = MISJUDGED * plan.noise * rng.random(len(plain)) * plain
    return np.asarray(np.maximum(chain.home - lost, 0.0), dtype=np.float64)


def _known(plan: EconomyPlan, suppliers: Suppliers) -> pl.DataFrame:
    """Give the suppliers that are seen, with shares as somebody states them."""
    rng = plan.stream("chain-sources")
    n = len(suppliers.share)
    source = np.where(suppliers.home, rng.integers(0, 3, n), rng.integers(1, 4, n))
    sure = np.array([confidence for _, confidence in SOURCES])[source]
    told = suppliers.share * np.exp(plan.noise * (1 - sure) * rng.standard_normal(n))
    total = np.bincount(suppliers.node, weights=told)[suppliers.node]
    told = np.asarray(np.round(np.maximum(told / np.maximum(total, 1.0), 1e-6), 6))
    frame = pl.DataFrame(
        {
            **_keys(suppliers),
            "share": told,
            "source": pl.Series([name for name, _ in SOURCES]).gather(source),
            "date": pl.Series(plan.calendar[-1] - rng.integers(0, 2, n)).cast(pl.String),
            "confidence": np.round(np.clip(sure + rng.uniform(-0.1, 0.1, n), 0, 1), 2),
        }
    )
    return frame.filter(pl.Series(suppliers.seen))


def _keys(suppliers: Suppliers) -> dict[str, pl.Series]:
    chain = suppliers.chain
    return {
        "chain": pl.Series(chain.chains).gather(suppliers.node),
        "node": pl.Series(chain.codes).gather(suppliers.node),
        "supplier": suppliers.code,
        "country": suppliers.country,
    }


def chain_truth(
    places: Places,
    industries: Industries,
    clusters: Clusters,
    suppliers: Suppliers,
) -> dict[str, pl.DataFrame]:
    """Give ``chain_links``, ``chain_suppliers`` and ``chain_clusters`` as they are true."""
    chain, state = suppliers.chain, suppliers.state
    n = len(state)
    true = pl.DataFrame(
        {
            **_keys(suppliers),
            "share": suppliers.share,
            "home": suppliers.home,
            "seen": suppliers.seen,
        }
    )
    links = pl.DataFrame(
        {
            "chain": chain.chains,
            "node": chain.codes,
            "industry": pl.Series(industries.codes).gather(chain.industry),
            "state": state,
            "decoy": pl.Series(
                [
                    kind if kind in DECOYS and now == "sound" else None
                    for kind, now in zip(chain.kind, state, strict=True)
                ],
                dtype=pl.String,
            ),
            "buyers": np.bincount(chain.edges[:, 0], minlength=n),
            "self_sufficiency": chain.home,
            "suppliers": np.bincount(suppliers.node, minlength=n),
            "suppliers_home": np.bincount(suppliers.node[suppliers.home], minlength=n),
            "suppliers_seen": np.bincount(suppliers.node[suppliers.seen], minlength=n),
        }
    )
    return {
        "chain_links": links,
        "chain_suppliers": true,
        "chain_clusters": _clusters(places, clusters, true, suppliers.cluster),
    }


def _clusters(
    places: Places, clusters: Clusters, true: pl.DataFrame, of: NDArray[np.int32]
) -> pl.DataFrame:
    """Say which planted clusters supply which node, from which country, with what share."""
    centre = places.country[places.land.county[clusters.centre]]
    country = pl.Series(places.codes["country"], dtype=pl.String).gather(centre)
    inside = true.with_columns(pl.Series("of", of)).filter(pl.col("of") >= 0)
    summed = sums_by(
        inside,
        ["chain", "node", "of"],
        sums=[pl.col("share")],
        beside=[pl.len().cast(pl.Int64).alias("suppliers")],
    ).sort("chain", "node", "of")
    return summed.select(
        "chain",
        "node",
        pl.Series("cluster", clusters.codes).gather(summed["of"]),
        country.gather(summed["of"]).alias("country"),
        "suppliers",
        "share",
    )
