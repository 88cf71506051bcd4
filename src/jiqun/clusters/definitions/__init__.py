"""Definition sets: given ones checked, others derived from data, scored, named and compared.

Knows which industries make up which category, how related industries are, how sets are searched
for, corrected and held against one another. Must not know where tables come from or are kept.
"""

from jiqun.clusters.definitions.correction import Corrected, corrected
from jiqun.clusters.definitions.derived import DerivedDefinition, code_definition
from jiqun.clusters.definitions.dispersion import Dispersion, traded_industries
from jiqun.clusters.definitions.firmness import resampled_definition
from jiqun.clusters.definitions.given import (
    Definitions,
    definition_problems,
    prepare_definitions,
    whole_first,
)
from jiqun.clusters.definitions.held_out import (
    Comparison,
    baseline_labels,
    colocation,
    compared_sets,
)
from jiqun.clusters.definitions.inputs import IndustryTables
from jiqun.clusters.definitions.matrices import CodeTree, Location
from jiqun.clusters.definitions.names import category_names, standardised_titles
from jiqun.clusters.definitions.network import category_places, nearest_rows, relatedness_rows
from jiqun.clusters.definitions.plans import DerivationPlan, TradedPlan
from jiqun.clusters.definitions.scores import (
    between_categories,
    category_rows,
    industry_rows,
    validation_scores,
)
from jiqun.clusters.definitions.search import (
    derive_definition,
    most_industries,
    usual_sizes,
)
from jiqun.clusters.definitions.set_agreement import (
    MatrixAgreement,
    adjusted_rand,
    agreement_of_definitions,
    matrix_agreement,
    normalised_mutual_information,
)
from jiqun.clusters.definitions.similarities import (
    Similarities,
    related,
    similarities,
    standardised,
)

__all__ = [
    "CodeTree",
    "Comparison",
    "Corrected",
    "Definitions",
    "DerivationPlan",
    "DerivedDefinition",
    "Dispersion",
    "IndustryTables",
    "Location",
    "MatrixAgreement",
    "Similarities",
    "TradedPlan",
    "adjusted_rand",
    "agreement_of_definitions",
    "baseline_labels",
    "between_categories",
    "category_names",
    "category_places",
    "category_rows",
    "code_definition",
    "colocation",
    "compared_sets",
    "corrected",
    "definition_problems",
    "derive_definition",
    "industry_rows",
    "matrix_agreement",
    "most_industries",
    "nearest_rows",
    "normalised_mutual_information",
    "prepare_definitions",
    "related",
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
