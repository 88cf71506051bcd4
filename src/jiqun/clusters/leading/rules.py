"""Schemes where another quantity than employment leads, or a compared one is not there."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from jiqun.clusters.leading.quantities import COUNTED, EMPLOYMENT
from jiqun.clusters.schemes import Criterion, Rating, Scheme
from jiqun.core import LANGUAGES, led_text


def led_scheme(rules: Scheme, quantity: str, absent: Collection[str] = ()) -> Scheme:
    """Give a scheme as it judges where a quantity leads.

    A percentile of employment, which says how large a cell is, becomes the same percentile of
    what leads. A percentile of jobs or establishments of which nothing is known (``absent``) is
    left out of the ratings that ask for it beside other things (:func:`left_out`); stars that are
    counted and fixed thresholds stay as they are.

    Examples
    --------
    >>> from jiqun.clusters import scheme
    >>> own = led_scheme(scheme("us-cluster-mapping"), "output", ["establishments"])
    >>> own.ratings[0].all
    ('quotient-top10', 'quotient-specialised', 'employment-above-p25')
    >>> [one.quantity for one in own.criteria][-1], own.criteria[-1].title["en"]
    ('output', 'Gross output above the lowest quarter of its category')
    """
    gone = left_out(rules, quantity, absent)
    if quantity == EMPLOYMENT and not gone:
        return rules
    criteria = tuple(_led(one, quantity) for one in rules.criteria if one.id not in gone)
    ratings = tuple(replace(one, all=_without(one, gone)) for one in rules.ratings)
    return replace(rules, criteria=criteria, ratings=ratings)


def left_out(rules: Scheme, quantity: str, absent: Collection[str]) -> tuple[str, ...]:
    """Name the criteria that are left out because nothing is known of what they compare."""
    counted = {name for rating in rules.ratings for name in rating.of}
    return tuple(
        one.id
        for one in rules.criteria
        if one.statistic == "percentile"
        and one.quantity in COUNTED
        and (quantity if one.quantity == EMPLOYMENT else one.quantity) in absent
        and one.id not in counted
    )


def _without(rating: Rating, gone: Collection[str]) -> tuple[str, ...]:
    return tuple(name for name in rating.all if name not in gone)


def _led(one: Criterion, quantity: str) -> Criterion:
    if quantity == EMPLOYMENT:
        return one
    title: dict[str, str] = {lang: led_text(one.title[lang], quantity, lang) for lang in LANGUAGES}
    sized = one.statistic == "percentile" and one.quantity == EMPLOYMENT
    return replace(one, quantity=quantity if sized else one.quantity, title=title)
