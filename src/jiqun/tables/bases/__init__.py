"""Codes of regions that change: the numbers of two years on one basis, or unknown."""

from jiqun.tables.bases.catalogued import SYSTEMS, catalogued_changes, concerning
from jiqun.tables.bases.cautions import told_changes
from jiqun.tables.bases.changes import (
    Change,
    Present,
    RegionChanges,
    share_problems,
    years_present,
)
from jiqun.tables.bases.one_basis import earlier_on_basis, on_one_basis
from jiqun.tables.bases.traces import Trace, former, traced

__all__ = [
    "SYSTEMS",
    "Change",
    "Present",
    "RegionChanges",
    "Trace",
    "catalogued_changes",
    "concerning",
    "earlier_on_basis",
    "former",
    "on_one_basis",
    "share_problems",
    "told_changes",
    "traced",
    "years_present",
]
