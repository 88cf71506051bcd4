"""Floor 10: the command line, one file a verb group.

Knows how to parse words into our types, call one study and print its answer.
Must not know any number: no loop over data, no arithmetic, no default of its own.
"""

from jiqun.cli.root import main

__all__ = ["main"]
