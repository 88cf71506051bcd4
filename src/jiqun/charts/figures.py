"""What the charts read: plain frozen values with their intervals and both names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jiqun.core import Language


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
    """A number and its interval.

    Attributes
    ----------
    value, low, high
        None where undefined; without an interval ``low`` and ``high`` are None.
    """

    value: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def known(self) -> bool:
        """Whether there is a number at all."""
        return self.value is not None

    @property
    def doubtful(self) -> bool:
        """Whether the interval is more than a point."""
        return self.low is not None and self.high is not None and self.high > self.low


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendFigure:
    """One year of a trend; ``unjudged`` where too little is published to judge it."""

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
        The cell's own, with its interval.
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
        With its interval.
    growth_per_year
        Relative change a year; None where there is no earlier year.
    strong
        Whether it is strong under the leading scheme.
    labelled
        Whether the chart writes its name.
    """

    name: Names
    employment: float
    quotient: Estimate
    growth_per_year: float | None
    strong: bool
    labelled: bool = True


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
        Whether the value's interval includes the neutral value; marked by a dot at ``centre``.
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
