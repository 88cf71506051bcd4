"""What stands beside the ratings of a run: among how few, on a tie, alone; and what matters anyway.

A rating by percentiles compares with places of the same kind; a great place can stand low in it
and yet hold much of its category.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from jiqun.clusters import FEW_PEERS, PEERS, TIE
from jiqun.studies.rating.leading import led, sized
from jiqun.studies.rows import rows
from jiqun.workspace import Workspace

#: Cells named of each level.
NAMED = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteCount:
    """How many ratings of a level in the shown year carry a note.

    Attributes
    ----------
    few_peers
        Judged among fewer peers than the run asks for.
    ties
        On a threshold: another rating if equal counted the other way.
    alone
        Not rated: nobody to be compared with, or a quotient that is the same by construction.
    """

    scheme: str
    level: str
    few_peers: int
    ties: int
    alone: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportantCell:
    """A cell with much of its category that the leading scheme does not call strong."""

    cell: str
    category: str
    region: str
    quantity: str
    size: float | None
    employment: float | None
    establishments: float | None
    quotient: float | None
    macro_share: float | None
    name: str | None
    name_zh: str | None
    rating: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Important:
    """The important cells of a level in the shown year.

    Attributes
    ----------
    cells
        How many: each holds at least ``share`` (0-1) of its category's jobs in the base, with a
        quotient of at least ``quotient``.
    not_strong
        How many of them the leading scheme does not call strong.
    named
        Of those the ten with the largest shares.
    """

    level: str
    share: float
    quotient: float
    cells: int
    not_strong: int
    named: tuple[ImportantCell, ...]


def note_counts(
    ws: Workspace, *, year: int, definition: str, levels: Sequence[str]
) -> tuple[NoteCount, ...]:
    """Count the notes of a definition set's ratings, by scheme and level."""
    notes, missing = (pl.col(name).fill_null("").str.split(",") for name in ("notes", "missing"))
    own = pl.col("cell").str.starts_with(f"{definition}:")
    counted = (
        ws.scan("ratings")
        .filter(pl.col("year") == year, own)
        .group_by("scheme", "level")
        .agg(
            pl.col("cell").filter(notes.list.contains(FEW_PEERS)).len().alias("few_peers"),
            pl.col("cell").filter(notes.list.contains(TIE)).len().alias("ties"),
            pl.col("cell").filter(missing.list.contains(PEERS)).len().alias("alone"),
        )
        .sort("scheme", "level")
        .collect()
    )
    return tuple(
        sorted(rows(counted, NoteCount), key=lambda one: (one.scheme, levels.index(one.level)))
    )


def important_cells(
    ws: Workspace, *, year: int, definition: str, levels: Sequence[str], scheme: str
) -> tuple[Important, ...]:
    """Name the cells with much of their category that the scheme does not call strong."""
    parameters = ws.record("cells").parameters
    lines = {name: float(parameters[f"important_{name}"]) for name in ("share", "quotient")}
    found = (
        ws.scan("cells")
        .filter(pl.col("year") == year, pl.col("definition") == definition, pl.col("important"))
        .sort(["macro_share", "cell"], descending=[True, False])
        .collect()
    )
    strong = ws.scan("strong_cells").filter(pl.col("year") == year).select("cell").collect()
    others = _named(ws, found.join(strong, on="cell", how="anti", maintain_order="left"), scheme)
    answers = []
    for level in levels:
        mine = others.filter(pl.col("level") == level)
        answers.append(
            Important(
                level=level,
                cells=int((found["level"] == level).sum()),
                not_strong=len(mine),
                named=rows(sized(mine.head(NAMED), led(ws)), ImportantCell),
                **lines,
            )
        )
    return tuple(answers)


def _named(ws: Workspace, cells: pl.DataFrame, scheme: str) -> pl.DataFrame:
    """Add names, category first, and the scheme's rating."""
    kinds = ws.frame("categories", ["definition", "category", "name", "name_zh"]).unique(
        ["definition", "category"], keep="first", maintain_order=True
    )
    places = ws.frame("regions", ["region", "name", "name_zh"])
    rated = ws.scan("ratings").filter(pl.col("scheme") == scheme).collect()
    full = (
        cells.join(kinds, on=["definition", "category"], how="left", maintain_order="left")
        .join(places, on="region", how="left", suffix="_region", maintain_order="left")
        .join(
            rated.select("cell", "year", "rating"),
            on=["cell", "year"],
            how="left",
            maintain_order="left",
        )
    )
    kind = pl.coalesce("name", "name_zh", "category")
    place = pl.coalesce("name_region", "name_zh_region", "region")
    return full.with_columns(
        name=pl.concat_str(kind, place, separator=", "),
        name_zh=pl.concat_str(
            pl.coalesce("name_zh_region", place),
            pl.coalesce("name_zh", kind),
            separator="·",
        ),
    )
