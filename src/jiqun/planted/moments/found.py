"""One figure that was measured, and from how many things."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Found:
    """A moment of an economy.

    Attributes
    ----------
    value
        The figure; NaN where too little is there to say.
    count
        Things it was measured from.
    """

    value: float
    count: int

    @classmethod
    def of(cls, value: float, count: int) -> Found:
        """Take a figure as it is."""
        return cls(float(value), int(count))

    @classmethod
    def share(cls, part: float, whole: float) -> Found:
        """Take a share; NaN of nothing."""
        return cls(float(part / whole) if whole else float("nan"), int(whole))
