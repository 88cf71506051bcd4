"""Doubt in named parts, in plain words: what each says of a cell, and what it does not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, Literal

from jiqun.charts import Estimate, show_count, show_estimate, show_number, show_quotient
from jiqun.core import Language, Words, named, say

BasisName = Literal["own", "packaged", "survey"]
PartName = Literal["persistence", "range", "largest", "luck", "sampling"]
#: What a part's columns are called, between the quantity and its end.
ENDS: Final[Mapping[PartName, str]] = {
    "persistence": "",
    "range": "range_",
    "largest": "without_",
    "luck": "luck_",
    "sampling": "sampling_",
}
EMPLOYMENT: Final = "employment"
#: What follows from the cell's size; the size itself stands after the quotient.
FOLLOWING: Final = ("micro_share", "macro_share", "growth")
#: Bounds of the largest establishment that are this near one another are told as one number.
NEAR: Final = 1.02
#: The part of a cell's jobs from which one establishment is said first.
HALF: Final = 0.5
#: Less than this is no job left.
LEFT: Final = 0.5
#: Ends that differ by a smaller part of themselves are one number.
ROUNDING: Final = 1e-9
#: A level that has a phrase of its own.
USUAL: Final = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """A quantity of a cell with its two ends."""

    quantity: str
    value: float | None
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What the intervals for next year were learnt from.

    Attributes
    ----------
    basis
        ``own``: these data's earlier years; the table that comes with the package: ``packaged``,
        of full counts, or ``survey``.
    first, last
        The years between which cells were followed; null where that was not kept.
    pairs
        How many changes of a cell from a year to the next.
    words
        The same in a phrase.
    """

    basis: BasisName
    first: int | None
    last: int | None
    pairs: int
    words: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubtPart:
    """One part of a cell's doubt.

    Attributes
    ----------
    title, meaning
        What it is called; what it says and what it does not.
    said
        The same of this cell, in a sentence; null where the bounds say all.
    telling
        Whether that is to be said first: one establishment holds at least half of the jobs.
    bounds
        By quantity; only those that are known.
    """

    part: PartName
    title: Words
    meaning: Words
    said: Words | None
    telling: bool
    bounds: tuple[Bounds, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """A cell's doubt in its parts, which are never merged.

    Attributes
    ----------
    level
        Probability (0-1) of the persistence and of the sampling interval.
    basis
        What the intervals for next year rest on; null where there are none.
    saturated
        That the cell is all that is known of its region's group or of its category; null where
        it is not.
    parts
        Those that there are.
    """

    level: float
    basis: Basis | None
    saturated: Words | None
    parts: tuple[DoubtPart, ...]


def basis_of(basis: BasisName, *, first: int | None, last: int | None, pairs: int) -> Basis:
    """Say what intervals for next year rest on."""
    key = f"doubt.basis_{'undated' if first is None else basis}"
    words = _words(
        key, lambda lang: {"first": first, "last": last, "pairs": show_count(pairs, lang)}
    )
    return Basis(basis=basis, first=first, last=last, pairs=pairs, words=words)


def doubt_of(cell: Mapping[str, Any], *, level: float, basis: Basis | None) -> Doubt:
    """Tell the doubt of a cell, part by part.

    Parameters
    ----------
    cell
        A row of cells; its ``quantity`` is what leads it, without one employment.
    level
        Probability of the intervals.
    basis
        What the intervals for next year rest on.

    Returns
    -------
    Doubt
        Without a part that is not known. The data range is told only where it is more than a
        point, and of the establishment that is largest only where what it has of the leading
        quantity is bounded.
    """
    found = {name: _bounds(cell, name) for name in ENDS}
    found["range"] = tuple(
        one for one in found["range"] if one.high - one.low > ROUNDING * abs(one.high)
    )
    if cell.get("largest_low") is None:
        found["largest"] = ()
    parts = tuple(
        DoubtPart(
            part=name,
            title=_words(f"doubt.{name}"),
            meaning=_meaning(name, level, basis),
            said=_largest(cell) if name == "largest" else None,
            telling=name == "largest" and _dominated(cell),
            bounds=bounds,
        )
        for name, bounds in found.items()
        if bounds
    )
    saturated = _words("doubt.saturated") if cell.get("saturated") else None
    return Doubt(level=level, basis=basis, saturated=saturated, parts=parts)


def doubted(leading: str = EMPLOYMENT) -> tuple[str, ...]:
    """Name the quantities that have doubt of their own, in their order, where one leads."""
    return ("quotient", leading, *FOLLOWING)


def told_quantities(doubt: Doubt) -> tuple[str, ...]:
    """Name the quantities that some part of a doubt bounds, in their order."""
    there = dict.fromkeys(one.quantity for part in doubt.parts for one in part.bounds)
    sizes = [name for name in there if name not in doubted()]
    order = doubted(sizes[0] if sizes else EMPLOYMENT)
    return tuple(name for name in order if name in there)


def times(level: float, lang: Language) -> str:
    """Say a probability as one says it: nineteen times in twenty."""
    if abs(level - USUAL) < 1e-9:  # noqa: PLR2004 - the same number
        return say("doubt.usual", lang)
    return say("doubt.times", lang, level=show_number(100 * level, decimals=0))


def _bounds(cell: Mapping[str, Any], part: PartName) -> tuple[Bounds, ...]:
    found = []
    for name in doubted(_leading(cell)):
        low, high = (cell.get(f"{name}_{ENDS[part]}{end}") for end in ("low", "high"))
        if low is not None and high is not None:
            found.append(Bounds(quantity=name, value=cell.get(name), low=low, high=high))
    return tuple(found)


def _meaning(part: PartName, level: float, basis: Basis | None) -> Words:
    return _words(
        f"doubt.{part}_meaning",
        lambda lang: {
            "times": times(level, lang),
            "basis": basis.words.said(lang) if basis else say("doubt.basis_none", lang),
        },
    )


def _leading(cell: Mapping[str, Any]) -> str:
    return str(cell.get("quantity") or EMPLOYMENT)


def _dominated(cell: Mapping[str, Any]) -> bool:
    size = float(cell.get(_leading(cell)) or 0.0)
    return size != 0.0 and bool(cell["largest_low"] >= HALF * size)


def _largest(cell: Mapping[str, Any]) -> Words | None:
    """Say in a sentence how much hangs on one establishment."""
    leading = _leading(cell)
    low, high = cell["largest_low"], cell.get("largest_high")
    if high is None or (cell.get(leading) or 0.0) <= 0:
        return None
    size: float = cell[leading]
    jobs = leading == EMPLOYMENT
    about, end = (None, "") if jobs else (named(leading), "_led")
    shown = _count if jobs else partial(_amount, quantity=leading)

    def told(lang: Language) -> dict[str, str]:
        words = {"low": shown(low, lang), "high": shown(high, lang), "jobs": shown(size, lang)}
        return words | ({"quantity": about.said(lang)} if about else {})

    if size - low < (LEFT if jobs else ROUNDING * size):
        return _words(f"doubt.alone{end}", told)
    left = Estimate(low=cell.get("quotient_without_low"), high=cell.get("quotient_without_high"))
    key = f"doubt.{'one_holds' if high <= NEAR * low else 'one_between'}{end}"
    return _words(key, lambda lang: told(lang) | {"left": _left(left, lang)})


def _count(value: float, lang: Language) -> str:
    return show_count(value, lang)


def _amount(value: float, lang: Language, *, quantity: str) -> str:
    return show_estimate(Estimate(value=value), quantity, lang)


def _left(left: Estimate, lang: Language) -> str:
    if left.low is None or left.high is None:
        return ""
    low, high = (show_quotient(Estimate(value=end)) for end in (left.low, left.high))
    if low == high:
        return say("doubt.left", lang, quotient=low)
    return say("doubt.left_between", lang, low=low, high=high)


def _words(key: str, values: Callable[[Language], Mapping[str, Any]] | None = None) -> Words:
    given = values or (lambda lang: {})  # noqa: ARG005 - a text without values
    return Words(en=say(key, "en", **given("en")), zh=say(key, "zh", **given("zh")))
