"""What a reader should know of a rating that stands."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

#: Fewer peers than this make a percentile coarse: with 30 a tenth is three cells. An assumption.
LEAST_PEERS = 30
#: The notes: judged among few; on a threshold.
FEW_PEERS, TIE = "few-peers", "tie"


def noted(
    given: NDArray[np.bool_],
    *,
    peers: NDArray[np.int64],
    tie: NDArray[np.bool_],
    least_peers: int = LEAST_PEERS,
) -> pl.Series:
    """Give each rating's notes, joined by commas; null for none.

    Parameters
    ----------
    given
        Shape (N,): whether there is a rating; what is not rated has no note.
    peers
        Shape (N,): the fewest peers that decided, -1 where no percentile did.
    tie
        Shape (N,): whether the rating hangs on a tie at a threshold.
    least_peers
        With fewer peers the note is ``few-peers``.

    Examples
    --------
    >>> import numpy as np
    >>> noted(np.array([True, True, True, False]), peers=np.array([4, 90, -1, 4]),
    ...       tie=np.array([True, False, False, True])).to_list()
    ['few-peers,tie', None, None, None]
    """
    few = (peers >= 0) & (peers < least_peers)
    pattern = np.where(given, few + 2 * tie, 0)
    words = pl.Series([None, FEW_PEERS, TIE, f"{FEW_PEERS},{TIE}"], dtype=pl.String)
    return words.gather(pl.Series(pattern, dtype=pl.UInt32)).alias("notes")
