"""Growth of cells and their years: like with like, where regions' codes changed."""

from jiqun.clusters.growth.lands import over_land
from jiqun.clusters.growth.rates import change_cautions, grown, long_growth

__all__ = ["change_cautions", "grown", "long_growth", "over_land"]
