"""How a workbook shows a number: as every face writes it; what the cell holds stays whole."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from functools import cache

import polars as pl

from jiqun.core import quantities, show_chance
from jiqun.core.digits import kind_of, show_growth, show_ratio, show_share
from jiqun.tables import schemas

#: What follows a quantity's name in a column that holds an end or a part of it.
_ENDS = re.compile(
    r"_(?:(?:range|without|sampling|luck|null|again)_)?(?:low|high|median|next|previous)$"
)
#: Names that the results use for what the catalogue names otherwise.
_AS = {
    "largest": "employment",
    "size": "employment",
    "scale_km": "span_km",
    "weight": "micro_share",
}
#: From here on a count is written whole.
_WHOLE = 10
#: Columns that are probabilities.
_CHANCE = re.compile(r"(?:^|_)(?:p_value|q_value|p|chance|chance_strong|chance_again)$")
#: Codes, places in time and places on earth are no amounts.
_PLAIN = re.compile(r"(?:^|_)(?:year|month|day|since|until|seed|rank|draws|lon|lat|id|code)(?:_|$)")

Format = Callable[[float], str]


def formats(frame: pl.DataFrame, table: str = "") -> list[Format | None]:
    """Give for each column what number format a value is shown in; None for what is no number.

    Shares and growth are per cent, counts and money have separators and no decimals, ratios as
    many digits as the rule of :mod:`jiqun.core.digits` gives them; only millions stand in full.

    Parameters
    ----------
    frame
        What is written.
    table
        Its name; a canonical table tells the units of its columns.

    Examples
    --------
    >>> of = formats(pl.DataFrame({"quotient": [2.714], "micro_share": [0.045], "year": [2020]}))
    >>> of[0](2.714), of[1](0.045), of[2]
    ('#,##0.00', '0.0%', None)
    """
    return [_format(series, table) for series in frame]


def _format(series: pl.Series, table: str) -> Format | None:
    if not series.dtype.is_numeric() or _PLAIN.search(series.name):
        return None
    if _CHANCE.search(series.name):
        return _chance
    unit = unit_of(series.name, table)
    if unit is None:
        return None
    by = {"ratio": _ratio, "share": _share, "growth": _growth, "count": _count}
    return by[kind_of(unit)]


@cache
def unit_of(column: str, table: str = "") -> str | None:
    """Give the unit of a column's numbers; None where nothing says it.

    Examples
    --------
    >>> unit_of("macro_share_range_high"), unit_of("employment"), unit_of("unheard")
    ('share', 'persons', None)
    """
    told = {one.name: one.unit for one in schemas()[table].columns} if table in schemas() else {}
    if told.get(column):
        return told[column]
    name = column if column in quantities() else _ENDS.sub("", column)
    name = _AS.get(name, name).removeprefix("traded_") if name not in quantities() else name
    if name in quantities():
        return quantities()[name].unit
    return "share" if name == "share" or name.endswith("_share") else None


def _decimals(text: str) -> str:
    """Give the decimals of a written number as a format's zeros."""
    digits = text.rstrip("%").partition(".")[2]
    return "." + "0" * len(digits) if digits else ""


def _ratio(value: float) -> str:
    text = show_ratio(value)
    return "0.0E+00" if "×" in text else "#,##0" + _decimals(text)


def _share(value: float) -> str:
    text = show_share(value)
    return "0.0E+00" if "×" in text else f"0{_decimals(text)}%"


def _growth(value: float) -> str:
    text = show_growth(value)
    if "×" in text:
        return "0.0E+00"
    shape = f"#,##0{_decimals(text)}%"
    return f"+{shape};-{shape};0%"


def _count(value: float) -> str:
    """Whole with separators; below 10 what the rule leaves of a part, as 0.43 of a job."""
    size = abs(value)
    if size >= _WHOLE or size == round(size):
        return "#,##0"
    first = math.floor(math.log10(size)) if size else 0
    return "#,##0." + "0" * min(1 - first, 6)


def _chance(value: float) -> str:
    """Show what is not sure never as 0 or 1, as the rule writes it."""
    text = show_chance(value)
    digits = len(text.partition(".")[2])
    return "0." + "0" * digits if text == f"{value:.{digits}f}" else f'"{text}"'
