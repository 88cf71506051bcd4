"""Who supplies each node of the chains with what share, and which of them anyone knows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.core import catalogue
from jiqun.planted.chains.chains import STATES, Chain
from jiqun.planted.chains.habits import HABITS, Habit
from jiqun.planted.clusters import Clusters
from jiqun.planted.firms import Establishments
from jiqun.planted.ground import Industries, Places
from jiqun.planted.organisations import Organisations
from jiqun.planted.plans import EconomyPlan

Float = NDArray[np.float64]
Int = NDArray[np.int64]
Bool = NDArray[np.bool_]
Rng = np.random.Generator

#: Shares go with employment to this power.
BY_SIZE: Final = 0.6
#: A supplier of another country of the island against one at home, and how many at most.
ACROSS, MOST_ACROSS = 0.1, 12
#: Numbers of makers that a group of industries has in each country off the island.
ABROAD: Final = 9
#: Pairs of suppliers along a chain that tie, against all open firms; years in which these begin.
TOLD, RECENT = 0.05, 3
#: How much likelier, in log odds a unit of log share, a small supplier is to be unknown.
OBSCURE: Final = 0.5


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Suppliers:
    """The true suppliers, S rows by node, firms before those off the island.

    Attributes
    ----------
    chain
        The chain, with the self-sufficiency that its suppliers have: where there turned out
        to be no firm at home, none.
    node
        Shape (S,): number of the node.
    firm
        Shape (S,): position of the organisation, -1 off the island.
    cluster
        Shape (S,), int32: number of the planted cluster, -1 in none.
    code, country
        Of each.
    home
        Shape (S,): whether it supplies from the country at home.
    share
        Shape (S,): of the need for the node; a node's shares add up to 1.
    seen
        Shape (S,): whether any table shows it.
    """

    chain: Chain
    node: Int
    firm: Int
    cluster: NDArray[np.int32]
    code: pl.Series
    country: pl.Series
    home: Bool
    share: Float
    seen: Bool

    @property
    def of_firms(self) -> pl.DataFrame:
        """Give what each supplying firm of the island makes, by codes: ``organisation, node``."""
        node = pl.Series("node", self.chain.codes).gather(self.node)
        pairs = pl.DataFrame([self.code.alias("organisation"), node])
        return pairs.filter(pl.Series(self.firm >= 0)).sort("organisation", "node")

    @property
    def state(self) -> list[str]:
        """State of each node after its true suppliers; decoys are sound."""
        at_home = np.bincount(self.node[self.home], minlength=len(self.chain.kind))
        return [
            "missing" if not n and kind != "unneeded" else kind if kind in STATES else "sound"
            for n, kind in zip(at_home, self.chain.kind, strict=True)
        ]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Pool:
    """Open firms of the chains' classes: position, class, size, country, sorted by class."""

    firm: Int
    industry: Int
    size: Float
    country: Int

    def of(self, industry: int) -> tuple[Int, Int]:
        """Give the rows of a class, those at home and those in the island's other countries."""
        rows = np.arange(*np.searchsorted(self.industry, [industry, industry + 1]))
        abroad = self.country[rows] != 0
        return rows[~abroad], rows[abroad]


