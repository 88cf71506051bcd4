"""The shapes of the answers about found clusters and definition sets, for OpenAPI."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from jiqun.web.schemas import Page, Problem, Record, Shape, Words
from jiqun.web.schemas_clusters import RatingOf

Way = Literal["regions", "points", "links"]
Quadrant = Literal["clustered", "agglomerated", "virtual", "loose"]
#: Two places in a list of nodes, and how strong the tie between them is.
Edge = tuple[int, int, float]
#: The command that makes what an answer lacks.
NEEDS = "The command that makes these results; null where they are there."


class Named(Shape):
    """Names in both languages."""

    name: str | None
    name_zh: str | None


class FoundRow(Named):
    """A found cluster; null is what its way of finding does not tell.

    ``excess`` is observed over expected in what the way tests; ``links`` are ties between two
    members, ``inside_share`` the share of its members' ties that stay inside, ``span_km`` the
    mean distance of the ties inside; ``concentration`` and ``linking`` are natural logarithms;
    ``stability`` is the share of resamples in which it is found again, ``vanishes`` the smallest
    change that makes it vanish; ``region`` is where it is anchored.
    """

    cluster: str
    way: Way
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


class FoundCounts(Shape):
    """How many clusters were found in each way, whatever is filtered."""

    ways: dict[Way, int]


class FoundPage(Page[FoundRow]):
    """One page of found clusters."""

    counts: FoundCounts
    needs: str | None = Field(description=NEEDS)


class MemberRegion(Named):
    """A region of a cluster; the weight is its share of the cluster."""

    region: str
    level: str | None
    weight: float | None


class MemberIndustry(Named):
    """An industry of a cluster."""

    industry: str
    weight: float | None


class MemberOrganisation(Named):
    """An organisation of a cluster."""

    organisation: str
    kind: str | None
    weight: float | None


class FoundMembers(Shape):
    """Members by kind, the largest first; the first fifty organisations of ``totals``."""

    regions: list[MemberRegion]
    industries: list[MemberIndustry]
    organisations: list[MemberOrganisation]
    totals: dict[Literal["regions", "industries", "organisations"], int]


class FoundRating(RatingOf):
    """A found cluster's rating under a scheme; ``missing`` names quantities that it lacks."""

    scheme: str
    title: Words
    rank: int | None
    missing: str | None


class StabilityTest(Shape):
    """One test of stability; ``survival`` and its limits are shares of draws (0-1)."""

    test: str
    detail: str | None
    draws: int | None
    survival: float | None
    low: float | None
    high: float | None
    overlap: float | None = Field(description="Mean best Jaccard, or the share found again.")
    vanishes: bool | None
    title: Words


class TiesOfKind(Shape):
    """Ties inside a cluster, of one kind."""

    kind: str
    title: Words
    links: float | None
    weight: float | None


class MemberNode(Named):
    """A member in a drawn network; ``degree`` counts its partners inside the cluster."""

    id: str
    kind: str
    x: float
    y: float
    degree: int
    weight: float | None


class MemberNetwork(Shape):
    """The 80 members with most partners, and their strongest ties; x and y are 0-1."""

    nodes: list[MemberNode]
    edges: list[Edge]
    members: int = Field(description="Members that are tied at all.")
    ties: int = Field(description="Tied pairs, drawn or not.")


class FoundOverlap(FoundRow):
    """A cluster with the same members or regions."""

    jaccard: float


class FoundDetail(Shape):
    """All that is known of a found cluster; ``cell`` is its category where it is anchored."""

    cluster: FoundRow
    members: FoundMembers
    ratings: list[FoundRating]
    stability: list[StabilityTest]
    links: list[TiesOfKind]
    network: MemberNetwork | None
    parent: FoundRow | None
    children: list[FoundRow]
    overlaps: list[FoundOverlap]
    cell: str | None
    record: Record


class FoundFeature(Shape):
    """A found cluster's territory, or its members and strongest ties."""

    type: Literal["Feature"]
    id: str
    geometry: dict[str, Any]
    properties: dict[str, str | float | bool | None]


class FoundFeatures(Shape):
    """GeoJSON."""

    type: Literal["FeatureCollection"]
    features: list[FoundFeature]


