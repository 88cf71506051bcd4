"""What a server holds that may be changed through."""

from __future__ import annotations

from pathlib import Path
from typing import Self

from jiqun.studies.editing import Settler, settler
from jiqun.web.access import Printed
from jiqun.web.editing.runs import Runs
from jiqun.web.editing.uploads import Uploads


class Editing:
    """The printed key, the uploads, the run and the waiting edits of one server.

    Attributes
    ----------
    printed
        Lets in whoever reads the terminal, as long as nobody has an account.
    uploads
        Files that were sent, until they expire.
    runs
        The main job, one at a time.
    """

    def __init__(self) -> None:
        self.printed, self.uploads, self.runs = Printed(), Uploads(), Runs()
        self._settler: Settler | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Break off the run in hand, settle what was edited, and remove what was sent."""
        self.runs.close()
        self.uploads.close()
        if self._settler is not None:
            self._settler.stop()
            self._settler = None

    def begin(self, workspace: Path) -> None:
        """Begin to settle edits of a workspace when it is quiet, and those of before."""
        if self._settler is None:
            self._settler = settler(workspace)
            self._settler.start()

    def edited(self, count: int) -> None:
        """Hear that edits were written."""
        if self._settler is not None and count:
            self._settler.edited(count)
