"""Floor 2: what measures of any room return and how it is recorded, cited and put into words.

Knows arrays with labels, intervals and records. Must not know any single measure.
"""

from jiqun.results.kinds import (
    CellMeasure,
    CurveMeasure,
    IndustryMeasure,
    IndustryPairMeasure,
    Measured,
    NodeMeasure,
    NodeRoleMeasure,
    RegionMeasure,
    RegionPairMeasure,
    SiteMeasure,
    WholeMeasure,
)
from jiqun.results.records import aligned, over_years, recorded, same_labels
from jiqun.results.references import Reference, reference, references
from jiqun.results.unknowns import blank, either, unsettled

#: The type of result for each answer to "what does one value belong to".
KINDS: dict[str, type[Measured]] = {
    "cell": CellMeasure,
    "region": RegionMeasure,
    "industry": IndustryMeasure,
    "region-pair": RegionPairMeasure,
    "industry-pair": IndustryPairMeasure,
    "distance": CurveMeasure,
    "site": SiteMeasure,
    "node": NodeMeasure,
    "node-role": NodeRoleMeasure,
    "whole": WholeMeasure,
}

__all__ = [
    "KINDS",
    "CellMeasure",
    "CurveMeasure",
    "IndustryMeasure",
    "IndustryPairMeasure",
    "Measured",
    "NodeMeasure",
    "NodeRoleMeasure",
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
