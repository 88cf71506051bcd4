"""What a planted economy is made of: its size, its chance, its years; checked once."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Final

import numpy as np

from jiqun.core import Origin, Problem, Problems, Words, problem, say, stream

#: The last year of every planted panel.
LAST_YEAR: Final = 2024
#: ISO 4217's code for tests: money of no country.
CURRENCY: Final = "XTS"
LEAST_ESTABLISHMENTS: Final = 1_000
MOST_ESTABLISHMENTS: Final = 20_000_000
#: Name of the definition set in ``categories``.
DEFINITION: Final = "planted"
COUNTRY: Final = "Synthetic Republic of Qunshan"
COUNTRY_ZH: Final = "群山国(合成)"

#: Version of the generator: raised whenever the same seed no longer gives the same bytes.
GENERATOR: Final = 2

#: Inclusive bounds of what a caller may ask for.
BOUNDS: Final = {
    "establishments": (LEAST_ESTABLISHMENTS, MOST_ESTABLISHMENTS),
    "seed": (0, 2**63 - 1),
    "noise": (0.0, 1.0),
    "regions": (12, 5_000),
    "industries": (24, 218),
    "years": (3, 30),
    "clusters": (1, 10_000),
    "withheld": (0.0, 0.5),
    "generator": (GENERATOR, GENERATOR),
    "countries": (1, 12),
    "turbulence": (0.0, 2.0),
    "hidden": (0.0, 0.5),
    "hidden_ties": (0.0, 0.9),
    "hidden_suppliers": (0.0, 0.9),
    "selection": (0.0, 3.0),
    "spillover": (0.0, 1.0),
    "breaks": (0, 5),
    "weaknesses": (0.0, 1.0),
    "spelling": (0.0, 1.0),
    "agencies": (0.0, 1.0),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class EconomyPlan:
    """Everything that decides a planted economy.

    Attributes
    ----------
    establishments
        How many there are over all years; somewhat more than half are open in the last of ten.
    seed
        Of every stream.
    noise
        0-1: spread of what is not planted, misfiled industries, chance giants.
    regions, industries, years, clusters
        Counties, classes, years up to :data:`LAST_YEAR`, planted clusters.
    withheld
        Share (0-1) of activity rows whose numbers are withheld.
    generator
        Version of the generator: with the seed it names the economy.
    countries
        How many countries lie on the island; each is a city with its counties at the least.
    turbulence
        0-2: own shocks, births and deaths of establishments, renewal of ties; 1 as in real ones.
    hidden
        Share (0-1) of activity rows that are left out altogether.
    hidden_ties, hidden_suppliers
        Shares (0-1) of ties and of suppliers of a chain that no table shows.
    selection
        0-3: how much likelier, in log odds a standard deviation, a programme reaches a county
        that grew before.
    spillover
        Share (0-1) of a programme's effect that neighbouring counties get.
    breaks
        Changes of definitions within the panel.
    weaknesses
        Share (0-1) of the planted clusters with a planted weakness.
    spelling
        0-1: how wildly another register writes the organisations; at 0 as ``organisations`` does.
    agencies
        Share (0-1) of the linked clusters of a place that an agency serves.
    """

    establishments: int
    seed: int
    noise: float
    regions: int
    industries: int
    years: int
    clusters: int
    withheld: float
    generator: int = GENERATOR
    countries: int = 1
    turbulence: float = 1.0
    hidden: float = 0.0
    hidden_ties: float = 0.0
    hidden_suppliers: float = 0.0
    selection: float = 0.5
    spillover: float = 0.25
    breaks: int = 0
    weaknesses: float = 0.4
    spelling: float = 0.3
    agencies: float = 0.35

    def stream(self, name: str) -> np.random.Generator:
        """Give the chance of one part; parts do not share numbers."""
        return stream(seed=self.seed, name=f"planted.{name}")

    @property
    def calendar(self) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        """The years, ascending."""
        return np.arange(LAST_YEAR - self.years + 1, LAST_YEAR + 1)

    @property
    def title(self) -> Words:
        """Name the country, or the one at home and how many lie beside it."""
        others = self.countries - 1
        if not others:
            return Words(en=COUNTRY, zh=COUNTRY_ZH)
        return Words(
            en=say("plant.countries", "en", home=COUNTRY, others=others),
            zh=say("plant.countries", "zh", home=COUNTRY_ZH, others=others),
        )

    def to_dict(self) -> dict[str, float]:
        """Give the parameters by name."""
        return {name: getattr(self, name) for name in BOUNDS}

    def origin(self, note: str = "") -> Origin:
        """Say that no economy produced the tables, and what they were asked for.

        What stands at its default goes without saying: the generator's version tells it.
        """
        usual = {one.name: one.default for one in fields(self) if one.name != "generator"}
        asked = {name: x for name, x in self.to_dict().items() if x != usual.get(name)}
        told = ", ".join(f"{name}={value:g}" for name, value in asked.items())
        return Origin(
            producer="jiqun",
            title=f"{self.title.en} / {self.title.zh}",
            version=told,
            licence="Apache-2.0",
            note=f"Synthetic: a planted economy, generated from a seed. {note}".strip(),
            synthetic=True,
        )


def bounded(name: str, value: float) -> bool:
    """Say whether a value is one that can be planted; NaN is none."""
    low, high = BOUNDS[name]
    return bool(low <= value <= high)


def most_countries(regions: int) -> int:
    """Give how many countries so many counties can hold: each has a city at the least."""
    return max(4, regions // 10)


def refusal(name: str, value: float) -> Problem:
    """Say what is wrong with a value outside the bounds."""
    low, high = BOUNDS[name]
    return problem(
        f"plant-{name}", subject=name, value=_plain(value), low=low, high=high, name=name
    )


def _crowded(countries: int, regions: int, most: int) -> Problem:
    """Say that so many counties hold no more countries."""
    return problem(
        "plant-countries-regions",
        subject="countries",
        countries=countries,
        regions=regions,
        most=most,
    )


def _plain(value: float) -> float:
    """Give a whole number without its point."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def economy_plan(
    *,
    establishments: int,
    seed: int,
    noise: float = 0.3,
    regions: int | None = None,
    industries: int | None = None,
    years: int = 10,
    clusters: int | None = None,
    withheld: float = 0.1,
    **more: Any,
) -> EconomyPlan:
    """Fill in what depends on the size, and refuse what cannot be planted.

    Parameters
    ----------
    establishments
        1,000 to 20,000,000, over all years; somewhat more than half are open in the last of ten.
    seed
        >= 0.
    noise
        0-1: spread of what is not planted, shocks, misfiled industries.
    regions
        Counties, 12 to 5,000; None chooses half the square root of the establishments
        (24 to 3,000).
    industries
        Classes, 24 to 218; None chooses by size.
    years
        3 to 30, the last is 2024.
    clusters
        Planted clusters; None chooses so many that about a fifth of the counties' cells
        are in one.
    withheld
        Share (0-0.5) of activity rows whose numbers are withheld, small ones only.
    more
        The other fields of :class:`EconomyPlan`, which have defaults there.

    Raises
    ------
    InputError
        ``plant-<argument>``: outside the bounds, all at once.

    Examples
    --------
    >>> economy_plan(establishments=100_000, seed=5).regions
    158
    """
    size = establishments if bounded("establishments", establishments) else LEAST_ESTABLISHMENTS
    regions = round(min(max(0.5 * size**0.5, 24), 3_000)) if regions is None else regions
    industries = round(min(max(7 * size**0.3, 48), 218)) if industries is None else industries
    asked = EconomyPlan(
        establishments=establishments,
        seed=seed,
        noise=noise,
        regions=regions,
        industries=industries,
        years=years,
        clusters=max(6, round(0.58 * industries * regions / 38)) if clusters is None else clusters,
        withheld=withheld,
        **more,
    )
    problems = Problems()
    problems.extend(
        tuple(
            refusal(name, value)
            for name, value in asked.to_dict().items()
            if not bounded(name, value)
        )
    )
    most = most_countries(regions)
    if bounded("countries", asked.countries) and asked.countries > most:
        problems.extend((_crowded(asked.countries, regions, most),))
    problems.check()
    return asked