def make_suppliers(
    plan: EconomyPlan,
    places: Places,
    industries: Industries,
    chain: Chain,
    establishments: Establishments,
    organisations: Organisations,
    last: NDArray[np.int32],
) -> Suppliers:
    """Choose who supplies each node, larger firms of its class rather; then whom nobody knows."""
    rng = plan.stream("chain-suppliers")
    pool = _pool(places, chain, establishments, organisations, last)
    lands = np.array(catalogue("planted/chain.toml")["abroad"])
    group = [industries.group_codes[g] for g in industries.group[chain.industry]]
    parts = [
        _of_node(pool, lands, int(chain.industry[at]), group[at], (kind, chain.home[at]), rng)
        for at, kind in enumerate(chain.kind)
    ]
    firm, country, code, share = (np.concatenate(column) for column in zip(*parts, strict=True))
    node = np.repeat(np.arange(len(parts)), [len(part[0]) for part in parts])
    own = firm >= 0
    here = pl.Series(places.codes["country"], dtype=pl.String).gather(np.maximum(country, 0))
    cluster = establishments.cluster[organisations.rows[np.maximum(firm, 0)]]
    names = organisations.codes.gather(np.maximum(firm, 0))
    at_home = own & (country == 0)
    supplied = np.bincount(node[at_home], minlength=len(parts)) > 0
    return Suppliers(
        chain=replace(chain, home=np.where(supplied, chain.home, 0.0)),
        node=node,
        firm=firm,
        cluster=np.where(own, cluster, np.int32(-1)),
        code=names.zip_with(pl.Series(own), pl.Series(code)),
        country=here.zip_with(pl.Series(own), pl.Series(code).str.slice(0, 2)),
        home=at_home,
        share=share,
        seen=_seen(plan, share),
    )


def supply_pairs(
    plan: EconomyPlan, clusters: Clusters, suppliers: Suppliers, *, firms: int
) -> pl.DataFrame:
    """Let supplying firms buy their node's inputs from its suppliers: larger ones rather.

    Parameters
    ----------
    firms
        How many are open: so many pairs times :data:`TOLD` at most, those of large shares rather.

    Returns
    -------
    DataFrame
        ``a`` (sells), ``b`` (buys): positions; ``kind``: supply; ``year`` it begins, one of the
        last :data:`RECENT`. None within a planted cluster nor with a member of a weak one,
        whose ties are planted elsewhere.
    """
    rng = plan.stream("chain-ties")
    weak = np.append(clusters.weakness > 0, False)
    parts = [np.empty((0, 2), dtype=np.int64)]
    weights = [np.empty(0)]
    for source, user in suppliers.chain.edges.tolist():
        sells = np.flatnonzero((suppliers.node == source) & (suppliers.firm >= 0))
        buys = np.flatnonzero((suppliers.node == user) & (suppliers.firm >= 0))
        if not len(sells):
            continue
        total = np.cumsum(suppliers.share[sells])
        at = np.searchsorted(total, rng.random(len(buys)) * total[-1], side="right")
        seller = sells[np.minimum(at, len(sells) - 1)]
        parts.append(np.column_stack([suppliers.firm[seller], suppliers.firm[buys]]))
        across = suppliers.home[seller] != suppliers.home[buys]
        own = (suppliers.cluster[seller] == suppliers.cluster[buys]) & (
            suppliers.cluster[buys] >= 0
        )
        own |= weak[suppliers.cluster[seller]] | weak[suppliers.cluster[buys]]
        weights.append(suppliers.share[buys] * np.where(across, ACROSS, 1.0) * ~own)
    pairs, weight = np.concatenate(parts), np.concatenate(weights)
    taste = np.log(np.maximum(weight, 1e-12)) + rng.gumbel(size=len(weight))
    chosen = np.sort(np.argsort(-taste, kind="stable")[: int(TOLD * firms)])
    chosen = chosen[(pairs[chosen, 0] != pairs[chosen, 1]) & (weight[chosen] > 0)]
    return pl.DataFrame(
        {
            "a": pairs[chosen, 0],
            "b": pairs[chosen, 1],
            "kind": ["supply"] * len(chosen),
            "year": plan.calendar[-1] - rng.integers(0, RECENT, len(chosen)),
        }
    )


def _pool(
    places: Places,
    chain: Chain,
    establishments: Establishments,
    organisations: Organisations,
    last: NDArray[np.int32],
) -> _Pool:
    rows = organisations.rows
    asked = np.isin(np.arange(establishments.industry.max() + 1), chain.industry)
    firm = np.flatnonzero(asked[establishments.industry[rows]] & (last[rows] > 0))
    industry = establishments.industry[rows[firm]].astype(np.int64)
    order = np.argsort(industry, kind="stable")
    firm = firm[order]
    return _Pool(
        firm=firm,
        industry=industry[order],
        size=last[rows[firm]].astype(np.float64),
        country=places.country[establishments.county[rows[firm]]],
    )


