"""A process that has everything imported and dies in a copy of itself: at a chosen step, or time.

``python dying.py`` reads lines of JSON: the words of a command, and ``at``: the number of the
change to the disk (an open for writing, a rename, a removal, a new folder) at which the copy of
this process that does the command is killed; None to let it live. It answers with a line: how
many such changes there were, and the exit status.
"""

import json
import os
import signal
import sys
from pathlib import Path

from jiqun import studies
from jiqun.cli.app import app

CHANGES = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate", "shutil.rmtree"}
WRITING = os.O_WRONLY | os.O_RDWR


def dies(at, pipe, full):
    """Count changes to the disk; at the chosen one, die."""
    seen = 0

    def hook(event, args):
        nonlocal seen
        if event == "open":
            path, _, flags = args
            changes = isinstance(flags, int) and flags & WRITING
            changes = changes and "/dev/" not in str(path) and ".writer.lock" not in str(path)
        else:
            changes = event in CHANGES
        if changes:
            seen += 1
            os.write(pipe, b".")
            if full and seen >= at:  # from now on the system refuses every change
                raise OSError(full, os.strerror(full))
            if seen == at:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)


def child(words, at, pipe, full):
    sys.stdout = sys.stderr = Path(os.devnull).open("w")  # noqa: SIM115
    dies(at, pipe, full if at else None)
    try:
        app(words, standalone_mode=False)
    except BaseException as error:  # noqa: BLE001 - only how it ended is asked
        os.write(pipe, f"\n{type(error).__name__}: {error}".encode()[:2000])
        os._exit(1)
    os._exit(0)


def main():
    dir(studies)
    for line in sys.stdin:
        asked = json.loads(line)
        reader, writer = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(reader)
            child(asked["words"], asked["at"] or 0, writer, asked["full"])
        os.close(writer)
        after = asked.get("after")
        if after is not None:
            import time

            time.sleep(after)
            os.kill(pid, signal.SIGKILL)
        told = b""
        while piece := os.read(reader, 65536):
            told += piece
        os.close(reader)
        _, status = os.waitpid(pid, 0)
        changes, _, error = told.partition(b"\n")
        answer = {"changes": len(changes), "status": status, "error": error.decode()}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
