"""Numbers that can be read two ways: 1,234 is 1234 in one country and 1.234 in another.

A file says by its other numbers which mark parts the decimals: ``1,5``, ``0,123`` and ``1234,5``
only make sense with a decimal comma, ``1,234,567`` and ``1,234.5`` only with a comma between
thousands. Where every number has exactly three digits after its one mark nothing is said, and a
wrong guess is wrong by a factor of a thousand. Files whose fields are parted by ``;`` mostly come
from countries with a decimal comma: there what is unclear is refused. Elsewhere numbers are read
as in English, and that is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

import polars as pl

from jiqun.core import Problem, problem
from jiqun.tables import Column, at_lines

Mark = Literal[",", "."]
_SHOWN = 3
_NARROW = {chr(0xFEE0 + at): chr(at) for at in (*range(0x30, 0x3A), ord(","), ord("."), ord("-"))}
_WIDE = f"[{''.join(_NARROW)}]"
#: A number with a decimal comma, points or blanks between its thousands.
_CONTINENTAL = (
    r"^[+\-−]?(?:\d+|[1-9]\d{0,2}(?:\.\d{3})+|[1-9]\d{0,2}(?:[ '’\x{a0}\x{2009}\x{202f}]\d{3})+)"
    r"?(?:,\d+)?(?:[eE][+-]?\d+)?$"
)
_SIGN = r"^[+\-−]?"
#: By mark: unclear; clearly a decimal mark; clearly between thousands.
_UNCLEAR: Mapping[Mark, str] = {
    ",": rf"{_SIGN}[1-9]\d{{0,2}},\d{{3}}$",
    ".": rf"{_SIGN}[1-9]\d{{0,2}}\.\d{{3}}$",
}
_PARTS = {
    ",": rf"{_SIGN}(?:\d+,(?:\d{{1,2}}|\d{{4,}})|0\d*,\d{{3}}|\d{{4,}},\d{{3}})$"
    rf"|{_SIGN}\d{{1,3}}(?:[. '’\x{{a0}}\x{{2009}}\x{{202f}}]\d{{3}})+,\d+$",
    ".": rf"{_SIGN}(?:\d+\.(?:\d{{1,2}}|\d{{4,}})|0\d*\.\d{{3}}|\d{{4,}}\.\d{{3}}|\.\d+)$"
    rf"|{_SIGN}\d{{1,3}}(?:[, '’\x{{a0}}\x{{2009}}\x{{202f}}]\d{{3}})+\.\d+$",
}
_GROUPS = {
    ",": rf"{_SIGN}\d{{1,3}}(?:,\d{{3}}){{2,}}(?:\.\d+)?$|{_SIGN}\d{{1,3}},\d{{3}}\.\d+$",
    ".": rf"{_SIGN}\d{{1,3}}(?:\.\d{{3}}){{2,}}(?:,\d+)?$|{_SIGN}\d{{1,3}}\.\d{{3}},\d+$",
}
#: What would be read as a number, were its marks the other way round.
_NUMBER_LIKE = r"^[+\-−]?[\d '’]*[.,][\d '’.,]*(?:[eE][+-]?\d+)?$"
#: Quantities that come in whole numbers: three decimals in each are no matter of course.
_WHOLE = ("persons", "establishments")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """How many numbers of a file can only be read with a point, or a comma, before decimals."""

    english: int = 0
    continental: int = 0


def unclear_numbers(
    columns: Iterable[tuple[Column, pl.Series]],
    lines: pl.Series,
    *,
    delimiter: str,
    name: str,
) -> tuple[list[Problem], list[Problem]]:
    """Find columns whose numbers can be read two ways; give problems and cautions.

    Parameters
    ----------
    columns
        Columns of numbers with their texts, as the file has them.
    lines
        Where each row stood.
    delimiter
        What parts the file's fields; empty for a workbook.
    name
        The file's, for problems.

    Examples
    --------
    >>> jobs = Column(name="employment", type="number", title={}, unit="persons")
    >>> texts = pl.Series(["1,234", "2,500", "7"])
    >>> problems, cautions = unclear_numbers(
    ...     [(jobs, texts)], pl.Series([2, 3, 4]), delimiter=";", name="a.csv"
    ... )
    >>> problems[0].code, problems[0].case
    ('decimal-unclear', 'comma')
    """
    given = [(column, texts) for column, texts in columns if texts.dtype == pl.String]
    marked = [pair for pair in given if pair[1].str.contains("[,.\uff0c\uff0e]").any()]
    problems: list[Problem] = []
    cautions: list[Problem] = []
    found = [
        (mark, column, texts, unclear)
        for mark in _UNCLEAR
        for column, texts in marked
        if (unclear := _stripped(texts).str.contains(_UNCLEAR[mark]).fill_null(value=False)).any()
    ]
    said = _said([texts for _, texts in marked]) if found else _Said()
    for mark, column, texts, unclear in found:
        weight = _weight(column, texts, unclear, said, mark=mark, delimiter=delimiter)
        if weight:
            case = "comma" if mark == "," else "point"
            case = case if weight == "refuse" else f"{case}-read"
            told = _told(column, texts, unclear, lines, case=case, name=name)
            (problems if weight == "refuse" else cautions).append(told)
    return problems, cautions


def with_points(texts: pl.Series) -> pl.Series:
    """Write numbers with a decimal comma as with a point; what is no such number stays.

    A point is taken out only between groups of three digits: ``1.5`` is not 15.

    Examples
    --------
    >>> with_points(pl.Series(["1.234,5", "1,5", "1.234", "1.5", "1,234,567"])).to_list()
    ['1234.5', '1.5', '1234', '1.5 (decimal ,)', '1,234,567 (decimal ,)']
    """
    plain = _stripped(texts)
    grouped = plain.str.contains(_CONTINENTAL)
    whole = plain.str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True)
    other = plain.str.contains(_NUMBER_LIKE) & ~grouped
    marked = plain + " (decimal ,)"
    return plain.zip_with(~grouped, whole).zip_with(~other, marked)


def _stripped(texts: pl.Series) -> pl.Series:
    """Give texts without blanks around them, full-width digits and marks made plain."""
    plain = texts.str.strip_chars()
    return plain.str.replace_many(_NARROW) if plain.str.contains(_WIDE).any() else plain


def _said(columns: Iterable[pl.Series]) -> _Said:
    english = continental = 0
    for texts in columns:
        plain = _stripped(texts)
        english += int(plain.str.contains(f"{_PARTS['.']}|{_GROUPS[',']}").sum())
        continental += int(plain.str.contains(f"{_PARTS[',']}|{_GROUPS['.']}").sum())
    return _Said(english=english, continental=continental)


def _weight(
    column: Column,
    texts: pl.Series,
    unclear: pl.Series,
    said: _Said,
    *,
    mark: Mark,
    delimiter: str,
) -> Literal["refuse", "doubt", ""]:
    """Decide what an unclear column deserves; nothing where its numbers say how to read them."""
    # Read as in English: a comma between thousands, a point before decimals.
    against, settled = (said.continental, said.english)
    if against:
        return "refuse"
    if settled or _only_one_fits(column, texts.filter(unclear), mark):
        return ""
    if delimiter == ";":
        return "refuse" if mark == "," or column.unit in _WHOLE or _money(column) else "doubt"
    if mark == ",":
        return "" if delimiter in (",", "\uff0c") else "doubt"
    return "doubt" if column.unit in _WHOLE or column.type == "integer" else ""


def _money(column: Column) -> bool:
    return column.unit == "currency"


def _only_one_fits(column: Column, texts: pl.Series, mark: Mark) -> bool:
    """Say whether the numbers, without their mark, are more than the column can hold."""
    if column.maximum is None or mark == ",":
        return False
    whole = _stripped(texts).str.replace_all(mark, "", literal=True)
    return bool((whole.cast(pl.Float64, strict=False).abs() > column.maximum).all())


def _told(
    column: Column,
    texts: pl.Series,
    unclear: pl.Series,
    lines: pl.Series,
    *,
    case: str,
    name: str,
) -> Problem:
    """Name lines, both readings of the first number, and the map's entry for each."""
    count, first = int(unclear.sum()), unclear.arg_true().head(_SHOWN)
    at, shown = lines.gather(first).to_list(), texts.gather(first).to_list()
    where = at_lines(at, shown, more=max(count - _SHOWN, 0))
    text = str(_stripped(pl.Series([shown[0]]))[0])
    mark = "," if case.startswith("comma") else "."
    return problem(
        "decimal-unclear",
        subject=f"{name} [{column.name}]",
        case=case,
        count=count,
        lines=at,
        where=where,
        text=text,
        whole=text.replace(mark, ""),
        parted=text.replace(mark, "."),
    )
