"""Information that several traits share, from counts: Σ c ln c over the cells of every subset."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jiqun.kernels._compile import kernel
from jiqun.kernels.philox import block, shuffle_prefix

Float = NDArray[np.float64]
Int = NDArray[np.int64]

_ONE = np.uint64(1)
_HALF = np.uint64(32)
_LOW = np.uint64(0xFFFFFFFF)


@kernel
def shared(codes: Int, sizes: Int, terms: Float, room: Int, at: Int) -> float:
    """Give the information that D traits of N things share, in nats, joined with its sign.

    That is Σ over the subsets S of the traits of (-1)^(|S| + 1) H(S), H from relative frequencies.
    codes: (D, N), each 0 .. sizes[d] - 1. terms: (N + 1,), c ln c. room: zeros, at least the
    product of ``sizes`` long; zeros again at the end. at: (N,), written. NaN without things.
    """
    traits, total = codes.shape
    if total == 0:
        return np.nan
    spread = 0.0
    for subset in range(1, 1 << traits):
        members = 0
        cells = 1
        at[:] = 0
        for d in range(traits):
            if (subset >> d) & 1:
                members += 1
                cells *= sizes[d]
                for i in range(total):
                    at[i] = at[i] * sizes[d] + codes[d, i]
        for i in range(total):
            room[at[i]] += 1
        added = 0.0
        if cells <= total:
            for cell in range(cells):
                added += terms[room[cell]]
                room[cell] = 0
        else:
            for i in range(total):
                added += terms[room[at[i]]]
                room[at[i]] = 0
        spread += added if members % 2 == 1 else -added
    return float(np.log(total) - spread / total)


@kernel
def permuted(
    codes: Int,
    sizes: Int,
    terms: Float,
    blocks: Int,
    key: np.uint64,
    first: int,
    last: int,
    out: Float,
) -> None:
    """Write :func:`shared` of draws first .. last - 1, each block of traits dealt out anew.

    blocks: (D,), the block of each trait from 0; traits of a block stay together and block 0
    stays in place. out: (last - first,) written. Draw r has the same numbers wherever it starts.
    """
    traits, total = codes.shape
    room = np.zeros(np.prod(sizes), dtype=np.int64)
    at = np.empty(total, dtype=np.int64)
    dealt = codes.copy()
    order = np.empty(total, dtype=np.int64)
    for draw in range(first, last):
        for part in range(1, blocks.max() + 1):
            for i in range(total):
                order[i] = i
            shuffle_prefix(key, np.uint64(draw * traits + part), total, order)
            for d in range(traits):
                if blocks[d] == part:
                    for i in range(total):
                        dealt[d, i] = codes[d, order[i]]
        out[draw - first] = shared(dealt, sizes, terms, room, at)


@kernel
def mixed(
    codes: Int,
    sizes: Int,
    terms: Float,
    blocks: Int,
    bounds: Float,
    key: np.uint64,
    first: int,
    last: int,
    out: Float,
) -> None:
    """Write :func:`shared` of draws first .. last - 1 from a mixture of products of blocks.

    blocks: (P, D), ways to part the traits, D <= 6; bounds: (P,) their shares, added up. Each of N
    things chooses a way, then for each block a thing to take the block's traits from. out:
    (last - first,) written.
    """
    traits, total = codes.shape
    room = np.zeros(np.prod(sizes), dtype=np.int64)
    at = np.empty(total, dtype=np.int64)
    dealt = np.empty_like(codes)
    counter = np.zeros(4, dtype=np.uint64)
    words = np.empty(4, dtype=np.uint64)
    for draw in range(first, last):
        counter[3] = np.uint64(draw)
        for i in range(total):
            counter[0] = np.uint64(i) + _ONE
            block(key, _ONE, counter, words)
            level = float(words[0] >> np.uint64(11)) * 2.0**-53
            way = 0
            while way < len(bounds) - 1 and level >= bounds[way]:
                way += 1
            for d in range(traits):
                part = blocks[way, d]
                half = words[1 + part // 2] >> (_HALF * np.uint64(part % 2))
                picked = np.int64(((half & _LOW) * np.uint64(total)) >> _HALF)
                dealt[d, i] = codes[d, picked]
        out[draw - first] = shared(dealt, sizes, terms, room, at)


@kernel
def mixing_shares(found: Float, counts: Float, turns: int, near: float) -> Float:
    """Give the shares of P ways to part the traits under which what is left out is likeliest.

    found: (P, K), the chance that the other things give to the traits of each cell under each way;
    counts: (K,), how many things a cell has. Expectation and maximisation, until no share moves by
    ``near``. Cells that no way foresees say nothing; where none says anything all are alike.
    """
    ways, cells = found.shape
    shares = np.full(ways, 1.0 / ways)
    for _ in range(turns):
        gained = np.zeros(ways)
        told = 0.0
        for k in range(cells):
            whole = 0.0
            for p in range(ways):
                whole += shares[p] * found[p, k]
            if whole > 0.0:
                told += counts[k]
                for p in range(ways):
                    gained[p] += counts[k] * shares[p] * found[p, k] / whole
        if told == 0.0:
            break
        moved = 0.0
        for p in range(ways):
            moved = max(moved, abs(gained[p] / told - shares[p]))
            shares[p] = gained[p] / told
        if moved < near:
            break
    return shares
