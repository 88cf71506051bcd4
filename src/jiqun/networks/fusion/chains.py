"""Names of chains, and which set of them was taken: dual-chain or one of the two four-chain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

#: Each chain by its column, with what else it is called.
CHAINS: Final[Mapping[str, tuple[str, ...]]] = {
    "industry_chain": ("industry", "industrial_chain", "产业链", "产业"),
    "innovation_chain": ("innovation", "创新链", "创新"),
    "talent_chain": ("talent", "人才链", "人才"),
    "policy_chain": ("policy", "政策链", "政策"),
    "capital_chain": ("capital", "money", "money_chain", "finance_chain", "资金链", "资金"),
}
#: Sets that documents name: 003 line 98 has money, line 285 talent.
SETS: Final[Mapping[frozenset[str], str]] = {
    frozenset({"industry_chain", "innovation_chain"}): "dual-chain",
    frozenset(
        {"policy_chain", "innovation_chain", "industry_chain", "capital_chain"}
    ): "four-chain with money",
    frozenset(
        {"industry_chain", "innovation_chain", "talent_chain", "policy_chain"}
    ): "four-chain with talent",
}


def chain_word(name: str) -> str:
    """Give a chain's own name for whatever it is called; another name stays.

    Examples
    --------
    >>> chain_word("产业链"), chain_word("Money"), chain_word("water")
    ('industry_chain', 'capital_chain', 'water')
    """
    plain = name.strip().lower()
    return next((one for one, also in CHAINS.items() if plain in (one, *also)), name)


def chain_set(names: Iterable[str]) -> str:
    """Name the set of chains; "own" for any other.

    Examples
    --------
    >>> chain_set(["innovation_chain", "industry_chain"]), chain_set(["water", "energy"])
    ('dual-chain', 'own')
    """
    return SETS.get(frozenset(names), "own")
