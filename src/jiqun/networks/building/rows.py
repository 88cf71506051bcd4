"""Ties as rows of a table, by kind and year, before anything is added up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import polars as pl

from jiqun.core import Caution, InputError, Problems, problem, unknown
from jiqun.tables import Graph, need_columns, schema, to_polars

#: The columns of :class:`TieRows`.
ROWS: Final[Mapping[str, type[pl.DataType]]] = {
    "source": pl.String,
    "target": pl.String,
    "kind": pl.String,
    "year": pl.Int64,
    "weight": pl.Float64,
    "events": pl.Int64,
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TieRows:
    """Ties of one kind between nodes, a row each pair and year.

    Attributes
    ----------
    rows
        ``source, target, kind, year, weight, events``: year null where unknown; ``events`` how
        many patents or projects are behind the weight. Without direction source < target.
    nodes
        Everyone who could have a tie, sorted; those without one too.
    directed
        Whether a tie holds from source to target only.
    cautions
        What was left out.
    """

    rows: pl.DataFrame
    nodes: tuple[str, ...]
    directed: bool = False
    cautions: tuple[Caution, ...] = ()

    def within(self, years: tuple[int, int]) -> TieRows:
        """Give the ties of these years, both included; those without a year are left out.

        Raises
        ------
        InputError
            ``years-order``.
        """
        problems = Problems()
        if years[0] > years[1]:
            problems.add("years-order", subject="years", count=1, examples=years)
        problems.check()
        return replace(self, rows=self.rows.filter(pl.col("year").is_between(*years)))

    def between(self, organisations: Any, kinds: Sequence[str]) -> TieRows:
        """Give the ties whose two ends are of these kinds of actor, and only such nodes.

        Nodes that are not among the organisations, whose kind is not known, are left out, and
        it is said.

        Raises
        ------
        UnknownError
            ``kind-unknown``.
        """
        known = schema("organisations").column("kind").values
        for kind in kinds:
            if kind not in known:
                raise unknown("kind", kind, known, case="actors")
        frame = to_polars(organisations)
        need_columns(frame, "organisation", "kind")
        there = set(frame["organisation"].cast(pl.String).to_list())
        wanted = frame.filter(pl.col("kind").is_in(list(kinds)))["organisation"].cast(pl.String)
        chosen = set(wanted.to_list())
        strangers = sum(node not in there for node in self.nodes)
        told = [Caution("actors-strangers", {"nodes": strangers})] if strangers else []
        ends = pl.col("source").is_in(list(chosen)) & pl.col("target").is_in(list(chosen))
        return replace(
            self,
            rows=self.rows.filter(ends),
            nodes=tuple(node for node in self.nodes if node in chosen),
            cautions=(*self.cautions, *told),
        )

    def graph(self) -> Graph:
        """Give the ties, years added up, as a graph of all nodes."""
        return Graph.from_frame(
            self.rows, weight="weight", nodes=self.nodes, directed=self.directed
        )


def with_links(links: Any, *more: TieRows) -> tuple[pl.DataFrame, tuple[Caution, ...]]:
    """Put further ties under a table of links, so that one network can be built of all.

    Links that already hold a kind keep their own: the same cooperation would count twice.

    Returns
    -------
    tuple
        ``source, target, kind, year, weight``; ``links-kind-twice`` for kinds left out, and what
        the further ties say.

    Raises
    ------
    InputError
        ``links-columns``.
    """
    frame = to_polars(links)
    missing = [name for name in ("source", "target") if name not in frame.columns]
    if missing:
        told = {"columns": frame.columns, "missing": missing}
        raise InputError(problem("links-columns", subject="links", case="canonical", **told))
    own = {name: kind for name, kind in ROWS.items() if name != "events"}
    defaults = {"kind": pl.lit("tie"), "weight": pl.lit(1.0)}
    absent = [
        defaults.get(name, pl.lit(None)).cast(kind).alias(name)
        for name, kind in own.items()
        if name not in frame.columns
    ]
    tidy = frame.with_columns(absent).select(pl.col(n).cast(kind) for n, kind in own.items())
    there = set(tidy["kind"].drop_nulls().to_list())
    frames, cautions = [tidy], []
    for ties in more:
        cautions += list(ties.cautions)
        double = ties.rows.filter(pl.col("kind").is_in(list(there)))
        for kind in double["kind"].unique().sort():
            rows = double.filter(pl.col("kind") == kind)
            cautions.append(Caution("links-kind-twice", {"kind": kind, "ties": len(rows)}))
        frames.append(ties.rows.filter(~pl.col("kind").is_in(list(there))).select(list(own)))
    return pl.concat(frames), tuple(cautions)
