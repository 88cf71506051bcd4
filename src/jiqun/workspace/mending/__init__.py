"""Whether a workspace is still what was written, and the way back to its last good state.

Knows commits, parts and Delta logs one by one, also where some of them are damaged; nothing here
deletes. Must not know what a table means or who asks.
"""

from jiqun.workspace.mending.repairing import KeptBy, Repair, Step, StepKind, repair
from jiqun.workspace.mending.survey import Survey, survey

__all__ = ["KeptBy", "Repair", "Step", "StepKind", "Survey", "repair", "survey"]
