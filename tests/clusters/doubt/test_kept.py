"""What intervals and chances rest on is read from its tables as it was written."""

import numpy as np
import polars as pl
import pytest

from jiqun.clusters.doubt import (
    Calibration,
    Curve,
    curves_from,
    curves_table,
    fit_persistence,
    moves_from,
    moves_table,
    packaged_calibrations,
    packaged_persistence,
    persistence_interval,
    to_package,
)


@pytest.mark.parametrize("sized", [True, False])
def test_moves_read_as_they_were_written(sized, panel):
    cells = panel(cells=900).with_columns(
        profit=pl.Series(np.arange(5400.0) % 7 - 3),
        establishments="establishments" if sized else pl.lit(None, pl.Float64),
    )
    fitted = fit_persistence(cells, ["employment", "quotient", "profit"])
    read = moves_from(moves_table(fitted))
    assert read.basis == fitted.basis
    assert read.additive == fitted.additive == {"profit"}
    assert {n: set(k) for n, k in read.moves.items()} == {
        n: set(k) for n, k in fitted.moves.items()
    }
    for name in fitted.moves:
        np.testing.assert_array_equal(
            persistence_interval(read, cells, name), persistence_interval(fitted, cells, name)
        )


def test_no_moves_read_as_none(panel):
    fitted = fit_persistence(panel(cells=10))
    assert not moves_from(moves_table(fitted)).moves


def test_curves_read_as_they_were_written():
    made = {
        "chance": Calibration(
            curves={
                code: Curve(computed=np.array([0.1, 0.9]), told=np.array([0.2, 0.5 + code / 10]))
                for code in (-1, 0, 3)
            }
        )
    }
    read = curves_from(curves_table("one", made, frozenset()))["one"]["chance"]
    at, group = np.linspace(0, 1, 9), np.array([0, 1, 3] * 3)
    np.testing.assert_array_equal(read(at, group), made["chance"](at, group))
    assert curves_from(curves_table("none", {}, frozenset())) == {}


def test_the_packaged_tables_are_whole():
    for survey in (False, True):
        moves = packaged_persistence(survey=survey).moves
        for name in ("quotient", "employment", "micro_share", "macro_share"):
            assert {kind.sized for kind in moves[name]} == {True, False}
            for one in moves[name].values():
                assert (np.diff(one.nodes) > 0).all()
                assert (np.diff(one.changes, axis=2) >= 0).all()
                assert one.pairs.min() >= 100
    for scheme in ("us-cluster-mapping", "eu-stars-2011", "eu-panorama"):
        for calibration in packaged_calibrations(scheme).values():
            for curve in calibration.curves.values():
                assert (np.diff(curve.told) >= 0).all()
                assert (np.diff(curve.computed) >= 0).all()
                assert 0 < curve.told[0] <= curve.told[-1] < 1
    assert packaged_calibrations("no-such-scheme") == {}


def test_what_is_packaged_is_what_was_fitted(panel):
    fitted = fit_persistence(panel(cells=900))
    told = {(one["quantity"], one["sized"]): one for one in to_package(fitted)}
    moves = next(m for k, m in fitted.moves["employment"].items() if k.shown is None)
    np.testing.assert_allclose(told["employment", True]["changes"], moves.table, atol=5e-5)
