"""Region, industry and year: the columns that say them, the lists that know them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from jiqun.core import Words, words
from jiqun.sources.files import NameRule
from jiqun.sources.lists import Candidate, Matched, name_list
from jiqun.sources.looking.drafts import Draft
from jiqun.sources.looking.layouts import Layout, bare_name
from jiqun.sources.looking.naming import (
    ENOUGH,
    LIKELY,
    SURE,
    WELL,
    Kind,
    Known,
    Listed,
    matched,
    place_in,
)
from jiqun.sources.looking.printed import NOWHERE, Found, kind_words, phrase, total_of
from jiqun.sources.looking.questions import (
    LEFT_OUT,
    Option,
    Question,
    left_out,
    option,
    year_question,
)

_KINDS: tuple[Kind, ...] = ("region", "industry")
_TITLE = 0.9
#: Codes that stand for all regions or industries of a file that does not part them.
ALL = "ALL"


@dataclass(frozen=True, slots=True, kw_only=True)
class NamesSeen:
    """The names of a column, matched.

    Attributes
    ----------
    column
        "region" or "industry".
    list, within
        The list, and the codes in which they lie.
    title, places
        What the list and the places of those codes are called; None where there is no list.
    matched, of
        How many were matched surely, of how many.
    unsure
        The others, with candidates.
    """

    column: str
    list: str
    within: tuple[str, ...]
    title: Words | None = None
    places: tuple[Words, ...] = ()
    matched: int
    of: int
    unsure: tuple[Matched, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Labels of a column, parted.

    Attributes
    ----------
    labels
        As the file prints them, totals and all.
    totals
        Those that are the sum of others.
    others
        Those that no list has a code for and that sum some: 市辖区.
    codes
        Label -> code, where it was matched.
    """

    labels: tuple[str, ...] = ()
    totals: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    codes: Mapping[str, str] = field(default_factory=dict)


def take_keys(draft: Draft, layout: Layout, year: Found) -> None:
    """Put region, industry and year into the draft; ask for the year where no column says it."""
    for role in ("region", "industry", "year"):
        column = layout.of(role)
        if role in layout.levels:
            continue
        if column is not None:
            draft.columns[role] = column.name
    if "year" in layout.levels or layout.of("year") is not None:
        return
    if year.certainty < _TITLE:
        draft.ask(year_question(year.value, year.certainty, year.reason))
    else:
        draft.constants["year"] = int(year.value)


def take_whole(draft: Draft, layout: Layout, known: Known, titles: Sequence[str]) -> None:
    """Say of a file without a column of regions, or of industries, what it is as a whole."""
    if layout.of("region") is None and "region" not in layout.levels:
        place = place_in(titles, known)
        if place is not None:
            code, given = place
            draft.constants["region"] = code
            draft.lists["region"] = NameRule(list=given)
        else:
            draft.ask(_whole_question("region"))
    if layout.of("industry") is None and "industry" not in layout.levels:
        draft.ask(_whole_question("industry"))


def _whole_question(kind: Kind) -> Question:
    return Question(
        key=kind, text=phrase("ask-whole", kind=kind_words(kind)), proposed=ALL,
        certainty=NOWHERE, reason=phrase("no-column", kind=kind_words(kind)),
    )  # fmt: skip


def parts_of(layout: Layout, kind: Kind) -> Parts:
    """Part a column's labels, or the words of its line of the header, from totals."""
    column = layout.of(kind)
    if kind in layout.levels:
        said = layout.across.get(kind, ())
    else:
        said = tuple(dict.fromkeys(cell for cell in column.cells if cell)) if column else ()
    totals = [one for one in said if total_of(one) not in ("", "parts")]
    others = [one for one in said if total_of(one) == "parts"]
    return Parts(labels=said, totals=tuple(totals), others=tuple(others))


def take_names(
    draft: Draft, layout: Layout, kind: Kind, parts: Parts, known: Known
) -> tuple[NamesSeen | None, Parts]:
    """Match a column's labels; ask for those that no list knows surely."""
    left = [one for one in parts.labels if one not in (*parts.totals, *parts.others)]
    if not left:
        return None, parts
    rule = layout.lists.get(kind, Listed())
    if not rule.list or rule.share < ENOUGH:
        return _own_names(draft, kind, left, parts, known)
    names = [bare_name(one) for one in left]
    found = dict(zip(left, matched(names, kind, rule, known), strict=True))
    draft.lists[kind] = NameRule(list=rule.list, within=rule.within)
    _ask_list(draft, kind, rule, known)
    sure = {label: one.code for label, one in found.items() if one.code and one.certainty >= SURE}
    taken = {label: str(one.code) for label, one in found.items() if _is_taken(one, label, sure)}
    if taken:
        draft.values.setdefault(kind, {}).update(taken)
    unsure = {label: one for label, one in found.items() if label not in (sure | taken)}
    for label, one in unsure.items():
        draft.ask(_name_question(kind, label, one))
    seen = NamesSeen(
        column=kind, list=rule.list, within=rule.within, title=name_list(rule.list).title,
        places=_places(rule), matched=len(sure) + len(taken), of=len(left),
        unsure=tuple(unsure.values()),
    )  # fmt: skip
    codes = {label: str(one.code) for label, one in found.items() if one.code}
    return seen, replace(parts, codes=codes)


