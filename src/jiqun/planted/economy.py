"""The whole country: every canonical table, and beside them what is true."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType

import numpy as np
import polars as pl

from jiqun.core import Origin, Progress, silent
from jiqun.planted.agencies import agency_tables, make_agencies, settled
from jiqun.planted.chains import (
    Chain,
    chain_tables,
    chain_truth,
    flows_table,
    make_chain,
    make_suppliers,
    missing_links,
    supply_pairs,
)
from jiqun.planted.clusters import (
    Clusters,
    cluster_names,
    clusters_table,
    make_clusters,
    make_declared,
    stages_table,
    weaknesses_table,
)
from jiqun.planted.firms import Establishments, make_establishments
from jiqun.planted.ground import (
    Industries,
    Places,
    Stems,
    categories_table,
    given_groups,
    industries_table,
    make_industries,
    make_places,
    relatedness_table,
    sums,
)
from jiqun.planted.organisations import Organisations, make_organisations, make_years
from jiqun.planted.papers import documents, other_register
from jiqun.planted.plans import EconomyPlan
from jiqun.planted.programmes import (
    Measures,
    Programmes,
    designs_table,
    indicators_table,
    make_measures,
    make_programmes,
    programmes_table,
    treatments_table,
)
from jiqun.planted.scoring import planted_cells
from jiqun.planted.statistics import Growth, Statistics, count, count_untreated, make_growth
from jiqun.planted.ties import make_ties
from jiqun.tables import schema, schemas

#: Steps that progress counts.
STEPS = 8


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Economy:
    """A synthetic country.

    Attributes
    ----------
    tables
        The canonical tables by name, parents before children, all columns.
    papers
        What is read but is no canonical table, by name.
    truth
        What was planted: ``planted_clusters``, ``planted_members``,
        ``planted_region_categories``, ``stages``, ``weaknesses``, ``networks``, ``owners``,
        ``hidden_links``, ``relatedness``,
        ``categories``, ``withheld_activity``, ``chain_links``, ``chain_suppliers``,
        ``chain_clusters``, ``missing_links``, ``treatment_effects``, ``declared_clusters``,
        ``agency_work``, ``introductions``, ``same_organisations``, ``document_nodes`` and others
        that the how-to page on planting lists. No analysis may read it.
    plan
        The parameters, those filled in too.
    origin
        Says that all of it is synthetic.
    """

    tables: Mapping[str, pl.DataFrame]
    papers: Mapping[str, pl.DataFrame]
    truth: Mapping[str, pl.DataFrame]
    plan: EconomyPlan
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Ground:
    """Parts that everything later reads."""

    plan: EconomyPlan
    places: Places
    industries: Industries
    clusters: Clusters
    chain: Chain
    programmes: Programmes
    measures: Measures
    establishments: Establishments
    growth: Growth
    statistics: Statistics


def economy(plan: EconomyPlan, *, progress: Progress = silent) -> Economy:
    """Plant a synthetic country with known clusters, stages, networks, chains and effects.

    Parameters
    ----------
    plan
        Its size, chance and years, from :func:`economy_plan`: same plan, same tables; each part
        has chance of its own.
    progress
        Told after each step.

    Returns
    -------
    Economy
        Tables and truth. Every establishment is a firm in ``organisations``. Every open
        firm has its employment of the last year in ``organisation_years``, a panel of firms
        (a fifth, 20,000 at most, and the largest) every year in full.

    Raises
    ------
    InputError
        ``plant-<argument>``: outside the bounds, all at once.

    Examples
    --------
    >>> from jiqun.planted import economy_plan
    >>> country = economy(economy_plan(establishments=1_000, seed=5, years=3))
    >>> country.origin.synthetic, len(country.tables)
    (True, 19)
    """
    ground = _ground(plan, progress)
    tables, truth = _country(ground)
    progress("regions and industries", 5, STEPS)
    more, known, papers = _people(ground, truth)
    progress("organisations and links", STEPS, STEPS)
    tables |= more
    whole = {name: canonical(name, tables[name]) for name in schemas() if name in tables}
    read, true = _read(ground, whole, known["chain_suppliers"])
    papers |= ground.statistics.papers | {"policy_measures": ground.measures.paper} | read
    return Economy(
        tables=MappingProxyType(whole),
        papers=MappingProxyType(dict(sorted(papers.items()))),
        truth=MappingProxyType(dict(sorted((truth | known | true).items()))),
        plan=plan,
        origin=plan.origin("Every establishment is an organisation."),
    )


def canonical(table: str, frame: pl.DataFrame) -> pl.DataFrame:
    """Give a frame the columns of a canonical table, in its order and types."""
    whole = schema(table)
    absent = [whole.absent(name) for name in whole.names if name not in frame.columns]
    kinds = whole.polars()
    return frame.with_columns(absent).select(pl.col(name).cast(t) for name, t in kinds.items())


def _ground(asked: EconomyPlan, progress: Progress) -> _Ground:
    places = make_places(asked)
    industries = make_industries(asked)
    clusters = make_clusters(asked, places.land, industries, places.empty)
    chain = make_chain(asked, industries)
    progress("land", 1, STEPS)
    plants = make_establishments(asked, places, industries, clusters, chain.scale)
    progress("establishments", 2, STEPS)
    growth = make_growth(asked, places, industries, clusters)
    untreated = count_untreated(asked, places, industries, plants, growth)
    programmes = make_programmes(asked, places, clusters, untreated)
    growth = growth.under(programmes)
    statistics = count(asked, places, industries, clusters, plants, growth, programmes, progress)
    return _Ground(
        plan=asked,
        places=places,
        industries=industries,
        clusters=clusters,
        chain=chain,
        programmes=programmes,
        measures=make_measures(asked, places, industries, clusters, programmes),
        establishments=plants,
        growth=growth,
        statistics=statistics,
    )


def _country(ground: _Ground) -> tuple[dict[str, pl.DataFrame], dict[str, pl.DataFrame]]:
    """Give what needs no organisation."""
    plan_, places, industries = ground.plan, ground.places, ground.industries
    statistics, clusters = ground.statistics, ground.clusters
    plants, last = ground.establishments, statistics.last
    cells = planted_cells(places, industries, clusters, plants, last)
    flows = flows_table(plan_, places, industries, statistics)
    tables = {
        "regions": pl.concat([places.regions, statistics.ended]),
        "region_parents": places.region_parents,
        "industries": industries_table(industries),
        "categories": categories_table(industries, given_groups(plan_, industries)),
        "activity": statistics.activity,
        "flows": flows,
        "programmes": programmes_table(plan_),
        "indicators": indicators_table(
            plan_, places, clusters, statistics.employment, statistics.payroll
        ),
        **statistics.tables,
    }
    truth = {
        "planted_region_categories": cells,
        "stages": stages_table(plan_, clusters),
        "weaknesses": weaknesses_table(clusters, industries),
        "relatedness": relatedness_table(industries),
        "categories": categories_table(industries, industries.group),
        "missing_links": missing_links(
            places, industries, clusters, ground.chain, plants, last, flows
        ),
        "programme_designs": designs_table(plan_),
        "programme_targets": ground.measures.targets,
        "policy_facts": ground.measures.facts,
        **statistics.truth,
    }
    return tables, truth


def _people(
    ground: _Ground, truth: Mapping[str, pl.DataFrame]
) -> tuple[dict[str, pl.DataFrame], dict[str, pl.DataFrame], dict[str, pl.DataFrame]]:
    """Give organisations, their years and ties, who declares what; truth; papers."""
    plan_, places, industries = ground.plan, ground.places, ground.industries
    plants, clusters, last = ground.establishments, ground.clusters, ground.statistics.last
    organisations = make_organisations(plan_, places, industries, clusters, plants, last)
    years = make_years(plan_, industries, clusters, plants, organisations, ground.growth, last)
    suppliers = make_suppliers(plan_, places, industries, ground.chain, plants, organisations, last)
    along = supply_pairs(plan_, clusters, suppliers, firms=int((last > 0).sum()))
    agencies = make_agencies(plan_, places, clusters, plants, organisations)
    come_of = partial(settled, agencies.calls)
    ties = make_ties(plan_, places, industries, clusters, plants, organisations, come_of, along)
    papers, served = agency_tables(agencies, ties.introduced)
    members = _members(ground, organisations)
    names = cluster_names(places.land, clusters, industries, places.county_names)
    cells = truth["planted_region_categories"]
    declared = make_declared(plan_, places, industries, clusters, names, cells, members)
    tables = {
        "organisations": organisations.table,
        "organisation_years": _with_patents(years.table, ties.patents),
        "links": ties.links,
        "projects": ties.projects,
        "patents": ties.patents,
        "treatments": treatments_table(plan_, places, clusters, ground.programmes, years.vouchers),
        "clusters": declared.clusters,
        "members": declared.members,
        **chain_tables(plan_, industries, suppliers),
    }
    known = {
        "planted_clusters": _with_sums(ground, names),
        "planted_members": members,
        "owners": _owners(ground, organisations),
        "networks": ties.networks,
        "hidden_links": ties.hidden,
        "treatment_effects": pl.concat(
            [ground.statistics.effects, years.effects.select(ground.statistics.effects.columns)],
            how="vertical_relaxed",
        ),
        "selection": pl.concat([ground.programmes.choices, years.choices]),
        "declared_clusters": declared.truth,
        **chain_truth(places, industries, clusters, suppliers),
        **served,
    }
    return tables, known, papers


def _read(
    ground: _Ground, tables: Mapping[str, pl.DataFrame], suppliers: pl.DataFrame
) -> tuple[dict[str, pl.DataFrame], dict[str, pl.DataFrame]]:
    """Give the other register and the documents, and what is true of them."""
    register = other_register(
        ground.plan, ground.places, ground.industries, tables["organisations"]
    )
    makes = suppliers.select(pl.col("supplier").alias("organisation"), "node").unique()
    written = documents(ground.plan, tables, makes.sort("organisation", "node"))
    papers = {"documents": written.table, "other_register": register.entries}
    return papers, {"document_nodes": written.nodes, "same_organisations": register.truth}


def _members(ground: _Ground, organisations: Organisations) -> pl.DataFrame:
    """List the members that are organisations, with their employment of the last year."""
    rows = organisations.rows
    cluster, last = ground.establishments.cluster[rows], ground.statistics.last[rows]
    at = np.flatnonzero(cluster >= 0)
    table = organisations.table
    return pl.DataFrame(
        {
            "cluster": pl.Series(ground.clusters.codes).gather(cluster[at]),
            "organisation": organisations.codes.gather(at),
            "region": table["region"].gather(at),
            "industry": table["industry"].gather(at),
            "employment": last[at].astype(np.float64),
        }
    ).sort("cluster", "organisation")


def _owners(ground: _Ground, organisations: Organisations) -> pl.DataFrame:
    """List firms that belong to another, the largest of its group: ``organisation, owner``."""
    owner = ground.establishments.owner
    at = np.flatnonzero(owner != np.arange(len(owner)))
    codes = organisations.codes
    return pl.DataFrame({"organisation": codes.gather(at), "owner": codes.gather(owner[at])})


def _with_sums(ground: _Ground, names: Stems) -> pl.DataFrame:
    """Add to each planted cluster the members that it has in the last year, all of them."""
    table = clusters_table(
        ground.plan, ground.places.land, ground.clusters, ground.industries, names
    )
    cluster, last = ground.establishments.cluster, ground.statistics.last
    inside = np.flatnonzero((cluster >= 0) & (last > 0))
    employment = sums(cluster[inside], last[inside], len(table))
    return table.with_columns(
        pl.Series("members", np.bincount(cluster[inside], minlength=len(table))),
        pl.Series("employment", employment),
    )


def _with_patents(years: pl.DataFrame, patents: pl.DataFrame) -> pl.DataFrame:
    """Count each firm's patents of each year into its panel rows."""
    counts = (
        patents.select(pl.col("applicants").alias("organisation"), "year")
        .explode("organisation")
        .group_by("organisation", "year")
        .agg(pl.len().cast(pl.Float64).alias("patents"))
    )
    joined = years.join(counts, on=["organisation", "year"], how="left", maintain_order="left")
    full = pl.col("revenue").is_not_null()
    return joined.with_columns(
        pl.when(full).then(pl.col("patents").fill_null(0.0)).alias("patents")
    )
