"""A cluster as a row of a list: one that was found, one that somebody declared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from jiqun.studies.finding import FoundCluster


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundRow(FoundCluster):
    """A cluster that was found; null is what its way of finding does not tell.

    Attributes
    ----------
    counted_as
        The cluster that it is; other than its own code of a find that is told as evidence.
    region
        Where it is anchored.
    unjudged
        Whether a scheme gives no rating, for too little of it is published.
    """

    origin: Literal["found"]
    counted_as: str
    category_name: str | None
    category_name_zh: str | None
    region: str | None
    region_name: str | None
    region_name_zh: str | None
    unjudged: bool


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
