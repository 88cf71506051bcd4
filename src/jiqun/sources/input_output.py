"""Input–output tables of the United States, and which of their sectors an industry belongs to."""

from __future__ import annotations

import re
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import polars as pl

from jiqun.core import Caution, InputError, problem
from jiqun.sources.figures import numbers
from jiqun.sources.files import read_cells, sheet_names
from jiqun.sources.places import NATION, industry_stubs
from jiqun.sources.published import (
    LARGEST_MEMBER,
    arrange,
    need_files,
    read_published,
    year_of,
)
from jiqun.sources.register import Layout, Reading, find_source, source
from jiqun.tables import sums_by, total

#: Industry codes of different systems must differ; sectors of these tables carry this prefix.
PREFIX = "bea"
MILLION = 1e6
SYSTEM = "NAICS 2017"
CURRENCY = "USD"
#: The sheet of the publisher's workbooks that says which industries a sector holds, and where in
#: it the detailed sector and its industries stand.
CONCORDANCE, SECTOR_AT, INDUSTRIES_AT = "naics codes", 3, 6
#: Of the workbooks in the publisher's archive, the use table at producers' prices after
#: redefinitions, whose commodities are those that its industries mainly make.
USE = re.compile(r"iouse_after_redefinitions_pro.*detail|(^|/)use.*_det\b", re.IGNORECASE)
WORKBOOKS = (".xlsx", ".xls")
#: A code of a sector or a final use; not of totals (T…), value added (V…) or a nameless column.
_CODE = re.compile(r"(?!T\d|V\d|NA$|TOTAL)[0-9A-Z]{2,8}")
_RANGE = re.compile(r"^(\d+)(\d)-(\d)$")


@source("us-bea-io")
def read_input_output(paths: tuple[Path, ...], /, *, year: int = 0) -> Reading:
    """Read a use table, and the concordance of its sectors with NAICS.

    A table is a text with a sector's sales to each industry a row (first column ``rownames``),
    a workbook with a sheet a year, or the publisher's archive of workbooks. The concordance is
    a text, or the sheet "NAICS Codes" of a workbook.

    Rows that are columns too are kept, and all buyers: sectors and final uses (F…). Totals and
    value added are left out, and rows of what no sector makes (scrap, imports not made here).
    Values are in dollars. Negative sales (imports in final use, inventories drawn down) stay. An
    industry of several sectors goes to the one that sells most.

    Raises
    ------
    InputError
        ``source-files``, ``source-file``, ``source-archive``, ``source-columns``,
        ``source-values``, ``source-year``.
    """
    need_files(paths, source="us-bea-io")
    spec = find_source("us-bea-io")
    tables, pairs = [], []
    for path in paths:
        with _workbook(path) as file:
            table, listed = _parts(file, path, spec.layouts, year)
        tables += [] if table is None else [table]
        pairs += [] if listed is None else [listed]
    flows, when = _flows(tables)
    sectors = _sectors(flows, pairs)
    return Reading(
        tables={"flows": flows, "industry_sectors": sectors.select("industry", "sector")},
        stubs={"industries": industry_stubs(sectors["industry"], system=SYSTEM)},
        origin=spec.origin(
            version=str(when or ""),
            note="use table in producers' prices; the sector of an industry by the publisher's"
            f" concordance with {SYSTEM}",
        ),
        cautions=_cautions(flows, sectors),
        figures=_figures(flows, sectors),
    )


def _parts(
    file: Path, path: Path, layouts: Sequence[Layout], year: int
) -> tuple[tuple[pl.DataFrame, int] | None, pl.DataFrame | None]:
    """Give the table and its year, and the concordance, of those that a file holds."""
    if file.suffix.lower() in WORKBOOKS:
        return _of_workbook(file, path, year)
    raw = read_published(file)
    frame = arrange(raw, layouts, subject=path.name)
    if frame["layout"][0] == "concordance":
        return None, frame.drop("layout")
    when = year or year_of(path)
    if when is None:
        told = problem("source-year", subject=path.name, example="use_2017.csv", year=2017)
        raise InputError(told)
    return (raw.rename({raw.columns[0]: "seller"}), when), None


