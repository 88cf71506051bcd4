"""The results of the network's analysis in a snapshot, with names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

from jiqun.core import Words, texts
from jiqun.studies.browsing.snapshots import Snapshot
from jiqun.studies.networking import (
    COMMUNITIES,
    COMMUNITY_COLUMNS,
    FIGURES,
    NODE_COLUMNS,
    NODES,
    TIES,
)
from jiqun.studies.protecting import own_name

#: What a row of organisations has beside its measures.
OWN: Final = ("name", "name_zh", "region_name", "region_name_zh", "component")

#: The largest number of a community that can be asked for.
MOST_COMMUNITY: Final = 10**9

#: Measures that are always there.
LEAST: Final = ("degree", "strength")


def needs(shown: Snapshot) -> str | None:
    """Name the command that analyses the network; None where that was done."""
    here = shown.workspace
    return None if here.has(FIGURES) else f"jiqun network {own_name(here.path)}"


def nodes(shown: Snapshot) -> pl.DataFrame:
    """Give the organisations of the network with their names, the best-tied first; kept."""
    return shown.once("network-nodes", lambda: _named(shown))


def communities(shown: Snapshot) -> pl.DataFrame:
    """Give the communities, the largest first; kept."""
    found = shown.frame(COMMUNITIES)
    return found if len(found.columns) else pl.DataFrame(schema=dict(COMMUNITY_COLUMNS))


def ties(shown: Snapshot) -> pl.DataFrame:
    """Give ``a, b`` (rows of :func:`nodes`), ``weight``: one row a tied pair; kept."""
    return shown.once("network-pairs", lambda: _pairs(shown))


def measures_of(frame: pl.DataFrame, own: Mapping[str, object]) -> tuple[str, ...]:
    """Name the columns of numbers that sections of the analysis added."""
    return tuple(name for name in frame.columns if name not in own and name not in OWN)


def column_words(code: str) -> Words:
    """Name a column of organisations or of communities."""
    known = texts("network").get(f"column-{code}")
    return Words.of(known) if known else Words.same(code.replace("_", " "))


def _named(shown: Snapshot) -> pl.DataFrame:
    if needs(shown) is not None:
        none: dict[str, type[pl.DataType]] = dict(NODE_COLUMNS)
        none |= {**dict.fromkeys(OWN[:4], pl.String), **dict.fromkeys(LEAST, pl.Float64)}
        return pl.DataFrame(schema=none)
    names = shown.workspace.scan("organisations").select("organisation", "name", "name_zh")
    places = shown.regions.select("region", region_name="name", region_name_zh="name_zh")
    return (
        shown.workspace.frame(NODES)
        .join(names.collect(), on="organisation", how="left", maintain_order="left")
        .join(places, on="region", how="left", maintain_order="left")
        .sort(["degree", "strength", "organisation"], descending=[True, True, False])
    )


def _pairs(shown: Snapshot) -> pl.DataFrame:
    if needs(shown) is not None:
        return pl.DataFrame(schema={"a": pl.UInt32, "b": pl.UInt32, "weight": pl.Float64})
    at = nodes(shown).select("organisation").with_row_index("at").lazy()
    return (
        shown.workspace.scan(TIES)
        .join(at.rename({"at": "a"}), left_on="source", right_on="organisation")
        .join(at.rename({"at": "b"}), left_on="target", right_on="organisation")
        .group_by("a", "b")
        .agg(pl.col("weight").sum())
        .sort(["weight", "a", "b"], descending=[True, False, False])
        .collect()
    )
