"""Nodes sorted into the classes of several traits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress
from typing import Final

import numpy as np
from numpy.typing import NDArray

from jiqun.core import Caution, InputError, Problems, problem
from jiqun.tables import Nodes

Int = NDArray[np.int64]

#: The traits that are taken where nobody chose: the first three of these that are known.
USUAL: Final = ("region", "technology", "size", "kind")
FEWEST: Final = 3
MOST: Final = 4
#: Combinations of classes that a table of all may have.
MOST_CELLS: Final = 10_000_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Classes:
    """N things and their class in each of D traits; all traits of each are known.

    Things stand in the order of their classes, so that the order of the nodes cannot matter.

    Attributes
    ----------
    traits
        D names.
    codes
        Shape (D, N), each 0 .. sizes[d] - 1, every class used.
    sizes
        Shape (D,): how many classes a trait has.
    """

    traits: tuple[str, ...]
    codes: Int
    sizes: Int

    @property
    def things(self) -> int:
        """The number of things."""
        return int(self.codes.shape[1])


def chosen_traits(nodes: Nodes, traits: Sequence[str] | None, *, without: str = "") -> list[str]:
    """Give the traits to compare: those named, or the usual ones that are known of any node.

    Raises
    ------
    InputError
        ``synergy-traits``: fewer than three, more than four, one twice, one that nobody gave.
    """
    known = [name for name in USUAL if any(word is not None for word in nodes.traits.get(name, ()))]
    if traits is None:
        found = [name for name in known if name != without][:FEWEST]
        usable = len(found) == FEWEST
    else:
        found = list(traits)
        usable = (
            FEWEST <= len(found) <= MOST
            and len(set(found)) == len(found)
            and set(found) <= set(known)
            and without not in found
        )
    if not usable:
        told = problem("synergy-traits", subject="traits", given=list(traits or found), known=known)
        raise InputError(told)
    return found


def complete(nodes: Nodes, traits: Sequence[str]) -> tuple[Nodes, list[Caution]]:
    """Give the nodes of which every trait is known, and tell how many are not.

    Raises
    ------
    InputError
        ``synergy-traits``: a trait that nobody gave.
    """
    if not set(traits) <= set(nodes.traits):
        known = [name for name in USUAL if name in nodes.traits]
        raise InputError(
            problem("synergy-traits", subject="traits", given=list(traits), known=known)
        )
    words = [nodes.traits[name] for name in traits]
    kept = [None not in each for each in zip(*words, strict=True)]
    lost = len(kept) - sum(kept)
    if not lost:
        return nodes, []
    lacking = {name: sum(word is None for word in nodes.traits[name]) for name in traits}
    told = Caution("nodes-untraited", {"nodes": lost, "of": len(kept), "lacking": lacking})
    return some(nodes, kept), [told]


def some(nodes: Nodes, kept: Sequence[bool]) -> Nodes:
    """Give the nodes that are marked."""
    return Nodes(
        labels=tuple(compress(nodes.labels, kept)),
        traits={name: tuple(compress(words, kept)) for name, words in nodes.traits.items()},
        origins=nodes.origins,
    )


def classed(nodes: Nodes, traits: Sequence[str]) -> tuple[Classes, list[Caution]]:
    """Sort nodes of which every trait is known; tell what is constant.

    Raises
    ------
    InputError
        ``synergy-classes``.
    """
    columns = [np.array(nodes.traits[name], dtype=str) for name in traits]
    coded = [np.unique(each, return_inverse=True) for each in columns]
    sizes = np.array([len(labels) for labels, _ in coded], dtype=np.int64)
    codes = np.stack([at.astype(np.int64) for _, at in coded])
    _refuse_many(traits, sizes)
    same = [name for name, size in zip(traits, sizes, strict=True) if size == 1]
    told = [Caution("traits-constant", {"traits": same})] if same else []
    return arranged(tuple(traits), codes, sizes), told


def arranged(traits: tuple[str, ...], codes: Int, sizes: Int) -> Classes:
    """Put things in the order of their classes."""
    order = np.lexsort(codes[::-1])
    return Classes(traits=traits, codes=np.ascontiguousarray(codes[:, order]), sizes=sizes)


def _refuse_many(traits: Sequence[str], sizes: Int) -> None:
    problems = Problems()
    cells = float(np.prod(sizes.astype(np.float64)))
    if cells > MOST_CELLS:
        classes = dict(zip(traits, sizes.tolist(), strict=True))
        problems.add("synergy-classes", subject="nodes", classes=classes, cells=cells,
                     most=MOST_CELLS)  # fmt: skip
    problems.check()
