"""Start a child, wait for it, say what became of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

Task = Literal["sheet", "repair", "parquet"]
Ending = Literal["done", "memory", "time", "broken"]
_CHILD = Path(__file__).with_name("child.py")
#: What libraries say when memory is refused to them.
_NO_MEMORY = (
    "memory allocation",
    "capacity overflow",
    "bad_alloc",
    "out of memory",
    "MemoryError",
    "spawn",
)
_LONGEST_REASON = 200
#: Signals: by the system, short of memory; by the limit of time.
_KILLED, _TIME_IS_UP = 9, 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a child.

    Attributes
    ----------
    ending
        "done"; "memory" or "time" where it wanted more than it may have; "broken" where its
        library failed or took the process down.
    told
        What it reported; empty unless done.
    reason
        Why it broke, in its library's words.
    """

    ending: Ending
    told: Mapping[str, Any]
    reason: str = ""


def run_apart(
    task: Task,
    asked: Mapping[str, Any],
    *,
    memory: int,
    seconds: float,
    patience: float = 1.0,
) -> Outcome:
    """Do a task in a child process.

    Memory is limited on Linux (address space); elsewhere a child only keeps a crash to itself.
    Time is limited everywhere, by the clock; that of computing not on Windows.

    Parameters
    ----------
    task
        Which of the child's functions.
    asked
        What it needs to know, as JSON can hold it.
    memory
        Bytes that it may take beyond what its libraries take.
    seconds
        Of computing after which it is ended.
    patience
        How many times so long it may take by the clock, on a machine that is busy otherwise.

    Raises
    ------
    OSError
        The system refused something that is not the file's fault: a full disk, a permission.
    """
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(place for place in sys.path if place),
        "PYTHONUTF8": "1",
        "POLARS_MAX_THREADS": "1",
    }
    try:
        done = subprocess.run(  # noqa: S603 - our own script
            [sys.executable, "-P", "-B", str(_CHILD)],
            input=json.dumps(
                {**asked, "task": task, "memory": memory, "seconds": seconds}
            ).encode(),
            capture_output=True,
            env=environment,
            timeout=max(patience * seconds, 0.1),
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Outcome(ending="time", told={})
    return _outcome(done)


def _outcome(done: subprocess.CompletedProcess[bytes]) -> Outcome:
    try:
        told = json.loads(done.stdout.rpartition(b"\n")[2])
    except ValueError:
        return _ended(done)
    if "errno" in told:
        raise OSError(told["errno"], told["reason"])
    if "memory" in told:
        return Outcome(ending="memory", told={})
    if "broken" in told:
        return _broken(told["broken"])
    return Outcome(ending="done", told=told)


def _ended(done: subprocess.CompletedProcess[bytes]) -> Outcome:
    """Say why a child went without a word; what kills outright is the system, short of memory."""
    if done.returncode == -_KILLED:
        return Outcome(ending="memory", told={})
    if done.returncode == -_TIME_IS_UP:
        return Outcome(ending="time", told={})
    return _broken(done.stderr.decode(errors="replace") or f"exit {done.returncode}")


def _broken(words: str) -> Outcome:
    """Tell a library's failure from a refusal of memory."""
    if any(word in words for word in _NO_MEMORY):
        return Outcome(ending="memory", told={})
    reason = (words.strip().splitlines() or ["?"])[-1]
    return Outcome(ending="broken", told={}, reason=reason[:_LONGEST_REASON])
