"""The column map: a TOML file that says how a file's columns become a table's."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from jiqun.core import InputError, Language, Origin, Problem, Words, problem, words
from jiqun.sources.files.contents import Dialect
from jiqun.sources.files.limits import read_limits
from jiqun.sources.files.matching import nearest
from jiqun.sources.files.reading import ordinary
from jiqun.sources.files.syntax import read_toml
from jiqun.sources.files.texts import encoding_known
from jiqun.tables import TableSchema

_DIALECT = {one.name: type(one.default) for one in fields(Dialect)}
_ORIGIN = {one.name: bool if one.name == "synthetic" else str for one in fields(Origin)}
_SECTIONS = ("columns", "constants", "values", "merge", "missing", "pad", "limits", "origin")
_SOURCE = {"column": str, "scale": float, "equals": list, "flags": list}
_AS_WRITTEN = "as_written"
#: Whole numbers that a column can hold; rows that a file can have; characters of one value.
_MOST_WHOLE, _MOST_ROWS, _MOST_TEXT = 2**63 - 1, 10**9, 10_000
_SHOWN = 80
#: Problems of one map that are told.
_MOST_TOLD = 50
#: What no delimiter can be: a letter, a digit, or what ends lines and opens values.
_NO_DELIMITER = '"\r\n\x00\ufeff'
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
    flags
        If given, what may stand behind a number ("12 b", ": c"): it is taken off a column of
        numbers, a colon alone is no value; a column of truth values is true where it stands.
    """

    column: str
    scale: float = 1.0
    equals: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()


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
    merge
        Canonical column -> file's value -> canonical value; rows that so come under one key are
        added up.
    missing
        Canonical column (or "*" for all) -> tokens that mean "no value".
    pad
        Canonical column -> width to fill with leading zeros.
    as_written
        Columns whose codes are what they are, though a spreadsheet may have made them.
    dialect
        Encoding, delimiter, sheet and the like.
    limits
        Name -> number, where the file may have more (or less) than usual.
    origin
        Who published the file; None where it does not say.
    """

    columns: Mapping[str, ColumnSource] = field(default_factory=dict)
    constants: Mapping[str, str | float | bool] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    merge: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    missing: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    pad: Mapping[str, int] = field(default_factory=dict)
    as_written: tuple[str, ...] = ()
    dialect: Dialect = field(default_factory=Dialect)
    limits: Mapping[str, int] = field(default_factory=dict)
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
        ``file-missing``, ``file-unreadable``, ``map-size``, ``map-nested``,
        ``map-syntax``, ``map-section``, ``map-column``, ``map-value``, ``map-twice``,
        ``limit-unknown``, ``limit-value``.
    """
    file = ordinary(path)
    return _Checker(file.name, schema).build(read_toml(file))


