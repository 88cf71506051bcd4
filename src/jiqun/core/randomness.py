"""Chance as an argument: counter-based streams that do not depend on order or workers.

Replicate 7 is the same whether it runs first, last or alone. Names of streams keep two
uses of one seed apart (the sizes of plants and their places must not share numbers).
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np


def stream(*, seed: int, replicate: int = 0, name: str = "") -> np.random.Generator:
    """Give the generator of one replicate of one named use of a seed.

    Parameters
    ----------
    seed
        The user's seed, 0 <= seed < 2**63.
    replicate
        Which of the independent repetitions, >= 0.
    name
        What the numbers are for; different names give independent streams.

    Returns
    -------
    numpy.random.Generator
        Philox4x64-10 keyed by (seed, name) with its counter's highest word set to
        ``replicate``: replicates never overlap (each has 2**192 numbers).

    Examples
    --------
    >>> a = stream(seed=1, replicate=3).integers(100, size=2)
    >>> b = stream(seed=1, replicate=3).integers(100, size=2)
    >>> bool((a == b).all())
    True
    """
    import numpy as np

    word = int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "little")
    key = np.array([seed, word if name else 0], dtype=np.uint64)
    counter = np.array([0, 0, 0, replicate], dtype=np.uint64)
    return np.random.Generator(np.random.Philox(key=key, counter=counter))
