"""Look at a file: what it is, how it would be loaded, and with which commands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from jiqun.core import InputError, Problem, problem
from jiqun.sources.files import ordinary, printed_unit, read_map, write_map
from jiqun.sources.looking import Asked, Known, Look, Seen, look_at
from jiqun.studies.looking.changes import changes_of
from jiqun.studies.looking.commands import next_commands
from jiqun.studies.looking.files import keep_map
from jiqun.studies.looking.others import look_at_table
from jiqun.studies.looking.previews import AsLoaded, as_loaded
from jiqun.studies.looking.reports import ColumnSeen, LookReport, SheetSeen
from jiqun.tables import schema
from jiqun.workspace import Workspace

_ACTIVITY = "activity"
_OWN = {"region": "regions", "industry": "industries"}
_SHAPES = (".geojson", ".topojson", ".json")
_OF_NAMES = ("name", "name_zh", "level", "parent", "system")


def look(
    file: str | Path,
    *,
    workspace: str | Path | None = None,
    answers: Mapping[str, str] | None = None,
    saved: str | Path | None = None,
    to: str | Path | None = None,
    sheet: str = "",
    table: str = "",
) -> LookReport:
    """Look at a file as it is, and write the column map that loads it.

    Nothing is loaded. What cannot be decided stands in ``questions``, each with what is
    proposed; the commands in ``next`` name every proposal.

    Parameters
    ----------
    file
        CSV and its kin, a workbook, Parquet, GeoJSON or TopoJSON.
    workspace
        Where it would be loaded; what it holds is used, nothing in it changes. It need not be
        there yet.
    answers
        Answers to questions of an earlier look.
    saved
        A map of an earlier file of the same shape; what differs is told.
    to
        Where to write the map; beside the file by default. "" writes none.
    sheet, table
        The sheet; the table, where it is not ``activity`` and the file does not say it.

    Raises
    ------
    InputError
        The file, the saved map or an answer cannot be read at all.
    UnknownError
        ``table-unknown``, ``workspace-unknown``.
    """
    source, given = ordinary(file), dict(answers or {})
    place = None if workspace is None else Path(workspace)
    target = table or look_at_table(source, sheet=sheet)
    if target != _ACTIVITY:
        from jiqun.studies.looking.others import canonical_report

        report = canonical_report(source, target, sheet=sheet)
        problems: tuple[Problem, ...] = ()
    else:
        known = _known(place)
        asked = Asked(
            known=_with_lists(known, given), answers=given, sheet=sheet, last_full=last_full_year()
        )
        report, problems = _activity_report(source, asked, saved)
    written, unwritten = keep_map(report.map, source, to) if report.map else (None, ())
    told = replace(
        report,
        map_file=written,
        cautions=(*report.cautions, *unwritten),
        problems=(*report.problems, *problems),
    )
    return replace(told, next=next_commands(told, place))


def last_full_year() -> int:
    """Give the last calendar year that is over."""
    return datetime.now(UTC).year - 1


def _known(place: Path | None) -> dict[str, pl.DataFrame]:
    """Read the workspace's own regions and industries, where there are any."""
    if place is None or not place.exists():
        return {}
    workspace = Workspace.open(place)
    return {
        column: workspace.frame(
            table, [column, *(one for one in _OF_NAMES if one in schema(table).names)]
        )
        for column, table in _OWN.items()
        if workspace.has(table)
    }


def _with_lists(frames: Mapping[str, pl.DataFrame], answers: Mapping[str, str]) -> Known:
    lists = {
        column: answers[f"list.{column}"].partition(":")[0].replace("-", "", 1)
        if answers[f"list.{column}"] == "-"
        else answers[f"list.{column}"].partition(":")[0]
        for column in _OWN
        if f"list.{column}" in answers
    }
    return Known(frames=frames, lists=lists)


