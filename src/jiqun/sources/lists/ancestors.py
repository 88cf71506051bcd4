"""Codes of a list with all above them, as rows of the canonical tables."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from jiqun.sources.lists.index import index_of
from jiqun.sources.lists.reading import name_list


def with_ancestors(codes: Iterable[str], list_id: str) -> pl.DataFrame:
    """Give codes and all above them as rows of ``regions`` or ``industries``.

    Parameters
    ----------
    codes
        Codes of the list; those it lacks are left out.
    list_id
        One of :func:`~jiqun.sources.lists.list_ids`.

    Returns
    -------
    pl.DataFrame
        Parents before children: ``region, name, name_zh, level, parent``, or ``industry, name,
        name_zh, system, level, parent``. Names are null where none is known.

    Raises
    ------
    UnknownError
        ``list-unknown``.

    Examples
    --------
    >>> with_ancestors(["330203"], "cn-admin")["region"].to_list()
    ['CN', '330000', '330200', '330203']
    """
    listed, entries = name_list(list_id), index_of(list_id).entries
    wanted = {one for code in codes if code in entries for one in (code, *entries[code].above)}
    order = sorted(wanted, key=lambda code: (len(entries[code].above), code))
    rows = pl.DataFrame({"code": order}, schema={"code": pl.String}).join(
        listed.frame, on="code", how="left", maintain_order="left"
    )
    if listed.kind == "region":
        return rows.select(pl.col("code").alias("region"), "name", "name_zh", "level", "parent")
    return rows.select(
        pl.col("code").alias("industry"),
        "name",
        "name_zh",
        pl.lit(listed.system).alias("system"),
        "level",
        "parent",
    )
