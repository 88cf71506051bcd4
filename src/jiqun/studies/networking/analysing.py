"""Analyse the network of a workspace, and keep what was found."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
import polars as pl

from jiqun.core import Progress, Record, silent, union
from jiqun.networks import drawing
from jiqun.studies.jobs import Asked, Done, Job, Made, Work, ask, perform
from jiqun.studies.networking.plan import AnalysisPlan
from jiqun.studies.networking.reading import TABLES, Base, read_base, refuse_bare
from jiqun.studies.networking.report import TOP, NetworkReport, report_of
from jiqun.studies.networking.sections import SECTIONS, Found, joined
from jiqun.studies.networking.tables import (
    COMMUNITIES,
    COMMUNITY_COLUMNS,
    FIGURES,
    NODE_COLUMNS,
    NODES,
    RESULTS,
    TIE_COLUMNS,
    TIES,
    figures_frame,
)
from jiqun.studies.plans import Top, fit
from jiqun.workspace import Workspace

__all__ = ["RESULTS", "analyse_network"]


def analyse_network(
    path: str | Path,
    plan: AnalysisPlan | None = None,
    *,
    again: bool = False,
    top: int = TOP,
    progress: Progress = silent,
) -> NetworkReport:
    """Analyse who works with whom: structure, communities, roles, and what unseen ties would do.

    Parameters
    ----------
    path
        A workspace with organisations, and links or projects.
    plan
        Which ties, against how much chance; None: all ties, as usual.
    again
        Compute even where the same was done already.
    top
        Organisations and communities in the report.
    progress
        Told after each step.

    Returns
    -------
    NetworkReport
        The results are in the workspace, written in one commit: ``network_figures``,
        ``network_nodes``, ``network_communities``, ``network_ties``.

    Raises
    ------
    InputError
        ``network-needs``, ``network-empty``.
    UnknownError
        ``workspace-unknown``, ``kind-unknown``.
    """
    top = fit({"top": (top, Top)})["top"]
    shown = partial(_report, top=top)
    job = Job(verb="network", results=RESULTS, ask=_ask, make=_make, report=shown)
    return perform(job, path, plan or AnalysisPlan(), again=again, progress=progress)


def _ask(ws: Workspace, plan: AnalysisPlan) -> Asked:
    refuse_bare(ws)
    return ask(ws, plan, verb="network", tables=TABLES)


def _make(work: Work[AnalysisPlan]) -> Made:
    with work.clock.step("read"):
        base = read_base(work.ws, work.plan)
    steps = len(SECTIONS) + 2
    work.progress("network", 1, steps)
    found = Found()
    for number, (name, section) in enumerate(SECTIONS.items()):
        with work.clock.step(name):
            found = joined([found, section(base, found)])
        work.progress("network", number + 2, steps)
    with work.clock.step("draw"):
        tables = _tables(base, found)
    work.progress("network", steps, steps)
    return Made(
        record=_record(work, base, found),
        results=tables,
        note=f"{len(base.network.a):,} ties of {base.network.size:,} organisations",
    )


def _record(work: Work[AnalysisPlan], base: Base, found: Found) -> Record:
    used = [name for name in TABLES if work.ws.has(name)]
    kinds = base.network.ties["kind"].unique().sort().to_list()
    return Record(
        subject="network",
        parameters={**work.plan.to_dict(), "tied_by": kinds, **found.record},
        inputs=dict(work.asked.inputs),
        origins=union(work.ws.origins(*used)),
        seed=work.plan.seed,
        cautions=tuple(dict.fromkeys((*base.cautions, *found.cautions))),
    )


def _tables(base: Base, found: Found) -> dict[str, pl.DataFrame]:
    label = found.label
    if label is None:
        label = np.full(base.network.size, -1, dtype=np.int64)
    drawn = drawing(base.network, label, seed=base.plan.seed)
    own = base.organisations.select("organisation", "kind", "region", "industry")
    nodes = own.with_columns(
        community=pl.Series(label).replace(-1, None), x=pl.Series(drawn.x), y=pl.Series(drawn.y)
    ).select(pl.col(name).cast(kind) for name, kind in NODE_COLUMNS.items())
    discs = {"x": drawn.community_x, "y": drawn.community_y, "radius": drawn.radius}
    told = {"community": np.arange(len(drawn.radius)), **found.communities, **discs}
    communities = pl.DataFrame({name: pl.Series(own) for name, own in told.items()})
    order = [*COMMUNITY_COLUMNS, *(name for name in told if name not in COMMUNITY_COLUMNS)]
    return {
        FIGURES: figures_frame(found.figures),
        NODES: _plain(nodes.with_columns(pl.Series(n, own) for n, own in found.nodes.items())),
        COMMUNITIES: _plain(communities.select(order)),
        TIES: _ties(base),
    }


def _plain(frame: pl.DataFrame) -> pl.DataFrame:
    """Put null for what is undefined."""
    return frame.with_columns(pl.col(pl.Float64).fill_nan(None))


def _ties(base: Base) -> pl.DataFrame:
    codes, ties = base.organisations["organisation"], base.network.ties
    return ties.select(
        codes.gather(ties["a"]).alias("source"),
        codes.gather(ties["b"]).alias("target"),
        "kind", "links", "weight",
    ).select(pl.col(name).cast(kind) for name, kind in TIE_COLUMNS.items())  # fmt: skip


def _report(ws: Workspace, plan: AnalysisPlan, done: Done, *, top: int) -> NetworkReport:
    del plan
    return report_of(ws, done, top=top)
