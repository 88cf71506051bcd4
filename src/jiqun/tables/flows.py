"""Input–output flows between sectors (a region and an industry each)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from jiqun.core import Origin, Problems, digest
from jiqun.tables.frames import need_columns, to_polars
from jiqun.tables.labels import read_only, unique


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Flows:
    """What each sector sells to each sector and to final use, one year.

    Attributes
    ----------
    sectors
        S unique labels, "region:industry" or "industry".
    intermediate
        Shape (S, S), row sells to column, currency of ``unit``.
    final
        Shape (S,), sold to final use.
    unit
        The currency.
    origins
        Where they come from.
    """

    sectors: tuple[str, ...]
    intermediate: NDArray[np.float64]
    final: NDArray[np.float64]
    unit: str
    origins: tuple[Origin, ...] = ()

    def __post_init__(self) -> None:
        problems = Problems()
        unique(problems, "sectors", self.sectors)
        intermediate, final = read_only(self.intermediate), read_only(self.final)
        size = len(self.sectors)
        if intermediate.shape != (size, size) or final.shape != (size,):
            problems.add(
                "flows-shape",
                subject="flows",
                intermediate=str(intermediate.shape),
                final=str(final.shape),
                square=str((size, size)),
                line=str((size,)),
            )
        if not (np.isfinite(intermediate).all() and np.isfinite(final).all()):
            problems.add("flows-finite", subject="flows")
        problems.check()
        object.__setattr__(self, "intermediate", intermediate)
        object.__setattr__(self, "final", final)

    @classmethod
    def from_frame(
        cls,
        frame: Any,
        *,
        unit: str,
        final_uses: tuple[str, ...] = (),
        origins: tuple[Origin, ...] = (),
    ) -> Self:
        """Take the canonical ``flows`` of one year; buyers in ``final_uses`` are final."""
        tidy = to_polars(frame)
        need_columns(tidy, "from_region", "from_industry", "to_region", "to_industry", "value")
        sellers = _sectors(tidy, "from")
        is_final = tidy["to_industry"].is_in(list(final_uses)).to_numpy()
        buyers = _sectors(tidy, "to")
        values = tidy["value"].cast(float).to_numpy()
        codes = np.unique(np.concatenate([sellers, buyers[~is_final]]))
        row = np.searchsorted(codes, sellers)
        column = np.searchsorted(codes, buyers[~is_final])
        intermediate = np.zeros((len(codes), len(codes)))
        np.add.at(intermediate, (row[~is_final], column), values[~is_final])
        return cls(
            sectors=tuple(map(str, codes)),
            intermediate=intermediate,
            final=np.bincount(row[is_final], weights=values[is_final], minlength=len(codes)).astype(
                float
            ),
            unit=unit,
            origins=origins,
        )

    def digest(self) -> str:
        """Name the content: equal flows give equal digests."""
        return digest("\n".join(self.sectors), self.intermediate, self.final, self.unit)


def _sectors(tidy: Any, side: str) -> NDArray[np.str_]:
    regions = tidy[f"{side}_region"].cast(str).to_numpy().astype(np.str_)
    industries = tidy[f"{side}_industry"].cast(str).to_numpy().astype(np.str_)
    return np.char.add(np.char.add(regions, ":"), industries)
