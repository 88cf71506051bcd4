"""Doubt in named parts: data range, largest establishment, sampling; where a value will be next.

Knows how cells move from a year to the next, and what a rating's chance to last follows from.
Must not know where tables come from, nor how cells are summed.
"""

from jiqun.clusters.doubt.backtest import BackTest, back_test
from jiqun.clusters.doubt.calibration import Calibration, Curve, fit_calibration
from jiqun.clusters.doubt.chances import Computed, computed_chances
from jiqun.clusters.doubt.forecasts import SURE, Forecast, calibrated, forecast, next_ranks
from jiqun.clusters.doubt.kept import curves_from, curves_table, moves_from, moves_table
from jiqun.clusters.doubt.kinds import Kind, following
from jiqun.clusters.doubt.packaged import (
    calibrations_to_package,
    is_survey,
    packaged_calibrations,
    packaged_persistence,
    settled_persistence,
    to_package,
    with_moves,
)
from jiqun.clusters.doubt.parts import PARTS, with_parts
from jiqun.clusters.doubt.persistence import (
    LOGGED,
    Persistence,
    fit_persistence,
)
from jiqun.clusters.doubt.placing import Placing, persistence_interval

__all__ = [
    "LOGGED",
    "PARTS",
    "SURE",
    "BackTest",
    "Calibration",
    "Computed",
    "Curve",
    "Forecast",
    "Kind",
    "Persistence",
    "Placing",
    "back_test",
    "calibrated",
    "calibrations_to_package",
    "computed_chances",
    "curves_from",
    "curves_table",
    "fit_calibration",
    "fit_persistence",
    "following",
    "forecast",
    "is_survey",
    "moves_from",
    "moves_table",
    "next_ranks",
    "packaged_calibrations",
    "packaged_persistence",
    "persistence_interval",
    "settled_persistence",
    "to_package",
    "with_moves",
    "with_parts",
]
