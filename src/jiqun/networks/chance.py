"""Networks like one, by chance: ties shuffled, ties drawn again."""

from __future__ import annotations

import numpy as np
import polars as pl

from jiqun.core import stream
from jiqun.networks.layers import JOINT
from jiqun.networks.network import TieNetwork, plain_pairs, with_pairs
from jiqun.networks.projects import dealt, projected


def rewired(network: TieNetwork, *, seed: int, replicate: int) -> TieNetwork:
    """Shuffle who is tied to whom; every organisation keeps its number of ties.

    Memberships in projects are dealt anew instead: each organisation keeps its number of
    projects, each project its size. Loops that arise are left out, repeated pairs added up: a
    loss of about the share of ties that the largest hubs hold.
    """
    rng = stream(seed=seed, replicate=replicate, name="ties-null")
    one, other, weight = plain_pairs(network)
    turned = rng.random(len(one)) < 0.5  # noqa: PLR2004 - either way
    a, b = np.where(turned, other, one), np.where(turned, one, other)
    b = b[rng.permutation(len(b))]
    if network.joint is not None:
        more = projected(dealt(network.joint, rng))
        a, b, weight = (np.concatenate(two) for two in zip((a, b, weight), more, strict=True))
    return with_pairs(network, a, b, weight)


def resampled(network: TieNetwork, *, seed: int, draw: int) -> TieNetwork:
    """Give each row of the table of ties, and each project, a Poisson(1) number of copies."""
    rng = stream(seed=seed, replicate=draw, name="ties-bootstrap")
    ties = network.ties if network.joint is None else network.ties.filter(pl.col("kind") != JOINT)
    links, weight = ties["links"].to_numpy(), ties["weight"].to_numpy()
    copies = rng.poisson(links)
    some = copies > 0
    a, b = ties["a"].to_numpy()[some], ties["b"].to_numpy()[some]
    weight = (weight * copies / links)[some]
    if network.joint is not None:
        more = projected(network.joint, rng.poisson(1.0, network.joint.count))
        a, b, weight = (np.concatenate(two) for two in zip((a, b, weight), more, strict=True))
    return with_pairs(network, a, b, weight)
