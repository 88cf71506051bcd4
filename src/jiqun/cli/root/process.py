"""What a process of the command line is set to before its command begins."""

from __future__ import annotations

import logging
import sys
import threading
import warnings
from types import TracebackType

from jiqun.cli.root.streams import note_stops, was_stopped, widen_streams


def guard_process() -> None:
    """Set streams, and where errors outside the command's own thread go."""
    widen_streams()
    note_stops()
    sys.excepthook = _escaped
    sys.unraisablehook = _dropped
    threading.excepthook = _of_thread
    logging.lastResort = _Plain(logging.WARNING)
    if not sys.warnoptions:
        warnings.simplefilter("ignore")


class _Plain(logging.Handler):
    """Where no handler is set: a library's message as one line, its traceback in the log."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            error = record.exc_info[1] if record.exc_info else None
            if error is not None:
                _keep(error)
            sys.stderr.write(f"{record.levelname.lower()}: {record.getMessage()}\n")
        except Exception:  # noqa: BLE001 - a message is not worth a failure
            return


def _keep(error: BaseException) -> None:
    from jiqun.core.faults import keep_log

    keep_log(error, doing=sys.argv[1:])


def _escaped(_: type[BaseException], error: BaseException, __: TracebackType | None) -> None:
    if was_stopped() and isinstance(error, KeyboardInterrupt):
        return  # the net tells it once
    from jiqun.cli.root.telling import tell

    tell(error, sys.argv[1:])


def _of_thread(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is not None and not isinstance(args.exc_value, SystemExit):
        _escaped(args.exc_type, args.exc_value, args.exc_traceback)


def _dropped(args: sys.UnraisableHookArgs) -> None:
    """Keep what Python itself cannot raise, such as an error while an object is taken apart."""
    if args.exc_value is not None and not isinstance(args.exc_value, BrokenPipeError):
        _keep(args.exc_value)