class PlanePoint(Named):
    """Where a cluster lies between concentration in space and density of ties."""

    cluster: str
    way: Way
    category: str | None
    concentration: float
    linking: float
    quadrant: Quadrant | None
    employment: float | None


class Cutoffs(Shape):
    """Natural logarithms that part the quadrants."""

    concentration: float
    linking: float


class Plane(Shape):
    """Concentration against linking."""

    points: list[PlanePoint]
    cutoffs: Cutoffs
    needs: str | None = Field(description=NEEDS)


class Candidate(Shape):
    """A candidate set; scores are shares (0-1) of categories (vsc) or industries (vsi)."""

    candidate: int
    matrix: str
    method: str
    linkage: str | None
    categories: int
    vsc_mean: float | None
    vsc_p95: float | None
    vsi_mean: float | None
    vsi_p95: float | None
    score: float | None
    rank: int | None
    chosen: bool


class Agreement(Shape):
    """How far a set agrees with another that sorts the same industries."""

    other: str
    statistic: str
    value: float | None
    low: float | None
    high: float | None
    industries: int | None


class DefinitionShort(Shape):
    """Which definition set; ``scores`` of the chosen candidate where it was derived here."""

    definition: str
    title: Words
    derived: bool
    scores: Candidate | None
    agreement: list[Agreement]


class DefinitionRow(DefinitionShort):
    """A definition set and its size."""

    categories: int
    industries: int


class DefinitionPage(Page[DefinitionRow]):
    """The definition sets."""

    needs: str | None = Field(description=NEEDS)


class DefinitionCategory(Named):
    """A category, and how related its industries are; null where the set was not scored."""

    category: str
    traded: bool | None
    industries: int
    employment: float | None
    within: float | None
    between_mean: float | None
    between_p95: float | None
    beats_mean: bool | None
    beats_p95: bool | None
    nearest: str | None
    nearest_relatedness: float | None


class DefinitionIndustry(Named):
    """An industry in its category; ``margin`` below 0 means nearer to the next one."""

    industry: str
    category: str
    moved_from: str | None
    within: float | None
    next: str | None
    next_within: float | None
    margin: float | None
    outlier: bool | None


class CategoryNode(Named):
    """A category in a drawn network."""

    category: str
    x: float
    y: float
    employment: float | None
    traded: bool | None


class CategoryNetwork(Shape):
    """Categories and the three strongest relations of each."""

    nodes: list[CategoryNode]
    edges: list[Edge]


class DefinitionDetail(DefinitionShort):
    """A definition set whole."""

    categories: list[DefinitionCategory]
    candidates: list[Candidate]
    relatedness: CategoryNetwork | None
    industries: list[DefinitionIndustry]
    record: Record | None


class SimilarIndustry(Named):
    """A similar industry, by one matrix."""

    related: str
    matrix: str
    similarity: float


class IndustryDetail(Shape):
    """An industry's place in a set, and what is most like it; "average" of all matrices first."""

    definition: str
    industry: str
    place: DefinitionIndustry | None
    matrices: list[str]
    similar: list[SimilarIndustry]
    needs: str | None = Field(description=NEEDS)


class TriedCell(Named):
    """The category in a region; the rating is of the scheme us-cluster-mapping."""

    region: str
    employment: float | None
    establishments: float | None
    quotient: float | None
    quotient_low: float | None
    quotient_high: float | None
    rating: str | None
    flips: bool | None


class TriedTotal(Shape):
    """Sums over the regions."""

    employment: float | None
    establishments: float | None
    regions: int


class TriedOverlap(Named):
    """A category that holds some of the industries; ``share`` is of its own."""

    definition: str
    category: str
    industries: int
    share: float


class TriedRelated(Named):
    """An industry that could be added; ``relatedness`` is its mean over those chosen."""

    industry: str
    relatedness: float


class TriedDefinition(Shape):
    """A category that a reader put together, measured and rated; nothing is kept."""

    name: str
    industries: list[str]
    traded: bool
    definition: str
    level: str
    year: int
    cells: list[TriedCell]
    total: TriedTotal
    within: float | None = Field(description="Mean correlation of employment of its pairs.")
    within_rank: float | None = Field(description="Share of all pairs that are less alike.")
    related: list[TriedRelated]
    matrix: str = Field(description='What ``related`` is of: "average" (derived) or "employment".')
    overlaps: list[TriedOverlap]
    problems: list[Problem]
    record: Record
