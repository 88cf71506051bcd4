"""Chains that belong together: how well industry and innovation, talent, policy, money match.

Knows values of subsystems and layers of ties. Must not know where they come from.
"""

from jiqun.networks.fusion.chains import CHAINS, chain_set, chain_word
from jiqun.networks.fusion.coordination import coupling_coordination
from jiqun.networks.fusion.participation import Participation, in_both, participation, shares
from jiqun.networks.fusion.whole import chain_fusion

__all__ = [
    "CHAINS",
    "Participation",
    "chain_fusion",
    "chain_set",
    "chain_word",
    "coupling_coordination",
    "in_both",
    "participation",
    "shares",
]
