"""Technologies of holders: classes of patents, how related a portfolio is, who does the same.

Knows tables of holders and classes. Must not know where they come from.
"""

from jiqun.networks.technology.classes import LEVELS, Level, class_at, technology_classes
from jiqun.networks.technology.portfolios import co_classification, portfolios
from jiqun.networks.technology.relatedness import lock_in, technology_cohesion
from jiqun.networks.technology.repetition import duplication, technology_dispersion

__all__ = [
    "LEVELS",
    "Level",
    "class_at",
    "co_classification",
    "duplication",
    "lock_in",
    "portfolios",
    "technology_classes",
    "technology_cohesion",
    "technology_dispersion",
]
