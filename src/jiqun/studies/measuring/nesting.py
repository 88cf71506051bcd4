"""Which class of a classification lies in which: by the table's parents, else by the codes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

#: Classifications whose codes begin with the code of the class above; the vintage follows.
NESTED = re.compile(
    r"^(NAICS|NACE|ISIC|(UK |US )?SIC|GB/?T 4754|ANZSIC|NOGA|WZ|NAF|ATECO|CNAE|JSIC|KSIC|CPC|CPA"
    r"|SITC|HS|PRODCOM)\b",
    re.IGNORECASE,
)
#: Level of a class that is the total of its classification, and codes that such a class has.
TOTAL, TOTALS = (
    "total",
    frozenset({"TOTAL", "TOT", "0", "00", "000", "------", "ALL", "合计", "总计"}),
)
_RANGE = re.compile(r"([A-Z]*)(\d*)-([A-Z]*)(\d*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Nesting:
    """What each class lies in.

    Attributes
    ----------
    parents
        Class -> the class directly above.
    by_code
        Classes whose parent nobody gave, found by their codes.
    weak
        Those of them whose classification is not known to nest: their levels say so. They are
        not counted beside their parent, but what it holds says nothing of what they leave out.
    perhaps
        Class -> a class whose code begins its own, in a classification of which nobody knows
        whether its codes nest: the numbers must tell.
    """

    parents: Mapping[str, str]
    by_code: tuple[str, ...]
    weak: frozenset[str]
    perhaps: Mapping[str, str]


def nesting(industries: pl.DataFrame) -> Nesting:
    """Find what each class lies in.

    The column ``parent`` goes first. A class without one lies in the class of its own
    classification whose code is the longest beginning of its own ("31-33" begins 31, 32 and
    33), if codes nest in that classification (NAICS, NACE, ISIC, GB/T 4754 …), or if the two
    have different levels. What is left lies in the total of its classification, if it has one.

    Examples
    --------
    >>> table = pl.DataFrame({"industry": ["31-33", "311", "62"], "system": ["NAICS 2017"] * 3})
    >>> nesting(table).parents
    {'311': '31-33'}
    """
    found: dict[str, str] = {}
    by_code: list[str] = []
    perhaps: dict[str, str] = {}
    weak: set[str] = set()
    for (system,), rows in industries.sort("industry").group_by("system", maintain_order=True):
        records = _records(rows)
        ranges = {start: code for code in records for start in _starts(code)}
        total = next((c for c, (_, level) in records.items() if _is_total(c, level)), None)
        for code, (parent, level) in records.items():
            above = _above(code, records, ranges)
            if parent:
                found[code] = parent
            elif above and _nest(str(system), level, records[above][1]):
                found[code] = above
                by_code.append(code)
                weak |= set() if NESTED.match(str(system)) else {code}
            elif above:
                perhaps[code] = above
            elif total is not None and code != total:
                found[code] = total
    return Nesting(parents=found, by_code=tuple(by_code), weak=frozenset(weak), perhaps=perhaps)


def class_parents(industries: pl.DataFrame) -> Mapping[str, str]:
    """Give the class directly above each class that has one (see :func:`nesting`)."""
    return nesting(industries).parents


def nearest(code: str, parents: Mapping[str, str], among: set[str]) -> str | None:
    """Give the nearest class above that is among some; None where there is none."""
    seen, at = {code}, parents.get(code)
    while at is not None and at not in among and at not in seen:
        seen.add(at)
        at = parents.get(at)
    return None if at is None or at in seen else at


def _records(rows: pl.DataFrame) -> dict[str, tuple[str | None, str | None]]:
    names = [name for name in ("parent", "level") if name in rows.columns]
    kept = rows.select(pl.col("industry", *names).cast(pl.String)).to_dicts()
    return {row["industry"]: (row.get("parent"), row.get("level")) for row in kept}


def _is_total(code: str, level: str | None) -> bool:
    return level == TOTAL or (level is None and code.upper() in TOTALS)


def _nest(system: str, level: str | None, above: str | None) -> bool:
    """Say whether a class whose code begins with another's lies in it."""
    if level is None or above is None:
        return NESTED.match(system) is not None
    return level != above


def _starts(code: str) -> Sequence[str]:
    """Give what the codes of a range begin with: 31-33 is 31, 32 and 33; else nothing."""
    spanned = _RANGE.fullmatch(code)
    if spanned is None:
        return []
    letters, first, other, last = spanned.groups()
    if first and last and other in (letters, ""):
        return [f"{letters}{n:0{len(first)}d}" for n in range(int(first), int(last) + 1)]
    if not first and not last and len(letters) == len(other) == 1:
        return [chr(n) for n in range(ord(letters), ord(other) + 1)]
    return []


def _above(code: str, records: Mapping[str, object], ranges: Mapping[str, str]) -> str | None:
    """Give the class with the longest code that begins this one; ranges lie above their ends."""
    if code in ranges:
        return ranges[code]
    own = code.split("-", maxsplit=1)[0]
    for length in range(len(own) - 1, 0, -1):
        start = own[:length].rstrip(".-_ ")
        above = start if start in records else ranges.get(start)
        if above is not None and above != code:
            return above
    return None
