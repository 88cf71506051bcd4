"""What a search among points can be told; every one of them is written into the record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, Field

from jiqun.clusters.points.establishments import Metric
from jiqun.clusters.points.scales import SCALES_KM
from jiqun.clusters.points.search import Rule
from jiqun.core import Plan

LEAST_DRAWS: Final = 19
Scales = Annotated[
    tuple[Annotated[float, Field(gt=0, allow_inf_nan=False)], ...], Field(min_length=1)
]
Share = Annotated[float, Field(gt=0, le=1)]


def _ascending(scales: tuple[float, ...]) -> tuple[float, ...]:
    if not all(a < b for a, b in pairwise(scales)):
        raise ValueError
    return scales


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsPlan(Plan):
    """How clusters among points are found.

    Attributes
    ----------
    definition
        Which set of categories.
    which
        "traded": categories not said to be local; "all".
    scales_km
        Radii, ascending.
    least
        Fewest own establishments of a cluster.
    least_quotient, z, link
        What is dense, and hangs together; see :func:`find_in_points`; link at most 1.
    fineness
        Establishments are counted in cells of a side of h / fineness, 2 to 16: two are
        neighbours where the middles of their cells are within h.
    cores
        Whether cores are told: those with at most four fifths of the establishments of the
        cluster or core around them.
    related_least
        Establishments of industries whose mean relatedness to a category's industries is at
        least so much count as neighbours with that weight.
    draws, alpha, seed
        Deals (>= 19), risk, chance.
    metric, crs
        "great-circle": degrees; "planar": kilometres, of the plane that ``crs`` names
        ("EPSG:27700") where a boundary in degrees is wanted.
    level, year
        Of the regions and data, for the rows.
    workers
        Threads, which change nothing but the time.
    """

    PREFIX = "points"
    QUIET = ("related_least", "seed", "workers")

    definition: str
    which: Literal["traded", "all"] = "traded"
    scales_km: Annotated[Scales, AfterValidator(_ascending)] = SCALES_KM
    least: Annotated[int, Field(ge=2)] = 5
    least_quotient: Annotated[float, Field(ge=1)] = 1.5
    z: Annotated[float, Field(ge=0)] = 2.0
    link: Share = 1.0
    fineness: Annotated[int, Field(ge=2, le=16)] = 4
    cores: bool = True
    related_least: Share = 0.5
    draws: Annotated[int, Field(ge=LEAST_DRAWS)] = 99
    alpha: Annotated[
        float,
        Field(gt=0, lt=1, description="above 0, below 1, and no smaller than 1 / (draws + 1)"),
    ] = 0.05
    metric: Metric = "great-circle"
    crs: str | None = None
    level: str | None = None
    year: int | None = None
    seed: Annotated[int, Field(ge=0)] = 0
    workers: Annotated[int, Field(ge=1)] = 2

    def unfit(self) -> Iterator[str]:
        """Name alpha where no p-value of so many deals can be so small."""
        if self.alpha * (self.draws + 1) < 1:
            yield "alpha"

    @property
    def rule(self) -> Rule:
        """What makes an establishment's surroundings dense."""
        return Rule(
            scales_km=self.scales_km,
            least_quotient=self.least_quotient,
            z=self.z,
            fineness=self.fineness,
            link=self.link,
        )
