"""The parts that nodes play between others: holes, brokers, bridges, lead firms, hubs.

Knows nodes' partners and kinds. Must not know workspaces, clusters, nor how a role is drawn.
"""

from jiqun.networks.roles.brokers import brokerage, brokerage_whole
from jiqun.networks.roles.cuts import (
    Removal,
    bridge_ties,
    cut_nodes,
    hub_removal,
    redundancy,
    removal,
)
from jiqun.networks.roles.holes import constraint, effective_size

__all__ = [
    "Removal",
    "bridge_ties",
    "brokerage",
    "brokerage_whole",
    "constraint",
    "cut_nodes",
    "effective_size",
    "hub_removal",
    "redundancy",
    "removal",
]
