"""Every error the library raises, and the collector that reports several at once."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with an input.

    ``code`` is stable and translatable; the three sentences are for people.
    """

    code: str
    subject: str
    found: str
    expected: str
    fix: str

    def __str__(self) -> str:
        return f"{self.subject}: {self.found}; expected {self.expected}. {self.fix} [{self.code}]"

    def to_dict(self) -> dict[str, str]:
        """Give the five fields by name."""
        return asdict(self)


class JiqunError(Exception):
    """Root of the library's errors. Catch this to catch all of them."""


class InputError(JiqunError, ValueError):
    """The caller's data or options cannot be used as they are."""

    def __init__(self, *problems: Problem) -> None:
        self.problems = problems
        super().__init__("\n".join(str(p) for p in problems))


class UnknownError(InputError, KeyError):
    """What the caller named does not exist: a region, a measure, a table."""

    def __str__(self) -> str:
        return "\n".join(str(p) for p in self.problems)


class ModelError(JiqunError, RuntimeError):
    """The data are in order but the computation cannot run or did not converge."""


class BusyError(JiqunError, RuntimeError):
    """Another process holds what this one needs (a workspace's writer lock)."""


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

    def add(self, code: str, *, subject: str, found: str, expected: str, fix: str) -> None:
        """Add one problem; nothing is raised yet."""
        self._found.append(Problem(code, subject, found, expected, fix))

    def extend(self, problems: tuple[Problem, ...]) -> None:
        """Add the problems that another check found."""
        self._found.extend(problems)

    def check(self) -> None:
        """Raise :class:`InputError` with all problems, if there are any."""
        if self._found:
            raise InputError(*self._found)


def unknown(kind: str, name: str, known: object, *, fix: str) -> UnknownError:
    """Build the error for a name that is not there; ``known`` says what is."""
    return UnknownError(
        Problem(f"{kind}-unknown", kind, f"{name!r} is not there", f"one of {known}", fix)
    )
