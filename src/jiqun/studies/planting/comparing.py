"""The moments of a workspace or of a planted economy's folder, beside those of real economies."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

import polars as pl

from jiqun.clusters import read_typed
from jiqun.core import InputError, Words, problem
from jiqun.planted import NEEDED, Compared, RealFigure, compared, measured
from jiqun.sources.files import few, read_whole
from jiqun.studies.planting.files import TRUTH
from jiqun.tables import ColumnType
from jiqun.workspace import Workspace

#: What a planted economy's truth tells, if its folder is asked about.
KNOWN = ("owners",)
ENDINGS = ("parquet", "csv")
#: Columns that are no codes, and those that are lists.
KINDS: Final[Mapping[str, ColumnType]] = MappingProxyType(
    {
        **dict.fromkeys(("year", "founded", "closed", "start", "end"), "integer"),
        **dict.fromkeys(("employment", "establishments", "population", "revenue"), "number"),
        "rd_spend": "number",
        "withheld": "boolean",
        "hidden": "boolean",
    }
)
LISTS: Final = ("applicants",)


@dataclass(frozen=True, slots=True, kw_only=True)
class MomentFigure:
    """A moment of a real economy and where it stands.

    Attributes
    ----------
    value
        NaN where the source tells no more than its sign.
    place, years
        Of what, when.
    cited, url, at
        The source, and the table, page or definition there.
    computed
        True where it was computed from the source's data as this economy's is.
    """

    value: float
    place: Words
    years: str
    cited: str
    url: str
    at: str
    computed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MomentRow:
    """A moment beside its real figures.

    Attributes
    ----------
    moment, family
        Its word; ``cells``, ``firms`` or ``networks``.
    title, definition
        In both languages.
    unit
        ``1`` of shares and exponents.
    value, count
        As measured, and from how many things; the value is NaN where too little is there.
    real
        The figure that distances are counted from; NaN without a source.
    low, high
        The band; NaN where the moment is told and not judged.
    why
        Why the band is as it is.
    distance
        0 at the real figure, 1 at the edge of the band; NaN where it is not judged.
    inside
        Whether it lies in the band; None where it is not judged.
    figures
        The real ones.
    """

    moment: str
    family: str
    title: Words
    definition: Words
    unit: str
    value: float
    count: int
    real: float
    low: float
    high: float
    why: Words
    distance: float
    inside: bool | None
    figures: tuple[MomentFigure, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MomentsReport:
    """An economy's moments beside real ones.

    Attributes
    ----------
    path
        The workspace or folder.
    tables
        Tables that were read.
    moments
        What could be measured, in the catalogue's order.
    judged, inside
        How many have a band and enough to measure from; how many of them lie inside.
    seconds
        Time taken.
    """

    path: str
    tables: tuple[str, ...]
    moments: tuple[MomentRow, ...]
    judged: int
    inside: int
    seconds: float


def moments(path: str | Path) -> MomentsReport:
    """Measure an economy and hold it against real ones.

    Parameters
    ----------
    path
        A workspace, planted or real; or a folder of canonical tables as ``jiqun plant`` writes,
        whose owners of establishments are read from the truth.

    Raises
    ------
    UnknownError
        ``workspace-unknown``: neither.
    InputError
        ``moments-nothing``: no table to measure. ``truth-columns`` and the reader's codes: a
        file is not what was written.
    """
    began = time.perf_counter()
    folder = Path(path).expanduser()
    files = _files(folder)
    tables = _from_files(files) if files else _from_workspace(Workspace.open(folder))
    rows = tuple(_row(one) for one in compared(measured(tables)))
    if not rows:
        raise InputError(problem("moments-nothing", subject=str(path), wanted=list(NEEDED)))
    return MomentsReport(
        path=str(path),
        tables=tuple(tables),
        moments=rows,
        judged=sum(row.inside is not None for row in rows),
        inside=sum(row.inside is True for row in rows),
        seconds=round(time.perf_counter() - began, 3),
    )


def _row(one: Compared) -> MomentRow:
    told = one.reference
    low, high = told.band or (math.nan, math.nan)
    return MomentRow(
        moment=told.id,
        family=told.family,
        title=told.title,
        definition=told.definition,
        unit=told.unit,
        value=one.value,
        count=one.count,
        real=told.real,
        low=low,
        high=high,
        why=told.why,
        distance=one.distance,
        inside=one.inside,
        figures=tuple(_figure(figure) for figure in told.figures),
    )


def _figure(one: RealFigure) -> MomentFigure:
    return MomentFigure(
        value=one.value,
        place=one.place,
        years=one.years,
        cited=one.source.cited,
        url=one.source.url,
        at=one.at,
        computed=one.computed,
    )


def _columns(table: str) -> tuple[list[str], list[str]]:
    """Give the columns that must and those that may be there."""
    must, _, may = NEEDED[table].partition("|")
    return must.split(), may.split()


def _from_workspace(ws: Workspace) -> dict[str, pl.DataFrame]:
    found = {}
    for table in NEEDED:
        if ws.has(table):
            there = ws.scan(table).collect_schema().names()
            wanted = [name for part in _columns(table) for name in part if name in there]
            found[table] = ws.frame(table, wanted)
    return found


def _files(folder: Path) -> dict[str, Path]:
    """Find the tables' files; a folder without any is none of canonical tables."""
    places = {table: folder / TRUTH if table in KNOWN else folder for table in NEEDED}
    every = {
        table: [place / f"{table}.{ending}" for ending in ENDINGS]
        for table, place in places.items()
    }
    there = {table: [one for one in files if one.is_file()] for table, files in every.items()}
    return {table: files[0] for table, files in there.items() if files}


def _from_files(files: Mapping[str, Path]) -> dict[str, pl.DataFrame]:
    return {table: _read(table, file) for table, file in files.items()}


def _read(table: str, file: Path) -> pl.DataFrame:
    must, may = _columns(table)
    frame = _quick(file, [*must, *may])
    if not set(must) <= set(frame.columns):
        there = few(frame.columns)
        raise InputError(problem("truth-columns", subject=file.name, columns=there, wanted=must))
    lists = [name for name in frame.columns if name in LISTS and frame[name].dtype == pl.String]
    typed = read_typed(frame, {name: kind for name, kind in KINDS.items() if name in frame.columns})
    return typed.with_columns(pl.col(name).str.split(";") for name in lists)


def _quick(file: Path, wanted: list[str]) -> pl.DataFrame:
    """Read the columns that are there; what cannot be read so is told by the reader of files."""
    if file.suffix == ".parquet":
        try:
            there = pl.read_parquet_schema(file)
            return pl.read_parquet(file, columns=[name for name in wanted if name in there])
        except (pl.exceptions.PolarsError, OSError):
            pass
    raw = read_whole(file).frame
    return raw.select(name for name in wanted if name in raw.columns)
