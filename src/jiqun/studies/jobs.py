"""The skeleton of every job on a workspace: ask, compute in timed steps, store, report.

A job says what it is asked (:class:`Asked`: digests of its plan, tables and rules), makes
(:class:`Made`: frames and their record) and reports. Whether the same stands in the workspace
already is decided before anything is computed.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

import polars as pl

import jiqun
from jiqun.core import Origin, Progress, Record, digest, silent
from jiqun.workspace import Workspace

#: Where a record keeps what was asked.
ASKED = "asked"


class Planned(Protocol):
    """What a job is told; ``to_dict`` gives all that changes a number, as JSON values."""

    def to_dict(self) -> dict[str, Any]:
        """Give what the record stores."""
        ...


P = TypeVar("P", bound=Planned)
R = TypeVar("R")


class Clock:
    """Seconds by step; a step that comes again adds up."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Time what the block does."""
        began = time.perf_counter()
        yield
        taken = time.perf_counter() - began
        self.seconds[name] = round(self.seconds.get(name, 0.0) + taken, 3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a job is asked of the tables as they are now.

    Attributes
    ----------
    inputs
        Digest of each table and rule that is used.
    parts
        Digest of each part of the job (most jobs have one): of its plan, all inputs and
        jiqun's version.
    """

    inputs: Mapping[str, str]
    parts: Mapping[str, str]

    def due(self, ws: Workspace, results: Sequence[str]) -> tuple[str, ...]:
        """Name the parts that the results do not hold already."""
        if not all(ws.has(name) for name in results):
            return tuple(self.parts)
        kept = [ws.record(name).parameters.get(ASKED) or {} for name in results]
        return tuple(
            part for part, name in self.parts.items() if any(one.get(part) != name for one in kept)
        )


def ask(
    ws: Workspace,
    plan: Planned,
    *,
    verb: str,
    tables: Sequence[str],
    rules: Mapping[str, str] | None = None,
    parts: Mapping[str, Mapping[str, Any]] | None = None,
) -> Asked:
    """Digest what is asked.

    Parameters
    ----------
    ws, plan
        The workspace and the job's plan.
    verb
        The job; the name of its one part where it has no others.
    tables
        Tables that are read, where they are there.
    rules
        Digests of what else decides: rules of rating, a part of a table.
    parts
        The options of each part; None is the whole plan in one.
    """
    inputs = {name: ws.digest(name) for name in tables if ws.has(name)} | dict(rules or {})
    own = parts or {verb: plan.to_dict()}
    same = {"verb": verb, "inputs": inputs, "version": jiqun.__version__}
    return Asked(
        inputs=inputs,
        parts={part: _named({**same, "plan": dict(plan)}) for part, plan in own.items()},
    )


def _named(asked: Mapping[str, Any]) -> str:
    return digest(json.dumps(asked, sort_keys=True, ensure_ascii=False))


@dataclass(frozen=True, slots=True, kw_only=True)
class Work(Generic[P]):
    """What a job computes from.

    Attributes
    ----------
    ws, plan, asked
        The workspace, the plan, what is asked.
    due
        Parts to compute.
    clock, progress
        Times steps; is told of them.
    """

    ws: Workspace
    plan: P
    asked: Asked
    due: tuple[str, ...]
    clock: Clock
    progress: Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What a job made, to be stored in one commit.

    Attributes
    ----------
    record
        What makes the results re-runnable; what was asked is added to its parameters.
    results
        Frames by the name of their result.
    tables
        Canonical tables to replace: rows and origins.
    note
        For the history.
    """

    record: Record
    results: Mapping[str, pl.DataFrame]
    tables: Mapping[str, tuple[pl.DataFrame, tuple[Origin, ...]]] = field(default_factory=dict)
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """How a job went: the parts that were computed, and seconds by step."""

    due: tuple[str, ...]
    seconds: Mapping[str, float]

    @property
    def unchanged(self) -> bool:
        """True where all that was asked stood there already."""
        return not self.due


@dataclass(frozen=True, slots=True, kw_only=True)
class Job(Generic[P, R]):
    """A job on a workspace.

    Attributes
    ----------
    verb
        Its name in the history.
    results
        Results that it writes, every one of them.
    ask
        Refuses what the workspace does not allow, and says what is asked. Nothing is computed.
    make
        Computes what is due.
    report
        Summarises from what the workspace holds, so that a repeated job answers the same.
    """

    verb: str
    results: tuple[str, ...]
    ask: Callable[[Workspace, P], Asked]
    make: Callable[[Work[P]], Made]
    report: Callable[[Workspace, P, Done], R]


def perform(
    job: Job[P, R],
    path: str | Path,
    plan: P,
    *,
    again: bool = False,
    progress: Progress = silent,
) -> R:
    """Do a job, unless the same inputs and options have been computed already.

    Parameters
    ----------
    job, path, plan
        What to do, in which workspace, how.
    again
        Compute in any case.
    progress
        Told after each step.
    """
    clock = Clock()
    ws = Workspace.open(path, settled=True)
    asked = job.ask(ws, plan)
    due = tuple(asked.parts) if again else asked.due(ws, job.results)
    if due:
        work = Work(ws=ws, plan=plan, asked=asked, due=due, clock=clock, progress=progress)
        made = job.make(work)
        with clock.step("store"):
            ws = _store(work, job.verb, made)
        progress("store", 1, 1)
    return job.report(ws, plan, Done(due=due, seconds=dict(clock.seconds)))


def _store(work: Work[P], verb: str, made: Made) -> Workspace:
    """Write everything in one commit; earlier parts of the record's ``asked`` stay."""
    ws = Workspace.open(work.ws.path)
    asked = {part: work.asked.parts[part] for part in work.due}
    kept = made.record.parameters.get(ASKED) or {}
    parameters = {**made.record.parameters, ASKED: {**kept, **asked}}
    record = replace(made.record, parameters=parameters)
    since = work.ws.commit.edits
    with ws.transaction(verb=verb, note=made.note, since=since) as t:
        for name, (rows, origins) in made.tables.items():
            t.put(name, rows, origins=origins, mode="replace")
        for name, frame in made.results.items():
            t.put_result(name, frame, record=record)
    return ws
