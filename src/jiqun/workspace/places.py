"""Where things stand in a workspace: fixed names inside its folder, files read with distrust."""

from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Mapping
from pathlib import Path
from shlex import quote
from typing import Any, NoReturn

import jiqun
from jiqun.core import DamageError, InputError, digest, problem

#: How a workspace is kept. 1: a commit's file holds all that it sees. 2: what commits share is
#: kept once, by its digest. From the first single edit on 3: a journal stands beside the commits.
FORMAT, WITH_EDITS = 2, 3
#: Folders inside a workspace: commits; what they share, by digest; data by kind.
LOG, OBJECTS, TABLES, RESULTS = "commits", "objects", "tables", "results"
LOCK, HOLDER, PENDING = ".writer.lock", ".writer.json", ".pending.json"
MARK = "workspace.json"
#: Single edits that no commit has settled yet, and the history of those that one has.
JOURNAL = "edits.sqlite"

#: What tables and results, their files, commits and shared objects are called: nothing else is.
NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
PART = re.compile(r"part-[0-9a-f]{32}\.zstd\.parquet")
DIGEST = re.compile(r"[0-9a-f]{32}")
COMMIT = re.compile(r"([0-9]{8}|[1-9][0-9]{8,14})\.json")
OBJECT = re.compile(r"([0-9a-f]{32})\.json")
DRAFT = re.compile(r"([0-9a-f]{8,32}|newest|workspace|\.pending|\.writer)\.draft")

#: A commit or object larger than this is none of ours.
MOST_BYTES = 64 * 2**20
#: No workspace has seen more edits: a larger number is somebody's who did harm.
MOST_EDITED = 2**40
_SHOWN = 60
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def refuse_newer(root: Path, format: object, version: object) -> None:
    """Refuse what a later version of jiqun has written in a way that this one cannot read.

    Raises
    ------
    InputError
        ``workspace-newer``.
    """
    if type(format) is int and format > WITH_EDITS:
        raise InputError(
            problem(
                "workspace-newer",
                subject="workspace",
                workspace=str(root),
                format=format,
                known=WITH_EDITS,
                version=str(version)[:_SHOWN],
                own=jiqun.__version__,
            )
        )


def damaged(root: Path, file: str, case: str, **values: Any) -> DamageError:
    """Build the error of a workspace that is not what was written.

    Parameters
    ----------
    root, file
        The workspace; which of its files, relative to it.
    case
        What is wrong: a case of ``workspace-damaged`` in ``catalog/problems``.
    """
    named = {"file": file, "workspace": quote(str(root)), **values}
    return DamageError(problem("workspace-damaged", subject="workspace", case=case, **named))


def inside(root: Path, place: str) -> Path:
    """Give a path in a workspace, once it is sure that no link leads out.

    Raises
    ------
    DamageError
        ``workspace-damaged``.
    """
    path = root / place
    real, home = os.path.realpath(path), os.path.realpath(root)
    if real != home and not real.startswith(home.rstrip(os.sep) + os.sep):
        raise damaged(root, place, "outside")
    return path


def has_traces(root: Path) -> bool:
    """Say whether a folder holds what a workspace is made of, its mark aside."""
    if not os.path.isdir(root):  # noqa: PTH112 - a path that cannot be is no folder
        return False
    if os.path.lexists(root / LOG):
        return True
    shared = any(OBJECT.fullmatch(path.name) for path in (root / OBJECTS).glob("*.json"))
    return shared or any(
        one for kind in (TABLES, RESULTS) for one in (root / kind).glob("*/_delta_log")
    )


def folders(root: Path) -> list[str]:
    """List the folders of tables and results that are there, by their places in the workspace."""
    found = []
    for kind in (TABLES, RESULTS):
        home = inside(root, kind)
        if home.is_dir():
            named = sorted(path.name for path in home.iterdir() if path.is_dir())
            found += [f"{kind}/{name}" for name in named if NAME.fullmatch(name)]
    return found


def made(root: Path, folder: str) -> Path:
    """Give a folder of a workspace, made where it is not there yet.

    Raises
    ------
    DamageError
        ``workspace-damaged``: something else is in its place, or a link leads out.
    """
    path = inside(root, folder)
    try:
        path.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        raise damaged(root, folder, "place") from None
    return path


def plain_files(root: Path, folder: str) -> list[str]:
    """Name the files of a folder, once it is sure that none is a link or no file at all.

    Raises
    ------
    DamageError
        ``workspace-damaged``.
    """
    home = inside(root, folder)
    if not home.is_dir():
        return []
    with os.scandir(home) as listed:
        found = [one for one in listed if not one.is_dir(follow_symlinks=False)]
    for one in found:
        if not one.is_file(follow_symlinks=False):
            raise damaged(root, f"{folder}/{one.name}", "kind")
    return sorted(one.name for one in found)


def is_folder(place: object) -> bool:
    """Say whether a text names a folder of a table or result as jiqun names them."""
    kind, _, name = place.partition("/") if isinstance(place, str) else ("", "", "")
    return kind in (TABLES, RESULTS) and bool(NAME.fullmatch(name))


