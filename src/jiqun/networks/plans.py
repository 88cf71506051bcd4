"""What a network is told: which kinds and years, how they are weighed, who takes part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from jiqun.core import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkPlan(Plan):
    """How links become a network.

    Attributes
    ----------
    kinds
        Which kinds of tie or layers (supply, knowledge, capital); None: all.
    years
        First and last year, both included; None: all, also ties without a year.
    kind_weights
        Weight of a kind or layer by name, >= 0; default 1. A kind's own goes before its layer's.
    normalised
        Divide each kind's weights by their mean first, so that kinds in different units (money,
        patents) can be added: a usual tie of any kind then weighs 1.
    strangers
        Ties of organisations that are not in the table: "refuse" or "drop" (and say so).
    most_members
        Projects of more members tie nobody.
    """

    PREFIX = "network"

    kinds: tuple[str, ...] | None = None
    years: tuple[int, int] | None = None
    kind_weights: Mapping[str, float] | None = None
    normalised: bool = True
    strangers: Literal["refuse", "drop"] = "refuse"
    most_members: int = 50
