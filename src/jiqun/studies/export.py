"""Take a table or result out: CSV, Parquet, Excel, GeoJSON; nothing that a spreadsheet runs."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from jiqun.core import InputError, Language, Problem, Progress, say, silent
from jiqun.workspace import Workspace

FORMATS = (".csv", ".parquet", ".xlsx", ".geojson")
#: What a spreadsheet may take for a formula; in East Asian versions the wide signs too.
_RISKY = "^[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]"
_NUMBER = r"^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$"
_MOST_ROWS = 1_048_575
_MOST_CHARACTERS = 32_767
_BATCH = 20_000


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
    lang: Language = "en",
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
    lang, progress
        Language of the problems' sentences; what to report progress to.

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
    _refuse(workspace, file, force=force, lang=lang)
    progress("export", 0, 0)
    changed, ending = 0, file.suffix.lower()
    if ending == ".parquet":
        write_safely(file, frame.write_parquet)
    elif ending == ".geojson":
        shaped = _with_geometry(workspace, name, frame, lang=lang)
        write_safely(file, lambda draft: _write_geojson(shaped, draft, progress))
    else:
        flat, changed = neutralised(flattened(frame))
        if ending == ".csv":
            write_safely(file, lambda draft: flat.write_csv(draft, include_bom=True))
        else:
            _refuse_rows(flat, lang=lang)
            about = _about(workspace, name)
            write_safely(file, lambda draft: _write_xlsx(flat, about, name, draft, progress))
    return ExportReport(
        name=name, file=file, version=workspace.version, rows=frame.height, neutralised=changed
    )


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


def write_safely(file: Path, write: Callable[[Path], Any]) -> None:
    """Write beside the file and move it into place: no half-written file keeps its name."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}.{os.getpid()}.draft")
    try:
        write(draft)
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)


def _problem(code: str, subject: str, *, lang: Language, **words: object) -> InputError:
    found, expected, fix = (
        say(f"store.{code}-{part}", lang, **words) for part in ("found", "expected", "fix")
    )
    return InputError(Problem(code, subject, found, expected, fix))


def _refuse(workspace: Workspace, file: Path, *, force: bool, lang: Language) -> None:
    known = ", ".join(FORMATS)
    if file.suffix.lower() not in FORMATS:
        raise _problem("export-format", file.name, lang=lang, ending=file.suffix, known=known)
    if file.resolve().is_relative_to(workspace.path.resolve()):
        raise _problem("export-inside", str(file), lang=lang)
    if file.is_dir() or not file.parent.is_dir():
        raise _problem("export-folder", str(file), lang=lang)
    if file.exists() and not force:
        raise _problem("export-exists", str(file), lang=lang)


def _refuse_rows(frame: pl.DataFrame, *, lang: Language) -> None:
    if frame.height > _MOST_ROWS:
        words = {"rows": f"{frame.height:,}", "most": f"{_MOST_ROWS:,}"}
        raise _problem("export-rows", "xlsx", lang=lang, **words)


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


def _about(workspace: Workspace, name: str) -> list[tuple[str, str]]:
    rows = [("table", name), ("workspace", workspace.title), ("commit", str(workspace.version))]
    for origin in workspace.origins(name):
        rows += [(key, str(value)) for key, value in origin.to_dict().items() if value]
    return rows


def _write_xlsx(
    frame: pl.DataFrame, about: list[tuple[str, str]], name: str, draft: Path, progress: Progress
) -> None:
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
    with xlsxwriter.Workbook(str(draft), options) as book:
        sheet = book.add_worksheet(name[:31])
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, frame.columns, book.add_format({"bold": True}))
        for at, row in enumerate(frame.iter_rows(), start=1):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(at, column, value[:_MOST_CHARACTERS])
                elif value is not None:
                    sheet.write(at, column, value)
            if at % _BATCH == 0:
                progress("export", at, frame.height)
        page = book.add_worksheet("about")
        for at, (key, value) in enumerate(about):
            page.write_string(at, 0, key)
            page.write_string(at, 1, value)


def _with_geometry(
    workspace: Workspace, name: str, frame: pl.DataFrame, *, lang: Language
) -> pl.DataFrame:
    if "geometry" in frame.columns and frame["geometry"].dtype == pl.Binary:
        shaped = _filled(frame)
    elif {"lon", "lat"} <= set(frame.columns):
        shaped = _points(frame)
    elif "region" in frame.columns and workspace.has("regions"):
        places = _filled(workspace.frame("regions", ["region", "lon", "lat", "geometry"]))
        shapes = places.select("region", "geometry")
        shaped = frame.join(shapes, on="region", how="left", maintain_order="left")
    else:
        raise _problem("export-geometry", name, lang=lang)
    if shaped["geometry"].null_count() < shaped.height:
        return shaped
    raise _problem("export-geometry", name, lang=lang)


def _filled(frame: pl.DataFrame) -> pl.DataFrame:
    """Put points where there is no shape but a longitude and a latitude."""
    if not {"lon", "lat"} <= set(frame.columns):
        return frame
    points = _points(frame)["geometry"]
    return frame.with_columns(pl.coalesce("geometry", points))


def _points(frame: pl.DataFrame) -> pl.DataFrame:
    import shapely

    there = (frame["lon"].is_not_null() & frame["lat"].is_not_null()).to_numpy()
    lon, lat = (frame[axis].cast(pl.Float64).fill_null(0.0).to_numpy() for axis in ("lon", "lat"))
    wkb = shapely.to_wkb(shapely.points(lon, lat))
    shapes = [shape if known else None for shape, known in zip(wkb, there, strict=True)]
    kept = frame.drop("geometry", strict=False)
    return kept.with_columns(pl.Series("geometry", shapes, dtype=pl.Binary))


def _write_geojson(frame: pl.DataFrame, draft: Path, progress: Progress) -> None:
    import orjson
    import shapely

    plain = flattened(frame.drop("geometry"))
    key = frame.columns[0]
    with draft.open("wb") as file:
        file.write(b'{"type":"FeatureCollection","features":[')
        for start in range(0, frame.height, _BATCH):
            wkb = frame["geometry"].slice(start, _BATCH).to_numpy()
            shapes = shapely.to_geojson(shapely.from_wkb(wkb))
            for at, row in enumerate(plain.slice(start, _BATCH).iter_rows(named=True)):
                feature = {
                    "type": "Feature",
                    "id": row[key],
                    "properties": row,
                    "geometry": orjson.Fragment(shapes[at]) if shapes[at] else None,
                }
                file.write(b",\n" if start + at else b"\n")
                file.write(orjson.dumps(feature))
            progress("export", start, frame.height)
        file.write(b"\n]}\n")
