"""A validated region-by-industry table: the shape that most measures accept.

An unknown count is NaN and stays so: what a measure makes of it is NaN as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import compress
from typing import Any, Literal, Self

import numpy as np
from numpy.typing import NDArray

from jiqun.core import Caution, Origin, Problems, digest
from jiqun.tables.frames import pivot, to_polars
from jiqun.tables.labels import read_only, unique
from jiqun.tables.wholes import Whole, check_whole

Float = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Counts:
    """Counts of one quantity, one year.

    Attributes
    ----------
    regions
        R unique region codes.
    industries
        I unique industry codes.
    values
        Shape (R, I), float64, >= 0, NaN where unknown (withheld, hidden); read-only.
    unit
        What is counted: "persons", "establishments", "CNY".
    year
        The year, None where the counts have none.
    origins
        Where they come from.
    whole
        What the regions are compared with, and its name; None is the sum of the regions.
    cautions
        What deserves doubt in them; every result made of them tells it.
    """

    regions: tuple[str, ...]
    industries: tuple[str, ...]
    values: NDArray[np.float64]
    unit: str
    year: int | None = None
    origins: tuple[Origin, ...] = ()
    whole: Whole | None = None
    cautions: tuple[Caution, ...] = ()
    _digest: str = field(default="", init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "regions", tuple(self.regions))
        object.__setattr__(self, "industries", tuple(self.industries))
        values = read_only(self.values)
        problems = Problems()
        _check_values(problems, values, self.regions, self.industries)
        check_whole(problems, self.whole, (len(self.industries),))
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
        year: int | None = None,
        origins: tuple[Origin, ...] = (),
        gaps: Literal["refused", "kept"] = "refused",
    ) -> Self:
        """Pivot a tidy frame (Polars, pandas or Arrow), one row a region and industry.

        Parameters
        ----------
        frame
            Has the columns ``region``, ``industry`` and ``value``; a pair that is absent
            counts 0, a pair that stands twice is refused.
        value, unit
            The column to count, and what it counts.
        region, industry
            The columns that hold the codes.
        year
            The year the counts are of; kept, not filtered.
        origins
            Where they come from.
        gaps
            A null or NaN value is ``refused``, or ``kept`` as NaN: it is never 0.

        Raises
        ------
        InputError
            ``frame-columns``, ``frame-duplicate``, ``frame-null``, ``counts-negative``.

        Examples
        --------
        >>> import polars as pl
        >>> tidy = pl.DataFrame({"region": ["a", "b"], "industry": ["x", "y"], "jobs": [3, 4]})
        >>> Counts.from_frame(tidy, value="jobs", unit="persons").values.tolist()
        [[3.0, 0.0], [0.0, 4.0]]
        """
        rows, columns, values = pivot(
            to_polars(frame), rows=region, columns=industry, value=value, gaps=gaps == "kept"
        )
        return cls(
            regions=rows,
            industries=columns,
            values=values,
            unit=unit,
            year=year,
            origins=origins,
        )

    def digest(self) -> str:
        """Name the content: equal tables give equal digests."""
        if not self._digest:
            labels = "\n".join((*self.regions, "", *self.industries, self.unit))
            more = () if self.whole is None else self.whole.content()
            object.__setattr__(self, "_digest", digest(labels, self.values, *more))
        return self._digest

    def compared(self) -> tuple[Float, Float]:
        """Give what the regions are compared with: by industry (I,) and in all ().

        NaN where it is unknown: a sum with an unknown in it is unknown.
        """
        if self.whole is None or self.whole.industries is None:
            return self.values.sum(axis=0), self.values.sum()
        return self.whole.industries, np.asarray(self.whole.total)

    def part(self, regions: NDArray[np.bool_], industries: NDArray[np.bool_]) -> Self:
        """Give the marked regions (R,) and industries (I,) alone; a reference stays whole."""
        whole = self.whole
        if whole is not None and whole.industries is not None:
            whole = replace(whole, industries=whole.industries[industries])
        return replace(
            self,
            regions=tuple(compress(self.regions, regions)),
            industries=tuple(compress(self.industries, industries)),
            values=self.values[regions][:, industries],
            whole=whole,
        )

    def totals(self) -> Mapping[str, NDArray[np.float64]]:
        """Give the margins: ``regions`` (R,), ``industries`` (I,); NaN with an unknown in them."""
        return {"regions": self.values.sum(axis=1), "industries": self.values.sum(axis=0)}


def _check_values(
    problems: Problems,
    values: NDArray[np.float64],
    regions: tuple[str, ...],
    industries: tuple[str, ...],
) -> None:
    expected = (len(regions), len(industries))
    if values.shape != expected:
        problems.add(
            "counts-shape",
            subject="values",
            shape=str(values.shape),
            wanted=str(expected),
        )
        return
    bad = np.argwhere(np.isinf(values) | (values < 0))
    if len(bad):
        r, i = bad[0]
        problems.add(
            "counts-negative",
            subject="values",
            case="place",
            value=values[r, i],
            region=regions[r],
            industry=industries[i],
            more=len(bad) - 1,
        )
