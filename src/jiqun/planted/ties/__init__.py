"""Who works with whom: links, projects, patents."""

from jiqun.planted.ties.links import make_ties

__all__ = ["make_ties"]
