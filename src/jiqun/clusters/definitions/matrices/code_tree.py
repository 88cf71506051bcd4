"""The classification as a similarity: how much of their code two industries have in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jiqun.kernels.linear.products import product

Float = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeTree:
    """The classes above each industry, and how much they count.

    Attributes
    ----------
    above
        By industry: the classes that contain it, in any order.
    weight
        Beside a matrix of 1, at least 0: how much the code counts where similarities are
        averaged; 0 leaves it out.
    """

    above: Mapping[str, tuple[str, ...]]
    weight: float = 0.5


def common_classes(above: Sequence[Sequence[str]]) -> Float:
    r"""Give the share of the classes above two industries that contain both: (I, I), 0-1.

    .. math:: S_{ij} = \frac{2\,|A_i \cap A_j|}{|A_i| + |A_j|}

    with :math:`A_i` the classes above i; 0 where neither has any. In a tree whose industries
    stand at one depth it is the number of common classes over the classes above.

    References
    ----------
    :cite:`dice1945`, the coefficient of association, of sets of classes.

    Examples
    --------
    >>> common_classes([("31", "311"), ("31", "312"), ("52",)])[0].tolist()
    [1.0, 0.5, 0.0]
    """
    names = sorted({one for line in above for one in line})
    at = {name: k for k, name in enumerate(names)}
    inside = np.zeros((len(above), max(len(names), 1)))
    for i, line in enumerate(above):
        inside[i, [at[one] for one in line]] = 1.0
    both = product(inside, inside.T)
    depth = inside.sum(axis=1)
    whole = depth[:, None] + depth[None, :]
    return np.asarray(np.divide(2.0 * both, whole, out=np.zeros_like(both), where=whole > 0))
