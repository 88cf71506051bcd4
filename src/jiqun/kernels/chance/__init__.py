"""Draws held against what was observed: one rule for p-values, and permutations over a map.

Knows arrays and counts. Must not know what was drawn, nor what follows from a small p-value.
"""

from jiqun.kernels.chance.rule import (
    at_least,
    at_most,
    least,
    most,
    reaching,
    share,
    smaller,
    smaller_side,
    two_sided,
)

__all__ = [
    "at_least",
    "at_most",
    "least",
    "most",
    "reaching",
    "share",
    "smaller",
    "smaller_side",
    "two_sided",
]
