"""Categories where nobody has defined any: sectors, or industries each for itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

#: The definition set of sectors.
SECTORS = "sectors"


def counted_once(codes: Sequence[str], parents: Mapping[str, str | None]) -> list[str]:
    """Choose industries that may be added up: none lies in another of them.

    Parameters
    ----------
    codes
        Of every row of activity, repeated as often as there are rows.
    parents
        Industry -> the class above it.

    Returns
    -------
    list
        The industries of the depth that most rows stand at, and those of other depths that
        neither hold nor lie in one of these; in the order of their codes.

    Examples
    --------
    >>> counted_once(["C", "C13", "C14", "D"], {"C13": "C", "C14": "C"})
    ['C13', 'C14', 'D']
    """
    lines = {code: _line(code, parents) for code in set(codes)}
    depths: dict[int, int] = {}
    for code in codes:
        depths[len(lines[code])] = depths.get(len(lines[code]), 0) + 1
    usual = max(depths, key=lambda depth: (depths[depth], depth), default=0)
    order = sorted(lines, key=lambda code: (abs(len(lines[code]) - usual), code))
    chosen: set[str] = set()
    above: set[str] = set()
    for code in order:
        if code in above or chosen & set(lines[code]):
            continue
        chosen.add(code)
        above |= set(lines[code])
    return sorted(chosen)


def sector_categories(industries: pl.DataFrame, codes: Sequence[str]) -> pl.DataFrame:
    """Make categories of the sectors that activity's industries lie in.

    Parameters
    ----------
    industries
        ``industry`` and any of ``name, name_zh, parent``.
    codes
        Industries of the rows of activity, repeated as often as there are rows.

    Returns
    -------
    DataFrame
        Canonical categories of the set :data:`SECTORS`: each top-level industry that holds some of
        the codes; where there is one only, or every code is one itself, each industry. All count
        as traded: nothing tells which serve their own place alone.

    Examples
    --------
    >>> told = pl.DataFrame({"industry": ["C", "C13", "D", "D44"],
    ...                      "parent": [None, "C", None, "D"]})
    >>> sector_categories(told, ["C13", "D44"]).select("category", "industry").rows()
    [('C', 'C13'), ('D', 'D44')]
    """
    parents = parents_of(industries)
    chosen = counted_once(codes, parents)
    tops = {code: (_line(code, parents) or [code])[-1] for code in chosen}
    if len(set(tops.values())) == 1:
        tops = {code: code for code in chosen}
    names = {
        column: dict(industries.select("industry", column).iter_rows())
        for column in ("name", "name_zh")
        if column in industries.columns
    }
    said = {n: names.get(n, {}) for n in ("name", "name_zh")}
    told = {
        code: (top, said["name"].get(top), said["name_zh"].get(top), True)
        for code, top in tops.items()
    }
    return categories_frame(SECTORS, told)


def categories_frame(
    definition: str, of: Mapping[str, tuple[str, str | None, str | None, bool]]
) -> pl.DataFrame:
    """Lay out industry -> (category, name, name_zh, traded) as canonical categories."""
    return pl.DataFrame(
        {
            "definition": [definition] * len(of),
            "category": [_code(one[0]) for one in of.values()],
            "industry": list(of),
            "name": [one[1] for one in of.values()],
            "name_zh": [one[2] for one in of.values()],
            "traded": [one[3] for one in of.values()],
            "subcategory": [None] * len(of),
        },
        schema={
            "definition": pl.String, "category": pl.String, "industry": pl.String,
            "name": pl.String, "name_zh": pl.String, "traded": pl.Boolean,
            "subcategory": pl.String,
        },
    )  # fmt: skip


def parents_of(industries: pl.DataFrame) -> dict[str, str | None]:
    """Give each industry's class above it."""
    if "parent" not in industries.columns:
        return {}
    return dict(industries.select("industry", "parent").iter_rows())


def _code(code: str) -> str:
    """Give a category's code, in which neither colon nor slash may stand."""
    return code.replace(":", "-").replace("/", "-")


def _line(code: str, parents: Mapping[str, str | None]) -> list[str]:
    """Give the classes above a code, nearest first."""
    line: list[str] = []
    above = parents.get(code)
    while above is not None and above not in line:
        line.append(above)
        above = parents.get(above)
    return line
