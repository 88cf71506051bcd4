"""Files that are written whole or not at all."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

#: Characters of the file's own name in its draft's: a name may fill what the system allows.
LONGEST = 40


def write_safely(file: Path, write: Callable[[Path], object]) -> None:
    """Write beside the file and move it into place: no half-written file keeps its name.

    A link is followed: what it points to is replaced. An error of the system names the file
    that was asked for, not the draft.
    """
    place = Path(os.path.realpath(file))
    place.parent.mkdir(parents=True, exist_ok=True)
    draft = place.with_name(f".{place.name[:LONGEST]}.{secrets.token_hex(4)}.draft")
    try:
        write(draft)
        _settle(draft)
        draft.replace(place)
    except OSError as error:
        if error.filename is not None and str(error.filename) == str(draft):
            error.filename, error.filename2 = str(file), None
        raise
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


@contextmanager
def whole_or_gone(folder: Path) -> Iterator[None]:
    """Take a folder away again if the work that fills it does not come to its end."""
    try:
        yield
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _settle(draft: Path) -> None:
    """Have the system put the file on the disk before it takes its name."""
    with draft.open("r+b") as content:
        os.fsync(content.fileno())
