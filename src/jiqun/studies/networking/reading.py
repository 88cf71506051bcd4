"""A workspace's links and projects as the network that an analysis reads."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from jiqun.core import Caution, InputError, problem
from jiqun.networks import JOINT, LAYERS, NetworkPlan, TieNetwork, tie_network
from jiqun.studies.networking.plan import AnalysisPlan
from jiqun.tables import Graph, Nodes
from jiqun.workspace import Workspace

#: What is read, where it is there.
TABLES = ("organisations", "links", "projects")
_TRAITS = ("organisation", "name", "name_zh", "kind", "region", "industry", "tier")


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """What every section of an analysis reads.

    Attributes
    ----------
    plan
        What was asked.
    network
        Organisations and their ties.
    graph, nodes
        The same as measures take it: every organisation a node.
    organisations
        The organisations' rows, in the network's order.
    projects, links
        Memberships and links of the years and kinds asked for.
    cautions
        What was left out.
    """

    plan: AnalysisPlan
    network: TieNetwork
    graph: Graph
    nodes: Nodes
    organisations: pl.DataFrame
    projects: pl.DataFrame | None
    links: pl.DataFrame
    cautions: tuple[Caution, ...]


def refuse_bare(ws: Workspace) -> None:
    """Refuse a workspace without organisations, or without links and projects.

    Raises
    ------
    InputError
        ``network-needs``.
    """
    lacks = [] if ws.rows("organisations") else ["organisations"]
    if not (ws.rows("links") or ws.rows("projects")):
        lacks.append("links, projects")
    if lacks:
        raise InputError(*(problem("network-needs", subject=one, missing=one) for one in lacks))


def read_base(ws: Workspace, plan: AnalysisPlan) -> Base:
    """Build the network that is asked for.

    Raises
    ------
    InputError
        ``network-needs``; ``network-empty``: no tie of the kinds and years asked for.
    UnknownError
        ``kind-unknown``.
    """
    refuse_bare(ws)
    told: list[Caution] = []
    organisations = ws.frame("organisations").sort("organisation")
    links, projects = _links(ws, plan, told), _projects(ws, plan)
    several = links["kind"].n_unique() + (projects is not None) > 1
    built = NetworkPlan(kinds=plan.kinds, strangers="drop", normalised=several)
    network = tie_network(links, organisations, built, projects=projects)
    if not len(network.a):
        raise InputError(problem("network-empty", subject="links, projects"))
    rows = network.nodes.select("organisation").join(
        organisations.select(_TRAITS), on="organisation", how="left", maintain_order="left"
    )
    return Base(
        plan=plan,
        network=network,
        graph=graph_of(network),
        nodes=_nodes(rows, ws),
        organisations=rows,
        projects=projects,
        links=links,
        cautions=(*told, *network.cautions),
    )


def graph_of(network: TieNetwork) -> Graph:
    """Give a network as measures take it: each tie both ways."""
    return Graph(
        nodes=tuple(network.nodes["organisation"].to_list()),
        starts=network.starts,
        targets=network.targets,
        weights=network.weights,
        directed=False,
    )


def _nodes(rows: pl.DataFrame, ws: Workspace) -> Nodes:
    named = {"organisation": "node", "industry": "technology", "tier": "size"}
    return Nodes.from_frame(rows.rename(named), origins=ws.origins("organisations"))


def _links(ws: Workspace, plan: AnalysisPlan, told: list[Caution]) -> pl.DataFrame:
    columns = ["source", "target", "kind", "year", "weight"]
    if not ws.rows("links"):
        none = dict.fromkeys(columns[:3], pl.String)
        return pl.DataFrame(schema={**none, "year": pl.Int64, "weight": pl.Float64})
    rows = ws.frame("links", columns).filter(_between("year", "year", plan))
    bare = rows.filter(pl.col("weight") == 0)
    if len(bare):
        told.append(Caution("graph-weightless", {"ties": len(bare)}))
    return rows.filter(pl.col("weight").is_null() | (pl.col("weight") != 0))


def _projects(ws: Workspace, plan: AnalysisPlan) -> pl.DataFrame | None:
    wanted = plan.kinds is None or bool({JOINT, LAYERS[JOINT]} & set(plan.kinds))
    if not wanted or not ws.rows("projects"):
        return None
    rows = ws.frame("projects", ["project", "organisation", "role", "start", "end", "funding"])
    return rows.filter(_between("start", "end", plan))


def _between(begin: str, end: str, plan: AnalysisPlan) -> pl.Expr:
    """Choose what falls into the years asked for; what has no year only where none is asked."""
    if plan.first is None and plan.last is None:
        return pl.lit(value=True)
    last = pl.lit(plan.last if plan.last is not None else np.iinfo(np.int64).max)
    first = pl.lit(plan.first if plan.first is not None else np.iinfo(np.int64).min)
    own_end = pl.coalesce(end, begin)
    return ((pl.col(begin) <= last) & (own_end >= first)).fill_null(value=False)
