"""What a search for communities of ties, and a measurement of linking, can be told."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Any, Final, Literal

from pydantic import Field

from jiqun.core import Plan
from jiqun.networks import NetworkPlan, TieNetwork, ladder

LEAST_MEMBERS: Final = 3
LEAST_DRAWS: Final = 19
#: About how many members the communities have that each density of the ladder brings out.
SIZES: Final = (1024.0, 512.0, 256.0, 128.0, 64.0, 32.0, 16.0)
Null = Literal["distance", "degrees", "both"]
Share = Annotated[float, Field(gt=0, lt=1)]
Length = Annotated[float, Field(gt=0)]


@dataclass(frozen=True, slots=True, kw_only=True)
class LinksPlan(Plan):
    """How communities of ties are found.

    Attributes
    ----------
    definition
        Of the categories; "-" finds communities only.
    network
        Which ties, and how they are weighed.
    resolution
        Densities (weight a pair of organisations) to look at; None: those that bring out
        communities of about ``sizes`` members.
    sizes
        See ``resolution``; each above 1.
    least, core
        Fewest members, at least 3; fewest partners inside of each.
    repeats
        Runs with different seeds; a community whose best Jaccard index with those of another
        seed, at any density, is below a half on average is not told.
    draws, alpha
        Networks of chance at most (fewer once they hold 1000 communities and 50 stay); the share
        of false ones among those told. Fewer draws than 1 / alpha - 1 can find no single one.
    purity
        A community is of the category that more than this share of its members with a
        categorised industry have; else of none.
    far_km
        Ties beyond are far (in the record's ``far_shares``).
    near_alpha, near_ratio, near_draws
        When a community is virtual; see :func:`find_in_links`.
    level, year
        Of the regions and data, for the rows.
    seed, workers
        Chance; threads, which change nothing but the time.
    """

    PREFIX = "ties"
    QUIET = ("network", "seed", "workers")

    definition: str = "-"
    network: NetworkPlan = field(default_factory=NetworkPlan)
    sizes: Annotated[
        tuple[Annotated[float, Field(gt=1)], ...],
        Field(min_length=1),
    ] = SIZES
    resolution: Annotated[
        tuple[Annotated[float, Field(gt=0)], ...] | None,
        Field(min_length=1),
    ] = None
    least: Annotated[int, Field(ge=LEAST_MEMBERS)] = 8
    core: Annotated[int, Field(ge=0)] = 2
    repeats: Annotated[int, Field(ge=1)] = 2
    draws: Annotated[int, Field(ge=1)] = 19
    alpha: Share = 0.05
    purity: Annotated[float, Field(ge=0, le=1)] = 0.5
    far_km: Length = 100.0
    near_alpha: Share = 0.05
    near_ratio: Length = 0.75
    near_draws: Annotated[int, Field(ge=LEAST_DRAWS)] = 99
    level: str | None = None
    year: int | None = None
    seed: Annotated[int, Field(ge=0, lt=2**63)] = 0
    workers: Annotated[int, Field(ge=1)] = 2

    def densities(self, network: TieNetwork) -> tuple[float, ...]:
        """Give the densities to look at, ascending."""
        if self.resolution is not None:
            return tuple(sorted(self.resolution))
        return ladder(network, self.sizes)

    def to_dict(self) -> dict[str, Any]:
        """Give the choices by name, as a record holds them."""
        return Plan.to_dict(self) | self.network.to_dict()


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkingPlan(Plan):
    """How linking is measured.

    Attributes
    ----------
    null
        "distance", "degrees" or "both", for ``linking``; the others are told beside it.
    network
        Which ties; their weights are not read, each tied pair counts once.
    radius_km, far_km
        Of neighbours for ``concentration``; beyond which ties are far.
    level
        Of the intervals: exact Poisson for the ties seen, those expected taken as known.
    seed
        Of the pairs drawn to learn distances.
    """

    PREFIX = "linking"
    QUIET = ("seed",)

    null: Null = "distance"
    network: NetworkPlan = field(default_factory=NetworkPlan)
    radius_km: float = 10.0
    far_km: float = 100.0
    level: Share = 0.95
    seed: int = 0
