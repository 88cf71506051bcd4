"""Options of a measure, read from its signature: what they are called and may be."""

from __future__ import annotations

import inspect
import math
import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from jiqun.core import MeasureSpec, Problems
from jiqun.tables import Counts

#: What the caller gives as data or by its own name, never as an option.
DATA = frozenset(
    {"values", "weights", "establishments", "radii", "industry", "against", "weighted", "null"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One option of a measure.

    Attributes
    ----------
    name, kind
        Its name and what it takes: "choice", "whole", "number", "yes-no", "text",
        "table" (a file with a label and a value in each row).
    choices
        Of a choice.
    default, required
        Its default as a JSON value; whether it must be given.
    part_of
        The parameter it belongs to, if it is one field of a group.
    """

    name: str
    kind: str
    choices: tuple[str, ...] = ()
    default: Any = None
    required: bool = False
    part_of: str = ""


def options_of(spec: MeasureSpec) -> tuple[Option, ...]:
    """Give every option of a measure, in the order of its signature."""
    hints = get_type_hints(spec.compute)
    _, *parameters = inspect.signature(spec.compute).parameters.values()
    found: list[Option] = []
    for parameter in parameters:
        if parameter.name in DATA:
            continue
        plain = _plain(hints[parameter.name])
        if is_dataclass(plain):
            inner = get_type_hints(plain)
            found += [
                _option(field.name, inner[field.name], field.default, part_of=parameter.name)
                for field in fields(plain)
                if field.name != "workers"
            ]
        elif parameter.name != "workers":
            default = parameter.default
            known = MISSING if default is inspect.Parameter.empty else default
            found.append(_option(parameter.name, hints[parameter.name], known))
    return tuple(found)


def parse_options(
    spec: MeasureSpec, texts: Mapping[str, str], read_table: Callable[[str, bool], Any]
) -> dict[str, Any]:
    """Turn ``name=value`` texts into the arguments of a measure.

    ``read_table`` reads a two-column file; its second argument says whether the values are
    numbers. Raises ``option-unknown``, ``option-value``, ``option-missing``, all at once.
    """
    known = {option.name: option for option in options_of(spec)}
    problems, values = Problems(), {}
    for name, text in texts.items():
        if name not in known:
            problems.add(
                "option-unknown",
                subject=spec.id,
                found=f"option {name!r}",
                expected=f"one of {sorted(known)}" if known else "no option at all",
                fix="See jiqun measures.",
            )
        else:
            values[name] = _value(spec, known[name], text, problems, read_table)
    grouped = {option.part_of for option in known.values() if option.name in values} - {""}
    for option in known.values():
        wanted = option.required and (not option.part_of or option.part_of in grouped)
        if wanted and option.name not in texts:
            problems.add(
                "option-missing",
                subject=spec.id,
                found=f"no {option.name}",
                expected=f"--option {option.name}={_example(option)}",
                fix="Give it.",
            )
    problems.check()
    return _gathered(spec, known, values)


def _plain(hint: Any) -> Any:
    """Give a type without its None."""
    if get_origin(hint) in (Union, types.UnionType):
        inner = [one for one in get_args(hint) if one is not type(None)]
        return inner[0] if len(inner) == 1 else hint
    return hint


def _option(name: str, hint: Any, default: Any, *, part_of: str = "") -> Option:
    plain = _plain(hint)
    choices: tuple[str, ...] = ()
    if get_origin(plain) is Literal:
        kind, choices = "choice", tuple(map(str, get_args(plain)))
    elif plain is bool:
        kind = "yes-no"
    elif plain is int:
        kind = "whole"
    elif plain is float:
        kind = "number"
    elif get_origin(plain) is Mapping:
        kind = "table"
    else:
        kind = "text"
    return Option(
        name=name,
        kind=kind,
        choices=choices,
        default=None if default is MISSING else default,
        required=default is MISSING,
        part_of=part_of,
    )


def _value(
    spec: MeasureSpec,
    option: Option,
    text: str,
    problems: Problems,
    read_table: Callable[[str, bool], Any],
) -> Any:
    if option.kind == "table":
        return read_table(text, _numbers(spec, option.name))
    try:
        return _parsed(option, text)
    except ValueError:
        problems.add(
            "option-value",
            subject=option.name,
            found=repr(text),
            expected=_example(option),
            fix=f"Write --option {option.name}=VALUE.",
        )
        return None


def _parsed(option: Option, text: str) -> Any:
    if option.kind == "whole":
        return int(text)
    if option.kind == "number":
        number = float(text)
        if not math.isfinite(number):
            raise ValueError(text)
        return number
    if option.kind == "yes-no":
        known = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
        if text.lower() not in known:
            raise ValueError(text)
        return known[text.lower()]
    if option.kind == "choice" and text not in option.choices:
        raise ValueError(text)
    return text


def _example(option: Option) -> str:
    kinds = {
        "whole": "a whole number",
        "number": "a number",
        "yes-no": "yes or no",
        "table": "a file with a label and a value in each row",
        "text": "a text",
    }
    return f"one of {list(option.choices)}" if option.choices else kinds[option.kind]


def _numbers(spec: MeasureSpec, name: str) -> bool:
    _, value = get_args(_plain(get_type_hints(spec.compute)[name]))
    return value is float


def _gathered(
    spec: MeasureSpec, known: Mapping[str, Option], values: Mapping[str, Any]
) -> dict[str, Any]:
    """Put the fields of a group back together."""
    hints = get_type_hints(spec.compute)
    arguments: dict[str, Any] = {}
    groups: dict[str, dict[str, Any]] = {}
    for name, value in values.items():
        if known[name].part_of:
            groups.setdefault(known[name].part_of, {})[name] = value
        else:
            arguments[name] = value
    for name, inner in groups.items():
        arguments[name] = _plain(hints[name])(**inner)
    return arguments


def takes(spec: MeasureSpec, name: str) -> bool:
    """Say whether the measure has a parameter of this name."""
    return name in inspect.signature(spec.compute).parameters


def takes_counts(spec: MeasureSpec) -> bool:
    """Say whether the first argument may be region-by-industry counts."""
    first = next(iter(get_type_hints(spec.compute).values()))
    return first is Counts or Counts in get_args(first)


__all__ = ["DATA", "Option", "options_of", "parse_options", "takes", "takes_counts"]
