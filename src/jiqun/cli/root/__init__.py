"""The root of the command line: whatever goes wrong below becomes a coded problem here.

Knows the words of a command, the streams and the log. Must not know any single command.
"""

from jiqun.cli.root.net import main, run

__all__ = ["main", "run"]
