"""What two industries have in common, as plain arrays: places, and classes of their code."""

from jiqun.clusters.definitions.matrices.code_tree import CodeTree, common_classes
from jiqun.clusters.definitions.matrices.places import (
    Location,
    beyond_size,
    correlated,
    located,
)

__all__ = ["CodeTree", "Location", "beyond_size", "common_classes", "correlated", "located"]
