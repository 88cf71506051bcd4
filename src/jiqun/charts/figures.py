"""What the charts read: plain frozen values with their intervals and both names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jiqun.core import Language

#: Ends that differ by a smaller part of themselves are one number.
ROUNDING = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """A thing's name in both languages.

    Attributes
    ----------
    en, zh
        The names; one may be empty, then the other stands in for it.
    """

    en: str = ""
    zh: str = ""

    def of(self, lang: Language) -> str:
        """Give the name in a language, or the one there is."""
        return (self.zh or self.en) if lang == "zh" else (self.en or self.zh)


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A number, where it will be next year, and what the data allow it to be this year.

    Attributes
    ----------
    value, low, high
        None where undefined; without an interval for next year ``low`` and ``high`` are None.
    least, most
        The data range; None where the number is as published. It alone says how many digits
        the value bears.
    """

    value: float | None = None
    low: float | None = None
    high: float | None = None
    least: float | None = None
    most: float | None = None

    @property
    def known(self) -> bool:
        """Whether there is a number at all."""
        return self.value is not None

    @property
    def doubtful(self) -> bool:
        """Whether the interval is more than a point, by more than a rounding of sums."""
        if self.low is None or self.high is None:
            return False
        return self.high - self.low > ROUNDING * max(abs(self.low), abs(self.high))

    @property
    def within(self) -> Estimate:
        """The same number with its data range for an interval."""
        return Estimate(value=self.value, low=self.least, high=self.most)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendFigure:
    """One year of a trend.

    Attributes
    ----------
    value
        Its interval is that of the year after.
    unjudged
        Whether too little is published to judge it.
    """

    year: int
    value: Estimate
    unjudged: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionFigure:
    """One criterion of a scheme as it was decided.

    Attributes
    ----------
    title
        Words for the criterion.
    quantity
        Column that it reads; tells how the numbers are written.
    threshold
        What the value is compared with; None where it is unknown.
    value
        The cell's own, and where it will be next year.
    passed
        None where it cannot be decided.
    """

    title: Names
    quantity: str
    threshold: float | None
    value: Estimate
    passed: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RankingFigure:
    """One row of a ranking.

    Attributes
    ----------
    here
        Whether the page is about it.
    unjudged
        Whether too little is published to judge it; drawn as a ring.
    """

    name: Names
    value: Estimate
    here: bool = False
    unjudged: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PortfolioFigure:
    """One cell of a region's portfolio.

    Attributes
    ----------
    name
        Of the category.
    employment
        Persons, > 0.
    quotient
        And where it will be next year.
    growth_per_year
        Relative change a year; None where there is no earlier year.
    strong
        Whether it is strong under the leading scheme.
    unsure
        Whether its rating has a chance below 0.9 to be the same next year; drawn hollow.
    labelled
        Whether the chart writes its name.
    """

    name: Names
    employment: float
    quotient: Estimate
    growth_per_year: float | None
    strong: bool
    unsure: bool = False
    labelled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingFigure:
    """How many cells have a rating.

    Attributes
    ----------
    name
        Of the rating.
    sure, unsure, open
        Cells of which it is the same next year with a chance of 0.9 or more, with a smaller one,
        and with one that is not known.
    """

    name: Names
    sure: int = 0
    unsure: int = 0
    open: int = 0

    @property
    def count(self) -> int:
        """All of them."""
        return self.sure + self.unsure + self.open


@dataclass(frozen=True, slots=True, kw_only=True)
class MapShape:
    """One region on a small map, in plane coordinates (any unit, y upward).

    Attributes
    ----------
    name
        Of the region.
    geometry
        GeoJSON geometry; a point where there is no boundary.
    value
        What it is coloured by; None where nothing is known.
    doubtful
        Whether next year the value may be on the other side of the neutral one; marked by a dot
        at ``centre``.
    centre
        A point inside; None where there is nothing to mark.
    labelled
        Whether the map writes its name at ``centre``.
    here
        Whether the page is about it.
    unjudged
        Whether too little is published to judge it; drawn hollow.
    """

    name: Names
    geometry: Mapping[str, Any]
    value: float | None = None
    doubtful: bool = False
    centre: tuple[float, float] | None = None
    labelled: bool = False
    here: bool = False
    unjudged: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MapFigure:
    """A small map.

    Attributes
    ----------
    shapes
        The regions, in plane coordinates.
    outlines
        GeoJSON geometries of larger regions, drawn as lines above.
    frame
        Left, bottom, right and top of what is seen.
    quantity
        "quotient" (diverging, logarithmic), "strength" (sequential) or "" (no colour).
    """

    shapes: tuple[MapShape, ...]
    frame: tuple[float, float, float, float]
    outlines: tuple[Mapping[str, Any], ...] = ()
    quantity: str = ""
