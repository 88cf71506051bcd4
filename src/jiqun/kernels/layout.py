"""Points sorted into bands so that everything within a cut-off lies in a few short runs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jiqun.kernels.sphere import EARTH_KM, chord, unwrapped

Float = NDArray[np.float64]
Int = NDArray[np.int64]

#: Bands a cut-off: more bands fit the disc closer but make the runs shorter.
BANDS_PER_CUTOFF = 4
#: Reaches are widened by this share (squared), so that rounding loses no pair at the cut-off.
SLACK = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Layout:
    """Points in an order that keeps neighbours together.

    Attributes
    ----------
    order
        (N,) position in the caller's arrays of each point here.
    xyz
        (3, N) coordinates in km; planar points have z = 0.
    along, band
        (N,) coordinate along the band; band number, ascending.
    reach
        (B, S) half-width along the band s steps further on; -1 beyond the last band.
    radius
        Of the sphere in km; 0 for a plane.
    cutoff
        Largest straight (chord) distance that pairs may have.
    """

    order: Int
    xyz: Float
    along: Float
    band: Int
    reach: Float
    radius: float
    cutoff: float

    @property
    def starts(self) -> Int:
        """Where each band starts, and the end of the last: (B + 1,)."""
        return np.searchsorted(self.band, np.arange(len(self.reach) + 1)).astype(np.int64)


def plane(x: Float, y: Float, *, cutoff: float) -> Layout:
    """Lay out planar points; ``cutoff`` may be infinite."""
    y0 = float(y.min()) if len(y) else 0.0
    span = float(y.max()) - y0 if len(y) else 0.0
    height = max(cutoff / BANDS_PER_CUTOFF, span / max(len(y), 1))
    bands = int(span / height) + 1 if np.isfinite(cutoff) and height > 0 else 1
    steps = min(bands, BANDS_PER_CUTOFF + 1)
    apart = height * np.maximum(np.arange(steps) - 1.0, 0.0) if bands > 1 else np.zeros(1)
    half = cutoff * np.sqrt(np.maximum(1.0 - _share(apart, cutoff) ** 2, 0.0) + SLACK)
    band = np.minimum(((y - y0) / height).astype(np.int64), bands - 1) if bands > 1 else _none(x)
    return _sorted(
        along=x,
        band=band,
        xyz=np.array([x, y, np.zeros_like(x)]),
        reach=_trimmed(np.tile(half, (bands, 1))),
        radius=0.0,
        cutoff=cutoff,
    )


def sphere(lon: Float, lat: Float, *, cutoff: float, radius: float = EARTH_KM) -> Layout:
    """Lay out points on a sphere (degrees); the cut runs where longitudes have their widest gap."""
    lam, phi = np.radians(unwrapped(lon)), np.radians(lat)
    xyz = radius * np.array([np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)])
    straight = float(chord(min(cutoff, np.pi * radius), radius))
    angle = cutoff / radius
    low, high = (float(phi.min()), float(phi.max())) if len(phi) else (0.0, 0.0)
    height = max(angle / BANDS_PER_CUTOFF, (high - low) / max(len(phi), 1))
    bands = int((high - low) / height) + 1 if height > 0.0 and angle < np.pi / 2.0 else 1
    steps = min(bands, BANDS_PER_CUTOFF + 1)
    reach = np.full((bands, steps), np.inf)
    if bands > 1:
        edges = low + height * np.arange(bands + steps + 1)
        for step in range(steps):
            most = np.maximum(np.abs(edges[:bands]), np.abs(edges[step + 1 : bands + step + 1]))
            apart = np.sin(max(step - 1, 0) * height / 2.0) / max(np.sin(angle / 2.0), 1e-300)
            half = np.sin(angle / 2.0) * np.sqrt(max(1.0 - apart**2, 0.0) + SLACK)
            ratio = half / np.maximum(np.cos(np.minimum(most, np.pi / 2)), 1e-12)
            reach[:, step] = np.where(ratio < 1.0, 2.0 * np.arcsin(np.minimum(ratio, 1.0)), np.inf)
        if len(lam) and 2.0 * np.pi - np.ptp(lam) < reach.max():
            reach[:] = np.inf
    band = (
        np.minimum(((phi - low) / height).astype(np.int64), bands - 1) if bands > 1 else _none(lam)
    )
    return _sorted(
        along=lam,
        band=band,
        xyz=xyz,
        reach=_trimmed(reach),
        radius=radius,
        cutoff=straight,
    )


def _sorted(
    *, along: Float, band: Int, xyz: Float, reach: Float, radius: float, cutoff: float
) -> Layout:
    order = np.lexsort((along, band)).astype(np.int64)
    return Layout(
        order=order,
        xyz=np.ascontiguousarray(xyz[:, order]),
        along=np.ascontiguousarray(along[order]),
        band=np.ascontiguousarray(band[order]),
        reach=reach,
        radius=radius,
        cutoff=cutoff,
    )


def _share(parts: Float, whole: float) -> Float:
    shares: Float = (parts > 0.0).astype(np.float64)
    np.divide(parts, whole, out=shares, where=whole > 0.0)
    return shares


def _trimmed(reach: Float) -> Float:
    bands, steps = reach.shape
    beyond = np.arange(bands)[:, None] + np.arange(steps)[None, :] >= bands
    return np.ascontiguousarray(np.where(beyond, -1.0, reach))


def _none(like: Float) -> Int:
    return np.zeros(len(like), dtype=np.int64)
