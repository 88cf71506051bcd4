"""Numbers by their unit: which rule is theirs, and intervals, chances and thresholds."""

from __future__ import annotations

import math
from typing import Literal

from jiqun.core.digits.rule import (
    MINUS,
    NOTHING,
    fixed,
    rounded_at,
    show_count,
    show_growth,
    show_ratio,
    show_share,
)
from jiqun.core.vocab import Language

Kind = Literal["ratio", "share", "growth", "count"]
#: Units of pure numbers; shares and growth have their own, whatever is left is counted.
RATIOS = frozenset({"", "1", "index", "standard deviations", "bits", "nats", "1/distance"})
TO: dict[Language, str] = {"en": " to ", "zh": "至"}
DASH: dict[Language, str] = {"en": "–", "zh": "～"}
#: Endings that English writes once for both ends of an interval.
ENDINGS = ("%", " m", " bn", " tn")
#: Ends that differ by a smaller part of themselves are one number.
ROUNDING = 1e-9
#: A chance below this is marked as not sure; none below it is written as if it were not.
SURE = 0.9
NEARLY_ONE, NEARLY_NONE = 0.995, 0.01
#: A rounding of sums is no reason to cut a chance one per cent lower.
CLOSE = 1e-6


def kind_of(unit: str) -> Kind:
    """Tell by which rule numbers of a unit are written.

    Examples
    --------
    >>> [kind_of(unit) for unit in ("1", "share", "share per year", "persons", "CNY")]
    ['ratio', 'share', 'growth', 'count', 'count']
    """
    if unit == "share per year":
        return "growth"
    if unit.startswith("share"):
        return "share"
    return "ratio" if unit in RATIOS else "count"


def show(value: float | None, unit: str, lang: Language) -> str:
    """Write a number as its unit asks; the unit itself is not written.

    Parameters
    ----------
    value
        None, NaN and infinity are a dash.
    unit
        A key of ``catalog/units.toml``, or a currency.

    Examples
    --------
    >>> show(0.5, "share", "en"), show(0.5, "1", "en"), show(5e6, "persons", "en")
    ('50.0%', '0.50', '5 m')
    """
    kind = kind_of(unit)
    if kind == "count":
        return show_count(value, lang)
    return {"ratio": show_ratio, "share": show_share, "growth": show_growth}[kind](value)


def show_span(low: float | None, high: float | None, unit: str, lang: Language) -> str:
    """Write an interval, both ends by the rule of the value; empty where there is none.

    English writes an ending that both share once; Chinese writes it twice, as GB/T 15835-2011
    asks of per cent and of 万 and 亿.

    Examples
    --------
    >>> show_span(1.2, 2.4, "1", "en"), show_span(0.4, 0.6, "share", "en")
    ('1.20–2.40', '40.0–60.0%')
    >>> show_span(1.8e6, 2.2e6, "persons", "zh"), show_span(-0.2, 0.3, "share per year", "en")
    ('180万～220万', '−20.0 to +30.0%')
    """
    if low is None or high is None or not high - low > ROUNDING * max(abs(low), abs(high)):
        return ""
    first, second = show(low, unit, lang), show(high, unit, lang)
    if first == second or NOTHING in {first, second}:
        return first if first == second else ""
    signed = first[0] in f"+{MINUS}" or second[0] in f"+{MINUS}"
    if lang == "en":
        shared = next((end for end in ENDINGS if first.endswith(end) and second.endswith(end)), "")
        first = first.removesuffix(shared)
    return first + (TO if signed else DASH)[lang] + second


def show_chance(value: float | None) -> str:
    """Write a probability with two decimals; what is not sure is never written as 0 or 1.

    What is marked for lying below 0.9 is not written as 0.90.

    Examples
    --------
    >>> show_chance(0.838), show_chance(0.034), show_chance(0.9971), show_chance(0.8991)
    ('0.84', '0.034', '> 0.99', '0.89')
    """
    if value is None or not math.isfinite(value):
        return NOTHING
    if NEARLY_ONE <= value < 1:
        return "> 0.99"
    if 0 < value < NEARLY_NONE:
        return "< 0.01"
    text = fixed(rounded_at(value, -2))
    if value < SURE and text == "0.90":
        return "0.89"
    finer = fixed(rounded_at(value, -3))
    return finer if value > 0 and finer.startswith("0.0") else text


def show_score(value: float | None) -> str:
    """Write a statistic by which sets or forecasts are compared: three decimals.

    Examples
    --------
    >>> show_score(0.4118), show_score(-0.02), show_score(None)
    ('0.412', '−0.020', '–')
    """
    if value is None or not math.isfinite(value):
        return NOTHING
    size = rounded_at(value, -3)
    return (MINUS if value < 0 and size else "") + fixed(size)


def show_cut_chance(value: float | None) -> str:
    """Write a chance in whole per cent, cut off: none below 90 % is written as 90, none as 100.

    Examples
    --------
    >>> show_cut_chance(0.9), show_cut_chance(0.8999), show_cut_chance(0.9971)
    ('90%', '89%', '99%')
    """
    if value is None or not math.isfinite(value):
        return NOTHING
    return f"{math.floor(value * 100 + CLOSE)}%"


def show_against(value: float | None, threshold: float, unit: str, lang: Language) -> str:
    """Write a number beside what it is compared with, on the side on which it lies.

    Digits are added, at most to six, where the usual ones would show a number below the threshold
    as one that reached it.

    Examples
    --------
    >>> show_against(1.9962, 2, "1", "en"), show_against(1.5, 2, "1", "en")
    ('1.996', '1.50')
    """
    usual = show(value, unit, lang)
    if value is None or value == threshold or usual != show(threshold, unit, lang):
        return usual
    if kind_of(unit) == "count":
        return _finer(value, threshold)
    shared = kind_of(unit) != "ratio"
    sign = "+" if kind_of(unit) == "growth" and value > 0 else ""
    times = 100 if shared else 1
    return sign + _finer(value * times, threshold * times) + ("%" if shared else "")


def _finer(value: float, threshold: float) -> str:
    for place in range(0, -7, -1):
        one, other = rounded_at(value, place), rounded_at(threshold, place)
        if one != other:
            break
    return (MINUS if value < 0 else "") + fixed(one)
