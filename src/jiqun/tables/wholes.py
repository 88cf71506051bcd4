"""What counts are compared with: the sum of themselves, or a reference from outside."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from jiqun.core import Problems, Words
from jiqun.tables.labels import read_only

Float = NDArray[np.float64]


def _nothing() -> Float:
    return np.array(np.nan)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Whole:
    """The whole that quotients are taken against, and what it is called.

    Attributes
    ----------
    named
        What it is, in both languages: "2 regions of Prov", "Nation (N)".
    industries
        Shape (I,), or (T, I) of a panel: the whole's count in each industry, NaN where unknown;
        None takes the sum of the regions themselves.
    total
        Shape () or (T,): the whole's count in all industries, also those the regions lack; NaN
        where unknown.
    """

    named: Words
    industries: Float | None = None
    total: Float | float = np.nan

    def __post_init__(self) -> None:
        if self.industries is not None:
            object.__setattr__(self, "industries", read_only(self.industries))
        object.__setattr__(self, "total", read_only(self.total))

    @property
    def outside(self) -> bool:
        """Whether it is a reference from outside."""
        return self.industries is not None

    def of(self, year_at: int) -> Self:
        """Give one year of a panel's whole."""
        if self.industries is None:
            return self
        return replace(
            self, industries=self.industries[year_at], total=np.asarray(self.total)[year_at]
        )

    def content(self) -> tuple[Float, ...]:
        """Give the numbers that a digest names; none where the regions are their own whole."""
        return () if self.industries is None else (self.industries, np.asarray(self.total))


def check_whole(problems: Problems, whole: Whole | None, shape: tuple[int, ...]) -> None:
    """Add ``whole-shape`` where a reference has other industries or years than the counts."""
    if whole is None or whole.industries is None:
        return
    if whole.industries.shape != shape or np.shape(whole.total) != shape[:-1]:
        given = f"{whole.industries.shape}, {np.shape(whole.total)}"
        wanted = f"{shape}, {shape[:-1]}"
        problems.add("whole-shape", subject="whole", shape=given, wanted=wanted)
