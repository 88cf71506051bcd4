"""Counts over years: one table a year, all with the same regions and industries.

A region without a row in a year is not zero in it: it may have another code, or not exist. Its
counts of that year are unknown (NaN), as are those of an industry without a row.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, Self

import numpy as np
from numpy.typing import NDArray

from jiqun.core import Caution, InputError, Origin, Problems, digest, problem, unknown
from jiqun.tables.counts import Counts
from jiqun.tables.frames import need_columns, to_polars
from jiqun.tables.labels import read_only, unique
from jiqun.tables.wholes import Whole, check_whole

Marks = NDArray[np.bool_]


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
        Shape (T, R, I), float64, >= 0, NaN where unknown; read-only.
    unit
        What is counted.
    origins
        Where they come from.
    whole
        What the regions are compared with, and its name; None is the sum of the regions.
    cautions
        What deserves doubt in them.
    regions_in, industries_in
        Shape (T, R) and (T, I): whether a region, an industry has any row in a year. Where it
        has none its values are NaN. None where all have.
    basis
        Of money, "nominal" (each year in its own prices) or "real" (in one year's); "" of what is
        no money.
    """

    years: tuple[int, ...]
    regions: tuple[str, ...]
    industries: tuple[str, ...]
    values: NDArray[np.float64]
    unit: str
    origins: tuple[Origin, ...] = ()
    whole: Whole | None = None
    cautions: tuple[Caution, ...] = ()
    regions_in: Marks | None = None
    industries_in: Marks | None = None
    basis: Literal["", "nominal", "real"] = ""

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
        elif (np.isinf(values) | (values < 0)).any():
            problems.add("counts-negative", subject="values")
        check_whole(problems, self.whole, (len(self.years), len(self.industries)))
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
        gaps: Literal["refused", "kept"] = "refused",
    ) -> Self:
        """Pivot a tidy frame with a year column.

        An absent triple counts 0 where its region and its industry have rows in that year, else
        it is unknown. A null or NaN value is ``refused``, or ``kept`` as NaN.

        Examples
        --------
        >>> import polars as pl
        >>> tidy = pl.DataFrame({"year": [1, 1, 2, 2], "region": ["a", "b", "a", "c"],
        ...                      "industry": ["x", "x", "x", "x"], "jobs": [3, 4, 5, 6]})
        >>> Panel.from_frame(tidy, value="jobs", unit="persons").values[:, :, 0].tolist()
        [[3.0, 4.0, nan], [5.0, nan, 6.0]]
        """
        tidy = to_polars(frame)
        need_columns(tidy, region, industry, year, value)
        if tidy.select(region, industry, year).is_duplicated().any():
            raise InputError(problem("frame-duplicate", subject="frame"))
        axes = [
            np.unique(tidy[name].to_numpy(), return_inverse=True)
            for name in (year, region, industry)
        ]
        given = tidy[value].cast(float).fill_null(np.nan).to_numpy()
        if gaps == "refused" and np.isnan(given).any():
            raise InputError(problem("counts-negative", subject="values"))
        size, (when, where, what) = [len(labels) for labels, _ in axes], [at for _, at in axes]
        regions_in, industries_in = np.zeros(size[:2], bool), np.zeros([size[0], size[2]], bool)
        regions_in[when, where], industries_in[when, what] = True, True
        values = np.where(regions_in[:, :, None] & industries_in[:, None, :], 0.0, np.nan)
        values[when, where, what] = given
        return cls(
            years=tuple(int(y) for y in axes[0][0]),
            regions=tuple(map(str, axes[1][0])),
            industries=tuple(map(str, axes[2][0])),
            values=values,
            unit=unit,
            origins=origins,
            regions_in=None if regions_in.all() else regions_in,
            industries_in=None if industries_in.all() else industries_in,
        )

    def of(self, year: int) -> Counts:
        """Give one year's table."""
        if year not in self.years:
            raise unknown("year", str(year), list(self.years), case="panel")
        at = self.years.index(year)
        return Counts(
            regions=self.regions,
            industries=self.industries,
            values=self.values[at],
            unit=self.unit,
            year=year,
            origins=self.origins,
            whole=None if self.whole is None else self.whole.of(at),
            cautions=self.cautions,
        )

    def there(self, year: int) -> tuple[Marks, Marks]:
        """Say which regions (R,) and which industries (I,) have any row in a year."""
        at = self.years.index(year)
        regions, industries = self.regions_in, self.industries_in
        return (
            np.ones(len(self.regions), bool) if regions is None else regions[at],
            np.ones(len(self.industries), bool) if industries is None else industries[at],
        )

    def __iter__(self) -> Iterator[Counts]:
        return (self.of(year) for year in self.years)

    def digest(self) -> str:
        """Name the content: equal panels give equal digests."""
        labels = "\n".join((*map(str, self.years), "", *self.regions, "", *self.industries))
        more = () if self.whole is None else self.whole.content()
        return digest(labels, self.unit, self.values, *more)
