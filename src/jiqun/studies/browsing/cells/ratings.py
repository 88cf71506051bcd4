"""A cell's rating under each scheme, criterion by criterion."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from jiqun.clusters import VISIBLE, cell_schemes, criteria_of
from jiqun.core import Words
from jiqun.studies.browsing.cells.rows import rating_of
from jiqun.studies.browsing.lists import columns, typed
from jiqun.studies.browsing.snapshots import Snapshot
from jiqun.studies.rating import RatingOf
from jiqun.studies.rating import rating_of as unrated_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A criterion of a scheme: a quantity held against a threshold.

    Attributes
    ----------
    statistic
        "fixed", or the percentile that the threshold is ("p75").
    within
        What the cells share that the percentile is taken among.
    status, source, stated
        How the rule is known, from where, and in which words.
    """

    id: str
    quantity: str
    statistic: str
    at: float
    comparison: str
    within: tuple[str, ...]
    unit: str
    title: Words
    status: str
    source: str
    stated: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionHeld(Rule):
    """A criterion held against a cell.

    Attributes
    ----------
    low, high
        Where the value will be next year; null where nobody knows.
    passed
        Null where the value or the threshold is not known.
    """

    threshold: float | None
    value: float | None
    low: float | None
    high: float | None
    passed: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemeRating(RatingOf):
    """A cell's rating under a scheme, with each criterion.

    Attributes
    ----------
    missing
        Quantities that the scheme asks for and the cell lacks; ``visible_share`` where too
        little of the cell is published to judge it.
    """

    scheme: str
    title: Words
    note: Words
    status: str
    source: str
    criteria: tuple[CriterionHeld, ...]
    missing: tuple[str, ...]


def scheme_ratings(shown: Snapshot, cell: Mapping[str, Any]) -> tuple[SchemeRating, ...]:
    """Rate by schemes that rated, then tell of those that could not for want of quantities."""
    further = [one.scheme for one in cell_schemes()]
    return tuple(_rating(shown, id, cell) for id in dict.fromkeys([*shown.rated_schemes, *further]))


def _rating(shown: Snapshot, id: str, cell: Mapping[str, Any]) -> SchemeRating:
    used = shown.workspace.record("ratings").parameters if shown.workspace.has("ratings") else {}
    scheme = shown.scheme(id).recut(used.get("cutoffs") or {})
    held = criteria_of(scheme, cell, _thresholds(shown, id, cell["year"]))
    criteria = tuple(typed(CriterionHeld, one) for one in held)
    own = rating_of(cell, id) if id in shown.rated_schemes else unrated_of(None)
    return SchemeRating(
        scheme=id,
        title=Words.of(scheme.title),
        note=Words.of(scheme.note),
        status=scheme.status,
        source=scheme.source,
        **{name: getattr(own, name) for name in columns(RatingOf)},
        criteria=criteria,
        missing=tuple(
            dict.fromkeys(
                [
                    *(one.quantity for one in criteria if one.value is None),
                    *((VISIBLE,) if own.unjudged else ()),
                ]
            )
        ),
    )


def _thresholds(shown: Snapshot, scheme: str, year: int) -> list[dict[str, Any]]:
    every = shown.frame("thresholds")
    if not len(every):
        return []
    return every.filter((pl.col("scheme") == scheme) & (pl.col("year") == year)).to_dicts()
