"""A product chain with known missing, weak and choke links, and an input-output table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.core import catalogue
from jiqun.planted.ground import NATION, Industries
from jiqun.planted.plans import CURRENCY, EconomyPlan

Float = NDArray[np.float64]
Int = NDArray[np.int64]

STATES: Final = ("sound", "missing", "weak", "choke")
#: How many links are broken in each way.
BROKEN: Final = (("missing", 2), ("weak", 3), ("choke", 3))
#: Establishments that a weak link's class is thinned to.
WEAK_SUPPLIERS = 6.0
#: Buyers of a choke link, or all above it if they are fewer.
CHOKED = 8
#: Of the input-output table: what is no industry.
FINAL_USE, VALUE_ADDED = "FINAL", "VALUE-ADDED"
#: Bounds of self-sufficiency, substitutes and technology readiness by state.
TRAITS: Final = {
    "sound": ((0.65, 0.95), (2, 6), (6, 9)),
    "missing": ((0.0, 0.0), (1, 3), (3, 6)),
    "weak": ((0.15, 0.4), (1, 3), (4, 6)),
    "choke": ((0.02, 0.1), (0, 1), (8, 9)),
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Chain:
    """The chain's nodes that the country has industries for.

    Attributes
    ----------
    nodes
        As the catalogue gives them.
    industry
        Shape (V,): class of each.
    state
        Of each, one of :data:`STATES`.
    edges
        Shape (E, 2): input, user.
    scale
        Shape (I,): what is left of each class; 0 for missing links.
    """

    nodes: tuple[dict[str, Any], ...]
    industry: Int
    state: list[str]
    edges: Int
    scale: Float


def make_chain(plan: EconomyPlan, industries: Industries) -> Chain:
    """Decide which links are broken, and thin their classes."""
    rng = plan.stream("chain")
    slugs = industries.slugs
    every = catalogue("planted/chain.toml")["nodes"]
    nodes = tuple(node for node in every if node["group"] in slugs)
    group = np.array([slugs.index(node["group"]) for node in nodes])
    state = _states(nodes, rng)
    industry = _classes(industries, group, state, rng)
    scale = np.ones(len(industries.codes))
    for name in ("missing", "weak"):
        hit = industry[[s == name for s in state]]
        usual = np.maximum(industries.weight[hit] * plan.establishments, 1e-9)
        scale[hit] = 0.0 if name == "missing" else np.minimum(0.5, WEAK_SUPPLIERS / usual)
    return Chain(
        nodes=nodes,
        industry=industry,
        state=state,
        edges=_edges(nodes, state, rng),
        scale=scale,
    )


def _states(nodes: tuple[dict[str, Any], ...], rng: np.random.Generator) -> list[str]:
    """Break links in the middle of the chain, no two in one group."""
    state = ["sound"] * len(nodes)
    used: set[str] = set()
    middle = [at for at, node in enumerate(nodes) if 1 <= node["layer"] <= 3]  # noqa: PLR2004 - neither raw material nor product
    order = iter(rng.permutation(middle).tolist())
    wanted = [name for name, n in BROKEN for _ in range(n)]
    for at in order:
        if not wanted:
            break
        name, group = wanted[0], nodes[at]["group"]
        if name == "choke" or group not in used:
            state[at] = wanted.pop(0)
            used.add(group)
    return state


def _classes(industries: Industries, group: Int, state: list[str], rng: np.random.Generator) -> Int:
    """Give nodes classes of their groups; a missing or weak link has a class to itself."""
    industry = np.full(len(state), -1)
    alone = [at for at, name in enumerate(state) if name in ("missing", "weak")]
    taken: set[int] = set()
    for at in (*alone, *(at for at in range(len(state)) if at not in alone)):
        own = [int(i) for i in np.flatnonzero(industries.group == group[at]) if i not in taken]
        industry[at] = own[int(rng.integers(len(own)))]
        if at in alone:
            taken.add(int(industry[at]))
    return industry


def _edges(nodes: tuple[dict[str, Any], ...], state: list[str], rng: np.random.Generator) -> Int:
    """Let each node need two to four from below, and each be needed."""
    layer = np.array([node["layer"] for node in nodes])
    edges: set[tuple[int, int]] = set()
    for at in range(len(nodes)):
        below = np.flatnonzero(layer < layer[at])
        if len(below):
            weight = np.exp(layer[below] - layer[at] * 1.0)
            number = min(len(below), int(rng.integers(2, 5)))
            picked = rng.choice(below, number, replace=False, p=weight / weight.sum())
            edges |= {(int(i), at) for i in picked}
    for at in range(len(nodes)):
        above = np.flatnonzero(layer > layer[at])
        buyers = {"choke": CHOKED, "missing": 3, "weak": 3}.get(state[at], 1)
        have = sum(1 for source, _ in edges if source == at)
        more = rng.permutation(above)[: max(0, min(buyers, len(above)) - have)]
        edges |= {(at, int(i)) for i in more}
    return np.array(sorted(edges))


def chain_tables(
    plan: EconomyPlan, industries: Industries, chain: Chain
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Give ``chain_nodes``, ``chain_edges`` and the truth about the links."""
    rng = plan.stream("chain-traits")
    rows = []
    for at, node in enumerate(chain.nodes):
        home, others, ready = TRAITS[chain.state[at]]
        share = float(
            np.clip(
                rng.uniform(*home) - 0.3 * plan.noise * rng.random() * (chain.state[at] == "sound"),
                0,
                1,
            )
        )
        rows.append(
            {
                "node": f"N-{node['code']}",
                "name": node["name"],
                "name_zh": node["zh"],
                "segment": node["segment"],
                "industry": industries.codes[chain.industry[at]],
                "trl": int(rng.integers(ready[0], ready[1] + 1)),
                "self_sufficiency": round(share, 3),
                "import_share": round(1 - share, 3),
                "substitutes": int(rng.integers(others[0], others[1] + 1)),
            }
        )
    nodes = pl.DataFrame(rows)
    codes = nodes["node"]
    edges = pl.DataFrame(
        {
            "source": codes.gather(chain.edges[:, 0]),
            "target": codes.gather(chain.edges[:, 1]),
            "requirement": np.round(rng.uniform(0.02, 0.3, len(chain.edges)), 4),
        }
    )
    buyers = np.bincount(chain.edges[:, 0], minlength=len(rows))
    truth = nodes.select("node", "industry").with_columns(
        pl.Series("state", chain.state), pl.Series("buyers", buyers)
    )
    return nodes, edges, truth


