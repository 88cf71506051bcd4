"""From any error to words on the error stream and an exit code."""

from __future__ import annotations

import errno
import os
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import suppress

import typer

from jiqun.cli.output import echo, says_json, tell_error
from jiqun.cli.root.net import CLOSED, INPUT, OTHER, STOPPED
from jiqun.cli.root.streams import drop_output, has_gone, was_stopped
from jiqun.cli.root.usage import USAGE_ERROR, help_asked, usage_error
from jiqun.core import InputError, JiqunError, ModelError, Problem, problem
from jiqun.core.faults import foreign_problem, is_interruption, keep_log

#: Errors looked at behind the one that was raised.
DEEPEST = 12
#: Packages that write to the output and to nothing else.
PRINTERS = ("rich", "typer", "click")


def tell(error: BaseException, words: Sequence[str]) -> int:
    """Tell an error in the reader's language; give the exit code."""
    if isinstance(error, typer.Exit):
        return int(error.exit_code)
    if was_stopped():
        # whatever a library made of the Ctrl-C
        return _foreign(KeyboardInterrupt(), words)
    if isinstance(error, JiqunError):
        return _ours(error)
    if isinstance(error, USAGE_ERROR):
        return _of_usage(error)
    if _reader_went(error):
        drop_output()
        return CLOSED
    return _foreign(error, words)


def _say(error: JiqunError, *, log: object = None) -> None:
    """Tell an error; where nobody can be told, the exit code says it."""
    with suppress(OSError, ValueError):
        tell_error(error, log=log)


def _ours(error: JiqunError) -> int:
    _say(error)
    return INPUT if isinstance(error, InputError) else OTHER


def _of_usage(error: Exception) -> int:
    shown = None if says_json() else help_asked(error)
    if shown is None:
        return _ours(usage_error(error))
    if shown:
        with suppress(OSError, ValueError):
            echo(shown, err=True)
    return INPUT


def _foreign(error: BaseException, words: Sequence[str]) -> int:
    told = _told(error, words)
    if is_interruption(error):
        _say(ModelError(told))
        return STOPPED
    _say(ModelError(told), log=keep_log(error, doing=words) or "")
    return OTHER


def _told(error: BaseException, words: Sequence[str]) -> Problem:
    subject = " ".join(["jiqun", *_command(words)])
    told = foreign_problem(error, subject=subject)
    if told.code == "fault" and any(_is_half_read(word) for word in words):
        return problem("path-name", subject=subject, case="encoding")
    if told.code == "disk-full" and (_while_printing(error) or has_gone(sys.stdout)):
        drop_output()
        return problem("disk-full", subject=subject, case="output")
    return told


def _is_half_read(word: str) -> bool:
    """Tell a word that the system's encoding could not read; libraries fail at it in many ways."""
    return any("\ud800" <= char <= "\udfff" for char in word)


def _command(words: Sequence[str]) -> Iterator[str]:
    """Give the command's own names among its words."""
    from jiqun.cli.app import app

    here = typer.main.get_command(app)
    for word in words:
        inner = getattr(here, "commands", {})
        if word in inner:
            here = inner[word]
            yield word


def _reader_went(error: BaseException) -> bool:
    """Tell whether the reader of the output closed it, as `| head` does."""
    one: BaseException | None = error
    for _ in range(DEEPEST):
        if one is None:
            return False
        if _is_broken_pipe(one):
            # a library that notices it itself sends the rest nowhere and ends the program
            ended = isinstance(error, SystemExit)
            return ended or _while_printing(one) or has_gone(sys.stdout)
        one = one.__cause__ or one.__context__
    return False


def _while_printing(error: BaseException) -> bool:
    """Tell whether an error arose where output is written."""
    inner = list(traceback.walk_tb(error.__traceback__))[-1:]
    module = inner[0][0].f_globals.get("__name__", "") if inner else ""
    return module.partition(".")[0] in PRINTERS or module.startswith("jiqun.cli")


def _is_broken_pipe(error: BaseException) -> bool:
    if isinstance(error, BrokenPipeError):
        return True
    nameless = isinstance(error, OSError) and error.filename is None
    return nameless and os.name == "nt" and error.errno == errno.EINVAL  # type: ignore[attr-defined]
