"""Long or wide: which columns say the region, the industry and the year, and what stands across."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from jiqun.sources.looking.heads import Seen, has_gaps
from jiqun.sources.looking.naming import ENOUGH, Kind, Known, Listed, listed
from jiqun.sources.looking.printed import (
    KEYS,
    QUANTITIES,
    headed,
    kind_words,
    led,
    phrase,
    split_unit,
    total_of,
    year_of,
)

_PLACES: tuple[Kind, ...] = ("region", "industry")
_ELIMINATED = 0.6
#: Share of a header line's words that must be of one kind.
_MOSTLY = 0.6
_CODES = 0.8
#: Share of a column's words that must be quantities to make it the column that says them.
_SOME = 0.3
_YEAR_WITHIN = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)\s*(?:年度?)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """What the columns are, and what the header says across.

    Attributes
    ----------
    columns
        The file's columns, their roles settled.
    levels
        Of a wide table, what each line of the header says: "region", "industry", "year",
        "value" (which quantity), "" (nothing). Empty for a long one.
    lists
        "region", "industry" -> the list its words are of.
    across
        Level -> the words that stand across.
    parted
        Whether one line of the header says several things, and ``lines`` are its parts.
    """

    columns: tuple[Seen, ...]
    levels: tuple[str, ...] = ()
    lists: Mapping[str, Listed] = field(default_factory=dict)
    across: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    parted: bool = False

    def of(self, role: str) -> Seen | None:
        """Give the column of a role."""
        return next((one for one in self.columns if one.role == role), None)

    @property
    def wide(self) -> bool:
        """Whether something stands across."""
        return bool(self.levels)

    @property
    def fill(self) -> tuple[str, ...]:
        """Columns that are written once for the rows under them."""
        return tuple(one.name for one in self.columns if one.role in KEYS and has_gaps(one.cells))


def find_layout(columns: Sequence[Seen], known: Known) -> Layout:
    """Settle what each column is."""
    seen = [_named(one, known) for one in columns]
    turned = [
        one
        for one in seen
        if one.numeric and one.role not in (*KEYS, "measure", "unit", "currency")
    ]
    seen, parted = _parted_heads(seen, turned)
    if parted:
        turned = [one for one in seen if one.numeric and one.role == "value"]
    measured = _measured(seen)
    levels, across = _levels(seen, turned, known)
    if measured and not levels:
        levels = ("",) * max((len(one.lines) for one in turned), default=1)
    if measured:
        levels = tuple("" if level == "value" else level for level in levels)
    if levels:
        turned = _only_values(turned) if measured and not any(levels) else turned
        seen = [_turned(one, levels) if one in turned else one for one in seen]
    seen = _one_each(seen, levels, known)
    seen = _eliminated(seen, levels)
    regions = _list_of("region", seen, across, known)
    chinese = replace(known, chinese=known.chinese or regions.list.startswith("cn-"))
    lists = {"region": regions, "industry": _list_of("industry", seen, across, chinese)}
    return Layout(columns=tuple(seen), levels=levels, lists=lists, across=across, parted=parted)


def _measured(seen: Sequence[Seen]) -> Seen | None:
    """Give the column whose cells say which quantity a row is of; None where there is none."""
    for one in seen:
        labels = labels_of(one.cells) if one.role == "measure" and not one.numeric else []
        counted = [label for label in labels if headed(label).becomes in QUANTITIES]
        if labels and len(counted) >= _SOME * len(labels):
            return one
    return None


def _only_values(turned: Sequence[Seen]) -> list[Seen]:
    """Give the one column of numbers of a table whose rows say the quantity."""
    said = [one for one in turned if one.role == "value"]
    return said[:1] or [one for one in turned if one.role != "nothing"][:1]


def _parted_heads(seen: list[Seen], turned: Sequence[Seen]) -> tuple[list[Seen], bool]:
    """Part heads of one line that say a year and a quantity: 2021年总产值(亿元)."""
    parts = {one.name: _year_and_quantity(one.lines[-1]) for one in turned if len(one.lines) == 1}
    said = [name for name, both in parts.items() if both]
    known = [one for one in turned if one.role != "nothing"]
    if not said or len(said) < _MOSTLY * len(known):
        return seen, False
    found = []
    for one in seen:
        both = parts.get(one.name)
        if both:
            found.append(replace(one, lines=both, role="value"))
        elif one.name in parts:
            found.append(replace(one, role="nothing", reason=phrase("unknown")))
        else:
            found.append(one)
    return found, True


def _year_and_quantity(head: str) -> tuple[str, str] | None:
    """Part a head that says both; None for any other.

    Examples
    --------
    >>> _year_and_quantity("2021年总产值(亿元)"), _year_and_quantity("Employment 2021")
    (('2021', '总产值(亿元)'), ('2021', 'Employment'))
    >>> _year_and_quantity("总产值"), _year_and_quantity("2021年增长率")
    (None, None)
    """
    found = list(_YEAR_WITHIN.finditer(head))
    if len(found) != 1:
        return None
    rest = (head[: found[0].start()] + " " + head[found[0].end() :]).strip(" -_,，:：/年()（）")
    rest = (
        rest
        + ")" * (rest.count("(") - rest.count(")"))
        + "）" * (rest.count("（") - rest.count("）"))
    )
    return (found[0][1], rest) if headed(rest).becomes in QUANTITIES else None


def labels_of(cells: Sequence[str]) -> list[str]:
    """Give the different words of a column that are neither totals nor empty."""
    plain = [led(cell)[0] for cell in dict.fromkeys(cells) if cell]
    return [one for one in dict.fromkeys(plain) if one and not total_of(one)]


def _named(one: Seen, known: Known) -> Seen:
    """Say what a column of words or codes is by its words where its head does not say."""
    certain = one.role and one.certainty > ENOUGH + 0.3
    if (
        certain
        or (one.numeric and one.role in QUANTITIES)
        or one.role in ("year", "nothing", "value", "measure", "unit", "currency")
    ):
        return one
    if one.numeric and not _coded(one.cells):
        return one
    shares = {kind: listed(labels_of(one.cells), kind, known).share for kind in _PLACES}
    best: Kind = "region" if one.numeric else max(_PLACES, key=lambda kind: shares[kind])
    if shares[best] < ENOUGH or (one.numeric and shares[best] < _CODES):
        return one
    reason = phrase("listed", share=f"{shares[best]:.0%}", kind=kind_words(best))
    return replace(one, role=best, certainty=min(shares[best], 0.95), reason=reason)


def _coded(cells: Sequence[str]) -> bool:
    """Say whether numbers may be codes of places: whole, all of six digits, or of twelve.

    Shorter ones may be amounts as well: those are codes only where their head says so.
    """
    filled = [cell.removesuffix(".0") for cell in cells if cell]
    lengths = {len(cell) for cell in filled}
    return bool(filled) and all(map(str.isdigit, filled)) and lengths in ({6}, {12})


def _levels(
    seen: Sequence[Seen], turned: Sequence[Seen], known: Known
) -> tuple[tuple[str, ...], dict[str, tuple[str, ...]]]:
    """Say what each line of the header says across the columns of numbers."""
    if not turned:
        return (), {}
    count = max(len(one.lines) for one in turned)
    taken = {one.role for one in seen if one not in turned}
    found: list[str] = []
    across: dict[str, tuple[str, ...]] = {}
    for line in range(count):
        words_of = [one.lines[line] if line < len(one.lines) else "" for one in turned]
        level = _level(words_of, taken | set(across), known)
        found.append(level)
        if level:
            across[level] = tuple(dict.fromkeys(filter(None, words_of)))
    if not set(found) & set(KEYS):
        return (), {}
    return tuple(found), across


def _level(  # noqa: PLR0911 - one answer a line
    words_of: Sequence[str], taken: set[str], known: Known
) -> str:
    """Say what one line of the header says: a year, a quantity, places, industries, nothing."""
    different = [one for one in dict.fromkeys(words_of) if one]
    named = [one for one in different if not total_of(one)]
    if not named:
        return ""
    years = sum(1 for one in named if year_of(one))
    if years >= _MOSTLY * len(named) and "year" not in taken:
        return "year"
    said = [headed(one).becomes for one in named]
    counted = sum(1 for one in said if one in QUANTITIES)
    if counted and counted + said.count("nothing") >= _MOSTLY * len(named):
        return "value"
    if said.count("nothing") == len(named):
        return "value" if counted else ""
    shares = {
        kind: listed([bare_name(one) for one in named], kind, known).share
        for kind in _PLACES
        if kind not in taken
    }
    best = max(shares, key=lambda kind: shares[kind], default=None)
    if best and shares[best] >= ENOUGH:
        return best
    if counted or len(named) == 1:
        return "value" if counted else ""
    return _only_left(taken, named)


def bare_name(word: str) -> str:
    """Give a name without "of which" and without a unit behind it.

    Examples
    --------
    >>> bare_name("其中:汽车制造业(亿元)")
    '汽车制造业'
    """
    return split_unit(led(word)[0])[0]


def _only_left(taken: set[str], named: Sequence[str]) -> str:
    """Say which of region and industry words of no list are, where the other is known."""
    if len(named) < 2 or sum(1 for one in named if headed(one).becomes) > 0:  # noqa: PLR2004
        return ""
    left = [kind for kind in _PLACES if kind not in taken]
    return left[0] if len(left) == 1 else ""


def _turned(one: Seen, levels: Sequence[str]) -> Seen:
    """Settle a column of numbers of a wide table."""
    said = dict(zip(levels, one.lines, strict=False))
    quantity = headed(said.get("value", "")) if "value" in levels else None
    totals = [
        word
        for level, word in said.items()
        if level in ("region", "industry", "") and total_of(word)
    ]
    if totals:
        return replace(one, role="total", certainty=0.95, reason=phrase("total", word=totals[0]))
    if quantity and quantity.becomes == "nothing":
        return replace(
            one,
            role="nothing",
            certainty=quantity.certainty,
            reason=phrase("head", word=quantity.word),
        )
    if any(not said.get(level) for level in levels if level in KEYS):
        return replace(one, role="nothing", certainty=_ELIMINATED, reason=phrase("unknown"))
    if any(level == "year" and not year_of(said[level]) for level in levels):
        return replace(
            one, role="nothing", certainty=0.9, reason=phrase("no-year", word=said["year"])
        )
    unit = one.unit or next((found for word in one.lines if (found := split_unit(word)[1])), None)
    if unit and unit.of == "share":
        return replace(one, role="nothing", certainty=0.95, reason=phrase("share"))
    names = ", ".join(word for level, word in said.items() if level)
    return replace(
        one, role="value", certainty=0.95, reason=phrase("across", words=names), unit=unit
    )


def _one_each(seen: list[Seen], levels: Sequence[str], known: Known) -> list[Seen]:
    """Let one column say the region, the industry, the year; the others are told."""
    for role in KEYS:
        said = [one for one in seen if one.role == role]
        if role in levels:
            chosen = None
        elif len(said) > 1:
            chosen = _finest(said, role, known)
        else:
            continue
        why = phrase("second", chosen=chosen.name if chosen else phrase("heads"))
        seen = [
            replace(one, role="nothing", certainty=0.8, reason=why)
            if one in said and one is not chosen
            else one
            for one in seen
        ]
    return seen


def _finest(said: Sequence[Seen], role: str, known: Known) -> Seen:
    """Choose among columns of one role: what a list knows, the most different words, codes."""

    def worth(one: Seen) -> tuple[float, int, bool, float]:
        labels = labels_of(one.cells)
        share = 0.0 if role == "year" else round(listed(labels, role, known).share, 1)  # type: ignore[arg-type]
        return (
            share,
            len(labels),
            bool(labels)
            and all(map(str.isalnum, labels))
            and any(map(str.isdigit, "".join(labels))),
            one.certainty,
        )

    return max(said, key=worth)


def _eliminated(seen: list[Seen], levels: Sequence[str]) -> list[Seen]:
    """Take a column of words of no list for the one of region and industry that is left."""
    missing = [
        kind for kind in _PLACES if kind not in levels and all(one.role != kind for one in seen)
    ]
    free = [one for one in seen if not one.role and not one.numeric and any(one.cells)]
    pairs = dict(zip((one.name for one in free), missing, strict=False))
    return [
        replace(
            one,
            role=pairs[one.name],
            certainty=_ELIMINATED if len(missing) == len(free) == 1 else 0.4,
            reason=phrase("left-over", kind=kind_words(pairs[one.name])),
        )
        if not one.role and one.name in pairs
        else one
        for one in seen
    ]


def _list_of(
    kind: Kind, seen: Sequence[Seen], across: Mapping[str, tuple[str, ...]], known: Known
) -> Listed:
    values = [bare_name(one) for one in across.get(kind, ()) if not total_of(one)]
    values += [label for one in seen if one.role == kind for label in labels_of(one.cells)]
    return listed(values, kind, known) if values else Listed()
