"""Symbols of the patent classifications (IPC, CPC) at a level: H01L of H01L 21/02."""

from __future__ import annotations

from typing import Final, Literal, get_args

import polars as pl

Level = Literal["section", "class", "subclass", "group", "subgroup"]
LEVELS: Final[tuple[Level, ...]] = get_args(Level)
#: Section, class, subclass, main group, subgroup, with blanks or not; or the 14 signs of ST.8.
_SYMBOL: Final = r"^([A-HY])(?:(\d{2})(?:([A-Z])(?:(\d{1,4})/(\d{2,6}))?)?)?$"
_FIXED: Final = r"^([A-HY])(\d{2})([A-Z])(\d{4})(\d{6})$"


def technology_classes(symbols: pl.Series, level: Level = "subclass") -> pl.Series:
    """Bring symbols to one level; null where a symbol is none, or too coarse for the level.

    Blanks, letter case and leading zeros of a main group do not matter, nor the trailing zeros of
    the 14 signs of WIPO ST.8 ("H01L0021020000").

    Examples
    --------
    >>> given = pl.Series(["h01l 21/02", "H01L0021020000", "H01", "x"])
    >>> technology_classes(given, "group").to_list()
    ['H01L21', 'H01L21', None, None]
    >>> technology_classes(given, "class").to_list()
    ['H01', 'H01', 'H01', None]
    """
    tidy = symbols.cast(pl.String).str.replace_all(r"\s", "").str.to_uppercase().alias("s")
    frame = tidy.to_frame()
    names = ["section", "class", "subclass", "group", "subgroup"]
    parts = [
        pl.coalesce(
            pl.col("s").str.extract(_FIXED, at), pl.col("s").str.extract(_SYMBOL, at)
        ).alias(name)
        for at, name in enumerate(names, start=1)
    ]
    frame = frame.select(*parts)
    group = pl.col("group").str.strip_chars_start("0")
    rest = pl.col("subgroup").str.replace(r"^(\d{2}\d*?)0*$", "${1}")
    pieces = [pl.col("section"), pl.col("class"), pl.col("subclass"), group, pl.lit("/") + rest]
    wanted = pieces[: LEVELS.index(level) + 1]
    return frame.select(pl.concat_str(wanted, ignore_nulls=False).alias(symbols.name)).to_series()


def class_at(symbol: str, level: Level = "subclass") -> str | None:
    """Bring one symbol to a level; None where it is none, or too coarse.

    Examples
    --------
    >>> class_at("G06F 17/30"), class_at("G06", "subclass")
    ('G06F', None)
    """
    found: str | None = technology_classes(pl.Series([symbol]), level)[0]
    return found