def _is_taken(one: Matched, label: str, sure: Mapping[str, str | None]) -> bool:
    """Say whether a name is matched well enough to stand in the map, for all to see."""
    well = one.how in ("short", "alias", "former", "exact", "code")
    return label not in sure and bool(one.code) and well and one.certainty >= WELL


def _places(rule: Listed) -> tuple[Words, ...]:
    """Give the names of the codes in which a list's names lie."""
    frame = name_list(rule.list).frame.filter(pl.col("code").is_in(list(rule.within)))
    named = frame.unique("code", keep="first").select("code", "name", "name_zh").iter_rows()
    found = {code: Words(en=en or zh or code, zh=zh or en or code) for code, en, zh in named}
    return tuple(found[code] for code in rule.within if code in found)


def _own_names(
    draft: Draft, kind: Kind, left: Sequence[str], parts: Parts, known: Known
) -> tuple[NamesSeen | None, Parts]:
    """Take words of no list as codes of their own; those of a workspace by its names."""
    own = known.frames.get(kind)
    if own is None or own.is_empty():
        return NamesSeen(column=kind, list="", within=(), matched=0, of=len(left)), parts
    by_name = dict(_named(own, kind))
    known_codes = set(own[kind].to_list())
    values = {
        one: by_name[one.casefold()]
        for one in left
        if one.casefold() in by_name and one not in known_codes
    }
    if values:
        draft.values.setdefault(kind, {}).update(values)
    hits = sum(1 for one in left if one in values or one in known_codes)
    return NamesSeen(column=kind, list="", within=(), matched=hits, of=len(left)), replace(
        parts, codes=values
    )


def _named(own: pl.DataFrame, kind: Kind) -> list[tuple[str, str]]:
    named = []
    for column in ("name", "name_zh"):
        if column in own.columns:
            named += [
                (name.casefold(), code)
                for name, code in own.select(column, kind).iter_rows()
                if name
            ]
    return named


def _ask_list(draft: Draft, kind: Kind, rule: Listed, known: Known) -> None:
    if not rule.others or kind in known.lists:
        return
    lists = [rule.list, *rule.others]
    draft.ask(
        Question(
            key=f"list.{kind}", text=phrase("ask-list", kind=kind_words(kind)),
            options=(
                *(option(one, name_list(one).title) for one in lists),
                option(LEFT_OUT, phrase("as-they-are")),
            ),
            proposed=rule.list, certainty=0.6, reason=phrase("lists-alike", lists=", ".join(lists)),
        )
    )  # fmt: skip


def _name_question(kind: Kind, label: str, one: Matched) -> Question:
    options = [
        Option(value=each.code, label=Words(_shown(each, "en"), _shown(each, "zh")))
        for each in one.candidates
    ]
    best = one.candidates[0] if one.candidates else None
    if best is not None and best.certainty >= LIKELY:
        reason = phrase("near", certainty=f"{best.certainty:.0%}")
        return Question(
            key=f"name.{kind}.{label}", text=_ask_name(kind, label), options=(*options, left_out()),
            proposed=best.code, certainty=best.certainty, reason=reason,
        )  # fmt: skip
    return Question(
        key=f"name.{kind}.{label}", text=_ask_name(kind, label), options=(*options, left_out()),
        proposed=LEFT_OUT, certainty=0.3, reason=phrase("no-name"),
    )  # fmt: skip


def _ask_name(kind: Kind, label: str) -> Words:
    return phrase("ask-name", kind=kind_words(kind), name=label)


def _shown(one: Candidate, lang: str) -> str:
    """Name a candidate with what it lies in."""
    own = getattr(one, "name_zh" if lang == "zh" else "name") or one.name_zh or one.name
    above = getattr(one, "parent_name_zh" if lang == "zh" else "parent_name") or one.parent_name_zh
    code = one.code
    return f"{own} ({above}) {code}" if above else f"{own} {code}"


def ancestors(parts: Parts, list_id: str) -> dict[str, tuple[str, ...]]:
    """Give the labels in which others of the file lie, with those others."""
    if not list_id or not parts.codes:
        return {}
    frame = name_list(list_id).frame
    above = dict(zip(frame["code"].to_list(), frame["parent"].to_list(), strict=True))
    inside: dict[str, list[str]] = {}
    codes = {code: label for label, code in parts.codes.items()}
    for label, code in parts.codes.items():
        at, steps = above.get(code), 0
        while at and steps < 8:  # noqa: PLR2004 - no list is deeper
            if at in codes and codes[at] != label:
                inside.setdefault(codes[at], []).append(label)
            at, steps = above.get(at), steps + 1
    return {label: tuple(one) for label, one in inside.items()}


def total_question(label: str, count: int, agrees: bool) -> Question:
    """Ask whether a label that contains others is their sum."""
    return Question(
        key=f"total.{label}", text=phrase("ask-total", label=label), proposed="yes",
        options=(option("yes", words("find.yes")), option("no", words("find.no"))),
        certainty=0.9 if agrees else 0.6, reason=phrase("ancestor", count=str(count)),
    )  # fmt: skip
