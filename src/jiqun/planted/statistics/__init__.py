"""What an office would count and what it hides."""

from jiqun.planted.statistics.activity import CLASSES, WAGE, Growth, Statistics, count, make_growth

__all__ = ["CLASSES", "WAGE", "Growth", "Statistics", "count", "make_growth"]
