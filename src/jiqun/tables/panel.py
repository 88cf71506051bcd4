"""Counts over years: one table a year, all with the same regions and industries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from jiqun.core import InputError, Origin, Problems, digest, problem, unknown
from jiqun.tables.counts import Counts
from jiqun.tables.frames import need_columns, to_polars
from jiqun.tables.labels import read_only, unique


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Panel:
    """Counts of one quantity over years.

    Attributes
    ----------
    years
        T years, ascending.
    regions, industries
        R and I unique codes.
    values
        Shape (T, R, I), float64, finite, >= 0, read-only.
    unit
        What is counted.
    origins
        Where they come from.
    """

    years: tuple[int, ...]
    regions: tuple[str, ...]
    industries: tuple[str, ...]
    values: NDArray[np.float64]
    unit: str
    origins: tuple[Origin, ...] = ()

    def __post_init__(self) -> None:
        values = read_only(self.values)
        problems = Problems()
        expected = (len(self.years), len(self.regions), len(self.industries))
        if values.shape != expected:
            problems.add(
                "panel-shape",
                subject="values",
                shape=str(values.shape),
                wanted=str(expected),
            )
        elif not (np.isfinite(values) & (values >= 0)).all():
            problems.add("counts-negative", subject="values")
        if list(self.years) != sorted(set(self.years)):
            problems.add("panel-years", subject="years", years=str(self.years))
        unique(problems, "regions", self.regions)
        unique(problems, "industries", self.industries)
        problems.check()
        object.__setattr__(self, "values", values)

    @classmethod
    def from_frame(
        cls,
        frame: Any,
        *,
        value: str,
        unit: str,
        region: str = "region",
        industry: str = "industry",
        year: str = "year",
        origins: tuple[Origin, ...] = (),
    ) -> Self:
        """Pivot a tidy frame with a year column; absent triples count 0."""
        tidy = to_polars(frame)
        need_columns(tidy, region, industry, year, value)
        if tidy.select(region, industry, year).is_duplicated().any():
            raise InputError(problem("frame-duplicate", subject="frame"))
        axes = [
            np.unique(tidy[name].to_numpy(), return_inverse=True)
            for name in (year, region, industry)
        ]
        values = np.zeros([len(labels) for labels, _ in axes])
        values[tuple(at for _, at in axes)] = tidy[value].cast(float).fill_null(np.nan).to_numpy()
        return cls(
            years=tuple(int(y) for y in axes[0][0]),
            regions=tuple(map(str, axes[1][0])),
            industries=tuple(map(str, axes[2][0])),
            values=values,
            unit=unit,
            origins=origins,
        )

    def of(self, year: int) -> Counts:
        """Give one year's table."""
        if year not in self.years:
            raise unknown("year", str(year), list(self.years), case="panel")
        return Counts(
            regions=self.regions,
            industries=self.industries,
            values=self.values[self.years.index(year)],
            unit=self.unit,
            year=year,
            origins=self.origins,
        )

    def __iter__(self) -> Iterator[Counts]:
        return (self.of(year) for year in self.years)

    def digest(self) -> str:
        """Name the content: equal panels give equal digests."""
        labels = "\n".join((*map(str, self.years), "", *self.regions, "", *self.industries))
        return digest(labels, self.unit, self.values)
