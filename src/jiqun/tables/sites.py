"""Establishments as points: where each is, what it does, how large it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from jiqun.core import Caution, Origin, Problems, digest
from jiqun.tables.frames import need_columns, to_polars
from jiqun.tables.labels import read_only
from jiqun.tables.positions import DEGREES_EAST, DEGREES_NORTH, Metric, metric_of


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sites:
    """Points with a label and a weight.

    Attributes
    ----------
    x, y
        Shape (N,): kilometres on a plane, or longitude and latitude in degrees.
    industries
        N industry codes.
    weights
        Shape (N,), > 0; employment, or 1 for each establishment.
    metric
        "planar": x and y in km. "great-circle": degrees, on a sphere of 6371.0088 km.
    origins
        Where they come from.
    cautions
        What was taken of their coordinates; every result has them in its record.
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    industries: NDArray[np.str_]
    weights: NDArray[np.float64]
    metric: Metric = "planar"
    origins: tuple[Origin, ...] = ()
    cautions: tuple[Caution, ...] = ()

    def __post_init__(self) -> None:
        x, y, weights = (read_only(v) for v in (self.x, self.y, self.weights))
        industries = np.array(self.industries, dtype=np.str_)
        industries.setflags(write=False)
        problems = Problems()
        shapes = {v.shape for v in (x, y, weights, industries)}
        if len(shapes) != 1 or x.ndim != 1:
            problems.add(
                "sites-shape",
                subject="sites",
                x=str(x.shape),
                y=str(y.shape),
                industries=str(industries.shape),
                weights=str(weights.shape),
            )
        _check_points(problems, x, y, self.metric)
        _check_weights(problems, weights)
        problems.check()
        for name, value in (("x", x), ("y", y), ("weights", weights), ("industries", industries)):
            object.__setattr__(self, name, value)

    def __len__(self) -> int:
        return len(self.x)

    @classmethod
    def from_frame(
        cls,
        frame: Any,
        *,
        x: str = "x",
        y: str = "y",
        industry: str = "industry",
        weight: str | None = None,
        metric: Metric | None = None,
        origins: tuple[Origin, ...] = (),
    ) -> Self:
        """Take a tidy frame (Polars, pandas or Arrow), one row a site.

        Without a ``metric``, columns that are called longitude and latitude (in either
        language), and values that can only be degrees, are on the great circle.
        """
        tidy = to_polars(frame)
        need_columns(tidy, x, y, industry, *([weight] if weight else []))
        at = [tidy[one].cast(float).fill_null(np.nan).to_numpy() for one in (x, y)]
        taken, cautions = metric_of(*at, names=(x, y), wanted=metric)
        return cls(
            x=at[0],
            y=at[1],
            industries=tidy[industry].cast(str).fill_null("").to_numpy().astype(np.str_),
            weights=tidy[weight].cast(float).fill_null(np.nan).to_numpy()
            if weight
            else np.ones(len(tidy)),
            metric=taken,
            origins=origins,
            cautions=cautions,
        )

    def digest(self) -> str:
        """Name the content: equal sites give equal digests."""
        return digest(self.x, self.y, self.weights, "\n".join(self.industries), self.metric)


def _check_points(
    problems: Problems, x: NDArray[np.float64], y: NDArray[np.float64], metric: Metric
) -> None:
    bad = ~(np.isfinite(x) & np.isfinite(y)) if x.shape == y.shape else np.zeros(0, bool)
    if bad.any():
        problems.add(
            "sites-position",
            subject="sites",
            rows=int(bad.sum()),
            row=int(bad.argmax()),
        )
    elif metric == "great-circle" and len(x) and (_outside(x, y)):
        east, north = np.abs(x).max(), np.abs(y).max()
        swapped = east <= DEGREES_NORTH and north <= DEGREES_EAST
        case = "swapped" if swapped else ""
        problems.add("sites-degrees", subject="sites", case=case, x=east, y=north)


def _check_weights(problems: Problems, weights: NDArray[np.float64]) -> None:
    bad = ~np.isfinite(weights) | (weights <= 0)
    if bad.any():
        problems.add(
            "sites-weight",
            subject="weights",
            value=weights[bad][0],
            row=int(bad.argmax()),
            more=int(bad.sum()) - 1,
        )


def _outside(x: NDArray[np.float64], y: NDArray[np.float64]) -> bool:
    return bool(np.abs(x).max() > DEGREES_EAST or np.abs(y).max() > DEGREES_NORTH)
