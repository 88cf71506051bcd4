"""How an entry of a register is put together from its parts, in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.core import catalogue

Int = NDArray[np.int64]

#: What an entry says; where none of it differs, nothing was changed.
SAID: Final = ("name", "name_zh", "address", "address_zh", "region", "industry")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ground:
    """What entries are made from, and changed to.

    Attributes
    ----------
    counties
        A row a county: ``county, region, county_name, county_name_zh, city, city_zh, seat_lon,
        seat_lat, place, place_zh``.
    classes, trade, trade_zh
        Codes and names of the I classes.
    first, siblings
        Shape (I,): the first class of the same group, and how many it has.
    """

    counties: pl.DataFrame
    classes: pl.Series
    trade: pl.Series
    trade_zh: pl.Series
    first: Int
    siblings: Int


def written(rows: pl.DataFrame, ground: Ground) -> pl.DataFrame:
    """Add names and addresses to rows of parts.

    Parts are ``place, given, trade, form`` and the like with ``_zh``, what is ``added`` before
    and what ``branch`` stands behind; flags say whether the place stands in brackets, all letters
    are capitals, characters are traditional, and ``without`` which language ("en", "zh").
    """
    seat = ground.counties[rows["county"]]
    full = rows.with_columns(
        _name().alias("name"),
        _name_zh().alias("name_zh"),
        (seat["county_name"] + ", " + seat["city"]).alias("address"),
        (seat["city_zh"] + seat["county_name_zh"]).alias("address_zh"),
    )
    full = full.with_columns(
        pl.when("capitals").then(pl.col("name").str.to_uppercase()).otherwise("name").alias("name"),
        *(
            pl.when("traditional").then(_traditional(pl.col(one))).otherwise(one).alias(one)
            for one in ("name_zh", "address_zh")
        ),
    )
    return full.with_columns(
        *_without("en", "name", "address"), *_without("zh", "name_zh", "address_zh")
    )


def _without(language: str, *columns: str) -> list[pl.Expr]:
    return [
        pl.when(pl.col("without") == language).then(None).otherwise(one).alias(one)
        for one in columns
    ]


def _spaced(part: str) -> pl.Expr:
    """Give a part a blank before it, where there is one."""
    return pl.when(pl.col(part) == "").then(pl.lit("")).otherwise(" " + pl.col(part))


def _name() -> pl.Expr:
    place = pl.when("bracketed").then(pl.lit("")).otherwise(_spaced("place"))
    bracket = pl.when("bracketed").then(" (" + pl.col("place") + ")").otherwise(pl.lit(""))
    name = pl.concat_str(
        "added", place, _spaced("given"), bracket, _spaced("trade"), "form", "branch"
    )
    return name.str.strip_chars(" ")


def _name_zh() -> pl.Expr:
    place = pl.when("bracketed").then(pl.lit("")).otherwise("place_zh")
    bracket = pl.when("bracketed").then("（" + pl.col("place_zh") + "）").otherwise(pl.lit(""))
    return pl.concat_str("added_zh", place, "given_zh", bracket, "trade_zh", "form_zh", "branch_zh")


@cache
def _pairs() -> tuple[tuple[list[str], list[str]], tuple[list[str], list[str]]]:
    told = catalogue("planted/spelling.toml")
    words, characters = told["words"], told["traditional"].split()
    return (
        ([word[0] for word in words], [word[1] for word in words]),
        ([pair[0] for pair in characters], [pair[1] for pair in characters]),
    )


def _traditional(words: pl.Expr) -> pl.Expr:
    """Write characters in their traditional forms, whole words first."""
    first, then = _pairs()
    return words.str.replace_many(*first, leftmost=True).str.replace_many(*then)
