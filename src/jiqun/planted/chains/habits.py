"""How each kind of node is supplied: by how many, how evenly, from where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """How a kind of node is supplied; all of it assumptions.

    ``part``: bounds of the share of its class's firms at home that supply it; ``least``, ``most``:
    how many these are, if there are so many; ``small``: small ones rather; ``spread``: standard
    deviation of log shares beside size; ``lands``, ``makers``: fewest and most countries off the
    island and suppliers there; ``even``: how even these are (a Dirichlet's parameter);
    ``island``: part of the imports that firms of the island's other countries may have.
    """

    part: tuple[float, float] = (0.1, 0.4)
    least: int = 6
    most: int = 60
    small: bool = False
    spread: float = 0.5
    lands: tuple[int, int] = (3, 5)
    makers: tuple[int, int] = (3, 8)
    even: float = 1.0
    island: float = 0.5


HABITS: Final = {
    "sound": Habit(),
    "missing": Habit(least=0, most=0, lands=(2, 3), makers=(3, 6), island=0.0),
    "weak": Habit(most=5, small=True, spread=1.0, lands=(2, 4), makers=(4, 8)),
    "choke": Habit(
        part=(0.0, 0.02), least=1, most=3, small=True, lands=(1, 2), makers=(2, 3), even=0.8,
        island=0.0,
    ),
    "imported": Habit(part=(0.05, 0.15), most=20, lands=(5, 8), makers=(12, 18), even=20.0),
    "unneeded": Habit(least=0, most=0, lands=(1, 2), makers=(1, 3), island=0.0),
    "hub": Habit(part=(0.3, 0.6), least=12, most=120),
    "small": Habit(most=6, lands=(1, 2), makers=(1, 3)),
}  # fmt: skip
