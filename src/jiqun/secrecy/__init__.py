"""Floor 3: what of a table must not be printed, and what else must go so that it stays unknown.

Knows cells and the sums that tie them, the field's rules for cells that tell of one contributor,
suppression of further cells with a proof for every secret, the exact interval an attacker can
compute, and rounding. Must not know where a table comes from or who reads it: no files, no
workspace, no face.
"""

from jiqun.secrecy.auditing import Intervals, audit
from jiqun.secrecy.margins import Margins
from jiqun.secrecy.primary import Contributions, Primary, Reason, primary
from jiqun.secrecy.proofs import Proofs
from jiqun.secrecy.rounding import Rounded, controlled, rounded
from jiqun.secrecy.rules import Rules
from jiqun.secrecy.suppression import Loss, Suppression, suppress

__all__ = [
    "Contributions",
    "Intervals",
    "Loss",
    "Margins",
    "Primary",
    "Proofs",
    "Reason",
    "Rounded",
    "Rules",
    "Suppression",
    "audit",
    "controlled",
    "primary",
    "rounded",
    "suppress",
]
