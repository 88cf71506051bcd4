"""The rows of a file as they would be loaded, every proposal taken; nothing is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from jiqun.core import InputError, Problem
from jiqun.sources.files import ColumnMap, RawTable, answered, apply_map, laid_out, merged_rows
from jiqun.sources.lists import match_names, name_list
from jiqun.tables import TableSchema, validate

_SHOWN = 8
_KINDS = {"region": "regions", "industry": "industries"}


@dataclass(frozen=True, slots=True, kw_only=True)
class AsLoaded:
    """What would be loaded.

    Attributes
    ----------
    frame
        Good rows.
    preview
        The first of them, with names.
    problems, cautions
        What is wrong with others; what was told on the way.
    rejected
        Bad rows.
    """

    frame: pl.DataFrame
    preview: tuple[Mapping[str, Any], ...] = ()
    problems: tuple[Problem, ...] = ()
    cautions: tuple[Problem, ...] = ()
    rejected: int = 0


def as_loaded(
    raw: RawTable,
    schema: TableSchema,
    mapping: ColumnMap,
    *,
    proposals: Mapping[str, str],
    known: Mapping[str, pl.DataFrame],
    name: str,
) -> AsLoaded:
    """Bring a file's rows to its table with a map and answers, as loading does.

    Parameters
    ----------
    raw, schema, mapping
        The file as read, its table, its map.
    proposals
        Answers to the map's questions.
    known
        "region", "industry" -> rows of the workspace's own table.
    name
        What the problems call the file.
    """
    try:
        chosen = answered(mapping, schema, proposals)
        laid = laid_out(raw, schema, chosen, name=name)
        mapped = apply_map(laid.raw, schema, chosen, name=name)
    except InputError as err:
        return AsLoaded(frame=pl.DataFrame(), problems=err.problems)
    read, mapped = merged_rows(laid.raw, mapped, schema, chosen)
    frame, lost, noted = _named(mapped.frame, chosen, known)
    checked = validate(frame, schema, known={}, lines=read.lines, counted=read.counted)
    return AsLoaded(
        frame=checked.accepted,
        preview=_preview(checked.accepted, chosen, known),
        problems=(
            *laid.raw.problems,
            *laid.raw.row_problems,
            *laid.problems,
            *mapped.problems,
            *lost,
            *checked.problems,
        ),
        cautions=(
            *laid.cautions,
            *mapped.cautions,
            *noted,
            *(one for one in checked.cautions if one.code != "reference-unchecked"),
        ),
        rejected=checked.rejected.height + laid.raw.rejected.height,
    )


def _named(
    frame: pl.DataFrame, mapping: ColumnMap, known: Mapping[str, pl.DataFrame]
) -> tuple[pl.DataFrame, list[Problem], list[Problem]]:
    """Put codes for names; give what was lost, and what is told of those that were matched."""
    lost: list[Problem] = []
    noted: list[Problem] = []
    for column, rule in mapping.names.items():
        if column not in frame.columns:
            continue
        values = [str(one) for one in frame[column].drop_nulls().unique(maintain_order=True)]
        found = match_names(values, rule.list, within=rule.within, known=known.get(column))
        codes = {one.given: one.code for one in found if one.code}
        lost += [one.note for one in found if one.code is None and one.note]
        noted += [one.note for one in found if one.code is not None and one.note]
        frame = frame.with_columns(frame[column].cast(pl.String).replace(codes).alias(column))
    return frame, lost, noted


def _preview(
    frame: pl.DataFrame, mapping: ColumnMap, known: Mapping[str, pl.DataFrame]
) -> tuple[Mapping[str, Any], ...]:
    shown = frame.head(_SHOWN)
    filled = [one for one in shown.columns if shown[one].null_count() < shown.height]
    rows = shown.select(filled).to_dicts()
    for column in _KINDS:
        if column in filled:
            names = names_of(shown[column].to_list(), column, mapping, known)
            for row in rows:
                row[f"{column}_name"] = names.get(row[column])
    return tuple(rows)


def names_of(
    codes: Sequence[str | None], column: str, mapping: ColumnMap, known: Mapping[str, pl.DataFrame]
) -> dict[str, str]:
    """Give code -> name: of the workspace, else of the map's list."""
    wanted = [one for one in dict.fromkeys(codes) if one]
    names: dict[str, str] = {}
    rule = mapping.names.get(column)
    if rule is not None:
        frame = name_list(rule.list).frame.filter(pl.col("code").is_in(wanted))
        names |= {
            code: zh or en
            for code, en, zh in frame.select("code", "name", "name_zh").iter_rows()
            if zh or en
        }
    own = known.get(column)
    if own is not None and {"name", "name_zh"} <= set(own.columns):
        mine = own.filter(pl.col(column).is_in(wanted))
        names |= {
            code: zh or en
            for code, en, zh in mine.select(column, "name", "name_zh").iter_rows()
            if zh or en
        }
    return names
