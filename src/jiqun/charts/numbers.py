"""How numbers are written: separators, 万 and 亿, no more digits than the interval bears."""

from __future__ import annotations

import math

from jiqun.charts.figures import Estimate
from jiqun.core import Language, quantities, say

NOTHING = "–"
MINUS = "−"
#: What both ends of an interval share is written once.
UNITS = "%万亿"
#: Below this a Chinese count is written in full.
IN_FULL = 100_000
MYRIAD, HUNDRED_MILLION = 1e4, 1e8
SIGNIFICANT = 3
#: An interval whose half width starts with 1 or 2 bears one digit more.
SMALL_LEAD = 3.0


def decimals_of(estimate: Estimate, *, at_most: int) -> int:
    """Count the decimals that an interval bears; negative for tens, hundreds and so on.

    Examples
    --------
    >>> decimals_of(Estimate(value=1.834, low=1.2, high=2.4), at_most=2)
    1
    """
    if not estimate.doubtful:
        return at_most
    half = (float(estimate.high or 0) - float(estimate.low or 0)) / 2
    power = math.floor(math.log10(half))
    more = 1 if half / 10**power < SMALL_LEAD else 0
    return min(at_most, more - power)


def leading(value: float | None) -> int:
    """Count the decimals that show the first digit: what is not 0 is never written as 0.

    Examples
    --------
    >>> leading(0.031), leading(411.0), leading(0.0)
    (2, -2, 0)
    """
    if not value or not math.isfinite(value):
        return 0
    return -math.floor(math.log10(abs(value)))


def show_number(value: float | None, *, decimals: int) -> str:
    """Write a number with separators and a true minus sign."""
    if value is None or not math.isfinite(value):
        return NOTHING
    text = f"{abs(value):,.{decimals}f}"
    negative = value < 0 and any(digit in text for digit in "123456789")
    return (MINUS if negative else "") + text


def show_count(value: float | None, lang: Language) -> str:
    """Write persons, establishments or money; Chinese counts from 100,000 on in 万 and 亿.

    Examples
    --------
    >>> show_count(1234567, "en"), show_count(1234567, "zh"), show_count(45000, "zh")
    ('1,234,567', '123.5万', '45,000')
    """
    if value is None or not math.isfinite(value):
        return NOTHING
    if lang == "en" or abs(value) < IN_FULL:
        return show_number(value, decimals=0)
    unit, word = (HUNDRED_MILLION, "亿") if abs(value) >= HUNDRED_MILLION else (MYRIAD, "万")
    scaled = value / unit
    digits = max(0, SIGNIFICANT - math.floor(math.log10(abs(scaled))))
    text = show_number(scaled, decimals=digits)
    return (text.rstrip("0").rstrip(".") if "." in text else text) + word


def show_quotient(estimate: Estimate) -> str:
    """Write a quotient with two decimals, fewer where its data range is wide.

    Where it will be next year takes no digit from what it is now.

    Examples
    --------
    >>> show_quotient(Estimate(value=0.31, least=0.0, most=43.0))
    '0.3'
    >>> show_quotient(Estimate(value=0.31, low=0.0, high=43.0))
    '0.31'
    """
    least = max(0, leading(estimate.value))
    places = decimals_of(estimate.within, at_most=2)
    return show_number(estimate.value, decimals=max(0, places, min(least, 2)))


def show_chance(value: float | None) -> str:
    """Write a probability with two decimals; what is not sure is never written as 0 or 1.

    What is marked for lying below 0.9 is not written as 0.90.

    Examples
    --------
    >>> show_chance(0.838), show_chance(0.9971), show_chance(0.002), show_chance(0.8991)
    ('0.84', '> 0.99', '< 0.01', '0.89')
    """
    if value is None or not math.isfinite(value):
        return NOTHING
    if 0.995 <= value < 1:  # noqa: PLR2004 - half of the last digit
        return "> 0.99"
    if 0 < value < 0.005:  # noqa: PLR2004
        return "< 0.01"
    if 0.895 <= value < 0.9:  # noqa: PLR2004
        return "0.89"
    return show_number(value, decimals=2)


def show_share(value: float | None) -> str:
    """Write a share (0-1) in per cent: one decimal, two below one per cent."""
    if value is None or not math.isfinite(value):
        return NOTHING
    tiny = 0 < abs(value) < 0.01  # noqa: PLR2004 - one per cent
    return show_number(100 * value, decimals=2 if tiny else 1) + "%"


def show_growth(value: float | None) -> str:
    """Write a relative change in per cent with its sign."""
    if value is None or not math.isfinite(value):
        return NOTHING
    return ("+" if value > 0 else "") + show_number(100 * value, decimals=1) + "%"


def show_estimate(estimate: Estimate, quantity: str, lang: Language) -> str:
    """Write the value of a quantity as its unit is written.

    Examples
    --------
    >>> half = Estimate(value=0.5)
    >>> show_estimate(half, "strength", "en"), show_estimate(half, "growth", "en")
    ('50.0%', '+50.0%')
    """
    unit = _unit(quantity)
    if unit == "1":
        return show_quotient(estimate)
    if unit == "share":
        return show_share(estimate.value)
    if unit == "share per year":
        return show_growth(estimate.value)
    return show_count(_borne(estimate.value, estimate), lang)


def _unit(quantity: str) -> str:
    """Give a quantity's unit; one that is not in the catalogue tells it by its name."""
    if quantity in quantities():
        return quantities()[quantity].unit
    return "share" if quantity.endswith("share") else "count"


def _borne(value: float | None, estimate: Estimate) -> float | None:
    """Round a count to the place that its data range bears, at most to its first digit."""
    if value is None or not estimate.within.doubtful:
        return value
    places = decimals_of(estimate.within, at_most=0)
    return round(value, max(places, min(0, leading(value))))


def show_interval(estimate: Estimate, quantity: str, lang: Language) -> str:
    """Write the interval, ends joined by a dash; empty where there is none."""
    if not estimate.doubtful:
        return ""
    if _unit(quantity) == "1":
        places = max(0, decimals_of(estimate, at_most=2))
        low, high = (show_number(end, decimals=places) for end in (estimate.low, estimate.high))
    else:
        low, high = (
            show_estimate(
                Estimate(value=end, least=estimate.low, most=estimate.high), quantity, lang
            )
            for end in (estimate.low, estimate.high)
        )
    if low == high:
        return low
    first = low[:-1] if low[-1] in UNITS and low[-1] == high[-1] else low
    return f"{first}{_dash(low, high, lang)}{high}"


def _dash(low: str, high: str, lang: Language) -> str:
    """Join two ends by a dash, or by a word where a sign stands before one of them."""
    signed = low.startswith(MINUS) or high.startswith(("+", MINUS))
    return say("charts.to", lang) if signed else "–"
