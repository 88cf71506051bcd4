"""Policy measures in words, and whether each meets what a cluster lacks.

Measures are texts of an inventory: they say whom they are for and by what lever, and do nothing
to the economy. Their verdicts are true by how they were written.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import polars as pl

from jiqun.core import catalogue
from jiqun.planted.clusters import LEGS, WEAKNESSES, Clusters
from jiqun.planted.ground import Industries, Places
from jiqun.planted.plans import EconomyPlan
from jiqun.planted.programmes.designs import DESIGNS
from jiqun.planted.programmes.programmes import Programmes
from jiqun.planted.programmes.reach import holds_of

#: Chances of a measure that hits, of another that does so again, of one beside the point; of one
#: for a sound cluster; islands against the clusters. Assumptions: all cases are to be there.
HITS, AGAIN, MISSES, SOUND, ISLANDS = 0.55, 0.4, 0.5, 0.25, 0.1
#: Measures are of so many last years.
RECENT: Final = 5
#: By what lever the programmes for counties work.
LEVERS_OF_PROGRAMMES: Final = {
    "PG-PILOT": "networking",
    "PG-ZONE": "research",
    "PG-LABEL": "brand",
    "PG-START": "open-up",
    "PG-PARK": "relieve",
    "PG-UPGRADE": "lead-firm",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """The inventory of measures and what is true of it.

    Attributes
    ----------
    paper
        ``measure, year, title, title_zh, text, text_zh``.
    facts
        Truth: ``measure, year, lever, department, region, node``.
    targets
        Truth: ``instrument, cluster, weakness, lever, verdict``; a weak cluster that
        nothing hits has a row without an instrument.
    """

    paper: pl.DataFrame
    facts: pl.DataFrame
    targets: pl.DataFrame


@dataclass(frozen=True, slots=True, kw_only=True)
class _Aim:
    """What one measure is about, before it has words."""

    lever: str
    department: str
    city: int
    node: tuple[str, int]
    cluster: int | None
    verdict: str


def make_measures(
    plan: EconomyPlan,
    places: Places,
    industries: Industries,
    clusters: Clusters,
    programmes: Programmes,
) -> Measures:
    """Write measures that hit, miss, overlap or stand alone; and judge the programmes likewise."""
    words = catalogue("planted/measures.toml")
    levers = {one["code"]: one for one in words["levers"]}
    aims = [*_for_clusters(plan, places, industries, clusters, levers),
            *_islands(plan, places, industries, clusters, levers)]  # fmt: skip
    named = [(f"QM{i + 1:05d}", aim) for i, aim in enumerate(aims)]
    paper, facts = _worded(plan, places, industries, words, named)
    reached = [*_of_programmes(places, clusters, programmes)]
    return Measures(
        paper=_frame(("title", "title_zh", "text", "text_zh"), paper),
        facts=_frame(("lever", "department", "region", "node"), facts),
        targets=_targets(clusters, levers, named, reached),
    )


def _worded(
    plan: EconomyPlan,
    places: Places,
    industries: Industries,
    words: dict[str, Any],
    named: list[tuple[str, _Aim]],
) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """Put each measure into words; give the rows of the paper and of the facts."""
    rng = plan.stream("measures.words")
    levers = {one["code"]: one for one in words["levers"]}
    years = plan.calendar[-min(RECENT, plan.years) :]
    names = {c: (en, zh) for c, en, zh in places.regions.select("region", "name", "name_zh").rows()}
    paper, facts = [], []
    for code, aim in named:
        year = int(rng.choice(years))
        city = places.codes["city"][aim.city]
        fill = _fill(words, industries, aim, names[city], (year, int(rng.integers(2, 90))))
        paper.append((code, year, *_written(words, levers[aim.lever], fill, rng)))
        facts.append((code, year, aim.lever, aim.department, city, _node(industries, aim.node)))
    return paper, facts


def _frame(columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> pl.DataFrame:
    """Give rows of measures as a table, its other columns text."""
    schema = {"measure": pl.String, "year": pl.Int64, **dict.fromkeys(columns, pl.String)}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _cure(clusters: Clusters, k: int) -> str:
    """Name what a lever must cure to hit a cluster's weakness."""
    weakness = WEAKNESSES[clusters.weakness[k]]
    return f"{weakness}:{LEGS[clusters.concern[k]]}" if weakness == "broken-loop" else weakness


def _curing(levers: dict[str, Any], cure: str) -> list[str]:
    return [code for code, lever in levers.items() if cure in lever["cures"]]


def _for_clusters(
    plan: EconomyPlan,
    places: Places,
    industries: Industries,
    clusters: Clusters,
    levers: dict[str, Any],
) -> Iterator[_Aim]:
    """Aim at local clusters: at what they lack, beside it, or at sound ones."""
    rng = plan.stream("measures")
    for k in np.flatnonzero(clusters.local).tolist():
        chances, turn = rng.random(3), rng.integers(0, 2**31, 3)
        weak = clusters.weakness[k] > 0
        right = _curing(levers, _cure(clusters, k)) if weak else []
        wrong = [code for code in levers if code not in right]
        about = {"city": int(places.land.city[places.land.county[clusters.centre[k]]]),
                 "cluster": k}  # fmt: skip
        group = ("group", int(clusters.group[k]))
        if right and chances[0] < HITS:
            node = ("class", int(clusters.concern[k])) if _names_class(clusters, k) else group
            first, second = levers[right[0]]["departments"]
            yield _Aim(lever=right[0], department=first, node=node, verdict="hit", **about)
            if chances[1] < AGAIN:
                yield _Aim(lever=right[0], department=second, node=node, verdict="overlap", **about)
        if chances[2] < (MISSES if weak else SOUND):
            lever = wrong[turn[0] % len(wrong)]
            node = group
            if lever == "extend-chain":
                own = np.flatnonzero(industries.group == clusters.group[k])
                node = ("class", int(own[turn[1] % len(own)]))
            department = levers[lever]["departments"][turn[2] % 2]
            yield _Aim(lever=lever, department=department, node=node, verdict="miss", **about)


