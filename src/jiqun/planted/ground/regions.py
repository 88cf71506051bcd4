"""The tables ``regions`` and ``region_parents`` of the planted country."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
import shapely
from numpy.typing import NDArray

from jiqun.kernels.sphere import EARTH_KM
from jiqun.planted.ground.countries import country_rows
from jiqun.planted.ground.land import Float, Int, Land, make_land, sums, to_degrees
from jiqun.planted.ground.names import Stems, toponyms
from jiqun.planted.plans import EconomyPlan

#: Levels from the smallest up; economic areas overlap cities and provinces, not countries.
LEVELS = ("county", "city", "province", "economic-area", "country")
PEOPLE_PER_ESTABLISHMENT = 24
#: Code of the country at home.
NATION = "QS"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Places:
    """The land with codes and names.

    Attributes
    ----------
    land
        The cells.
    codes
        Codes of counties, cities, provinces, economic areas, countries by level, in the land's
        numbers.
    stems
        Stems of the counties', then cities', then provinces' names.
    population
        Persons in each county in the last year.
    country
        Shape (R,): number of each county's country, 0 the one at home.
    empty
        Counties where no establishment is.
    regions, region_parents
        The canonical tables.
    """

    land: Land
    codes: dict[str, list[str]]
    stems: Stems
    population: Float
    country: Int
    empty: Int
    regions: pl.DataFrame
    region_parents: pl.DataFrame

    @property
    def county_names(self) -> Stems:
        """Stems of the counties."""
        n = len(self.codes["county"])
        return Stems(en=self.stems.en[:n], zh=self.stems.zh[:n])


def make_places(plan: EconomyPlan) -> Places:
    """Draw the country and write down its regions."""
    land = make_land(plan)
    counties, cities, provinces = len(land.city), len(land.province), land.province.max() + 1
    stems = toponyms(counties + cities + provinces, rng=plan.stream("toponyms"))
    nations = country_rows(plan)
    codes = _codes(land, [row["code"] for row in nations])
    share = land.county_density
    empty = np.sort(np.argsort(share, kind="stable")[: 1 if counties < 100 else 2])  # noqa: PLR2004 - one, in larger countries two
    share[empty] *= 0.02
    population = np.round(share * plan.establishments * PEOPLE_PER_ESTABLISHMENT)
    frames = _frames(land, codes, stems, population, nations)
    return Places(
        land=land,
        codes=codes,
        stems=stems,
        population=population,
        country=land.county_country,
        empty=empty,
        regions=frames,
        region_parents=pl.DataFrame(
            {
                "region": codes["county"],
                "parent": pl.Series(codes["economic-area"]).gather(land.area),
            }
        ),
    )


def _codes(land: Land, nations: list[str]) -> dict[str, list[str]]:
    """Number provinces and areas within countries, cities within provinces, counties in those."""
    province = _within(land.country, nations)
    city = _within(land.province, province)
    return {
        "province": province,
        "city": city,
        "county": _within(land.city, city),
        "economic-area": _within(_area_country(land), [f"{code}E" for code in nations], width=3),
        "country": nations,
    }


def _area_country(land: Land) -> Int:
    """Country of each economic area."""
    _, first = np.unique(land.area, return_index=True)
    return np.asarray(land.county_country[first])


def _within(parent: Int, codes: list[str], *, width: int = 2) -> list[str]:
    rank = np.zeros(len(parent), dtype=np.int64)
    order = np.argsort(parent, kind="stable")
    starts = np.searchsorted(parent[order], parent[order])
    rank[order] = np.arange(len(parent)) - starts + 1
    width = max(width, len(str(rank.max())))
    return [f"{codes[p]}{r:0{width}d}" for p, r in zip(parent, rank, strict=True)]


def _frames(
    land: Land,
    codes: dict[str, list[str]],
    stems: Stems,
    people: Float,
    nations: list[dict[str, str]],
) -> pl.DataFrame:
    counties, cities = len(land.city), len(land.province)
    of_city, of_province = land.city[land.county], land.province[land.city[land.county]]
    dense = people / _shares(land.polygons, land.county, counties)[1]
    town = dense > np.quantile(dense, 0.7)
    names = {
        "county": _named(stems, slice(0, counties), town, ("County", "县"), ("District", "区")),
        "city": _named(stems, slice(counties, counties + cities), None, ("City", "市")),
        "province": _named(stems, slice(counties + cities, None), None, ("Province", "省")),
    }
    seats = [land.city[land.county[c]] for c in land.centres]
    first: dict[int, int] = {}
    for seat, area in zip(seats, land.area[land.county[land.centres]], strict=True):
        first.setdefault(int(area), int(seat))
    heads = [counties + first[a] for a in range(len(codes["economic-area"]))]
    names["economic-area"] = (
        [f"Greater {stems.en[at]} Economic Area" for at in heads],
        [f"大{stems.zh[at]}经济区" for at in heads],
    )
    names["country"] = ([row["name"] for row in nations], [row["zh"] for row in nations])
    home = codes["country"]
    belongs = {
        "county": (land.county, [codes["city"][c] for c in land.city]),
        "city": (of_city, [codes["province"][p] for p in land.province]),
        "province": (of_province, [home[k] for k in land.country]),
        "economic-area": (land.area[land.county], [home[k] for k in _area_country(land)]),
        "country": (land.country[of_province], [None] * len(home)),
    }
    weight = people[land.county] * land.density / land.county_density[land.county]
    rows = [
        _level(level, land, belongs[level], codes[level], names[level], weight) for level in LEVELS
    ]
    return pl.concat(rows[::-1])


def _named(
    stems: Stems,
    part: slice,
    second: NDArray[np.bool_] | None,
    *kinds: tuple[str, str],
) -> tuple[list[str], list[str]]:
    """Add suffixes: the first kind's, or the second's where marked."""
    en, zh = stems.en[part].to_list(), stems.zh[part].to_list()
    which = np.zeros(len(en), dtype=int) if second is None else second.astype(int)
    return (
        [f"{stem} {kinds[k][0]}" for stem, k in zip(en, which, strict=True)],
        [f"{stem}{kinds[k][1]}" for stem, k in zip(zh, which, strict=True)],
    )


def _level(
    level: str,
    land: Land,
    belongs: tuple[Int, list[Any]],
    codes: list[str],
    names: tuple[list[str], list[str]],
    weight: Float,
) -> pl.DataFrame:
    of, parents = belongs
    shapes, area = _shares(land.polygons, of, len(codes))
    order = np.lexsort((-land.density, of))
    seat = to_degrees(land.generators[order[np.searchsorted(of[order], np.arange(len(codes)))]])
    return pl.DataFrame(
        {
            "region": codes,
            "name": names[0],
            "name_zh": names[1],
            "level": [level] * len(codes),
            "parent": pl.Series(parents, dtype=pl.String),
            "area_km2": area,
            "population": np.round(sums(of, weight, len(codes))),
            "lon": seat[:, 0],
            "lat": seat[:, 1],
            "type": pl.Series([None] * len(codes), dtype=pl.String),
            "geometry": pl.Series(shapely.to_wkb(shapes).tolist(), dtype=pl.Binary),
        }
    )


def _shares(polygons: NDArray[Any], of: Int, n: int) -> tuple[NDArray[Any], Float]:
    """Unite the cells of each region; give also its area in km²."""
    order = np.argsort(of, kind="stable")
    groups = np.split(polygons[order], np.searchsorted(of[order], np.arange(1, n)))
    shapes = np.array([shapely.coverage_union_all(group) for group in groups], dtype=object)
    area = sums(of, spherical_km2(polygons), n)
    return shapely.normalize(shapes), area


def spherical_km2(polygons: NDArray[Any]) -> Float:
    """Area of simple polygons in degrees: exact in the plane (longitude, sin latitude)."""
    flat = shapely.transform(
        polygons,
        lambda at: np.column_stack([np.radians(at[:, 0]), np.sin(np.radians(at[:, 1]))]),
    )
    return np.asarray(shapely.area(flat) * EARTH_KM**2)
