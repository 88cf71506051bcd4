"""Changing a workspace through its server: files that were sent, the run in hand.

Knows uploads that expire, and one process that runs. Must not know routes.
"""

from jiqun.web.editing.editing import Editing
from jiqun.web.editing.runs import Run, Runs
from jiqun.web.editing.uploads import MOST_UPLOAD, Upload, Uploads
from jiqun.web.editing.work import BAD_ROWS, loaded, looked

__all__ = [
    "BAD_ROWS",
    "MOST_UPLOAD",
    "Editing",
    "Run",
    "Runs",
    "Upload",
    "Uploads",
    "loaded",
    "looked",
]
