"""What a job is told: a frozen plan, validated once, all problems told at once.

A plan is a frozen dataclass on :class:`Plan`. Its annotations say what is allowed, in pydantic's
words, and :class:`Refused` under which code anything else is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, get_type_hints

from jiqun.core.errors import InputError, Problem, UnknownError, problem, unknown
from jiqun.core.words import merged

if TYPE_CHECKING:
    from pydantic import TypeAdapter
    from pydantic_core import ErrorDetails


@dataclass(frozen=True, slots=True)
class Refused:
    """Under which code a value of a field is refused, if not as ``{prefix}-{field}``."""

    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Base of every plan: validated when it is made.

    Raises
    ------
    InputError
        All at once: ``{PREFIX}-{field}``, or the codes of :class:`Refused`, with the value as
        ``value``; ``{field}-unknown`` for a word that is none of a field's choices.
    """

    #: What the codes of the fields begin with; a field that the catalogue of problems has no
    #: words for is refused as ``options-type``.
    PREFIX: ClassVar[str] = ""
    #: Fields that change no number; a record leaves them out.
    QUIET: ClassVar[tuple[str, ...]] = ("workers",)

    def __post_init__(self) -> None:
        """Validate every field and keep what validation gives."""
        from pydantic import ValidationError

        problems: list[Problem] = []
        kind: Any = type(self)
        for name, field in _readers(kind).items():
            try:
                value = field.validate_python(getattr(self, name))
            except ValidationError as err:
                problems += self._problems(name, err.errors()[0])
            else:
                object.__setattr__(self, name, value)
        if not problems:
            problems = [self._wrong(name) for name in self.unfit()]
        if problems:
            wanting = all(one.code.endswith("-unknown") for one in problems)
            raise (UnknownError if wanting else InputError)(*problems)

    def unfit(self) -> Iterable[str]:
        """Name fields that do not fit the others; each of them is valid by itself."""
        return ()

    def to_dict(self) -> dict[str, Any]:
        """Give all that changes a number, as JSON values: what a record stores."""
        names = [one.name for one in fields(self) if one.name not in self.QUIET]
        return {name: _plain(getattr(self, name)) for name in names}

    def _problems(self, name: str, told: ErrorDetails) -> Iterator[Problem]:
        """Turn what pydantic refuses into problems with our codes."""
        kind: Any = type(self)
        error = told.get("ctx", {}).get("error")
        refusal = _refusal(_hints(kind)[name])
        if isinstance(error, InputError):
            yield from error.problems
        elif told["type"] == "literal_error" and refusal is None:
            words = str(told["ctx"]["expected"]).replace(" or ", ", ").replace("'", "")
            yield from unknown(name, str(getattr(self, name)), words.split(", ")).problems
        elif refusal is None and self._code(name) not in merged("problems"):
            yield problem(
                "options-type", subject=name, value=getattr(self, name), allowed=told["msg"]
            )
        else:
            yield self._wrong(name)

    def _wrong(self, name: str) -> Problem:
        """Build the problem of one field's value."""
        kind: Any = type(self)
        refusal = _refusal(_hints(kind)[name])
        value = getattr(self, name)
        return problem(refusal.code if refusal else self._code(name), subject=name, value=value)

    def _code(self, name: str) -> str:
        return f"{self.PREFIX}-{name.replace('_', '-')}"


@cache
def _readers(kind: Any) -> dict[str, TypeAdapter[Any]]:
    from pydantic import TypeAdapter

    return {name: TypeAdapter(hint) for name, hint in _hints(kind).items()}


@cache
def _hints(kind: Any) -> dict[str, Any]:
    told = get_type_hints(kind, include_extras=True)
    return {one.name: told[one.name] for one in fields(kind)}


def _refusal(hint: Any) -> Refused | None:
    """Find the words of a hint, also inside ``… | None``."""
    own = [one for one in getattr(hint, "__metadata__", ()) if isinstance(one, Refused)]
    inner = (_refusal(one) for one in getattr(hint, "__args__", ()))
    return next(iter(own), None) or next((one for one in inner if one), None)


def _plain(value: Any) -> Any:
    if isinstance(value, Plan):
        return value.to_dict()
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, tuple | list) else value
