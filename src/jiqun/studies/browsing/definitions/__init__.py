"""Definition sets: listed, one whole, an industry's place in one, and one of one's own."""

from jiqun.studies.browsing.definitions.choosing import Tried
from jiqun.studies.browsing.definitions.detail import (
    DefinitionDetail,
    IndustryDetail,
    definition_detail,
    definition_industry,
)
from jiqun.studies.browsing.definitions.listing import (
    DefinitionPage,
    definition_frame,
    definition_list,
)
from jiqun.studies.browsing.definitions.trying import (
    TriedDefinition,
    category_rows,
    get_ready,
    tried_frame,
    try_definition,
)

__all__ = [
    "DefinitionDetail",
    "DefinitionPage",
    "IndustryDetail",
    "Tried",
    "TriedDefinition",
    "category_rows",
    "definition_detail",
    "definition_frame",
    "definition_industry",
    "definition_list",
    "get_ready",
    "tried_frame",
    "try_definition",
]
