"""What is wrong with a frame's rows, gathered kind by kind and told once a kind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import polars as pl

from jiqun.core import Language, Problem, say

#: What a file's rows are counted in.
Counted = Literal["line", "row"]

#: How many rows a problem names.
SHOWN = 3
_LONGEST = 40


def tell(code: str, *, subject: str, lang: Language = "en", **values: object) -> Problem:
    """Build a problem from the words of ``catalog/texts/checks.toml``.

    Examples
    --------
    >>> tell("file-empty", subject="my.csv").found
    'the file is empty'
    """
    found, expected, fix = (
        say(f"checks.{code}-{part}", lang, **values) for part in ("found", "expected", "fix")
    )
    return Problem(code, subject, found, expected, fix)


def quoted(value: object) -> str:
    """Show a value as it stood, cut where it is long."""
    text = str(value)
    return repr(text if len(text) <= _LONGEST else text[:_LONGEST] + "…")


def at_lines(
    lines: Sequence[int],
    values: Sequence[object] | None = None,
    *,
    counted: Counted = "line",
    lang: Language,
) -> str:
    """Say in which lines, and what stands there."""
    places = [say(f"checks.{counted}", lang, number=f"{number}") for number in lines]
    if values is None:
        return ", ".join(places)
    pairs = zip(places, values, strict=True)
    return ", ".join(say("checks.at", lang, place=p, value=quoted(v)) for p, v in pairs)


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
        self, table: str, lines: pl.Series, *, counted: Counted = "line", lang: Language
    ) -> None:
        self.problems: list[Problem] = []
        self.cautions: list[Problem] = []
        self.table, self._lines, self._lang = table, lines, lang
        self._counted = counted
        self._masks: list[tuple[str, str, pl.Series]] = []

    def flag(
        self,
        code: str,
        column: str,
        mask: pl.Series,
        *,
        values: pl.Series | None = None,
        **places: object,
    ) -> None:
        """Note the rows where ``mask`` is true, if there are any."""
        mask = mask.fill_null(value=False)
        count = int(mask.sum())
        if not count:
            return
        first = mask.arg_true().head(SHOWN)
        shown = values.gather(first).to_list() if values is not None else None
        at = self._lines.gather(first).to_list()
        where = at_lines(at, shown, counted=self._counted, lang=self._lang)
        if count > SHOWN:
            where += say("checks.and-more", self._lang, count=f"{count - SHOWN:,}")
        self.problems.append(
            tell(
                code,
                subject=f"{self.table}.{column}",
                lang=self._lang,
                count=f"{count:,}",
                where=where,
                **places,
            )
        )
        self._masks.append((column, code, mask))

    def refuse(self, code: str, column: str = "", **places: object) -> None:
        """Note something wrong with the whole table."""
        subject = f"{self.table}.{column}" if column else self.table
        self.problems.append(tell(code, subject=subject, lang=self._lang, **places))

    def doubt(self, code: str, column: str = "", **places: object) -> None:
        """Note something that is accepted but deserves doubt."""
        subject = f"{self.table}.{column}" if column else self.table
        self.cautions.append(tell(code, subject=subject, lang=self._lang, **places))

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
