"""Changing a workspace through its server: files sent, the run in hand, edits that wait.

Knows uploads that expire, one process that runs, and one thread that settles. Must not know
routes.
"""

from jiqun.web.editing.editing import Editing
from jiqun.web.editing.runs import Run, Runs
from jiqun.web.editing.sheets import handed_out, taken_in
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
    "handed_out",
    "loaded",
    "looked",
    "taken_in",
]
