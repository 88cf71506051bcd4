"""Plants with a region, an industry and a size: what Ellison–Glaeser indices read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from jiqun.core import Caution, Origin, Problems, digest
from jiqun.tables.frames import need_columns, to_polars
from jiqun.tables.labels import read_only, unique


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Plants:
    """Plants by region and industry.

    Attributes
    ----------
    regions, industries
        The R and I unique codes that the plants refer to, sorted.
    region_at, industry_at
        Shape (N,), int64: position of each plant's region and industry.
    employment
        Shape (N,), persons, finite, > 0.
    origins
        Where they come from.
    cautions
        What deserves doubt in them; every result made of them tells it.
    """

    regions: tuple[str, ...]
    industries: tuple[str, ...]
    region_at: NDArray[np.int64]
    industry_at: NDArray[np.int64]
    employment: NDArray[np.float64]
    origins: tuple[Origin, ...] = ()
    cautions: tuple[Caution, ...] = ()

    def __post_init__(self) -> None:
        employment = read_only(self.employment)
        problems = Problems()
        unique(problems, "regions", self.regions)
        unique(problems, "industries", self.industries)
        bad = ~np.isfinite(employment) | (employment <= 0)
        if bad.any():
            problems.add(
                "plants-employment",
                subject="employment",
                value=employment[bad][0],
                row=int(bad.argmax()),
                more=int(bad.sum()) - 1,
            )
        problems.check()
        for name in ("region_at", "industry_at"):
            at = np.array(getattr(self, name), dtype=np.int64)
            at.setflags(write=False)
            object.__setattr__(self, name, at)
        object.__setattr__(self, "employment", employment)

    def __len__(self) -> int:
        return len(self.employment)

    @classmethod
    def from_frame(
        cls,
        frame: Any,
        *,
        region: str = "region",
        industry: str = "industry",
        employment: str = "employment",
        origins: tuple[Origin, ...] = (),
    ) -> Self:
        """Take a tidy frame (Polars, pandas or Arrow), one row a plant."""
        tidy = to_polars(frame)
        need_columns(tidy, region, industry, employment)
        regions, region_at = np.unique(tidy[region].cast(str).to_numpy(), return_inverse=True)
        industries, at = np.unique(tidy[industry].cast(str).to_numpy(), return_inverse=True)
        return cls(
            regions=tuple(map(str, regions)),
            industries=tuple(map(str, industries)),
            region_at=region_at,
            industry_at=at,
            employment=tidy[employment].cast(float).fill_null(np.nan).to_numpy(),
            origins=origins,
        )

    def digest(self) -> str:
        """Name the content: equal plants give equal digests."""
        labels = "\n".join((*self.regions, "", *self.industries))
        return digest(labels, self.region_at, self.industry_at, self.employment)
