"""Headers of several lines: what stands in a merged cell holds for all columns under it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

#: What joins the words of a column's lines to its name.
JOIN = " / "


@dataclass(frozen=True, slots=True)
class Span:
    """A merged block of cells: rows and columns from 0, the last ones included."""

    top: int
    left: int
    bottom: int
    right: int


def header_words(
    lines: Sequence[Sequence[str]], *, spans: Sequence[Span] = ()
) -> list[tuple[str, ...]]:
    """Give, of each column, what every line of its header says, from the top.

    An empty cell of an upper line says what stands to its left: as far as its merged block
    reaches where ``spans`` tell (rows from the header's first), else up to the next filled cell,
    but not beyond the column where a line above begins anew, nor over a column without a word of
    its own below.

    Examples
    --------
    >>> header_words([["地区", "纺织", ""], ["", "单位数", "人数"]])[2]
    ('纺织', '人数')
    """
    width = max(map(len, lines), default=0)
    grid = [[_tidy(word) for word in line] + [""] * (width - len(line)) for line in lines]
    if len(grid) == 1:
        return [(word,) for word in grid[0]]
    across = [one for one in spans if one.right > one.left and one.top < len(grid)]
    if across:
        _spread(grid, across)
    else:
        _filled_from_the_left(grid)
    return [tuple(line[at] for line in grid) for at in range(width)]


def joined(words: Sequence[str]) -> str:
    """Join a column's words to its name; a word that repeats the one above is said once.

    Examples
    --------
    >>> joined(("纺织", "", "人数")), joined(("地区", "地区"))
    ('纺织 / 人数', '地区')
    """
    said: list[str] = []
    for word in words:
        if word and (not said or said[-1] != word):
            said.append(word)
    return JOIN.join(said)


def _tidy(word: str) -> str:
    return " ".join(word.split())


def _spread(grid: list[list[str]], spans: Sequence[Span]) -> None:
    """Write the word of each merged block into all of its columns."""
    for one in spans:
        if one.left >= len(grid[0]):
            continue
        word = grid[one.top][one.left]
        for line in range(one.top, min(one.bottom, len(grid) - 1) + 1):
            for at in range(one.left, min(one.right, len(grid[0]) - 1) + 1):
                if line == one.top and not grid[line][at]:
                    grid[line][at] = word


def _filled_from_the_left(grid: list[list[str]]) -> None:
    """Let a word of an upper line hold up to the next one."""
    begins = [False] * len(grid[0])
    for line in range(len(grid) - 1):
        own = [bool(word) for word in grid[line]]
        for at in range(1, len(begins)):
            below = any(grid[lower][at] for lower in range(line + 1, len(grid)))
            if not own[at] and not begins[at] and below:
                grid[line][at] = grid[line][at - 1]
        begins = [start or new for start, new in zip(begins, own, strict=True)]
