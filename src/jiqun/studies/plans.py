"""What a job is told: a frozen plan, validated once, all problems told at once.

A plan is a frozen dataclass on :class:`Plan`. Its annotations say what is allowed, in pydantic's
words, and :class:`Refused` under which code anything else is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from typing import Annotated, Any, ClassVar, get_type_hints

from pydantic import AfterValidator, BeforeValidator, Field, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from jiqun.core import InputError, Problem, UnknownError

#: Reads a value before it is validated; a refusal of the reader is told under its own codes.
ReadBy = BeforeValidator


@dataclass(frozen=True, slots=True)
class Refused:
    """Under which code, and with which words, a value of an option is refused."""

    code: str
    expected: str
    fix: str


#: A share of confidence.
Confidence = Annotated[
    float, Field(gt=0, lt=1),
    Refused("options-level", "a confidence between 0 and 1", "Write 0.95 for 95 %."),
]  # fmt: skip
#: Several names, kept as a tuple.
Names = Annotated[Sequence[str], AfterValidator(tuple)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Base of every plan: validated when it is made.

    Raises
    ------
    InputError
        All at once: the codes of its annotations, ``options-type`` for any other value, and
        ``…-unknown`` for a word that is none of the choices.
    """

    #: Fields that change no number; a record leaves them out.
    QUIET: ClassVar[tuple[str, ...]] = ("workers",)

    def __post_init__(self) -> None:
        """Validate every field and keep what validation gives."""
        kind: Any = type(self)
        problems: list[Problem] = []
        for name, field in _readers(kind).items():
            try:
                value = field.validate_python(getattr(self, name))
            except ValidationError as err:
                hint = _hints(kind)[name]
                problems += [one for told in err.errors() for one in _problems(name, hint, told)]
            else:
                object.__setattr__(self, name, value)
        if problems:
            wanting = all(one.code.endswith("-unknown") for one in problems)
            raise (UnknownError if wanting else InputError)(*problems)

    def to_dict(self) -> dict[str, Any]:
        """Give all that changes a number, as JSON values: what a record stores."""
        names = [one.name for one in fields(self) if one.name not in self.QUIET]
        return {name: _plain(getattr(self, name)) for name in names}


@cache
def _readers(kind: Any) -> dict[str, TypeAdapter[Any]]:
    return {name: TypeAdapter(hint) for name, hint in _hints(kind).items()}


@cache
def _hints(kind: Any) -> dict[str, Any]:
    told = get_type_hints(kind, include_extras=True)
    return {one.name: told[one.name] for one in fields(kind)}


def _problems(name: str, hint: Any, told: ErrorDetails) -> Iterator[Problem]:
    """Turn what pydantic refuses into problems with our codes."""
    context = told.get("ctx", {})
    if isinstance(error := context.get("error"), InputError):
        yield from error.problems
        return
    found = f"{told['input']!r}"
    if told["type"] == "literal_error":
        yield Problem(
            f"{name}-unknown", name, f"{found} is not there", f"one of {context['expected']}",
            "Name one of these.",
        )  # fmt: skip
        return
    words = _refusal(hint) or Refused("options-type", told["msg"], "Give a value of this kind.")
    yield Problem(words.code, name, found, words.expected, words.fix)


def _refusal(hint: Any) -> Refused | None:
    """Find the words of a hint, also inside ``… | None``."""
    own = [one for one in getattr(hint, "__metadata__", ()) if isinstance(one, Refused)]
    inner = (_refusal(one) for one in getattr(hint, "__args__", ()))
    return next(iter(own), None) or next((one for one in inner if one), None)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, tuple | list) else value
