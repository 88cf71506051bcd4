"""Floor 4: cells and their ratings by rules kept as data; clusters from regions, points, links.

Knows definition sets, hierarchies of regions, cells of category by region, schemes of rating
and how unknown quantities and intervals pass through them.
Must not know where tables come from or are kept, nor any face: no workspace, no source.
"""

from jiqun.clusters.audit import (
    AuditQuantity,
    AuditSummary,
    QuotientAudit,
    audit_quotients,
)
from jiqun.clusters.bare import bare_cells, bare_persistence, read_typed
from jiqun.clusters.cells import FOLLOWING, KINDS, PERSISTENT, Cells, measure_cells
from jiqun.clusters.definitions import (
    Definitions,
    definition_problems,
    prepare_definitions,
    whole_first,
)
from jiqun.clusters.doubt import SURE, Forecast, Persistence, forecast
from jiqun.clusters.flag_agreement import (
    FlagAgreement,
    flag_agreement,
    published_cells,
    published_rows,
    recognises,
)
from jiqun.clusters.gathering import SIZE_CV2, Ground, ground_problems
from jiqun.clusters.growth import long_growth, over_land
from jiqun.clusters.hierarchies import base_phrase, base_words, place_names, places
from jiqun.clusters.judging import (
    FEW_PEERS,
    IMPORTANT_QUOTIENT,
    IMPORTANT_SHARE,
    LEAST_PEERS,
    PEERS,
    TIE,
    with_importance,
)
from jiqun.clusters.leading import (
    LEADS,
    MONEY,
    Led,
    known_cells,
    leading_quantity,
    led_by,
    led_scheme,
    left_out,
)
from jiqun.clusters.luck import SUREST, with_evidence, with_luck
from jiqun.clusters.percentiles import Peers, group_percentiles
from jiqun.clusters.profiles import category_profiles, region_profiles
from jiqun.clusters.quantities import growth_told, missing_quantities, wanted_of, with_quantities
from jiqun.clusters.ratings import LEAST_VISIBLE, VISIBLE, Ratings, criteria_of, rate_cells
from jiqun.clusters.references import Reference
from jiqun.clusters.schemes import (
    Criterion,
    Rating,
    Scheme,
    Statement,
    cell_schemes,
    parse_cutoffs,
    scheme,
    schemes,
)
from jiqun.clusters.strong import cell_members, strong_cells

__all__ = [
    "FEW_PEERS",
    "FOLLOWING",
    "IMPORTANT_QUOTIENT",
    "IMPORTANT_SHARE",
    "KINDS",
    "LEADS",
    "LEAST_PEERS",
    "LEAST_VISIBLE",
    "MONEY",
    "PEERS",
    "PERSISTENT",
    "SIZE_CV2",
    "SURE",
    "SUREST",
    "TIE",
    "VISIBLE",
    "AuditQuantity",
    "AuditSummary",
    "Cells",
    "Criterion",
    "Definitions",
    "FlagAgreement",
    "Forecast",
    "Ground",
    "Led",
    "Peers",
    "Persistence",
    "QuotientAudit",
    "Rating",
    "Ratings",
    "Reference",
    "Scheme",
    "Statement",
    "audit_quotients",
    "bare_cells",
    "bare_persistence",
    "base_phrase",
    "base_words",
    "category_profiles",
    "cell_members",
    "cell_schemes",
    "criteria_of",
    "definition_problems",
    "flag_agreement",
    "forecast",
    "ground_problems",
    "group_percentiles",
    "growth_told",
    "known_cells",
    "leading_quantity",
    "led_by",
    "led_scheme",
    "left_out",
    "long_growth",
    "measure_cells",
    "missing_quantities",
    "over_land",
    "parse_cutoffs",
    "place_names",
    "places",
    "prepare_definitions",
    "published_cells",
    "published_rows",
    "rate_cells",
    "read_typed",
    "recognises",
    "region_profiles",
    "scheme",
    "schemes",
    "strong_cells",
    "wanted_of",
    "whole_first",
    "with_evidence",
    "with_importance",
    "with_luck",
    "with_quantities",
]
