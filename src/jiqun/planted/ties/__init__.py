"""Who works with whom: links, projects, patents."""

from jiqun.planted.ties.links import make_ties
from jiqun.planted.ties.net import LEGS, broken_legs

__all__ = ["LEGS", "broken_legs", "make_ties"]
