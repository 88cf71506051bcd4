"""Floor 3: the measures of the field, from typed arrays to results with intervals and a record.

Knows the formulas, their variants, their sources and their undefined cases.
Must not know where data lie, how results are kept or shown: no files, no workspace, no face.
"""

from jiqun.kernels.quotients import quotient, quotient_interval, share_interval
from jiqun.measures.agglomeration import coagglomeration, ellison_glaeser, maurel_sedillot
from jiqun.measures.association import (
    geary,
    getis_ord,
    local_geary,
    local_getis_ord,
    local_moran,
    moran,
)
from jiqun.measures.comparison import (
    average_quotients,
    hachman,
    krugman,
    relative_per_head,
    revealed_advantages,
    specialisation_coefficients,
)
from jiqun.measures.complexity import (
    economic_complexity,
    knowledge_complexity,
    product_complexity,
    technology_complexity,
)
from jiqun.measures.dynamics import entry, exits, growth, shift_share, shift_share_cells
from jiqun.measures.inequality import (
    concentration_ratio,
    gini,
    gini_of_quotients,
    hoover,
    locational_gini,
    theil,
)
from jiqun.measures.potential import (
    cohesion,
    opportunity_gain,
    opportunity_outlook,
    region_similarity,
    relatedness_density,
)
from jiqun.measures.quotients import (
    location_quotients,
    log_location_quotients,
    macro_shares,
    micro_shares,
    standardised_location_quotients,
    symmetric_location_quotients,
)
from jiqun.measures.reflections import (
    industry_complexity,
    industry_reflections,
    region_fitness,
    region_reflections,
)
from jiqun.measures.relatedness import (
    co_occurrence,
    proximity,
    relatedness_association,
    relatedness_correlation,
    relatedness_cosine,
    relatedness_jaccard,
    relatedness_probability,
    relatedness_zscore,
)
from jiqun.measures.sophistication import expy, prody
from jiqun.measures.space import (
    Null,
    Smoothing,
    Window,
    diggle_d,
    kd,
    kd_study,
    m,
    m_density,
    ripley_k,
    ripley_l,
)
from jiqun.measures.structure import (
    diversity,
    entropy,
    herfindahl,
    related_variety,
    ubiquity,
    unrelated_variety,
)
from jiqun.measures.uncertainty import resampled

__all__ = [
    "Null",
    "Smoothing",
    "Window",
    "average_quotients",
    "co_occurrence",
    "coagglomeration",
    "cohesion",
    "concentration_ratio",
    "diggle_d",
    "diversity",
    "economic_complexity",
    "ellison_glaeser",
    "entropy",
    "entry",
    "exits",
    "expy",
    "geary",
    "getis_ord",
    "gini",
    "gini_of_quotients",
    "growth",
    "hachman",
    "herfindahl",
    "hoover",
    "industry_complexity",
    "industry_reflections",
    "kd",
    "kd_study",
    "knowledge_complexity",
    "krugman",
    "local_geary",
    "local_getis_ord",
    "local_moran",
    "location_quotients",
    "locational_gini",
    "log_location_quotients",
    "m",
    "m_density",
    "macro_shares",
    "maurel_sedillot",
    "micro_shares",
    "moran",
    "opportunity_gain",
    "opportunity_outlook",
    "product_complexity",
    "prody",
    "proximity",
    "quotient",
    "quotient_interval",
    "region_fitness",
    "region_reflections",
    "region_similarity",
    "related_variety",
    "relatedness_association",
    "relatedness_correlation",
    "relatedness_cosine",
    "relatedness_density",
    "relatedness_jaccard",
    "relatedness_probability",
    "relatedness_zscore",
    "relative_per_head",
    "resampled",
    "revealed_advantages",
    "ripley_k",
    "ripley_l",
    "share_interval",
    "shift_share",
    "shift_share_cells",
    "specialisation_coefficients",
    "standardised_location_quotients",
    "symmetric_location_quotients",
    "technology_complexity",
    "theil",
    "ubiquity",
    "unrelated_variety",
]
