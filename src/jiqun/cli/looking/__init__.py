"""The command ``jiqun look``: a file before it is loaded.

Knows options, how a look is printed and how its questions are asked. Must not know any number.
"""

from jiqun.cli.looking.looking import register

__all__ = ["register"]
