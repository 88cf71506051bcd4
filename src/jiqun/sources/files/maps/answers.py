"""Answers to a map's open questions, put into the map."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from jiqun.core import InputError, Problem, Problems, problem
from jiqun.sources.files.maps.entries import ColumnMap, ColumnSource, NameRule
from jiqun.sources.files.units import fits_column, printed_unit
from jiqun.tables import TableSchema

#: What says of a column, or of a value, that it is left out; what says yes and no.
LEFT_OUT = ("", "-", "none", "ignore")
YES, NO = ("yes", "y", "true", "1", "是"), ("no", "n", "false", "0", "否")
_KINDS = (
    "year",
    "currency",
    "sheet",
    "region",
    "industry",
    "quantity",
    "unit.",
    "column.",
    "name.",
    "total.",
    "list.",
)


def answered(mapping: ColumnMap, schema: TableSchema, answers: Mapping[str, str]) -> ColumnMap:
    """Put answers into a map and take the questions that they answer out of it.

    Parameters
    ----------
    mapping, schema
        The map; the table it is for.
    answers
        Key -> value: ``year``, ``currency``, ``sheet``, ``region`` and ``industry`` (the one code
        of a file without a column of them), ``quantity`` (what the numbers of a wide table
        count), ``unit.COLUMN`` (a unit as printed),
        ``column.FILECOLUMN`` (a canonical column; "" or "-" leaves the file's column out),
        ``name.COLUMN.VALUE`` (a code), ``total.VALUE`` (yes: its rows are left out),
        ``list.COLUMN`` (a list's id, with ":" and codes parted by "," where it is within them).

    Raises
    ------
    InputError
        ``answer-unknown``: a key that is none of these. ``answer-value``: a value that its key
        cannot have.

    Examples
    --------
    >>> from jiqun.tables import schema
    >>> asking = ColumnMap(asks={"year": "Of which year?"})
    >>> told = answered(asking, schema("activity"), {"year": "2022"})
    >>> told.constants, told.asks
    ({'year': 2022}, {})
    """
    found, problems = mapping, Problems()
    for key, value in answers.items():
        try:
            found = _put(found, schema, key.strip(), value.strip())
        except InputError as err:
            problems.extend(err.problems)
    problems.check()
    left = {key: text for key, text in found.asks.items() if key not in answers}
    return replace(found, asks=left)


def parse_answers(given: Iterable[str]) -> dict[str, str]:
    """Take apart what was typed: KEY=VALUE, parted at the first sign of equality.

    Raises
    ------
    InputError
        ``option-value``: one without such a sign.

    Examples
    --------
    >>> parse_answers(["year=2022", "name.region.海曙=330203"])
    {'year': '2022', 'name.region.海曙': '330203'}
    """
    listed = list(given)
    wrong = [one for one in listed if "=" not in one]
    if wrong:
        raise InputError(problem("option-value", subject="answer", case="pair", given=wrong[0]))
    return {key.strip(): value.strip() for key, _, value in (one.partition("=") for one in listed)}


def open_questions(mapping: ColumnMap, *, name: str) -> tuple[Problem, ...]:
    """Tell the questions that a map still asks (``map-asks``); nothing where there are none."""
    if not mapping.asks:
        return ()
    questions = [f"{key}: {text}" for key, text in mapping.asks.items()]
    key = next(iter(mapping.asks))
    count = len(questions)
    return (problem("map-asks", subject=name, count=count, questions=questions, key=key),)


def _put(mapping: ColumnMap, schema: TableSchema, key: str, value: str) -> ColumnMap:
    kind, _, rest = key.partition(".")
    if key in _WHOLE:
        return _WHOLE[key](mapping, schema, key, value)
    if rest and kind in _OF:
        return _OF[kind](mapping, schema, rest, value)
    raise InputError(problem("answer-unknown", subject=key, known=list(_KINDS)))


def _sheet(mapping: ColumnMap, schema: TableSchema, key: str, value: str) -> ColumnMap:  # noqa: ARG001 - as the others
    return replace(mapping, dialect=replace(mapping.dialect, sheet=value))


def _quantity(mapping: ColumnMap, schema: TableSchema, key: str, value: str) -> ColumnMap:
    """Say what the cells of a wide table count where no line of its header does."""
    numbers = [one.name for one in schema.columns if one.type == "number"]
    if mapping.unpivot is None or value not in numbers:
        raise _wrong(key, value, " / ".join(numbers))
    before = mapping.unpivot.value
    units = {value if name == before else name: unit for name, unit in mapping.units.items()}
    return replace(mapping, unpivot=replace(mapping.unpivot, value=value), units=units)


def _constant(mapping: ColumnMap, schema: TableSchema, key: str, value: str) -> ColumnMap:
    _known(schema, key, key)
    given: Any = value
    if key == "year":
        if not value.isascii() or not value.isdigit():
            raise _wrong(key, value, "2022")
        given = int(value)
    columns = {name: source for name, source in mapping.columns.items() if name != key}
    return replace(mapping, columns=columns, constants={**mapping.constants, key: given})


def _unit(mapping: ColumnMap, schema: TableSchema, column: str, value: str) -> ColumnMap:
    _known(schema, column, f"unit.{column}")
    unit = printed_unit(value)
    if unit is None or not fits_column(unit, schema.column(column)):
        raise _wrong(f"unit.{column}", value, "万人 / 亿元 / thousand / USD million")
    source = mapping.columns.get(column)
    columns = dict(mapping.columns)
    if source is not None:
        columns[column] = replace(source, scale=1.0)
    return replace(mapping, columns=columns, units={**mapping.units, column: value})


def _column(mapping: ColumnMap, schema: TableSchema, file_column: str, value: str) -> ColumnMap:
    columns = {
        name: source for name, source in mapping.columns.items() if source.column != file_column
    }
    if value.lower() in LEFT_OUT:
        ignored = (*mapping.ignore, *(() if file_column in mapping.ignore else (file_column,)))
        return replace(mapping, columns=columns, ignore=ignored)
    _known(schema, value, f"column.{file_column}")
    constants = {name: one for name, one in mapping.constants.items() if name != value}
    columns[value] = ColumnSource(column=file_column)
    return replace(mapping, columns=columns, constants=constants)


def _name(mapping: ColumnMap, schema: TableSchema, rest: str, value: str) -> ColumnMap:
    column, _, name = rest.partition(".")
    _known(schema, column, f"name.{rest}")
    if value.lower() in LEFT_OUT:
        return _dropped(mapping, column, name)
    recodes = {**mapping.values.get(column, {}), name: value}
    return replace(mapping, values={**mapping.values, column: recodes})


def _total(mapping: ColumnMap, schema: TableSchema, name: str, value: str) -> ColumnMap:
    if value.lower() in NO:
        return mapping
    if value.lower() not in YES:
        raise _wrong(f"total.{name}", value, "yes / no")
    for column in schema.key:
        mapping = _dropped(mapping, column, name)
    return mapping


def _dropped(mapping: ColumnMap, column: str, name: str) -> ColumnMap:
    """Leave out the rows whose column, as the file calls it, has a name."""
    source = mapping.columns.get(column)
    levels = mapping.unpivot.levels if mapping.unpivot else ()
    at = source.column if source else column if column in levels else ""
    there = mapping.drop.get(at, ())
    if not at or name in there:
        return mapping
    return replace(mapping, drop={**mapping.drop, at: (*there, name)})


def _list(mapping: ColumnMap, schema: TableSchema, column: str, value: str) -> ColumnMap:
    _known(schema, column, f"list.{column}")
    rules = {name: rule for name, rule in mapping.names.items() if name != column}
    if value.lower() not in LEFT_OUT:
        chosen, _, within = value.partition(":")
        codes = tuple(code.strip() for code in within.split(",") if code.strip())
        old = mapping.names.get(column)
        same = old is not None and old.list == chosen and not codes
        rules[column] = old if same and old else NameRule(list=chosen, within=codes)
    return replace(mapping, names=rules)


def _known(schema: TableSchema, column: str, key: str) -> None:
    if column not in schema.names:
        raise _wrong(key, column, " / ".join(schema.names))


def _wrong(key: str, value: str, wanted: str) -> InputError:
    return InputError(problem("answer-value", subject=key, value=value[:80], wanted=wanted))


_Put = Callable[[ColumnMap, TableSchema, str, str], ColumnMap]
#: What puts an answer in: by the whole key, or by its first word.
_WHOLE: Mapping[str, _Put] = {
    "year": _constant,
    "currency": _constant,
    "region": _constant,
    "industry": _constant,
    "sheet": _sheet,
    "quantity": _quantity,
}
_OF: Mapping[str, _Put] = {
    "unit": _unit,
    "column": _column,
    "name": _name,
    "total": _total,
    "list": _list,
}
