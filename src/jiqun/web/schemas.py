"""The shapes of the answers, for the OpenAPI document. Further fields may stand beside."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict


class Open(BaseModel):
    """A shape that names its main fields and allows more."""

    model_config = ConfigDict(extra="allow")


class Words(BaseModel):
    """A text in both languages."""

    en: str
    zh: str


class Health(BaseModel):
    """The server's state."""

    status: Literal["ok"]
    version: str
    commit: int


class Page(Open):
    """One page of a list."""

    items: list[dict[str, Any]]
    total: int
    limit: int
    offset: int


class Level(BaseModel):
    """A level of regions that has cells."""

    level: str
    title: Words
    regions: int


class DefinitionSet(BaseModel):
    """A definition set that has cells."""

    definition: str
    title: Words
    categories: int


class RatingCode(BaseModel):
    """One rating of a scheme."""

    code: str
    title: Words
    rank: int


class SchemeShort(Open):
    """A scheme that rated the workspace."""

    scheme: str
    title: Words
    ratings: list[RatingCode]


class Quantity(BaseModel):
    """Something that can be put on the map."""

    id: str
    title: Words
    unit: str
    neutral: float | None
    scale: Literal["log", "linear"]
    per: Literal["cluster", "region"]


class TableShort(BaseModel):
    """A canonical table, and the command that loads it where it is absent."""

    table: str
    title: Words
    rows: int
    present: bool
    needs: str | None


class Defaults(BaseModel):
    """Where a reader best begins."""

    level: str | None
    year: int | None
    definition: str | None
    scheme: str | None
    quantity: str | None
    category: str | None


class WorkspaceSummary(BaseModel):
    """What a workspace holds."""

    name: str
    title: str
    commit: int
    time: str
    synthetic: bool
    version: str
    years: list[int]
    levels: list[Level]
    definitions: list[DefinitionSet]
    schemes: list[SchemeShort]
    quantities: list[Quantity]
    tables: list[TableShort]
    default: Defaults


class RegionPage(BaseModel):
    """A region with its profile, trend and clusters."""

    region: dict[str, Any]
    profile: dict[str, Any] | None
    trend: list[dict[str, Any]]
    clusters: list[dict[str, Any]]
    record: dict[str, Any] | None


class FeatureCollection(BaseModel):
    """GeoJSON."""

    type: Literal["FeatureCollection"]
    features: list[dict[str, Any]]


class MapValues(Open):
    """One quantity over regions; the lists run alike."""

    quantity: str
    title: Words
    unit: str
    neutral: float | None
    scale: str
    level: str
    year: int
    regions: list[str]
    values: list[float | None]
    low: list[float | None]
    high: list[float | None]
    imputed_share: list[float | None]
    withheld: list[int | None]
    source: str


class ClusterPage(Open):
    """A cluster, found or declared."""

    cluster: dict[str, Any]
    members: dict[str, Any]


class Value(BaseModel):
    """A value with its interval."""

    value: float | str | None
    low: float | str | None
    high: float | str | None
    flag: str | None


class Comparison(BaseModel):
    """Figures in rows, clusters or regions in columns."""

    kind: Literal["cluster", "region"]
    year: int | None
    rows: list[dict[str, Any]]
    columns: list[dict[str, Any]]
    values: list[list[Value]]


class MeasurePage(Open):
    """A measure of the register."""

    id: str
    family: str
    title: Words
    unit: str
    summary: str
    formula: str | None
    options: list[dict[str, Any]]
    reference: dict[str, Any]


class SchemePage(Open):
    """A scheme's rules."""

    scheme: str
    title: Words
    criteria: list[dict[str, Any]]
    ratings: list[dict[str, Any]]


class TablePage(Page):
    """Rows of a table, with its columns."""

    columns: list[dict[str, Any]]


class Provenance(Open):
    """Where a table or result comes from."""

    name: str
    kind: Literal["canonical", "result"]
    origins: list[dict[str, Any]]
    record: dict[str, Any] | None
    digest: str


class Rated(Open):
    """A rated table."""

    scheme: str
