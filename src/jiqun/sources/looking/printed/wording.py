"""What words mean in a yearbook: heads of columns, totals, beginnings of notes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from jiqun.core import catalogue
from jiqun.sources.files import PrintedUnit
from jiqun.sources.looking.printed.cells import bare, even
from jiqun.sources.looking.printed.units import split_unit
from jiqun.tables import schema

#: Columns of `activity` that count something, and how it is counted.
QUANTITIES: Mapping[str, str] = {
    "establishments": "establishments",
    "employment": "persons",
    "payroll": "currency",
    "output": "currency",
    "value_added": "currency",
    "exports": "currency",
    "revenue": "currency",
}
KEYS = ("region", "industry", "year")
#: Certainties of a head that is the word, of one that is it but for a bracket, that holds it.
EXACT, DRESSED, HOLDS = 0.98, 0.95, 0.75
_BRACKETS = re.compile(r"[(（\[【〔].*?[)）\]】〕]")
_LEAD = re.compile(r"^(?:其中|其\s*中|of which|including|incl\.?)\s*[:：,，]?\s*", re.IGNORECASE)
_COUNTED = re.compile(
    r"^(?:[一二三四五六七八九十]+[、.．]|[(（][一二三四五六七八九十\d]+[)）]|\d+[、.．)]\s*)"
)
_SHORT = 2
_CIRCLED = frozenset("①②③④⑤⑥⑦⑧⑨¹²³*＊※†‡")


@dataclass(frozen=True, slots=True, kw_only=True)
class Headed:
    """What a column's head says.

    Attributes
    ----------
    becomes
        A canonical column of `activity`, "measure", "value", "unit" or "nothing"; None where the
        head says nothing known.
    certainty
        0 to 1.
    word
        The word of ours that it is or holds.
    unit
        The unit that stands in it.
    """

    becomes: str | None = None
    certainty: float = 0.0
    word: str = ""
    unit: PrintedUnit | None = None


@cache
def _words() -> dict[str, Any]:
    return catalogue("yearbooks.toml")


@cache
def _heads() -> dict[str, str]:
    """Word -> what it heads; a table's own names and titles go first."""
    found: dict[str, str] = {}
    own = {column.name: column for column in schema("activity").columns}
    for name in (*KEYS, *QUANTITIES, "currency"):
        if name in own:
            found |= {_joined(one): name for one in (name, *own[name].title.values())}
    for name, listed in _words()["columns"].items():
        for word in listed:
            found.setdefault(_joined(word), name)
    return found


def _joined(word: str) -> str:
    return re.sub(r"[\s_]+", " ", bare(word))


def headed(name: str) -> Headed:
    """Say what a column's head says by itself.

    Examples
    --------
    >>> headed("从业人员(万人)").becomes, headed("从业人员(万人)").unit.scale
    ('employment', 10000.0)
    >>> headed("地    区").becomes, headed("工业总产值（当年价格）").becomes
    ('region', 'output')
    >>> headed("比上年增长(%)").becomes
    'nothing'
    >>> headed("纺织业").becomes is None
    True
    """
    word, unit = split_unit(name)
    whole = _joined(name)
    if whole in _heads():
        return Headed(becomes=_heads()[whole], certainty=EXACT, word=whole, unit=unit)
    if unit is not None and unit.of in ("share", "km²"):
        return Headed(becomes="nothing", certainty=DRESSED, word=unit.text, unit=unit)
    for plain in dict.fromkeys(
        (_joined(word), _joined(_BRACKETS.sub("", word)), _joined(_LEAD.sub("", word)))
    ):
        if plain in _heads():
            return Headed(becomes=_heads()[plain], certainty=DRESSED, word=plain, unit=unit)
    return _holding(_joined(_BRACKETS.sub("", word)), unit)


def _holding(plain: str, unit: PrintedUnit | None) -> Headed:
    """Find the longest word of ours that a head holds; a growth rate is none of its quantity."""
    found = [
        (len(word), name, word)
        for word, name in _heads().items()
        if len(word) >= (_SHORT if not word.isascii() else _SHORT + 2) and _stands_in(word, plain)
    ]
    if not found:
        return Headed(unit=unit)
    if any(name == "nothing" for _, name, word in found if not _is_footnote(word)):
        return Headed(becomes="nothing", certainty=HOLDS, word=plain, unit=unit)
    _, name, word = max(found)
    return Headed(becomes=name, certainty=HOLDS, word=word, unit=unit)


def _is_footnote(word: str) -> bool:
    return word in ("no", "note", "notes", "flag", "flags", "注", "说明", "备注")


def _stands_in(word: str, plain: str) -> bool:
    if not word.isascii():
        return word in plain
    return re.search(rf"(?<![a-z]){re.escape(word)}(?![a-z])", plain) is not None


def quantities_in(text: str) -> tuple[str, ...]:
    """Give the quantities that a title names, the longest words first.

    Examples
    --------
    >>> quantities_in("宁波市2022年分县市区分行业从业人员及产值")
    ('employment', 'output')
    >>> quantities_in("Employment by county and industry")
    ('employment',)
    """
    rest, found = _joined(text), dict[str, int]()
    for word in sorted(_heads(), key=len, reverse=True):
        if _heads()[word] not in QUANTITIES or len(word) < _SHORT or not _stands_in(word, rest):
            continue
        found.setdefault(_heads()[word], _joined(text).find(word))
        rest = rest.replace(word, " ")
    return tuple(sorted(found, key=lambda one: found[one]))


def total_of(label: str) -> str:
    """Say of what a label is the total: "any", "region", "industry", "parts"; "" of nothing.

    Examples
    --------
    >>> total_of("全  市"), total_of("合 计"), total_of("Total, all industries"), total_of("海曙区")
    ('region', 'any', 'industry', '')
    """
    plain = re.sub(r"[:：]+$", "", bare(_COUNTED.sub("", label)))
    plain = _BRACKETS.sub("", plain).strip()
    for kind, listed in _words()["totals"].items():
        if plain in {even(word) for word in listed}:
            return str(kind)
    if re.fullmatch(r".{0,12}(?:合计|总计|小计|共计|汇总)", plain) or re.fullmatch(
        r"(?:合计|总计)[:：,，]?.{0,8}", plain
    ):
        return "any"
    return (
        "any" if re.fullmatch(r"(?:grand |sub-?)?total[,:]? .{0,30}|.{1,30} total", plain) else ""
    )


def begins_note(text: str) -> bool:
    """Say whether a line is a note about the table.

    Examples
    --------
    >>> begins_note("注:规模以上工业。"), begins_note("Source: Office"), begins_note("注塑")
    (True, True, False)
    """
    if text.strip()[:1] in _CIRCLED:
        return True
    plain = even(text)
    for word in (even(one) for one in _words()["notes"]["begin"]):
        if not plain.startswith(word):
            continue
        rest = plain[len(word) :]
        if (
            not word.isalpha()
            or not rest
            or not (rest[0].isalnum())
            or word in ("本表", "续表", "资料来源", "数据来源", "数据截至")
        ):
            return True
        if rest[0].isdigit():
            return True
    return False


def led(label: str) -> tuple[str, bool]:
    """Take "of which:" off a label, and say whether it stood there.

    Examples
    --------
    >>> led("其中:高新区"), led("  江北区")
    (('高新区', True), ('江北区', False))
    """
    plain = _LEAD.sub("", label.strip())
    return plain.strip(), plain != label.strip()
