"""Where to draw a large network: communities first, each a disc; their members inside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from jiqun.networks.layout import spring_places
from jiqun.networks.network import TieNetwork

Float = NDArray[np.float64]
Int = NDArray[np.int64]

#: The angle at which sunflowers set their seeds: no two in a line.
GOLDEN: Final = np.pi * (3.0 - np.sqrt(5.0))
#: Communities laid out by springs; smaller ones stand in a ring around them.
MOST_SPRINGS: Final = 150
ROUNDS: Final = 60
#: Spots tried for a disc before it may overlap, and the room between two discs.
TRIES: Final = 20_000
GAP: Final = 0.15


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Drawing:
    """Places of communities and their members, all within 0-1.

    Attributes
    ----------
    x, y
        (N,): places of organisations; NaN for those in no community.
    community_x, community_y, radius
        (C,): the disc of each community; discs do not overlap.
    """

    x: Float
    y: Float
    community_x: Float
    community_y: Float
    radius: Float


def drawing(network: TieNetwork, label: Int, *, seed: int) -> Drawing:
    """Place communities by the ties between them, and members by how well tied they are.

    A disc's area is its number of members. The best-tied member stands in its middle and the
    others follow as a sunflower's seeds do, so that no two cover one another.

    Parameters
    ----------
    network
        Organisations and their ties.
    label
        (N,): the community of each, -1 for none.
    seed
        Of the springs' first places.
    """
    count = int(label.max(initial=-1)) + 1
    size = np.bincount(label[label >= 0], minlength=count)
    radius = np.sqrt(size.astype(np.float64)) + 1.0
    at = _apart(_first(network, label, radius, seed), radius)
    inner = _seeds(network, label, size)
    x = np.where(label >= 0, _of(at[:, 0], label) + inner[:, 0], np.nan)
    y = np.where(label >= 0, _of(at[:, 1], label) + inner[:, 1], np.nan)
    low = (at - radius[:, None]).min(axis=0) if count else np.zeros(2)
    high = (at + radius[:, None]).max(axis=0) if count else np.ones(2)
    span = float((high - low).max())
    shift = (span - (high - low)) / 2 - low
    return Drawing(
        x=(x + shift[0]) / span,
        y=(y + shift[1]) / span,
        community_x=(at[:, 0] + shift[0]) / span,
        community_y=(at[:, 1] + shift[1]) / span,
        radius=radius / span,
    )


def between_communities(network: TieNetwork, label: Int) -> tuple[Int, Int, Float, Int]:
    """Give tied pairs of communities (the lower first), the weight between them, and the pairs."""
    one, other = label[network.a], label[network.b]
    across = (one >= 0) & (other >= 0) & (one != other)
    low, high = np.minimum(one, other)[across], np.maximum(one, other)[across]
    width = int(label.max(initial=-1)) + 1
    flat, at, pairs = np.unique(low * max(width, 1) + high, return_inverse=True, return_counts=True)
    weight = np.bincount(at, weights=network.weight[across], minlength=len(flat))
    return flat // max(width, 1), flat % max(width, 1), weight.astype(np.float64), pairs


def _of(values: Float, label: Int) -> Float:
    return values[np.maximum(label, 0)] if len(values) else np.full(len(label), np.nan)


def _first(network: TieNetwork, label: Int, radius: Float, seed: int) -> Float:
    """Let springs place the largest communities that are tied; the others stand around them."""
    count = len(radius)
    a, b, weight, _ = between_communities(network, label)
    tied = np.zeros(count, dtype=bool)
    tied[np.concatenate([a, b])] = True
    order = np.lexsort((np.arange(count), -radius, ~tied))
    inner = order[: min(int(tied.sum()), MOST_SPRINGS)]
    place = np.full(count, -1)
    place[inner] = np.arange(len(inner))
    kept = (place[a] >= 0) & (place[b] >= 0)
    near = weight / np.maximum(radius[a] * radius[b], 1.0)
    edges = [
        (int(i), int(j), float(w))
        for i, j, w in zip(place[a][kept], place[b][kept], near[kept], strict=True)
    ]
    reach = float(np.sqrt((radius[inner] ** 2).sum())) * 1.5
    at = np.zeros((count, 2))
    if len(inner) > 1:
        at[inner] = (spring_places(len(inner), edges, seed=seed, rounds=ROUNDS) - 0.5) * 2 * reach
    rest = order[len(inner) :]
    turn = np.arange(len(rest)) * GOLDEN
    out = np.sqrt(reach**2 + np.cumsum((2 * radius[rest]) ** 2))
    at[rest] = np.column_stack([out * np.cos(turn), out * np.sin(turn)])
    return at


def _apart(at: Float, radius: Float) -> Float:
    """Push overlapping discs apart until none does (the larger one moves less)."""
    at, count = at.copy(), len(radius)
    if count < 2:  # noqa: PLR2004 - a pair
        return at
    order = np.argsort(-radius, kind="stable")
    placed = np.zeros((0, 2))
    sizes = np.zeros(0)
    for one in order:
        at[one] = _free(at[one], float(radius[one]), placed, sizes)
        placed = np.vstack([placed, at[one]])
        sizes = np.append(sizes, radius[one])
    return at


def _free(spot: Float, radius: float, placed: Float, sizes: Float) -> Float:
    """Give the first free spot on a spiral around the wanted one."""
    step = max(radius, 1.0) * 0.5
    for k in range(TRIES):
        out = step * np.sqrt(k)
        here: Float = spot + out * np.array([np.cos(k * GOLDEN), np.sin(k * GOLDEN)])
        gap = np.hypot(*(placed - here).T) - sizes - radius
        if (gap >= GAP * min(radius, 10.0)).all():
            return here
    return here


def _seeds(network: TieNetwork, label: Int, size: Int) -> Float:
    """Place members around the middle of their disc, the best-tied first."""
    order = np.lexsort((np.arange(network.size), -network.strengths, -network.degrees, label))
    inside = order[label[order] >= 0]
    starts = np.cumsum(size) - size
    rank = np.zeros(network.size)
    rank[inside] = np.arange(len(inside)) - starts[label[inside]]
    out, turn = np.sqrt(rank), rank * GOLDEN
    return np.column_stack([out * np.cos(turn), out * np.sin(turn)])
