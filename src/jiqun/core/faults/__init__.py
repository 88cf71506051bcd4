"""What an error that is not ours means to a reader, and the log that keeps its traceback.

Knows the errors of the system, of Python and of the libraries below. Must not know any
table, command or route.
"""

from jiqun.core.faults.kinds import foreign_problem, is_interruption
from jiqun.core.faults.logs import keep_log, log_folder

__all__ = ["foreign_problem", "is_interruption", "keep_log", "log_folder"]
