"""The commands ``jiqun clusters …``: find, define, stability, custom.

Knows the options of the group. Must not know any number.
"""

from jiqun.cli.clusters.finding import register

__all__ = ["register"]
