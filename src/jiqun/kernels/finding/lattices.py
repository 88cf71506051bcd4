"""Points gathered into cells of a lattice, in bands, so that a disc is a few short runs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jiqun.kernels.sphere import EARTH_KM, unwrapped

Float = NDArray[np.float64]
Int = NDArray[np.int64]
Int32 = NDArray[np.int32]

#: Distances reach this share further, so that rounding loses no cell on the rim.
SLACK = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Lattice:
    """The occupied cells of one scale, band after band, and how far a disc reaches in each.

    Attributes
    ----------
    scale_km
        Radius of the discs.
    side_km
        Side of a cell; on a sphere its height, and its width at the band's middle.
    order, cell
        (S,) sites sorted by cell, and the cell of each place in that order.
    along, band
        (C,) middle of each cell along its band (km, or radians of longitude); its band.
    reach, link
        (B, 2F + 1) half-widths along band b + step - F of a disc of ``scale_km``, and of the
        distance within which cells hang together; -1 where the band is out of reach.
    """

    scale_km: float
    side_km: float
    order: Int32
    cell: Int32
    along: Float
    band: Int32
    reach: Float
    link: Float


def plane_lattice(x: Float, y: Float, *, scale_km: float, fineness: int, link: float) -> Lattice:
    """Lay planar sites (km) out in square cells with a side of ``scale_km / fineness``."""
    side = scale_km / fineness
    low, left = (float(y.min()), float(x.min())) if len(x) else (0.0, 0.0)
    band = np.floor((y - low) / side).astype(np.int64)
    column = np.floor((x - left) / side).astype(np.int64)
    bands = int(band.max()) + 1 if len(band) else 1
    apart = side * np.abs(np.arange(-fineness, fineness + 1))

    def reach(distance: float) -> Float:
        square = (distance * (1 + SLACK)) ** 2 - apart**2
        half = np.where(square >= 0, np.sqrt(np.maximum(square, 0.0)), -1.0)
        return np.tile(half, (bands, 1))

    return _gathered(
        band,
        column,
        width=np.full(bands, side),
        scale_km=scale_km,
        side_km=side,
        reach=reach(scale_km),
        link=reach(link * scale_km),
    )


def sphere_lattice(
    lon: Float,
    lat: Float,
    *,
    scale_km: float,
    fineness: int,
    link: float,
    radius: float = EARTH_KM,
) -> Lattice:
    """Lay sites in degrees out in bands of latitude; the cut runs in the widest gap."""
    lam, phi = np.radians(unwrapped(lon)), np.radians(lat)
    height = scale_km / radius / fineness
    low, left = (float(phi.min()), float(lam.min())) if len(phi) else (0.0, 0.0)
    band = np.floor((phi - low) / height).astype(np.int64)
    bands = int(band.max()) + 1 if len(band) else 1
    middle = np.minimum(low + (np.arange(bands) + 0.5) * height, np.pi / 2)
    width = np.minimum(height / np.maximum(np.cos(middle), 1e-9), 2 * np.pi)
    column = np.floor((lam - left) / width[band]).astype(np.int64)
    return _gathered(
        band,
        column,
        width=width,
        scale_km=scale_km,
        side_km=scale_km / fineness,
        reach=_spherical(middle, scale_km / radius, fineness),
        link=_spherical(middle, link * scale_km / radius, fineness),
    )


def _spherical(middle: Float, angle: float, fineness: int) -> Float:
    """Give half-widths in longitude of a cap around the middle of each band, in each other."""
    steps = np.arange(-fineness, fineness + 1)
    other = np.arange(len(middle))[:, None] + steps[None, :]
    there = (other >= 0) & (other < len(middle))
    one, two = middle[:, None], middle[np.clip(other, 0, len(middle) - 1)]
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = (np.cos(angle * (1 + SLACK)) - np.sin(one) * np.sin(two)) / np.maximum(
            np.cos(one) * np.cos(two), 1e-300
        )
    half = np.where(ratio <= -1.0, np.pi, np.arccos(np.clip(ratio, -1.0, 1.0)))
    return np.ascontiguousarray(np.where(there & (ratio <= 1.0), half, -1.0))


def _gathered(
    band: Int,
    column: Int,
    *,
    width: Float,
    scale_km: float,
    side_km: float,
    reach: Float,
    link: Float,
) -> Lattice:
    columns = int(column.max()) + 1 if len(column) else 1
    flat = band * columns + column
    order = np.argsort(flat, kind="stable")
    ordered = flat[order]
    first = np.ones(len(flat), dtype=bool)
    first[1:] = ordered[1:] != ordered[:-1]
    kept = ordered[first]
    of_cell = kept // columns
    return Lattice(
        scale_km=scale_km,
        side_km=side_km,
        order=order.astype(np.int32),
        cell=(np.cumsum(first) - 1).astype(np.int32),
        along=(kept % columns + 0.5) * width[of_cell],
        band=of_cell.astype(np.int32),
        reach=np.ascontiguousarray(reach),
        link=np.ascontiguousarray(link),
    )
