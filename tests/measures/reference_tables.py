"""How the tests read what other packages computed."""

from pathlib import Path

import numpy as np
import polars as pl

from jiqun.tables import Counts

FOLDER = Path(__file__).resolve().parents[1] / "references"
RELATIVE = 1e-9  # closed forms: seventeen digits are printed, sums differ by their order
EIGEN = 1e-6  # eigenvectors: the solver's own accuracy, times the gap of the eigenvalues


def read(package, name):
    return pl.read_csv(FOLDER / package / f"{name}.csv", infer_schema_length=None, null_values="NA")


def matrix(package, name):
    frame = read(package, name)
    return frame.select(
        pl.col(column).cast(pl.Float64, strict=False) for column in frame.columns[1:]
    ).to_numpy()


def column(package, name, which="value"):
    return read(package, name)[which].cast(pl.Float64, strict=False).to_numpy()


def counts(package, name, unit="persons"):
    frame = read(package, name)
    return Counts(
        regions=tuple(frame[frame.columns[0]].cast(pl.String).to_list()),
        industries=tuple(frame.columns[1:]),
        values=frame.select(frame.columns[1:]).to_numpy(),
        unit=unit,
    )


def mapping(package, name):
    frame = read(package, name)
    return dict(zip(frame["id"].to_list(), frame["value"].to_list(), strict=True))


def close(ours, theirs, tolerance=RELATIVE):
    ours, theirs = np.asarray(ours, float), np.asarray(theirs, float)
    assert np.isfinite(theirs).any()
    np.testing.assert_allclose(ours, theirs, rtol=tolerance, atol=tolerance)
