"""How sure a found cluster is: resampled statistics, other levels and sets, the next year.

Knows how a sampling error, a level and a definition set are changed and what is left of a cluster
then, and what that says of the next year. Must not know how the ways find: their own resamples
come from them, as results.
"""

from jiqun.clusters.stability.again import found_again
from jiqun.clusters.stability.cells import CellStability, resampled_cells
from jiqun.clusters.stability.chances import (
    RELIABILITY,
    Basis,
    Chance,
    Verdict,
    chance_inputs,
    chances,
    fit_chance,
    judged,
    reliability,
)
from jiqun.clusters.stability.changes import (
    ORDER,
    TESTS,
    definition_stability,
    detail_words,
    level_stability,
    seen_at,
    seen_places,
    seen_sentence,
)
from jiqun.clusters.stability.packaged import packaged_chances, to_package
from jiqun.clusters.stability.plans import Drawn, Plan, draw_rows, plan_cells, settle

__all__ = [
    "ORDER",
    "RELIABILITY",
    "TESTS",
    "Basis",
    "CellStability",
    "Chance",
    "Drawn",
    "Plan",
    "Verdict",
    "chance_inputs",
    "chances",
    "definition_stability",
    "detail_words",
    "draw_rows",
    "fit_chance",
    "found_again",
    "judged",
    "level_stability",
    "packaged_chances",
    "plan_cells",
    "reliability",
    "resampled_cells",
    "seen_at",
    "seen_places",
    "seen_sentence",
    "settle",
    "to_package",
]