class _Checker:
    """Builds a map from TOML entries and gathers what is wrong with them."""

    def __init__(self, name: str, schema: TableSchema) -> None:
        self._name, self._schema = name, schema
        self._problems: list[Problem] = []
        self._untold = 0

    def build(self, entries: Mapping[str, Any]) -> ColumnMap:
        self._names("", entries, (*_DIALECT, _AS_WRITTEN, *_SECTIONS))
        section = {name: self._table(name, entries) for name in _SECTIONS}
        for name in ("columns", "constants", "values", "merge", "missing", "pad"):
            self._canonical(name, section[name])
        columns = {key: self._source(key, value) for key, value in section["columns"].items()}
        for key in set(columns) & set(section["constants"]):
            self._problem("map-twice", f"columns.{key}")
        built = ColumnMap(
            columns={key: source for key, source in columns.items() if source},
            constants=self._typed("constants", section["constants"], (str, int, float, bool)),
            values={key: self._recodes(key, value) for key, value in section["values"].items()},
            merge={key: self._merges(key, value) for key, value in section["merge"].items()},
            missing={key: self._tokens(key, value) for key, value in section["missing"].items()},
            pad=self._typed("pad", section["pad"], (int,)),
            as_written=self._as_written(entries.get(_AS_WRITTEN, [])),
            dialect=self._dialect(entries),
            limits=self._limits(section["limits"]),
            origin=self._origin(section["origin"]),
        )
        if self._untold:
            untold = problem("map-more", subject=self._name, count=self._untold)
            raise InputError(*self._problems, untold)
        if self._problems:
            raise InputError(*self._problems)
        return built

    def _problem(self, code: str, at: str, **words: Any) -> None:
        if len(self._problems) >= _MOST_TOLD:
            self._untold += 1
            return
        subject = f"{self._name} [{at[:_SHOWN]}]" if at else self._name
        self._problems.append(problem(code, subject=subject, **words))

    def _names(self, at: str, given: Iterable[str], known: Iterable[str]) -> None:
        listed = list(known)
        for name in given:
            if name not in listed:
                hint = self._hint(name, listed)
                self._problem("map-section", at, name=name[:_SHOWN], hint=hint, known=listed)

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
            known = self._schema.names
            hint = self._hint(name, known)
            self._problem("map-column", section, name=name[:_SHOWN], hint=hint, known=known)

    def _hint(self, name: str, known: Iterable[str]) -> str:
        """Say which name is near, as long as it will be told."""
        return nearest(name, known) if len(self._problems) < _MOST_TOLD else ""

    def _wrong(self, at: str, value: object, wanted: str | Words) -> None:
        self._problem("map-value", at, value=_shown(value), wanted=wanted)

    def _source(self, key: str, value: Any) -> ColumnSource | None:
        at = f"columns.{key}"
        if isinstance(value, str):
            return ColumnSource(column=value)
        if not isinstance(value, dict) or not isinstance(value.get("column"), str):
            self._wrong(at, value, asked("column", entry='{ column = "COLUMN", scale = 1000 }'))
            return None
        self._names(at, value, _SOURCE)
        scale, equals = value.get("scale", 1.0), value.get("equals", [])
        flags = value.get("flags", [])
        if isinstance(scale, bool) or not isinstance(scale, int | float) or not _sized(scale):
            self._wrong(f"{at}.scale", scale, asked("scale"))
            return None
        if key in self._schema.names and "scale" in value:
            kind = self._schema.column(key).type
            if kind not in ("number", "integer"):
                self._wrong(f"{at}.scale", scale, asked("no-scale", column=key, type=kind))
        if not isinstance(equals, list) or not all(map(_single, equals)):
            self._wrong(f"{at}.equals", equals, asked("values"))
            return None
        if not isinstance(flags, list) or not all(map(_flag, flags)):
            self._wrong(f"{at}.flags", flags, asked("flags"))
            return None
        texts = tuple(_word(one) for one in equals)
        return ColumnSource(
            column=value["column"], scale=float(scale), equals=texts, flags=tuple(flags)
        )

    def _typed(
        self, section: str, entries: Mapping[str, Any], kinds: tuple[type, ...]
    ) -> dict[str, Any]:
        types = " / ".join(kind.__name__ for kind in kinds)
        for key, value in entries.items():
            right = isinstance(value, kinds) and (bool in kinds or not isinstance(value, bool))
            if not right or (section == "pad" and not 0 < value <= 64):  # noqa: PLR2004 - no code is longer
                self._wrong(f"{section}.{key}", value, types)
            elif section == "constants" and not _storable(value):
                self._wrong(f"{section}.{key}", value, asked("constant"))
        return dict(entries)

    def _recodes(self, key: str, value: Any, *, section: str = "values") -> dict[str, str]:
        if not isinstance(value, dict) or not all(map(_single, value.values())):
            self._wrong(f"{section}.{key}", value, asked("recodes", section=section, column=key))
            return {}
        return {old: _word(new) for old, new in value.items()}

    def _merges(self, key: str, value: Any) -> dict[str, str]:
        column = self._schema.column(key) if key in self._schema.names else None
        if column is not None and (key not in self._schema.key or column.type != "code"):
            self._wrong(f"merge.{key}", value, asked("merges", columns=self._merging()))
            return {}
        return self._recodes(key, value, section="merge")

    def _merging(self) -> str:
        codes = [name for name in self._schema.key if self._schema.column(name).type == "code"]
        return ", ".join(codes) or "–"

    def _tokens(self, key: str, value: Any) -> tuple[str, ...]:
        if not isinstance(value, list) or not all(map(_single, value)):
            self._wrong(f"missing.{key}", value, '["-", "n/a"]')
            return ()
        return tuple(_word(one) for one in value)

    def _as_written(self, value: Any) -> tuple[str, ...]:
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            self._wrong(_AS_WRITTEN, value, f'["{self._schema.key[0]}"]')
            return ()
        self._canonical(_AS_WRITTEN, dict.fromkeys(value))
        return tuple(value)

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
            return encoding_known(value)
        if name == "delimiter":
            return len(value) == 1 and not value.isalnum() and value not in _NO_DELIMITER
        if name == "decimal":
            return value in (".", ",")
        return 1 <= value <= _MOST_ROWS if name == "header_row" else True

    def _limits(self, entries: Mapping[str, Any]) -> dict[str, int]:
        try:
            read_limits(entries)
        except InputError as err:
            self._problems.extend(err.problems)
            return {}
        return dict(entries)

    def _origin(self, entries: Mapping[str, Any]) -> Origin | None:
        if not entries:
            return None
        self._names("origin", entries, _ORIGIN)
        known = {key: value for key, value in entries.items() if key in _ORIGIN}
        for key, value in known.items():
            if not isinstance(value, _ORIGIN[key]):
                self._wrong(f"origin.{key}", value, _ORIGIN[key].__name__)
        right = all(isinstance(value, _ORIGIN[key]) for key, value in known.items())
        return Origin(**({"producer": "", "title": ""} | known)) if right else None


