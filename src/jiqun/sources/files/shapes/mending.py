"""Invalid shapes found and mended, in a time that their number of vertices bounds."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from jiqun.core import problem
from jiqun.sources.files.apart import run_apart
from jiqun.sources.files.contents import stop
from jiqun.sources.files.limits import Limits
from jiqun.tables import at_lines

Shapes = NDArray[Any]
#: Sums of squared numbers of vertices: a check takes 16 ns for each at the worst, mending 2 μs.
_CHECKED_HERE, _MENDED_HERE = 5e7, 2e4
#: Seconds of computing that a child may take for any shapes, and for each vertex.
_SECONDS, _SECONDS_A_VERTEX = 3.0, 2.5e-6
#: How many times so long by the clock: whether a shape is mended is not to hang on other work.
_PATIENCE = 2.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Mended:
    """Shapes, all valid.

    Attributes
    ----------
    shapes
        As they were, the invalid ones mended.
    broken
        Which were invalid.
    reason
        What was wrong with the first of them.
    crossing
        Which were cut at the 180th meridian.
    """

    shapes: Shapes
    broken: NDArray[np.int64]
    reason: str
    crossing: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, dtype=np.int64))


def mend(shapes: Shapes, *, name: str, limits: Limits, collapsed: bool = True) -> Mended:
    """Mend invalid shapes by their structure: shells are joined, holes cut out.

    Few small shapes are looked at here; what may take long is done apart and ended when its
    time is up. What comes out does not depend on where.

    Parameters
    ----------
    shapes, name, limits
        Flat; the file's name; what it may take.
    collapsed
        Whether parts that lose a dimension, a ring to a line, are kept.

    Raises
    ------
    InputError
        ``geo-repair``: not to be checked and mended in the time or memory allowed.
    """
    counts = shapely.get_num_coordinates(shapes).astype(np.float64)
    if (counts**2).sum() > _CHECKED_HERE:
        there = np.flatnonzero(~shapely.is_missing(shapes))
        return _apart(shapes, there, collapsed=collapsed, name=name, limits=limits)
    broken = np.flatnonzero(~shapely.is_valid(shapes) & ~shapely.is_missing(shapes))
    if (counts[broken] ** 2).sum() > _MENDED_HERE:
        return _apart(shapes, broken, collapsed=collapsed, name=name, limits=limits)
    if not len(broken):
        return Mended(shapes=shapes, broken=broken, reason="")
    whole = shapes.copy()
    whole[broken] = shapely.make_valid(shapes[broken], method="structure", keep_collapsed=collapsed)
    reason = str(shapely.is_valid_reason(shapes[broken[0]]))
    return Mended(shapes=whole, broken=broken, reason=reason)


def _apart(
    shapes: Shapes, suspects: NDArray[np.int64], *, collapsed: bool, name: str, limits: Limits
) -> Mended:
    counts = shapely.get_num_coordinates(shapes[suspects])
    seconds = _SECONDS + _SECONDS_A_VERTEX * int(counts.sum())
    with tempfile.TemporaryDirectory(prefix="jiqun-", ignore_cleanup_errors=True) as folder:
        given, made = Path(folder) / "shapes.npz", Path(folder) / "mended.npz"
        wkb = shapely.to_wkb(shapes[suspects])
        lengths = np.array([len(one) for one in wkb], dtype=np.int64)
        np.savez(given, lengths=lengths, data=np.frombuffer(b"".join(wkb), dtype=np.uint8))
        asked = {"file": str(given), "out": str(made), "collapsed": collapsed}
        outcome = run_apart(
            "repair", asked, memory=limits.memory, seconds=seconds, patience=_PATIENCE
        )
        if outcome.ending != "done":
            _refuse(suspects, counts, seconds, name)
        with np.load(made) as read:
            broken, data = suspects[read["broken"]], read["data"].tobytes()
            ends = np.cumsum(read["lengths"])
    starts = ends - np.diff(ends, prepend=0)
    whole = shapes.copy()
    for at, start, end in zip(broken, starts, ends, strict=True):
        whole[at] = shapely.from_wkb(data[start:end])
    return Mended(shapes=whole, broken=broken, reason=str(outcome.told["reason"]))


def _refuse(
    suspects: NDArray[np.int64], counts: NDArray[np.int64], seconds: float, name: str
) -> None:
    largest = int(np.argmax(counts))
    where = at_lines([int(suspects[largest]) + 1], counted="row")
    told: dict[str, Any] = {
        "vertices": int(counts.sum()),
        "most": int(counts[largest]),
        "where": where,
    }
    raise stop(problem("geo-repair", subject=name, seconds=round(seconds), **told))
