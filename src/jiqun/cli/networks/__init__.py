"""The commands on innovation networks: parse, call one study, print.

Knows the studies and how they are told. Must not know how anything is computed.
"""

from jiqun.cli.networks.analysing import register

__all__ = ["register"]