def _of_workbook(
    file: Path, path: Path, year: int
) -> tuple[tuple[pl.DataFrame, int] | None, pl.DataFrame | None]:
    sheets = {name.strip().lower(): name for name in sheet_names(file)}
    years = sorted(int(name) for name in sheets if re.fullmatch(r"(19|20)\d\d", name))
    table = listed = None
    if year in years or (years and not year):
        chosen = year or years[-1]
        table = (_square(read_cells(file, sheet=sheets[str(chosen)]).frame, path.name), chosen)
    if CONCORDANCE in sheets:
        listed = _listed(read_cells(file, sheet=sheets[CONCORDANCE]).frame)
    if table is None and listed is None:
        raise InputError(problem("source-file", subject=path.name, case="sheet"))
    return table, listed


@contextmanager
def _workbook(path: Path) -> Iterator[Path]:
    """Give the file, or the use table out of an archive of workbooks."""
    if path.suffix.lower() != ".zip" or not path.is_file():
        yield path
        return
    try:
        with zipfile.ZipFile(path) as archive, tempfile.TemporaryDirectory() as folder:
            inside = [one for one in archive.infolist() if one.filename.endswith(WORKBOOKS)]
            wanted = [one for one in inside if USE.search(one.filename)] or inside[:1]
            if not wanted:
                yield path
                return
            if wanted[0].file_size > LARGEST_MEMBER:
                size = wanted[0].file_size / 1e9
                told = problem("source-archive", subject=path.name, case="size", gigabytes=size)
                raise InputError(told)
            file = Path(folder) / ("table" + Path(wanted[0].filename).suffix)
            file.write_bytes(archive.read(wanted[0]))
            yield file
    except (zipfile.BadZipFile, RuntimeError, EOFError, OSError) as err:
        reason = f"{type(err).__name__}: {err}".splitlines()[0][:200]
        told = problem("source-file", subject=path.name, case="archive", reason=reason)
        raise InputError(told) from err


def _square(cells: pl.DataFrame, name: str) -> pl.DataFrame:
    """Give a sheet's table: codes of buyers in the row that begins with "Code"."""
    for at, row in enumerate(cells.rows()):
        if str(row[0] or "").strip().lower() == "code":
            header = [str(cell or "").strip() for cell in row]
            kept = [0, *(i for i, cell in enumerate(header) if i > 1 and cell)]
            frame = cells.slice(at + 1)[:, kept]
            names = ["seller", *(header[i] for i in kept[1:])]
            return frame.rename(dict(zip(frame.columns, names, strict=True)))
    raise InputError(problem("source-file", subject=name, case="sheet"))


def _listed(cells: pl.DataFrame) -> pl.DataFrame:
    """Give the pairs of the sheet "NAICS Codes": ranges such as 11113-4 are written out."""
    rows = []
    for row in cells.rows():
        if len(row) <= INDUSTRIES_AT:
            continue
        sector, told = (str(row[i] or "").strip() for i in (SECTOR_AT, INDUSTRIES_AT))
        for part in told.replace("*", "").split(","):
            rows += [(sector, code) for code in _written_out(part.strip()) if sector]
    return pl.DataFrame(rows, schema={"detail": pl.String, "industry": pl.String}, orient="row")


def _written_out(part: str) -> list[str]:
    """Write out the industries of an entry.

    Examples
    --------
    >>> _written_out("11113-4"), _written_out("3111"), _written_out("n.a.")
    (['11113', '11114'], ['3111'], [])
    """
    many = _RANGE.match(part)
    if many:
        return [f"{many[1]}{last}" for last in range(int(many[2]), int(many[3]) + 1)]
    return [part] if re.fullmatch(r"\d{2,6}", part) else []


