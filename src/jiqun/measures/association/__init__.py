"""Association of neighbouring regions' values: Moran, Geary, Getis and Ord, whole and local.

Knows values on a graph of neighbours and their permutation.
Must not know boundaries or how neighbours were found: a graph is given.
"""

from jiqun.measures.association.conditional import benjamini_hochberg
from jiqun.measures.association.local import local_geary, local_getis_ord, local_moran
from jiqun.measures.association.whole import geary, getis_ord, moran

__all__ = [
    "benjamini_hochberg",
    "geary",
    "getis_ord",
    "local_geary",
    "local_getis_ord",
    "local_moran",
    "moran",
]
