"""Units as they are printed, and where a table prints them: in a head, under it, above it."""

from __future__ import annotations

import re

from jiqun.sources.files import PrintedUnit, printed_unit, unit_in_name

_BRACKETED = re.compile(r"[(（\[【〔]\s*([^()（）\[\]【】〔〕]*?)\s*[)）\]】〕]")
_ANYWHERE = re.compile(r"(?:计量)?(?:单\s*位|\bunits?)\s*[:：]\s*([^()（）]*)", re.IGNORECASE)
_PARTS = re.compile(r"[、;；|，和]|(?<!\d),(?!\d)|\s{2,}|(?<=[^\x00-\x7f]) |\band\b")
_AROUND = "()（）[]【】 \t."
#: Units that a column of numbers beside a name of a place or year may be.
_NO_SIZE = ("years",)


def read_unit(text: str) -> PrintedUnit | None:
    """Read a unit; None where the text is none.

    Examples
    --------
    >>> unit = read_unit("亿元")
    >>> unit.of, unit.scale
    ('currency', 100000000.0)
    >>> [read_unit(one).scale for one in ("万人", "千元", "10,000 persons", "USD million", "家")]
    [10000.0, 1000.0, 10000.0, 1000000.0, 1.0]
    >>> read_unit("纺织业") is None, read_unit("年") is None
    (True, True)
    """
    unit = printed_unit(text.strip(_AROUND))
    return unit if unit and unit.of not in _NO_SIZE else None


def is_unit(text: str) -> bool:
    """Say whether a cell is a unit, in brackets or not, or a list of them.

    Examples
    --------
    >>> is_unit("(万人)"), is_unit("亿元"), is_unit("单位:个、万人"), is_unit("余姚市")
    (True, True, True, False)
    """
    return read_unit(text) is not None or bool(told_units(text))


def told_units(text: str) -> tuple[PrintedUnit, ...]:
    """Give the units that a line such as "单位:个、万人" lists.

    Examples
    --------
    >>> [one.text for one in told_units("单位：个、万人、亿元")]
    ['个', '万人', '亿元']
    >>> [one.text for one in told_units("Unit: 10,000 persons")]
    ['10,000 persons']
    """
    found = _ANYWHERE.search(text.strip().strip("()（）[]"))
    if not found:
        return ()
    whole = read_unit(found[1])
    if whole:
        return (whole,)
    return tuple(unit for part in _PARTS.split(found[1]) if (unit := read_unit(part)))


def split_unit(name: str) -> tuple[str, PrintedUnit | None]:
    """Part a column's name from the unit that it carries.

    Examples
    --------
    >>> split_unit("从业人员(万人)")[0], split_unit("从业人员(万人)")[1].scale
    ('从业人员', 10000.0)
    >>> split_unit("Gross output, million USD")[0]
    'Gross output'
    >>> split_unit("县(市、区)")
    ('县(市、区)', None)
    """
    for found in reversed(list(_BRACKETED.finditer(name))):
        unit = read_unit(found[1]) or next(iter(told_units(found[1])), None)
        if unit:
            return (name[: found.start()] + name[found.end() :]).strip(" ,，:："), unit
    bare, unit = unit_in_name(name)
    if unit and unit.of not in _NO_SIZE:
        return bare, unit
    return name.strip(), None
