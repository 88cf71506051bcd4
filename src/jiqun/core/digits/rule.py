"""The digits of ratios, shares and counts: rounded half up, as the number itself is written."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Context, Decimal

from jiqun.core.vocab import Language

NOTHING = "–"
MINUS = "−"
#: Below this a number is a leftover of adding up others, and written as 0.
LEFTOVER = 1e-12
#: From here on, and below the other, a number is written with a power of ten.
HUGE, TINY = 1e15, 1e-6
#: Significant digits of a count that is written in millions or 万.
SIGNIFICANT = 4
#: Where a count leaves its full form, and what it is then counted in.
LARGE: dict[Language, tuple[tuple[int, str], ...]] = {
    "en": ((12, " tn"), (9, " bn"), (6, " m")),
    "zh": ((12, "万亿"), (8, "亿"), (4, "万")),
}
IN_FULL: dict[Language, int] = {"en": 6, "zh": 5}
_EXACT = Context(prec=40, rounding=ROUND_HALF_UP)
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")

#: Exponent of a number's first digit -> exponent of the last digit that is written.
Last = Callable[[int], int]


def show_ratio(value: float | None) -> str:
    """Write a pure number: three significant digits, below 1 two decimals or two digits.

    Parameters
    ----------
    value
        Any size; None, NaN and infinity are a dash.

    Examples
    --------
    >>> [show_ratio(x) for x in (2.7149, 12.34, 411.2, 0.834, 0.0312, -0.5, 0, None)]
    ['2.71', '12.3', '411', '0.83', '0.031', '−0.50', '0', '–']
    """
    return _written(value, lambda first: min(0, first - 2) if first >= 0 else first - 1)


def show_share(value: float | None) -> str:
    """Write a share (0 to 1) in per cent: one decimal, below one per cent two digits.

    What is not all is never written as 100 %.

    Examples
    --------
    >>> [show_share(x) for x in (0.6341, 0.0451, 0.00451, 0.99981, 1, 0, None)]
    ['63.4%', '4.5%', '0.45%', '99.98%', '100%', '0%', '–']
    """
    text = _written(value, _last_of_share, hundredfold=True)
    if value is not None and text.endswith("100") and 1 - abs(value) > LEFTOVER:
        size = _decimal(value).scaleb(2, _EXACT)
        text = _signed(value, fixed(_quantized(size, (100 - size).adjusted())))
    return text if text == NOTHING else text + "%"


def show_growth(value: float | None) -> str:
    """Write a relative change in per cent with its sign.

    Examples
    --------
    >>> [show_growth(x) for x in (0.0451, -0.12, 1.234, 0)]
    ['+4.5%', '−12.0%', '+123%', '0%']
    """
    text = show_share(value)
    return text if text[0] in {MINUS, NOTHING} or text == "0%" else "+" + text


def show_count(value: float | None, lang: Language) -> str:
    """Write persons, establishments or money: whole, in millions or 万 where it is long.

    Examples
    --------
    >>> show_count(1234567, "en"), show_count(1234567, "zh"), show_count(45000, "zh")
    ('1.235 m', '123.5万', '45,000')
    >>> show_count(0.43, "en"), show_count(7, "en"), show_count(12.5, "en")
    ('0.43', '7', '13')
    """
    if value is None or not math.isfinite(value) or abs(value) < TINY:
        return _written(value, _last_of_count)
    size = _rounded(_decimal(value), _last_of_count)
    if size.adjusted() < IN_FULL[lang]:
        return _signed(value, _bare(fixed(size)))
    size = _rounded(size, lambda first: first - SIGNIFICANT + 1)
    power, word = next(one for one in LARGE[lang] if size.adjusted() >= one[0])
    scaled = size.scaleb(-power, _EXACT)
    return _signed(value, _bare(fixed(scaled)) + word)


def fixed(size: Decimal) -> str:
    """Write the digits a decimal has, with separators.

    Examples
    --------
    >>> fixed(Decimal("1234.50"))
    '1,234.50'
    """
    return f"{size:,f}"


def rounded_at(value: float, place: int) -> Decimal:
    """Round a number's own digits half up at a place: -2 keeps two decimals.

    Examples
    --------
    >>> rounded_at(1.005, -2), rounded_at(0.125, -2), rounded_at(2.5, 0)
    (Decimal('1.01'), Decimal('0.13'), Decimal('3'))
    """
    return _quantized(_decimal(value), place)


def _last_of_share(first: int) -> int:
    if first > 1:
        return 0
    return -1 if first >= 0 else first - 1


def _last_of_count(first: int) -> int:
    return 0 if first > 0 else first - 1


def _written(value: float | None, last: Last, *, hundredfold: bool = False) -> str:
    if value is None or not math.isfinite(value):
        return NOTHING
    size = _decimal(value)
    if abs(value) < LEFTOVER:
        return "0"
    size = size.scaleb(2, _EXACT) if hundredfold else size
    if size < Decimal(repr(TINY)) or size >= Decimal(repr(HUGE)):
        return _signed(value, _with_power(size))
    return _signed(value, fixed(_rounded(size, last)))


def _with_power(size: Decimal) -> str:
    """Write a number far from 1 with two digits and a power of ten."""
    size = _rounded(size, lambda first: first - 1)
    first = size.adjusted()
    return f"{size.scaleb(-first, _EXACT):.1f}×10{str(first).translate(_RAISED)}"


def _rounded(size: Decimal, last: Last) -> Decimal:
    """Round where the rule says, and again where that brought a digit more."""
    once = _quantized(size, last(size.adjusted()))
    return _quantized(once, last(once.adjusted()))


def _quantized(size: Decimal, place: int) -> Decimal:
    return size.quantize(Decimal(1).scaleb(place), context=_EXACT)


def _decimal(value: float) -> Decimal:
    """Take the size of a number as its shortest decimal writing says it."""
    return Decimal(repr(abs(float(value))))


def _bare(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


def _signed(value: float, text: str) -> str:
    return (MINUS if value < 0 else "") + text
