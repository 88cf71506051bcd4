"""The command on who is who: parse, call one study, print.

Knows the study and how it is told. Must not know how names are compared.
"""

from jiqun.cli.naming.naming import register

__all__ = ["register"]
