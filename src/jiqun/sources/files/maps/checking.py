"""The column map: a TOML file that says how a file's columns become a table's."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from jiqun.core import InputError, Origin, problem
from jiqun.sources.files.contents import Dialect
from jiqun.sources.files.limits import read_limits
from jiqun.sources.files.maps.entries import ALL, ColumnMap, ColumnSource
from jiqun.sources.files.maps.layouts import (
    read_asks,
    read_drop,
    read_listed,
    read_rules,
    read_units,
    read_unpivot,
)
from jiqun.sources.files.maps.syntax import read_toml
from jiqun.sources.files.maps.told import SHOWN, Told, asked
from jiqun.sources.files.reading import ordinary
from jiqun.sources.files.texts import encoding_known
from jiqun.tables import TableSchema, schema, schemas

_DIALECT = {one.name: type(one.default) for one in fields(Dialect)}
_ORIGIN = {one.name: bool if one.name == "synthetic" else str for one in fields(Origin)}
_SECTIONS = (
    "columns", "constants", "values", "merge", "missing", "pad", "limits", "origin", "drop",
    "headings", "unpivot", "units", "names", "ask",
)  # fmt: skip
_BY_COLUMN = ("columns", "constants", "values", "merge", "pad", "units", "names")
_SOURCE = {"column": str, "scale": float, "equals": list, "flags": list, "unit": str}
_AS_WRITTEN, _FILL, _IGNORE, _TABLE = "as_written", "fill", "ignore", "table"
#: Whole numbers that a column can hold; rows that a file can have; characters of one value.
_MOST_WHOLE, _MOST_ROWS, _MOST_TEXT = 2**63 - 1, 10**9, 10_000
#: The header's first line, how many it has, and those under it that are no data.
_MOST_LINES = 20
_LINES = {"header_row": (1, _MOST_ROWS), "header_rows": (1, _MOST_LINES), "skip": (0, 1_000)}
#: What no delimiter can be: a letter, a digit, or what ends lines and opens values.
_NO_DELIMITER = '"\r\n\x00\ufeff'


def read_map(path: str | Path, schema: TableSchema | None = None) -> ColumnMap:
    """Read a column map; all that is wrong with it is told at once.

    Parameters
    ----------
    path
        A TOML file.
    schema
        The table it is for; None takes the one that the map itself names.

    Raises
    ------
    InputError
        ``file-missing``, ``file-unreadable``, ``map-size``, ``map-nested``,
        ``map-syntax``, ``map-table``, ``map-section``, ``map-column``, ``map-value``,
        ``map-twice``, ``map-unit``, ``limit-unknown``, ``limit-value``.
    """
    file = ordinary(path)
    entries = read_toml(file)
    target = _target(file.name, entries, schema)
    return _Checker(file.name, target).build(entries)


def _target(name: str, entries: Mapping[str, Any], given: TableSchema | None) -> TableSchema:
    """Give the schema of the map's table: the one given, which the map must not contradict."""
    own = entries.get(_TABLE, given.name if given else "")
    known = list(schemas())
    if not isinstance(own, str) or own not in known:
        case = "none" if own == "" else "unknown"
        told = problem("map-table", subject=name, case=case, name=str(own)[:SHOWN], known=known)
        raise InputError(told)
    if given is not None and own != given.name:
        raise InputError(problem("map-table", subject=name, name=own, asked=given.name))
    return schema(own)


