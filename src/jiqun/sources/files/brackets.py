"""How deep JSON nests and what it will weigh, counted in its bytes before it is parsed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_PIECE = 1 << 22
#: Bytes that a parsed object, list and value take in memory, rounded up.
_OBJECT, _LIST, _VALUE = 120, 90, 48


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """What a JSON text asks for.

    Attributes
    ----------
    depth
        Brackets within brackets, at the deepest.
    memory
        Bytes that it takes when parsed, roughly.
    """

    depth: int
    memory: int


def weigh(data: bytes) -> Weight:
    r"""Count brackets and commas outside of texts.

    Examples
    --------
    >>> weigh(b'{"a": [[1, 2], "]]]\\"["]}').depth
    3
    """
    if b"\\" in data:
        data = data.replace(b"\\\\", b"  ").replace(b'\\"', b"  ")
    quoted, level, depth = 0, 0, 0
    objects = lists = commas = 0
    for at in range(0, len(data), _PIECE):
        text = np.frombuffer(data, dtype=np.uint8, count=min(_PIECE, len(data) - at), offset=at)
        plain, quoted = _outside(text, quoted)
        steps = _steps(plain)
        if len(steps):
            levels = np.cumsum(steps) + level
            depth, level = max(depth, int(levels.max())), int(levels[-1])
        objects += int(np.count_nonzero(plain == ord("{")))
        lists += int(np.count_nonzero(plain == ord("[")))
        commas += int(np.count_nonzero(plain == ord(",")))
    memory = _OBJECT * objects + _LIST * lists + _VALUE * commas + 2 * len(data)
    return Weight(depth=depth, memory=memory)


def _outside(text: NDArray[np.uint8], quoted: int) -> tuple[NDArray[np.uint8], int]:
    """Give the bytes outside of texts, and whether a text goes on behind the last."""
    marks = text == ord('"')
    inside = (np.cumsum(marks) + quoted) & 1
    return text[(inside == 0) & ~marks], int(inside[-1])


def _steps(plain: NDArray[np.uint8]) -> NDArray[np.int64]:
    opens = (plain == ord("{")) | (plain == ord("["))
    closes = (plain == ord("}")) | (plain == ord("]"))
    steps: NDArray[np.int64] = opens[opens | closes].astype(np.int64) * 2 - 1
    return steps
