"""Communities held against those that chance makes: p-values and false discoveries."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from jiqun.kernels.chance import reaching, share
from jiqun.kernels.ties import levelled
from jiqun.networks import Communities

Float = NDArray[np.float64]

#: Of null communities that a community of its size is held against.
PEERS = 200
#: Standard deviations of evidence a member below this are taken for this.
SPREAD = 0.01


def tightness(groups: Communities) -> Float:
    """Give evidence a member; shape (C,)."""
    return groups.evidence / np.maximum(groups.sizes, 1)


def standing(found: Communities, null: Sequence[Communities]) -> tuple[Float, Float]:
    """Give each found and each null group's evidence a member, standardised for its size.

    By the mean and standard deviation of the (up to) 200 null groups nearest in log size.
    """
    sizes = np.concatenate([np.zeros(0), *(np.log(one.sizes) for one in null)])
    tight = np.concatenate([np.zeros(0), *(tightness(one) for one in null)])
    if len(tight) < 2:  # noqa: PLR2004 - no spread
        middle = tight.mean() if len(tight) else 0.0
        return tightness(found) - middle, tight - middle

    def standardised(size: Float, value: Float) -> Float:
        out = np.empty(len(value))
        for c in range(len(value)):
            near = np.argsort(np.abs(sizes - size[c]), kind="stable")[:PEERS]
            out[c] = (value[c] - tight[near].mean()) / max(float(tight[near].std()), SPREAD)
        return out

    own = np.log(np.maximum(found.sizes, 1))
    return standardised(own, tightness(found)), standardised(sizes, tight)


def p_values(own: Float, chance: Float, draws: int) -> Float:
    """Give (1 + null groups standing as high) / (1 + null groups, or draws if more); (C,).

    One-sided: a group that stands lower than chance's is no community.
    """
    return share(reaching(chance, own), max(len(chance), draws))


def discoveries(own: Float, chance: Float, draws: int, alpha: float) -> NDArray[np.bool_]:
    """Tell which groups stay: the most of which chance would give at most a share alpha.

    A network of chance has on average (1 + null groups standing so high) / (1 + draws) of
    them; held against the found ones that stand so high (Benjamini and Hochberg 1995, with
    the number of groups chance makes in place of the number of tests).
    """
    own = levelled(own)
    order = np.argsort(-own, kind="stable")
    false = share(reaching(chance, own[order]), draws) / np.arange(1, len(own) + 1)
    under = np.flatnonzero(false <= alpha)
    kept = np.zeros(len(own), dtype=bool)
    kept[order[: under[-1] + 1 if len(under) else 0]] = True
    return kept
