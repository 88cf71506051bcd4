"""Radii of the discs: the usual ones, and those where points are centroids of regions."""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl
from scipy.spatial import cKDTree

from jiqun.kernels.sphere import EARTH_KM, on_sphere

#: Radii of the discs, unless others are asked for.
SCALES_KM: Final = (5.0, 7.0, 10.0, 14.0, 20.0, 28.0)
#: Radii among centroids, in times the usual distance of a centroid to the nearest other.
CENTROID_SCALES: Final = (2.0, 4.0)


def centroid_scales(points: pl.DataFrame) -> tuple[float, ...]:
    """Give radii that reach beyond a centroid: from the usual distance to the nearest other.

    Parameters
    ----------
    points
        ``x, y`` in degrees; several rows may stand at one place.

    Returns
    -------
    tuple of float
        In km, to two digits: :data:`CENTROID_SCALES` times the median distance between nearest
        centroids, or times 1 km where that is less or there is one centroid only.
    """
    spots = points.select("x", "y").unique(maintain_order=True).to_numpy()
    if len(spots) < 2:  # noqa: PLR2004 - one centroid has no other
        return CENTROID_SCALES
    ball = on_sphere(*spots.T)
    chord = cKDTree(ball).query(ball, k=2)[0][:, 1]
    usual = float(np.median(2 * EARTH_KM * np.arcsin(chord / 2)))
    return tuple(float(f"{max(usual, 1.0) * times:.2g}") for times in CENTROID_SCALES)
