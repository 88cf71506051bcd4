"""What a planted cluster lacks: at most one thing, told in the truth and visible in the tables.

Weak are local clusters with links of their own and ten members or more. Kinds of weakness are
balanced over stages and technologies: the clusters stand in the order of these, and each seven
chosen get one weakness of each kind.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from jiqun.kernels.linear.products import product
from jiqun.planted.ground import Industries
from jiqun.planted.plans import EconomyPlan

Float = NDArray[np.float64]
Int = NDArray[np.int64]

#: The first lacks nothing.
WEAKNESSES: Final = (
    "sound", "missing-link", "broken-loop", "mismatch", "lock-in", "crowding", "loose-ties",
    "weak-lead",
)  # fmt: skip
MISSING, BROKEN, MISMATCH, LOCKED, CROWDED, WEAK_LEAD = (
    WEAKNESSES.index(name)
    for name in ("missing-link", "broken-loop", "mismatch", "lock-in", "crowding", "weak-lead")
)
#: What a broken loop may lack: ties to financiers, to research, to intermediaries.
LEGS: Final = ("finance", "research", "intermediary")
LEAST_MEMBERS = 10
#: Years over which a crowded cluster's place has become dear.
CROWDING_YEARS = 6
#: Growth of its members lost in each of these.
SLOWED = 0.025
#: Births and deaths in a cluster that is locked in, against others' (assumption).
LOCKED_TURNOVER = 0.2
#: What a crowded cluster's entrants reach of others' productivity and R&D intensity.
POOR_ENTRANT: Final = (0.6, 0.4)
#: Productivity, R&D intensity and share of exports of a lead firm that leads, and of one that lags.
LEADS: Final = (1.25, 1.4, 1.4)
LAGS: Final = (0.7, 0.35, 0.3)


def make_weaknesses(
    plan: EconomyPlan, *, able: NDArray[np.bool_], stage: Int, technology: Int, longest: Int
) -> Int:
    """Draw a weakness of some of the clusters that can have one, shape (K,).

    ``stage``, ``technology``: shape (K,), what the kinds are balanced over; ``longest``: shape
    (K,), needed classes, two of which a cluster with a missing link has at least.
    """
    rng = plan.stream("weaknesses")
    drawn = rng.random(len(able))
    rows = np.flatnonzero(able)
    rows = rows[np.lexsort((drawn[rows], technology[rows], stage[rows]))]
    wanted = min(round(plan.weaknesses * len(able)), len(rows))
    chosen = rows[np.floor((np.arange(wanted) + 0.5) * len(rows) / max(wanted, 1)).astype(int)]
    kinds = len(WEAKNESSES) - 1
    blocks = [rng.permutation(kinds) + 1 for _ in range(wanted // kinds + 1)]
    weakness = np.zeros(len(able), dtype=np.int64)
    weakness[chosen] = np.concatenate(blocks)[:wanted]
    lone = (weakness == MISSING) & (longest < 2)  # noqa: PLR2004 - one stays
    weakness[lone] = WEAKNESSES.index("loose-ties")
    return weakness


def needed_classes(industries: Industries) -> NDArray[np.bool_]:
    """Say of each class whether the others of its group need it, shape (I,).

    Inputs follow relatedness, so the half of a group that is most related to its middle is
    what the rest buys from.
    """
    needed = np.zeros(len(industries.codes), dtype=bool)
    for group in range(len(industries.groups)):
        own = np.flatnonzero(industries.group == group)
        middle = industries.latent[own].mean(axis=0, keepdims=True)
        close = product(industries.latent[own], middle.T)[:, 0]
        needed[own[np.argsort(-close, kind="stable")[: (len(own) + 1) // 2]]] = True
    return needed


def make_concerns(
    plan: EconomyPlan, industries: Industries, weakness: Int, group: Int, needed: NDArray[np.bool_]
) -> Int:
    """Draw what each weakness is about, shape (K,), -1 where it is the whole cluster.

    A missing link: the class, one of the two largest that are needed. A broken loop: the leg, a
    number in :data:`LEGS`. A mismatch: the group, in which nobody does research in its city.
    """
    rng = plan.stream("concerns")
    concern = np.full(len(weakness), -1, dtype=np.int64)
    draw = rng.random(len(weakness))
    for k in np.flatnonzero(weakness == MISSING):
        own = np.flatnonzero((industries.group == group[k]) & needed)
        large = own[np.argsort(-industries.weight[own], kind="stable")[:2]]
        concern[k] = large[int(draw[k] * len(large))]
    at = np.flatnonzero(weakness == BROKEN)
    concern[at] = np.floor(draw[at] * len(LEGS)).astype(np.int64)
    at = np.flatnonzero(weakness == MISMATCH)
    concern[at] = group[at]
    return concern


def concerns(weakness: Int, concern: Int, industries: Industries) -> list[str | None]:
    """Name what each weakness is about: a class, a leg, a category; None if the whole."""
    named: list[str | None] = []
    for kind, about in zip(weakness.tolist(), concern.tolist(), strict=True):
        lists = {MISSING: industries.codes, BROKEN: LEGS, MISMATCH: industries.slugs}
        named.append(lists[kind][about] if kind in lists else None)
    return named
