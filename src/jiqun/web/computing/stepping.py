"""How a process of the server's lets the server go first."""

from __future__ import annotations

import os
from pathlib import Path

#: Less urgent than the server's own quick answers.
NICENESS = 10


def step_back() -> None:
    """Let the server go first, and be the one to end where memory is short."""
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    try:
        Path("/proc/self/oom_score_adj").write_text("900", encoding="ascii")
    except OSError:  # not Linux
        return
