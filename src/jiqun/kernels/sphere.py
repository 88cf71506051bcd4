"""The Earth as a sphere: points, straight and great-circle distances, longitudes unwrapped."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Float = NDArray[np.float64]

#: Mean radius of the Earth.
EARTH_KM: Final = 6371.0088
#: Length of a degree of latitude.
KM_A_DEGREE: Final = EARTH_KM * np.pi / 180


def on_sphere(lon: Float, lat: Float) -> Float:
    """Give points on the unit sphere, shape (N, 3), of degrees; NaN stays NaN."""
    x, y = np.radians(lon), np.radians(lat)
    return np.column_stack([np.cos(y) * np.cos(x), np.cos(y) * np.sin(x), np.sin(y)])


def chord(arcs: Float | float, radius: float) -> Float:
    """Give the straight distance of arcs in km; the same where radius is 0."""
    arcs = np.asarray(arcs, dtype=np.float64)
    if radius == 0.0:
        return arcs
    return 2.0 * radius * np.sin(np.minimum(arcs / (2.0 * radius), np.pi / 2.0))


def arcs(chords: NDArray[np.floating[Any]], radius: float) -> Float:
    """Give the great-circle distance of chords; the same where radius is 0."""
    if radius == 0.0:
        return np.asarray(chords, dtype=np.float64)
    return 2.0 * radius * np.arcsin(np.minimum(np.asarray(chords) / (2.0 * radius), 1.0))


def apart_km(one: Float, two: Float) -> Float:
    """Give great-circle distances between unit vectors, (..., 3) each; NaN without a place."""
    straight = np.sqrt(((one - two) ** 2).sum(axis=-1))
    arc: Float = 2 * EARTH_KM * np.arcsin(np.minimum(straight / 2, 1.0))
    return arc


def unwrapped(lon: Float) -> Float:
    """Turn longitudes so that their widest gap lies at the ends."""
    if len(lon) < 2:
        return lon
    ring = np.unique(lon)
    gaps = np.diff(np.append(ring, ring[0] + 360.0))
    cut = ring[(int(gaps.argmax()) + 1) % len(ring)]
    turned: Float = (lon - cut) % 360.0
    return turned
