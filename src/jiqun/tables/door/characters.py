"""Characters of codes and texts: those nobody sees, those that break lines, and how many."""

from __future__ import annotations

import polars as pl

from jiqun.tables.schema import Column

#: Line breaks, tabs, NUL and their like; no code has them.
CONTROL = r"[\x00-\x1f\x7f-\x{9f}\x{2028}\x{2029}]"
#: Without a width of their own, or only telling directions: "A" and this before it look the same.
UNSEEN = (
    r"[\x{ad}\x{34f}\x{61c}\x{115f}\x{1160}\x{17b4}\x{17b5}\x{180b}-\x{180f}\x{200b}-\x{200f}"
    r"\x{202a}-\x{202e}\x{2060}-\x{206f}\x{3164}\x{fe00}-\x{fe0f}\x{feff}\x{ffa0}"
    r"\x{fff0}-\x{fffb}\x{e0000}-\x{e0fff}]"
)
#: Codes that no check of characters or lengths could find anything wrong with.
_SHORT = 30
_PLAIN = rf"^[0-9A-Za-z]{{1,{_SHORT}}}$"


def seen(series: pl.Series, column: Column) -> tuple[pl.Series, pl.Series | None]:
    """Take unseen characters out of codes; give also where there were any, None for nowhere.

    Examples
    --------
    >>> codes = pl.Series(["A", "\ufeffA", "\u200b"])
    >>> series, had = seen(codes, Column(name="region", type="code", title={}))
    >>> series.to_list(), had.to_list()
    (['A', 'A', None], [False, True, True])
    """
    if column.type == "code":
        had = series.str.contains(UNSEEN).fill_null(value=False)
        return (_bare(series), had) if had.any() else (series, None)
    if column.type == "codes" and series.explode().str.contains(UNSEEN).any():
        had = series.list.join("").str.contains(UNSEEN).fill_null(value=False)
        return series.list.eval(_bare_elements()), had
    return series, None


def is_plain(series: pl.Series, column: Column) -> bool:
    """Say whether a column holds nothing but short codes of ASCII letters and digits.

    Examples
    --------
    >>> code = Column(name="region", type="code", title={}, longest=200)
    >>> is_plain(pl.Series(["01001", None, "A1"]), code), is_plain(pl.Series([" A"]), code)
    (True, False)
    """
    if series.dtype != pl.String or (column.longest or _SHORT) < _SHORT:
        return False
    return bool(series.drop_nulls().unique().str.contains(_PLAIN).all())


def too_long(series: pl.Series, column: Column) -> pl.Series | None:
    """Say which values have more characters than the column may; None for none."""
    most = column.longest
    if most is None:
        return None
    texts = series.explode() if column.type == "codes" else series
    if not (texts.str.len_bytes() > most).any():
        return None
    if column.type == "codes":
        return series.list.eval(pl.element().str.len_chars()).list.max() > most
    return series.str.len_chars() > most


def _bare(series: pl.Series) -> pl.Series:
    plain = series.str.replace_all(UNSEEN, "").str.strip_chars()
    return plain.set(plain == "", None)


def _bare_elements() -> pl.Expr:
    plain = pl.element().str.replace_all(UNSEEN, "").str.strip_chars()
    return plain.filter(plain != "")
