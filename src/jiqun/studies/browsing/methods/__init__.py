"""What schemes and quantities are: rules, words, sources, made from the registers."""

from jiqun.studies.browsing.methods.quantities import QuantityPage, quantity_list
from jiqun.studies.browsing.methods.schemes import SchemePage, scheme_list, scheme_page

__all__ = [
    "QuantityPage",
    "SchemePage",
    "quantity_list",
    "scheme_list",
    "scheme_page",
]
