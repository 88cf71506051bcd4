"""How well values of several subsystems match, in the corrected form and in the common one.

Values lie in [0, 1]; the last axis is the subsystems', NaN where one is unknown.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Float = NDArray[np.float64]
#: Radii and directions at which an ellipse of likely values is looked at.
RINGS, ANGLES = 8, 96
#: Errors of 0 are taken for this.
TINY = 1e-12


def corrected(values: Float) -> Float:
    """Give the corrected coupling of (..., K) values: (...); NaN where all are 0.

    The mean distance of pairs, from 1, times the geometric mean of what the others have of the
    largest; of that the root.
    """
    count = values.shape[-1]
    ordered = np.sort(values, axis=-1)  # NaN goes last, and stays
    steps = 2.0 * np.arange(count) - count + 1.0
    apart = (ordered * steps).sum(axis=-1) / (count * (count - 1) / 2.0)
    largest = ordered[..., -1:]
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios = (ordered[..., :-1] / largest).prod(axis=-1) ** (1.0 / (count - 1))
        return np.asarray(np.sqrt(np.maximum(1.0 - apart, 0.0) * ratios))


def common(values: Float) -> Float:
    """Give the common coupling of (..., K) values: geometric over arithmetic mean."""
    count = values.shape[-1]
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(values.prod(axis=-1) ** (1.0 / count) / values.mean(axis=-1))


def development(values: Float, importance: Float) -> Float:
    """Give the weighted mean of (..., K) values, term after term."""
    total = np.zeros(values.shape[:-1])
    for at, share in enumerate(importance):
        total = total + share * values[..., at]
    return total


def coordination(values: Float, importance: Float, coupling: Float) -> Float:
    """Give the root of coupling times development; 0 where every subsystem is 0."""
    level = development(values, importance)
    nothing = (values == 0.0).all(axis=-1)
    return np.where(nothing, 0.0, np.sqrt(np.where(nothing, 0.0, coupling) * level))


def degree(values: Float, importance: Float) -> Float:
    """Give the corrected coupling coordination degree of (..., K) values."""
    return coordination(values, importance, corrected(values))


def likely_range(
    values: Float, errors: Float, importance: Float, *, radius: float, ways: Float
) -> tuple[Float, Float]:
    """Give the least and the largest degree that values within ``radius`` errors would have.

    values, errors: (N, K). ways: (M, K), unit vectors to look along. The degree is highest where
    the subsystems are equal, so the nearest such point is looked at as well.
    """
    low = degree(values, importance)
    weight = np.maximum(errors, TINY) ** -2.0
    level = (values * weight).sum(axis=-1) / weight.sum(axis=-1)
    far = (((values - level[:, None]) ** 2) * weight).sum(axis=-1)
    rest = np.sqrt(np.maximum(radius**2 - far, 0.0) / weight.sum(axis=-1))
    even = np.broadcast_to(np.clip(level + rest, 0.0, 1.0)[:, None], values.shape)
    high = np.fmax(low, np.where(far <= radius**2, degree(even, importance), -np.inf))
    steps = radius * np.arange(1, RINGS + 1) / RINGS
    for way in ways:
        for step in steps:
            there = degree(np.clip(values + step * way * errors, 0.0, 1.0), importance)
            low, high = np.fmin(low, there), np.fmax(high, there)
    unknown = np.isnan(errors).any(axis=-1) | np.isnan(values).any(axis=-1)
    return np.where(unknown, np.nan, low), np.where(unknown, np.nan, high)


def directions(count: int, rng: np.random.Generator) -> Float:
    """Give unit vectors of ``count`` dimensions: around the circle, or drawn on the sphere."""
    if count == 2:
        angle = 2.0 * np.pi * np.arange(ANGLES) / ANGLES
        return np.stack([np.cos(angle), np.sin(angle)], axis=1)
    drawn = rng.standard_normal((4 * ANGLES, count))
    return np.asarray(drawn / np.sqrt((drawn**2).sum(axis=1, keepdims=True)))
