"""Who supplies each node of the chains with what share, and which of them anyone knows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.core import catalogue
from jiqun.planted.chains.chains import STATES, Chain
from jiqun.planted.firms import Establishments
from jiqun.planted.ground import Industries, Places
from jiqun.planted.organisations import Organisations
from jiqun.planted.plans import EconomyPlan

Float = NDArray[np.float64]
Int = NDArray[np.int64]
Bool = NDArray[np.bool_]
Rng = np.random.Generator


@dataclass(frozen=True, slots=True, kw_only=True)
class _Habit:
    """How a kind of node is supplied; all of it assumptions.

    ``part``: bounds of the share of its class's firms at home that supply it; ``least``, ``most``:
    how many these are, if there are so many; ``small``: small ones rather; ``spread``: standard
    deviation of log shares beside size; ``lands``, ``makers``: fewest and most countries off the
    island and suppliers there; ``even``: how even these are (a Dirichlet's parameter);
    ``island``: part of the imports that firms of the island's other countries may have.
    """

    part: tuple[float, float] = (0.1, 0.4)
    least: int = 6
    most: int = 60
    small: bool = False
    spread: float = 0.5
    lands: tuple[int, int] = (3, 5)
    makers: tuple[int, int] = (3, 8)
    even: float = 1.0
    island: float = 0.5


HABITS: Final = {
    "sound": _Habit(),
    "missing": _Habit(least=0, most=0, lands=(2, 3), makers=(3, 6), island=0.0),
    "weak": _Habit(most=5, small=True, spread=1.0, lands=(2, 4), makers=(4, 8)),
    "choke": _Habit(
        part=(0.0, 0.02), least=1, most=3, small=True, lands=(1, 2), makers=(2, 3), even=0.8,
        island=0.0,
    ),
    "imported": _Habit(part=(0.05, 0.15), most=20, lands=(5, 8), makers=(12, 18), even=20.0),
    "unneeded": _Habit(least=0, most=0, lands=(1, 2), makers=(1, 3), island=0.0),
    "hub": _Habit(part=(0.3, 0.6), least=12, most=120),
    "small": _Habit(most=6, lands=(1, 2), makers=(1, 3)),
}  # fmt: skip
#: Shares go with employment to this power.
BY_SIZE: Final = 0.6
#: A supplier of another country of the island against one at home, and how many at most.
ACROSS, MOST_ACROSS = 0.1, 12
#: Numbers of makers that a group of industries has in each country off the island.
ABROAD: Final = 9
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
    code: pl.Series
    country: pl.Series
    home: Bool
    share: Float
    seen: Bool

    @property
    def of_firms(self) -> pl.DataFrame:
        """Give what each supplying firm makes: ``organisation`` (position), ``node`` (number)."""
        here = self.firm >= 0
        pairs = {"organisation": self.firm[here], "node": self.node[here]}
        return pl.DataFrame(pairs).sort("organisation", "node")

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
    names = organisations.codes.gather(np.maximum(firm, 0))
    at_home = own & (country == 0)
    supplied = np.bincount(node[at_home], minlength=len(parts)) > 0
    return Suppliers(
        chain=replace(chain, home=np.where(supplied, chain.home, 0.0)),
        node=node,
        firm=firm,
        code=names.zip_with(pl.Series(own), pl.Series(code)),
        country=here.zip_with(pl.Series(own), pl.Series(code).str.slice(0, 2)),
        home=at_home,
        share=share,
        seen=_seen(plan, share),
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


def _chosen(pool: _Pool, industry: int, habit: _Habit, rng: Rng) -> tuple[Int, Int]:
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


def _shares(size: Float, habit: _Habit, rng: Rng) -> Float:
    """Divide one among firms: larger ones have more; empty for none."""
    weight = size**BY_SIZE * np.exp(habit.spread * rng.standard_normal(len(size)))
    return np.asarray(weight / weight.sum() if len(size) else weight)


def _outside(
    lands: NDArray[np.str_], group: str, habit: _Habit, rng: Rng
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
