"""Product chains: which nodes there are, what needs what, which links are or only seem broken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from jiqun.core import catalogue
from jiqun.planted.ground import Industries
from jiqun.planted.plans import EconomyPlan

Float = NDArray[np.float64]
Int = NDArray[np.int64]
Rng = np.random.Generator

STATES: Final = ("sound", "missing", "weak", "choke")
#: What looks broken and is not: much is imported, but from many and replaceable; nobody at home
#: makes it, and nobody needs it; much goes through it, and many make it; few make it, for few.
DECOYS: Final = ("imported", "unneeded", "hub", "small")
#: Chain whose nodes name none, and how many links of each chain are broken in each way.
MAIN: Final = "main"
BROKEN: Final = {
    MAIN: (("missing", 2), ("weak", 3), ("choke", 3)),
    "vehicles": (("missing", 1), ("weak", 2), ("choke", 2)),
}
#: How many links of each chain are decoys of each kind, as far as a quarter stays plain.
SEEMING: Final = {MAIN: 2, "vehicles": 1}
#: Establishments, over all years, that a class with few suppliers is thinned to.
FEW_SUPPLIERS = 16.0
#: Kinds of node that have a class to themselves, and those whose class nobody has.
ALONE: Final = ("missing", "weak", "unneeded", "small")
ABSENT: Final = ("missing", "unneeded")
#: Classes of a group that two nodes may have one each of to themselves.
MANY: Final = 5
#: Buyers of a kind of node, or all above it if they are fewer; 1 for others at the least.
BUYERS: Final = {"choke": 8, "hub": 8, "missing": 3, "weak": 3, "unneeded": 0, "small": 1}
#: Fewest and most inputs of a node, and of a hub.
INPUTS, HUB_INPUTS = (2, 4), (5, 7)
#: Bounds of self-sufficiency, substitutes and technology readiness by kind of node.
TRAITS: Final = {
    "sound": ((0.65, 0.95), (2, 6), (6, 9)),
    "missing": ((0.0, 0.0), (1, 3), (3, 6)),
    "weak": ((0.15, 0.4), (1, 3), (4, 6)),
    "choke": ((0.02, 0.1), (0, 1), (8, 9)),
    "imported": ((0.1, 0.3), (8, 15), (6, 9)),
    "unneeded": ((0.0, 0.0), (1, 3), (3, 6)),
    "hub": ((0.75, 0.95), (3, 8), (6, 9)),
    "small": ((0.85, 0.97), (2, 6), (6, 9)),
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Chain:
    """The nodes of all chains that the country has industries for.

    Attributes
    ----------
    nodes
        As the catalogue gives them; "chain" where it is not :data:`MAIN`.
    industry
        Shape (V,): class of each.
    kind
        Of each, one of :data:`STATES` or :data:`DECOYS`, as it was meant.
    edges
        Shape (E, 2): input, user, both of one chain.
    home, substitutes, readiness
        Shape (V,): share of the need that is met at home, products that can replace it,
        technology readiness.
    scale
        Shape (I,): what is left of each class; 0 for those that nobody has.
    """

    nodes: tuple[dict[str, Any], ...]
    industry: Int
    kind: list[str]
    edges: Int
    home: Float
    substitutes: Int
    readiness: Int
    scale: Float

    @property
    def codes(self) -> list[str]:
        """Code of each node."""
        return [f"{'N' if of == MAIN else of[0].upper()}-{node['code']}" for of, node in self._of()]

    @property
    def chains(self) -> list[str]:
        """Chain of each node."""
        return [of for of, _ in self._of()]

    def _of(self) -> list[tuple[str, dict[str, Any]]]:
        return [(_chain(node), node) for node in self.nodes]


def _chain(node: dict[str, Any]) -> str:
    return str(node.get("chain", MAIN))


def make_chain(plan: EconomyPlan, industries: Industries) -> Chain:
    """Decide which links are broken and which only seem so, and thin their classes."""
    rng = plan.stream("chain")
    slugs = industries.slugs
    every = catalogue("planted/chain.toml")["nodes"]
    nodes = tuple(node for node in every if node["group"] in slugs)
    group = np.array([slugs.index(node["group"]) for node in nodes], dtype=np.int64)
    kind = _kinds(nodes, group, np.bincount(industries.group, minlength=len(slugs)), rng)
    industry = _classes(industries, group, kind, rng)
    home, substitutes, readiness = _traits(plan, kind)
    return Chain(
        nodes=nodes,
        industry=industry,
        kind=kind,
        edges=np.concatenate([_edges(nodes, kind, of, rng) for of in BROKEN]),
        home=home,
        substitutes=substitutes,
        readiness=readiness,
        scale=_scale(plan, industries, industry, kind),
    )


def _scale(plan: EconomyPlan, industries: Industries, industry: Int, kind: list[str]) -> Float:
    scale = np.ones(len(industries.codes))
    for at, name in zip(industry, kind, strict=True):
        if name in ABSENT:
            scale[at] = 0.0
        elif name in ALONE:
            usual = max(industries.weight[at] * plan.establishments, 1e-9)
            scale[at] = min(0.5, FEW_SUPPLIERS / usual)
    return scale


def _kinds(nodes: tuple[dict[str, Any], ...], group: Int, classes: Int, rng: Rng) -> list[str]:
    """Break links in the middle of each chain, no two with classes of their own in one group.

    Decoys may be the second in a group of :data:`MANY` classes, if nobody lacks both.
    """
    kind = ["sound"] * len(nodes)
    alone, absent = np.zeros((2, len(classes)), dtype=np.int64)
    for of, broken in BROKEN.items():
        middle = [
            at
            for at, node in enumerate(nodes)
            if _chain(node) == of and 1 <= node["layer"] <= 3  # noqa: PLR2004 - neither raw material nor product
        ]
        order = rng.permutation(np.array(middle, dtype=np.int64)).tolist()
        wanted = [(name, False) for name, n in broken for _ in range(n)]
        wanted += [(name, True) for _ in range(SEEMING[of]) for name in DECOYS]
        for name, decoy in wanted:
            most = np.where(decoy & (classes >= MANY), 2, classes > 2)  # noqa: PLR2004 - two stay
            room = (alone < most) & ((absent == 0) | (name not in ABSENT))
            free = [at for at in order if name not in ALONE or room[group[at]]]
            if name in ("choke", "hub"):
                free.sort(key=lambda at: -min(_above(nodes, at), BUYERS["choke"]))
            if not free or (decoy and 4 * len(order) <= len(middle)):
                continue
            kind[free[0]] = name
            order.remove(free[0])
            alone[group[free[0]]] += name in ALONE
            absent[group[free[0]]] += name in ABSENT
    return kind


def _above(nodes: tuple[dict[str, Any], ...], at: int) -> int:
    """Count the nodes of the same chain that may need one."""
    own = _chain(nodes[at]), nodes[at]["layer"]
    return sum(_chain(node) == own[0] and node["layer"] > own[1] for node in nodes)


def _classes(industries: Industries, group: Int, kind: list[str], rng: Rng) -> Int:
    """Give nodes classes of their groups; some have one to themselves, hubs the largest."""
    industry = np.full(len(kind), -1)
    alone = [at for at, name in enumerate(kind) if name in ALONE]
    taken: set[int] = set()
    for at in (*alone, *(at for at in range(len(kind)) if at not in alone)):
        own = [int(i) for i in np.flatnonzero(industries.group == group[at]) if i not in taken]
        largest = max(own, key=lambda i: float(industries.weight[i]))
        industry[at] = largest if kind[at] == "hub" else own[int(rng.integers(len(own)))]
        if at in alone:
            taken.add(int(industry[at]))
    return industry


def _traits(plan: EconomyPlan, kind: list[str]) -> tuple[Float, Int, Int]:
    """Draw self-sufficiency, substitutes and technology readiness of each node."""
    rng = plan.stream("chain-traits")
    home, others, ready = (
        np.array([TRAITS[name][part] for name in kind], dtype=np.float64).reshape(-1, 2)
        for part in range(3)
    )
    return (
        rng.uniform(home[:, 0], home[:, 1]),
        rng.integers(others[:, 0].astype(np.int64), others[:, 1].astype(np.int64) + 1),
        rng.integers(ready[:, 0].astype(np.int64), ready[:, 1].astype(np.int64) + 1),
    )


def _edges(nodes: tuple[dict[str, Any], ...], kind: list[str], of: str, rng: Rng) -> Int:
    """Let each node of a chain need some from below, and each be needed as its kind has it."""
    here = np.array([_chain(node) == of for node in nodes])
    layer = np.array([node["layer"] for node in nodes])
    asked = np.array([name not in ("unneeded", "small") for name in kind])
    edges: set[tuple[int, int]] = set()
    for at in np.flatnonzero(here).tolist():
        below = np.flatnonzero(here & asked & (layer < layer[at]))
        if len(below):
            weight = np.exp(layer[below] - layer[at] * 1.0)
            low, high = HUB_INPUTS if kind[at] == "hub" else INPUTS
            number = min(len(below), int(rng.integers(low, high + 1)))
            picked = rng.choice(below, number, replace=False, p=weight / weight.sum())
            edges |= {(int(i), at) for i in picked}
    for at in np.flatnonzero(here).tolist():
        above = np.flatnonzero(here & (layer > layer[at]))
        wanted = BUYERS.get(kind[at], 1)
        have = {user for source, user in edges if source == at}
        free = [int(i) for i in rng.permutation(above) if int(i) not in have]
        edges |= {(at, user) for user in free[: max(0, min(wanted, len(above)) - len(have))]}
    return np.array(sorted(edges), dtype=np.int64).reshape(-1, 2)
