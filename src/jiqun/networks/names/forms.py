"""What stands in a name: its core, its form of law, places, numbers, the part that it names."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final, TypeAlias

#: Name of a place -> its code; a code that begins another without its zeros holds it.
Places: TypeAlias = Mapping[str, str]

_HAN: Final = re.compile(r"[\u3400-\u9fff]")
_BRACKETED: Final = re.compile(r"[(\[{【〔「](.*?)[)\]}】〕」]")
_ORDINAL: Final = re.compile(r"第([一二三四五六七八九十百]+)")
#: Numbers: digits, and Chinese ones before the words that they number.
_NUMBERS: Final = re.compile(
    r"\d+|[一二三四五六七八九十]+(?=汽|拖|重|钢|冶|航|机床|局|厂|院|所|分|建|中学|医院)"
)
_DIGITS: Final = {one: k for k, one in enumerate("一二三四五六七八九", start=1)}
_OF_UNIVERSITY: Final = re.compile(r"^(.{2,12}?大学)(.{2,})$")
_ENDS_OF_PLACES: Final = (
    "特别行政区",
    "壮族自治区",
    "回族自治区",
    "自治区",
    "自治州",
    "省",
    "市",
    "区",
    "县",
)
_LETTERS: Final = str.maketrans({"ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "ı": "i"})
#: A name's place is at most so many characters.
LONGEST_PLACE: Final = 10
#: A word of no more letters has no plural.
SHORT_WORD: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class NameForm:
    """A name taken apart.

    Attributes
    ----------
    text
        All of it in one width, case and script; no punctuation.
    han
        Whether it is Chinese.
    core
        Without form of law; the place kept. Words of a Latin name are parted by spaces.
    bare
        Without its places too; the core where nothing telling is left.
    legal
        Class of the form of law: "company", "de" …; empty without one.
    places
        Codes of the places in it.
    numbers
        Numbers in it, in order: "2", "第二".
    part
        Of what body it names a part: the core of the whole; empty where of none.
    """

    text: str
    han: bool
    core: str
    bare: str
    legal: str = ""
    places: frozenset[str] = frozenset()
    numbers: tuple[str, ...] = ()
    part: str = ""


@cache
def words() -> Mapping[str, Any]:
    """Give the catalogue of words in names."""
    found: Mapping[str, Any] = tomllib.loads(
        (files("jiqun") / "catalog" / "names" / "words.toml").read_text(encoding="utf-8")
    )
    return found


@cache
def generic_han() -> re.Pattern[str]:
    """Give what finds the words of Chinese names that say little, the longest first."""
    told = sorted(words()["han"]["generic"], key=lambda word: (-len(word), word))
    return re.compile("|".join(map(re.escape, told)))


@cache
def _simple() -> Mapping[int, str]:
    text = (files("jiqun") / "catalog" / "names" / "traditional.txt").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return {ord(one): other for one, other in rows if len(one) == 1}


def simplified(text: str) -> str:
    """Put simplified characters for traditional ones, each by itself.

    Examples
    --------
    >>> simplified("臺灣積體電路")
    '台湾积体电路'
    """
    return text.translate(_simple())


def short_place(name: str) -> str:
    """Take what a place is off its name: 宁波市 is 宁波.

    Examples
    --------
    >>> short_place("宁波市"), short_place("沙市")
    ('宁波', '沙市')
    """
    for end in _ENDS_OF_PLACES:
        if name.endswith(end) and len(name) > len(end) + 1:
            return name.removesuffix(end)
    return name


def place_table(names: Mapping[str, str]) -> Places:
    """Add the short names of places, and bring all to one script and case."""
    found: dict[str, str] = {}
    for name, code in names.items():
        bare = simplified(unicodedata.normalize("NFKC", name)).casefold().strip()
        for word in (bare, short_place(bare)):
            if len(word) > 1:
                found.setdefault(word, code)
    return found


def name_form(name: str, places: Places | None = None) -> NameForm:
    """Take a name apart.

    Parameters
    ----------
    name
        As it is written, in any width, case or script.
    places
        Names of places, as :func:`place_table` gives them.

    Examples
    --------
    >>> form = name_form("宁波市均勝電子股份有限公司", {"宁波": "330200"})
    >>> form.core, form.bare, form.legal
    ('宁波均胜电子', '均胜电子', 'company')
    >>> name_form("Siemens Energy Global GmbH & Co. KG").core
    'siemen energy global'
    """
    plain = simplified(unicodedata.normalize("NFKC", name)).casefold().strip()
    return _han(plain, places or {}) if _HAN.search(plain) else _latin(plain, places or {})


def _counted(numeral: str) -> int:
    """Read a Chinese numeral below 1,000."""
    total, digit = 0, 0
    for one in numeral:
        unit = {"十": 10, "百": 100}.get(one)
        if unit is None:
            digit = _DIGITS[one]
        else:
            total, digit = total + max(digit, 1) * unit, 0
    return total + digit


def _han(plain: str, places: Places) -> NameForm:
    plain = _ORDINAL.sub(lambda m: f"第{_counted(m.group(1))}", plain)
    told = words()["han"]
    inside = list(_BRACKETED.findall(plain))
    text = re.sub(r"[\W_]+", "", _BRACKETED.sub(lambda m: _kept(m.group(1), places), plain))
    found: list[str] = [at for one in inside if (at := _code(one, places))]
    core, legal = text, ""
    for _ in range(4):
        for ending, kind in told["legal"].items():
            if core.endswith(ending) and len(core) > len(ending) + 1 and not _partial(core):
                core, legal = core.removesuffix(ending), legal or kind
                break
        else:
            break
    bare = core
    codes: list[str] = []
    for _ in range(3):
        length, code = _leading(bare, places)
        if not length:
            break
        bare, codes = bare[length:], [*codes, code]
    core = _short_places(core, bare, places)
    for short, full in told["short"].items():
        core, bare = _written_out(core, short, full), _written_out(bare, short, full)
    telling = generic_han().sub("", bare)
    return NameForm(
        text=text,
        han=True,
        core=core,
        bare=bare if telling else core,
        legal=legal,
        places=frozenset([*codes, *found]),
        numbers=tuple(_NUMBERS.findall(text)),
        part=_whole(core),
    )


def _written_out(text: str, short: str, full: str) -> str:
    """Write a short form at the front or the end in full."""
    if text.startswith(short) and not text.startswith(full):
        return full + text.removeprefix(short)
    if text.endswith(short) and not text.endswith(full):
        return text.removesuffix(short) + full
    return text


def _kept(inside: str, places: Places) -> str:
    """Leave a place or a word of law in brackets out: the place is told beside the name."""
    bare = re.sub(r"[\W_]+", "", inside)
    return "" if _code(bare, places) or bare in words()["han"]["legal"] else bare


def _code(word: str, places: Places) -> str:
    bare = re.sub(r"[\W_]+", "", word)
    return places.get(bare) or places.get(short_place(bare)) or ""


def _partial(core: str) -> bool:
    return any(core.endswith(one) for one in words()["han"]["parts"])


def _leading(text: str, places: Places) -> tuple[int, str]:
    """Give the longest place that a name begins with, with what kind of place it is."""
    for length in range(min(LONGEST_PLACE, len(text) - 2), 1, -1):
        code = places.get(text[:length])
        if code:
            rest = text[length:]
            end = next((e for e in _ENDS_OF_PLACES[5:] if rest.startswith(e)), "")
            more = len(end) if end in {"省", "市"} and len(rest) > len(end) + 1 else 0
            return length + more, code
    return 0, ""


def _short_places(core: str, bare: str, places: Places) -> str:
    """Write the places at the front in their short form."""
    front, told = core.removesuffix(bare) if bare else "", ""
    while front:
        length, _ = _leading(front + "xx", places)
        length = length or len(front)
        told += short_place(front[:length])
        front = front[length:]
    return told + bare


def _whole(core: str) -> str:
    """Give the body of which a Chinese name is a part."""
    for ending in words()["han"]["parts"]:
        if core.endswith(ending):
            for legal in words()["han"]["legal"]:
                at = core.find(legal)
                if 1 < at < len(core) - len(ending):
                    return core[:at]
            return core.removesuffix(ending)[:-2] or core
    hit = _OF_UNIVERSITY.match(core)
    return hit.group(1) if hit else ""


def _singular(word: str) -> str:
    plural = len(word) > SHORT_WORD and word.endswith("s") and not word.endswith("ss")
    return word[:-1] if plural else word


def _latin(plain: str, places: Places) -> NameForm:
    told = words()["latin"]
    text = unicodedata.normalize("NFKD", plain.translate(_LETTERS).replace("&", " and "))
    text = "".join(one for one in text if not unicodedata.combining(one))
    inside = [at for one in _BRACKETED.findall(text) if (at := places.get(one.strip()))]
    text = re.sub(r"\b((?:\w\.){1,4}\w)\b\.?", lambda m: m.group(1).replace(".", ""), text)
    text = re.sub(r"(?<=\w)['’](?=s\b)", "", text)
    parts = re.findall(r"[^\W_]+", text)
    legal, kept = "", []
    for number, word in enumerate(parts):
        kind = told["legal"].get(word)
        if kind is None or not number:
            kept.append(told["same"].get(word, word))
        else:
            legal = legal or kind
    core = [_singular(one) for one in kept if one not in told["stop"]] or kept
    bare = [word for word in core if word not in places]
    generic = set(told["more"]["generic"])
    part = ""
    for number, word in enumerate(core[1:], start=1):
        if word in told["more"]["parts"] and set(core[:number]) - generic:
            part = " ".join(core[:number])
            break
    return NameForm(
        text=" ".join(parts),
        han=False,
        core=" ".join(core),
        bare=" ".join(bare) if set(bare) - generic else " ".join(core),
        legal=legal,
        places=frozenset([*inside, *(places[word] for word in core if word in places)]),
        numbers=tuple(re.findall(r"\d+", text)),
        part=part,
    )
