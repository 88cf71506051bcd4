"""Floor 3: the measures of the field, from typed arrays to results with intervals and a record.

Knows the formulas, their variants, their sources and their undefined cases.
Must not know where data lie, how results are kept or shown: no files, no workspace, no face.
"""

from jiqun.kernels.quotients import quotient, quotient_interval, share_interval
from jiqun.measures.quotients import (
    location_quotients,
    log_location_quotients,
    macro_shares,
    micro_shares,
    standardised_location_quotients,
    symmetric_location_quotients,
)
from jiqun.measures.results import (
    KINDS,
    CellMeasure,
    CurveMeasure,
    IndustryMeasure,
    IndustryPairMeasure,
    Measured,
    Reference,
    RegionMeasure,
    RegionPairMeasure,
    SiteMeasure,
    WholeMeasure,
    over_years,
    reference,
    references,
)
from jiqun.measures.structure import diversity, herfindahl, ubiquity

__all__ = [
    "KINDS",
    "CellMeasure",
    "CurveMeasure",
    "IndustryMeasure",
    "IndustryPairMeasure",
    "Measured",
    "Reference",
    "RegionMeasure",
    "RegionPairMeasure",
    "SiteMeasure",
    "WholeMeasure",
    "diversity",
    "herfindahl",
    "location_quotients",
    "log_location_quotients",
    "macro_shares",
    "micro_shares",
    "over_years",
    "quotient",
    "quotient_interval",
    "reference",
    "references",
    "share_interval",
    "standardised_location_quotients",
    "symmetric_location_quotients",
    "ubiquity",
]
