"""The mark of a confidential workspace: a file beside its commits, so that no undo takes it off."""

from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from jiqun.core import DamageError, InputError, problem
from jiqun.studies.exporting import write_safely
from jiqun.studies.protecting.plan import ProtectPlan
from jiqun.studies.standing import MARK

#: The folder in which a workspace keeps its twins.
TWINS: Final = "protected"
BUILD = re.compile(r"[0-9a-f]{16}")
_MOST_BYTES = 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What says that a workspace is confidential.

    Attributes
    ----------
    plan
        The rules in force.
    build
        The twin that readers without the right are shown: its folder in :data:`TWINS`.
    built, commit
        When it was made, from which commit.
    inputs
        Digests of the tables that it was made from.
    told
        What was told when it was made: counts by level and year, cautions.
    """

    plan: ProtectPlan
    build: str
    built: str
    commit: int
    inputs: Mapping[str, str]
    told: Mapping[str, Any]

    def place(self, root: Path) -> Path:
        """Give the folder of the twin."""
        return root / TWINS / self.build


def root_of(path: str | Path) -> Path:
    """Give a workspace's folder as everything here names it."""
    return Path(path).expanduser().absolute()


def read_mark(path: str | Path) -> Mark | None:
    """Read the mark; None for a workspace that is not confidential.

    Raises
    ------
    DamageError
        ``protection-damaged``: the mark is not what was written, or is gone while twins are there.
    """
    root = root_of(path)
    text = _text(root)
    if text is None:
        if os.path.lexists(root / TWINS):
            raise _damaged(root, "missing")
        return None
    try:
        fields = json.loads(text)
        mark = Mark(
            plan=ProtectPlan.read(fields["plan"]),
            build=str(fields["build"]),
            built=str(fields["built"]),
            commit=int(fields["commit"]),
            inputs=dict(fields["inputs"]),
            told=dict(fields["told"]),
        )
    except (ValueError, KeyError, TypeError, RecursionError, InputError):
        raise _damaged(root, "form") from None
    if not BUILD.fullmatch(mark.build) or not _is_own_folder(root, mark):
        raise _damaged(root, "twin")
    return mark


def write_mark(root: Path, mark: Mark) -> None:
    """Put a mark in place whole; from then on readers without the right are shown its twin."""
    fields = {
        "plan": mark.plan.to_dict(), "build": mark.build, "built": mark.built,
        "commit": mark.commit, "inputs": dict(mark.inputs), "told": dict(mark.told),
    }  # fmt: skip
    text = json.dumps(fields, ensure_ascii=False, sort_keys=True)
    write_safely(root / MARK, lambda draft: _write_private(draft, text))


def _write_private(draft: Path, text: str) -> None:
    draft.touch(mode=0o600)
    draft.write_text(text, encoding="utf-8")


def _text(root: Path) -> str | None:
    """Read the file, if it is one; a link is none of ours."""
    path = root / MARK
    try:
        status = path.lstat()
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return None
    if not stat.S_ISREG(status.st_mode) or status.st_size > _MOST_BYTES:
        raise _damaged(root, "form")
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise _damaged(root, "form") from None


def _is_own_folder(root: Path, mark: Mark) -> bool:
    """Say whether the twin is a folder of its own in the workspace, reached by no link."""
    place = mark.place(root)
    return all(one.is_dir() and not one.is_symlink() for one in (root / TWINS, place))


def _damaged(root: Path, case: str) -> DamageError:
    return DamageError(
        problem("protection-damaged", subject="workspace", case=case, file=MARK, workspace=root)
    )
