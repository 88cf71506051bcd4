"""What luck alone does to counts of establishments in places: limits, and a bound to rank by.

Knows arrays of counts. Must not know what an establishment is, nor in which table it stands.
"""

from jiqun.kernels.luck.evidence import TAIL, fit_gamma, surely, told_apart
from jiqun.kernels.luck.limits import luck_interval, poisson_limits

__all__ = ["TAIL", "fit_gamma", "luck_interval", "poisson_limits", "surely", "told_apart"]
