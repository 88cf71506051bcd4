"""How sure a found cluster is: resampled statistics, other levels, other definition sets.

Knows how a sampling error, a level and a definition set are changed and what survives it.
Must not know how the ways find: their own resamples come from them, as results.
"""

from jiqun.clusters.stability.cells import CellStability, resampled_cells
from jiqun.clusters.stability.changes import (
    ORDER,
    TESTS,
    definition_stability,
    detail_words,
    level_stability,
    smallest_changes,
    vanishing_sentence,
)
from jiqun.clusters.stability.plans import Drawn, Plan, draw_rows, plan_cells, settle

__all__ = [
    "ORDER",
    "TESTS",
    "CellStability",
    "Drawn",
    "Plan",
    "definition_stability",
    "detail_words",
    "draw_rows",
    "level_stability",
    "plan_cells",
    "resampled_cells",
    "settle",
    "smallest_changes",
    "vanishing_sentence",
]
