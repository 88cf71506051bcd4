"""Public statistics into a workspace: found or downloaded, read, checked, written at once."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl

from jiqun.core import (
    Caution,
    InputError,
    JiqunError,
    Origin,
    Problem,
    Progress,
    Words,
    problem,
    silent,
)
from jiqun.sources import (
    Download,
    Downloaded,
    Reading,
    SourceSpec,
    cache_folder,
    download,
    find_source,
    parse_options,
)
from jiqun.tables import HANGING, catalogued_changes, concerning, schema, schemas, validate
from jiqun.workspace import Workspace

#: What libraries raise where a publisher's file is not what its reader was made for.
_FOREIGN = (
    pl.exceptions.PolarsError,
    pl.exceptions.PanicException,
    ArithmeticError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
)
_SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedTable:
    """What became of one table.

    Attributes
    ----------
    table
        Its name.
    rows
        Rows written.
    replaced
        Rows that stood under the same keys before.
    placeholders
        Rows entered only to name codes that nothing had described yet.
    """

    table: str
    rows: int
    replaced: int = 0
    placeholders: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchReport:
    """What a fetch did.

    Attributes
    ----------
    source, title
        Id and title in each language.
    tables
        In the order written.
    figures
        Control totals, to be held against the publisher's.
    cautions
        Of the reading and of the door.
    origin
        As it went into the workspace.
    downloads
        Files that came from the publisher, with digests.
    commit
        The workspace's number after it.
    seconds
        Wall time.
    """

    source: str
    title: Words
    tables: tuple[FetchedTable, ...]
    figures: Mapping[str, float]
    cautions: tuple[Caution, ...]
    origin: Origin
    downloads: tuple[Downloaded, ...]
    commit: int
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """What to download where a source's publisher offers it.

    Attributes
    ----------
    items
        Names of the files; empty means the usual ones.
    cache
        Folder of downloads; None: the user's cache.
    """

    items: Sequence[str] = ()
    cache: str | Path | None = None


def fetch(
    path: str | Path,
    *,
    source: str,
    files: Sequence[str | Path] = (),
    options: Mapping[str, str] | None = None,
    years: Sequence[int] = (),
    publisher: Publisher | None = None,
    progress: Progress = silent,
) -> FetchReport:
    """Read a source into a workspace, in one transaction.

    Parameters
    ----------
    path
        The workspace.
    source
        Id of a registered source.
    files
        The publisher's files, as they are or in a layout the source knows.
    options
        Name -> word, as the source's options say.
    years
        Years to download, and to keep of the rows; empty keeps all.
    publisher
        Download what is missing; None reads the given files only.
    progress
        Told of each step.

    Returns
    -------
    FetchReport
        Rows a table, cautions, control totals.

    Raises
    ------
    InputError
        What the downloader, the source or the tables' checks refuse; nothing is written then.
    """
    began = time.perf_counter()
    spec = find_source(source)
    parsed = parse_options(spec, options or {})
    workspace = Workspace.open(path, settled=True)
    got: tuple[Downloaded, ...] = ()
    if publisher is not None:
        folder = Path(publisher.cache) if publisher.cache else cache_folder()
        got = _download(spec, publisher.items, years, folder / spec.id, progress)
    paths = (*(Path(file) for file in files), *(one.path for one in got))
    progress("read", 0, 1)
    reading = with_changes(_only(_read(spec, paths, parsed), years), spec, workspace)
    progress("read", 1, 1)
    tables, cautions = _write(workspace, reading, spec, progress)
    return FetchReport(
        source=spec.id,
        title=Words(**spec.title),
        tables=tables,
        figures=reading.figures,
        cautions=(*reading.cautions, *cautions),
        origin=reading.origin,
        downloads=got,
        commit=Workspace.open(path).version,
        seconds=time.perf_counter() - began,
    )


def _read(spec: SourceSpec, paths: Sequence[Path], options: Mapping[str, Any]) -> Reading:
    """Read a source's files; what the reader did not foresee is told as broken files."""
    names = [path.name for path in paths][:_SHOWN]
    try:
        reading = spec.read(tuple(paths), **options)
    except JiqunError:
        raise
    except _FOREIGN as err:
        said = str(err).strip().splitlines()
        reason = f"{type(err).__name__}: {said[0][:160]}" if said else type(err).__name__
        told = problem("source-broken", subject=spec.id, files=names, reason=reason)
        raise InputError(told) from err
    if not any(len(rows) for rows in (*reading.tables.values(), *reading.stubs.values())):
        raise InputError(problem("source-broken", subject=spec.id, case="nothing", files=names))
    return reading


