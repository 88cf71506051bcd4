"""What a cell of a spreadsheet can hold, and how a workbook is written with it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import polars as pl

from jiqun.core import Progress
from jiqun.studies.exporting.shown import Format, formats

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format as Style

#: What a spreadsheet may take for a formula; in East Asian versions the wide signs too.
_RISKY = "^[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]"
_NUMBER = r"^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$"
#: What a sheet has room for below its heads.
MOST_ROWS = 1_048_575
_MOST_CHARACTERS = 32_767
_BATCH = 20_000


def neutralised(frame: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Put an apostrophe before text that a spreadsheet would run; say how often.

    Numbers stay numbers, and so does text that is one.

    Examples
    --------
    >>> neutralised(pl.DataFrame({"a": ["=1+1", "-5", "x"]}))[0]["a"].to_list()
    ["'=1+1", '-5', 'x']
    """
    count, columns = 0, {}
    for series in frame:
        if series.dtype == pl.String:
            risky = series.str.contains(_RISKY)
            if risky.any():
                risky &= ~series.str.contains(_NUMBER)
            count += int(risky.sum())
            led = ("'" + series).alias(series.name)
            columns[series.name] = led.zip_with(risky.fill_null(value=False), series)
        else:
            columns[series.name] = series
    names = [f"'{name}" if pl.Series([name]).str.contains(_RISKY)[0] else name for name in columns]
    return pl.DataFrame(list(columns.values())).rename(
        dict(zip(frame.columns, names, strict=True))
    ), count


def flattened(frame: pl.DataFrame) -> pl.DataFrame:
    """Bring every column to what a cell can hold."""
    columns = []
    for series in frame:
        if series.dtype == pl.Binary:
            columns.append(_wkt(series))
        elif isinstance(series.dtype, pl.List):
            columns.append(series.cast(pl.List(pl.String)).list.join(";"))
        elif isinstance(series.dtype, pl.Struct):
            columns.append(series.struct.json_encode())
        elif series.dtype.is_float():
            columns.append(series.set(~series.is_finite(), None))
        elif series.dtype in (pl.Categorical, pl.Enum):
            columns.append(series.cast(pl.String))
        else:
            columns.append(series)
    return pl.DataFrame(columns)


def _wkt(series: pl.Series) -> pl.Series:
    import shapely

    shapes = shapely.from_wkb(series.to_numpy(), on_invalid="ignore")
    return pl.Series(series.name, shapely.to_wkt(shapes).tolist(), dtype=pl.String)


class _Whole(float):
    """A number that is written with every digit it has; the writer of workbooks leaves one out."""

    __slots__ = ()

    def __format__(self, _: str) -> str:
        return repr(float(self))


class _Styles:
    """The number formats of a workbook, each made once."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[str, Style] = {}

    def of(self, shown: Format | None, value: float) -> Style | None:
        """Give the format that a value is shown in; None for the usual one."""
        if shown is None:
            return None
        code = shown(value)
        if code not in self._made:
            self._made[code] = self._book.add_format({"num_format": code})
        return self._made[code]


def write_workbook(
    frame: pl.DataFrame,
    about: list[tuple[str, str]],
    name: str,
    draft: Path | BinaryIO,
    progress: Progress,
) -> None:
    """Write the rows on one sheet and what is known of them on another.

    Numbers are held whole and shown as :func:`jiqun.studies.exporting.shown.formats` says.
    """
    import xlsxwriter

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": "yyyy-mm-dd",
        "remove_timezone": True,
        "in_memory": False,
    }
    with xlsxwriter.Workbook(str(draft) if isinstance(draft, Path) else draft, options) as book:
        sheet = book.add_worksheet(name[:31])
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, frame.columns, book.add_format({"bold": True}))
        styles, shown = _Styles(book), formats(frame, name)
        for at, row in enumerate(frame.iter_rows(), start=1):
            for column, value in enumerate(row):
                style = shown[column]
                if isinstance(value, str):
                    sheet.write_string(at, column, value[:_MOST_CHARACTERS])
                elif isinstance(value, float):
                    sheet.write_number(at, column, _Whole(value), styles.of(style, value))
                elif style and value is not None:
                    sheet.write_number(at, column, value, styles.of(style, value))
                elif value is not None:
                    sheet.write(at, column, value)
            if at % _BATCH == 0:
                progress("export", at, frame.height)
        if not about:
            return
        page = book.add_worksheet("about")
        for at, (key, value) in enumerate(about):
            page.write_string(at, 0, key)
            page.write_string(at, 1, value)
