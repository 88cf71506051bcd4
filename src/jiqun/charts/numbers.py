"""How estimates of quantities are written: by the one rule of ``core``, for charts and briefs."""

from __future__ import annotations

import math

from jiqun.charts.figures import Estimate
from jiqun.core import Language, quantities, show, show_ratio, show_span
from jiqun.core.digits import MINUS, NOTHING, fixed, rounded_at


def show_number(value: float | None, *, decimals: int) -> str:
    """Write a number with so many decimals, separators and a true minus sign."""
    if value is None or not math.isfinite(value):
        return NOTHING
    size = rounded_at(value, -decimals)
    return (MINUS if value < 0 and size else "") + fixed(size)


def show_quotient(estimate: Estimate) -> str:
    """Write a quotient; its interval takes no digit from it.

    Examples
    --------
    >>> show_quotient(Estimate(value=0.314, low=0.0, high=43.0))
    '0.31'
    """
    return show_ratio(estimate.value)


def show_estimate(estimate: Estimate, quantity: str, lang: Language) -> str:
    """Write the value of a quantity as its unit is written.

    Examples
    --------
    >>> half = Estimate(value=0.5)
    >>> show_estimate(half, "strength", "en"), show_estimate(half, "growth", "en")
    ('50.0%', '+50.0%')
    """
    return show(estimate.value, unit_of(quantity), lang)


def show_interval(estimate: Estimate, quantity: str, lang: Language) -> str:
    """Write the interval, ends joined by a dash; empty where there is none.

    Examples
    --------
    >>> show_interval(Estimate(value=0.5, low=0.4, high=0.6), "strength", "en")
    '40.0–60.0%'
    """
    return show_span(estimate.low, estimate.high, unit_of(quantity), lang)


def unit_of(quantity: str) -> str:
    """Give a quantity's unit; one that is not in the catalogue tells it by its name."""
    if quantity in quantities():
        return quantities()[quantity].unit
    return "share" if quantity.endswith("share") else "count"
