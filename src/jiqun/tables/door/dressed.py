"""What people and programs put around a code to save it from a spreadsheet, taken off again."""

from __future__ import annotations

import polars as pl

#: ="01001", "01001" with its own marks, '06037; the marks of quotation may be doubled.
_FORMULA = r'^=\s*"+([^"]*)"+$'
_QUOTED = r'^"([^"]+)"$'
_APOSTROPHE = r"^['’‘`]=?([0-9\p{Lu}][0-9\p{Lu}.\-/]*)$"
_QUOTED_ROUND = r"^[“”„«‘'’`]([0-9\p{Lu}][0-9\p{Lu}.\-/]*)[“”»’'`]$"
_FORMULA_T = r'^=\s*T\("([^"]*)"\)$'
_APOSTROPHE_FORMULA = r'^[\'’‘`](="[^"]*")$'
#: A whole number that was stored with a fraction; 12.0 may be a class of its own.
_POINT_ZERO = r"^(\d{3,})\.0+$"
_SHAPES = (
    _APOSTROPHE_FORMULA, _FORMULA, _FORMULA_T, _QUOTED, _QUOTED_ROUND, _APOSTROPHE, _POINT_ZERO,
)  # fmt: skip
#: Hyphens that do not break a line, and dashes that a program set between digits (31–33).
_HYPHENS, _DASHES = r"[\x{2010}\x{2011}\x{fe63}]", r"(\d)[\x{2012}-\x{2015}\x{2212}](\d)"
#: Blanks that do not break a line; thin ones part digits.
NO_BREAK = r"[\x{a0}\x{2007}\x{2009}\x{202f}]"
_BETWEEN_DIGITS = rf"(\d){NO_BREAK}(\d)"
_WIDE = {chr(0xFEE0 + at): chr(at) for at in (*range(0x30, 0x3A), *range(0x41, 0x5B))} | {
    chr(0xFEE0 + at): chr(at) for at in (*range(0x61, 0x7B), ord("-"), ord("."), ord("="))
}
_SIGNS = (
    r"""[\x{2010}-\x{2015}\x{2212}\x{fe63}]|^\s*[='’‘`"“”„«]|\.0+\s*$"""
    r"""|[\x{ff10}-\x{ff19}\x{ff21}-\x{ff3a}\x{ff41}-\x{ff5a}]"""
)


def undressed(
    codes: pl.Series, given: pl.Series | None = None
) -> tuple[pl.Series, pl.Series | None]:
    """Take protective marks off codes, make full-width letters and digits plain, mend blanks.

    Gives also where anything was taken off; None for nowhere. A full-width code beside its own
    plain form stays: which of them counts is not known here. ``given`` are the codes before blanks
    were taken off their ends; those that do not break are told.

    Examples
    --------
    >>> codes, had = undressed(pl.Series(['="01001"', "'06037", "330200.0", "'s-Hertogenbosch"]))
    >>> codes.to_list(), had.to_list()
    (['01001', '06037', '330200', "'s-Hertogenbosch"], [True, True, True, False])
    """
    ends = _ends(given) if given is not None and given.dtype == pl.String else None
    signs = codes.str.contains(f"{_SIGNS}|{NO_BREAK}").fill_null(value=False)
    if not signs.any():
        return codes, ends
    given = codes.filter(signs)
    narrow = given.str.replace_many(_WIDE)
    twins = (narrow != given) & narrow.is_in(codes.filter(~signs).unique().implode())
    plain = _plain(given.zip_with(twins.fill_null(value=False), narrow))
    bare = codes.clone().scatter(signs.arg_true(), plain)
    had = (bare.fill_null("") != codes.fill_null("")) & codes.is_not_null()
    if not had.any():
        return codes, ends
    return bare, had if ends is None else had | ends


def _ends(given: pl.Series) -> pl.Series | None:
    """Say where blanks that do not break stand before or behind a code; None for nowhere."""
    if not given.str.contains(NO_BREAK).any():
        return None
    found = given.str.contains(rf"^\s*{NO_BREAK}\s*\S|\S\s*{NO_BREAK}\s*$").fill_null(value=False)
    return found if found.any() else None


def _plain(codes: pl.Series) -> pl.Series:
    plain = codes
    for _ in range(2):  # each second pair of digits overlaps the first
        plain = plain.str.replace_all(_BETWEEN_DIGITS, "${1}${2}")
    plain = plain.str.replace_all(_HYPHENS, "-").str.replace_all(_DASHES, "${1}-${2}")
    plain = plain.str.replace_all(NO_BREAK, " ").str.strip_chars()
    for shape in _SHAPES:
        plain = plain.str.replace(shape, "${1}").str.strip_chars()
    return plain.set(plain == "", None)
