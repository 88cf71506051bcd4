"""What an office would count, what it hides, and what it defines anew."""

from jiqun.planted.statistics.activity import WAGE, Statistics, count
from jiqun.planted.statistics.growth import Growth, count_untreated, make_growth
from jiqun.planted.statistics.withheld import CLASSES

__all__ = ["CLASSES", "WAGE", "Growth", "Statistics", "count", "count_untreated", "make_growth"]
