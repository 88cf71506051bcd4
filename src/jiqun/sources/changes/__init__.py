"""Codes of regions that changed: what the catalogue knows, by the system of codes.

Knows ``catalog/changes/<system>.csv``, each row with its source. Must not know the workspace.
"""

from jiqun.sources.changes.catalogued import SYSTEMS, catalogued_changes, concerning
from jiqun.sources.changes.reading import read_changes

__all__ = ["SYSTEMS", "catalogued_changes", "concerning", "read_changes"]