def with_changes(reading: Reading, spec: SourceSpec, workspace: Workspace) -> Reading:
    """Add the changes that the regions' codes went through, as the catalogue knows them.

    Codes of whose changes the workspace knows already are left as they are there.
    """
    named = [*reading.tables.values(), *reading.stubs.values()]
    regions = [rows["region"].unique() for rows in named if "region" in rows.columns]
    codes = {code for own in regions for code in own}
    rows = concerning(catalogued_changes(spec.changes), codes)
    if workspace.has("region_changes"):
        told = workspace.frame("region_changes", ["region"])["region"].unique()
        rows = rows.filter(~pl.col("region").is_in(told.implode()))
    if "region_changes" in reading.tables or rows.is_empty():
        return reading
    met = rows.filter(pl.col("region").is_in(codes))
    shown = [f"{one} → {to} ({year})" for one, to, year, *_ in met.iter_rows()]
    said = Caution("codes-changed", {"codes": len(shown), "shown": shown[:_SHOWN]})
    return replace(
        reading,
        tables={**reading.tables, "region_changes": rows},
        cautions=(*reading.cautions, *([said] if shown else ())),
    )


def _download(
    spec: SourceSpec,
    items: Sequence[str],
    years: Sequence[int],
    folder: Path,
    progress: Progress,
) -> tuple[Downloaded, ...]:
    wanted = [one for one in spec.downloads if one.name in items or (not items and one.default)]
    missing = sorted(set(items) - {one.name for one in spec.downloads})
    if missing or not wanted:
        raise InputError(
            problem(
                "source-item",
                subject=spec.id,
                case="" if missing else "none",
                missing=missing,
                known=[one.name for one in spec.downloads],
                url=spec.url,
            )
        )
    addresses = [pair for one in wanted for pair in _addresses(spec, one, years)]
    return tuple(
        download(url, into=folder, sha256=one.sha256, progress=progress) for one, url in addresses
    )


def _addresses(
    spec: SourceSpec, one: Download, years: Sequence[int]
) -> Iterable[tuple[Download, str]]:
    if one.years is None:
        return [(one, one.url)]
    first, last = one.years
    if not years or not all(first <= year <= last for year in years):
        raise InputError(
            problem(
                "source-year",
                subject=spec.id,
                case="download",
                years=list(years) or Words("no year", "未指定"),
                name=one.name,
                first=first,
                last=last,
            )
        )
    return [(one, one.url.format(year=year, yy=f"{year % 100:02d}")) for year in years]


def _only(reading: Reading, years: Sequence[int]) -> Reading:
    if not years or "activity" not in reading.tables:
        return reading
    rows = reading.tables["activity"].filter(pl.col("year").is_in(list(years)))
    return replace(reading, tables={**reading.tables, "activity": rows})


def _write(
    workspace: Workspace, reading: Reading, spec: SourceSpec, progress: Progress
) -> tuple[tuple[FetchedTable, ...], list[Caution]]:
    names = [name for name in schemas() if name in reading.tables or name in reading.stubs]
    fresh = {name: _new_stubs(workspace, name, reading) for name in names}
    checked, cautions = _check(workspace, reading, fresh)
    done = []
    with workspace.transaction(verb="fetch", note=spec.title["en"]) as transaction:
        for at, name in enumerate(names):
            progress("write", at, len(names))
            rows, replaced = checked.get(name), 0
            if rows is not None:
                replaced = _replaced(workspace, name, rows)
                transaction.put(name, rows, origins=(_origin(name, reading),), mode="upsert")
            stubs = fresh[name]
            if len(stubs):
                transaction.put(name, stubs, origins=(reading.origin,), mode="append")
            count = 0 if rows is None else len(rows)
            done.append(
                FetchedTable(table=name, rows=count, replaced=replaced, placeholders=len(stubs))
            )
    progress("write", len(names), len(names))
    return tuple(one for one in done if one.rows or one.placeholders), cautions


