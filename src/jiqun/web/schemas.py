"""The shapes of the answers about the workspace, its tables and methods, for OpenAPI."""

from __future__ import annotations

from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

T = TypeVar("T")
Plain = str | int | float | bool | None


class Shape(BaseModel):
    """A shape that names every field it has."""

    model_config = ConfigDict(extra="forbid")


class Words(Shape):
    """A text in both languages."""

    en: str
    zh: str


class Problem(Shape):
    """One thing wrong: a stable code, what was found and expected, how to mend it."""

    code: str
    subject: str
    values: dict[str, Any]
    found: str
    expected: str
    fix: str


class ProblemDetails(Shape):
    """An error (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    problems: list[Problem]


class Page(Shape, Generic[T]):
    """One page of a list; the header ``Link`` leads to the pages beside it."""

    items: list[T]
    total: int
    limit: int
    offset: int


class Origin(Shape):
    """Who published a table, and under what terms."""

    producer: str
    title: str
    version: str
    url: str
    licence: str
    accessed: str
    published: str
    note: str
    synthetic: bool


class Caution(Shape):
    """What deserves doubt: a stable code, its values, and the sentence in both languages."""

    code: str
    values: dict[str, Any]
    subject: str
    sentence: Words


class Record(Shape):
    """What makes a result re-runnable: parameters, digests of inputs, origins, seed, version."""

    subject: str
    parameters: dict[str, Any]
    inputs: dict[str, str]
    origins: list[Origin]
    seed: int | None
    version: str
    cautions: list[Caution]


class Health(Shape):
    """The server's state."""

    status: Literal["ok"]
    version: str
    commit: int


class Level(Shape):
    """A level of regions that has cells."""

    level: str
    title: Words
    regions: int


class DefinitionSet(Shape):
    """A definition set that has cells."""

    definition: str
    title: Words
    categories: int


class RatingCode(Shape):
    """One rating of a scheme; a higher rank is better."""

    code: str
    title: Words
    rank: int


class SchemeShort(Shape):
    """A scheme that rated the workspace; ``strong`` is the lowest rating that it calls strong."""

    scheme: str
    title: Words
    label: Words
    strong: str | None
    ratings: list[RatingCode]


class Quantity(Shape):
    """Something that can be put on the map."""

    id: str
    title: Words
    unit: str
    neutral: float | None
    scale: Literal["log", "linear"]
    per: Literal["cluster", "region"]


class TableShort(Shape):
    """A canonical table, and the command that loads it where it is absent."""

    table: str
    title: Words
    rows: int
    present: bool
    needs: str | None


class Defaults(Shape):
    """Where a reader best begins."""

    level: str | None
    year: int | None
    definition: str | None
    scheme: str | None
    quantity: str | None
    category: str | None


class WorkspaceSummary(Shape):
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


class Hit(Shape):
    """Something that was found, and the page of the atlas that shows it."""

    kind: Literal[
        "region", "cluster", "found", "category", "industry", "organisation", "measure", "case"
    ]
    id: str
    name: str
    name_zh: str | None
    detail: str
    url: str


class MeasureShort(Shape):
    """A measure of the register."""

    id: str
    family: str
    needs: str
    per: str
    unit: str
    neutral: float | None
    source: str
    where: str
    version: int
    emerging: bool
    bounds: list[float | None]
    title: Words
    higher_means: Words
    aliases: list[str]


class Option(Shape):
    """A parameter of a measure."""

    name: str
    type: str
    required: bool
    default: Plain
    description: str


class Reference(Shape):
    """A publication, and where in it."""

    key: str
    text: str
    where: str


class MeasurePage(MeasureShort):
    """A measure with its formula, options and source."""

    summary: str
    description: str
    formula: str | None
    returns: str
    raises: str
    options: list[Option]
    reference: Reference
    example: str


class Rule(Shape):
    """A criterion of a scheme: a quantity held against a threshold."""

    id: str
    quantity: str
    statistic: str
    at: float
    comparison: str
    within: list[str]
    unit: str
    title: Words
    status: str
    source: str
    stated: str


class RatingRule(RatingCode):
    """A rating: criteria that must all hold, and how many of some others."""

    all: list[str]
    at_least: int
    of: list[str]


class Statement(Shape):
    """What a scheme says beside its criteria."""

    id: str
    title: Words
    stated: str
    status: str
    source: str


class SchemePage(Shape):
    """A scheme's rules, each with its source and how it is known."""

    scheme: str
    place: str
    subject: str
    status: str
    source: str
    title: Words
    label: Words
    note: Words
    criteria: list[Rule]
    ratings: list[RatingRule]
    statements: list[Statement]
    strong: str | None
    published: dict[str, Any] | None
    computable: bool


class ColumnShort(Shape):
    """A column of a table page."""

    name: str
    type: str
    title: Words
    unit: str


class ColumnInfo(ColumnShort):
    """A column of a table."""

    required: bool


class TableInfo(TableShort):
    """A canonical table or a result."""

    kind: Literal["canonical", "result"]
    row: Words
    key: list[str]
    columns: list[ColumnInfo]


class TablePage(Page[dict[str, Plain | list[str]]]):
    """Rows of a table, with its columns."""

    columns: list[ColumnShort]


class Change(Shape):
    """A table that a commit changed; rows are null where it was absent."""

    name: str
    kind: Literal["table", "result"]
    before: int | None
    after: int | None


class Commit(Shape):
    """One step of the workspace's history."""

    number: int
    time: str
    verb: str
    note: str
    changes: list[Change]
    version: str


class Provenance(Shape):
    """Where a table or result comes from."""

    name: str
    kind: Literal["canonical", "result"]
    origins: list[Origin]
    record: Record | None
    digest: str
    rows: int
    commit: int


class Rated(BaseModel):
    """A rated table; ``thresholds`` are what it was rated by."""

    model_config = ConfigDict(extra="allow")

    scheme: str
    cells: int
    items: list[dict[str, Plain]]
    thresholds: list[dict[str, Plain]]
    record: Record = Field(description="What makes it re-runnable.")
