"""Those who teach, fund and connect firms: how many, in which cities, of which field."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.planted.clusters import WEAKNESSES, Clusters
from jiqun.planted.ground import Industries, Places, to_degrees
from jiqun.planted.plans import EconomyPlan

Float = NDArray[np.float64]
Int = NDArray[np.int64]

#: Kind, name, name in Chinese, how many beside a million establishments, whether it has a field.
#: Universities: 120 together, that is 5 a million people. The United States have 2,267 with
#: four-year courses (NCES, Condition of Education 2023, 2021-22), 6.8 a million people and 280 a
#: million establishments with employees (County Business Patterns); Germany 427 (DAAD, winter
#: 2014-15), 5.3 a million people; China 3,013 in all and 1,270 with bachelor's courses (Ministry of
#: Education, 31 May 2022), 2.1 and 0.9. Institutes: China had 3,696 research institutions of
#: governments in 2010 (Statistical Yearbook 2011, table 20-41), more than it has universities, and
#: laboratories come to them. The other numbers are assumptions.
SUPPORT: Final = (
    ("university", "{} University", "{}大学", 48, False),
    ("university", "{} University of Technology", "{}理工大学", 36, False),
    ("university", "{} Normal University", "{}师范大学", 22, False),
    ("university", "{} Medical University", "{}医科大学", 14, False),
    ("institute", "{} Institute of {}", "{}{}研究院", 180, True),
    ("institute", "{} Laboratory for {}", "{}{}实验室", 120, True),
    ("platform", "{} Service Platform for {}", "{}{}公共服务平台", 200, True),
    ("intermediary", "{} Technology Transfer Centre", "{}技术转移中心", 80, False),
    ("intermediary", "{} Association of {}", "{}{}行业协会", 160, True),
    ("financier", "{} Development Bank", "{}发展银行", 120, False),
    ("financier", "{} Venture Fund", "{}创业投资基金", 120, False),
)
#: Of these every city has one.
EVERYWHERE: Final = (
    ("financier", "{} Commercial Bank", "{}商业银行", False),
    ("agency", "{} Cluster Promotion Agency", "{}集群促进中心", False),
    ("government", "{} Municipal Government", "{}市人民政府", False),
)
#: Exponent of the sizes of those of one kind by rank (assumption: after Zipf's law, flatter).
RANKED: Final = 0.8


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Support:
    """H organisations that are no firms.

    Attributes
    ----------
    table
        Columns of the canonical table ``organisations``.
    city, kind
        Shape (H,); city and kind of each.
    field
        Shape (H,): group of industries that it serves or studies, -1 without one.
    weight
        Shape (H,): size, so that large ones tie more; 1 the largest of a kind.
    """

    table: pl.DataFrame
    city: Int
    kind: list[str]
    field: Int
    weight: Float


def make_support(
    plan: EconomyPlan, places: Places, industries: Industries, clusters: Clusters
) -> Support:
    """Found them in proportion to the establishments; larger cities have more and larger ones."""
    rng = plan.stream("support")
    fields = _Fields(places, industries, clusters, rng)
    seats, ranked = _Seats(places), _ranked(places)
    rows: list[dict[str, Any]] = []
    city: list[int] = []
    field: list[int] = []
    for kind, names_of in _wanted(plan, len(ranked)):
        for c, (name, name_zh, grouped) in zip(
            _spread(ranked, places, len(names_of)).tolist(), names_of, strict=True
        ):
            g = fields.next(c) if grouped else -1
            names = seats.names(c, name, name_zh, industries.groups[g] if grouped else None)
            county, spot = seats.place(c, len(rows))
            spot = spot + rng.uniform(-0.01, 0.01, 2)
            rows.append(
                {
                    "organisation": f"Q{kind[:2].upper()}{len(rows) + 1:05d}",
                    "name": names[0],
                    "name_zh": names[1],
                    "kind": kind,
                    "region": places.codes["county"][county],
                    "lon": float(spot[0]),
                    "lat": float(spot[1]),
                    "industry": industries.group_codes[g] if grouped else None,
                    "founded": int(rng.integers(1950, int(plan.calendar[0]))),
                }
            )
            city.append(c)
            field.append(g)
    kinds = [str(row["kind"]) for row in rows]
    return Support(
        table=pl.DataFrame(rows, infer_schema_length=None),
        city=np.array(city),
        kind=kinds,
        field=np.array(field),
        weight=_weights(kinds, rng),
    )


def _wanted(plan: EconomyPlan, cities: int) -> list[tuple[str, list[tuple[str, str, bool]]]]:
    """Give the names of each kind, so many of each as there are; of each kind at least one."""
    wanted: dict[str, list[tuple[str, str, bool]]] = {}
    for kind in dict.fromkeys(entry[0] for entry in SUPPORT):
        own = [entry for entry in SUPPORT if entry[0] == kind]
        rates = np.cumsum([entry[3] for entry in own])
        count = max(1, round(int(rates[-1]) * plan.establishments / 1e6))
        ends = np.round(count * rates / rates[-1]).astype(int)
        wanted[kind] = [
            (own[at][1], own[at][2], own[at][4])
            for at, n in enumerate(np.diff(ends, prepend=0).tolist())
            for _ in range(n)
        ]
    return [
        *wanted.items(),
        *(
            (kind, [(name, name_zh, grouped)] * cities)
            for kind, name, name_zh, grouped in EVERYWHERE
        ),
    ]


def _ranked(places: Places) -> Int:
    """Give the cities, the most peopled first."""
    land = places.land
    people = np.bincount(land.city, weights=land.county_density, minlength=len(land.province))
    return np.argsort(-people, kind="stable")


def _spread(ranked: Int, places: Places, count: int) -> Int:
    """Give ``count`` cities: each once where there are enough, the rest after people."""
    cities = len(ranked)
    if count <= cities:
        return ranked[:count]
    land = places.land
    people = np.bincount(land.city, weights=land.county_density, minlength=cities)[ranked]
    total = np.cumsum(people) / people.sum()
    more = (np.arange(count - cities) + 0.5) / (count - cities)
    at = np.minimum(np.searchsorted(total, more), cities - 1)
    return np.concatenate([ranked, ranked[at]])


def _weights(kinds: list[str], rng: np.random.Generator) -> Float:
    """Rank those of a kind in the order that they stand in, roughly: large cities come first."""
    every = np.array(kinds)
    weight = np.ones(len(kinds))
    for kind in sorted(set(kinds)):
        at = np.flatnonzero(every == kind)
        keys = np.log(np.arange(len(at)) + 1.0) + 0.5 * rng.standard_normal(len(at))
        rank = np.argsort(np.argsort(keys, kind="stable"), kind="stable")
        weight[at] = (rank + 1.0) ** -RANKED
    return weight


class _Seats:
    """Names and places within cities: the seat first, then the counties by people."""

    def __init__(self, places: Places) -> None:
        land = places.land
        self._stems, self._counties = places.stems, len(land.city)
        order = np.lexsort((-land.density, land.county))
        first = order[np.searchsorted(land.county[order], np.arange(self._counties))]
        self._spots = to_degrees(land.generators[first])
        by = np.lexsort((-land.county_density, land.city))
        ends = np.searchsorted(land.city[by], np.arange(len(land.province) + 1))
        self._within = [by[low:high].tolist() for low, high in pairwise(ends.tolist())]
        self._used: dict[tuple[str, int], int] = {}

    def place(self, city: int, number: int) -> tuple[int, Float]:
        """Give a county of the city, the first mostly, and its middle."""
        inside = self._within[city]
        county = inside[0] if number % 2 else inside[number // 2 % len(inside)]
        return county, self._spots[county]

    def names(
        self, city: int, name: str, name_zh: str, group: dict[str, Any] | None
    ) -> tuple[str, str]:
        """Fill a name in: the city's for the first, then counties', then with numbers."""
        fill = () if group is None else (group["name"].lower(),)
        fill_zh = () if group is None else (group["zh"],)
        key = (name.format("", *fill), city)
        used = self._used.get(key, 0)
        self._used[key] = used + 1
        inside = self._within[city]
        again, which = divmod(used, len(inside) + 1)
        at = self._counties + city if which == 0 else inside[which - 1]
        en = name.format(self._stems.en[at], *fill)
        zh = name_zh.format(self._stems.zh[at], *fill_zh)
        return (f"{en} No. {again + 1}", f"{zh}第{again + 1}") if again else (en, zh)


class _Fields:
    """The fields of those in a city: its linked clusters' groups in turn, sound ones only.

    No field of a cluster whose science and industry do not match is ever studied in its city;
    what such a city does instead (the cluster's ``concern``) comes first.
    """

    def __init__(
        self, places: Places, industries: Industries, clusters: Clusters, rng: np.random.Generator
    ) -> None:
        self._rng, self._traded = rng, np.flatnonzero(industries.traded)
        seat = places.land.city[places.land.county[clusters.centre]]
        bad = clusters.weakness == WEAKNESSES.index("mismatch")
        cities = len(places.land.province)
        self._barred = [set(clusters.group[bad & (seat == c)].tolist()) for c in range(cities)]
        field = np.where(bad, clusters.concern, clusters.group)
        order = np.lexsort((-clusters.strength, ~bad, seat))
        order = order[(clusters.linked | bad)[order]]
        self._turn: list[list[int]] = [[] for _ in range(cities)]
        for c, g in zip(seat[order].tolist(), field[order].tolist(), strict=True):
            if g not in self._barred[c] and g not in self._turn[c]:
                self._turn[c].append(g)
        self._at = [0] * cities

    def next(self, city: int) -> int:
        """Give the next field in a city."""
        turn = self._turn[city]
        if turn:
            self._at[city] += 1
            return turn[(self._at[city] - 1) % len(turn)]
        free = [g for g in self._traded.tolist() if g not in self._barred[city]]
        return int(self._rng.choice(free or self._traded))
