"""Categories to start with, one set a classification: published where there is one, else ours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import polars as pl

from jiqun.core import Origin, Words, catalogue
from jiqun.sources.lists.index import index_of
from jiqun.sources.lists.reading import list_of_system, shipped

#: Columns of the canonical table ``categories``.
CATEGORIES = ("definition", "category", "industry", "name", "name_zh", "traded", "subcategory")


@dataclass(frozen=True, slots=True, kw_only=True)
class Starter:
    """A set of categories to start with.

    Attributes
    ----------
    definition
        Its code: "starter-gbt4754-2017".
    system
        Of which classification its industries are.
    title
        What it is called.
    status
        "published" where it follows a publication, "own" where it is ours.
    origin
        Who made it.
    frame
        Rows of the canonical table ``categories``: ``definition, category, industry, name,
        name_zh, traded, subcategory``.
    """

    definition: str
    system: str
    title: Words
    status: Literal["published", "own"]
    origin: Origin
    frame: pl.DataFrame


def starter_categories(system: str, *, codes: Iterable[str] | None = None) -> Starter | None:
    """Give the categories to start with, for a classification.

    Parameters
    ----------
    system
        As ``industries.system`` names it ("GB/T 4754-2017"), or the list's id.
    codes
        The industries in use. Each takes the category of the nearest class at or above it that
        the set names, so that data by group or class have categories as well as data by
        division. A code above those classes (a whole section) with no part in use takes its
        category where all of its classes lie in one. Where a class of the set and a part of it
        are both in use, only the class stays, lest its jobs count twice. Without codes the set
        stands as it is.

    Returns
    -------
    Starter | None
        None where no set is shipped for the classification. Its frame is empty where no code
        in use has a category.

    Examples
    --------
    >>> starter = starter_categories("GB/T 4754-2017", codes=["C181", "C1711", "C36"])
    >>> starter.status, starter.frame.select("industry", "category").rows()
    ('own', [('C1711', 'textiles-apparel'), ('C181', 'textiles-apparel'), ('C36', 'automotive')])
    """
    list_id = list_of_system(system)
    entry = catalogue("lists/starters.toml").get(list_id or "")
    if list_id is None or entry is None:
        return None
    frame = _frame(entry["file"], entry["definition"])
    return Starter(
        definition=entry["definition"],
        system=entry["system"],
        title=Words.of(entry["title"]),
        status=entry["status"],
        origin=_origin(entry),
        frame=frame if codes is None else _carried(frame, codes, list_id),
    )


@cache
def _frame(name: str, definition: str) -> pl.DataFrame:
    rows = shipped(f"starters/{name}")
    return rows.select(
        pl.lit(definition).alias("definition"),
        "category",
        pl.col("industries").str.split(" ").alias("industry"),
        "name",
        "name_zh",
        (pl.col("traded") == "true").alias("traded"),
        pl.lit(None, pl.String).alias("subcategory"),
    ).explode("industry")


def _origin(entry: Mapping[str, Any]) -> Origin:
    given = {key: entry[key] for key in ("producer", "licence") if key in entry}
    rest = {key: entry.get(key, "") for key in ("version", "url", "note")}
    return Origin(title=entry["title"]["en"], **given, **rest)


def _carried(frame: pl.DataFrame, codes: Iterable[str], list_id: str) -> pl.DataFrame:
    """Give the industries in use the category of the class they lie in."""
    entries = index_of(list_id).entries
    category = dict(frame.select("industry", "category").iter_rows())
    used = sorted({code for code in codes if code in entries})
    lines = {code: (code, *entries[code].above) for code in used}
    own = {code: next((category[up] for up in lines[code] if up in category), "") for code in used}
    parents = {up for code in used for up in entries[code].above}
    found: dict[str, str] = {}
    for code in used:
        if own[code] and not any(own.get(up) for up in entries[code].above):
            found[code] = own[code]
        elif not own[code] and code not in parents:
            below = {name for part, name in category.items() if code in entries[part].above}
            found |= {code: below.pop()} if len(below) == 1 else {}
    rows = pl.DataFrame(
        {"industry": list(found), "category": list(found.values())},
        schema={"industry": pl.String, "category": pl.String},
    )
    named = frame.drop("industry").unique("category", keep="first", maintain_order=True)
    return rows.join(named, on="category", how="left", maintain_order="left").select(CATEGORIES)
