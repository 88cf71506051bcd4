"""Open questions: what a look cannot decide, with what it would answer and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jiqun.core import Words
from jiqun.sources.looking.printed import phrase

#: What leaves a column or a name out, as an answer.
LEFT_OUT = "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One answer to a question."""

    value: str
    label: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Something that only the user knows.

    Attributes
    ----------
    key
        ``year``, ``currency``, ``sheet``, ``unit.COLUMN``, ``column.FILECOLUMN``,
        ``name.COLUMN.VALUE``, ``total.VALUE``, ``list.COLUMN``, ``quantity``.
    text
        The question.
    options
        Answers to choose from; empty where any text may be given.
    proposed
        The answer that is proposed; None where there is none.
    certainty, reason
        How sure the proposal is, and why.
    """

    key: str
    text: Words
    options: tuple[Option, ...] = ()
    proposed: str | None
    certainty: float
    reason: Words


def option(value: str, label: Words | None = None) -> Option:
    """Give an answer, named by itself where it has no other name."""
    return Option(value=value, label=label or Words.same(value))


def left_out() -> Option:
    """Give the answer that leaves it out."""
    return Option(value=LEFT_OUT, label=phrase("leave-out"))


def year_question(value: str, certainty: float, reason: Words) -> Question:
    """Ask for the year of a file that does not say it."""
    return Question(
        key="year", text=phrase("ask-year"), proposed=value,
        certainty=certainty, reason=reason,
    )  # fmt: skip


def currency_question(value: str, certainty: float, reason: Words) -> Question:
    """Ask for the money of a file that does not say it."""
    known = ("CNY", "USD", "EUR", "GBP", "JPY", "HKD")
    return Question(
        key="currency", text=phrase("ask-currency"), proposed=value,
        options=tuple(option(one) for one in dict.fromkeys((value, *known))),
        certainty=certainty, reason=reason,
    )  # fmt: skip


def unit_question(
    column: str,
    title: Words,
    options: Sequence[str],
    proposed: str,
    certainty: float,
    reason: Words,
) -> Question:
    """Ask for the unit of a quantity."""
    return Question(
        key=f"unit.{column}", text=phrase("ask-unit", column=title), proposed=proposed,
        options=tuple(option(one) for one in dict.fromkeys((proposed, *options))),
        certainty=certainty, reason=reason,
    )  # fmt: skip
