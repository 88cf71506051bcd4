"""Values of two or more subsystems for each unit: its industry chain, its innovation chain."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from jiqun.core import Caution, Origin, Problems, digest
from jiqun.tables.frames import need_columns, to_polars
from jiqun.tables.labels import read_only, unique

#: What follows a subsystem's name in the name of the column of its standard errors.
ERROR = "_error"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Subsystems:
    """Values of subsystems, with their standard errors where somebody knows them.

    Attributes
    ----------
    units
        N unique codes: regions, organisations, nodes of a chain.
    names
        K >= 2 unique names of subsystems.
    values
        Shape (N, K), or (T, N, K) of years: float64, NaN where a unit is not there in a year.
    years
        T years, ascending, or empty.
    errors
        Standard errors of the same shape, >= 0; None where nobody gave any.
    origins
        Where they come from.
    cautions
        What deserves doubt in them.
    """

    units: tuple[str, ...]
    names: tuple[str, ...]
    values: NDArray[np.float64]
    years: tuple[int, ...] = ()
    errors: NDArray[np.float64] | None = None
    origins: tuple[Origin, ...] = ()
    cautions: tuple[Caution, ...] = ()

    def __post_init__(self) -> None:
        values = read_only(self.values)
        problems = Problems()
        unique(problems, "units", self.units)
        unique(problems, "subsystems", self.names)
        if len(self.names) < 2:  # noqa: PLR2004 - one subsystem couples with nothing
            problems.add("subsystems-few", subject="subsystems", names=list(self.names))
        years = (len(self.years),) if self.years else ()
        wanted = (*years, len(self.units), len(self.names))
        if values.shape != wanted:
            shapes = {"shape": str(values.shape), "wanted": str(wanted)}
            problems.add("result-shape", subject="subsystems", **shapes)
        elif np.isinf(values).any():
            problems.add("values-finite", subject="subsystems", case="labels",
                         count=int(np.isinf(values).sum()))  # fmt: skip
        if self.errors is not None:
            errors = read_only(self.errors)
            if errors.shape != wanted or (errors < 0).any() or np.isinf(errors).any():
                problems.add("subsystems-errors", subject="subsystems")
            object.__setattr__(self, "errors", errors)
        problems.check()
        object.__setattr__(self, "values", values)

    @classmethod
    def from_frame(
        cls,
        frame: Any,
        *,
        columns: tuple[str, ...],
        unit: str = "unit",
        year: str | None = None,
        origins: tuple[Origin, ...] = (),
    ) -> Self:
        """Take a tidy frame, one row a unit (and year); ``NAME_error`` holds standard errors.

        Raises
        ------
        InputError
            ``frame-columns``, ``frame-duplicate``, ``subsystems-few``.

        Examples
        --------
        >>> import polars as pl
        >>> rows = pl.DataFrame({"unit": ["a", "b"], "industry": [0.2, 0.4], "science": [0.1, 0.6]})
        >>> Subsystems.from_frame(rows, columns=("industry", "science")).values.tolist()
        [[0.2, 0.1], [0.4, 0.6]]
        """
        tidy = to_polars(frame)
        need_columns(tidy, unit, *columns, *([year] if year else []))
        keys = [unit, *([year] if year else [])]
        problems = Problems()
        if tidy.select(keys).is_duplicated().any():
            problems.add("frame-duplicate", subject="frame")
        problems.check()
        codes = tidy[unit].cast(str).fill_null("")
        units = tuple(codes.unique(maintain_order=True).to_list())
        years = tuple(sorted({int(one) for one in tidy[year]})) if year else ()
        place = {code: at for at, code in enumerate(units)}
        where: Any = np.array([place[code] for code in codes], dtype=np.int64)
        if year:
            when = {one: at for at, one in enumerate(years)}
            where = (np.array([when[int(one)] for one in tidy[year]], dtype=np.int64), where)
        shape = (*((len(years),) if year else ()), len(units), len(columns))
        given = any(name + ERROR in tidy.columns for name in columns)
        values, errors = np.full(shape, np.nan), np.full(shape, np.nan)
        for at, name in enumerate(columns):
            for into, column in ((values, name), (errors, name + ERROR)):
                if column in tidy.columns:
                    numbers = tidy[column].cast(float).fill_null(np.nan).to_numpy()
                    into[..., at][where] = numbers
        return cls(
            units=units,
            names=columns,
            values=values,
            years=years,
            errors=errors if given else None,
            origins=origins,
        )

    def digest(self) -> str:
        """Name the content: equal values give equal digests."""
        told = json.dumps([list(self.units), list(self.names), list(self.years)])
        more = () if self.errors is None else (self.errors,)
        return digest(told, self.values, *more)