class _Checker(Told):
    """Builds a map from TOML entries and gathers what is wrong with them."""

    def build(self, entries: Mapping[str, Any]) -> ColumnMap:
        self.names("", entries, (_TABLE, *_DIALECT, _AS_WRITTEN, _FILL, _IGNORE, *_SECTIONS))
        section = {name: self._table(name, entries) for name in _SECTIONS}
        for name in _BY_COLUMN:
            self.canonical(name, section[name])
        self.canonical("missing", section["missing"], ALL)
        columns = {key: self._source(key, value) for key, value in section["columns"].items()}
        for key in set(columns) & set(section["constants"]):
            self.problem("map-twice", f"columns.{key}")
        dialect = self._dialect(entries)
        unpivot = read_unpivot(self, entries.get("unpivot"), lines=self._lines(entries))
        for key in set(unpivot.levels if unpivot else ()) & (
            set(columns) | set(section["constants"])
        ):
            self.problem("map-twice", f"unpivot.levels.{key}")
        built = ColumnMap(
            table=self.schema.name if _TABLE in entries else "",
            columns={key: source for key, source in columns.items() if source},
            constants=self._typed("constants", section["constants"], (str, int, float, bool)),
            values={key: self._recodes(key, value) for key, value in section["values"].items()},
            merge={key: self._merges(key, value) for key, value in section["merge"].items()},
            missing={key: self._tokens(key, value) for key, value in section["missing"].items()},
            pad=self._typed("pad", section["pad"], (int,)),
            as_written=self._as_written(entries.get(_AS_WRITTEN, [])),
            fill=read_listed(self, _FILL, entries.get(_FILL, [])),
            ignore=read_listed(self, _IGNORE, entries.get(_IGNORE, [])),
            drop=read_drop(self, section["drop"]),
            unpivot=unpivot,
            units=read_units(self, section["units"], section["columns"]),
            names=read_rules(self, section["names"]),
            asks=read_asks(self, section["ask"]),
            dialect=dialect,
            limits=self._limits(section["limits"]),
            origin=self._origin(section["origin"]),
        )
        self.check()
        return built

    def _lines(self, entries: Mapping[str, Any]) -> int | None:
        """Count the header's lines; None where the map does not say it right."""
        lines = entries.get("header_rows", 1)
        return lines if isinstance(lines, int) and 1 <= lines <= _MOST_LINES else None

    def _table(self, name: str, entries: Mapping[str, Any]) -> dict[str, Any]:
        value = entries.get(name, {})
        if isinstance(value, dict):
            return value
        self.wrong(name, value, asked("section", name=name))
        return {}

    def _source(self, key: str, value: Any) -> ColumnSource | None:
        at = f"columns.{key}"
        if isinstance(value, str):
            return ColumnSource(column=value)
        if not isinstance(value, dict) or not isinstance(value.get("column"), str):
            self.wrong(at, value, asked("column", entry='{ column = "COLUMN", scale = 1000 }'))
            return None
        self.names(at, value, _SOURCE)
        scale, equals = value.get("scale", 1.0), value.get("equals", [])
        flags = value.get("flags", [])
        if isinstance(scale, bool) or not isinstance(scale, int | float) or not _sized(scale):
            self.wrong(f"{at}.scale", scale, asked("scale"))
            return None
        if key in self.schema.names and "scale" in value:
            kind = self.schema.column(key).type
            if kind not in ("number", "integer"):
                self.wrong(f"{at}.scale", scale, asked("no-scale", column=key, type=kind))
        if not isinstance(equals, list) or not all(map(_single, equals)):
            self.wrong(f"{at}.equals", equals, asked("values"))
            return None
        if not isinstance(flags, list) or not all(map(_flag, flags)):
            self.wrong(f"{at}.flags", flags, asked("flags"))
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
                self.wrong(f"{section}.{key}", value, types)
            elif section == "constants" and not _storable(value):
                self.wrong(f"{section}.{key}", value, asked("constant"))
        return dict(entries)

    def _recodes(self, key: str, value: Any, *, section: str = "values") -> dict[str, str]:
        if not isinstance(value, dict) or not all(map(_single, value.values())):
            self.wrong(f"{section}.{key}", value, asked("recodes", section=section, column=key))
            return {}
        return {old: _word(new) for old, new in value.items()}

    def _merges(self, key: str, value: Any) -> dict[str, str]:
        column = self.schema.column(key) if key in self.schema.names else None
        if column is not None and (key not in self.schema.key or column.type != "code"):
            self.wrong(f"merge.{key}", value, asked("merges", columns=self._merging()))
            return {}
        return self._recodes(key, value, section="merge")

    def _merging(self) -> str:
        codes = [name for name in self.schema.key if self.schema.column(name).type == "code"]
        return ", ".join(codes) or "–"

    def _tokens(self, key: str, value: Any) -> tuple[str, ...]:
        if not isinstance(value, list) or not all(map(_single, value)):
            self.wrong(f"missing.{key}", value, '["-", "n/a"]')
            return ()
        return tuple(_word(one) for one in value)

    def _as_written(self, value: Any) -> tuple[str, ...]:
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            self.wrong(_AS_WRITTEN, value, f'["{self.schema.key[0]}"]')
            return ()
        self.canonical(_AS_WRITTEN, value)
        return tuple(value)

    def _dialect(self, entries: Mapping[str, Any]) -> Dialect:
        given = {name: entries[name] for name in _DIALECT if name in entries}
        for name, value in given.items():
            if not isinstance(value, _DIALECT[name]) or isinstance(value, bool):
                self.wrong(name, value, _DIALECT[name].__name__)
            elif not self._sensible(name, value):
                self.wrong(name, value, asked(name.replace("_", "-")))
        return Dialect(**given) if not self else Dialect()

    def _sensible(self, name: str, value: Any) -> bool:
        if name == "encoding":
            return encoding_known(value)
        if name == "delimiter":
            return len(value) == 1 and not value.isalnum() and value not in _NO_DELIMITER
        if name == "decimal":
            return value in (".", ",")
        if name in _LINES:
            low, high = _LINES[name]
            return bool(low <= value <= high)
        return True

    def _limits(self, entries: Mapping[str, Any]) -> dict[str, int]:
        try:
            read_limits(entries)
        except InputError as err:
            self.extend(err.problems)
            return {}
        return dict(entries)

    def _origin(self, entries: Mapping[str, Any]) -> Origin | None:
        if not entries:
            return None
        self.names("origin", entries, _ORIGIN)
        known = {key: value for key, value in entries.items() if key in _ORIGIN}
        for key, value in known.items():
            if not isinstance(value, _ORIGIN[key]):
                self.wrong(f"origin.{key}", value, _ORIGIN[key].__name__)
        right = all(isinstance(value, _ORIGIN[key]) for key, value in known.items())
        return Origin(**({"producer": "", "title": ""} | known)) if right else None


def _word(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


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
