"""Made tables for the tests of the room of secrecy: firms, whose cells are summed one by one."""

import numpy as np

from jiqun.core import stream
from jiqun.secrecy import Contributions, Margins

ROWS = (-1, 0, 0, 1, 1, 2, 2)
COLUMNS = (-1, 0, 0, 1, 1, 2, 2, 2)


def up(parent, node):
    while node >= 0:
        yield node
        node = parent[node]


def country(seed, *, rows=ROWS, columns=COLUMNS, firms=60, years=1, measures=1):
    """Make firms of enterprises at lowest rows and columns, and sum them in plain loops."""
    rng = stream(seed=seed, name="secret-test")
    low = [[n for n in range(len(p)) if n not in p] for p in (rows, columns)]
    odds = [rng.dirichlet(np.ones(len(ends))) for ends in low]
    behind = {}
    for year in range(years):
        for _ in range(firms):
            r, c = (rng.choice(ends, p=odd) for ends, odd in zip(low, odds, strict=True))
            who = int(rng.integers(0, firms))
            size = np.ceil(rng.lognormal(1.5, 1.2, measures))
            for a in up(rows, r):
                for b in up(columns, c):
                    cell = behind.setdefault((year, a, b), {})
                    cell[who] = cell.get(who, 0) + size
    place = [(y, r, c) for y in range(years) for r in range(len(rows)) for c in range(len(columns))]
    total, largest, second = (np.zeros((len(place), measures)) for _ in range(3))
    count, owner = np.zeros(len(place), int), np.full(len(place), -1)
    for at, key in enumerate(place):
        parts = behind.get(key, {})
        if not parts:
            continue
        sizes = np.sort(np.array(list(parts.values())), axis=0)[::-1]
        total[at], largest[at], count[at] = sizes.sum(axis=0), sizes[0], len(parts)
        second[at] = sizes[1] if len(parts) > 1 else 0
        owner[at] = next(iter(parts)) if len(parts) == 1 else -1
    return Margins.crossed(rows, columns, place=place), Contributions(
        total=total, count=count, largest=largest, second=second, owner=owner
    )


def square(inner, counts):
    """A flat table with its totals, from inner values and counts."""
    inner, counts = np.asarray(inner, float), np.asarray(counts)
    shape = inner.shape

    def whole(a):
        return np.block([[a.sum(), a.sum(0)], [a.sum(1)[:, None], a]]).ravel()

    rows, columns = ([-1] + [0] * n for n in shape)
    place = [(0, r, c) for r in range(shape[0] + 1) for c in range(shape[1] + 1)]
    return Margins.crossed(rows, columns, place=place), Contributions(
        total=whole(inner), count=whole(counts)
    )
