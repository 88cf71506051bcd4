"""A publisher's file as a frame of plain columns, recognised by the columns it has.

Nothing is judged here: codes stay text, numbers stay as printed, names become the reader's.
"""

from __future__ import annotations

import gzip
import io
import re
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from jiqun.core import InputError, Problems, problem, words
from jiqun.sources.files import read_cells, read_whole
from jiqun.sources.register import Layout

#: A member of an archive that unpacks to more is refused.
LARGEST_MEMBER = 4 << 30
#: Bytes that any archive may unpack to, and for each of its own.
_ANY_ARCHIVE, _BYTES_A_BYTE = 256 << 20, 200
#: Why an archive cannot be unpacked: it is none, cut short, damaged, locked, of another kind.
_UNPACKING = (zipfile.BadZipFile, EOFError, zlib.error, RuntimeError, ValueError, OSError)
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
        ``source-file``: no such file, or a kind that is not known, or one that cannot be read,
        or one without a row;
        ``source-archive``: an archive without a table, or one that unpacks to more than 4 GB;
        ``source-cut``: a text that ends within a line; ``header-duplicate``, and what the
        readers of workbooks and Parquet refuse.
    """
    try:
        there = path.is_file()
    except (OSError, ValueError):  # a name too long, a NUL in it
        there = False
    if not there:
        raise InputError(problem("source-file", subject=str(path), case="missing"))
    wanted = {name for each in layouts for name in (*each.columns, *each.optional)}
    suffixes = [suffix.lower() for suffix in path.suffixes]
    last = suffixes[-1] if suffixes else ""
    if last == ".parquet":
        frame = read_whole(path).frame
    elif last in (".xls", ".xlsx"):
        frame = _excel(path, sheet)
    elif last == ".zip":
        frame = _archive(path, wanted)
    elif last == ".gz":
        frame = _text(_unzipped(path), path.name, wanted)
    elif last in TABLES:
        frame = _text(path.read_bytes(), path.name, wanted)
    else:
        kind = last or words("sources.nameless")
        raise InputError(problem("source-file", subject=str(path), case="kind", kind=kind))
    if all(column.null_count() == frame.height for column in frame):
        raise InputError(problem("source-file", subject=path.name, case="rows"))
    return _plainly_named(frame, path.name)


def _plainly_named(frame: pl.DataFrame, name: str) -> pl.DataFrame:
    names = [plain(column) for column in frame.columns]
    twice = sorted({one for one in names if names.count(one) > 1})
    if twice:
        raise InputError(problem("header-duplicate", subject=name, names=twice[:20]))
    return frame.rename(dict(zip(frame.columns, names, strict=True)))


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


def printed_names(frame: pl.DataFrame, layouts: Sequence[Layout]) -> dict[str, str]:
    """Give the file's own name of each of the reader's columns, by the layout that fitted."""
    chosen = next(layout for layout in layouts if layout.name == frame["layout"][0])
    return {ours: raw for raw, ours in (*chosen.optional.items(), *chosen.columns.items())}


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
            chosen = rows.slice(at + 1)[:, list(filled)]
            header = [plain(name) for name in filled.values()]
            if len(set(header)) < len(header):
                twice = sorted({name for name in header if header.count(name) > 1})
                raise InputError(problem("header-duplicate", subject=path.name, names=twice[:20]))
            return chosen.rename(dict(zip(chosen.columns, header, strict=True)))
    raise InputError(problem("source-file", subject=str(path), case="sheet"))


def _archive(path: Path, wanted: set[str]) -> pl.DataFrame:
    try:
        return _members(path, wanted)
    except InputError:
        raise
    except _UNPACKING as err:
        raise _unpackable(path, err) from None


def _members(path: Path, wanted: set[str]) -> pl.DataFrame:
    with zipfile.ZipFile(path) as archive:
        chosen = [info for info in archive.infolist() if info.filename.lower().endswith(TABLES)]
        if not chosen:
            count = len(archive.namelist())
            raise InputError(problem("source-archive", subject=path.name, members=count))
        size = sum(info.file_size for info in chosen)
        if size > _most_unpacked(path):
            told = problem("source-archive", subject=path.name, case="size", gigabytes=size / 1e9)
            raise InputError(told)
        frames = [_text(archive.read(info), info.filename, wanted) for info in chosen]
    return pl.concat(frames, how="diagonal")


def _unzipped(path: Path) -> bytes:
    most = _most_unpacked(path)
    try:
        with gzip.open(path) as packed:
            content = packed.read(most + 1)
    except _UNPACKING as err:
        raise _unpackable(path, err) from None
    if len(content) > most:
        told = problem("source-archive", subject=path.name, case="size", gigabytes=most / 1e9)
        raise InputError(told)
    return content


def _most_unpacked(path: Path) -> int:
    return min(LARGEST_MEMBER, max(_ANY_ARCHIVE, _BYTES_A_BYTE * path.stat().st_size))


def _unpackable(path: Path, err: BaseException) -> InputError:
    reason = f"{type(err).__name__}: {err}".splitlines()[0][:200]
    return InputError(problem("source-file", subject=path.name, case="archive", reason=reason))


def _refuse_cut(content: bytes, separator: str, name: str) -> None:
    """Refuse a text whose last line has no end and fewer fields than its first."""
    if content.endswith((b"\n", b"\r")) or b"\n" not in content:
        return
    first, last = content[: content.index(b"\n")], content[content.rindex(b"\n") + 1 :]
    mark = separator.encode()
    if last.strip() and b'"' not in last + first and last.count(mark) < first.count(mark):
        shown = last[-40:].decode(errors="replace")
        raise InputError(problem("source-cut", subject=name, shown=shown))


def _text(content: bytes, name: str, wanted: set[str]) -> pl.DataFrame:
    first = content[:4096].split(b"\n", 1)[0]
    separator = "\t" if first.count(b"\t") > first.count(b",") else ","
    _refuse_cut(content, separator, name)
    try:
        frame = pl.scan_csv(
            io.BytesIO(content), separator=separator, infer_schema=False, encoding="utf8-lossy"
        )
        present = frame.collect_schema().names()
        kept = [column for column in present if plain(column) in wanted]
        return frame.select(kept or present).collect()
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException) as err:
        reason = (str(err).splitlines() or [type(err).__name__])[0][:200]
        raise InputError(problem("source-file", subject=name, reason=reason)) from err
