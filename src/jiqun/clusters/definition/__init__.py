"""Definition sets derived from data: similarity, candidates, validation, correction, agreement.

Must not know where tables come from or are kept.
"""

from jiqun.clusters.definition.correction import Corrected, corrected
from jiqun.clusters.definition.scores import (
    between_categories,
    category_rows,
    industry_rows,
    validation_scores,
)
from jiqun.clusters.definition.search import DerivedDefinition, search, usual_sizes
from jiqun.clusters.definition.similarities import Similarities, similarities, standardised

__all__ = [
    "Corrected",
    "DerivedDefinition",
    "Similarities",
    "between_categories",
    "category_rows",
    "corrected",
    "industry_rows",
    "search",
    "similarities",
    "standardised",
    "usual_sizes",
    "validation_scores",
]
