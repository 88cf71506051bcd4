"""The column map: a TOML file that says how a file's columns become a table's."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from jiqun.core import InputError, Language, Origin, Problem, Words, problem, words
from jiqun.sources.files.contents import Dialect, stop
from jiqun.sources.files.matching import nearest
from jiqun.tables import TableSchema

_DIALECT = {one.name: type(one.default) for one in fields(Dialect)}
_ORIGIN = {one.name: bool if one.name == "synthetic" else str for one in fields(Origin)}
_SECTIONS = ("columns", "constants", "values", "missing", "pad", "origin")
_SOURCE = {"column": str, "scale": float, "equals": list}
_MOST_BYTES = 1 << 20
#: In [missing]: for every column.
ALL = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnSource:
    """Where a column's values come from.

    Attributes
    ----------
    column
        The file's column.
    scale
        What its numbers are multiplied by.
    equals
        If given, the column is true where the file's value is one of these.
    """

    column: str
    scale: float = 1.0
    equals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnMap:
    """A column map, checked.

    Attributes
    ----------
    columns
        Canonical column -> source.
    constants
        Canonical column -> its one value.
    values
        Canonical column -> file's value -> canonical value.
    missing
        Canonical column (or "*" for all) -> tokens that mean "no value".
    pad
        Canonical column -> width to fill with leading zeros.
    dialect
        Encoding, delimiter, sheet and the like.
    origin
        Who published the file; None where it does not say.
    """

    columns: Mapping[str, ColumnSource] = field(default_factory=dict)
    constants: Mapping[str, str | float | bool] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    missing: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    pad: Mapping[str, int] = field(default_factory=dict)
    dialect: Dialect = field(default_factory=Dialect)
    origin: Origin | None = None


def read_map(path: str | Path, schema: TableSchema) -> ColumnMap:
    """Read a column map; all that is wrong with it is told at once.

    Parameters
    ----------
    path
        A TOML file.
    schema
        The table it is for.

    Raises
    ------
    InputError
        ``file-missing``, ``map-syntax``, ``map-section``, ``map-column``, ``map-value``,
        ``map-twice``.
    """
    file = Path(path).expanduser()
    if not file.is_file() or file.stat().st_size > _MOST_BYTES:
        raise stop(problem("file-missing", subject=str(file)))
    try:
        entries = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as err:
        raise stop(problem("map-syntax", subject=file.name, reason=str(err))) from None
    return _Checker(file.name, schema).build(entries)


class _Checker:
    """Builds a map from TOML entries and gathers what is wrong with them."""

    def __init__(self, name: str, schema: TableSchema) -> None:
        self._name, self._schema = name, schema
        self._problems: list[Problem] = []

    def build(self, entries: Mapping[str, Any]) -> ColumnMap:
        self._names("", entries, (*_DIALECT, *_SECTIONS))
        section = {name: self._table(name, entries) for name in _SECTIONS}
        for name in ("columns", "constants", "values", "missing", "pad"):
            self._canonical(name, section[name])
        columns = {key: self._source(key, value) for key, value in section["columns"].items()}
        for key in set(columns) & set(section["constants"]):
            self._problem("map-twice", f"columns.{key}")
        built = ColumnMap(
            columns={key: source for key, source in columns.items() if source},
            constants=self._typed("constants", section["constants"], (str, int, float, bool)),
            values={key: self._recodes(key, value) for key, value in section["values"].items()},
            missing={key: self._tokens(key, value) for key, value in section["missing"].items()},
            pad=self._typed("pad", section["pad"], (int,)),
            dialect=self._dialect(entries),
            origin=self._origin(section["origin"]),
        )
        if self._problems:
            raise InputError(*self._problems)
        return built

    def _problem(self, code: str, at: str, **words: Any) -> None:
        subject = f"{self._name} [{at}]" if at else self._name
        self._problems.append(problem(code, subject=subject, **words))

    def _names(self, at: str, given: Iterable[str], known: Iterable[str]) -> None:
        listed = list(known)
        for name in given:
            if name not in listed:
                hint = nearest(name, listed)
                self._problem("map-section", at, name=name, hint=hint, known=listed)

    def _table(self, name: str, entries: Mapping[str, Any]) -> dict[str, Any]:
        value = entries.get(name, {})
        if isinstance(value, dict):
            return value
        self._wrong(name, value, asked("section", name=name))
        return {}

    def _canonical(self, section: str, entries: Mapping[str, Any]) -> None:
        for name in entries:
            if name in self._schema.names or (section == "missing" and name == ALL):
                continue
            hint = nearest(name, self._schema.names)
            self._problem("map-column", section, name=name, hint=hint, known=self._schema.names)

    def _wrong(self, at: str, value: object, wanted: str | Words) -> None:
        self._problem("map-value", at, value=f"{value!r}", wanted=wanted)

    def _source(self, key: str, value: Any) -> ColumnSource | None:
        at = f"columns.{key}"
        if isinstance(value, str):
            return ColumnSource(column=value)
        if not isinstance(value, dict) or not isinstance(value.get("column"), str):
            self._wrong(at, value, asked("column", entry='{ column = "COLUMN", scale = 1000 }'))
            return None
        self._names(at, value, _SOURCE)
        scale, equals = value.get("scale", 1.0), value.get("equals", [])
        if isinstance(scale, bool) or not isinstance(scale, int | float):
            self._wrong(f"{at}.scale", scale, asked("number"))
            return None
        if key in self._schema.names and "scale" in value:
            kind = self._schema.column(key).type
            if kind not in ("number", "integer"):
                self._wrong(f"{at}.scale", scale, asked("no-scale", column=key, type=kind))
        if not isinstance(equals, list):
            self._wrong(f"{at}.equals", equals, asked("values"))
            return None
        texts = tuple(str(one) for one in equals)
        return ColumnSource(column=value["column"], scale=float(scale), equals=texts)

    def _typed(
        self, section: str, entries: Mapping[str, Any], kinds: tuple[type, ...]
    ) -> dict[str, Any]:
        types = " / ".join(kind.__name__ for kind in kinds)
        for key, value in entries.items():
            right = isinstance(value, kinds) and (bool in kinds or not isinstance(value, bool))
            if not right or (section == "pad" and not 0 < value <= 64):  # noqa: PLR2004 - no code is longer
                self._wrong(f"{section}.{key}", value, types)
        return dict(entries)

    def _recodes(self, key: str, value: Any) -> dict[str, str]:
        if not isinstance(value, dict) or any(
            isinstance(one, dict | list) for one in value.values()
        ):
            self._wrong(f"values.{key}", value, asked("recodes", column=key))
            return {}
        return {old: _word(new) for old, new in value.items()}

    def _tokens(self, key: str, value: Any) -> tuple[str, ...]:
        if not isinstance(value, list):
            self._wrong(f"missing.{key}", value, '["-", "n/a"]')
            return ()
        return tuple(str(one) for one in value)

    def _dialect(self, entries: Mapping[str, Any]) -> Dialect:
        given = {name: entries[name] for name in _DIALECT if name in entries}
        for name, value in given.items():
            if not isinstance(value, _DIALECT[name]) or isinstance(value, bool):
                self._wrong(name, value, _DIALECT[name].__name__)
            elif not self._sensible(name, value):
                self._wrong(name, value, asked(name.replace("_", "-")))
        return Dialect(**given) if not self._problems else Dialect()

    def _sensible(self, name: str, value: Any) -> bool:
        if name == "encoding":
            return _encoding_known(value)
        if name == "delimiter":
            return len(value) == 1
        if name == "decimal":
            return value in (".", ",")
        return value >= 1 if name == "header_row" else True

    def _origin(self, entries: Mapping[str, Any]) -> Origin | None:
        if not entries:
            return None
        self._names("origin", entries, _ORIGIN)
        known = {key: value for key, value in entries.items() if key in _ORIGIN}
        for key, value in known.items():
            if not isinstance(value, _ORIGIN[key]):
                self._wrong(f"origin.{key}", value, _ORIGIN[key].__name__)
        return Origin(**({"producer": "", "title": ""} | known))


def asked(what: str, **values: str) -> Words:
    """Say what an entry should be, in the words of ``catalog/texts/column_maps.toml``."""
    return words(f"column_maps.{what}", **values)


def _word(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _encoding_known(name: str) -> bool:
    try:
        "a".encode(name)
    except LookupError:
        return False
    return True


def template(schema: TableSchema, *, lang: Language = "en") -> str:
    """Give a CSV header under a commented column map, to start from."""
    notes = []
    for column in schema.columns:
        marks: list[str] = [column.type]
        marks += ["required"] if column.required else []
        marks += [column.unit] if column.unit else []
        marks += [" | ".join(column.values)] if column.values else []
        marks += [f"→ {'.'.join(column.references)}"] if column.references else []
        notes.append(f'# {column.name} = "…"  # {column.title[lang]} ({", ".join(marks)})')
    head = [f"# {schema.title[lang]}: {schema.row[lang]}", "# [columns]"]
    return "\n".join([*head, *notes, ",".join(schema.names)]) + "\n"
