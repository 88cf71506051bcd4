"""What every way of finding gives: clusters of one shape, with their members and their record.

Must not know how a cluster is found: the ways import this, never the other way round.
"""

from jiqun.clusters.finds.checks import refuse_overlaps
from jiqun.clusters.finds.finds import Finds
from jiqun.clusters.finds.organisations import member_organisations
from jiqun.clusters.finds.pooled import anchors, pooled_cells, rate_pooled
from jiqun.clusters.finds.shapes import (
    MEMBERS,
    ROWS,
    WAYS,
    Way,
    find_code,
    finds_frame,
    led_rows,
)
from jiqun.clusters.finds.union import Union, union

__all__ = [
    "MEMBERS",
    "ROWS",
    "WAYS",
    "Finds",
    "Union",
    "Way",
    "anchors",
    "find_code",
    "finds_frame",
    "led_rows",
    "member_organisations",
    "pooled_cells",
    "rate_pooled",
    "refuse_overlaps",
    "union",
]