def _flows(tables: Sequence[tuple[pl.DataFrame, int]]) -> tuple[pl.DataFrame, int | None]:
    """Give the sales of every year; of two tables of a year the first."""
    first = dict(reversed([(when, frame) for frame, when in tables]))
    parts = [_sales(first[when], when) for when in sorted(first)]
    empty = pl.DataFrame(schema={
        "from_region": pl.String, "from_industry": pl.String, "to_region": pl.String,
        "to_industry": pl.String, "year": pl.Int64, "value": pl.Float64, "currency": pl.String,
    })  # fmt: skip
    return pl.concat([empty, *parts]), max(first, default=None)


def _sales(frame: pl.DataFrame, when: int) -> pl.DataFrame:
    """Give the sales of a table, one a row, without those of nothing."""
    frame = frame.with_columns(
        pl.col("seller").cast(pl.String).str.strip_chars().str.to_uppercase()
    )
    buyers = {
        name: name.upper()
        for name in frame.columns
        if name != "seller" and _CODE.fullmatch(name.upper())
    }
    both = [code for code in frame["seller"] if code in set(buyers.values())]
    long = (
        frame.filter(pl.col("seller").is_in(both))
        .select("seller", *buyers)
        .unpivot(index="seller", variable_name="buyer", value_name="value")
    )
    long = numbers(long, ("value",), subject=f"{when}", years=())
    return long.filter(pl.col("value").fill_null(0.0) != 0.0).select(
        pl.lit(NATION).alias("from_region"),
        (PREFIX + pl.col("seller")).alias("from_industry"),
        pl.lit(NATION).alias("to_region"),
        (PREFIX + pl.col("buyer").replace_strict(buyers)).alias("to_industry"),
        pl.lit(when, pl.Int64).alias("year"),
        (pl.col("value") * MILLION).alias("value"),
        pl.lit(CURRENCY).alias("currency"),
    )


def _sectors(flows: pl.DataFrame, pairs: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Give the deepest industries listed, each with the one of its sectors that sells most.

    ``several`` says that it belongs to others too. Sectors that no table names are left out.
    """
    sold = sums_by(flows, "from_industry", sums=[pl.col("value")]).rename(
        {"from_industry": "sector"}
    )
    empty = pl.DataFrame(schema={"industry": pl.String, "sector": pl.String})
    rows = [empty]
    for listed in pairs:
        kinds = [name for name in ("detail", "summary") if name in listed.columns]
        told = {
            name: listed.select("industry", sector=PREFIX + pl.col(name).str.strip_chars())
            for name in kinds
        }
        known = {name: len(one.join(sold, on="sector", how="semi")) for name, one in told.items()}
        rows.append(told[max(kinds, key=lambda name: known[name])])
    named = {*flows["from_industry"], *flows["to_industry"]}
    all_pairs = pl.concat(rows).drop_nulls().unique(maintain_order=True)
    codes = set(all_pairs["industry"])
    holds = {code[:digits] for code in codes for digits in range(2, len(code))}
    return (
        all_pairs.filter(~pl.col("industry").is_in(list(codes & holds)))
        .filter(pl.lit(flows.is_empty()) | pl.col("sector").is_in(sorted(named)))
        .join(sold, on="sector", how="left", maintain_order="left")
        .with_columns(pl.col("value").fill_null(0.0))
        .sort(["industry", "value", "sector"], descending=[False, True, False])
        .group_by("industry", maintain_order=True)
        .agg(pl.col("sector").first(), several=pl.len() > 1)
    )


def _cautions(flows: pl.DataFrame, sectors: pl.DataFrame) -> tuple[Caution, ...]:
    found = []
    several = int(sectors["several"].sum()) if len(sectors) else 0
    if several:
        found.append(Caution("sectors-several", {"industries": several}))
    if flows.is_empty():
        found.append(Caution("sectors-without-flows"))
    elif sectors.is_empty():
        found.append(Caution("flows-without-sectors"))
    return tuple(found)


def _figures(flows: pl.DataFrame, sectors: pl.DataFrame) -> dict[str, float]:
    inside = flows.filter(~pl.col("to_industry").str.contains(rf"^{PREFIX}F\d"))
    return {
        "sectors": float(flows["from_industry"].n_unique()),
        "intermediate-sales": total(inside["value"]),
        "placed-industries": float(len(sectors)),
    }
