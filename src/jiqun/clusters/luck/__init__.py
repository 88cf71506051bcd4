"""Luck of cells: how far establishments' chance alone would move a quotient, and whom it spares.

Knows cells and their establishments. Must not know ratings, nor what a quotient will be next year.
"""

from jiqun.clusters.luck.counted import Counted, counted
from jiqun.clusters.luck.evidence import EVIDENCE, SUREST, with_evidence
from jiqun.clusters.luck.limits import LUCK, with_luck

__all__ = ["EVIDENCE", "LUCK", "SUREST", "Counted", "counted", "with_evidence", "with_luck"]
