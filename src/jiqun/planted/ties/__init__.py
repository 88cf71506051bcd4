"""Who works with whom: links, projects, patents."""

from jiqun.planted.ties.links import make_ties
from jiqun.planted.ties.net import broken_legs

__all__ = ["broken_legs", "make_ties"]
