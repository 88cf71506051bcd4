"""Numbers with words behind them, as people write them: 1.2万, 3.4亿元, 2022年, 5 million."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from jiqun.core import Problem, problem
from jiqun.sources.files.numbers.decimals import with_points
from jiqun.sources.files.units import PrintedUnit, fits_column, printed_unit
from jiqun.tables import Column, read_column

#: A number and the words behind it; full-width digits and marks too.
_PARTED = (
    r"^\s*([+\-−－]?[\d.．][\d.,，．'’ \x{a0}\x{2009}\x{202f}]*?)\s*"
    r"([^\d\s.,，．'’\x{a0}\x{2009}\x{202f}][^\d]{0,19})\s*$"
)
_PLAIN = r"^[+-]?\d+(?:\.\d+)?$"
#: Different words behind numbers that one column can have; more are no units.
_MOST_WORDS, _SHOWN = 200, 3


@dataclass(frozen=True, slots=True)
class WithWords:
    """A column whose numbers with words behind them are read.

    ``currencies`` are those that the words name; ``told`` says what was read, None where nothing
    was.
    """

    values: pl.Series
    currencies: tuple[str, ...] = ()
    told: Problem | None = None


def without_words(texts: pl.Series, column: Column, *, decimal: str, name: str) -> WithWords:
    """Read numbers with words behind them; what is none stays as it was.

    Parameters
    ----------
    texts, column
        The column's texts; the canonical column.
    decimal
        The mark before decimals, where the map says it.
    name
        What the caution calls the file.

    Examples
    --------
    >>> column = Column(name="employment", type="number", title={}, unit="persons")
    >>> read = without_words(pl.Series(["1.2万", "7", "5 b"]), column, decimal="", name="a.csv")
    >>> read.values.to_list(), read.told.values["shown"]
    (['12000', '7', '5 b'], ['1.2万 → 12000'])
    """
    words = texts.str.extract(_PARTED, 2).str.strip_chars()
    units = _units(words, column)
    if not units:
        return WithWords(texts)
    at = words.is_in(list(units)).fill_null(value=False).arg_true()
    numbers = texts.gather(at).str.extract(_PARTED, 1).str.strip_chars()
    numbers = with_points(numbers) if decimal == "," else numbers
    plain = Column(name=column.name, type="number", title=column.title)
    values, unreadable = read_column(numbers, plain)
    scales = [units[word].scale for word in words.gather(at)]
    whole = _written(multiplied(values, pl.Series(scales, dtype=pl.Float64)))
    pairs = pl.DataFrame({"at": at, "given": texts.gather(at), "read": whole}).filter(~unreadable)
    if pairs.is_empty():
        return WithWords(texts)
    shown = pairs.unique("given", maintain_order=True).head(_SHOWN)
    told = problem(
        "values-worded",
        subject=f"{name} [{column.name}]",
        count=pairs.height,
        shown=[f"{given.strip()} → {read}" for _, given, read in shown.iter_rows()],
    )
    monies = {one.currency for one in units.values() if one.currency}
    values = texts.clone().scatter(pairs["at"], pairs["read"])
    return WithWords(values, tuple(sorted(monies)), told)


def multiplied(values: pl.Series, scale: float | pl.Series) -> pl.Series:
    """Multiply numbers so that a power of ten only moves the point: 0.57 × 10,000 is 5,700.

    Examples
    --------
    >>> multiplied(pl.Series([0.57, 1204.0, None]), 10_000.0).to_list()
    [5700.0, 12040000.0, None]
    """
    product = values.cast(pl.Float64) * scale
    powers = pl.Series([scale], dtype=pl.Float64) if isinstance(scale, float) else scale
    exponents = powers.log(10).round()
    tens = (pl.Series([10.0]).pow(exponents) if len(exponents) else exponents) == powers
    exponents = exponents.set(~tens.fill_null(value=False), None).cast(pl.Int64)
    if exponents.null_count() == len(exponents):
        return product
    written = values.cast(pl.Float64).cast(pl.String)
    plain = written.str.contains(_PLAIN).fill_null(value=False)
    moved = (written + "e" + exponents.cast(pl.String)).cast(pl.Float64, strict=False)
    return product.zip_with(~(plain & moved.is_not_null()), moved).alias(values.name)


def _units(words: pl.Series, column: Column) -> dict[str, PrintedUnit]:
    """Give the words that are units of the column; letters that mean anything are none."""
    found = words.drop_nulls().unique()
    if found.is_empty() or len(found) > _MOST_WORDS:
        return {}
    units = {word: printed_unit(word) for word in found}
    return {
        word: unit
        for word, unit in units.items()
        if unit and unit.of != "share" and fits_column(unit, column)
    }


def _written(values: pl.Series) -> pl.Series:
    """Write numbers as texts, whole ones without decimals."""
    whole = values.cast(pl.Int64, strict=False)
    same = (whole.cast(pl.Float64) == values).fill_null(value=False)
    return values.cast(pl.String).zip_with(~same, whole.cast(pl.String))
