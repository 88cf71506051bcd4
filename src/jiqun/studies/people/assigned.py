"""What is somebody's to score, with the rows themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from jiqun.accounts import Assignment
from jiqun.core import Words, unknown
from jiqun.studies.browsing.snapshots import Snapshot
from jiqun.studies.rows import Plain
from jiqun.tables import schema

#: Between the parts of a key of several columns.
PARTED = "|"


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignedRow:
    """One row that is somebody's to score.

    Attributes
    ----------
    kind
        The table that the row is in.
    subject
        The row's key; parts of it with | between.
    since
        When it was assigned.
    title
        What the row is called, in each language that has a name, else in the other; null where
        it has none.
    row
        The row, without boundaries; null where the table has it no more.
    table
        How the table is called.
    columns
        How the row's columns are called.
    years, chosen
        Columns of the row that hold years; those that hold a word of a closed vocabulary.
    """

    kind: str
    subject: str
    since: str
    title: Words | None
    row: dict[str, Plain] | None
    table: Words
    columns: dict[str, Words]
    years: tuple[str, ...]
    chosen: tuple[str, ...]


def assigned_rows(shown: Snapshot, held: Iterable[Assignment]) -> tuple[AssignedRow, ...]:
    """Give the rows behind assignments, and no others."""
    every = tuple(held)
    found: dict[tuple[str, str], dict[str, Plain]] = {}
    for kind in dict.fromkeys(one.kind for one in every):
        wanted = [one.subject for one in every if one.kind == kind]
        found |= {(kind, key): row for key, row in _rows(shown, kind, wanted).items()}
    return tuple(_told(one, found.get((one.kind, one.subject))) for one in every)


def refuse_no_row(shown: Snapshot, kind: str, subject: str) -> None:
    """Refuse to assign what is not there (``table-unknown``, ``row-unknown``)."""
    schema(kind)
    if not _rows(shown, kind, [subject]):
        raise unknown("row", subject[:200], table=kind)


def _told(one: Assignment, row: dict[str, Plain] | None) -> AssignedRow:
    whole = schema(one.kind)
    shown = [each for each in whole.columns if each.name in (row or {})]
    return AssignedRow(
        kind=one.kind, subject=one.subject, since=one.since, title=_title(row or {}), row=row,
        table=Words.of(whole.title),
        columns={each.name: Words.of(each.title) for each in shown},
        years=tuple(each.name for each in shown if each.is_year),
        chosen=tuple(each.name for each in shown if each.values),
    )  # fmt: skip


def _title(row: Mapping[str, Plain]) -> Words | None:
    names = [str(row[key]) for key in ("title", "name", "name_zh") if row.get(key)]
    return Words(names[0], str(row.get("name_zh") or names[0])) if names else None


def _rows(shown: Snapshot, kind: str, wanted: list[str]) -> dict[str, dict[str, Plain]]:
    if not shown.workspace.has(kind):
        return {}
    keys = [pl.col(one).cast(pl.String) for one in schema(kind).key]
    lazy = shown.workspace.scan(kind)
    plain = [name for name, kept in lazy.collect_schema().items() if kept != pl.Binary]
    told = (
        lazy.select(plain)
        .with_columns(pl.concat_str(keys, separator=PARTED).alias(PARTED))
        .filter(pl.col(PARTED).is_in(wanted))
        .collect()
    )
    return {str(row.pop(PARTED)): row for row in told.to_dicts()}
