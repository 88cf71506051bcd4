"""Chances of being found again that come with the package, for searches without earlier years."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

import polars as pl

from jiqun.clusters.stability.chances import RELIABILITY, Chance, Verdict
from jiqun.core import catalogue

#: Digits after the point that packaged numbers are kept with.
KEPT: Final = 5
#: What a packaged chance says of itself besides its model.
SCORES: Final = ("clusters", "share", "brier", "brier_share", "brier_survival")


@cache
def packaged_chances() -> Mapping[str, Verdict]:
    """Give the chance of each way, fitted on planted economies, with how well it predicted.

    ``catalog/doubt/found-again.toml`` names the economies and the command that fits it; its
    scores are those of economies left out of the fit, one after the other.
    """
    return {way: _read(told) for way, told in catalogue("doubt/found-again.toml")["ways"].items()}


def _read(told: Mapping[str, Any]) -> Verdict:
    numbers = {name: tuple(told[name]) for name in ("centre", "spread", "weights")}
    lines = {name: tuple(told[name]) for name in ("points", "chances")}
    rows = [dict(zip(RELIABILITY, row, strict=True)) for row in told["reliability"]]
    return Verdict(
        chance=Chance(inputs=tuple(told["inputs"]), constant=told["constant"], **numbers, **lines),
        basis="packaged",
        reliability=pl.DataFrame(rows, schema=dict(RELIABILITY)),
        **{name: told[name] for name in SCORES},
    )


def to_package(verdict: Verdict) -> dict[str, Any]:
    """Give a chance in the packaged form."""
    chance = verdict.chance
    return {
        "inputs": list(chance.inputs),
        "constant": round(chance.constant, KEPT),
        **{name: [round(v, KEPT) for v in getattr(chance, name)]
           for name in ("centre", "spread", "weights", "points", "chances")},
        **{name: getattr(verdict, name) for name in SCORES},
        "reliability": [list(row) for row in verdict.reliability.rows()],
    }  # fmt: skip
