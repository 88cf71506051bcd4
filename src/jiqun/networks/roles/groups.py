"""Nodes in groups: of one kind, one region, one technology, one size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from jiqun.core import Caution, InputError, problem
from jiqun.tables import Nodes

Int = NDArray[np.int64]
Trait = Literal["kind", "region", "technology", "size"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Grouped:
    """Nodes in groups of one trait.

    Attributes
    ----------
    groups
        Shape (N,): the group of each node, -1 where it is not known.
    names
        G names of groups, sorted.
    """

    groups: Int
    names: tuple[str, ...]

    @property
    def sizes(self) -> Int:
        """The nodes of each group; shape (G,)."""
        return np.bincount(self.groups[self.groups >= 0], minlength=len(self.names))

    @property
    def unknown(self) -> int:
        """How many nodes have no known group."""
        return int((self.groups < 0).sum())


def grouped(nodes: Nodes | None, trait: Trait) -> Grouped:
    """Sort the nodes into the groups of a trait.

    Raises
    ------
    InputError
        ``nodes-trait``: no nodes were given, or none of them has the trait.
    """
    words = nodes.traits.get(trait, ()) if nodes is not None else ()
    names = tuple(sorted({word for word in words if word is not None}))
    if not names:
        case = "absent" if nodes is None else ""
        raise InputError(problem("nodes-trait", subject="nodes", case=case, trait=trait))
    place = {name: k for k, name in enumerate(names)}
    groups = np.array([-1 if word is None else place[word] for word in words], dtype=np.int64)
    return Grouped(groups=groups, names=names)


def untold(found: Grouped, trait: Trait) -> tuple[Caution, ...]:
    """Say how many nodes' groups are not known; nothing where all are."""
    if not found.unknown:
        return ()
    values = {"nodes": found.unknown, "of": len(found.groups), "trait": trait}
    return (Caution("trait-unknown", values),)
