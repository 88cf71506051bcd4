"""What titles, sheet and file names say: the year, the quantity, the place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from jiqun.core import Words
from jiqun.sources.looking.printed.cells import FIRST_YEAR, LAST_YEAR, even
from jiqun.sources.looking.printed.phrases import phrase
from jiqun.sources.looking.printed.wording import QUANTITIES, quantities_in

_YEARS = re.compile(r"(?<![\d.,/-])((?:19|20)\d\d)(?![\d,./]|\.\d)")
_SPAN = re.compile(r"((?:19|20)\d\d)\s*(?:年)?\s*(?:[-–—~至到]|to)\s*((?:19|20)\d\d)")
_BOOK = re.compile(
    r"年鉴\D{0,3}((?:19|20)\d\d)|((?:19|20)\d\d)\D{0,6}年鉴"
    r"|yearbook\D{0,3}((?:19|20)\d\d)|((?:19|20)\d\d)\D{0,12}yearbook",
    re.IGNORECASE,
)
#: How sure a year is: of a title, of a sheet's or a file's name, of a yearbook, of a span.
TITLE, NAME, BOOK, SPAN, NOWHERE = 0.95, 0.9, 0.6, 0.4, 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Something read out of a text beside the table.

    Attributes
    ----------
    value
        What it says; "" where it says nothing.
    certainty, reason
        How sure, and why.
    """

    value: str
    certainty: float
    reason: Words


def year_in(titles: Sequence[str], names: Sequence[str], *, last_full: int) -> Found:
    """Find the year that a table without a column of years is of.

    Parameters
    ----------
    titles, names
        Texts above and below the table; the names of its sheet and file.
    last_full
        The last full calendar year: what is proposed where nothing says a year.

    Examples
    --------
    >>> year_in(["宁波市2022年分行业从业人员"], [], last_full=2025).value
    '2022'
    >>> book = year_in([], ["宁波统计年鉴2023"], last_full=2025)
    >>> book.value, book.certainty
    ('2022', 0.6)
    >>> year_in([], ["unit"], last_full=2025).certainty
    0.2
    """
    books: set[int] = set()
    for texts, certainty, key in ((titles, TITLE, "year-title"), (names, NAME, "year-name")):
        plain = [even(text) for text in texts]
        books |= {
            int(next(filter(None, one.groups()))) for text in plain for one in _BOOK.finditer(text)
        }
        spans = [one for text in plain for one in _SPAN.finditer(text)]
        if spans:
            last = max(int(one[2]) for one in spans)
            return Found(
                value=str(last), certainty=SPAN, reason=phrase("year-span", span=spans[0][0])
            )
        bare = [_BOOK.sub("", text) for text in plain]
        years = {
            int(one[1])
            for text in bare
            for one in _YEARS.finditer(text)
            if FIRST_YEAR <= int(one[1]) <= min(LAST_YEAR, last_full + 1)
        }
        if len(years) == 1:
            return Found(
                value=str(min(years)),
                certainty=certainty,
                reason=phrase(f"{key}", year=str(min(years))),
            )
        if years:
            return Found(
                value=str(max(years)),
                certainty=SPAN,
                reason=phrase("year-several", years=", ".join(map(str, sorted(years)))),
            )
    if books:
        book = max(books)
        return Found(
            value=str(book - 1), certainty=BOOK, reason=phrase("year-book", book=str(book))
        )
    return Found(
        value=str(last_full),
        certainty=NOWHERE,
        reason=phrase("year-nowhere", year=str(last_full)),
    )


def quantity_in(titles: Sequence[str], counted: Sequence[str]) -> Found:
    """Find the one quantity that a table is of which no column names.

    Parameters
    ----------
    titles
        Texts above the table.
    counted
        What its units count: "persons", "establishments", "currency".

    Examples
    --------
    >>> quantity_in(["各县分行业工业总产值"], ["currency"]).value
    'output'
    >>> quantity_in(["主要数据"], ["persons"]).value
    'employment'
    """
    said = list(dict.fromkeys(found for text in titles for found in quantities_in(text)))
    fitting = [one for one in said if not counted or QUANTITIES[one] in counted]
    if len(fitting) == 1:
        return Found(value=fitting[0], certainty=TITLE, reason=phrase("quantity-title"))
    if fitting or said:
        return Found(
            value=(fitting or said)[0],
            certainty=0.5,
            reason=phrase("quantity-several", count=str(len(fitting or said))),
        )
    for unit, quantity, certainty in (
        ("persons", "employment", 0.8),
        ("establishments", "establishments", 0.8),
        ("currency", "output", 0.5),
    ):
        if unit in counted:
            return Found(value=quantity, certainty=certainty, reason=phrase("quantity-unit"))
    return Found(value="employment", certainty=0.2, reason=phrase("quantity-nowhere"))
