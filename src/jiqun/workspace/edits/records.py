"""What is asked of the journal and what it answers: a change of a row, an edit."""

from __future__ import annotations

from dataclasses import dataclass

from jiqun.core import digest
from jiqun.workspace.edits.rows import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class RowChange:
    """A row as somebody wants it.

    Attributes
    ----------
    table, key
        Which table; the columns of the row's key.
    seen
        Tag of the row that the author saw; None where there was none.
    after
        The row as it shall be; None to remove it.
    """

    table: str
    key: Row
    seen: str | None
    after: Row | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A change of one row that was acknowledged.

    Attributes
    ----------
    number
        1, 2, …: the order of all edits of a workspace.
    batch
        Number of the first edit that was written together with it.
    time
        When, ISO, UTC, to the millisecond.
    author
        Who.
    table, key
        Which row.
    before, after
        The row as it was, as it is from now on; None where there was or is none.
    note
        The author's words.
    undoes
        The batch that it takes back; None where it takes back none.
    commit
        The commit that settled it; None as long as none has.
    """

    number: int
    batch: int
    time: str
    author: str
    table: str
    key: Row
    before: Row | None
    after: Row | None
    note: str
    undoes: int | None
    commit: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An edit as the file keeps it; ``before`` is what differs from ``after``, else whole."""

    number: int
    batch: int
    time: str
    author: str
    table: str
    key: str
    before: str | None
    after: str | None
    note: str
    undoes: int | None

    @property
    def seal(self) -> str:
        """Name the content, so that a change of the file is noticed."""
        fields = (
            self.number, self.batch, self.time, self.author, self.table, self.key,
            self.before, self.after, self.note, self.undoes,
        )  # fmt: skip
        return digest(*("" if one is None else f"={one}" for one in fields))

    def values(self) -> tuple[object, ...]:
        """Give what is written, in the order of :data:`COLUMNS`."""
        return (
            self.number, self.batch, self.time, self.author, self.table, self.key,
            self.before, self.after, self.note, self.undoes, self.seal,
        )  # fmt: skip


#: Columns of the file's table of edits, in order.
COLUMNS = (
    "number", "batch", "time", "author", "tbl", "key", "before", "after", "note", "undoes", "seal",
)  # fmt: skip
