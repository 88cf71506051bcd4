"""Names and codes in a file, matched against the shipped lists and a workspace's own."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

import polars as pl

from jiqun.sources.lists import Matched, likely_lists, list_of_system, match_names

Kind = Literal["region", "industry"]
_PLACE = re.compile(r"(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{1,7}?(?:省|市|区|县|自治州|自治区)")
#: Share of a column's names that a list must know to be believed to be the column's list.
ENOUGH = 0.5
#: Certainty from which on a match is taken without asking, as loading does; from which on a
#: name's shorter or other form is written into the map with its code.
SURE, WELL = 0.95, 0.9
#: Certainty from which on a match is proposed.
LIKELY = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """Which list a column's words are of.

    Attributes
    ----------
    list
        Its id; "" where the words are of none that is known.
    within
        Codes in which they lie.
    share
        Of the words, how many the list knows.
    others
        Ids of other lists that know as many, or nearly.
    """

    list: str = ""
    within: tuple[str, ...] = ()
    share: float = 0.0
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known beforehand: a workspace's own rows, the file's titles, answers.

    Attributes
    ----------
    frames
        "region", "industry" -> rows of the workspace's table.
    hint
        Titles and the file's name.
    chinese
        Whether the file is Chinese, or of places in China.
    lists
        "region", "industry" -> the list that was asked for.
    """

    frames: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    hint: str = ""
    chinese: bool = False
    lists: Mapping[str, str] = field(default_factory=dict)


def listed(values: Sequence[str], kind: Kind, known: Known) -> Listed:
    """Say which list knows most of some words."""
    words = [one for one in dict.fromkeys(values) if one]
    if not words:
        return Listed()
    found = _likeliest(tuple(words), kind, known.hint)
    asked = known.lists.get(kind)
    if asked is not None:
        chosen = [one for one in found if one[0] == asked]
        within, share = chosen[0][1:] if chosen else ((), 0.0)
        return Listed(list=asked, within=tuple(within), share=share)
    if not found:
        return Listed()
    share = found[0][2]
    alike = sorted(
        (one for one in found if one[2] >= share), key=lambda one: -_likely(one[0], known)
    )
    best, within, _ = alike[0]
    rank = _likely(best, known)
    near = [one[0] for one in alike[1:] if _likely(one[0], known) >= rank]
    codes = [one.code for one in match_names(words, best, within=within)] if near else []
    others = tuple(one for one in near if [each.code for each in match_names(words, one)] != codes)
    return Listed(list=best, within=tuple(within), share=share, others=others)


@lru_cache(maxsize=256)
def _likeliest(
    words: tuple[str, ...], kind: Kind, hint: str
) -> tuple[tuple[str, tuple[str, ...], float], ...]:
    """Ask once which lists know a column's words: one look comes back to it several times."""
    return likely_lists(words, kind, hint=hint)


def _likely(list_id: str, known: Known) -> int:
    """Rank lists that know as many words: the workspace's own, then those of the file's country."""
    own = known.frames.get("industry")
    if own is not None and "system" in own.columns:
        systems = {list_of_system(str(one)) for one in own["system"].drop_nulls().unique()}
        if list_id in systems:
            return 2
    return int(known.chinese == list_id.startswith(("gbt", "cn-")))


def matched(values: Sequence[str], kind: Kind, rule: Listed, known: Known) -> tuple[Matched, ...]:
    """Match words against a list, the workspace's own rows first."""
    return match_names(values, rule.list, within=rule.within, known=known.frames.get(kind))


def place_in(titles: Sequence[str], known: Known) -> tuple[str, str] | None:
    """Give the code and list of the one place that titles begin with or name; None without one."""
    found: dict[str, str] = {}
    for text in titles:
        for name in dict.fromkeys(one[0] for one in _PLACE.finditer(text)):
            words = list(dict.fromkeys((name, *(name[at:] for at in range(1, len(name) - 1)))))
            rule = listed(words[:1], "region", known)
            if not rule.list or rule.share < 1:
                continue
            one = matched(words[:1], "region", rule, known)[0]
            if one.code and one.certainty >= SURE:
                found.setdefault(one.code, rule.list)
    return next(iter(found.items())) if len(found) == 1 else None
