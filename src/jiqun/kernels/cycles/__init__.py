"""Cycles of cells in a crossed table with hierarchies: along them values move and no sum changes.

Knows arrays of cells, costs and parents. Must not know what a cell counts, nor why it is hidden.
"""

from jiqun.kernels.cycles.covering import covered
from jiqun.kernels.cycles.table import Below, below, table_of

__all__ = ["Below", "below", "covered", "table_of"]
