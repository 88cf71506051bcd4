"""What a server holds that may be changed through."""

from __future__ import annotations

from typing import Self

from jiqun.web.access import Printed
from jiqun.web.editing.runs import Runs
from jiqun.web.editing.uploads import Uploads


class Editing:
    """The printed key, the uploads and the run of one server.

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

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Break off the run in hand, and remove what was sent."""
        self.runs.close()
        self.uploads.close()
