"""Options of a measure and of reading its data, by their signatures: listed and parsed."""

from __future__ import annotations

import inspect
import math
import types
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields, is_dataclass
from functools import partial
from pathlib import Path
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    Literal,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

from numpy.typing import ArrayLike

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

from jiqun.core import InputError, MeasureSpec, Problems, Words, problem
from jiqun.studies.measuring.files import read_mapping
from jiqun.studies.measuring.slots import Filled, slots_of
from jiqun.studies.plans import (
    Alpha,
    Bootstraps,
    Confidence,
    Seed,
    SizeSpread,
    Workers,
    Year,
    fit,
)

OptionKind = Literal[
    "choice",
    "whole",
    "number",
    "yes-no",
    "table",
    "distances",
    "list",
    "file",
    "group",
    "text",
    "data",
]
#: What changes nothing but the time.
_UNTOLD = frozenset({"workers"})
#: What has an option of its own on the command line.
FLAGS = frozenset({"industry", "against", "radii", "weighted", "draws", "seed", "level"})
#: Options that mean the same in every measure and every job.
SHARED: Mapping[str, Any] = {
    "alpha": Alpha, "confidence": Confidence, "draws": Bootstraps, "level": Confidence,
    "seed": Seed, "size_cv2": SizeSpread, "workers": Workers, "year": Year,
}  # fmt: skip
#: What else can be, of an option of this name, or of this kind.
RANGES: Mapping[str, tuple[float, float]] = {
    "base": (1.01, 1e6), "epsilon": (1e-12, 1e6), "steps": (1, 10_000),
    "whole": (-(10**9), 10**9), "number": (-1e12, 1e12),
}  # fmt: skip
#: Distances that one curve may have.
MOST_RADII = 10_000
_KINDS: dict[Any, OptionKind] = {
    bool: "yes-no", int: "whole", float: "number", Path: "file", str: "text",
}  # fmt: skip
_EXAMPLES: dict[str, Words] = {
    "whole": Words("a whole number", "整数"),
    "number": Words("a number", "数字"),
    "yes-no": Words("yes or no", "yes 或 no"),
    "table": Words("a file with a label and a value in each row", "每行为标签和数值的文件"),
    "distances": Words(
        f"FROM:TO:STEP or distances with commas between, at most {MOST_RADII:,}",
        f"起：止：步长，或以逗号分隔的距离，至多 {MOST_RADII:,} 个",
    ),
    "list": Words("words with commas between", "以逗号分隔的词"),
    "file": Words("a file", "文件"),
    "group": Words("its parts", "其各部分"),
    "text": Words("a text", "文本"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One option: of a measure, of a group of its options, or of reading its data.

    Attributes
    ----------
    name, kind
        Its name and what it takes: "choice", "whole", "number", "yes-no", "text", "file",
        "table" (a file with a label and a value in each row), "distances", "list", "group".
    choices
        Of a choice.
    default, required
        Its default where that is a plain value; whether it must be given.
    part_of
        The group it belongs to, if it is one field of it.
    hint
        Its type.
    """

    name: str
    kind: OptionKind
    choices: tuple[str, ...] = ()
    default: str | int | float | bool | None = None
    required: bool = False
    part_of: str = ""
    hint: Any = None

    @property
    def flag(self) -> str:
        """How it is written on the command line."""
        return f"--{self.name}" if self.name in FLAGS else f"--option {self.name}"

    @property
    def example(self) -> Words:
        """Say what it takes."""
        if not self.choices:
            return _EXAMPLES[self.kind]
        return Words(f"one of {list(self.choices)}", f"下列之一：{'、'.join(self.choices)}")


def options_of(spec: MeasureSpec) -> tuple[Option, ...]:
    """Give every option of a measure, in the order of its signature; a group before its parts."""
    hints = get_type_hints(spec.compute)
    data = {slot.name for slot in slots_of(spec)}
    found: list[Option] = []
    for one in inspect.signature(spec.compute).parameters.values():
        if one.name in data:
            continue
        option = _option(one.name, hints[one.name], one.default)
        found.append(option)
        if option.kind == "group":
            found += _parts(option)
    return tuple(option for option in found if option.name not in _UNTOLD)


def reading_options(filled: Iterable[Filled]) -> tuple[Option, ...]:
    """Give the options of reading the data, each once."""
    found: dict[str, Option] = {}
    for one in filled:
        for name, parameter in one.options.items():
            found.setdefault(name, _option(name, one.hints[name], parameter.default))
    return tuple(found.values())


def takes(spec: MeasureSpec, name: str) -> bool:
    """Say whether the measure has a parameter of this name."""
    return name in inspect.signature(spec.compute).parameters


def parse_options(
    spec: MeasureSpec,
    options: Sequence[Option],
    *,
    texts: Mapping[str, str],
    named: Mapping[str, object],
) -> dict[str, object]:
    """Turn ``name=value`` texts and values given by name into arguments.

    Raises
    ------
    InputError
        ``option-unknown``, ``option-value``, ``option-missing``, and what files and groups
        refuse, all at once.
    """
    problems, known = Problems(), {one.name: one for one in options}
    values: dict[str, object] = {}
    for name, given in {**named, **texts}.items():
        if name not in known:
            _tell_unknown(problems, spec, name, known)
        else:
            read = name in texts or known[name].kind == "distances"
            values[name] = _gathering(problems, partial(_read, known[name], given, parse=read))
    _tell_missing(problems, spec, options, values)
    problems.check()
    return _gathered(problems, known, values)


def distances(text: object) -> list[float]:
    """Read "0:50:1" (both ends included) or "1,2,5".

    Examples
    --------
    >>> distances("0:2:0.5"), distances("1,2,5")
    ([0.0, 0.5, 1.0, 1.5, 2.0], [1.0, 2.0, 5.0])
    """
    text = str(text)
    parts = text.split(":" if ":" in text else ",")
    try:
        numbers = [float(part) for part in parts]
    except ValueError:
        numbers = []
    stepped = ":" in text and len(numbers) == 3  # noqa: PLR2004 - from, to, step
    if not all(math.isfinite(one) for one in numbers):
        numbers = []
    elif stepped and numbers[2] > 0 and 0 <= numbers[1] - numbers[0] < MOST_RADII * numbers[2]:
        first, last, step = numbers
        return [first + step * k for k in range(int((last - first) / step + 1e-9) + 1)]
    if stepped and numbers and numbers[2] > 0 and numbers[1] < numbers[0]:
        raise InputError(problem("radii-order", subject="radii", radii=text))
    if not 0 < len(numbers) <= MOST_RADII or ":" in text:
        wanted = _EXAMPLES["distances"]
        told = problem("option-value", subject="radii", case="radii", given=text, wanted=wanted)
        raise InputError(told)
    return numbers


def plain(hint: Any) -> Any:
    """Give a type without its None."""
    if get_origin(hint) in (Union, types.UnionType):
        inner = [one for one in get_args(hint) if one is not type(None)]
        return inner[0] if len(inner) == 1 else hint
    return hint


def _option(name: str, hint: Any, default: object, *, part_of: str = "") -> Option:
    bare, absent = plain(hint), default in (MISSING, inspect.Parameter.empty)
    return Option(
        name=name,
        kind=_kind(bare),
        choices=tuple(map(str, get_args(bare))) if get_origin(bare) is Literal else (),
        default=default if isinstance(default, str | int | float | bool) else None,
        required=absent,
        part_of=part_of,
        hint=bare,
    )


def _kind(bare: Any) -> OptionKind:
    origin = get_origin(bare)
    if origin is Literal:
        return "choice"
    if origin is Mapping:
        return "table"
    if is_dataclass(bare):
        return "group"
    if origin is tuple:
        return "list"
    if bare == ArrayLike or (origin is Sequence and get_args(bare) == (float,)):
        return "distances"
    return _KINDS.get(bare, "text")


def _parts(group: Option) -> list[Option]:
    hints = get_type_hints(group.hint)
    return [
        _option(one.name, hints[one.name], one.default, part_of=group.name)
        for one in fields(group.hint)
    ]


def _read(option: Option, given: object, *, parse: bool) -> object:
    """Turn what is given into the option's type, within the limits that all faces share."""
    value = _parsed(option, str(given)) if parse else given
    if option.kind not in ("whole", "number") or value is None:
        return value
    if option.name in SHARED:
        return fit({option.name: (value, SHARED[option.name])})[option.name]
    low, high = RANGES.get(option.name, RANGES[option.kind])
    if isinstance(value, int | float) and not low <= value <= high:
        raise InputError(
            problem("option-range", subject=option.name, value=value, low=low, high=high)
        )
    return value


def _parsed(option: Option, text: str) -> object:
    """Turn a text into the option's type; pydantic is loaded when there is one to turn."""
    if option.kind == "distances":
        return distances(text)
    from pydantic import BeforeValidator, ConfigDict, TypeAdapter, ValidationError

    before: dict[str, Callable[[Any], Any]] = {
        "table": partial(read_mapping, numbers=get_args(option.hint)[-1:] == (float,)),
        "list": lambda words: tuple(word.strip() for word in words.split(",")),
    }
    hint: Any = option.hint if option.kind != "text" else str
    if option.kind in before:
        hint = Annotated[hint, BeforeValidator(before[option.kind])]
    adapter: TypeAdapter[Any] = TypeAdapter(hint, config=ConfigDict(allow_inf_nan=False))
    try:
        return adapter.validate_python(text)
    except ValidationError as err:
        raise _refused(option, text, err.errors()) from None


def _refused(option: Option, text: str, errors: Sequence[ErrorDetails]) -> InputError:
    causes = [one.get("ctx", {}).get("error") for one in errors]
    told = [problem for one in causes if isinstance(one, InputError) for problem in one.problems]
    refused = problem("option-value", subject=option.name, given=text, wanted=option.example)
    return InputError(*(told or [refused]))


def _gathering(problems: Problems, make: Callable[[], object]) -> object:
    """Make a value, or add what is wrong with it to the problems."""
    try:
        return make()
    except InputError as err:
        problems.extend(err.problems)
        return None


def _tell_unknown(
    problems: Problems, spec: MeasureSpec, name: str, known: Mapping[str, Option]
) -> None:
    names = sorted(one.name for one in known.values() if one.kind != "group")
    case = "" if names else "none"
    problems.add("option-unknown", subject=spec.id, case=case, name=name, known=names)


def _tell_missing(
    problems: Problems, spec: MeasureSpec, options: Sequence[Option], values: Mapping[str, object]
) -> None:
    begun = {one.part_of for one in options if one.name in values} - {""}
    there = begun | set(values)
    for one in options:
        wanted = one.required and (not one.part_of or one.part_of in begun)
        if wanted and one.name not in there:
            problems.add(
                "option-missing",
                subject=spec.id,
                name=one.name,
                flag=one.flag,
                wanted=one.example,
            )


def _gathered(
    problems: Problems, known: Mapping[str, Option], values: Mapping[str, object]
) -> dict[str, object]:
    """Put the fields of a group back together."""
    arguments = {name: value for name, value in values.items() if not known[name].part_of}
    for group in {known[name].part_of: None for name in values if known[name].part_of}:
        inner = {name: value for name, value in values.items() if known[name].part_of == group}
        arguments[group] = _gathering(problems, partial(known[group].hint, **inner))
    problems.check()
    return arguments


__all__ = ["Option", "distances", "options_of", "parse_options", "reading_options", "takes"]
