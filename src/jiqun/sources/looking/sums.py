"""Totals put into a draft: told by their label, or by containing the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jiqun.sources.looking.drafts import Draft
from jiqun.sources.looking.heads import Seen, filled_down, has_gaps
from jiqun.sources.looking.keys import (
    NamesSeen,
    Parts,
    ancestors,
    parts_of,
    take_names,
    total_question,
)
from jiqun.sources.looking.layouts import Layout
from jiqun.sources.looking.naming import Kind, Known
from jiqun.sources.looking.printed import KEYS, QUANTITIES
from jiqun.sources.looking.totals import TotalRow, TotalSeen, compare_columns, compare_rows

_KINDS: tuple[Kind, ...] = ("region", "industry")


def take_totals(
    draft: Draft, layout: Layout, known: Known, *, decimal: str
) -> tuple[tuple[NamesSeen, ...], tuple[TotalSeen, ...]]:
    """Match names, leave totals out, and compare them with their parts."""
    names, totals = [], list[TotalSeen]()
    parted: dict[Kind, Parts] = {}
    above: dict[Kind, dict[str, tuple[str, ...]]] = {}
    for kind in _KINDS:
        seen, parts = take_names(draft, layout, kind, parts_of(layout, kind), known)
        parted[kind] = parts
        names += [seen] if seen else []
        above[kind] = ancestors(parts, seen.list if seen else "")
    table = _Table(layout=layout, parted=parted, above=above, decimal=decimal or ".")
    for kind in _KINDS:
        totals += _labelled(draft, table, kind)
        totals += _containing(draft, table, kind)
    totals += table.columns_of_totals()
    return tuple(names), tuple(totals)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    """The rows and columns among which totals are compared."""

    layout: Layout
    parted: Mapping[Kind, Parts]
    above: Mapping[Kind, Mapping[str, tuple[str, ...]]]
    decimal: str

    def labels(self) -> list[Seen]:
        """Give the columns of labels, filled down where they have gaps."""
        found = [one for one in self.layout.columns if one.role in KEYS]
        return [filled_down(one) if has_gaps(one.cells) else one for one in found]

    def numbers(self) -> list[Seen]:
        """Give the columns of amounts."""
        return [one for one in self.layout.columns if one.role in ("value", *QUANTITIES)]

    def is_sum(self, kind: Kind, label: str) -> bool:
        """Say whether a label is a total, or contains others."""
        parts = self.parted[kind]
        return label in parts.totals or label in parts.others or label in self.above[kind]

    def parts(self) -> list[int]:
        """Give the rows that may be parts of a total: no totals, no row twice."""
        columns = {one.role: one for one in self.labels()}
        count = max((len(one.cells) for one in self.layout.columns), default=0)
        rows, met = [], set[tuple[str, ...]]()
        for row in range(count):
            whole = tuple(one.cells[row] for one in self.layout.columns)
            sums = any(
                self.is_sum(kind, columns[kind].cells[row]) for kind in _KINDS if kind in columns
            )
            if not sums and whole not in met:
                rows.append(row)
            met.add(whole)
        return rows

    def rows_of(self, kind: Kind, label: str) -> list[TotalRow]:
        """Give the rows that have a label."""
        column = next((one for one in self.labels() if one.role == kind), None)
        if column is None:
            return []
        return [
            TotalRow(row=row, label=label, column=column.name)
            for row, cell in enumerate(column.cells)
            if cell == label
        ]

    def compared(self, kind: Kind, label: str, parts: Sequence[int]) -> tuple[TotalSeen, ...]:
        """Compare the rows of a label with parts."""
        return compare_rows(
            self.rows_of(kind, label), parts=parts, labels=self.labels(), numbers=self.numbers(),
            decimal=self.decimal,
        )  # fmt: skip

    def columns_of_totals(self) -> tuple[TotalSeen, ...]:
        """Compare columns of totals with those that agree with them in every other level."""
        columns = {one.name: one for one in self.layout.columns}
        groups: dict[str, list[str]] = {}
        for total in (one for one in self.layout.columns if one.role == "total"):
            parts = [
                one.name
                for one in self.layout.columns
                if one.role == "value" and _beside(total, one, self.layout.levels)
            ]
            if len(parts) > 1:
                groups[total.name] = parts
        label = self.layout.of("region") or self.layout.of("industry") or self.layout.of("year")
        return compare_columns(
            groups, columns=columns, rows=self.parts(), label=label, decimal=self.decimal
        )


def _beside(total: Seen, one: Seen, levels: Sequence[str]) -> bool:
    """Say whether a column says the same as a total in all levels but one of places."""
    differing = [
        level
        for level, mine, its in zip(levels, total.lines, one.lines, strict=False)
        if mine != its
    ]
    return len(differing) == 1 and differing[0] in ("region", "industry")


def _drop(draft: Draft, layout: Layout, kind: Kind, label: str) -> None:
    column = layout.of(kind)
    if kind in layout.levels:
        draft.leave_out(kind, label)
    elif column is not None:
        draft.leave_out(column.name, label)


def _labelled(draft: Draft, table: _Table, kind: Kind) -> list[TotalSeen]:
    """Leave out the rows that a label calls totals."""
    found: list[TotalSeen] = []
    for label in table.parted[kind].totals:
        found += table.compared(kind, label, table.parts())
    if kind not in table.layout.levels:
        for label in (*table.parted[kind].totals, *table.parted[kind].others):
            _drop(draft, table.layout, kind, label)
    return found


def _containing(draft: Draft, table: _Table, kind: Kind) -> list[TotalSeen]:
    """Leave out what contains others where it is their sum; ask where it is not."""
    found: list[TotalSeen] = []
    for label, inside in table.above[kind].items():
        lowest = [one for one in inside if one not in table.above[kind]]
        column = next((one for one in table.labels() if one.role == kind), None)
        rows = []
        if column is not None:
            rows = [row for row in range(len(column.cells)) if column.cells[row] in lowest]
        seen = table.compared(kind, label, rows)
        found += seen
        if seen and all(one.agrees for one in seen):
            _drop(draft, table.layout, kind, label)
        else:
            draft.ask(total_question(label, len(inside), agrees=False))
    return found
