"""What schemes, quantities and terms are: rules, words, sources, made from the registers."""

from jiqun.core import Term
from jiqun.studies.browsing.methods.doubts import doubt_shown
from jiqun.studies.browsing.methods.quantities import QuantityPage, quantity_list
from jiqun.studies.browsing.methods.schemes import SchemePage, scheme_list, scheme_page
from jiqun.studies.browsing.methods.terms import term_list

__all__ = [
    "QuantityPage",
    "SchemePage",
    "Term",
    "doubt_shown",
    "quantity_list",
    "scheme_list",
    "scheme_page",
    "term_list",
]
