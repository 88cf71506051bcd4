"""The output and error streams: narrow encodings, streams that are closed or full."""

from __future__ import annotations

import codecs
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import IO, Final

#: Signs of ours that narrow encodings lack -> what stands for them, as wide.
PLAIN = {
    "–": "-", "—": "-", "−": "-", "‐": "-", "×": "x", "·": ".", "…": "~", "→": ">", "←": "<",
    "≤": "<", "≥": ">", "≈": "~", "“": '"', "”": '"', "‘": "'", "’": "'", "²": "2", "³": "3",
    "•": "*", "○": "o", "●": "*", "\u00a0": " ", "\u2009": " ", "\u202f": " ",
}  # fmt: skip

#: The encodings in which characters had to be replaced.
_REPLACED: set[str] = set()
#: The signals by which somebody stopped this process.
_STOPS: Final[list[int]] = []


def widen_streams() -> None:
    """Let output never fail for a character: what an encoding lacks is replaced."""
    _open_closed()
    codecs.register_error("jiqun", _replaced)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="jiqun")


def note_replaced() -> None:
    """Say on the error stream, once, that characters had to be shown as ?; JSON loses none.

    Where the error stream cannot show the reader's language the note is in English.
    """
    from jiqun.cli.output import asked_language, echo, says_json
    from jiqun.core import say

    encoding = min(_REPLACED, default="")
    _REPLACED.clear()
    if not encoding or says_json():
        return
    note = say("command_line.unshown", asked_language(), encoding=encoding)
    if not _can_show(note):
        note = say("command_line.unshown", "en", encoding=encoding)
    echo(note, err=True)


def has_gone(stream: IO[str]) -> bool:
    """Tell whether what was written to a stream can no longer be sent."""
    try:
        stream.flush()
    except (OSError, ValueError):
        return True
    return False


def drop_output() -> None:
    """Send what still waits for a closed or full output nowhere, so that Python ends quietly."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
    except (OSError, ValueError, AttributeError):
        return


def note_stops() -> None:
    """Note each Ctrl-C before it is raised: a library may catch it and raise something else."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _stop)


def was_stopped() -> bool:
    """Say whether somebody pressed Ctrl-C, whatever was raised of it."""
    return bool(_STOPS)


def _stop(number: int, frame: FrameType | None) -> None:
    _STOPS.append(number)
    signal.default_int_handler(number, frame)


@contextmanager
def interrupts_held() -> Iterator[None]:
    """Ignore a further Ctrl-C while an error is told."""
    try:
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    except (ValueError, OSError):  # not the main thread
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _open_closed() -> None:
    """Put something behind streams that the caller closed: else a data file gets their number."""
    for number, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        try:
            os.fstat(number)
        except OSError:
            if os.open(os.devnull, os.O_RDWR) != number:
                continue
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115, PTH123 - it lives as long as the process


def _replaced(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    shown = [_plain(char, error.encoding) for char in error.object[error.start : error.end]]
    return "".join(shown), error.end


def _can_show(text: str) -> bool:
    try:
        text.encode(getattr(sys.stderr, "encoding", None) or "utf-8")
    except (LookupError, UnicodeError):
        return False
    return True


def _plain(char: str, encoding: str) -> str:
    if char in PLAIN:
        return PLAIN[char]
    if "\udc80" <= char <= "\udcff":
        return f"\\x{ord(char) - 0xDC00:02x}"
    _REPLACED.add(encoding)
    return "?"