def _names_class(clusters: Clusters, k: int) -> bool:
    return WEAKNESSES[clusters.weakness[k]] == "missing-link"


def _islands(
    plan: EconomyPlan,
    places: Places,
    industries: Industries,
    clusters: Clusters,
    levers: dict[str, Any],
) -> Iterator[_Aim]:
    """Aim at industries of cities that hold no cluster of them."""
    rng = plan.stream("measures.islands")
    land = places.land
    there = np.zeros((len(land.province), len(industries.groups)), dtype=bool)
    k, r = np.nonzero(holds_of(land, clusters))
    there[land.city[r], clusters.group[k]] = True
    local = clusters.local
    there[land.city[land.county[clusters.centre[local]]], clusters.group[local]] = True
    free = np.argwhere(~there & industries.traded[None, :])
    names = list(levers)
    wanted = min(max(1, round(ISLANDS * plan.clusters)), len(free))
    for city, group in rng.permutation(free)[:wanted]:
        lever = names[int(rng.integers(len(names)))]
        own = np.flatnonzero(industries.group == group)
        class_ = int(own[rng.integers(len(own))])
        yield _Aim(
            lever=lever,
            department=levers[lever]["departments"][int(rng.integers(2))],
            city=int(city),
            node=("class", class_) if lever == "extend-chain" else ("group", int(group)),
            cluster=None,
            verdict="island",
        )


def _node(industries: Industries, node: tuple[str, int]) -> str:
    return (industries.codes if node[0] == "class" else industries.group_codes)[node[1]]


def _fill(
    words: dict[str, Any],
    industries: Industries,
    aim: _Aim,
    city: tuple[str, str],
    numbers: tuple[int, int],
) -> dict[str, dict[str, Any]]:
    """Give the words that templates take, by language."""
    of, at = aim.node
    group = industries.groups[industries.group[at] if of == "class" else at]
    product = (industries.names[at], industries.names_zh[at]) if of == "class" else ("", "")
    department = words["departments"][aim.department]
    year, amount = numbers
    return {
        "en": {"city": city[0], "industry": group["name"].lower(), "product": product[0].lower(),
               "department": department["en"], "amount": amount, "year": year},
        "zh": {"city": city[1], "industry": group["zh"], "product": product[1],
               "department": department["zh"], "amount": 100 * amount, "year": year},
    }  # fmt: skip


def _written(
    words: dict[str, Any],
    lever: dict[str, Any],
    fill: dict[str, dict[str, Any]],
    rng: np.random.Generator,
) -> tuple[str, str, str, str]:
    """Give title and text in both languages."""
    parts = [
        part[int(rng.integers(len(part)))]
        for part in (words["openings"], lever["texts"], words["closings"])
    ]
    said = {
        lang: [_capital(part[lang].format(**fill[lang])) for part in (lever["title"], *parts)]
        for lang in ("en", "zh")
    }
    en, zh = said["en"], said["zh"]
    return en[0], zh[0], " ".join(en[1:]), "".join(zh[1:])


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _of_programmes(
    places: Places, clusters: Clusters, programmes: Programmes
) -> Iterator[tuple[str, int]]:
    """Pair each programme with the weak clusters of the counties that it reaches."""
    holds = holds_of(places.land, clusters)
    weak = np.flatnonzero(clusters.weakness)
    for q, design in enumerate(DESIGNS):
        for k in weak[(holds[weak] & (programmes.start[q] > 0)).any(axis=1)]:
            yield design.code, int(k)


def _targets(
    clusters: Clusters,
    levers: dict[str, Any],
    measures: list[tuple[str, _Aim]],
    programmes: list[tuple[str, int]],
) -> pl.DataFrame:
    """List what every instrument meets, and weak clusters that nothing hits."""
    rows: list[tuple[str | None, int | None, str | None, str]] = [
        (code, aim.cluster, aim.lever, aim.verdict) for code, aim in measures
    ]
    for code, k in programmes:
        lever = LEVERS_OF_PROGRAMMES[code]
        hit = _cure(clusters, k) in levers[lever]["cures"]
        rows.append((code, k, lever, "hit" if hit else "miss"))
    met = {k for _, k, _, verdict in rows if verdict == "hit"}
    rows += [
        (None, int(k), None, "gap") for k in np.flatnonzero(clusters.weakness) if int(k) not in met
    ]
    told = [
        (code, None if k is None else clusters.codes[k], _weakness(clusters, k), *rest)
        for code, k, *rest in rows
    ]
    columns = ("instrument", "cluster", "weakness", "lever", "verdict")
    return pl.DataFrame(told, schema=dict.fromkeys(columns, pl.String), orient="row")


def _weakness(clusters: Clusters, k: int | None) -> str | None:
    return None if k is None else WEAKNESSES[clusters.weakness[k]]
