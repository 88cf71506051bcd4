"""Definition sets: given ones checked, others derived from data, scored, named and compared.

Knows which industries make up which category, how related industries are, how sets are searched
for, corrected and held against one another. Must not know where tables come from or are kept.
"""

from jiqun.clusters.definitions.correction import Corrected, corrected
from jiqun.clusters.definitions.dispersion import Dispersion, traded_industries
from jiqun.clusters.definitions.firmness import resampled_definition
from jiqun.clusters.definitions.given import (
    Definitions,
    definition_problems,
    prepare_definitions,
    whole_first,
)
from jiqun.clusters.definitions.inputs import IndustryTables
from jiqun.clusters.definitions.names import category_names, standardised_titles
from jiqun.clusters.definitions.network import category_places, nearest_rows, relatedness_rows
from jiqun.clusters.definitions.plans import DerivationPlan, TradedPlan
from jiqun.clusters.definitions.scores import (
    between_categories,
    category_rows,
    industry_rows,
    validation_scores,
)
from jiqun.clusters.definitions.search import DerivedDefinition, derive_definition, usual_sizes
from jiqun.clusters.definitions.set_agreement import (
    MatrixAgreement,
    adjusted_rand,
    agreement_of_definitions,
    matrix_agreement,
    normalised_mutual_information,
)
from jiqun.clusters.definitions.similarities import Similarities, similarities, standardised

__all__ = [
    "Corrected",
    "Definitions",
    "DerivationPlan",
    "DerivedDefinition",
    "Dispersion",
    "IndustryTables",
    "MatrixAgreement",
    "Similarities",
    "TradedPlan",
    "adjusted_rand",
    "agreement_of_definitions",
    "between_categories",
    "category_names",
    "category_places",
    "category_rows",
    "corrected",
    "definition_problems",
    "derive_definition",
    "industry_rows",
    "matrix_agreement",
    "nearest_rows",
    "normalised_mutual_information",
    "prepare_definitions",
    "relatedness_rows",
    "resampled_definition",
    "similarities",
    "standardised",
    "standardised_titles",
    "traded_industries",
    "usual_sizes",
    "validation_scores",
    "whole_first",
]
