"""What an analysis of a network reports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from jiqun.core import Caution, Record, Words, texts
from jiqun.studies.jobs import Done
from jiqun.studies.networking.tables import COMMUNITIES, FIGURES, NODES
from jiqun.studies.rows import rows
from jiqun.workspace import Workspace

#: Organisations and communities in a report.
TOP = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure of the network.

    Attributes
    ----------
    section, figure
        Where it belongs; its code.
    of
        The kind, community or year it is about; None for the whole network.
    title
        What it is called.
    value, low, high
        Its value and interval; None where undefined, or where there is none.
    expected, z, p
        What chance gives, how many standard deviations away, how probable.
    """

    section: str
    figure: str
    of: str | None
    title: Words
    value: float | None
    low: float | None
    high: float | None
    expected: float | None
    z: float | None
    p: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeRow:
    """One of the best-tied organisations."""

    organisation: str
    name: str | None
    name_zh: str | None
    kind: str
    region: str | None
    community: int | None
    degree: float
    strength: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CommunityRow:
    """One of the largest communities.

    Attributes
    ----------
    organisations
        Members.
    inside_share
        Of its members' ties, the share between two of them, by weight.
    agreement
        How like the most similar community of another seed is (Jaccard), mean over seeds.
    """

    community: int
    organisations: int
    inside_share: float | None
    agreement: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkReport:
    """What an analysis found.

    Attributes
    ----------
    workspace, commit
        Where, and the commit that holds the results.
    unchanged
        True where the same analysis of the same tables stood there already.
    kinds
        Kinds of tie that are in the network.
    years
        First and last year asked for; None for no limit.
    figures
        Figures of the whole network and of parts of it.
    organisations, communities
        The best-tied and the largest.
    record
        What makes the results re-runnable.
    cautions
        What deserves doubt.
    seconds
        Time by step.
    next
        Commands to go on with.
    """

    workspace: str
    commit: int
    unchanged: bool
    kinds: tuple[str, ...]
    years: tuple[int | None, int | None]
    figures: tuple[Figure, ...]
    organisations: tuple[NodeRow, ...]
    communities: tuple[CommunityRow, ...]
    record: Record
    cautions: tuple[Caution, ...]
    seconds: Mapping[str, float]
    next: tuple[str, ...]


def report_of(ws: Workspace, done: Done, *, top: int) -> NetworkReport:
    """Summarise from what the workspace holds, so that a repeated analysis answers the same."""
    record = ws.record(FIGURES)
    told = record.parameters
    names = ws.frame("organisations", ["organisation", "name", "name_zh"])
    nodes = ws.frame(NODES).sort(
        ["degree", "strength", "organisation"], descending=[True, True, False]
    )
    best = nodes.head(top).join(names, on="organisation", how="left", maintain_order="left")
    return NetworkReport(
        workspace=str(ws.path),
        commit=ws.version,
        unchanged=done.unchanged,
        kinds=tuple(told["tied_by"]),
        years=(told["first"], told["last"]),
        figures=figures_of(ws.frame(FIGURES)),
        organisations=rows(best, NodeRow),
        communities=rows(ws.frame(COMMUNITIES).head(top), CommunityRow),
        record=record,
        cautions=record.cautions,
        seconds=done.seconds,
        next=(f"jiqun serve {ws.path}",),
    )


def figures_of(frame: pl.DataFrame) -> tuple[Figure, ...]:
    """Give the rows of ``network_figures`` with their titles."""
    return tuple(
        Figure(**row, title=figure_words(row["figure"])) for row in frame.iter_rows(named=True)
    )


def figure_words(code: str) -> Words:
    """Name a figure; one without words of its own is its code."""
    known = texts("network").get(f"figure-{code}")
    return Words.of(known) if known else Words.same(code)
