"""Sets that cost nothing: the code cut after its first digits; and any set as labels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Int = NDArray[np.int64]
#: How many digits of the code make a category.
DIGITS = (2, 3, 4)


def baseline_labels(industries: Sequence[str]) -> dict[str, Int]:
    """Cut the code after 2, 3 and 4 places; give each cut's labels, each partition once.

    Letters that all codes begin with ("sic01110") are no place. A cut that puts all industries
    together, or each alone, is no set and is left out.

    Examples
    --------
    >>> {name: cut.tolist() for name, cut in baseline_labels(["3111", "3112", "5210"]).items()}
    {'2 digits': [0, 0, 1]}
    """
    found: dict[str, Int] = {}
    skip = len(_common(industries))
    for digits in DIGITS:
        cut = labels_of(industries, {code: code[: skip + digits] for code in industries})
        kinds = len(np.unique(cut))
        known = any(np.array_equal(cut, other) for other in found.values())
        if 1 < kinds < len(cut) and not known:
            found[f"{digits} digits"] = cut
    return found


def _common(industries: Sequence[str]) -> str:
    """Give the letters that all codes begin with."""
    same = ""
    for letters in zip(*industries, strict=False):
        if len(set(letters)) > 1 or letters[0].isdigit():
            break
        same += letters[0]
    return same


def labels_of(industries: Sequence[str], categories: Mapping[str, str]) -> Int:
    """Number the categories of industries: (I,); each one that is in none stands alone.

    Examples
    --------
    >>> labels_of(["a", "b", "c", "d"], {"a": "x", "c": "x"}).tolist()
    [0, 1, 0, 2]
    """
    at: dict[tuple[str, str], int] = {}
    out = np.empty(len(industries), dtype=np.int64)
    for i, code in enumerate(industries):
        told = ("in", categories[code]) if code in categories else ("alone", code)
        out[i] = at.setdefault(told, len(at))
    return out
