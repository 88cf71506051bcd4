"""Employment that a publisher withholds or leaves out, estimated by named steps within its range.

Knows canonical rows and their trees of regions and industries. Must not know publishers' files,
the workspace or any measure.
"""

from jiqun.sources.filling.engine import fill
from jiqun.sources.filling.means import (
    impute_establishment_mean,
    impute_size_class_midpoint,
    size_classes,
)
from jiqun.sources.filling.plans import Filled, FillPlan

__all__ = [
    "FillPlan",
    "Filled",
    "fill",
    "impute_establishment_mean",
    "impute_size_class_midpoint",
    "size_classes",
]
