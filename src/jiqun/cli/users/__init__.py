"""The commands ``jiqun users …``: who may do what with a workspace.

Knows the options of the group. Must not know any number.
"""

from jiqun.cli.users.group import register

__all__ = ["register"]
