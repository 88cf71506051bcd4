"""Codes of a file that the workspace lacks because they ended: what became of them."""

from __future__ import annotations

import polars as pl

from jiqun.core import Problem, problem
from jiqun.sources.files import texts_of
from jiqun.studies.region_changes import CHANGES, TOLD, told_rows
from jiqun.tables import TableSchema, catalogued_changes
from jiqun.workspace import Workspace

_SHOWN = 3


def retired_codes(
    workspace: Workspace, target: TableSchema, frame: pl.DataFrame
) -> tuple[Problem, ...]:
    """Say which unknown regions of a file ended, and which code holds their land now.

    Told of columns that name regions, where the workspace or the catalogue knows the change and
    the successor is one of the workspace's regions.
    """
    columns = [one.name for one in target.columns if one.references == ("regions", "region")]
    named = [frame[name] for name in columns if name in frame.columns]
    if target.name in ("regions", CHANGES) or not named or not workspace.has("regions"):
        return ()
    known = workspace.frame("regions", ["region"])["region"]
    codes = pl.concat([texts_of(one).str.strip_chars() for one in named]).drop_nulls().unique()
    absent = codes.filter(~codes.is_in(known.implode()))
    told = pl.concat([told_rows(workspace), catalogued_changes().select(TOLD)])
    ended = told.filter(
        pl.col("region").is_in(absent.implode()),
        pl.col("successor").is_in(known.implode()),
        pl.col("kind") != "boundary",
    ).unique(["region", "successor"], keep="first", maintain_order=True)
    if ended.is_empty():
        return ()
    by_code = ended.group_by("region", maintain_order=True).agg("successor", pl.col("year").first())
    shown = [f"{one} → {', '.join(to)} ({year})" for one, to, year in by_code.iter_rows()]
    first, into = by_code["region"][0], by_code["successor"][0][0]
    about = {"count": by_code.height, "shown": shown[:_SHOWN], "old": first, "into": into}
    return (problem("region-retired", subject=target.name, column=columns[0], **about),)
