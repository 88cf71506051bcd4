"""Codes of regions that changed, as a source: what the catalogue knows, by the system of codes."""

from jiqun.sources.changes.reading import read_changes

__all__ = ["read_changes"]
