"""What stands beside a rating: how many peers it was judged among, whether a tie decided it.

Knows the groups of the percentiles and the rules of a scheme.
Must not know how a rule is decided, nor where cells come from.
"""

from jiqun.clusters.judging.importance import (
    IMPORTANT_QUOTIENT,
    IMPORTANT_SHARE,
    with_importance,
)
from jiqun.clusters.judging.notes import FEW_PEERS, LEAST_PEERS, TIE, noted
from jiqun.clusters.judging.peers import PEERS, alone, fewest_peers
from jiqun.clusters.judging.ties import tied

__all__ = [
    "FEW_PEERS",
    "IMPORTANT_QUOTIENT",
    "IMPORTANT_SHARE",
    "LEAST_PEERS",
    "PEERS",
    "TIE",
    "alone",
    "fewest_peers",
    "noted",
    "tied",
    "with_importance",
]
