"""Text that a spreadsheet would run is written so that it does not, and read back as it was."""

from __future__ import annotations

import polars as pl

#: What a spreadsheet may take for a formula; in East Asian versions the wide signs too. Text
#: that already has apostrophes before it gets one more, so that the way back is exact.
_RISKY = "^'*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]"
_LED = "^'+[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]"


def escaped(series: pl.Series) -> pl.Series:
    """Put an apostrophe before text that a spreadsheet would run, or make a number of.

    Examples
    --------
    >>> escaped(pl.Series(["=1+1", "-5", "'=x", "'tis"])).to_list()
    ["'=1+1", "'-5", "''=x", "'tis"]
    """
    risky = series.str.contains(_RISKY)
    return ("'" + series).zip_with(risky.fill_null(value=False), series).alias(series.name)


def unescaped(series: pl.Series) -> pl.Series:
    """Take away the apostrophe that :func:`escaped` put.

    Examples
    --------
    >>> unescaped(pl.Series(["'=1+1", "'-5", "''=x", "'tis"])).to_list()
    ['=1+1', '-5', "'=x", "'tis"]
    """
    led = series.str.contains(_LED).fill_null(value=False)
    return series.str.slice(1).zip_with(led, series).alias(series.name)
