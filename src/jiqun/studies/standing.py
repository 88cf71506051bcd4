"""How a workspace's numbers stand: open, confidential, or protected for other readers."""

from __future__ import annotations

import os
from typing import Final, Literal

from jiqun.workspace import Workspace

Standing = Literal["open", "protected", "confidential"]
#: The file that marks a workspace confidential.
MARK: Final = "protection.json"
#: The result of a protected twin that says what is withheld in it.
PROTECTION: Final = "protection"


def standing(ws: Workspace) -> Standing:
    """Say whether numbers are confidential, or released ones of a confidential workspace."""
    if os.path.lexists(ws.path / MARK):
        return "confidential"
    return "protected" if ws.has(PROTECTION) else "open"