def _activity_report(
    source: Path, asked: Asked, saved: str | Path | None
) -> tuple[LookReport, tuple[Problem, ...]]:
    seen = look_at(source, asked)
    target = schema(_ACTIVITY)
    changes: tuple[Problem, ...] = ()
    mapping, questions = seen.map, seen.questions
    if saved is not None:
        mapping, questions, changes = changes_of(seen, read_map(saved, target), Path(saved).name)
    questions = tuple(one for one in questions if one.key not in asked.answers)
    proposals = {one.key: one.proposed for one in questions if one.proposed is not None}
    given = {key: value for key, value in asked.answers.items() if key != "sheet"}
    rows = as_loaded(
        seen.raw, target, mapping, proposals={**proposals, **given},
        known=asked.known.frames, name=source.name,
    )  # fmt: skip
    try:
        from jiqun.sources.files import answered

        mapping = answered(mapping, target, given)
    except InputError as err:
        return _report(source, seen, rows), err.problems
    mapping = replace(
        mapping,
        asks={
            key: text
            for key, text in mapping.asks.items()
            if any(one.key == key for one in questions)
        },
    )
    notes = {
        "": "Written by `jiqun look`; [ask] holds what is open: `jiqun load … --answer KEY=VALUE`."
    }
    report = _report(source, seen, rows)
    return replace(
        report, questions=questions, changes=changes, map=write_map(mapping, comments=notes)
    ), ()


def _report(source: Path, seen: Look, rows: AsLoaded) -> LookReport:
    layout, found = seen.layout, seen.sheet.found
    return LookReport(
        file=str(source),
        table=_ACTIVITY,
        sheets=tuple(
            SheetSeen(
                name=one.grid.sheet,
                rows=len(one.found.body),
                columns=len(one.found.columns),
                chosen=one is seen.sheet,
            )
            for one in seen.sheets
            if one.grid.sheet
        ),
        encoding=seen.sheet.grid.encoding or ("utf-8" if seen.sheet.grid.delimiter else ""),
        delimiter=seen.sheet.grid.delimiter,
        decimal=seen.dialect.decimal or ".",
        title=" ".join(found.titles),
        notes=found.notes,
        header_row=seen.dialect.header_row,
        header_rows=seen.dialect.header_rows,
        layout="wide" if layout.wide else "long",
        across=tuple(level for level in layout.levels if level),
        columns=tuple(_column(one, seen) for one in layout.columns),
        totals=seen.totals,
        dropped=seen.dropped,
        names=seen.names,
        preview=rows.preview,
        rows=rows.frame.height,
        problems=rows.problems,
        cautions=(*_sheets_unread(source, seen), *_differing(source, seen), *rows.cautions),
    )


def _column(one: Seen, seen: Look) -> ColumnSeen:
    """Say what becomes of a column."""
    becomes = next(
        (name for name, each in seen.map.columns.items() if each.column == one.name), None
    )
    if becomes is None and one.role == "value":
        becomes = _quantity_of(one, seen)
    if becomes is None:
        asked = next((each for each in seen.questions if each.key == f"column.{one.name}"), None)
        becomes = asked.proposed if asked and asked.proposed in schema(_ACTIVITY).names else None
    printed = seen.map.units.get(becomes or "")
    unit = printed_unit(printed) if printed else None
    return ColumnSeen(
        name=one.name,
        becomes=becomes,
        reason=one.reason,
        certainty=one.certainty,
        unit=printed or (one.unit.text if one.unit else None),
        scale=unit.scale if unit else 1.0,
        examples=one.examples,
    )


def _quantity_of(one: Seen, seen: Look) -> str | None:
    unpivot = seen.map.unpivot
    if unpivot is None:
        return None
    if unpivot.value:
        return unpivot.value
    said = dict(zip(unpivot.levels, one.lines, strict=False)).get("value", "")
    return next((name for name, each in seen.map.columns.items() if each.column == said), None)


def _sheets_unread(source: Path, seen: Look) -> tuple[Problem, ...]:
    others = [one.grid.sheet for one in seen.sheets if one is not seen.sheet]
    if not others and not seen.unread:
        return ()
    sheet, left = seen.sheet.grid.sheet, [*others, *seen.unread]
    return (problem("look-sheets", subject=source.name, sheet=sheet, others=left),)


def _differing(source: Path, seen: Look) -> tuple[Problem, ...]:
    """Say which totals are not the sum of their parts."""
    wrong = [one for one in seen.totals if not one.agrees]
    if not wrong:
        return ()
    first = wrong[0]
    return (
        problem(
            "look-totals",
            subject=source.name,
            count=len(wrong),
            of=len(seen.totals),
            label=first.label,
            column=first.column,
            stated=first.stated or 0.0,
            summed=first.summed,
            unknown=first.unknown,
        ),
    )
