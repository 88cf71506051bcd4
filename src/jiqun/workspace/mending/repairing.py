"""The way back to the last good state: as a new commit, with all that is damaged set aside."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from jiqun.core import DamageError, Progress, silent
from jiqun.workspace.commits import Commit, State, commit_file, follow, now, write_state
from jiqun.workspace.edits import salvage, settled_upto
from jiqun.workspace.entries import Entry
from jiqun.workspace.formats import write_mark
from jiqun.workspace.mending.logs import entries_of_logs, lists, rebuild
from jiqun.workspace.mending.survey import ASIDE, NOTE, Survey, survey
from jiqun.workspace.places import (
    JOURNAL,
    LOG,
    MARK,
    OBJECTS,
    PENDING,
    inside,
    read_json,
    settle,
    write_atomically,
)
from jiqun.workspace.transactions import writer

#: What comes back: the last good commit as it was, or all good tables of the newest.
KeptBy = Literal["commit", "tables"]
StepKind = Literal[
    "mark", "show", "keep", "rescue", "drop", "log", "journal", "damaged", "lost", "stray",
    "unfinished",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a repair.

    Attributes
    ----------
    kind
        "mark" writes ``workspace.json`` anew; "show" makes a new commit that shows an earlier one
        again, "keep" one with the good tables of the newest, "rescue" one with what the Delta
        logs show; "drop" leaves a damaged table out; "log" rebuilds a Delta log; "damaged" sets a
        damaged file aside, "stray" one that no commit knows, "unfinished" a dead writer's note;
        "journal" makes the journal of edits anew from all that can be read of it; "lost" notes
        that a file of an earlier commit is gone.
    subject
        A table, a folder or a file, relative to the workspace.
    commit
        The commit that is shown again; None for other steps.
    """

    kind: StepKind
    subject: str
    commit: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """What a repair did, or would do.

    Attributes
    ----------
    steps
        In their order; none where all is well.
    commit
        The newest commit afterwards.
    aside
        The folder, relative to the workspace, that holds what was set aside; empty where nothing.
    """

    steps: tuple[Step, ...]
    commit: int | None
    aside: str


