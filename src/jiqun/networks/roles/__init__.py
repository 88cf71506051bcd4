"""The parts that nodes play between others: holes, brokers, bridges, lead firms, hubs.

Knows nodes' partners and kinds. Must not know workspaces, clusters, nor how a role is drawn.
"""

from jiqun.networks.roles.bridges import Bridging, bridging, participation
from jiqun.networks.roles.brokers import brokerage, brokerage_whole, open_ways
from jiqun.networks.roles.cuts import (
    Removal,
    bridge_ties,
    cut_nodes,
    hub_removal,
    redundancy,
    removal,
)
from jiqun.networks.roles.groups import Grouped, grouped
from jiqun.networks.roles.holes import constraint, effective_size
from jiqun.networks.roles.leads import lead_firms, supply_tiers

__all__ = [
    "Bridging",
    "Grouped",
    "Removal",
    "bridge_ties",
    "bridging",
    "brokerage",
    "brokerage_whole",
    "constraint",
    "cut_nodes",
    "effective_size",
    "grouped",
    "hub_removal",
    "lead_firms",
    "open_ways",
    "participation",
    "redundancy",
    "removal",
    "supply_tiers",
]
