"""One number for each of some labelled units: what is known of regions on a map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from jiqun.core import Caution, Origin, Problems, digest
from jiqun.tables.frames import need_columns, to_polars
from jiqun.tables.labels import read_only, unique


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Values:
    """Numbers with labels; NumPy takes them for the array of the numbers.

    Attributes
    ----------
    labels
        N unique codes of regions or other units.
    values
        Shape (N,), float64, finite, read-only.
    unit
        What the numbers count; empty where nobody said.
    origins
        Where they come from.
    cautions
        What deserves doubt in them; every result made of them tells it.
    """

    labels: tuple[str, ...]
    values: NDArray[np.float64]
    unit: str = ""
    origins: tuple[Origin, ...] = ()
    cautions: tuple[Caution, ...] = ()

    def __post_init__(self) -> None:
        values = read_only(self.values)
        problems = Problems()
        unique(problems, "labels", self.labels)
        if values.shape != (len(self.labels),):
            shape, count = str(values.shape), len(self.labels)
            problems.add("values-shape", subject="values", case="labels", shape=shape, count=count)
        elif not np.isfinite(values).all():
            count = int((~np.isfinite(values)).sum())
            problems.add("values-finite", subject="values", case="labels", count=count)
        problems.check()
        object.__setattr__(self, "values", values)

    @classmethod
    def from_frame(
        cls,
        frame: Any,
        *,
        value: str,
        label: str = "region",
        unit: str = "",
        origins: tuple[Origin, ...] = (),
    ) -> Self:
        """Take a tidy frame (Polars, pandas or Arrow), one row a label, in its order.

        Examples
        --------
        >>> import polars as pl
        >>> rents = pl.DataFrame({"region": ["b", "a"], "rent": [3, 1]})
        >>> taken = Values.from_frame(rents, value="rent")
        >>> taken.labels, np.asarray(taken).tolist()
        (('b', 'a'), [3.0, 1.0])
        """
        tidy = to_polars(frame)
        need_columns(tidy, label, value)
        return cls(
            labels=tuple(tidy[label].cast(str).fill_null("").to_list()),
            values=tidy[value].cast(float).fill_null(np.nan).to_numpy(),
            unit=unit,
            origins=origins,
        )

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[Any]:
        return np.array(self.values, dtype=dtype, copy=copy)

    def __len__(self) -> int:
        return len(self.labels)

    def digest(self) -> str:
        """Name the content: equal values give equal digests."""
        return digest("\n".join(self.labels), self.values, self.unit)
