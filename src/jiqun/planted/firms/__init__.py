"""Who is there: establishments, their moves, births and deaths."""

from jiqun.planted.firms.establishments import NEVER, Establishments, make_establishments

__all__ = ["NEVER", "Establishments", "make_establishments"]
