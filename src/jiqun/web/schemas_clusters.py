"""The shapes of the answers about regions, maps and clusters, for OpenAPI."""

from __future__ import annotations

from typing import Any, Literal

from jiqun.web.schemas import Origin, Plain, Record, Rule, Shape, Words


class CategoryRow(Shape):
    """A cluster category of a definition set."""

    definition: str
    category: str
    name: str | None
    name_zh: str | None
    traded: bool
    industries: int


class RegionShort(Shape):
    """A region's names."""

    region: str
    name: str | None
    name_zh: str | None
    level: str


class RegionRow(RegionShort):
    """A region."""

    parent: str | None
    lon: float | None
    lat: float | None
    type: str | None
    area_km2: float | None
    population: float | None
    has_geometry: bool


class RegionFull(RegionRow):
    """A region with what it lies in and what lies in it."""

    level_title: Words
    parents: list[RegionShort]
    children_levels: list[str]


class RegionProfile(Shape):
    """A region in a year; ``strength`` is the share of traded employment in strong clusters."""

    region: str
    level: str
    year: int
    definition: str
    employment: float | None
    establishments: float | None
    traded_employment: float | None
    categories: int
    strong: int
    strength: float | None
    strength_low: float | None
    strength_high: float | None
    herfindahl: float | None
    diversity: int
    imputed_share: float | None


class RatingOf(Shape):
    """A rating, and those at the limits of the intervals; it flips where they differ."""

    rating: str | None
    rating_low: str | None
    rating_high: str | None
    flips: bool | None


class Names(Shape):
    """Names of a cell's region and category."""

    region_name: str | None
    region_name_zh: str | None
    category_name: str | None
    category_name_zh: str | None


class CellRow(Names):
    """A cluster: a category in a region in a year, with its ratings by scheme."""

    cluster: str
    definition: str
    category: str
    region: str
    level: str
    year: int
    traded: bool
    establishments: float | None
    employment: float | None
    employment_low: float | None
    employment_high: float | None
    payroll: float | None
    output: float | None
    currency: str | None
    wage: float | None
    imputed_share: float | None
    withheld: int | None
    quotient: float | None
    quotient_low: float | None
    quotient_high: float | None
    micro_share: float | None
    macro_share: float | None
    growth: float | None
    ratings: dict[str, RatingOf]


class DeclaredRow(Shape):
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


class RegionPage(Shape):
    """A region with its profile, trend and clusters, the most specialised first."""

    region: RegionFull
    profile: RegionProfile | None
    trend: list[RegionProfile]
    clusters: list[CellRow]
    record: Record | None


class Feature(Shape):
    """A region's boundary, or its place where it has none."""

    type: Literal["Feature"]
    id: str
    geometry: dict[str, Any]
    properties: dict[str, str | None]


class FeatureCollection(Shape):
    """GeoJSON."""

    type: Literal["FeatureCollection"]
    features: list[Feature]


class MapValues(Shape):
    """One quantity over regions; the lists run alike. A region without a value is left out.

    For ``rating:SCHEME`` the values are ranks and ``ratings`` are the codes.
    """

    quantity: str
    title: Words
    unit: str
    neutral: float | None
    scale: Literal["log", "linear"]
    per: Literal["cluster", "region"]
    level: str
    year: int
    category: str | None
    definition: str
    regions: list[str]
    values: list[float | None]
    low: list[float | None]
    high: list[float | None]
    imputed_share: list[float | None]
    withheld: list[int | None]
    ratings: list[str | None] | None = None
    source: str
    record: Record


class ClusterShort(Shape):
    """Which cluster."""

    cluster: str
    definition: str
    category: str
    region: str
    level: str
    traded: bool
    year: int
    origin: Literal["found"]


class ClusterNames(Names):
    """A found cluster's names."""

    name: str
    name_zh: str


class Bounded(Shape):
    """A value with its interval."""

    value: float | None
    low: float | None
    high: float | None


class CriterionHeld(Rule):
    """A criterion held against a cluster; ``passed`` is null where the value is missing."""

    threshold: float | None
    value: float | None
    low: float | None
    high: float | None
    passed: bool | None


class SchemeRating(RatingOf):
    """A cluster's rating under a scheme, with each criterion."""

    scheme: str
    title: Words
    note: Words
    status: str
    source: str
    criteria: list[CriterionHeld]
    missing: list[str]


class ClusterYear(Shape):
    """A cluster in a year."""

    year: int
    employment: float | None
    employment_low: float | None
    employment_high: float | None
    establishments: float | None
    quotient: float | None
    quotient_low: float | None
    quotient_high: float | None
    imputed_share: float | None
    ratings: dict[str, str | None]


class IndustryMember(Shape):
    """An industry of a cluster; ``imputed`` names the step that put numbers in."""

    industry: str
    name: str | None
    name_zh: str | None
    employment: float | None
    establishments: float | None
    share: float | None
    imputed: str | None


class OrganisationMember(Shape):
    """An organisation of a cluster; its weight is its employment that year."""

    organisation: str
    name: str | None
    name_zh: str | None
    kind: str | None
    region: str | None
    industry: str | None
    founded: int | None
    weight: float | None


class Members(Shape):
    """What belongs to a cluster; the largest fifty organisations of ``total``."""

    region: str
    industries: list[IndustryMember]
    organisations: list[OrganisationMember]
    total: int


class ClusterProvenance(Shape):
    """Where a cluster's numbers come from."""

    origins: list[Origin]
    record: Record
    imputed_share: float | None
    parameters: dict[str, Any]


class FoundCluster(Shape):
    """All that is known of a found cluster."""

    cluster: ClusterShort
    names: ClusterNames
    cell: CellRow
    intervals: dict[Literal["quotient", "employment"], Bounded]
    ratings: list[SchemeRating]
    trend: list[ClusterYear]
    members: Members
    neighbours: list[CellRow]
    siblings: list[CellRow]
    provenance: ClusterProvenance


class Fact(Shape):
    """A figure that a document gives, in its words."""

    indicator: str
    year: int
    value: float | None
    unit: str | None
    unit_of_measure: str | None
    qualifier: str | None
    quote: str | None
    source: str | None


class DeclaredMembers(Shape):
    """What a document says belongs to a declared cluster."""

    region: str | None
    industries: list[dict[str, Plain]]
    organisations: list[dict[str, Plain]]
    total: int


class DeclaredCluster(Shape):
    """All that is known of a declared cluster."""

    cluster: DeclaredRow
    facts: list[Fact]
    members: DeclaredMembers
    sources: list[Origin]


class Figure(Shape):
    """A row of a comparison."""

    id: str
    title: Words
    unit: str


class Compared(Shape):
    """A column of a comparison; a cell is a category in a region."""

    id: str
    name: str | None
    name_zh: str | None
    kind: Literal["region", "cell", "found"]


class Value(Shape):
    """A value with its interval; the flag says "imputed" or "flips"."""

    value: float | str | None
    low: float | str | None
    high: float | str | None
    flag: Literal["imputed", "flips"] | None


class Comparison(Shape):
    """Figures in rows, clusters or regions (or both: mixed) in columns."""

    kind: Literal["cluster", "region", "mixed"]
    year: int | None
    rows: list[Figure]
    columns: list[Compared]
    values: list[list[Value]]