def flows_table(plan: EconomyPlan, industries: Industries, output: Float) -> pl.DataFrame:
    """Give the national input-output table of the classes in the last year.

    Inputs follow relatedness and size; rows add up to output with final use, columns with
    value added.
    """
    rng = plan.stream("flows")
    live = np.flatnonzero(output > 0)
    x = output[live]
    affinity = industries.relatedness()[np.ix_(live, live)] ** 2 + 0.02
    inner = affinity * np.exp(0.5 * plan.noise * rng.standard_normal(affinity.shape))
    inner *= x[:, None] * x[None, :]
    rows = x * rng.uniform(0.3, 0.6, len(x))
    columns = x * rng.uniform(0.35, 0.6, len(x))
    columns *= min(1.0, rows.sum() / columns.sum())
    rows *= columns.sum() / rows.sum()
    for _ in range(60):
        inner *= (rows / inner.sum(axis=1))[:, None]
        inner *= (columns / inner.sum(axis=0))[None, :]
    inner = np.round(inner)
    codes = pl.Series(industries.codes).gather(live)
    i, j = np.nonzero(inner)
    final, added = x - inner.sum(axis=1), x - inner.sum(axis=0)
    frame = pl.DataFrame(
        {
            "from_industry": pl.concat([codes.gather(i), codes, pl.Series([VALUE_ADDED] * len(x))]),
            "to_industry": pl.concat([codes.gather(j), pl.Series([FINAL_USE] * len(x)), codes]),
            "value": np.concatenate([inner[i, j], final, added]),
        }
    )
    return frame.with_columns(
        pl.lit(NATION).alias("from_region"),
        pl.lit(NATION).alias("to_region"),
        pl.lit(int(plan.calendar[-1])).alias("year"),
        pl.lit(CURRENCY).alias("currency"),
    )
