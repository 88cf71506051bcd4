"""The process that does jobs for a server, one after another, until the server is gone."""

from __future__ import annotations

import os
import sys
import traceback
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import IO

from jiqun.core import JiqunError
from jiqun.web.computing.jobs import Job, Made, perform
from jiqun.web.computing.stepping import step_back
from jiqun.web.computing.wire import Failed, FaultError, receive, send

#: A process that took more is followed by a fresh one.
MOST_KILOBYTES = 1024 * 1024


def main() -> None:
    """Do jobs from standard input; answers go to standard output, which is nobody else's."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    step_back()
    jobs: SimpleQueue[Job] = SimpleQueue()
    Thread(target=_listen, args=(sys.stdin.buffer, jobs), daemon=True).start()
    while True:
        send(answers, _done(jobs.get()))
        if _peak_kilobytes() > MOST_KILOBYTES:
            return


def _listen(source: IO[bytes], jobs: SimpleQueue[Job]) -> None:
    """Hand jobs over; end the process, whatever it does, when the server is gone."""
    try:
        while True:
            jobs.put(receive(source))
    except (EOFError, OSError):
        os._exit(0)


def _done(job: Job) -> Made | Failed:
    try:
        return perform(job)
    except JiqunError as error:
        return Failed(error=error)
    except MemoryError:
        os._exit(1)  # nothing can be trusted after it; the server says that the job was lost
    except BaseException:  # noqa: BLE001 - a library's panic too; the server logs and numbers it
        return Failed(error=FaultError(traceback.format_exc()))


def _peak_kilobytes() -> int:
    """Tell the most that this process ever held; 0 where the system does not say.

    The usual count of a process's peak begins with what its parent held.
    """
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    except OSError:  # not Linux: processes live as long as the server
        return 0
    peak = next((line for line in status.splitlines() if line.startswith("VmHWM:")), "")
    return int(peak.split()[1]) if peak else 0


if __name__ == "__main__":
    main()
