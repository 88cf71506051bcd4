"""What goes between the server and the process that runs a workspace for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A study's function that takes ``progress``, and what it is asked."""

    function: Callable[..., Any]
    path: Path
    plan: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Advance:
    """How far a step is."""

    step: str
    done: int
    total: int
