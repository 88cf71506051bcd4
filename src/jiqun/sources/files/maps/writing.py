"""A column map as TOML that reads back equal."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any

from jiqun.core import Origin
from jiqun.sources.files.contents import Dialect
from jiqun.sources.files.maps.entries import ColumnMap, ColumnSource, Headings, NameRule, Unpivot

_BARE = re.compile(r"^[A-Za-z0-9_-]+$")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def write_map(mapping: ColumnMap, *, comments: Mapping[str, str] | None = None) -> str:
    r"""Write a map as TOML; :func:`read_map` reads it back equal.

    Parameters
    ----------
    mapping
        The map.
    comments
        Place -> what to say there: "" above everything, "SECTION" above a section or an entry
        of the first lines, "SECTION.KEY" behind an entry.

    Examples
    --------
    >>> print(write_map(ColumnMap(columns={"region": ColumnSource(column="地区")})))
    [columns]
    region = "地区"
    <BLANKLINE>
    """
    said = comments or {}
    lines = [*_comment(said.get("", ""))]
    lines += [
        line
        for key, value in _top(mapping).items()
        for line in (*_comment(said.get(key, "")), f"{key} = {_value(value)}")
    ]
    for name, entries in _sections(mapping).items():
        if entries:
            lines += ["", *_comment(said.get(name, "")), f"[{_section(name)}]"]
            lines += [_entry(name, key, value, said) for key, value in entries.items()]
    return "\n".join(lines).lstrip("\n") + "\n"


def _top(mapping: ColumnMap) -> dict[str, Any]:
    """Give the first lines: what is not the usual."""
    usual = Dialect()
    found: dict[str, Any] = {"table": mapping.table} if mapping.table else {}
    for one in fields(Dialect):
        value = getattr(mapping.dialect, one.name)
        if value != getattr(usual, one.name):
            found[one.name] = value
    for name in ("as_written", "fill", "ignore"):
        if getattr(mapping, name):
            found[name] = getattr(mapping, name)
    return found


def _sections(mapping: ColumnMap) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {
        "drop": dict(mapping.drop),
        "headings": _headings(mapping.headings),
        "unpivot": _unpivot(mapping.unpivot),
        "columns": {key: _source(one) for key, one in mapping.columns.items()},
        "units": dict(mapping.units),
        "constants": dict(mapping.constants),
        "names": {key: _rule(rule) for key, rule in mapping.names.items()},
    }
    found |= {f"values.{key}": dict(one) for key, one in mapping.values.items()}
    found |= {f"merge.{key}": dict(one) for key, one in mapping.merge.items()}
    found |= {"missing": dict(mapping.missing), "pad": dict(mapping.pad)}
    found |= {"limits": dict(mapping.limits), "origin": _origin(mapping.origin)}
    return found | {"ask": dict(mapping.asks)}


def _source(source: ColumnSource) -> Any:
    more: dict[str, Any] = {"scale": source.scale} if source.scale != 1.0 else {}
    more |= {name: getattr(source, name) for name in ("equals", "flags") if getattr(source, name)}
    return {"column": source.column, **more} if more else source.column


def _rule(rule: NameRule) -> dict[str, Any]:
    return {"list": rule.list, **({"within": rule.within} if rule.within else {})}


def _unpivot(unpivot: Unpivot | None) -> dict[str, Any]:
    if unpivot is None:
        return {}
    given = {"keep": unpivot.keep, "levels": unpivot.levels}
    names = ("value", "drop", "heads", "measure")
    more = {name: getattr(unpivot, name) for name in names if getattr(unpivot, name)}
    return {**given, **more}


def _headings(headings: Headings | None) -> dict[str, Any]:
    if headings is None:
        return {}
    given: dict[str, Any] = {"column": headings.column, "becomes": headings.becomes}
    return {**given, **({"rows": headings.rows} if headings.rows else {})}


def _origin(origin: Origin | None) -> dict[str, Any]:
    if origin is None:
        return {}
    given = {one.name: getattr(origin, one.name) for one in fields(Origin)}
    filled = {name: value for name, value in given.items() if value}
    return filled or {"title": ""}


def _entry(section: str, key: str, value: Any, said: Mapping[str, str]) -> str:
    line = f"{_key(key)} = {_value(value)}"
    note = " ".join(said.get(f"{section}.{key}", "").split())
    return f"{line}  # {note}" if note else line


def _comment(text: str) -> list[str]:
    return [f"# {line}".rstrip() for line in text.splitlines()]


def _section(name: str) -> str:
    head, _, rest = name.partition(".")
    return f"{head}.{_key(rest)}" if rest else head


def _key(key: str) -> str:
    return key if _BARE.match(key) else _text(key)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Mapping):
        inner = ", ".join(f"{_key(key)} = {_value(one)}" for key, one in value.items())
        return f"{{ {inner} }}"
    if isinstance(value, Iterable) and not isinstance(value, str):
        return f"[{', '.join(map(_value, value))}]"
    return _text(str(value))


def _number(value: float) -> str:
    text = repr(value)
    return text if any(mark in text for mark in ".en") else f"{text}.0"


def _text(text: str) -> str:
    """Write a text between quotation marks, what steers a terminal or a file escaped."""
    return '"' + "".join(_ESCAPES.get(char) or _seen(char) for char in text) + '"'


def _seen(char: str) -> str:
    number = ord(char)
    return f"\\u{number:04x}" if number < 0x20 or 0x7F <= number < 0xA0 else char  # noqa: PLR2004 - control characters
