"""Find a region, cell, cluster, category, industry, organisation or measure by its names."""

from jiqun.studies.browsing.searching.indexing import Entry, Index, index
from jiqun.studies.browsing.searching.search import Hit, search

__all__ = ["Entry", "Hit", "Index", "index", "search"]
