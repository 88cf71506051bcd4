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

from jiqun.core import InputError, Problems, problem, words
from jiqun.sources.files import read_cells
from jiqun.sources.register import Layout

#: A member of an archive that unpacks to more is refused.
LARGEST_MEMBER = 4 << 30
#: Rows of a sheet among which the header must stand.
HEADER_WITHIN = 12
TABLES = (".csv", ".txt", ".tsv")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_SHORT = re.compile(r"(?:cbp|zbp)(\d\d)")
CENTURY = 86  # the series began in 1986


def read_published(path: Path, layouts: Sequence[Layout] = (), *, sheet: str = "") -> pl.DataFrame:
    """Read CSV, text, Parquet or Excel, also inside .gz or .zip; column names in lower case.

    Of a text with many columns only those that a layout names are kept, if it has any.

    Raises
    ------
    InputError
        ``source-file``: no such file, or a kind that is not known; ``source-archive``:
        an archive without a table, or one that unpacks to more than 4 GB.
    """
    if not path.is_file():
        raise InputError(problem("source-file", subject=str(path), case="missing"))
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
        kind = last or words("sources.nameless")
        raise InputError(problem("source-file", subject=str(path), case="kind", kind=kind))
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
                columns=sorted(found)[:12],
                layout=layout.name,
                missing=sorted(layout.columns.keys() - found),
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
        raise InputError(problem("source-files", subject=source, files=len(paths), least=least))


def _excel(path: Path, sheet: str) -> pl.DataFrame:
    """Read a sheet; its header is the first row with more than two filled cells."""
    rows = read_cells(path, sheet=sheet).frame
    for at, cells in enumerate(rows.head(HEADER_WITHIN).rows()):
        filled = {i: str(cell).strip() for i, cell in enumerate(cells) if cell}
        if len(filled) >= min(len(cells), 3):
            names = {rows.columns[i]: name for i, name in filled.items()}
            return rows.slice(at + 1).select(*names).rename(names)
    raise InputError(problem("source-file", subject=str(path), case="sheet"))


def _archive(path: Path, wanted: set[str]) -> pl.DataFrame:
    with zipfile.ZipFile(path) as archive:
        chosen = [info for info in archive.infolist() if info.filename.lower().endswith(TABLES)]
        if not chosen:
            count = len(archive.namelist())
            raise InputError(problem("source-archive", subject=path.name, members=count))
        size = sum(info.file_size for info in chosen)
        if size > LARGEST_MEMBER:
            told = problem("source-archive", subject=path.name, case="size", gigabytes=size / 1e9)
            raise InputError(told)
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
            problem("source-file", subject=name, reason=str(err).splitlines()[0])
        ) from err
