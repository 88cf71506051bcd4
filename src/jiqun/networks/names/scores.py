"""How likely two names are one body's, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from jiqun.networks.names.forms import NameForm, generic_han, words

#: Why a pair is likely or unlikely, with the score that it gives.
REASONS: Final[Mapping[str, float]] = {
    "same-name": 1.0,
    "legal-form": 0.96,
    "spacing": 0.93,
    "place-added": 0.88,
    "translation": 0.86,
    "homophone": 0.82,
    "spelling": 0.85,
    "word-order": 0.76,
    "short-name": 0.74,
    "acronym": 0.62,
    "legal-forms-differ": 0.6,
    "part-of": 0.45,
    "places-differ": 0.35,
    "numbers-differ": 0.15,
    "unlike": 0.0,
}
#: One letter in so many may be a slip.
SLIP: Final = 0.85
#: Letters of a word that may have a slip, and of a Chinese core.
LONG_WORD, LONG_CORE = 6, 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """How likely two names are one body's.

    Attributes
    ----------
    score
        0 to 1: an order, held against labelled pairs; no probability.
    reason
        One of :data:`REASONS`.
    """

    score: float
    reason: str


def likeness(one: NameForm, other: NameForm) -> Likeness:
    """Compare two names taken apart.

    Examples
    --------
    >>> from jiqun.networks.names import name_form
    >>> likeness(name_form("BASF SE"), name_form("B.A.S.F. AG")).reason
    'legal-form'
    >>> likeness(name_form("第一机床厂"), name_form("第二机床厂")).reason
    'numbers-differ'
    """
    reason = _reason(one, other)
    return Likeness(score=REASONS[reason], reason=reason)


def _reason(one: NameForm, other: NameForm) -> str:  # noqa: PLR0911 - a ladder of reasons
    if one.han != other.han:
        return "translation" if _translated(one) == _translated(other) != "" else "unlike"
    if one.text == other.text and one.places == other.places:
        return "same-name"
    if one.numbers != other.numbers:
        return "numbers-differ"
    if _apart(one, other):
        return "places-differ" if one.bare == other.bare else "unlike"
    if one.core == other.core:
        return _by_law(one, other)
    whole = {one.part, other.part} - {""}
    if one.part != other.part and whole & {one.core, other.core, one.bare, other.bare}:
        return "part-of"
    if one.core.replace(" ", "") == other.core.replace(" ", ""):
        return "spacing"
    if one.bare == other.bare and one.legal == other.legal:
        return "place-added" if one.places != other.places else "same-name"
    if one.bare == other.bare:
        return "place-added"
    return _near_han(one, other) if one.han else _near_latin(one, other)


def _by_law(one: NameForm, other: NameForm) -> str:
    if one.legal == other.legal:
        return "same-name"
    return "legal-forms-differ" if one.legal and other.legal else "legal-form"


def _apart(one: NameForm, other: NameForm) -> bool:
    """Say whether two names name places of which neither lies in the other."""
    if not one.places or not other.places:
        return False
    short = [[place.rstrip("0") or place for place in each.places] for each in (one, other)]
    return not any(a.startswith(b) or b.startswith(a) for a in short[0] for b in short[1])


def _near_han(one: NameForm, other: NameForm) -> str:
    from rapidfuzz.distance import OSA

    a, b = sorted((one.bare, other.bare), key=len)
    if len(a) == len(b) and _sounds(a) == _sounds(b):
        return "homophone"
    if len(a) >= 2 and b.startswith(a):  # noqa: PLR2004 - a name has two characters
        rest = generic_han().sub("", b.removeprefix(a))
        if not rest and not one.part and not other.part:
            return "short-name"
    slips = OSA.distance(a, b, score_cutoff=1)
    if slips == 1 and len(a) >= LONG_CORE and len(a) != len(b):
        return "spelling"
    return "unlike"


def _near_latin(one: NameForm, other: NameForm) -> str:
    a, b = one.core.split(), other.core.split()
    if sorted(a) == sorted(b):
        return "word-order"
    if len(a) == len(b) and _slipped(a, b):
        return "spelling"
    short, long = sorted((a, b), key=len)
    if len(short) == 1 and len(long) >= 3 and short[0] == "".join(w[0] for w in long):  # noqa: PLR2004
        return "acronym"
    generic = set(words()["latin"]["more"]["generic"])
    if long[: len(short)] == short and set(short) - generic and set(long[len(short) :]) <= generic:
        return "part-of" if one.part or other.part else "short-name"
    return "unlike"


def _slipped(a: list[str], b: list[str]) -> bool:
    """Say whether words are the same but for slips in long ones; the first letter holds."""
    from rapidfuzz.distance import OSA

    slips = 0
    for x, y in zip(a, b, strict=True):
        if x == y:
            continue
        abbreviated = min(len(x), len(y)) >= 3 and (x.startswith(y) or y.startswith(x))  # noqa: PLR2004
        close = (
            min(len(x), len(y)) >= LONG_WORD
            and x[0] == y[0]
            and OSA.normalized_similarity(x, y) >= SLIP
        )
        if not (close or abbreviated):
            return False
        slips += 1
    return slips <= max(1, len(a) // 2)


def _sounds(text: str) -> str:
    return " ".join(_sound(one) for one in text)


@lru_cache(maxsize=30_000)
def _sound(character: str) -> str:
    """Give the usual reading of one character."""
    from pypinyin import lazy_pinyin

    return lazy_pinyin(character)[0]


def _translated(form: NameForm) -> str:
    """Bring a name to a bag of English words and sounds, parted by nothing."""
    if not form.han:
        generic = set(words()["han"]["english"].values())
        kept = form.core.split()
        known = sorted(one for one in kept if one in generic)
        return "".join(one for one in kept if one not in generic) + "|" + " ".join(known)
    return _in_english(form.core)


@lru_cache(maxsize=200_000)
def _in_english(core: str) -> str:
    english = words()["han"]["english"]
    found, rest = [], core
    for word in sorted(english, key=len, reverse=True):
        if word in rest and rest != word:
            rest = rest.replace(word, " ", 1)
            found += [english[word]] if english[word] else []
    telling = rest.replace(" ", "")
    if not telling:
        return ""
    bag = sorted(" ".join(found).split())
    return _sounds(telling).replace(" ", "") + "|" + " ".join(bag)


def translated(form: NameForm) -> str:
    """Give the key under which a Chinese and an English name meet; empty without one."""
    return _translated(form)


def sounds(text: str) -> str:
    """Give how a Chinese text sounds, without tones."""
    return _sounds(text)
