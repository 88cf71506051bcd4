"""From what was seen to a column map: columns, units, constants, names, totals, questions."""

from __future__ import annotations

from dataclasses import dataclass, field

from jiqun.core import Words
from jiqun.sources.files import ColumnMap, ColumnSource, Dialect, Headings, NameRule, Unpivot
from jiqun.sources.looking.questions import Question


@dataclass(slots=True, kw_only=True)
class Draft:
    """A column map as it grows.

    Attributes
    ----------
    columns, constants, units, values, drop, lists
        As in a map; ``lists`` are its names' rules.
    ignore
        Columns that are left out.
    missing
        Marks that stand for a number that is not given.
    headings
        Rows that say something of those under them.
    levels, keep, value, leave, heads, measure
        Of a wide table: see ``Unpivot``.
    questions
        What is open.
    told
        File's column -> why it is not loaded.
    """

    columns: dict[str, str] = field(default_factory=dict)
    constants: dict[str, str | float | bool] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    drop: dict[str, list[str]] = field(default_factory=dict)
    lists: dict[str, NameRule] = field(default_factory=dict)
    ignore: list[str] = field(default_factory=list)
    levels: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    value: str = ""
    leave: list[str] = field(default_factory=list)
    fill: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    headings: Headings | None = None
    heads: dict[str, tuple[str, ...]] = field(default_factory=dict)
    measure: str = ""
    questions: list[Question] = field(default_factory=list)
    told: dict[str, Words] = field(default_factory=dict)

    def leave_out(self, column: str, label: str) -> None:
        """Leave out the rows in which a column of the file has a label."""
        listed = self.drop.setdefault(column, [])
        if label not in listed:
            listed.append(label)

    def ask(self, question: Question) -> None:
        """Add a question, once."""
        if all(one.key != question.key for one in self.questions):
            self.questions.append(question)


def as_map(draft: Draft, dialect: Dialect, *, table: str) -> ColumnMap:
    """Give the draft as a map; its questions stand under [ask]."""
    unpivot = None
    if draft.levels:
        unpivot = Unpivot(
            keep=draft.keep, levels=draft.levels, value=draft.value, drop=tuple(draft.leave),
            heads=draft.heads, measure=draft.measure,
        )  # fmt: skip
    return ColumnMap(
        table=table,
        columns={key: ColumnSource(column=one) for key, one in draft.columns.items()},
        constants=draft.constants,
        values={key: one for key, one in draft.values.items() if one},
        fill=draft.fill,
        missing={"*": draft.missing} if draft.missing else {},
        drop={key: tuple(one) for key, one in draft.drop.items() if one},
        headings=draft.headings,
        unpivot=unpivot,
        units=draft.units,
        names=draft.lists,
        ignore=tuple(draft.ignore),
        asks={one.key: f"{one.text.en} {one.text.zh}" for one in draft.questions},
        dialect=dialect,
    )
