"""Definition sets derived from data: similarity, candidates, validation, correction, agreement.

Must not know where tables come from or are kept.
"""

from jiqun.clusters.definition.agreement import (
    MatrixAgreement,
    adjusted_rand,
    agreement_of_definitions,
    matrix_agreement,
    normalised_mutual_information,
)
from jiqun.clusters.definition.correction import Corrected, corrected
from jiqun.clusters.definition.dispersion import Dispersion, traded_industries
from jiqun.clusters.definition.firmness import resampled_definition
from jiqun.clusters.definition.names import category_names, standardised_titles
from jiqun.clusters.definition.network import category_places, nearest_rows, relatedness_rows
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
    "Dispersion",
    "MatrixAgreement",
    "Similarities",
    "adjusted_rand",
    "agreement_of_definitions",
    "between_categories",
    "category_names",
    "category_places",
    "category_rows",
    "corrected",
    "industry_rows",
    "matrix_agreement",
    "nearest_rows",
    "normalised_mutual_information",
    "relatedness_rows",
    "resampled_definition",
    "search",
    "similarities",
    "standardised",
    "standardised_titles",
    "traded_industries",
    "usual_sizes",
    "validation_scores",
]
