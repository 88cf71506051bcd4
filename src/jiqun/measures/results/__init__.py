"""What measures return and how it is recorded, cited and put into words.

Knows arrays with labels, intervals and records. Must not know any single measure.
"""

from jiqun.measures.results.kinds import (
    CellMeasure,
    CurveMeasure,
    IndustryMeasure,
    IndustryPairMeasure,
    Measured,
    RegionMeasure,
    RegionPairMeasure,
    SiteMeasure,
    WholeMeasure,
)
from jiqun.measures.results.records import aligned, over_years, recorded, same_labels
from jiqun.measures.results.references import Reference, reference, references
from jiqun.measures.results.unknowns import blank, either, unsettled

#: The type of result for each answer to "what does one value belong to".
KINDS: dict[str, type[Measured]] = {
    "cell": CellMeasure,
    "region": RegionMeasure,
    "industry": IndustryMeasure,
    "region-pair": RegionPairMeasure,
    "industry-pair": IndustryPairMeasure,
    "distance": CurveMeasure,
    "site": SiteMeasure,
    "whole": WholeMeasure,
}

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
    "aligned",
    "blank",
    "either",
    "over_years",
    "recorded",
    "reference",
    "references",
    "same_labels",
    "unsettled",
]
