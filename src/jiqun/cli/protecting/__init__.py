"""The commands on what is confidential: parse, call one study, print.

Knows the studies and how they are told. Must not know any rule of secrecy.
"""

from jiqun.cli.protecting.protecting import register

__all__ = ["register"]
