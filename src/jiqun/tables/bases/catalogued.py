"""What the catalogue knows of codes that changed."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files

import polars as pl

from jiqun.tables.schema import schema

#: Systems of codes, each a file of the catalogue.
SYSTEMS = ("us-counties", "cn-admin", "nuts", "itl")


def catalogued_changes(systems: Sequence[str] = SYSTEMS) -> pl.DataFrame:
    """Give the rows of the table ``region_changes`` that the catalogue has for systems of codes.

    Examples
    --------
    >>> rows = catalogued_changes(["us-counties"])
    >>> rows.filter(pl.col("region") == "46113").select("successor", "year", "kind").row(0)
    ('46102', 2015, 'renumbered')
    """
    named = [_read(name) for name in systems]
    return pl.concat(named) if named else schema("region_changes").empty()


def concerning(changes: pl.DataFrame, codes: Iterable[str]) -> pl.DataFrame:
    """Give the changes that a code among these goes through, or comes from.

    Examples
    --------
    >>> concerning(catalogued_changes(), ["46102"])["region"].to_list()
    ['46113']
    """
    met = set(codes)
    while True:
        near = changes.filter(pl.col("region").is_in(met) | pl.col("successor").is_in(met))
        more = {*near["region"], *near["successor"]} - met
        ended = more & set(near.filter(pl.col("kind") != "boundary")["region"])
        if not ended:
            return near
        met |= ended


@cache
def _read(system: str) -> pl.DataFrame:
    known = schema("region_changes")
    content = (files("jiqun") / "catalog" / "changes" / f"{system}.csv").read_bytes()
    return pl.read_csv(io.BytesIO(content), infer_schema=False).select(
        pl.col(column.name).cast(column.dtype) for column in known.columns
    )
