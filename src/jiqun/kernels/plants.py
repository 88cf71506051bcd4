"""Plants thrown at regions: the null of the concentration indices."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jiqun.kernels._compile import kernel

Float = NDArray[np.float64]
Ints = NDArray[np.int64]


def guide(cumulative: Float, cells: int) -> Ints:
    """Give for each of ``cells`` equal slices of [0, 1) the first region that can be meant.

    cumulative: (R,), ascending, last value 1.
    """
    return np.searchsorted(cumulative, np.arange(cells) / cells, side="right").astype(np.int64)


@kernel
def relocate(
    chance: Float, cumulative: Float, first: Ints, industry_at: Ints, weight: Float, out: Float
) -> None:
    """Write into ``out`` the weight of each industry's plants in each region they are thrown to.

    chance: (N,) uniform on [0, 1); cumulative: (R,) of the regions' probabilities, last 1;
    first: (G,) from :func:`guide`; industry_at: (N,) int64; weight: (N,); out: (R, I), is
    overwritten. Sums run in the order of the plants.
    """
    slices = len(first)
    last = len(cumulative) - 1
    out[:, :] = 0.0
    for plant in range(len(chance)):
        u = chance[plant]
        region = first[int(u * slices)]
        while region < last and cumulative[region] <= u:
            region += 1
        out[region, industry_at[plant]] += weight[plant]
