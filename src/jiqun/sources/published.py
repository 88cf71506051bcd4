"""A publisher's file as a frame of plain columns, recognised by the columns it has.

Nothing is judged here: codes stay text, numbers stay as printed, names become the reader's.
"""

from __future__ import annotations

import gzip
import io
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from jiqun.core import InputError, Problem, Problems
from jiqun.sources.register import Layout

#: A member of an archive that unpacks to more is refused.
LARGEST_MEMBER = 4 << 30
#: Rows of a sheet among which the header must stand.
HEADER_WITHIN = 12
TABLES = (".csv", ".txt", ".tsv")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_SHORT = re.compile(r"(?:cbp|zbp)(\d\d)")
CENTURY = 86  # the series began in 1986


def read_published(
    path: Path, layouts: Sequence[Layout] = (), *, sheet: str | int = 0
) -> pl.DataFrame:
    """Read CSV, text, Parquet or Excel, also inside .gz or .zip; column names in lower case.

    Of a text with many columns only those that a layout names are kept, if it has any.

    Raises
    ------
    InputError
        ``source-file``: no such file, or a kind that is not known; ``source-archive``:
        an archive without a table, or one that unpacks to more than 4 GB.
    """
    if not path.is_file():
        raise _refuse(path, "no such file", "a file that can be read", "Correct the path.")
    wanted = {name for each in layouts for name in (*each.columns, *each.optional)}
    suffixes = [suffix.lower() for suffix in path.suffixes]
    last = suffixes[-1] if suffixes else ""
    if last == ".parquet":
        frame = pl.read_parquet(path)
    elif last in (".xls", ".xlsx"):
        frame = _excel(path, sheet)
    elif last == ".zip":
        frame = _archive(path, wanted)
    elif last == ".gz":
        frame = _text(gzip.decompress(path.read_bytes()), path.name, wanted)
    elif last in TABLES:
        frame = _text(path.read_bytes(), path.name, wanted)
    else:
        raise _refuse(
            path,
            f"a {last or 'nameless'} file",
            ".csv, .txt, .tsv, .csv.gz, .zip, .parquet, .xls or .xlsx",
            "Save it as one of these.",
        )
    return frame.rename({name: plain(name) for name in frame.columns})


def plain(name: str) -> str:
    """Give a column's name in lower case, its blanks made single."""
    return " ".join(name.lower().split())


def arrange(frame: pl.DataFrame, layouts: Sequence[Layout], *, subject: str) -> pl.DataFrame:
    """Rename to the reader's columns by the layout that fits; the layout's name is ``layout``.

    Raises
    ------
    InputError
        ``source-columns``: no known layout has these columns.
    """
    found = set(frame.columns)
    fitting = [layout for layout in layouts if layout.columns.keys() <= found]
    if not fitting:
        problems = Problems()
        for layout in layouts:
            problems.add(
                "source-columns",
                subject=subject,
                found=f"columns {sorted(found)[:12]}",
                expected=f"layout {layout.name!r}: also {sorted(layout.columns.keys() - found)}",
                fix="Give a file of this source, or rename the columns.",
            )
        problems.check()
    layout = max(fitting, key=lambda each: len(each.columns))
    names = {**layout.columns, **{k: v for k, v in layout.optional.items() if k in found}}
    return frame.select(
        *(pl.col(raw).alias(ours) for raw, ours in names.items()),
        pl.lit(layout.name).alias("layout"),
    )


def year_of(path: Path) -> int | None:
    """Give the year that a file's name tells: cbp18co.txt, 2019_annual_by_area.zip.

    Examples
    --------
    >>> year_of(Path("cbp18co.txt")), year_of(Path("2019_annual_by_area.zip"))
    (2018, 2019)
    """
    short = _SHORT.search(path.name.lower())
    if short:
        two = int(short[1])
        return (1900 if two >= CENTURY else 2000) + two
    years = _YEAR.findall(path.stem)
    return int(years[0]) if len(set(years)) == 1 else None


def need_files(paths: Sequence[Path], *, source: str, least: int = 1) -> None:
    """Refuse a call without the files that the source reads (``source-files``)."""
    if len(paths) < least:
        raise InputError(
            Problem(
                "source-files",
                source,
                f"{len(paths)} files",
                f"at least {least}",
                "Name them with --file, or ask for --download.",
            )
        )


def _excel(path: Path, sheet: str | int) -> pl.DataFrame:
    """Read a sheet; its header is the first row with more than two filled cells."""
    import fastexcel

    loaded = fastexcel.read_excel(path).load_sheet(sheet, header_row=None, dtypes="string")
    rows = loaded.to_polars()
    for at, cells in enumerate(rows.head(HEADER_WITHIN).rows()):
        filled = {i: str(cell).strip() for i, cell in enumerate(cells) if cell}
        if len(filled) >= min(len(cells), 3):
            names = {rows.columns[i]: name for i, name in filled.items()}
            return rows.slice(at + 1).select(*names).rename(names)
    raise _refuse(path, "no header row", "a table with a header", "Is it the right sheet?")


def _archive(path: Path, wanted: set[str]) -> pl.DataFrame:
    with zipfile.ZipFile(path) as archive:
        chosen = [info for info in archive.infolist() if info.filename.lower().endswith(TABLES)]
        if not chosen:
            raise _archive_refusal(path, f"{len(archive.namelist())} members, none of them a table")
        size = sum(info.file_size for info in chosen)
        if size > LARGEST_MEMBER:
            raise _archive_refusal(path, f"tables of {size / 1e9:.1f} GB")
        frames = [_text(archive.read(info), info.filename, wanted) for info in chosen]
    return pl.concat(frames, how="diagonal")


def _text(content: bytes, name: str, wanted: set[str]) -> pl.DataFrame:
    first = content[:4096].split(b"\n", 1)[0]
    separator = "\t" if first.count(b"\t") > first.count(b",") else ","
    try:
        frame = pl.scan_csv(
            io.BytesIO(content), separator=separator, infer_schema=False, encoding="utf8-lossy"
        )
        present = frame.collect_schema().names()
        kept = [column for column in present if plain(column) in wanted]
        return frame.select(kept or present).collect()
    except pl.exceptions.PolarsError as err:
        raise InputError(
            Problem(
                "source-file",
                name,
                str(err).splitlines()[0],
                "a table with a header line",
                "Is it the file that the publisher offers?",
            )
        ) from err


def _refuse(path: Path, found: str, expected: str, fix: str) -> InputError:
    return InputError(Problem("source-file", str(path), found, expected, fix))


def _archive_refusal(path: Path, found: str) -> InputError:
    return InputError(
        Problem(
            "source-archive",
            path.name,
            found,
            "one or more tables (.csv, .txt), 4 GB at most",
            "Unpack it yourself and name the table.",
        )
    )
