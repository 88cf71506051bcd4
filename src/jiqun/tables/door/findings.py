"""What is wrong with a frame's rows, gathered kind by kind and told once a kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import polars as pl

from jiqun.core import LANGUAGES, Language, Problem, Words, problem, say

#: What a file's rows are counted in.
Counted = Literal["line", "row"]

#: How many rows a problem names.
SHOWN = 3
_LONGEST = 40
#: Problems that name a workbook's cells in place of its rows.
_BY_CELL = ("cell-error", "code-ruined")


def quoted(value: object) -> str:
    """Show a value as it stood, cut where it is long."""
    text = str(value)
    return repr(text if len(text) <= _LONGEST else text[:_LONGEST] + "…")


def at_lines(
    lines: Sequence[int],
    values: Sequence[object] | None = None,
    *,
    counted: Counted = "line",
    more: int = 0,
    cells: str = "",
) -> Words:
    """Say in which lines, what stands there, and how many more there are.

    ``cells`` is a workbook's sheet and column ("Data!D"): then cells are named, not rows.

    Examples
    --------
    >>> at_lines([2, 5], ["x", "y"], more=3).en
    "'x' in line 2, 'y' in line 5 and 3 more"
    """
    said = [
        _at_lines(_places(lines, counted, cells, lang), values, more, lang) for lang in LANGUAGES
    ]
    return Words(*said)


def _places(lines: Sequence[int], counted: Counted, cells: str, lang: Language) -> list[str]:
    if cells:
        return [f"{cells}{number}" for number in lines]
    return [say(f"checks.{counted}", lang, number=f"{number}") for number in lines]


def _at_lines(
    places: Sequence[str], values: Sequence[object] | None, more: int, lang: Language
) -> str:
    if values is not None:
        pairs = zip(places, values, strict=True)
        places = [say("checks.at", lang, place=p, value=quoted(v)) for p, v in pairs]
    listed = say("checks.joint", lang).join(places)
    return listed + say("checks.and-more", lang, count=f"{more:,}") if more else listed


class Findings:
    """Masks of bad rows with what is wrong with them.

    Attributes
    ----------
    problems
        One a kind and column, in the order of finding.
    cautions
        What deserves doubt but is accepted.
    """

    def __init__(
        self,
        table: str,
        lines: pl.Series,
        *,
        counted: Counted = "line",
        cells: Mapping[str, str] | None = None,
    ) -> None:
        self.problems: list[Problem] = []
        self.cautions: list[Problem] = []
        self.table, self._lines, self._counted = table, lines, counted
        self._cells = cells or {}
        self._masks: list[tuple[str, str, pl.Series]] = []

    def flag(
        self,
        code: str,
        column: str,
        mask: pl.Series,
        *,
        case: str = "",
        values: pl.Series | None = None,
        **places: Any,
    ) -> None:
        """Note the rows where ``mask`` is true, if there are any."""
        mask = mask.fill_null(value=False)
        told = self._told(code, column, mask, case=case, values=values, **places)
        if told is not None:
            self.problems.append(told)
            self._masks.append((column, code, mask))

    def doubt_rows(
        self,
        code: str,
        column: str,
        mask: pl.Series,
        *,
        values: pl.Series | None = None,
        **places: Any,
    ) -> None:
        """Note rows that are accepted but deserve doubt, if there are any."""
        told = self._told(code, column, mask.fill_null(value=False), values=values, **places)
        if told is not None:
            self.cautions.append(told)

    def _told(
        self,
        code: str,
        column: str,
        mask: pl.Series,
        *,
        values: pl.Series | None,
        case: str = "",
        **places: Any,
    ) -> Problem | None:
        count = int(mask.sum())
        if not count:
            return None
        first = mask.arg_true().head(SHOWN)
        shown = values.gather(first).to_list() if values is not None else None
        at = self._lines.gather(first).to_list()
        cells = self._cells.get(column, "") if code in _BY_CELL else ""
        where = at_lines(at, shown, counted=self._counted, more=max(count - SHOWN, 0), cells=cells)
        about: dict[str, Any] = {"count": count, "lines": at, "where": where}
        return problem(code, subject=f"{self.table}.{column}", case=case, **about, **places)

    def refuse(self, code: str, column: str = "", *, case: str = "", **places: Any) -> None:
        """Note something wrong with the whole table."""
        subject = f"{self.table}.{column}" if column else self.table
        self.problems.append(problem(code, subject=subject, case=case, **places))

    def doubt(self, code: str, column: str = "", **places: Any) -> None:
        """Note something that is accepted but deserves doubt."""
        subject = f"{self.table}.{column}" if column else self.table
        self.cautions.append(problem(code, subject=subject, **places))

    def bad(self, height: int) -> pl.Series:
        """Say of each row whether anything is wrong with it."""
        bad = pl.repeat(value=False, n=height, eager=True)
        for _, _, mask in self._masks:
            bad = bad | mask
        return bad

    def reasons(self, bad: pl.Series) -> pl.DataFrame:
        """Give, for the bad rows, row, line, columns and codes."""
        frame = pl.DataFrame({"row": bad.arg_true(), "line": self._lines.filter(bad)})
        columns, codes = [], []
        for at, (column, code, mask) in enumerate(self._masks):
            frame = frame.with_columns(mask.filter(bad).alias(f"_{at}"))
            columns.append(pl.when(pl.col(f"_{at}")).then(pl.lit(column)))
            codes.append(pl.when(pl.col(f"_{at}")).then(pl.lit(code)))
        empty = [pl.lit("")]
        return frame.select(
            "row",
            "line",
            pl.concat_str(columns or empty, separator="; ", ignore_nulls=True).alias("columns"),
            pl.concat_str(codes or empty, separator="; ", ignore_nulls=True).alias("reasons"),
        )
