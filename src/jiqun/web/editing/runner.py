"""The process that runs a workspace for a server: it tells how far it is, then what came out."""

from __future__ import annotations

import os
import sys
import time
import traceback
from threading import Thread
from typing import IO, Any

from jiqun.core import JiqunError
from jiqun.web.computing import Failed, FaultError, receive, send, step_back
from jiqun.web.editing.tasks import Advance, Task

#: Seconds between two tellings of one step.
PAUSE = 0.2


def main() -> None:
    """Do one task from standard input; what is told goes to standard output."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    step_back()
    task: Task = receive(sys.stdin.buffer)
    Thread(target=_leave, args=(sys.stdin.buffer,), daemon=True).start()
    send(answers, _done(task, answers))


def _done(task: Task, answers: IO[bytes]) -> Any:
    told: dict[str, float] = {}

    def progress(step: str, done: int, total: int) -> None:
        now = time.monotonic()
        if now - told.get(step, -PAUSE) >= PAUSE:
            told[step] = now
            send(answers, Advance(step=step, done=done, total=total))

    try:
        return task.function(task.path, task.plan, progress=progress)
    except JiqunError as error:
        return Failed(error=error)
    except Exception:  # noqa: BLE001 - the server logs and numbers it
        return Failed(error=FaultError(traceback.format_exc()))


def _leave(source: IO[bytes]) -> None:
    """End the process, whatever it does, when the server is gone."""
    source.read(1)
    os._exit(0)


if __name__ == "__main__":
    main()
