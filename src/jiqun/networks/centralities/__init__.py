"""How central a node is: its partners, their weight, its place on the ways between others.

Knows measures of single nodes. Must not know kinds of actor, nor any cluster.
"""

from jiqun.networks.centralities.partners import degree, strength

__all__ = ["degree", "strength"]