def _origin(table: str, reading: Reading) -> Origin:
    """Give where a table of a reading comes from: changes of codes are the catalogue's."""
    known = find_source("region-changes")
    if table in known.tables:
        return known.origin()
    return reading.origins.get(table, reading.origin)


def _check(
    workspace: Workspace, reading: Reading, fresh: Mapping[str, pl.DataFrame]
) -> tuple[dict[str, pl.DataFrame], list[Caution]]:
    """Put every table through the door; refuse all or none."""
    problems: list[Problem] = []
    accepted: dict[str, pl.DataFrame] = {}
    cautions: list[Caution] = []
    for name in schemas():
        if name not in reading.tables:
            continue
        known = _known(workspace, name, {**fresh, **_joined(fresh, reading)})
        checked = validate(reading.tables[name], schema(name), known=known)
        problems += checked.problems
        accepted[name] = checked.accepted
        cautions += [
            Caution(c.code, {"sentence": Words(c.told("en"), c.told("zh"))})
            for c in checked.cautions
        ]
    if problems:
        raise InputError(*problems)
    return accepted, cautions


def _joined(fresh: Mapping[str, pl.DataFrame], reading: Reading) -> dict[str, pl.DataFrame]:
    """Give the new rows of each table together with its placeholders."""
    return {
        name: pl.concat([rows, fresh[name]], how="diagonal") if name in fresh else rows
        for name, rows in reading.tables.items()
    }


def _known(
    workspace: Workspace, name: str, new: Mapping[str, pl.DataFrame]
) -> dict[tuple[str, str], pl.Series]:
    """Give the codes that a table's references may name, and what hangs under what then."""
    found: dict[tuple[str, str], pl.Series] = {}
    for column in schema(name).columns:
        if column.references is None:
            continue
        table, key = column.references
        parts = [new[table][key]] if table in new and key in new[table].columns else []
        if workspace.has(table):
            parts.append(workspace.frame(table, [key])[key])
        if parts:
            found[column.references] = pl.concat(parts).unique(maintain_order=True)
    for table in sorted({table for table, _ in HANGING.get(name, set())}):
        columns = [column for of, column in sorted(HANGING[name]) if of == table]
        whole = _after(workspace, table, new.get(table), columns)
        if whole is not None:
            found |= {(table, column): whole[column] for column in columns}
    return found


def _after(
    workspace: Workspace, table: str, new: pl.DataFrame | None, columns: Sequence[str]
) -> pl.DataFrame | None:
    """Give columns of a table as they would stand after the fetch; None where there is none."""
    key = list(schema(table).key)
    wanted = list(dict.fromkeys([*key, *columns]))
    parts = []
    if new is not None:
        lacking = [name for name in wanted if name not in new.columns]
        filled = new.with_columns(pl.lit(None, dtype=pl.String).alias(name) for name in lacking)
        parts.append(filled.select(pl.col(wanted).cast(pl.String)))
    if workspace.has(table):
        kept = workspace.frame(table, wanted).cast(pl.String)
        parts.append(kept.join(parts[0], on=key, how="anti") if parts else kept)
    return pl.concat(parts) if parts else None


def _new_stubs(workspace: Workspace, name: str, reading: Reading) -> pl.DataFrame:
    """Give the placeholders whose keys neither the workspace nor the reading describes."""
    key = list(schema(name).key)
    stubs = reading.stubs.get(name, schema(name).empty().select(key))
    if name in reading.tables and len(stubs):
        stubs = stubs.join(reading.tables[name], on=key, how="anti")
    if workspace.has(name) and len(stubs):
        stubs = stubs.join(workspace.frame(name, key), on=key, how="anti")
    return stubs


def _replaced(workspace: Workspace, name: str, rows: pl.DataFrame) -> int:
    if not workspace.has(name):
        return 0
    key = list(schema(name).key)
    there = workspace.scan(name).select(key)
    met = there.join(rows.lazy().select(key), on=key, how="semi").select(pl.len()).collect()
    return int(met.item())
