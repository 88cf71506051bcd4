"""Every error the library raises, and the collector that reports several at once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from jiqun.core.vocab import Language
from jiqun.core.words import catalogue, filled, merged, plain

#: Where a name that is not there has its words as long as its kind has none of its own.
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Sentences:
    """What a problem says to people, in one language."""

    found: str
    expected: str
    fix: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldProblem:
    """One thing wrong, as JSON tells it in the language asked for.

    Attributes
    ----------
    code
        Stable: what a program looks at.
    subject
        What it is about: a table, a column, an option, a file.
    values
        What the sentences name.
    found, expected, fix
        Sentences for people.
    """

    code: str
    subject: str
    values: dict[str, Any]
    found: str
    expected: str
    fix: str


@dataclass(frozen=True, slots=True, init=False, repr=False)
class Problem:
    """One thing wrong with an input; its sentences stand in ``catalog/problems``.

    Attributes
    ----------
    code
        Stable: what a program looks at.
    subject
        What it is about: a table, a column, an option, a file.
    values
        What the sentences name; texts, numbers, lists and mappings only.
    case
        Which of a code's several wordings is meant; empty for the usual one.
    """

    code: str
    subject: str
    values: Mapping[str, Any]
    case: str

    def __init__(
        self,
        code: str,
        subject: str,
        *,
        values: Mapping[str, Any] | None = None,
        case: str = "",
    ) -> None:
        named = {name: plain(value) for name, value in (values or {}).items()}
        fields = {"code": code, "subject": subject, "values": named, "case": case}
        for name, value in fields.items():
            object.__setattr__(self, name, value)

    def __hash__(self) -> int:
        return hash((self.code, self.subject, self.case, json.dumps(self.values, sort_keys=True)))

    def __repr__(self) -> str:
        return f"Problem({self.code!r}, {self.subject!r}, {dict(self.values)!r})"

    def __str__(self) -> str:
        return self.told("en")

    @property
    def found(self) -> str:
        """What was found, in English."""
        return self.said("en").found

    @property
    def expected(self) -> str:
        """What was expected, in English."""
        return self.said("en").expected

    @property
    def fix(self) -> str:
        """What to do, in English."""
        return self.said("en").fix

    def said(self, lang: Language) -> Sentences:
        """Give the three sentences in a language."""
        values = {"subject": self.subject, **self.values}
        words = {
            part: filled(self._template(part, lang), lang, values)
            for part in ("found", "expected", "fix")
        }
        return Sentences(**words)

    def told(self, lang: Language) -> str:
        """Give one line: subject, what was found and expected, what to do, the code."""
        line: str = catalogue("texts/problems.toml")["line"][lang]
        word = catalogue("glossary.toml").get(self.subject, {}) if lang == "zh" else {}
        subject = word.get(lang, self.subject)
        return line.format(code=self.code, subject=subject, **asdict(self.said(lang)))

    def to_dict(self, lang: Language = "en") -> dict[str, Any]:
        """Give code, subject, values, and the sentences in a language (:class:`ToldProblem`)."""
        said = self.said(lang)
        told = ToldProblem(
            code=self.code,
            subject=self.subject,
            values=dict(self.values),
            found=said.found,
            expected=said.expected,
            fix=said.fix,
        )
        return asdict(told)

    def _template(self, part: str, lang: Language) -> str:
        """Find a sentence: of the case, else of the code, else of any name that is not there."""
        known = merged("problems")
        entry = known.get(self.code, {})
        places = [entry.get(self.case, {}), entry] if self.case else [entry]
        places.append(known.get(entry.get("like", ""), {}))
        if self.code.endswith(f"-{UNKNOWN}"):
            places.append(known.get(UNKNOWN, {}))
        return next((str(place[part][lang]) for place in places if part in place), self.code)


class JiqunError(Exception):
    """Root of the library's errors. Catch this to catch all of them."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong, each with its remedy."""
        return tuple(one for one in self.args if isinstance(one, Problem))

    def __str__(self) -> str:
        return self.told("en")

    def told(self, lang: Language) -> str:
        """Give one line a problem, in a language."""
        return "\n".join(
            one.told(lang) if isinstance(one, Problem) else str(one) for one in self.args
        )


class InputError(JiqunError, ValueError):
    """The caller's data or options cannot be used as they are."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(*problems)


class UnknownError(InputError, KeyError):
    """What the caller named does not exist: a region, a measure, a table."""


class ModelError(JiqunError, RuntimeError):
    """The data are in order but the computation cannot run or did not converge."""


class BusyError(JiqunError, RuntimeError):
    """Another process holds what this one needs (a workspace's writer lock)."""


class ConflictError(JiqunError, RuntimeError):
    """Somebody else has changed meanwhile what the caller wanted to change."""


class DamageError(JiqunError, RuntimeError):
    """What a workspace keeps is not what was written: a part is missing, cut short or changed."""


class MissingExtraError(JiqunError, ImportError):
    """An optional dependency is needed and absent."""


class Problems:
    """Gather problems, then raise them together."""

    def __init__(self) -> None:
        self._found: list[Problem] = []

    def __bool__(self) -> bool:
        return bool(self._found)

    @property
    def found(self) -> tuple[Problem, ...]:
        """The problems gathered so far, in the order they were added."""
        return tuple(self._found)

    def add(self, code: str, *, subject: str, case: str = "", **values: Any) -> None:
        """Add one problem; nothing is raised yet."""
        self._found.append(problem(code, subject=subject, case=case, **values))

    def extend(self, problems: tuple[Problem, ...]) -> None:
        """Add the problems that another check found."""
        self._found.extend(problems)

    def check(self) -> None:
        """Raise :class:`InputError` with all problems, if there are any."""
        if self._found:
            raise InputError(*self._found)


def problem(code: str, *, subject: str, case: str = "", **values: Any) -> Problem:
    """Build a problem: its code, what it is about, and the values that its sentences name."""
    return Problem(code, subject, values=values, case=case)


def unknown(
    kind: str, name: str, known: object = (), *, case: str = "", **values: Any
) -> UnknownError:
    """Build the error ``{kind}-unknown`` for a name that is not there.

    ``known`` says what is there: names, or words where they are too many. A case of its own
    in ``catalog/problems`` may say ``expected`` otherwise.
    """
    named = {"name": name, "known": known, **values}
    return UnknownError(Problem(f"{kind}-{UNKNOWN}", kind, values=named, case=case))
