"""Text to numbers, by one rule for every reader of public statistics.

A number may have full-width digits, a sign, an exponent, and thousands separators (comma, blank,
apostrophe) where every group has three digits. A count of persons or establishments has no
fraction, so that "1.040" is refused rather than read as one. Whatever else stands in a number's
place is refused, unless the source's own words say that such a mark withholds the number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePath

import polars as pl

from jiqun.core import Problems
from jiqun.sources.figures.flags import MARK, marked

_YEARS = (1000.0, 3000.0)
_BLANKS = " \u00a0\u2009\u202f\u3000"
_GROUPED = rf"^[+-]?\d{{1,3}}(?:[,'’{_BLANKS}]\d{{3}})+(?:\.\d+)?$"
_SEPARATORS = rf"[,'’{_BLANKS}]"
#: Full-width digits and signs to plain ones.
_NARROW = {chr(0xFF10 + digit): str(digit) for digit in range(10)} | {
    "\uff0e": ".", "\uff0c": ",", "\uff0b": "+", "\uff0d": "-", "\u2212": "-",
}  # fmt: skip
#: Files whose rows are lines.
_LINES = (".csv", ".txt", ".tsv", ".gz")


def numbers(
    frame: pl.DataFrame,
    names: Sequence[str],
    *,
    subject: str,
    years: Sequence[str] = ("year",),
    counts: Sequence[str] = (),
    marks: Mapping[str, Sequence[str]] | None = None,
    printed: Mapping[str, str] | None = None,
) -> pl.DataFrame:
    """Give columns as numbers; what is none is told with line, column and value, all at once.

    Parameters
    ----------
    frame
        The publisher's rows; columns that it lacks are passed over.
    names
        Which columns are numbers; blanks are null.
    subject
        The file's name.
    years
        Which of them are years, 1000 to 3000.
    counts
        Which of them count things: grouped thousands are read, fractions in text refused.
    marks
        Column -> marks that the source prints in place of a number it withholds. Such a cell is
        null, and the further column ``<name>_mark`` holds the mark (null elsewhere).
    printed
        The reader's name of a column -> the file's own.

    Raises
    ------
    InputError
        ``source-values``.

    Examples
    --------
    >>> rows = pl.DataFrame({"employment": ["1,080", "D", "７"]})
    >>> numbers(rows, ["employment"], subject="a.csv", counts=["employment"],
    ...         marks={"employment": ["D"]}).to_dict(as_series=False)
    {'employment': [1080.0, None, 7.0], 'employment_mark': [None, 'D', None]}
    """
    found, typed = Problems(), []
    for name in (one for one in names if one in frame.columns):
        given = frame[name]
        if marks and name in marks:
            mark = marked(given, marks[name])
            typed.append(mark.alias(name + MARK))
            given = given.set(mark.is_not_null(), None) if mark.null_count() < len(mark) else given
        values, stood = _number(given, grouped=name in counts)
        if name in years:
            inside = values.is_between(*_YEARS) & (values == values.floor())
            values = values.set(~inside, None)
        bad = stood & values.is_null()
        if bad.any():
            kind = "year" if name in years else ""
            told = _told(given, bad, subject, column=(printed or {}).get(name, name))
            found.add("source-values", subject=subject, case=_case(kind, subject), **told)
        typed.append(values.alias(name))
    found.check()
    return frame.with_columns(typed)


def _case(kind: str, subject: str) -> str:
    lines = PurePath(subject).suffix.lower() in _LINES
    return {"": "line", "year": "year-line"}[kind] if lines else kind


def _told(given: pl.Series, bad: pl.Series, subject: str, *, column: str) -> dict[str, object]:
    """Say how many values are no numbers, and where the first stands; the header is line 1."""
    first = int(str(bad.arg_true()[0]))
    shown = repr(str(given[first])[:40])
    told = {"column": column, "count": int(bad.sum()), "row": first + 1, "shown": shown}
    return told | ({"line": first + 2} if _case("", subject) else {})


def _number(given: pl.Series, *, grouped: bool) -> tuple[pl.Series, pl.Series]:
    """Give finite numbers, null elsewhere, and where anything stood at all."""
    if given.dtype == pl.Categorical:
        given = given.cast(pl.String)
    if given.dtype == pl.String:
        text = given.str.strip_chars()
        stood = (text != "").fill_null(value=False)
        values = text.cast(pl.Float64, strict=False)
        if grouped:
            values = _second_try(text, values, stood)
    elif given.dtype.is_numeric():
        values = given.cast(pl.Float64)
        stood = values.is_not_null() & ~values.is_nan()
    else:
        values = pl.Series(given.name, [None] * len(given), dtype=pl.Float64)
        stood = given.is_not_null()
    return values.set(~values.is_finite(), None), stood.fill_null(value=False)


def _second_try(text: pl.Series, values: pl.Series, stood: pl.Series) -> pl.Series:
    """Read grouped thousands and full-width digits; no count has a fraction."""
    left = stood & values.is_null()
    if left.any():
        narrow = text.filter(left).str.replace_many(_NARROW)
        plain = narrow.str.replace_all(_SEPARATORS, "")
        read = plain.zip_with(narrow.str.contains(_GROUPED), narrow).cast(pl.Float64, strict=False)
        values = values.scatter(left.arg_true(), read)
    return values.set((values != values.floor()).fill_null(value=False), None)