def read_json(root: Path, file: str) -> Any:
    """Read a small JSON file of a workspace.

    Raises
    ------
    DamageError
        ``workspace-damaged``: missing, a link, too large, not JSON.
    """
    return parsed(root, file, read_bytes(root, file))


def read_bytes(root: Path, file: str) -> bytes:
    """Read a small file of a workspace; see :func:`read_json`."""
    path = root / file
    try:
        status = path.lstat()
        if not stat.S_ISREG(status.st_mode):
            raise damaged(root, file, "kind")
        if status.st_size > MOST_BYTES:
            raise damaged(root, file, "large", bytes=status.st_size, most=MOST_BYTES)
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        raise damaged(root, file, "missing") from None


def parsed(root: Path, file: str, text: bytes) -> Any:
    """Read JSON text that stands in a file of a workspace."""
    try:
        return json.loads(text.decode("utf-8"))
    except (ValueError, RecursionError):
        raise damaged(root, file, "json") from None


def encoded(value: Any) -> bytes:
    """Give the one JSON text of a value: sorted, short; lone surrogates escaped."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return text.encode("utf-8", "backslashreplace")


def seal(fields: Mapping[str, Any]) -> str:
    """Name a JSON object by its content, its own seal aside."""
    return digest(encoded({name: value for name, value in fields.items() if name != "seal"}))


def write_atomically(path: Path, fields: Any) -> None:
    """Write JSON so that a reader sees the old file or the whole new one, never a piece."""
    text = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
    write_bytes(path, text.encode("utf-8", "backslashreplace"))
    settle(path.parent)


def write_bytes(path: Path, content: bytes) -> None:
    """Put a file in its place whole; its name is sure only when the folder has settled."""
    draft = path.with_suffix(".draft")
    if os.path.lexists(draft):
        os.unlink(draft)  # noqa: PTH108 - whatever it is: nothing is written through a link
    with draft.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def settle(path: Path) -> None:
    """Have the system put a file or a folder's list on the disk before we go on."""
    if os.name == "nt" and path.is_dir():
        return
    # Windows settles only what is open for writing
    handle = os.open(path, os.O_RDWR if os.name == "nt" else os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class Fields:
    """A JSON object read with distrust: every field by its name, with the type it must have.

    A field that jiqun does not know is left alone: a later version may have written it.
    """

    def __init__(self, root: Path, file: str, values: Any, *, at: str = "") -> None:
        self._root, self._file, self._at = root, file, at
        if not isinstance(values, dict):
            self._refuse("", values)
        self._values: dict[str, Any] = values

    def _refuse(self, name: str, value: Any) -> NoReturn:
        field = f"{self._at}.{name}".strip(".") or "the whole"
        shown = json.dumps(value, default=str)[:_SHOWN]
        raise damaged(self._root, self._file, "field", field=field, value=shown) from None

    def has(self, name: str) -> bool:
        """Say whether the field is there and not null."""
        return self._values.get(name) is not None

    @property
    def whole(self) -> dict[str, Any]:
        """The object with all its fields."""
        return self._values

    def raw(self, name: str) -> Any:
        """Give a field as it is, None where it is absent."""
        return self._values.get(name)

    def text(
        self, name: str, pattern: re.Pattern[str] | None = None, *, default: str | None = None
    ) -> str:
        """Give a text; of a fixed form where a pattern is given."""
        value = self._values.get(name, default)
        if not isinstance(value, str) or (pattern and not pattern.fullmatch(value)):
            self._refuse(name, value)
        return str(value)

    def line(self, name: str, *, default: str | None = None) -> str:
        """Give a text for people: control characters, which a screen would obey, are shown."""
        return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", self.text(name, default=default))

    def count(self, name: str) -> int:
        """Give a whole number, not negative."""
        value = self._values.get(name)
        if type(value) is not int or not 0 <= value < 2**63:
            self._refuse(name, value)
        return int(value)

    def maybe_count(self, name: str) -> int | None:
        """Give a whole number, None where it is not known."""
        return self.count(name) if self.has(name) else None

    def truth(self, name: str, *, default: bool | None = None) -> bool:
        """Give yes or no."""
        value = self._values.get(name, default)
        if not isinstance(value, bool):
            self._refuse(name, value)
        return bool(value)

    def items(self, name: str) -> list[Any]:
        """Give a list; an empty one where it is absent."""
        value = self._values.get(name, [])
        if not isinstance(value, list):
            self._refuse(name, value)
        return list(value)

    def texts(self, name: str, pattern: re.Pattern[str] | None = None) -> tuple[str, ...]:
        """Give a list of texts, each of a fixed form where a pattern is given."""
        value = self.items(name)
        for one in value:
            if not isinstance(one, str) or (pattern and not pattern.fullmatch(one)):
                self._refuse(name, one)
        return tuple(value)

    def mapping(self, name: str) -> dict[str, Any]:
        """Give an object; an empty one where it is absent."""
        value = self._values.get(name) or {}
        if not isinstance(value, dict):
            self._refuse(name, value)
        return dict(value)

    def part(self, name: str, value: Any) -> Fields:
        """Read an object within this one."""
        return Fields(self._root, self._file, value, at=f"{self._at}.{name}".strip("."))

    def reject(self, name: str) -> NoReturn:
        """Say that a field cannot be what it is."""
        self._refuse(name, self._values.get(name))
