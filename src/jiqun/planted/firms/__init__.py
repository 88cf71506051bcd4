"""Who is there: establishments, their moves, births and deaths."""

from jiqun.planted.firms.establishments import Establishments, make_establishments
from jiqun.planted.firms.lives import NEVER

__all__ = ["NEVER", "Establishments", "make_establishments"]
