"""What a search across borders can be told; every one of them is written into the record."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

from jiqun.core import Problems

Weigh = Literal["both", "establishments", "employment"]
WEIGHS: Final = ("both", "establishments", "employment")

#: Inclusive bounds of the numbers.
BOUNDS: Final = {
    "least_rate": (1.0, 1e6),
    "first_rate": (1.0, 1e6),
    "least_establishments": (0.0, 1e6),
    "prior": (0.01, 1e6),
    "lean": (0.0, 1.0),
    "size_spread": (0.0, 1e3),
    "bridge_rate": (1.0, 1e6),
    "reach_km": (1.0, float("inf")),
    "least_quotient": (0.0, 1e6),
    "confidence": (0.5, 0.9999),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """How zones are sought.

    Attributes
    ----------
    least_rate
        A core has at least so many times what it would have without the cluster.
    first_rate
        This rate is enough to be left out of what is usual in the first turn, while the
        margins still hold the clusters; from then on it is ``least_rate``.
    least_establishments
        And at least so many establishments.
    prior
        Counts that the usual weighs against a region's own: small regions are shrunk to it.
    lean
        How far (0-1) the usual of a region leans to its neighbours' rate instead of 1.
    weigh
        What is counted: establishments weighed by their sizes as far as these can be believed
        ("both"), plain "establishments", or "employment" in effective counts.
    size_spread
        Variance of the log of true mean sizes among cells (read by "both").
    bridge_rate
        A weaker region may join two zones from this rate on; at ``least_rate`` or above: none
        may.
    reach_km
        Peaks nearer to each other than this are one cluster if they touch; farther apart, the
        zone is cut between them. Infinite: all that touch are one. None: 80 km, about a labour
        market, or one and a half times the median distance between bordering regions' centres
        where that is more (:func:`jiqun.clusters.borders.zones.usual_reach`).
    least_quotient
        A core's plain location quotient (of what is counted, shrunk) is at least this too, and
        that of a zone's jobs together.
    size_cv2
        Squared coefficient of variation of establishment sizes; None: as the spreads say.
    rounds
        Most times that what is usual is taken again from the regions in no zone.
    confidence
        Of the quotient's interval.
    """

    least_rate: float = 2.0
    first_rate: float = 1.4
    least_establishments: float = 3.0
    prior: float = 4.0
    lean: float = 0.3
    weigh: Weigh = "both"
    size_spread: float = 0.05
    bridge_rate: float = 1.8
    reach_km: float | None = None
    least_quotient: float = 1.0
    size_cv2: float | None = None
    rounds: int = 20
    confidence: float = 0.95

    def to_dict(self) -> dict[str, Any]:
        """Give the parameters by name, as JSON has them."""
        return {n: (str(v) if v == float("inf") else v) for n, v in asdict(self).items()}


#: Inclusive bounds of whole numbers.
WHOLE: Final = {"draws": (19, 1_000_000), "seed": (0, 2**63 - 1), "workers": (1, 1024)}


def option_problems(search: Search, *, alpha: float, **whole: int) -> Problems:
    """Gather what is wrong with the options; nothing is raised.

    Codes: ``borders-<option>``.
    """
    problems = Problems()
    numbers = {name: (getattr(search, name), bounds) for name, bounds in BOUNDS.items()}
    if search.reach_km is None:
        del numbers["reach_km"]
    numbers["alpha"] = (alpha, (1e-6, 0.5))
    for name, (value, (low, high)) in numbers.items():
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or not low <= value <= high
        ):
            _out_of_bounds(problems, name, value, f"a number of {low:g} to {high:g}")
    for name, number in (whole | {"rounds": search.rounds}).items():
        low, high = WHOLE.get(name, (1, 1000))
        if not isinstance(number, int) or not low <= number <= high:
            _out_of_bounds(problems, name, number, f"a whole number of {low} to {high}")
    if search.size_cv2 is not None and not 0 <= search.size_cv2 < float("inf"):
        problems.add(
            "borders-size-cv2",
            subject="size_cv2",
            found=f"{search.size_cv2!r}",
            expected="0 or more, or None",
            fix="Choose a squared coefficient of variation, or leave it to the data.",
        )
    if search.weigh not in WEIGHS:
        problems.add(
            "borders-weigh",
            subject="weigh",
            found=f"{search.weigh!r}",
            expected=f"one of {WEIGHS}",
            fix="Choose one of them.",
        )
    return problems


def _out_of_bounds(problems: Problems, name: str, value: object, expected: str) -> None:
    problems.add(
        f"borders-{name.replace('_', '-')}",
        subject=name,
        found=f"{value!r}",
        expected=expected,
        fix=f"Choose {name} within these bounds.",
    )
