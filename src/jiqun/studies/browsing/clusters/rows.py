"""A cluster as a row of a list: one that was found, one that somebody declared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Way = Literal["regions", "points", "links"]
Quadrant = Literal["clustered", "agglomerated", "virtual", "loose"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundRow:
    """A cluster that was found; null is what its way of finding does not tell.

    Attributes
    ----------
    excess
        Observed over expected in what the way tests.
    links
        Ties between two members.
    inside_share
        Share of its members' ties that stay inside.
    span_km
        Mean distance of the ties inside.
    concentration, linking
        Natural logarithms.
    stability
        Share of resamples in which it is found again.
    vanishes
        The smallest change that makes it vanish.
    region
        Where it is anchored.
    """

    cluster: str
    origin: Literal["found"]
    way: Way
    name: str | None
    name_zh: str | None
    definition: str
    category: str | None
    level: str | None
    year: int | None
    lon: float | None
    lat: float | None
    area_km2: float | None
    regions: int | None
    industries: int | None
    organisations: int | None
    establishments: float | None
    employment: float | None
    quotient: float | None
    quotient_low: float | None
    quotient_high: float | None
    excess: float | None
    p_value: float | None
    critical_mass: bool | None
    scale_km: float | None
    parent: str | None
    links: float | None
    links_per_member: float | None
    inside_share: float | None
    span_km: float | None
    virtual: bool | None
    concentration: float | None
    linking: float | None
    quadrant: Quadrant | None
    stability: float | None
    stability_low: float | None
    stability_high: float | None
    vanishes: str | None
    category_name: str | None
    category_name_zh: str | None
    region: str | None
    region_name: str | None
    region_name_zh: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredRow:
    """A cluster that somebody declared: a ministry, a programme, a document."""

    cluster: str
    name: str | None
    name_zh: str | None
    origin: Literal["declared"]
    field: str | None
    field_zh: str | None
    region: str | None
    definition: str | None
    category: str | None
    programme: str | None
    since: int | None
    lon: float | None
    lat: float | None
    source: str | None
    region_name: str | None
    region_name_zh: str | None
