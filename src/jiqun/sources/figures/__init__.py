"""Figures as publishers print them, and how much of the whole they show.

Knows how a printed figure reads, what a source's own words say of a mark or a flag beside it, and
which of a table's rows may be added up. Must not know any one source: each gives its own marks.
The sentences stand in ``catalog/problems/sources.toml``.
"""

from jiqun.sources.figures.flags import MARK, bare, known_flags, marked
from jiqun.sources.figures.numerals import numbers
from jiqun.sources.figures.shares import cells_told, deepest, depth_by_depth, visible_shares

__all__ = [
    "MARK",
    "bare",
    "cells_told",
    "deepest",
    "depth_by_depth",
    "known_flags",
    "marked",
    "numbers",
    "visible_shares",
]