def asked(what: str, **values: str) -> Words:
    """Say what an entry should be, in the words of ``catalog/texts/column_maps.toml``."""
    return words(f"column_maps.{what}", **values)


def _word(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _shown(value: object) -> str:
    """Write a value as it stood, cut where it is long."""
    try:
        text = f"{value!r}"
    except (ValueError, RecursionError):  # a number of thousands of digits, a nest of brackets
        return f"{type(value).__name__} …"
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _single(value: object) -> bool:
    """Say whether an entry is one value of a length that a cell may have."""
    if isinstance(value, str):
        return len(value) <= _MOST_TEXT
    return not isinstance(value, dict | list) and (not isinstance(value, int) or _storable(value))


def _flag(value: object) -> bool:
    return isinstance(value, str) and len(value) == 1 and value.isalpha()


def _storable(value: object) -> bool:
    """Say whether a column can hold a value: finite, 64 bits, no longer than a cell may be."""
    if isinstance(value, str):
        return len(value) <= _MOST_TEXT
    if isinstance(value, float):
        return math.isfinite(value)
    return isinstance(value, int) and -_MOST_WHOLE <= value <= _MOST_WHOLE


def _sized(scale: float) -> bool:
    """Say whether multiplying by it keeps what a number tells."""
    return _storable(scale) and scale != 0


def template(schema: TableSchema, *, lang: Language = "en") -> str:
    """Give a CSV header under a commented column map, to start from."""
    notes = []
    for column in schema.columns:
        marks: list[str] = [column.type]
        marks += ["required"] if column.required and not column.default else []
        marks += [column.unit] if column.unit else []
        marks += [" | ".join(column.values)] if column.values else []
        marks += [f"→ {'.'.join(column.references)}"] if column.references else []
        notes.append(f'# {column.name} = "…"  # {column.title[lang]} ({", ".join(marks)})')
    head = [f"# {schema.title[lang]}: {schema.row[lang]}", "# [columns]"]
    return "\n".join([*head, *notes, ",".join(schema.names)]) + "\n"
