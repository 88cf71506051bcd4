"""What is sent to change rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from jiqun.studies.editing import MOST_CHANGES, MOST_NOTE, Change

#: Characters of one value, of a tag; columns of a row.
MOST_VALUE, MOST_TAG, MOST_COLUMNS = 1_000_000, 64, 200
_LARGEST = 2**63 - 1
Text = Annotated[str, Field(max_length=MOST_VALUE)]
Whole = Annotated[int, Field(ge=-_LARGEST, le=_LARGEST)]
Given = bool | Whole | float | Text | Annotated[list[Text], Field(max_length=MOST_CHANGES)] | None
Column = Annotated[str, Field(max_length=80)]
GivenRow = Annotated[dict[Column, Given], Field(max_length=MOST_COLUMNS)]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowWanted:
    """What becomes of one row.

    Attributes
    ----------
    key
        Key columns of the row that is meant; null for a new one.
    seen
        The row's tag as whoever edits saw it; null for a new one.
    values
        The columns that are other than before (of a new row all that are known); null
        removes the row. A null or empty value is unknown, which is not 0.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    key: GivenRow | None = None
    seen: Annotated[str, Field(max_length=MOST_TAG)] | None = None
    values: GivenRow | None = None

    @property
    def change(self) -> Change:
        """Give it as the study takes it."""
        return Change(key=self.key, seen=self.seen, values=self.values)


Changes = Annotated[tuple[RowWanted, ...], Field(max_length=MOST_CHANGES)]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckWanted:
    """Rows to be checked.

    Attributes
    ----------
    changes
        What would become of which rows.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    changes: Changes


@dataclass(frozen=True, slots=True, kw_only=True)
class EditsWanted:
    """Rows to be changed, all of them or none.

    Attributes
    ----------
    changes
        What becomes of which rows.
    note
        Why, for whoever reads the edits.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    changes: Changes
    note: Annotated[str, Field(max_length=MOST_NOTE)] = ""
