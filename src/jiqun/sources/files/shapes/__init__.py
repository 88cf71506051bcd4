"""Shapes at the door: read from well-known binary, on the globe, valid, in bounded time.

Knows coordinates, nesting and how an invalid shape is mended, and what each may cost.
Must not know files' formats, columns or what a shape is the shape of.
"""

from jiqun.sources.files.shapes.binaries import read_wkb, refuse_lost
from jiqun.sources.files.shapes.checking import inner_points, to_wkb, valid_shapes
from jiqun.sources.files.shapes.mending import Mended
from jiqun.sources.files.shapes.systems import check_crs

__all__ = [
    "Mended",
    "check_crs",
    "inner_points",
    "read_wkb",
    "refuse_lost",
    "to_wkb",
    "valid_shapes",
]
