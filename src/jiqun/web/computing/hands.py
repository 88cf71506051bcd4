"""Who does jobs: this process, or one of its own that can be ended."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from contextlib import suppress
from threading import Lock
from typing import Protocol

from jiqun.web.computing.jobs import Job, Made, perform
from jiqun.web.computing.wire import Failed, receive, send


class LostError(Exception):
    """The process that did a job ended before it: stopped, or out of memory."""


class _RetiredError(LostError):
    """It had left of its own accord, before it read the job."""


class Hand(Protocol):
    """Does one job at a time."""

    def do(self, job: Job) -> Made:
        """Do a job; what it raises is raised here."""

    def stop(self) -> None:
        """Break off the job in hand, from another thread, and give back what it took."""

    def rest(self) -> None:
        """Give back what is held between jobs."""

    def get_ready(self) -> None:
        """Start what the first job would have to wait for."""


class Here:
    """Does jobs in this process; a job that nobody waits for ends by itself."""

    def do(self, job: Job) -> Made:
        """Do a job."""
        return perform(job)

    def stop(self) -> None:
        """Leave it to end."""

    def rest(self) -> None:
        """Hold nothing."""

    def get_ready(self) -> None:
        """Is ready."""


class Apart:
    """Does jobs in a process of its own, which ends when a job is broken off.

    Its memory goes back to the system with it; the next job starts another.
    """

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._stopped = False
        self._lock = Lock()

    def do(self, job: Job) -> Made:
        """Do a job over there (:class:`LostError` where it ended before an answer)."""
        try:
            answer = self._ask(job)
        except _RetiredError:  # it left between two jobs; its follower begins afresh
            answer = self._ask(job)
        if isinstance(answer, Failed):
            raise answer.error
        made: Made = answer
        return made

    def _ask(self, job: Job) -> Made | Failed:
        process = self._running()
        if self._stopped:  # while the process was being started
            self.rest()
            raise LostError
        try:
            send(process.stdin, job)
            answer: Made | Failed = receive(process.stdout)
        except (OSError, EOFError, pickle.UnpicklingError):
            retired = not self._stopped and _ended_by_itself(process)
            self.rest()
            raise (_RetiredError if retired else LostError) from None
        return answer

    def stop(self) -> None:
        """End the process; whoever waits for its job is told so."""
        with self._lock:
            self._stopped = True
            if self._process is not None:
                self._process.kill()

    def rest(self) -> None:
        """End the process and see it gone."""
        with self._lock:
            process, self._process = self._process, None
            self._stopped = False
        if process is None:
            return
        process.kill()
        process.wait()
        for end in (process.stdin, process.stdout):
            with suppress(OSError):  # what was not sent is lost with the process
                if end is not None:
                    end.close()

    def get_ready(self) -> None:
        """Start the process; where it cannot be, the first job will tell."""
        with suppress(OSError):
            self._running()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._stopped or (self._process is not None and self._process.poll() is not None):
            self.rest()
        with self._lock:
            if self._process is None:
                self._process = started("jiqun.web.computing.worker")
            return self._process


def _ended_by_itself(process: subprocess.Popen[bytes]) -> bool:
    """Tell a process that left to make room for a fresh one; one that was killed has a code."""
    try:
        return process.wait(timeout=1.0) == 0
    except subprocess.TimeoutExpired:
        return False


def started(module: str) -> subprocess.Popen[bytes]:
    """Start a module of ours in a process that Ctrl-C at the terminal does not reach."""
    flags = int(getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0))  # of Windows alone
    return subprocess.Popen(  # noqa: S603 - a module of ours
        [sys.executable, "-P", "-m", module],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=not flags,
        creationflags=flags,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(one for one in sys.path if one)},
    )
