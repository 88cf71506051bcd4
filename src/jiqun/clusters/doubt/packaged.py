"""Moves fitted on public statistics, for cells that have too few years of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import polars as pl

from jiqun.clusters.doubt.calibration import Calibration, Curve
from jiqun.clusters.doubt.kinds import Kind
from jiqun.clusters.doubt.moves import SHARES, Moves
from jiqun.clusters.doubt.persistence import LOGGED, Persistence, fit_persistence
from jiqun.clusters.leading import EMPLOYMENT, led_by
from jiqun.core import catalogue

#: Digits after the point that the packaged numbers are kept with.
DIGITS = 4
#: The same of chances, which are never 0 or 1.
SHARES_DIGITS = 6
HALF = 0.5


def settled_persistence(cells: pl.DataFrame, quantities: Sequence[str] = LOGGED) -> Persistence:
    """Fit how the cells move; with too few pairs of years give the packaged moves.

    The packaged ones are those of jobs: where another quantity leads there are none.
    """
    jobs = led_by(cells) == EMPLOYMENT
    if cells.is_empty():
        return packaged_persistence()
    own = fit_persistence(cells, quantities)
    if any(own.moves.values()) or not jobs:
        return own if any(own.moves.values()) else Persistence(moves={}, basis="own")
    return packaged_persistence(survey=is_survey(cells))


def is_survey(cells: pl.DataFrame) -> bool:
    """Say whether most cells hold numbers that their publisher rounded, as surveys are.

    An assumption: a full count that is rounded as coarsely gets the wider moves of a survey.
    """
    if "rounded" not in cells.columns or cells.is_empty():
        return False
    return len(cells.filter(pl.col("rounded") > 0)) > HALF * len(cells)


def with_moves(
    persistence: Persistence, cells: pl.DataFrame, quantities: Sequence[str]
) -> Persistence:
    """Add the moves of further quantities of the cells, where their years tell them."""
    known = (*persistence.moves, "growth")
    further = [name for name in quantities if name not in known and name in cells.columns]
    if not further or persistence.basis == "packaged":
        return persistence
    more = fit_persistence(cells, further)
    return replace(
        persistence,
        moves={**persistence.moves, **more.moves},
        additive=persistence.additive | more.additive,
    )


def packaged_persistence(*, survey: bool = False) -> Persistence:
    """Give the moves that come with the package.

    Cells with a number of establishments have those of American counties, economic areas,
    metropolitan areas and states by benchmark category; cells without have the same by jobs, or
    with ``survey`` those of British regions in a survey. ``catalog/doubt/persistence.toml`` tells
    sources and years.
    """
    return _packaged(survey)


@cache
def _packaged(survey: bool) -> Persistence:
    told = catalogue("doubt/persistence.toml")
    moves: dict[str, dict[Kind, Moves]] = {}
    # a survey's own moves stand last, and take the place of those of full counts
    for one in sorted(told["moves"], key=lambda one: bool(one["survey"])):
        if survey or not one["survey"]:
            kind = Kind(sized=one["sized"], saturated=one["saturated"])
            moves.setdefault(one["quantity"], {})[kind] = _read(one)
    additive = frozenset(one["quantity"] for one in told["moves"] if one["additive"])
    return Persistence(moves=moves, basis="packaged", additive=additive)


def _read(told: Mapping[str, Any]) -> Moves:
    sizes = np.array(told["sizes"], dtype=np.float64)
    return Moves(
        nodes=np.array(told["nodes"], dtype=np.float64),
        sizes=sizes,
        changes=np.array(told["changes"], dtype=np.float64).reshape(*sizes.shape, len(SHARES)),
        pairs=np.array(told["pairs"], dtype=np.int64),
    )


def to_package(persistence: Persistence, *, survey: bool = False) -> list[dict[str, Any]]:
    """Give the moves of all cells together in the packaged form, kinds with others left out."""
    return [
        {
            "quantity": name,
            "additive": name in persistence.additive,
            "sized": kind.sized,
            "saturated": kind.saturated,
            "survey": survey,
            "nodes": moves.nodes.round(DIGITS).tolist(),
            "sizes": moves.sizes.round(DIGITS).tolist(),
            "pairs": moves.pairs.tolist(),
            "changes": moves.table.round(DIGITS).tolist(),
        }
        for name, kinds in persistence.moves.items()
        for kind, moves in kinds.items()
        if kind.wide
    ]


@cache
def packaged_calibrations(scheme: str) -> Mapping[str, Calibration]:
    """Give the curves that come with the package for a scheme, by what is forecast.

    Empty for a scheme that has none: its chances are told as they are computed.
    """
    found: dict[str, dict[int, Curve]] = {}
    for one in catalogue("doubt/calibration.toml").get("curves", []):
        if one["scheme"] == scheme:
            curve = Curve(computed=np.array(one["computed"]), told=np.array(one["told"]))
            found.setdefault(one["forecast"], {})[one["rank"]] = curve
    return {name: Calibration(curves=curves) for name, curves in found.items()}


def calibrations_to_package(
    scheme: str, calibrations: Mapping[str, Calibration]
) -> list[dict[str, Any]]:
    """Give the curves of a scheme in the packaged form."""
    return [
        {
            "scheme": scheme,
            "forecast": name,
            "rank": rank,
            "computed": curve.computed.round(SHARES_DIGITS).tolist(),
            "told": curve.told.round(SHARES_DIGITS).tolist(),
        }
        for name, calibration in calibrations.items()
        for rank, curve in calibration.curves.items()
    ]
