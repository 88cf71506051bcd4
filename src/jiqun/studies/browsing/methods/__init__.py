"""What measures and schemes are: formulas, rules, sources, made from the registers."""

from jiqun.studies.browsing.methods.measures import (
    MeasurePage,
    MeasureShort,
    measure_list,
    measure_page,
)
from jiqun.studies.browsing.methods.quantities import quantity_list
from jiqun.studies.browsing.methods.schemes import SchemePage, scheme_list, scheme_page

__all__ = [
    "MeasurePage",
    "MeasureShort",
    "SchemePage",
    "measure_list",
    "measure_page",
    "quantity_list",
    "scheme_list",
    "scheme_page",
]
