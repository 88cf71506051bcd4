"""How a number is written: one rule for the command line, briefs, charts and sentences.

The digits of a number follow from itself and its unit alone, so that it is the same number on
every face and a larger one is never written as a smaller one. What is doubtful is said by the
interval beside it. ``atlas/src/app/format`` holds the same rule for pages, and both are held
to ``tests/core/digits.json``.

=========== ================================================== ================================
kind        digits                                             examples
=========== ================================================== ================================
ratio       three significant; below 1 two decimals, below     411, 12.3, 2.71, 0.83, 0.031
            0.1 two significant
share       per cent: one decimal, whole from 100 on, below    63.4%, 4.5%, 0.45%, 0.045%
            1 two significant
growth      a share with its sign                              +4.5%, −12.0%
count       whole; below 10 two significant where it is not    12,345; 7; 0.43; 1.235 m;
            whole; four significant from a million (in         123.5万
            Chinese from 100,000) on
score       three decimals: statistics by which sets or        0.412, −0.020
            forecasts are compared
chance      two decimals, below 0.1 three; what is not sure    0.84, 0.034, > 0.99, < 0.01
            is never written as 0 or 1
=========== ================================================== ================================

Knows numbers, units and the two languages. Must not know what a number is of.
"""

from jiqun.core.digits.kinds import (
    kind_of,
    show,
    show_against,
    show_chance,
    show_cut_chance,
    show_score,
    show_span,
)
from jiqun.core.digits.rule import (
    MINUS,
    NOTHING,
    fixed,
    rounded_at,
    show_count,
    show_growth,
    show_ratio,
    show_share,
)

__all__ = [
    "MINUS",
    "NOTHING",
    "fixed",
    "kind_of",
    "rounded_at",
    "show",
    "show_against",
    "show_chance",
    "show_count",
    "show_cut_chance",
    "show_growth",
    "show_ratio",
    "show_score",
    "show_share",
    "show_span",
]
