"""What a map says of a file's layout, units, names and open questions, read and checked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jiqun.sources.files.maps.entries import VALUE, Headings, NameRule, Unpivot
from jiqun.sources.files.maps.told import Told, asked
from jiqun.sources.files.units import fits_column, printed_unit

_UNPIVOT = ("keep", "levels", "value", "drop", "heads", "measure")
_HEADINGS = ("column", "becomes", "rows")
_RULE = ("list", "within")
#: Types of columns whose values a header can hold.
_ACROSS = ("code", "integer", "text")
#: Characters of a text, and of a pattern; more of either is a mistake.
_MOST_TEXT, _MOST_PATTERN = 10_000, 200


def read_listed(told: Told, at: str, value: Any) -> tuple[str, ...]:
    """Read a list of the file's columns."""
    return _texts(told, at, value, '["COLUMN"]')


def read_drop(told: Told, entries: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Read the values whose rows are left out, by the file's column."""
    return {
        column: _texts(told, f"drop.{column}", value, '["TOTAL", "Note*"]', most=_MOST_PATTERN)
        for column, value in entries.items()
    }


def read_unpivot(told: Told, value: Any, *, lines: int | None) -> Unpivot | None:
    """Read how columns become rows: a level for each line of the header."""
    if value is None or not isinstance(value, dict):
        return None  # told where the sections are taken apart
    told.names("unpivot", value, _UNPIVOT)
    keep = _texts(told, "unpivot.keep", value.get("keep", []), '["COLUMN"]')
    drop = _texts(told, "unpivot.drop", value.get("drop", []), '["TOTAL"]', most=_MOST_PATTERN)
    levels = _texts(told, "unpivot.levels", value.get("levels", [VALUE]), '["industry", "value"]')
    of, measure = value.get("value", ""), value.get("measure", "")
    heads = _heads(told, value.get("heads", {}), len(levels))
    if not _text(measure):
        told.wrong("unpivot.measure", measure, '"COLUMN"')
    numbers = [one.name for one in told.schema.columns if one.type in ("number", "integer")]
    across = [one.name for one in told.schema.columns if one.type in _ACROSS]
    told.canonical("unpivot.levels", levels, VALUE, "")
    if not isinstance(of, str) or (of and of not in numbers):
        told.wrong("unpivot.value", of, asked("one-of", names=", ".join(numbers)))
    elif not measure and bool(of) == (VALUE in levels):
        told.wrong("unpivot.value", of, asked("unpivot-value"))
    said = [one for one in levels if one]
    beyond = [one for one in said if one in told.schema.names and one not in across]
    apart = len(levels) != lines and not heads
    if beyond or len(set(said)) < len(said) or not (said or measure) or apart:
        names = ", ".join((*across, VALUE, '""'))
        told.wrong("unpivot.levels", list(levels), asked("levels", lines=str(lines), names=names))
    return Unpivot(
        keep=keep,
        levels=levels,
        value=of if isinstance(of, str) else "",
        drop=drop,
        heads=heads,
        measure=measure if isinstance(measure, str) else "",
    )


def _heads(told: Told, value: Any, levels: int) -> dict[str, tuple[str, ...]]:
    """Read what each level says of columns, as many words as there are levels."""
    if not isinstance(value, dict):
        told.wrong("unpivot.heads", value, '{ "2021年产值" = ["2021", "产值"] }')
        return {}
    found = {}
    for column, said in value.items():
        texts = _texts(told, f"unpivot.heads.{column}", said, '["2021", "产值"]')
        if texts and len(texts) != levels:
            told.wrong(f"unpivot.heads.{column}", said, f"{levels} ×")
        found[column] = texts
    return found


def read_headings(told: Told, value: Any) -> Headings | None:
    """Read which rows say something of those under them."""
    if not value or not isinstance(value, dict):
        return None
    told.names("headings", value, _HEADINGS)
    for name in ("column", "becomes"):
        if not _text(value.get(name)) or not value[name]:
            told.wrong(f"headings.{name}", value.get(name), '"COLUMN"')
            return None
    rows = _texts(told, "headings.rows", value.get("rows", []), '["海曙区"]')
    return Headings(column=value["column"], becomes=value["becomes"], rows=rows)


def read_units(
    told: Told, entries: Mapping[str, Any], columns: Mapping[str, Any]
) -> dict[str, str]:
    """Read the units as printed, from their section and from the columns' entries."""
    own = {
        key: value["unit"]
        for key, value in columns.items()
        if isinstance(value, dict) and "unit" in value
    }
    for key in set(own) & set(entries):
        told.problem("map-twice", f"units.{key}")
    for key, value in own.items():
        if "scale" in columns[key]:
            told.wrong(f"columns.{key}.unit", value, asked("unit-or-scale"))
    units = {**own, **entries}
    for key, value in units.items():
        _check_unit(told, key, value)
    return {key: value for key, value in units.items() if isinstance(value, str)}


def _check_unit(told: Told, key: str, value: Any) -> None:
    at = f"units.{key}"
    unit = printed_unit(value) if isinstance(value, str) else None
    if unit is None:
        told.wrong(at, value, asked("unit"))
    elif key in told.schema.names and not fits_column(unit, told.schema.column(key)):
        column = told.schema.column(key)
        told.problem("map-unit", at, unit=value, column=key, counted=column.unit or column.type)


def read_rules(told: Told, entries: Mapping[str, Any]) -> dict[str, NameRule]:
    """Read the lists whose names or codes the values of columns are."""
    rules = {}
    for key, value in entries.items():
        at = f"names.{key}"
        if not isinstance(value, dict) or not _text(value.get("list")) or not value["list"]:
            told.wrong(at, value, asked("rule"))
            continue
        told.names(at, value, _RULE)
        within = _texts(told, f"{at}.within", value.get("within", []), '["330200"]')
        rules[key] = NameRule(list=value["list"], within=within)
        if key in told.schema.names and told.schema.column(key).type != "code":
            codes = [one.name for one in told.schema.columns if one.type == "code"]
            told.wrong(at, value["list"], asked("one-of", names=", ".join(codes)))
    return rules


def read_asks(told: Told, entries: Mapping[str, Any]) -> dict[str, str]:
    """Read the open questions."""
    for key, value in entries.items():
        if not _text(value):
            told.wrong(f"ask.{key}", value, asked("question"))
    return {key: value for key, value in entries.items() if isinstance(value, str)}


def _texts(
    told: Told, at: str, value: Any, example: str, *, most: int = _MOST_TEXT
) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(_text(one) and len(one) <= most for one in value):
        told.wrong(at, value, example)
        return ()
    return tuple(value)


def _text(value: object) -> bool:
    return isinstance(value, str) and len(value) <= _MOST_TEXT
