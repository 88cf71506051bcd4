"""What people and programs put around a code to save it from a spreadsheet, taken off again."""

from __future__ import annotations

import polars as pl

#: ="01001", "01001" with its own marks, '06037; the marks of quotation may be doubled.
_FORMULA = r'^=\s*"+([^"]*)"+$'
_QUOTED = r'^"([^"]+)"$'
_APOSTROPHE = r"^['’‘`]=?([0-9\p{Lu}][0-9\p{Lu}.\-/]*)$"
_APOSTROPHE_FORMULA = r'^[\'’‘`](="[^"]*")$'
#: A whole number that was stored with a fraction; 12.0 may be a class of its own.
_POINT_ZERO = r"^(\d{3,})\.0+$"
#: Blanks that do not break a line; thin ones part digits.
NO_BREAK = r"[\x{a0}\x{2007}\x{2009}\x{202f}]"
_BETWEEN_DIGITS = rf"(\d){NO_BREAK}(\d)"
_WIDE = {chr(0xFEE0 + at): chr(at) for at in (*range(0x30, 0x3A), *range(0x41, 0x5B))} | {
    chr(0xFEE0 + at): chr(at) for at in (*range(0x61, 0x7B), ord("-"), ord("."), ord("="))
}
_SIGNS = r"""^\s*[='’‘`"]|\.0+\s*$|[\x{ff10}-\x{ff19}\x{ff21}-\x{ff3a}\x{ff41}-\x{ff5a}]"""


def undressed(codes: pl.Series) -> tuple[pl.Series, pl.Series | None]:
    """Take protective marks off codes, make full-width letters and digits plain, mend blanks.

    Gives also where anything was taken off; None for nowhere. A full-width code beside its own
    plain form stays: which of them counts is not known here.

    Examples
    --------
    >>> codes, had = undressed(pl.Series(['="01001"', "'06037", "330200.0", "'s-Hertogenbosch"]))
    >>> codes.to_list(), had.to_list()
    (['01001', '06037', '330200', "'s-Hertogenbosch"], [True, True, True, False])
    """
    signs = codes.str.contains(f"{_SIGNS}|{NO_BREAK}").fill_null(value=False)
    if not signs.any():
        return codes, None
    given = codes.filter(signs)
    narrow = given.str.replace_many(_WIDE)
    twins = (narrow != given) & narrow.is_in(codes.filter(~signs).unique().implode())
    plain = _plain(given.zip_with(twins.fill_null(value=False), narrow))
    bare = codes.clone().scatter(signs.arg_true(), plain)
    had = (bare.fill_null("") != codes.fill_null("")) & codes.is_not_null()
    return (bare, had) if had.any() else (codes, None)


def _plain(codes: pl.Series) -> pl.Series:
    plain = codes
    for _ in range(2):  # each second pair of digits overlaps the first
        plain = plain.str.replace_all(_BETWEEN_DIGITS, "${1}${2}")
    plain = plain.str.replace_all(NO_BREAK, " ").str.strip_chars()
    for shape in (_APOSTROPHE_FORMULA, _FORMULA, _QUOTED, _APOSTROPHE, _POINT_ZERO):
        plain = plain.str.replace(shape, "${1}").str.strip_chars()
    return plain.set(plain == "", None)
