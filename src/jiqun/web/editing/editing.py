"""What a server holds that may be changed through."""

from __future__ import annotations

from typing import Self

from jiqun.web.editing.runs import Runs
from jiqun.web.editing.sessions import Session
from jiqun.web.editing.uploads import Uploads


class Editing:
    """The session, the uploads and the run of one server.

    Attributes
    ----------
    session
        Who may change something.
    uploads
        Files that were sent, until they expire.
    runs
        The main job, one at a time.
    """

    def __init__(self) -> None:
        self.session, self.uploads, self.runs = Session(), Uploads(), Runs()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Break off the run in hand, and remove what was sent."""
        self.runs.close()
        self.uploads.close()
