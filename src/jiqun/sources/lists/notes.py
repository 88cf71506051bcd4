"""What deserves to be told of a match: abolished, several alike, a total, not found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jiqun.core import Problem, Words, problem
from jiqun.sources.lists.index import Entry, How, Index, split
from jiqun.sources.lists.spelling import cleaned

#: Cases of a name of many together.
TOGETHER = ("districts", "total")
#: What names all districts of a city together, and all of anything.
DISTRICTS, TOTALS = (
    frozenset({"市辖区", "市区", "城区合计", "全部市辖区"}),
    frozenset({"合计", "总计", "全市", "全省", "全国", "全区", "全县", "total", "all"}),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """How a match came about: its way, whether several fit alike, code and name disagree."""

    how: How
    tied: bool = False
    apart: bool = False
    elsewhere: bool = False


def note_of(
    value: str, code: str | None, index: Index, *, candidates: Sequence[str], traits: Traits
) -> Problem | None:
    """Give what to tell of a match, None where there is nothing."""
    if code is None and (case := _together(value, index)) is not None:
        return problem("name-unmatched", subject=value, case=case)
    if not candidates:
        return problem("name-unmatched", subject=value)
    told = [_called(index.entries[one], index) for one in candidates]
    if code is None or traits.apart:
        return problem("name-unsure", subject=value, case=_doubt(traits), names=told)
    entry = index.entries[code]
    if not entry.stands:
        return _abolished(value, entry, index)
    if traits.how in ("former", "near"):
        case = "renamed" if traits.how == "former" else "taken"
        return problem("name-unsure", subject=value, case=case, names=told[:1])
    return None


def is_together(text: str, index: Index) -> bool:
    """Tell whether a cleaned value names many together, as a total does."""
    return _together(text, index) is not None


def _together(value: str, index: Index) -> str | None:
    """Tell a name of many together: all districts of a city, all of anything."""
    text = cleaned(value).casefold()
    if index.kind == "region" and text in DISTRICTS:
        return "districts"
    return "total" if text in TOTALS else None


def _doubt(traits: Traits) -> str:
    if traits.apart:
        return "apart"
    if traits.elsewhere:
        return "elsewhere"
    return "alike" if traits.tied else "near"


def _abolished(value: str, entry: Entry, index: Index) -> Problem:
    heirs = [index.entries[one] for one in split(entry.successor) if one in index.entries]
    case = "abolished" if heirs else "ended"
    names = [_called(one, index) for one in heirs]
    return problem(
        "name-unsure", subject=value, case=case, was=entry.code, until=entry.until, names=names
    )


def _called(entry: Entry, index: Index) -> Words:
    """Give a code with its name and its parent's, in both languages."""
    parent = index.entries.get(entry.parent or "")
    said = []
    for lang in ("en", "zh"):
        name = _name(entry, lang)
        above = _name(parent, lang) if parent else ""
        joined = f"{above}{name}" if lang == "zh" else f"{name}, {above}" if above else name
        said.append(f"{joined} ({entry.code})" if lang == "en" else f"{joined}（{entry.code}）")
    return Words(*said)


def _name(entry: Entry, lang: str) -> str:
    names = (entry.name_zh, entry.name) if lang == "zh" else (entry.name, entry.name_zh)
    return next((name for name in names if name), entry.code)
