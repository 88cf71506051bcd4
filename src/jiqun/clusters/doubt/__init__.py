"""Doubt in named parts: data range, largest establishment, sampling; where a value will be next.

Knows how cells move from a year to the next, and what a rating's chance to last follows from.
Must not know where tables come from, nor how cells are summed.
"""

from jiqun.clusters.doubt.calibration import Calibration, Curve, fit_calibration
from jiqun.clusters.doubt.forecasts import SURE, Forecast, forecast, next_ranks
from jiqun.clusters.doubt.kept import curves_from, curves_table, moves_from, moves_table
from jiqun.clusters.doubt.packaged import (
    calibrations_to_package,
    packaged_calibrations,
    packaged_persistence,
    settled_persistence,
    to_package,
    with_moves,
)
from jiqun.clusters.doubt.parts import PARTS, with_parts
from jiqun.clusters.doubt.persistence import (
    LOGGED,
    Kind,
    Persistence,
    fit_persistence,
    persistence_interval,
    placed,
    yearly_pairs,
)

__all__ = [
    "LOGGED",
    "PARTS",
    "SURE",
    "Calibration",
    "Curve",
    "Forecast",
    "Kind",
    "Persistence",
    "calibrations_to_package",
    "curves_from",
    "curves_table",
    "fit_calibration",
    "fit_persistence",
    "forecast",
    "moves_from",
    "moves_table",
    "next_ranks",
    "packaged_calibrations",
    "packaged_persistence",
    "persistence_interval",
    "placed",
    "settled_persistence",
    "to_package",
    "with_moves",
    "with_parts",
    "yearly_pairs",
]
