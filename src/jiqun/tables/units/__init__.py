"""Numbers of labelled units: several subsystems of each.

Knows labels, years and errors. Must not know any measure.
"""

from jiqun.tables.units.subsystems import ERROR, Subsystems

__all__ = ["ERROR", "Subsystems"]
