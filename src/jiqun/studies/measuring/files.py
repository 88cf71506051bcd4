"""A user's file as a kind of data reads it: columns by any of their names, numbers, no gaps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from jiqun.core import InputError, Origin, Problem, Words, problem
from jiqun.sources.files import read_whole, unclear_numbers
from jiqun.studies.measuring.register import Column
from jiqun.tables import Column as Field

_EMPTY = ("", "NA", "NaN", "nan", "null")
_SHOWN, _MOST = 3, 8
#: Columns of coordinates, whose decimals may well be three throughout.
_PLACES = ("x", "y", "lon", "lat", "lng", "longitude", "latitude", "经度", "纬度")

REGION = Column(name="region", also=("区域", "地区"), about=Words("code of the region", "区域代码"))
INDUSTRY = Column(
    name="industry",
    also=("category", "产业", "行业"),
    about=Words("code of the industry", "产业代码"),
)
YEAR = Column(
    name="year", also=("年份",), number=True, required=False, about=Words("the year", "年份")
)
EMPLOYMENT = Column(
    name="employment",
    also=("emp", "employees", "就业"),
    number=True,
    about=Words("persons employed, above 0", "就业人数（大于 0）"),
)
#: Words for the column that holds the number itself.
VALUE = ("value", "y", "值")
LABEL_AND_VALUE = Words("a label and a value", "标签和数值")


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A file's rows as they stand, with the lines they stand in.

    Attributes
    ----------
    name
        The file's.
    frame, lines
        Its rows; the line of each.
    origin
        The user's own file.
    delimiter
        What parts its fields; empty for what is no text.
    """

    name: str
    frame: pl.DataFrame
    lines: pl.Series
    origin: Origin
    delimiter: str = ""

    def named(self, names: Sequence[str], *, among: Sequence[str] | None = None) -> str | None:
        """Find the column that goes by one of the names; the first name wins."""
        there = self.frame.columns if among is None else among
        by_name = {column.strip().lower(): column for column in reversed(there)}
        return next((by_name[name] for name in names if name in by_name), None)

    def all_named(self, *columns: Column) -> dict[str, str]:
        """Find all columns by their names, or refuse the file."""
        found = {column.name: self.named(column.names) for column in columns}
        missing = [name for name, there in found.items() if there is None]
        if missing:
            words = Words(" and no ".join(missing), "、".join(missing))
            raise self.refused(list(found), case="named", missing=words)
        return {name: there for name, there in found.items() if there is not None}

    def texts(self, column: str) -> pl.Series:
        """Give a column as codes."""
        return self.frame[column].cast(pl.String)

    def numbers(self, columns: Sequence[str]) -> pl.DataFrame:
        """Give columns as numbers; refuse words, and say where the first one stands."""
        self._refuse_unclear(columns)
        cast, wrong = {}, []
        for name in dict.fromkeys(columns):
            cast[name], bad = _cast(self.frame[name])
            if bad.any():
                at = bad.arg_true()
                wrong.append((name, int(at[0]), len(at)))
        if wrong:
            column, first, _ = wrong[0]
            total = sum(count for *_, count in wrong)
            raise InputError(
                problem(
                    "cell-number",
                    subject="file",
                    given=str(self.frame[column][first]),
                    line=self.lines[first],
                    column=column,
                    more=total - 1,
                )
            )
        return pl.DataFrame(cast)

    def _refuse_unclear(self, columns: Sequence[str]) -> None:
        """Refuse numbers of a file parted by ; that are 1234 or 1.234; places are the latter."""
        asked = [
            (Field(name=name, type="number", title={}, unit="persons"), self.frame[name])
            for name in dict.fromkeys(columns)
            if name.strip().lower() not in _PLACES
        ]
        if self.delimiter == ";":
            unclear, _ = unclear_numbers(asked, self.lines, delimiter=";", name=self.name)
            points = [one for one in unclear if one.case == "point"]  # commas are refused anyway
            if points:
                told = [Problem(p.code, p.subject, values=p.values, case="file") for p in points]
                raise InputError(*told)

    def refuse_gaps(self, frame: pl.DataFrame) -> None:
        """Refuse rows in which something is missing: an unknown number is not 0."""
        for name in frame.columns:
            empty = frame[name].is_null()
            if empty.any():
                at = empty.arg_true()
                line, more = self.lines[int(at[0])], len(at) - 1
                raise InputError(
                    problem("cell-missing", subject="file", column=name, line=line, more=more)
                )

    def refuse_repeats(self, *columns: str) -> None:
        """Refuse two rows with the same codes."""
        repeated = self.frame.select(columns).is_duplicated()
        if repeated.any():
            codes = self.frame.filter(repeated)[columns[0]].unique(maintain_order=True)
            shown = codes.head(_SHOWN).to_list()
            raise InputError(problem("frame-duplicate", subject="file", case="label", codes=shown))

    def refused(
        self, wanted: Words | list[str], *, subject: str = "", case: str = "", **more: Words
    ) -> InputError:
        """Make the error that its columns are others."""
        there = self.frame.columns
        shown = ", ".join(there[:_MOST]) + (", ..." if len(there) > _MOST else "")
        words = {"rows": len(self.frame), "shown": shown, "wanted": wanted, **more}
        return InputError(problem("file-columns", subject=subject or self.name, case=case, **words))


def opened(file: str | Path) -> Opened:
    """Open a file of any format; one that cannot be read or has no row is refused."""
    raw = read_whole(file)
    name = Path(file).name
    origin = Origin(producer="", title=name)
    found = Opened(name=name, frame=raw.frame, lines=raw.lines, origin=origin,
                   delimiter=raw.delimiter)  # fmt: skip
    if raw.frame.is_empty():
        raise found.refused(Words("at least one row", "至少一行"))
    return found


def read_mapping(file: str | Path, *, numbers: bool) -> dict[str, object]:
    """Read a label and a value from each row: population, income or groups."""
    given = opened(file)
    if len(given.frame.columns) < 2:  # noqa: PLR2004 - a label and a value
        raise given.refused(LABEL_AND_VALUE)
    label, value = given.frame.columns[:2]
    given.refuse_repeats(label)
    column = given.numbers([value])[value] if numbers else given.texts(value)
    given.refuse_gaps(column.to_frame())
    return dict(zip(given.texts(label).to_list(), column.to_list(), strict=True))


def _cast(column: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Give the numbers, and where there is a word instead of one."""
    if column.dtype != pl.String:
        cast = column.cast(pl.Float64)
        return cast, pl.repeat(value=False, n=len(column), eager=True)
    text = column.str.strip_chars()
    text = text.set(text.is_in(list(_EMPTY)), None)
    cast = text.cast(pl.Float64, strict=False)
    return cast, text.is_not_null() & cast.is_null()
