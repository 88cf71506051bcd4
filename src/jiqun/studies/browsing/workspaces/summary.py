"""What a workspace holds, and where a reader best begins."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import polars as pl

from jiqun import __version__
from jiqun.clusters import LEAST_VISIBLE, schemes
from jiqun.core import Words, texts
from jiqun.studies.browsing.cells import least_visible
from jiqun.studies.browsing.snapshots import Snapshot
from jiqun.studies.browsing.workspaces.quantities import MapQuantity, map_quantities
from jiqun.studies.protecting import own_name
from jiqun.tables import schemas

FINDER = "us-cluster-mapping"


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """The server's state."""

    status: Literal["ok"]
    version: str
    commit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A level of regions that has cells."""

    level: str
    title: Words
    regions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DefinitionSet:
    """A definition set that has cells."""

    definition: str
    title: Words
    categories: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingCode:
    """One rating of a scheme; a higher rank is better."""

    code: str
    title: Words
    rank: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemeShort:
    """A scheme that rated the workspace.

    Attributes
    ----------
    label
        Short enough for a table's head.
    strong
        The lowest rating that it calls strong; null where none is.
    ratings
        The best first.
    """

    scheme: str
    title: Words
    label: Words
    strong: str | None
    ratings: tuple[RatingCode, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableShort:
    """A canonical table.

    Attributes
    ----------
    needs
        The command that loads it; null where it is there.
    """

    table: str
    title: Words
    rows: int
    present: bool
    needs: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Defaults:
    """Where a reader best begins; null before the first run."""

    level: str | None = None
    year: int | None = None
    definition: str | None = None
    scheme: str | None = None
    quantity: str | None = None
    category: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkspaceSummary:
    """What a workspace holds.

    Attributes
    ----------
    quantity
        What leads the results: summed, compared and rated by.
    least_visible
        The share of what leads that must be published for a cell to be judged.
    located
        Whether regions have boundaries, or points: without, none are neighbours.
    """

    name: str
    title: str
    commit: int
    time: str
    synthetic: bool
    version: str
    quantity: str
    years: tuple[int, ...]
    levels: tuple[Level, ...]
    definitions: tuple[DefinitionSet, ...]
    schemes: tuple[SchemeShort, ...]
    quantities: tuple[MapQuantity, ...]
    tables: tuple[TableShort, ...]
    default: Defaults
    least_visible: float
    located: bool


def workspace_summary(shown: Snapshot) -> WorkspaceSummary:
    """Describe a workspace: years, levels, definitions, schemes, quantities, tables, defaults.

    Raises
    ------
    DamageError
        A file is missing or has another number of rows than was written.
    """
    shown.workspace.hold(quick=True)
    return WorkspaceSummary(
        name=own_name(shown.workspace.path),
        title=shown.workspace.title,
        commit=shown.commit,
        time=shown.workspace.commit.time,
        synthetic=shown.workspace.synthetic,
        version=__version__,
        quantity=shown.leading,
        years=shown.years,
        levels=tuple(_level(shown, level) for level in shown.levels),
        definitions=tuple(_definition(shown, name) for name in shown.definitions),
        schemes=tuple(_scheme(id) for id in shown.rated_schemes),
        quantities=map_quantities(shown),
        tables=tuple(_table(shown, name) for name in schemas()),
        default=_defaults(shown),
        least_visible=least_visible(shown) if shown.stock else 0.0,
        located=bool((shown.regions["has_geometry"] | shown.regions["lon"].is_not_null()).any()),
    )


def health(shown: Snapshot) -> Health:
    """Say that all of the workspace's newest commit can be read, and which commit that is.

    Raises
    ------
    DamageError
        A file is not what was written; all such files are told.
    """
    shown.workspace.hold()
    return Health(status="ok", version=__version__, commit=shown.commit)


def state(shown: Snapshot) -> str:
    """Name what a commit shows; another state has another name."""
    return f"{shown.workspace.path.name}|{shown.commit}|{shown.workspace.commit.time}"


def level_title(level: str) -> Words:
    """Name a level of regions; a level that we do not know is its own name."""
    known = texts("levels").get(level)
    return Words.of(known) if known else Words.same(level)


def set_title(definition: str) -> Words:
    """Name a definition set; one that we do not know is its own name."""
    known = texts("definitions").get(definition)
    return Words.of(known) if known else Words.same(definition)


def _scheme(id: str) -> SchemeShort:
    scheme = schemes()[id]
    return SchemeShort(
        scheme=id,
        title=Words.of(scheme.title),
        label=Words.of(scheme.label),
        strong=scheme.strong or None,
        ratings=tuple(
            RatingCode(code=one.code, title=Words.of(one.title), rank=one.rank)
            for one in scheme.ratings
        ),
    )


def _table(shown: Snapshot, name: str) -> TableShort:
    there = shown.workspace.has(name)
    return TableShort(
        table=name,
        title=Words.of(schemas()[name].title),
        rows=shown.workspace.rows(name),
        present=there,
        needs=None if there else loading(shown.workspace.path, name),
    )


def loading(workspace: Path, table: str) -> str:
    """Name the command that loads a table."""
    return f"jiqun load {own_name(workspace)} {table} FILE"


def _level(shown: Snapshot, level: str) -> Level:
    here = shown.regions.filter(shown.regions["level"] == level)["region"]
    count = sum(code in shown.placed for code in here)
    return Level(level=level, title=level_title(level), regions=count)


def _definition(shown: Snapshot, name: str) -> DefinitionSet:
    count = int((shown.categories["definition"] == name).sum())
    return DefinitionSet(definition=name, title=set_title(name), categories=count)


def _defaults(shown: Snapshot) -> Defaults:
    if not shown.stock:
        return Defaults()
    definition, year, level = shown.definitions[0], shown.years[-1], shown.levels[-1]
    cells = shown.cell_table(definition=definition, level=level, year=year)
    rated = FINDER if FINDER in shown.rated_schemes else next(iter(shown.rated_schemes), None)
    return Defaults(
        level=level,
        year=year,
        definition=definition,
        scheme=rated,
        quantity="quotient",
        category=_telling(cells),
    )


def _telling(cells: pl.DataFrame) -> str | None:
    """The traded category with the most unlike quotients among those with many judged regions.

    A category of which little is published says less than its quotients seem to: it counts by
    the share of its cells that can be judged.
    """
    judged = pl.col("visible_share").fill_null(1) >= LEAST_VISIBLE
    found = (
        cells.filter(pl.col("traded"))
        .group_by("category")
        .agg(
            spread=pl.col("quotient").log1p().filter(judged).std()
            * judged.sum().sqrt()
            * judged.mean()
        )
        .sort("spread", "category", descending=[True, False], nulls_last=True)
    )
    return found["category"][0] if len(found) else None
