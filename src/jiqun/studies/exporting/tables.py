"""Take a table or result out: CSV, Parquet, Excel, GeoJSON; nothing that a spreadsheet runs."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from jiqun.core import InputError, Progress, problem, silent
from jiqun.studies.exporting import cells
from jiqun.studies.exporting.shapes import with_geometry, write_geojson
from jiqun.studies.exporting.writing import write_safely
from jiqun.workspace import Workspace

#: Endings that any frame can be written with, and a table of a workspace.
FRAMES = (".csv", ".parquet", ".xlsx")
FORMATS = (*FRAMES, ".geojson")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportReport:
    """A file that was written.

    Attributes
    ----------
    name, file, version
        What was taken out, where to, as of which commit.
    rows
        How many rows it has.
    neutralised
        Cells that a spreadsheet would have run as a formula; an apostrophe stands before them.
    """

    name: str
    file: Path
    version: int
    rows: int
    neutralised: int


def export_table(
    path: str | Path,
    *,
    name: str,
    to: str | Path,
    as_of: int | None = None,
    force: bool = False,
    progress: Progress = silent,
) -> ExportReport:
    """Write a table or a result to a file; its ending says the format.

    In CSV and Excel a text cell that a spreadsheet would run begins with an apostrophe, shapes
    are WKT and lists are joined by ``;``. CSV begins with the UTF-8 mark, so that Excel shows
    Chinese. GeoJSON takes shapes from the table itself, else from its regions.

    Parameters
    ----------
    path, name, to
        The workspace; the table or result; the file (.csv, .parquet, .xlsx, .geojson).
    as_of
        A commit's number; None for the newest.
    force
        Overwrite a file that is there.
    progress
        What to report progress to.

    Raises
    ------
    UnknownError
        ``workspace-unknown``, ``table-unknown``, ``table-empty``, ``commit-unknown``.
    InputError
        ``export-format``, ``export-exists``, ``export-folder``, ``export-inside``,
        ``export-rows``, ``export-geometry``.
    """
    workspace, file = Workspace.open(path, as_of=as_of), Path(to).expanduser().absolute()
    frame = workspace.frame(name)
    refuse_file(workspace, file, force=force)
    progress("export", 0, 0)
    changed = 0
    if file.suffix.lower() == ".geojson":
        shaped = _shaped(workspace, name, frame)
        write_safely(file, lambda draft: write_geojson(shaped, draft, progress))
    else:
        about = _about(workspace, name)
        changed = write_frame(frame, file, name=name, about=about, progress=progress)
    return ExportReport(
        name=name, file=file, version=workspace.version, rows=frame.height, neutralised=changed
    )


def write_frame(
    frame: pl.DataFrame,
    file: Path,
    *,
    name: str,
    about: list[tuple[str, str]],
    progress: Progress = silent,
) -> int:
    """Write rows as CSV, Parquet or Excel; give how many cells had to be neutralised.

    Parameters
    ----------
    frame, file
        The rows; where to, with an ending of :data:`FRAMES`.
    name, about
        The sheet of an Excel file, and what is told on its second one.
    progress
        What to report progress to.

    Raises
    ------
    InputError
        ``export-rows``.
    """
    if file.suffix.lower() == ".parquet":
        write_safely(file, frame.write_parquet)
        return 0
    flat, changed = cells.neutralised(cells.flattened(frame))
    if file.suffix.lower() == ".csv":
        write_safely(file, lambda draft: flat.write_csv(draft, include_bom=True))
        return changed
    _refuse_rows(flat)
    write_safely(file, lambda draft: cells.write_workbook(flat, about, name, draft, progress))
    return changed


def workbook(frame: pl.DataFrame, *, name: str) -> bytes:
    """Give the rows as an Excel workbook of one sheet; nothing in it is run.

    Raises
    ------
    InputError
        ``export-rows``.
    """
    flat, _ = cells.neutralised(cells.flattened(frame))
    return plain_workbook(flat, name=name)


def plain_workbook(frame: pl.DataFrame, *, name: str) -> bytes:
    """Give cells as they stand as an Excel workbook of one sheet.

    Raises
    ------
    InputError
        ``export-rows``.
    """
    _refuse_rows(frame)
    made = io.BytesIO()
    cells.write_workbook(frame, [], name, made, silent)
    return made.getvalue()


def refuse_file(
    workspace: Workspace, file: Path, *, force: bool, known: Sequence[str] = FORMATS
) -> None:
    """Refuse a file of an unknown kind, in the workspace, in no folder, or that is there.

    Raises
    ------
    InputError
        ``export-format``, ``export-inside``, ``export-folder``, ``export-exists``.
    """
    if file.suffix.lower() not in known:
        told = problem("export-format", subject=file.name, ending=file.suffix, known=list(known))
        raise InputError(told)
    inside = file.resolve().is_relative_to(workspace.path.resolve())
    folder = file.is_dir() or not file.parent.is_dir()
    if inside or folder or (file.exists() and not force):
        code = "export-inside" if inside else "export-folder" if folder else "export-exists"
        raise InputError(problem(code, subject=str(file)))


def _refuse_rows(frame: pl.DataFrame) -> None:
    if frame.height > cells.MOST_ROWS:
        told = problem("export-rows", subject="xlsx", rows=frame.height, most=cells.MOST_ROWS)
        raise InputError(told)


def _about(workspace: Workspace, name: str) -> list[tuple[str, str]]:
    rows = [("table", name), ("workspace", workspace.title), ("commit", str(workspace.version))]
    for origin in workspace.origins(name):
        rows += [(key, str(value)) for key, value in origin.to_dict().items() if value]
    return rows


def _shaped(workspace: Workspace, name: str, frame: pl.DataFrame) -> pl.DataFrame:
    shaped = with_geometry(workspace, frame)
    if shaped is None:
        raise InputError(problem("export-geometry", subject=name))
    return shaped
