"""Next year's file against the map of this year's: what is new, what is gone."""

from __future__ import annotations

from dataclasses import replace

from jiqun.core import Problem, problem
from jiqun.sources.files import ColumnMap, few
from jiqun.sources.looking import Look, Question


def changes_of(
    seen: Look, saved: ColumnMap, name: str
) -> tuple[ColumnMap, tuple[Question, ...], tuple[Problem, ...]]:
    """Take a saved map for a new file where its columns are there; say what differs.

    The year of a file that says one goes before the saved map's.

    Returns
    -------
    tuple
        The map to load with, the questions that stay open, and what differs.
    """
    here = {one.name for one in seen.layout.columns}
    before = _named(saved)
    lost = sorted(before - here)
    new = sorted(here - before - set(saved.ignore) - _turned(saved, seen))
    told: list[Problem] = []
    for code, columns in (("look-columns-lost", lost), ("look-columns-new", new)):
        if columns:
            told.append(problem(code, subject=name, columns=few(columns)))
    told += [
        problem("look-changed", subject=name, what=what, before=str(old), now=str(now))
        for what, old, now in _settings(saved, seen.map)
        if old != now
    ]
    if lost:
        return seen.map, seen.questions, tuple(told)
    year = seen.map.constants.get("year")
    constants = {
        **saved.constants,
        **({"year": year} if year and "year" in saved.constants else {}),
    }
    dialect = replace(seen.map.dialect, decimal=saved.dialect.decimal or seen.map.dialect.decimal)
    mapping = replace(saved, constants=constants, dialect=dialect, asks=_open(seen, saved))
    questions = tuple(one for one in seen.questions if one.key in mapping.asks)
    return mapping, questions, tuple(told)


def _named(saved: ColumnMap) -> set[str]:
    """Give the file's columns that a map names."""
    if saved.unpivot is None:
        return {one.column for one in saved.columns.values()}
    return {*saved.unpivot.keep}


def _turned(saved: ColumnMap, seen: Look) -> set[str]:
    """Give the columns that a map of a wide table turns without naming them."""
    if saved.unpivot is None:
        return set()
    return {one.name for one in seen.layout.columns if one.numeric}


def _settings(saved: ColumnMap, now: ColumnMap) -> list[tuple[str, object, object]]:
    found: list[tuple[str, object, object]] = [
        ("header_row", saved.dialect.header_row, now.dialect.header_row),
        ("header_rows", saved.dialect.header_rows, now.dialect.header_rows),
    ]
    if "year" in saved.constants and "year" in now.constants:
        found.append(("year", saved.constants["year"], now.constants["year"]))
    found += [
        (f"unit.{column}", unit, now.units[column])
        for column, unit in saved.units.items()
        if column in now.units
    ]
    return found


def _open(seen: Look, saved: ColumnMap) -> dict[str, str]:
    """Keep what the saved map does not settle: names never seen before, a year not said."""
    asks = {}
    for one in seen.questions:
        kind, _, rest = one.key.partition(".")
        column, _, value = rest.partition(".")
        settled = kind in ("unit", "currency", "list", "column", "quantity", "sheet", "total")
        settled = settled or (kind == "name" and value in saved.values.get(column, {}))
        settled = settled or (
            kind == "name" and any(value in listed for listed in saved.drop.values())
        )
        if not settled or one.key in saved.asks:
            asks[one.key] = seen.map.asks.get(one.key, one.text.en)
    return asks
