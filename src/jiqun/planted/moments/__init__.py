"""What an economy's tables look like in numbers, beside the same numbers of real economies.

Knows canonical tables, planted or real, and the catalogue of real figures with their sources.
Must not know how an economy is planted, nor its truth.
"""

from jiqun.planted.moments.comparing import NEEDED, Compared, compared, distance, measured
from jiqun.planted.moments.found import Found
from jiqun.planted.moments.references import RealFigure, Reference, Source, references
from jiqun.planted.moments.tails import Tail, hill_exponent, power_tail, slope_between

__all__ = [
    "NEEDED",
    "Compared",
    "Found",
    "RealFigure",
    "Reference",
    "Source",
    "Tail",
    "compared",
    "distance",
    "hill_exponent",
    "measured",
    "power_tail",
    "references",
    "slope_between",
]
