"""The parts that nodes play between others: holes, brokers, bridges, lead firms, hubs.

Knows nodes' partners and kinds. Must not know workspaces, clusters, nor how a role is drawn.
"""

from jiqun.networks.roles.brokers import brokerage, brokerage_whole
from jiqun.networks.roles.holes import constraint, effective_size

__all__ = ["brokerage", "brokerage_whole", "constraint", "effective_size"]
