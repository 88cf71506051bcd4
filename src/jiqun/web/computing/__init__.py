"""Heavy questions: few at once, in processes of their own, stopped when nobody waits any more.

Knows jobs, the line before them and the processes that do them. Must not know routes.
"""

from jiqun.web.computing.computed import GoneError, awaited, computed, filed, packing, sent
from jiqun.web.computing.hands import Apart, Here, started
from jiqun.web.computing.jobs import Job, Made
from jiqun.web.computing.lane import CrowdedError, Lane, LostError
from jiqun.web.computing.stepping import step_back
from jiqun.web.computing.wire import Failed, FaultError, receive, send

__all__ = [
    "Apart",
    "CrowdedError",
    "Failed",
    "FaultError",
    "GoneError",
    "Here",
    "Job",
    "Lane",
    "LostError",
    "Made",
    "awaited",
    "computed",
    "filed",
    "packing",
    "receive",
    "send",
    "sent",
    "started",
    "step_back",
]
