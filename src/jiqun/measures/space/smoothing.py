"""From pair distances to a smooth density of distances, reflected at zero."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from jiqun.core import Problems

Float = NDArray[np.float64]
Shape = Literal["gaussian", "epanechnikov"]
Rule = Literal["silverman", "silverman-iqr"]
Reach = Literal["range", "all"]
#: Gaussian tails beyond this many bandwidths weigh less than 1e-8.
TAIL = 6.0
#: Bins to a bandwidth for the observed curve: the error stays below 1e-5 of its maximum.
OBSERVED_BINS = 200
#: Bins to a bandwidth for simulated curves.
SIMULATED_BINS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Smoothing:
    """How a density of distances is smoothed.

    Attributes
    ----------
    shape
        Kernel. A bandwidth is the kernel's standard deviation for both, so Epanechnikov's
        support is sqrt(5) bandwidths either side.
    rule
        "silverman": 0.9 min(sd, IQR / 1.34) n^(-1/5), of the unweighted pair distances.
        "silverman-iqr": the same with IQR / 1.34 alone and n twice the number of pairs.
    distances
        Which pair distances set the bandwidth: "range", those up to twice the largest
        radius; "all", every one.
    bandwidth
        A bandwidth in the radii's unit instead of a rule's.
    """

    shape: Shape = "gaussian"
    rule: Rule = "silverman"
    distances: Reach = "range"
    bandwidth: float | None = None

    def __post_init__(self) -> None:
        problems = Problems()
        if self.bandwidth is not None and not self.bandwidth > 0:
            problems.add(
                "smoothing-bandwidth",
                subject="bandwidth",
                bandwidth=self.bandwidth,
            )
        problems.check()

    def to_dict(self) -> dict[str, Any]:
        """Give the settings by name."""
        return {
            "kernel": self.shape,
            "bandwidth_rule": self.rule if self.bandwidth is None else "given",
            "bandwidth_distances": self.distances,
        }


def bandwidth_of(distances: Float, smoothing: Smoothing) -> float:
    """Give the bandwidth for pair distances; NaN for fewer than two."""
    if smoothing.bandwidth is not None:
        return smoothing.bandwidth
    if len(distances) < 2:  # noqa: PLR2004 - a spread needs two
        return float("nan")
    lower, upper = np.quantile(distances, [0.25, 0.75])
    spread = (upper - lower) / 1.34
    if smoothing.rule == "silverman":
        deviation = float(distances.std(ddof=1))
        spread = min(deviation, spread) if spread > 0 else deviation
        return float(0.9 * spread * len(distances) ** -0.2)
    return float(0.9 * spread * (2 * len(distances)) ** -0.2)


def smoother(
    radii: Float, centres: Float, *, bandwidth: float, spread: float, shape: Shape
) -> Float:
    """Give the matrix that turns binned pairs into a density at the radii.

    centres: (B,) distance of each bin. spread: variance that binning itself adds (width²/12
    for whole bins, width²/6 for linear ones), taken off the kernel's. Returns (B, D).
    """
    narrow = np.sqrt(max(bandwidth**2 - spread, 0.25 * bandwidth**2))
    near = profile((radii[None, :] - centres[:, None]) / narrow, shape)
    far = profile((radii[None, :] + centres[:, None]) / narrow, shape)
    both: Float = (near + far) / narrow
    return both


def binned(distances: Float, weights: Float, *, width: float, bins: int) -> Float:
    """Share each weight between the two nearest bin centres 0, width, 2 width, …: (bins,)."""
    place = distances / width
    lower = place.astype(np.int64)
    upper_share = place - lower
    out = np.bincount(lower, weights=weights * (1.0 - upper_share), minlength=bins + 1)
    above = np.bincount(lower + 1, weights=weights * upper_share, minlength=len(out))
    shared: Float = (out + above[: len(out)])[:bins].astype(np.float64)
    return shared


def profile(u: Float, shape: Shape) -> Float:
    """Give a kernel of unit standard deviation at ``u``."""
    if shape == "gaussian":
        bell: Float = np.exp(-0.5 * u * u) / np.sqrt(2.0 * np.pi)
        return bell
    support = np.sqrt(5.0)
    return np.where(np.abs(u) < support, 0.75 / support * (1.0 - u * u / 5.0), 0.0)
