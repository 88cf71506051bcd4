"""The rules by which a cell tells of one contributor."""

from __future__ import annotations

from dataclasses import dataclass

from jiqun.core import Problems


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """When a cell is a secret, and how wide the interval around a secret must be.

    Attributes
    ----------
    threshold
        A cell with fewer contributors than this is a secret; 0 or 1 for no threshold.
    dominance
        (n, k): a cell in which the n largest have more than k % of the total is a secret.
    p
        A cell whose second largest contributor could tell the largest to within p % is a secret.
    rounding
        Numbers that stay are rounded to multiples of this; None for none.
    width
        Percent of a cell's value by which the interval of a cell under the threshold must reach
        to either side.
    least
        The least such reach, in units of the values: 1 for what is counted, so that a whole number
        is never left alone in its interval.
    zeros
        Whether a zero is a secret like any other value; else it is printed.

    Examples
    --------
    >>> Rules(threshold=3, dominance=(1, 85.0), p=10.0).threshold
    3
    """

    threshold: int = 3
    dominance: tuple[int, float] | None = (1, 85.0)
    p: float | None = 10.0
    rounding: int | None = None
    width: float = 10.0
    least: float = 1.0
    zeros: bool = False

    def __post_init__(self) -> None:
        problems = Problems()
        wrong = {
            "threshold": self.threshold < 0,
            "dominance": self.dominance is not None
            and not (self.dominance[0] >= 1 and 0.0 < self.dominance[1] <= 100.0),  # noqa: PLR2004
            "p": self.p is not None and not 0.0 < self.p <= 100.0,  # noqa: PLR2004
            "rounding": self.rounding is not None and self.rounding < 1,
            "width": not 0.0 < self.width <= 100.0,  # noqa: PLR2004
            "least": not 0.0 <= self.least < float("inf"),
        }
        for name, bad in wrong.items():
            if bad:
                problems.add("secrecy-rule", subject=name, value=getattr(self, name), case=name)
        problems.check()
