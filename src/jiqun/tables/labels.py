"""What every typed array checks of its labels and values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from jiqun.core import Problems


def unique(problems: Problems, name: str, codes: Sequence[str]) -> None:
    """Add ``<name>-duplicate`` where a code stands twice."""
    if len(set(codes)) != len(codes):
        twice = [code for code, times in Counter(codes).items() if times > 1]
        problems.add(f"{name}-duplicate", subject=name, twice=twice[:3])


def read_only(values: ArrayLike) -> NDArray[np.float64]:
    """Copy into a contiguous array that nobody can change."""
    array: NDArray[np.float64] = np.array(values, dtype=np.float64, order="C")
    array.setflags(write=False)
    return array
