"""Shipped lists of codes and names: classifications, administrative divisions, and matching.

Knows which list a printed name is of, which code it means and how surely, and which categories
to start with. Must not know the workspace or any file a user brings.
"""

from jiqun.sources.lists.ancestors import with_ancestors
from jiqun.sources.lists.correspondences import correspondence, correspondences
from jiqun.sources.lists.likely import likely_lists, list_of_codes
from jiqun.sources.lists.matching import Candidate, Matched, match_names
from jiqun.sources.lists.reading import NameList, list_ids, list_of_system, name_list
from jiqun.sources.lists.source import read_classification
from jiqun.sources.lists.starters import Starter, starter_categories

__all__ = [
    "Candidate",
    "Matched",
    "NameList",
    "Starter",
    "correspondence",
    "correspondences",
    "likely_lists",
    "list_ids",
    "list_of_codes",
    "list_of_system",
    "match_names",
    "name_list",
    "read_classification",
    "starter_categories",
    "with_ancestors",
]
