"""Text to records: a line, or several where a quoted value holds line breaks."""

from __future__ import annotations

import io
from dataclasses import dataclass

import polars as pl

from jiqun.core import Problem, problem

#: A quoted value over more lines than this was never closed.
_LONGEST_RECORD = 200
#: Characters from which on the quicker way to split lines is worth its start.
_LONG = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """Records of a text file: their text, and the line each began in."""

    text: pl.Series
    lines: pl.Series

    def take(self, mask: pl.Series) -> Records:
        """Keep those where ``mask`` is true."""
        return Records(text=self.text.filter(mask), lines=self.lines.filter(mask))

    def below(self, position: int) -> Records:
        """Keep those after a position."""
        return Records(text=self.text.slice(position + 1), lines=self.lines.slice(position + 1))


def even_ends(text: str, *, name: str) -> tuple[str, tuple[Problem, ...]]:
    r"""Bring line ends (LF, CRLF, CR) to LF; where they differ, say so.

    Examples
    --------
    >>> even_ends("a\r\nb\rc", name="x.csv")[0].split()
    ['a', 'b', 'c']
    """
    if "\r" not in text:
        return text, ()
    plain = text.replace("\r\n", "\n")
    if "\r" not in plain:
        return plain, ()
    if "\n" not in plain:
        return plain.replace("\r", "\n"), ()
    if "\r\n" in plain:  # several CR before one LF are one end
        plain = "\n".join(line.rstrip("\r") for line in plain.split("\n"))
    at = plain.find("\r")
    if at < 0:
        return plain, ()
    number = plain.count("\n", 0, at) + 1
    count = plain.count("\r")
    caution = problem("line-ends", subject=name, count=count, number=number)
    return plain.replace("\r", "\n"), (caution,)


def split_records(text: str) -> tuple[Records, int | None]:
    """Split text whose line ends are even.

    The second answer is the line of a quotation mark that is never closed.
    """
    lines = _lines(text)
    numbers = pl.int_range(1, len(lines) + 1, eager=True)
    if '"' in text:
        odd = lines.str.count_matches('"', literal=True) % 2 == 1
        if odd.any():
            return _joined(lines, numbers, odd)
    return Records(text=lines, lines=numbers), None


def _lines(text: str) -> pl.Series:
    """Split at line breaks; the CSV reader does it fastest, where it can be trusted."""
    expected = text.count("\n") + (not text.endswith("\n"))
    if len(text) > _LONG and "\x1f" not in text:
        data = io.BytesIO(text.encode())
        frame = pl.read_csv(
            data, separator="\x1f", has_header=False, quote_char=None, infer_schema=False
        )
        if frame.height == expected and frame.width == 1:
            return frame.to_series().fill_null("")
    return pl.Series(text.split("\n"))


def _joined(lines: pl.Series, numbers: pl.Series, odd: pl.Series) -> tuple[Records, int | None]:
    inside = (odd.cast(pl.Int64).cum_sum().shift(1, fill_value=0) % 2) == 1
    never = _never_closed(~inside, odd)
    if never is not None:
        inside = inside & (numbers <= never)  # from there on each line stands for itself again
    text = lines.filter(~inside)
    several = inside | inside.shift(-1, fill_value=False)
    if several.any():
        record = (~inside).cast(pl.Int64).cum_sum()
        pieces = pl.DataFrame({"record": record, "text": lines}).filter(several)
        whole = pieces.group_by("record", maintain_order=True).agg(pl.col("text").str.join("\n"))
        text = text.scatter(several.filter(~inside).arg_true(), whole["text"])
    return Records(text=text, lines=numbers.filter(~inside)), never


def _never_closed(starts: pl.Series, odd: pl.Series) -> int | None:
    """Give the line of the first quoted value that runs on and on; None where all are closed."""
    first = starts.arg_true().cast(pl.Int64)
    spans = first.shift(-1, fill_value=len(starts)) - first
    endless = first.filter(spans > _LONGEST_RECORD)
    if len(endless):
        return int(endless[0]) + 1
    return int(first[-1]) + 1 if int(odd.sum()) % 2 else None
