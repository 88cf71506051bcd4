"""One net under every command: no error of any kind reaches a reader as a traceback.

Nothing heavy is imported above the net, so that a Ctrl-C while jiqun loads is caught too.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import NoReturn

#: Exit codes: the input is at fault, anything else is, Ctrl-C, a reader that went away.
INPUT, OTHER, STOPPED, CLOSED = 2, 1, 130, 141


def main() -> NoReturn:
    """Run the command that the process was started with, and end the process."""
    try:
        from jiqun.cli.root.process import guard_process

        guard_process()
    except BaseException as error:  # noqa: BLE001 - below this nothing can answer
        code = _tell(error, sys.argv[1:])
    else:
        code = run(sys.argv[1:])
    if code == STOPPED:
        # threads of libraries may compute on for minutes; the work is given up already
        os._exit(code)
    raise SystemExit(code)


def run(words: Sequence[str]) -> int:
    """Run one command and give its exit code; every error is told on the error stream.

    Parameters
    ----------
    words
        The command's words, such as ``["status", "ws", "--json"]``.

    Returns
    -------
    int
        0; 2 where the input is at fault; 130 after Ctrl-C; 141 where the output's reader
        went away; else 1.
    """
    try:
        code = _invoke(list(words))
    except BaseException as error:  # noqa: BLE001 - the net itself; what comes here is told
        code = _tell(error, words)
    code = _flushed(code, words)
    _note_replaced(code)
    return code


def _invoke(words: list[str]) -> int:
    from jiqun.cli.output import note_asked

    note_asked(words)
    import typer

    from jiqun.cli.app import app

    command = typer.main.get_command(app)
    with command.make_context("jiqun", words) as context:
        command.invoke(context)
    return 0


def _flushed(code: int, words: Sequence[str]) -> int:
    """Send what is still waiting; an output that fails is told like any other error."""
    try:
        sys.stdout.flush()
    except (OSError, ValueError) as error:
        return _tell(error, words)
    return code


def _note_replaced(code: int) -> None:
    """Say once that the output lacks characters, and what would show them."""
    if code == CLOSED:
        return
    try:
        from jiqun.cli.root.streams import note_replaced

        note_replaced()
    except BaseException:  # noqa: BLE001, S110 - the answer itself has been given
        pass


def _tell(error: BaseException, words: Sequence[str]) -> int:
    """Tell an error and give the exit code; if that fails too, say so as plainly as can be."""
    try:
        from jiqun.cli.root.streams import interrupts_held

        with interrupts_held():
            from jiqun.cli.root.telling import tell

            return tell(error, words)
    except BaseException as further:  # noqa: BLE001 - there is nobody above to answer it
        _last_words(error, further)
        return STOPPED if isinstance(error, KeyboardInterrupt) else OTHER


def _last_words(error: BaseException, further: BaseException) -> None:
    names = " / ".join(type(one).__name__ for one in (error, further))
    try:
        sys.stderr.write(f"error: jiqun: {names}; it could not be told further. [fault]\n")
        sys.stderr.flush()
    except BaseException:  # noqa: BLE001, S110 - no stream is left to write to
        pass
