"""Well-known binary at the door: what nests too deeply or is of an unknown kind is not read."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
import shapely
from numpy.typing import NDArray

from jiqun.core import problem
from jiqun.sources.files.contents import stop
from jiqun.sources.files.limits import DEEPEST, Limits
from jiqun.tables import at_lines

_U32 = {"<": struct.Struct("<I"), ">": struct.Struct(">I")}
_POINT, _LINE, _POLYGON, _COLLECTION = 1, 2, 3, 7
_Z, _M, _SRID = 0x80000000, 0x40000000, 0x20000000
#: Kinds are numbered from 0, with height from 1000, and so on.
_DIMENSIONS = 1000
_WITH_Z, _WITH_M = (1, 3), (2, 3)
_ORDERS = {0: ">", 1: "<"}


def read_wkb(column: pl.Series, *, name: str, limits: Limits | None = None) -> NDArray[Any]:
    """Read a column of well-known binary as shapes; null stays null.

    Raises
    ------
    InputError
        ``geo-shape``: cut short, nested deeper than allowed, of another kind, or no
        well-known binary at all.
    """
    most = min((limits or Limits()).depth, DEEPEST)
    values = column.to_list()
    safe = np.array([value is None or _is_safe(value, most) for value in values], dtype=bool)
    given = np.full(len(values), None, dtype=object)
    given[:] = [value if good else None for value, good in zip(values, safe, strict=True)]
    with np.errstate(all="ignore"):
        shapes = shapely.from_wkb(given, on_invalid="ignore")
    lost = shapely.is_missing(shapes) & np.array([value is not None for value in values])
    refuse_lost(lost, name=name)
    return np.asarray(shapes, dtype=object)


def refuse_lost(lost: NDArray[np.bool_], *, name: str) -> None:
    """Refuse rows whose shape could not be read (``geo-shape``)."""
    if lost.any():
        where = at_lines([int(np.flatnonzero(lost)[0]) + 1], counted="row")
        raise stop(problem("geo-shape", subject=name, count=int(lost.sum()), where=where))


def _is_safe(data: bytes, depth: int) -> bool:
    """Tell whether a reader that calls itself for each part can read it."""
    try:
        walk = _Walk(data=data, most=depth)
        if _POINT <= walk.kind(0) <= _POLYGON:
            return True
        return walk.through()
    except (struct.error, IndexError):
        return False


@dataclass(slots=True, kw_only=True)
class _Walk:
    """A walk through the parts of a shape."""

    data: bytes
    most: int
    order: str = "<"
    size: int = 16
    head: int = 5

    def kind(self, at: int) -> int:
        """Read a part's head: its kind; byte order, sizes of head and point are kept."""
        self.order = _ORDERS.get(self.data[at], self.order)
        word = _U32[self.order].unpack_from(self.data, at + 1)[0]
        family, kind = divmod(word & 0xFFFF, _DIMENSIONS)
        with_z = bool(word & _Z) or family in _WITH_Z
        with_m = bool(word & _M) or family in _WITH_M
        self.size = 8 * (2 + with_z + with_m)
        self.head = 9 if word & _SRID else 5
        return int(kind)

    def number(self, at: int) -> int:
        """Read a count."""
        return int(_U32[self.order].unpack_from(self.data, at)[0])

    def through(self) -> bool:
        """Go through all parts; False where they nest too deeply or one is of no known kind."""
        at, open_parts = 0, [1]
        while open_parts:
            if not open_parts[-1]:
                open_parts.pop()
                continue
            open_parts[-1] -= 1
            kind = self.kind(at)
            at += self.head
            if kind == _POINT:
                at += self.size
            elif kind == _LINE:
                at += 4 + self.size * self.number(at)
            elif kind == _POLYGON:
                rings, at = self.number(at), at + 4
                for _ in range(rings):
                    at += 4 + self.size * self.number(at)
            elif _POLYGON < kind <= _COLLECTION:
                open_parts.append(self.number(at))
                at += 4
            else:
                return False
            if len(open_parts) > self.most:
                return False
        return at <= len(self.data)
