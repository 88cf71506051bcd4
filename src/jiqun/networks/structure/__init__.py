"""What a network looks like as a whole: how closed, mixed, deep, nested, lasting it is.

Knows measures of whole networks and of closure around a node. Must not know any cluster.
"""

from jiqun.networks.structure.closure import clustering, transitivity
from jiqun.networks.structure.mixing import assortativity

__all__ = ["assortativity", "clustering", "transitivity"]
