"""What the truth tells of the planted clusters: one by one, year by year, weakness by weakness."""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl

from jiqun.planted.clusters.clusters import KINDS, Clusters
from jiqun.planted.clusters.lives import LINKING, PATHS, STAGES
from jiqun.planted.clusters.traits import DRIVERS, STRUCTURES, TECHNOLOGIES
from jiqun.planted.clusters.weaknesses import WEAKNESSES, concerns
from jiqun.planted.ground import Industries, Land, Stems, to_degrees
from jiqun.planted.plans import DEFINITION, EconomyPlan

#: Table, column and statistic in which each weakness can be seen.
EVIDENCE: Final = {
    "missing-link": (
        ("activity", "establishments", "none of the class in the city, though its group is there"),
        ("organisations", "industry", "no member of the class"),
    ),
    "broken-loop": (("links", "kind", "members' ties to that kind of organisation are absent"),),
    "mismatch": (
        ("organisations", "industry", "the city's institutes are of another group"),
        ("patents", "classes", "joint patents are of another group's classes"),
    ),
    "lock-in": (
        ("links", "target", "few ties leave the cluster, and partners stay"),
        ("patents", "classes", "one class"),
        ("organisations", "founded", "few members are young"),
    ),
    "crowding": (
        ("indicators", "value", "office-rent of the members' counties rises above the country's"),
        ("organisation_years", "rd_spend", "entrants do less R&D than the established"),
        ("activity", "payroll", "pay of a job rises above the country's"),
    ),
    "loose-ties": (("links", "source", "members have few ties with one another"),),
    "weak-lead": (
        ("organisation_years", "rd_spend", "the largest member's R&D intensity lags the others'"),
        ("organisation_years", "exports", "the largest member's share of exports lags too"),
    ),
}


def cluster_names(land: Land, clusters: Clusters, industries: Industries, stems: Stems) -> Stems:
    """Name each cluster by the county of its centre and its industries; a number if twice."""
    county = land.county[clusters.centre]
    groups = pl.DataFrame(
        {
            "en": stems.en.gather(county)
            + " "
            + pl.Series([industries.groups[g]["name"] for g in clusters.group]),
            "zh": stems.zh.gather(county)
            + pl.Series([industries.groups[g]["zh"] for g in clusters.group]),
        }
    )
    again = pl.int_range(pl.len()).over("en") + 1
    number = pl.when(again > 1).then(pl.format(" {}", again)).otherwise(pl.lit(""))
    named = groups.select(
        pl.format("{} cluster{}", "en", number).alias("name"),
        pl.format("{}集群{}", "zh", number).alias("name_zh"),
    )
    return Stems(en=named["name"], zh=named["name_zh"])


def clusters_table(
    plan: EconomyPlan, land: Land, clusters: Clusters, industries: Industries, names: Stems
) -> pl.DataFrame:
    """Give the truth about each cluster; counts of members are added where they are known."""
    middle = to_degrees(land.generators[clusters.centre])
    about = concerns(clusters.weakness, clusters.concern, industries)
    lists = [[industries.codes[i] for i in np.flatnonzero(row)] for row in clusters.industries]
    return pl.DataFrame(
        {
            "cluster": clusters.codes,
            "name": names.en,
            "name_zh": names.zh,
            "kind": [KINDS[kind] for kind in clusters.kind],
            "definition": [DEFINITION] * plan.clusters,
            "category": [industries.slugs[g] for g in clusters.group],
            "lon": middle[:, 0],
            "lat": middle[:, 1],
            "radius_km": pl.Series(clusters.radius_km).fill_nan(None),
            "strength": clusters.strength,
            "links_of_member": clusters.links,
            "path": [PATHS[path] for path in clusters.lives.path],
            "left": pl.Series(clusters.lives.left).replace(0, None),
            "born": clusters.born,
            "stage": [STAGES[stage] for stage in clusters.stage[:, -1]],
            "technology": [TECHNOLOGIES[kind] for kind in clusters.technology],
            "driver": [DRIVERS[driver] for driver in clusters.driver],
            "structure": [STRUCTURES[structure] for structure in clusters.structure],
            "weakness": [WEAKNESSES[weakness] for weakness in clusters.weakness],
            "concern": pl.Series(about, dtype=pl.String),
            "industries": pl.Series(lists, dtype=pl.List(pl.String)),
        }
    )


def stages_table(plan: EconomyPlan, clusters: Clusters) -> pl.DataFrame:
    """Give each cluster's stage by year from its birth, and what the stage is read off."""
    k, t = np.nonzero(clusters.stage >= 0)
    stage = clusters.stage[k, t]
    return pl.DataFrame(
        {
            "cluster": pl.Series(clusters.codes).gather(k),
            "year": plan.calendar[t],
            "path": pl.Series(list(PATHS)).gather(clusters.lives.path[k]),
            "stage": pl.Series(list(STAGES)).gather(stage),
            "size": clusters.size[k, t],
            "quality": clusters.quality[k, t],
            "links_of_member": clusters.links[k] * LINKING[stage],
        }
    )


def weaknesses_table(clusters: Clusters, industries: Industries) -> pl.DataFrame:
    """Give each weak cluster its weakness, what it is about and where the tables show it."""
    at = np.flatnonzero(clusters.weakness)
    about = concerns(clusters.weakness[at], clusters.concern[at], industries)
    names = [WEAKNESSES[kind] for kind in clusters.weakness[at]]
    rows = [
        (clusters.codes[k], name, what, table, column, seen)
        for k, name, what in zip(at.tolist(), names, about, strict=True)
        for table, column, seen in EVIDENCE[name]
    ]
    columns = ("cluster", "weakness", "concern", "table", "column", "evidence")
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String), orient="row")
