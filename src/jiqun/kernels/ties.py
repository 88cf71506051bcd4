"""The one rule for ties: numbers that agree in their first 40 binary digits are equal.

That is twelve decimal digits; sums and quotients of the same things differ further on. Whatever is
ranked, or compared with a line or with chance, is brought to these digits first.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Float = NDArray[np.float64]
#: Binary digits that count.
DIGITS = 40


def levelled(values: ArrayLike) -> Float:
    """Bring numbers to the digits that count; NaN and infinities stay.

    Examples
    --------
    >>> levelled([0.1 + 0.2, 0.3]).tolist()
    [0.3000000000001819, 0.3000000000001819]
    """
    part, power = np.frexp(np.asarray(values, dtype=np.float64))
    return np.asarray(np.ldexp(np.rint(np.ldexp(part, DIGITS)), power - DIGITS))


def ranked(values: ArrayLike, *, axis: int | None = None) -> Float:
    """Rank numbers from 1, equal ones by the mean of their ranks."""
    from scipy.stats import rankdata

    return np.asarray(rankdata(levelled(values), axis=axis), dtype=np.float64)
