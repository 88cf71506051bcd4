"""Tracebacks go into a file, never to a reader."""

from __future__ import annotations

import os
import platform
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

#: Files that are kept in our own folder; older ones go.
KEPT = 20
#: Characters of a traceback that are kept.
LONGEST = 400_000
#: An option with one of these in its name holds what no log may show.
SECRET = ("key", "token", "secret", "password")


def log_folder() -> Path:
    """Give the folder where tracebacks are kept unless ``JIQUN_LOG`` names another place."""
    from platformdirs import user_log_path

    return user_log_path("jiqun", appauthor=False)


def keep_log(error: BaseException, *, doing: Sequence[str] = ()) -> Path | None:
    """Write an error's traceback into a file that its reader can send.

    ``JIQUN_LOG`` may name a file, which is added to, or a folder. Without it the system's
    folder for logs is used; where a place cannot be written, a temporary file.

    Parameters
    ----------
    error
        What was raised.
    doing
        The words of the command; secrets among them are left out.

    Returns
    -------
    Path or None
        The file; None where nothing can be written anywhere.
    """
    try:
        text = _story(error, doing)
    except Exception:  # noqa: BLE001 - whatever is wrong with an error, telling it goes on
        text = f"{type(error).__name__}, whose traceback cannot be written\n"
    for write in _places():
        try:
            return write(text)
        except (OSError, ValueError, RuntimeError):
            continue
    return None


def without_secrets(words: Sequence[str]) -> list[str]:
    """Give a command's words without the values of options that hold secrets.

    Examples
    --------
    >>> without_secrets(["serve", "ws", "--api-key", "abc", "--api-key=abc", "--port", "1"])
    ['serve', 'ws', '--api-key', '***', '--api-key=***', '--port', '1']
    """
    shown: list[str] = []
    hide = False
    for word in words:
        name, mark, _ = word.partition("=")
        secret = any(part in name.lower() for part in SECRET) and (mark or name.startswith("-"))
        shown.append("***" if hide else f"{name}=***" if secret and mark else word)
        hide = bool(secret) and not mark and not hide
    return shown


def _story(error: BaseException, doing: Sequence[str]) -> str:
    from jiqun import __version__

    head = (
        f"{datetime.now(UTC).isoformat(timespec='seconds')}  jiqun {__version__}",
        f"Python {platform.python_version()} on {platform.platform()}",
        f"command: {' '.join(without_secrets(doing))!r}",
        f"encodings: {sys.getfilesystemencoding()}, {getattr(sys.stdout, 'encoding', None)}",
    )
    told = "".join(traceback.format_exception(error))
    if len(told) > LONGEST:
        told = f"{told[: LONGEST // 2]}\n…\n{told[-LONGEST // 2 :]}"
    return "\n".join([*head, "", told, ""])


def _places() -> Iterator[Callable[[str], Path]]:
    if named := os.environ.get("JIQUN_LOG"):
        yield lambda text: _named(named, text)
    yield lambda text: _new(log_folder(), text)
    yield _temporary


def _named(name: str, text: str) -> Path:
    place = Path(name).expanduser()
    if place.is_dir() or name.endswith(("/", os.sep)):
        return _new(place, text)
    place.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    _write(handle, text)
    return place.absolute()


def _new(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%f")
    file = folder / f"fault-{stamp}-{os.getpid()}.log"
    try:
        _write(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), text)
    except OSError:
        file.unlink(missing_ok=True)
        raise
    _tidy(folder)
    return file.absolute()


def _temporary(text: str) -> Path:
    handle, name = tempfile.mkstemp(prefix="jiqun-fault-", suffix=".log")
    try:
        _write(handle, text)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name)


def _write(handle: int, text: str) -> None:
    with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
        file.write(text)


def _tidy(folder: Path) -> None:
    """Drop the oldest of our own files; what cannot be dropped stays."""
    for old in sorted(folder.glob("fault-*.log"))[:-KEPT]:
        try:
            old.unlink(missing_ok=True)
        except OSError:
            return