def repair(
    root: Path,
    *,
    by: KeptBy | None = None,
    dry_run: bool = False,
    wait: float = 10.0,
    progress: Progress = silent,
) -> Repair:
    """Bring a workspace back to its last good state; nothing is deleted.

    What is damaged goes to a folder of its own. A repair that dies on its way is finished by the
    next one; of a sound workspace it changes nothing.

    Parameters
    ----------
    root
        The workspace's folder.
    by
        "commit" shows the last good commit again; "tables" keeps all tables and results of the
        newest that are good and leaves the others out. None takes the commit, unless it lacks
        one of those.
    dry_run
        Say what would be done only.
    wait
        Seconds to wait for another writer.
    progress
        Told after each file.

    Raises
    ------
    UnknownError
        ``workspace-unknown``.
    InputError
        ``workspace-newer``.
    BusyError
        Another process is writing.
    """
    if dry_run:
        return _plan(survey(root, wait=wait, progress=progress), by).told(done=False)
    survey_first = survey(root, wait=wait)  # nothing of a workspace here: no lock file either
    with writer(root, verb="repair", wait=wait):
        plan = _plan(survey(survey_first.root, locked=True, progress=progress), by)
        if plan.steps:
            plan.carry_out()
    return plan.told(done=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """What is to be done: steps, the state to show, logs to rebuild, places to set aside."""

    found: Survey
    steps: tuple[Step, ...]
    state: State | None
    logs: Mapping[str, Mapping[int, Entry]]
    aside: str

    @property
    def places(self) -> list[str]:
        """Files that go to the folder of what is set aside, in their order."""
        kinds = ("damaged", "stray", "unfinished")
        return [step.subject for step in self.steps if step.kind in kinds]

    def told(self, *, done: bool) -> Repair:
        """Say it to whoever asked."""
        newest = self.found.newest
        shown = self.state.commit.number if self.state and done else newest
        moved = self.places or self.logs or self._has("mark") or self._has("journal")
        return Repair(steps=self.steps, commit=shown, aside=self.aside if moved else "")

    def carry_out(self) -> None:
        """Do it: what readers need first, and each step so that it may be done twice."""
        root = self.found.root
        aside = inside(root, ASIDE) / self.aside.partition("/")[2]
        if self._has("mark"):
            _set_aside(root, aside, [MARK] if os.path.lexists(root / MARK) else [])
            write_mark(root, **_marked(self.found))
        aside.mkdir(parents=True, exist_ok=True)
        write_atomically(aside / NOTE, {"time": now(), "places": self._noted()})
        _set_aside(root, aside, self.found.links)
        for folder, versions in self.logs.items():
            rebuild(root, folder, versions, aside / folder / "_delta_log")
        if self.state is not None:
            write_state(root, self.state)
        if self._has("journal"):
            salvage(root, aside, seen=self.found.edits)
        _set_aside(root, aside, self.places)

    def _has(self, kind: StepKind) -> bool:
        return any(step.kind == kind for step in self.steps)

    def _noted(self) -> list[str]:
        """Name all that older commits may miss from now on, also what is not there to be moved."""
        broken = [commit_file(number) for number in self.found.broken]
        return sorted({*self.places, *self.found.parts, *broken})


def _plan(found: Survey, by: KeptBy | None) -> _Plan:
    steps: list[Step] = []
    if found.mark is not None:
        steps.append(Step(kind="mark", subject=MARK))
    state, shown = _state(found, by)
    steps += shown
    logs = _logs(found, state)
    steps += (Step(kind="log", subject=folder) for folder in logs)
    if found.journal:
        steps.append(Step(kind="journal", subject=JOURNAL))
    steps += (Step(kind="damaged", subject=place) for place in _damaged(found))
    steps += (Step(kind="lost", subject=place) for place in _lost(found))
    steps += (Step(kind="stray", subject=place) for place in _strays(found, state))
    if found.pending:
        steps.append(Step(kind="unfinished", subject=PENDING))
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
    return _Plan(found=found, steps=tuple(steps), state=state, logs=logs, aside=f"{ASIDE}/{stamp}")


def _damaged(found: Survey) -> list[str]:
    """List the damaged files that are there: rows, commits, and what commits share."""
    broken = {commit_file(number) for number in found.broken}
    shared = {str(one.values.get("file", "")) for one in found.broken.values()}
    places = [*found.parts, *sorted(broken | shared)]
    return [*found.links, *(one for one in places if one and _is_ours(found.root, one))]


def _is_ours(root: Path, place: str) -> bool:
    """Say whether a file, or a link in its place, stands in the workspace itself."""
    path = root / place
    try:
        inside(root, str(Path(place).parent))
    except DamageError:
        return False
    return os.path.lexists(path) and place not in (LOG, OBJECTS)


def _lost(found: Survey) -> list[str]:
    """List what is gone and was never noted."""
    wanted = [*found.parts, *(commit_file(number) for number in found.broken)]
    return [one for one in wanted if not _is_ours(found.root, one) and one not in found.aside]


def _strays(found: Survey, state: State | None) -> list[str]:
    kept = state.entries.values() if state else ()
    known = {f"{entry.folder}/{part.file}" for entry in kept for part in entry.parts}
    return [place for place in found.strays if place not in known]


def _state(found: Survey, by: KeptBy | None) -> tuple[State | None, list[Step]]:
    """Say what the new commit shows, None where the newest is good."""
    newest = found.newest
    if newest is not None and found.is_whole(newest):
        return None, []
    number = -1 if newest is None else newest
    base = found.states[max(found.states)] if found.states else _nothing(number)
    kept = {name: one for name, one in base.entries.items() if not found.lost(one)}
    if found.good is not None and _goes_back(by, kept, found.states[found.good]):
        target = found.states[found.good]
        steps = [Step(kind="show", subject="", commit=found.good)]
        # edits that it does not see, and that were acknowledged, wait again
        back = replace(base, commit=replace(base.commit, edits=target.commit.edits))
        return _after(found, number, back, target.entries, f"to {found.good}"), steps
    if found.states:
        steps = [Step(kind="keep", subject="", commit=base.commit.number)]
        steps += (Step(kind="drop", subject=name) for name in base.entries if name not in kept)
        return _after(found, number, base, kept, f"good tables of {base.commit.number}"), steps
    kept = entries_of_logs(found.root)
    base = replace(base, commit=replace(base.commit, edits=settled_upto(found.root)))
    steps = [Step(kind="rescue", subject=", ".join(kept))]
    return _after(found, number, base, kept, "from the tables' files"), steps


def _goes_back(by: KeptBy | None, kept: Mapping[str, Entry], good: State) -> bool:
    """Say whether the last good commit is shown again, not the newest commit's good tables."""
    return by == "commit" or (by is None and kept.keys() <= good.entries.keys())


def _nothing(number: int) -> State:
    return State(commit=Commit(number=number, time=now(), verb="repair"))


def _after(
    found: Survey, number: int, base: State, entries: Mapping[str, Entry], note: str
) -> State:
    touched = {
        name for name in {*base.entries, *entries} if base.entries.get(name) != entries.get(name)
    }
    at = replace(base, commit=replace(base.commit, number=number))
    settled = {name: _at_newest(found, one) for name, one in entries.items()}
    return follow(at, settled, verb="repair", note=note, touched=touched)


def _at_newest(found: Survey, entry: Entry) -> Entry:
    """Give an entry as the newest version of its Delta log will show it."""
    files = {part.file for part in entry.parts}
    version, there = lists(found.root, entry.folder)
    known = _versions(found, entry.folder)
    last = max(known, default=-1)
    if there == files and version >= last:
        return replace(entry, version=version)
    same = last >= 0 and known[last].parts == entry.parts
    return replace(entry, version=last if same else max(last, version) + 1)


def _versions(found: Survey, folder: str) -> dict[int, Entry]:
    return {
        entry.version: entry
        for _, state in sorted(found.states.items())
        for entry in state.entries.values()
        if entry.folder == folder
    }


def _logs(found: Survey, state: State | None) -> dict[str, dict[int, Entry]]:
    """Say which Delta logs are written anew, and what each of their versions shows."""
    newest = state or found.states.get(-1 if found.newest is None else found.newest)
    wanted: dict[str, dict[int, Entry]] = {}
    for entry in newest.entries.values() if newest else ():
        version, files = lists(found.root, entry.folder)
        if files != {part.file for part in entry.parts} or version < entry.version:
            wanted[entry.folder] = {**_versions(found, entry.folder), entry.version: entry}
    return wanted


def _marked(found: Survey) -> dict[str, Any]:
    """Say what ``workspace.json`` said, as far as it can be known."""
    try:
        kept = read_json(found.root, MARK)
    except DamageError:
        kept = {}
    kept = kept if isinstance(kept, dict) else {}
    first = found.states.get(0)
    title = kept.get("title") or (first.commit.note if first else "") or found.root.name
    origins = (
        origin
        for state in found.states.values()
        for entry in state.entries.values()
        for origin in entry.origins
    )
    synthetic = kept.get("synthetic") is True or any(origin.synthetic for origin in origins)
    return {"title": str(title), "synthetic": synthetic}


def _set_aside(root: Path, aside: Path, places: Iterable[str]) -> None:
    """Move files to the folder of what is set aside, each under the place it had."""
    for place in places:
        path, to = inside(root, str(Path(place).parent)) / Path(place).name, aside / place
        if os.path.lexists(path):
            to.parent.mkdir(parents=True, exist_ok=True)
            path.rename(to)
            settle(to.parent)
            settle(path.parent)
