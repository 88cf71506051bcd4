"""The main job on behalf of a reader: one at a time, in a process that can be ended."""

from __future__ import annotations

import logging
import pickle
import secrets
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, fields
from pathlib import Path
from threading import Lock, Thread
from typing import Any, Literal

from jiqun.core import Caution, InputError, JiqunError, Problem, problem, unknown
from jiqun.studies import RunPlan, RunReport
from jiqun.studies import run as rated
from jiqun.web.computing import Failed, receive, send, started
from jiqun.web.editing.tasks import Advance, Task

log = logging.getLogger("jiqun.web")
State = Literal["running", "done", "failed", "stopped"]
#: Runs that are remembered.
MOST_REMEMBERED = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOutcome:
    """What came out of a run.

    Attributes
    ----------
    commit
        The commit that holds the results.
    unchanged
        Whether the same had been run already.
    quantity
        What led.
    years, levels
        What was computed.
    cells, strong
        Rows of cells; strong cells of traded categories in each level's latest year.
    cautions
        What deserves doubt.
    """

    commit: int
    unchanged: bool
    quantity: str
    years: tuple[int, ...]
    levels: tuple[str, ...]
    cells: int
    strong: int
    cautions: tuple[Caution, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """The main job, and how far it is.

    Attributes
    ----------
    run
        Its id.
    state
        "running", "done", "failed", or "stopped" where somebody broke it off.
    step, done, total
        The step in hand and how far it is; ``total`` 0 is not known.
    seconds
        Time since it began, or that it took.
    outcome
        What came out; null before, and where nothing did.
    problems
        Why it failed.
    fault
        Under which number the server's log has a fault of ours.
    """

    run: str
    state: State
    step: str
    done: int
    total: int
    seconds: float
    outcome: RunOutcome | None
    problems: tuple[Problem, ...]
    fault: str | None


@dataclass(slots=True, kw_only=True)
class _Going:
    """A run as the server holds it."""

    process: subprocess.Popen[bytes]
    owner: str
    began: float = field(default_factory=time.monotonic)
    ended: float | None = None
    state: State = "running"
    advance: Advance = field(default_factory=lambda: Advance(step="", done=0, total=0))
    outcome: RunOutcome | None = None
    problems: tuple[Problem, ...] = ()
    fault: str | None = None


class Runs:
    """The run in hand, and the last ones."""

    def __init__(self, function: Callable[..., Any] = rated) -> None:
        self._function, self._lock = function, Lock()
        self._all: dict[str, _Going] = {}

    def start(self, workspace: Path, plan: RunPlan, owner: str = "") -> Run:
        """Begin to run a workspace (``run-busy`` where one runs); its owner alone sees it."""
        with self._lock:
            if any(one.state == "running" for one in self._all.values()):
                raise InputError(problem("run-busy", subject="run"))
            going = _Going(process=started("jiqun.web.editing.runner"), owner=owner)
            id = secrets.token_hex(8)
            self._all[id] = going
            for old in list(self._all)[:-MOST_REMEMBERED]:
                del self._all[old]
        task = Task(function=self._function, path=workspace, plan=plan)
        Thread(target=self._follow, args=(going, task), daemon=True).start()
        return self.seen(id, owner)

    def seen(self, id: str, owner: str = "") -> Run:
        """Say how far a run is (``run-unknown``)."""
        going = self._found(id, owner)
        with self._lock:
            return Run(
                run=id,
                state=going.state,
                step=going.advance.step,
                done=going.advance.done,
                total=going.advance.total,
                seconds=round((going.ended or time.monotonic()) - going.began, 3),
                outcome=going.outcome,
                problems=going.problems,
                fault=going.fault,
            )

    def stop(self, id: str, owner: str = "") -> None:
        """Break a run off; what it had not committed is gone (``run-unknown``)."""
        going = self._found(id, owner)
        with self._lock:
            if going.state == "running":
                going.state, going.ended = "stopped", time.monotonic()
        going.process.kill()

    def close(self) -> None:
        """Break off what runs."""
        for id, going in list(self._all.items()):
            self.stop(id, going.owner)

    def _found(self, id: str, owner: str) -> _Going:
        going = self._all.get(id)
        if going is None or going.owner != owner:
            raise unknown("run", id[:40])
        return going

    def _follow(self, going: _Going, task: Task) -> None:
        """Hear what the process tells until it is over."""
        try:
            send(going.process.stdin, task)
            told = receive(going.process.stdout)
            while isinstance(told, Advance):
                going.advance = told
                told = receive(going.process.stdout)
        except (OSError, EOFError, pickle.UnpicklingError):
            told = Failed(error=InputError(problem("run-lost", subject="run")))
        self._over(going, told)
        going.process.kill()
        going.process.wait()
        for end in (going.process.stdin, going.process.stdout):
            with suppress(OSError):
                if end is not None:
                    end.close()

    def _over(self, going: _Going, told: Any) -> None:
        with self._lock:
            if going.state != "running":
                return
            going.ended = time.monotonic()
            if not isinstance(told, Failed):
                going.outcome, going.state = _outcome(told), "done"
                return
            going.state = "failed"
            if isinstance(told.error, JiqunError):
                going.problems = told.error.problems
            else:
                going.fault = secrets.token_hex(6)
                log.error("fault %s in a run", going.fault, exc_info=told.error)


def _outcome(report: RunReport) -> RunOutcome:
    """Take from the report what a page shows."""
    named = {one.name: getattr(report, one.name) for one in fields(RunOutcome)}
    return RunOutcome(**named)