def _of_node(
    pool: _Pool,
    lands: NDArray[np.str_],
    industry: int,
    group: str,
    is_: tuple[str, float],
    rng: Rng,
) -> tuple[Int, Int, NDArray[np.str_], Float]:
    """Give position, country, code abroad and share of a node's suppliers.

    ``is_`` is its kind and the share of the need that is met at home.
    """
    kind, met = is_
    habit = HABITS[kind]
    own, across = _chosen(pool, industry, habit, rng)
    met *= len(own) > 0
    near = (1 - met) * habit.island * rng.uniform(0.4, 1.0) * (len(across) > 0)
    code, outside = _outside(lands, group, habit, rng)
    firms = np.concatenate([own, across])
    none = np.full(len(code), -1)
    return (
        np.concatenate([pool.firm[firms], none]),
        np.concatenate([pool.country[firms], none]),
        np.concatenate([np.full(len(firms), "", dtype=code.dtype), code]),
        np.concatenate(
            [
                met * _shares(pool.size[own], habit, rng),
                near * _shares(pool.size[across], habit, rng),
                (1 - met - near) * outside,
            ]
        ),
    )


def _chosen(pool: _Pool, industry: int, habit: Habit, rng: Rng) -> tuple[Int, Int]:
    """Choose firms of a class at home and across the borders: larger or, for some, smaller ones."""
    at_home, abroad = pool.of(industry)
    part = rng.uniform(*habit.part)
    wanted = min(max(round(part * len(at_home)), habit.least), habit.most)
    across = min(round(ACROSS * part * len(abroad)), MOST_ACROSS) if habit.island else 0
    if habit.island and len(abroad):
        across = max(across, 1)
    picked = []
    for rows, n in ((at_home, wanted), (abroad, across)):
        taste = np.log(pool.size[rows]) * (-1.0 if habit.small else 1.0) + rng.gumbel(
            size=len(rows)
        )
        picked.append(np.sort(rows[np.argsort(-taste, kind="stable")[:n]]))
    return picked[0], picked[1]


def _shares(size: Float, habit: Habit, rng: Rng) -> Float:
    """Divide one among firms: larger ones have more; empty for none."""
    weight = size**BY_SIZE * np.exp(habit.spread * rng.standard_normal(len(size)))
    return np.asarray(weight / weight.sum() if len(size) else weight)


def _outside(
    lands: NDArray[np.str_], group: str, habit: Habit, rng: Rng
) -> tuple[NDArray[np.str_], Float]:
    """Give codes of makers off the island, country first, and how they divide one."""
    n = int(rng.integers(habit.lands[0], habit.lands[1] + 1))
    some = rng.permutation(lands)[:n]
    makers = max(n, int(rng.integers(habit.makers[0], habit.makers[1] + 1)))
    land = np.concatenate([np.arange(n), rng.integers(0, n, makers - n)])
    number = rng.permutation(ABROAD * n)
    code = np.array([f"{some[k]}{group}{number[i]:03d}" for i, k in enumerate(land)])
    order = np.argsort(code, kind="stable")
    return code[order], rng.dirichlet(np.full(makers, habit.even))


def _seen(plan: EconomyPlan, share: Float) -> Bool:
    """Hide the asked share of suppliers, small ones rather."""
    rng = plan.stream("hidden-suppliers")
    taste = rng.gumbel(size=len(share)) - OBSCURE * np.log(np.maximum(share, 1e-9))
    seen = np.ones(len(share), dtype=bool)
    seen[np.argsort(-taste, kind="stable")[: round(plan.hidden_suppliers * len(share))]] = False
    return seen
