"""Headings over rows: a region's name above its industries, or the other way round."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from jiqun.sources.files import ColumnMap, Headings, RawTable, laid_out, texts_of
from jiqun.sources.looking.naming import WELL, Kind, Known, listed, matched
from jiqun.sources.looking.printed import headed, led, total_of
from jiqun.sources.looking.totals import TotalSeen, compared
from jiqun.tables import schema

_KINDS: tuple[Kind, ...] = ("region", "industry")
#: Of the labels of a column, how many both lists together must know, and the headings' at least.
_TOGETHER, _SOME = 0.8, 0.05


def find_headings(
    raw: RawTable, labels: Sequence[str], without: Sequence[int], known: Known
) -> Headings | None:
    """Find the headings of a table with one column of labels; None where it has none.

    Parameters
    ----------
    raw
        The file as it was read.
    labels
        Its columns that are no numbers.
    without
        Lines that are notes.
    known
        What is known beforehand.
    """
    columns = [one for one in labels if any(texts_of(raw.frame[one]).fill_null("") != "")]
    if len(columns) != 1:
        return None
    name = columns[0]
    cells = (
        texts_of(raw.frame.filter(~raw.lines.is_in(list(without)))[name]).fill_null("").to_list()
    )
    words = [
        one for one in dict.fromkeys(led(cell)[0] for cell in cells) if one and not total_of(one)
    ]
    parted = _parted(words, known)
    if not parted:
        return None
    above: Kind = "region" if words[0] in parted["region"] else "industry"
    below: Kind = "industry" if above == "region" else "region"
    said = headed(name).becomes
    if said == above or not set(parted[below]) - set(parted[above]):
        return None
    rows = [cell for cell in dict.fromkeys(cells) if led(cell)[0] in parted[above]]
    alone = _alone(raw, name, rows)
    return Headings(column=name, becomes=above, rows=() if alone else tuple(rows))


def _parted(words: Sequence[str], known: Known) -> dict[Kind, list[str]]:
    """Part labels of two lists: those of regions, those of industries; nothing where it fails."""
    found: dict[Kind, list[str]] = {}
    rest = list(words)
    rules = {kind: listed(words, kind, known) for kind in _KINDS}
    order = sorted(_KINDS, key=lambda kind: -rules[kind].share)
    for kind in order:
        found[kind] = _of_list(rest, kind, known)
        rest = [word for word in rest if word not in found[kind]]
        if not rest:
            break
    if len(found) < len(_KINDS) or any(len(one) <= _SOME * len(words) for one in found.values()):
        return {}
    return found if sum(map(len, found.values())) >= _TOGETHER * len(words) else {}


def _of_list(words: Sequence[str], kind: Kind, known: Known) -> list[str]:
    """Give the words of a list: where those that it knows lie is found first, then the rest."""
    some = list(words)
    for _ in range(2):
        rule = listed(some, kind, known)
        if not rule.list:
            return []
        codes = matched(words, kind, rule, known)
        some = [
            word
            for word, one in zip(words, codes, strict=True)
            if one.code and one.certainty >= WELL
        ]
        if not some:
            return []
    return some


def _alone(raw: RawTable, column: str, rows: Sequence[str]) -> bool:
    """Say whether the headings' rows have nothing but their word, and other rows have more."""
    others = [texts_of(one).fill_null("").str.strip_chars() for one in raw.frame.drop(column)]
    empty = pl.DataFrame(others).select(pl.all_horizontal(pl.all() == "")).to_series()
    heads = texts_of(raw.frame[column]).fill_null("").is_in(list(rows))
    return bool((empty == heads).all())


def unstacked(raw: RawTable, headings: Headings) -> RawTable:
    """Write each heading beside the rows under it."""
    return laid_out(raw, schema("activity"), ColumnMap(headings=headings)).raw


def heading_totals(
    raw: RawTable, headings: Headings, numbers: Sequence[str], *, decimal: str
) -> tuple[TotalSeen, ...]:
    """Compare the numbers that stand in headings with the sums of the rows under them."""
    if not headings.rows:
        return ()
    cells = texts_of(raw.frame[headings.column]).fill_null("").str.strip_chars().to_list()
    starts = [at for at, cell in enumerate(cells) if cell in headings.rows]
    found = []
    for at, end in zip(starts, [*starts[1:], len(cells)], strict=True):
        under = [row for row in range(at + 1, end) if not total_of(cells[row])]
        for name in numbers:
            column = texts_of(raw.frame[name]).fill_null("").to_list()
            seen = compared(column[at], [column[row] for row in under], decimal=decimal)
            if seen and len(under) > 1:
                stated, summed, difference, parts, unknown, agrees = seen
                found.append(
                    TotalSeen(
                        label=cells[at], column=name, stated=stated, summed=summed,
                        difference=difference, parts=parts, unknown=unknown, agrees=agrees,
                    )
                )  # fmt: skip
    return tuple(found)
