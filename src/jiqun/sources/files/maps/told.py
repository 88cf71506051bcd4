"""What is wrong with a map, gathered so that all of it is told at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from jiqun.core import InputError, Problem, Words, problem, words
from jiqun.sources.files.matching import nearest
from jiqun.tables import TableSchema

#: Characters of a name or value that are shown.
SHOWN = 80
#: Problems of one map that are told.
_MOST_TOLD = 50


class Told:
    """The problems of one map, by the entry that each is about."""

    def __init__(self, name: str, schema: TableSchema) -> None:
        self.name, self.schema = name, schema
        self._problems: list[Problem] = []
        self._untold = 0

    def __bool__(self) -> bool:
        return bool(self._problems)

    def problem(self, code: str, at: str, **words: Any) -> None:
        """Add a problem of an entry."""
        if len(self._problems) >= _MOST_TOLD:
            self._untold += 1
            return
        subject = f"{self.name} [{at[:SHOWN]}]" if at else self.name
        self._problems.append(problem(code, subject=subject, **words))

    def extend(self, problems: Iterable[Problem]) -> None:
        """Add what another check found."""
        self._problems.extend(problems)

    def wrong(self, at: str, value: object, wanted: str | Words) -> None:
        """Add that an entry is not what it should be (``map-value``)."""
        self.problem("map-value", at, value=shown(value), wanted=wanted)

    def names(self, at: str, given: Iterable[str], known: Iterable[str]) -> None:
        """Add each name that no entry has (``map-section``)."""
        listed = list(known)
        for name in given:
            if name not in listed:
                hint = self._hint(name, listed)
                self.problem("map-section", at, name=name[:SHOWN], hint=hint, known=listed)

    def canonical(self, section: str, entries: Iterable[str], *also: str) -> None:
        """Add each entry that is no column of the table (``map-column``)."""
        known = self.schema.names
        for name in entries:
            if name not in known and name not in also:
                hint = self._hint(name, known)
                self.problem("map-column", section, name=name[:SHOWN], hint=hint, known=known)

    def check(self) -> None:
        """Raise all that is wrong."""
        if self._untold:
            untold = problem("map-more", subject=self.name, count=self._untold)
            raise InputError(*self._problems, untold)
        if self._problems:
            raise InputError(*self._problems)

    def _hint(self, name: str, known: Iterable[str]) -> str:
        """Say which name is near, as long as it will be told."""
        return nearest(name, known) if len(self._problems) < _MOST_TOLD else ""


def asked(what: str, **values: str) -> Words:
    """Say what an entry should be, in the words of ``catalog/texts/column_maps.toml``."""
    return words(f"column_maps.{what}", **values)


def shown(value: object) -> str:
    """Write a value as it stood, cut where it is long."""
    try:
        text = f"{value!r}"
    except (ValueError, RecursionError):  # a number of thousands of digits, a nest of brackets
        return f"{type(value).__name__} …"
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
