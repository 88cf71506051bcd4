"""Work on a stranger's bytes, done apart: in a child process with a limit on memory and time.

Knows how to start a child, what became of it, and the two scripts that a child runs. A library's
panic, an abort, an endless loop or a request for half a terabyte ends the child alone.
Must not know tables, maps or what a file means. The scripts know nothing of the project, so that
a child starts in the time that its library needs.
"""

from jiqun.sources.files.apart.running import Outcome, run_apart

__all__ = ["Outcome", "run_apart"]
