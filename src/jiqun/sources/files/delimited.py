"""CSV and its kin: every line accounted for, the bad ones told by number."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import Any

import polars as pl

from jiqun.core import Problem, problem
from jiqun.sources.files.contents import Dialect, RawTable, no_rejects, stop, unique_names
from jiqun.sources.files.encodings import to_text
from jiqun.tables import at_lines

_DELIMITERS = (",", "\t", ";", "|", "\uff0c", "\uff1b")
_SAMPLE = 50
_BLANK = " \t\r\n"
_QUOTED = r'"(?:[^"]|"")*"'
#: A quoted value over more lines than this was never closed.
_LONGEST_RECORD = 200
_SHOWN = 3
#: Characters from which on the quicker way to split lines is worth its start.
_LONG = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Records:
    """Records of a text file: their text, and the line each began in."""

    text: pl.Series
    lines: pl.Series

    def take(self, mask: pl.Series) -> _Records:
        return _Records(text=self.text.filter(mask), lines=self.lines.filter(mask))


def read_delimited(data: bytes, *, name: str, dialect: Dialect) -> RawTable:
    """Read a delimited text file; all its values stay text.

    Lines above the header that begin with ``# `` are comments; lines without any value
    (blank, or delimiters only) are skipped.

    Raises
    ------
    InputError
        ``file-empty``, ``file-rows``, ``encoding-unknown``, ``header-row``.
    """
    text, cautions = to_text(data, name=name, encoding=dialect.encoding)
    text = text.removeprefix("\ufeff")
    if not text.strip():
        raise stop(problem("file-empty", subject=name))
    records, open_at = _records(text)
    header, body = _header(records, name=name, dialect=dialect)
    delimiter = dialect.delimiter or _delimiter(header, body)
    names = next(csv.reader([header], delimiter=delimiter), [])
    unique, twice = unique_names(names)
    problems = []
    if twice:
        problems.append(problem("header-duplicate", subject=name, names=twice))
    body = body.take(body.text.str.strip_chars(_BLANK + delimiter) != "")
    good, rejected, told = _sift(body, open_at, fields=len(unique), delimiter=delimiter)
    frame, lines = _with_values(_parse(good, unique, delimiter), good.lines)
    if frame.is_empty() and rejected.is_empty():
        raise stop(problem("file-rows", subject=name))
    return RawTable(
        frame=frame,
        lines=lines,
        rejected=rejected,
        row_problems=tuple(
            _row_problem(code, lines, name=name, delimiter=delimiter, fields=len(unique))
            for code, lines in told.items()
        ),
        problems=tuple(problems),
        cautions=cautions,
    )


def _records(text: str) -> tuple[_Records, int | None]:
    """Split into records: a line, or several where a quoted value holds line breaks.

    The second answer is the line of a quotation mark that is never closed.
    """
    if "\n" not in text and "\r" in text:
        text = text.replace("\r", "\n")
    lines = _lines(text)
    numbers = pl.int_range(1, len(lines) + 1, eager=True)
    if '"' in text:
        odd = lines.str.count_matches('"', literal=True) % 2 == 1
        if odd.any():
            return _joined(lines, numbers, odd)
    return _Records(text=lines, lines=numbers), None


def _lines(text: str) -> pl.Series:
    """Split at line breaks; the CSV reader does it fastest, where it can be trusted."""
    expected = text.count("\n") + (not text.endswith("\n"))
    if len(text) > _LONG and "\x1f" not in text:
        data = io.BytesIO(text.encode())
        frame = pl.read_csv(
            data, separator="\x1f", has_header=False, quote_char=None, infer_schema=False
        )
        if frame.height == expected:
            return frame.to_series().fill_null("").str.strip_chars_end("\r")
    return pl.Series(text.split("\n")).str.strip_chars_end("\r")


def _joined(lines: pl.Series, numbers: pl.Series, odd: pl.Series) -> tuple[_Records, int | None]:
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
    return _Records(text=text, lines=numbers.filter(~inside)), never


def _never_closed(starts: pl.Series, odd: pl.Series) -> int | None:
    """Give the line of the first quoted value that runs on and on; None where all are closed."""
    first = starts.arg_true().cast(pl.Int64)
    spans = first.shift(-1, fill_value=len(starts)) - first
    endless = first.filter(spans > _LONGEST_RECORD)
    if len(endless):
        return int(endless[0]) + 1
    return int(first[-1]) + 1 if int(odd.sum()) % 2 else None


def _header(records: _Records, *, name: str, dialect: Dialect) -> tuple[str, _Records]:
    filled = records.text.str.strip_chars().str.len_bytes() > 0
    at: object
    if dialect.header_row:
        at = records.lines.index_of(dialect.header_row)
        if at is None:
            raise stop(
                problem("header-row", subject=name, row=dialect.header_row, rows=len(records.lines))
            )
    else:
        candidates = filled & ~records.text.str.contains("^#(\\s|$)")
        at = candidates.arg_true().first()
        if at is None:
            raise stop(problem("file-empty", subject=name))
    position = int(str(at))
    below = _Records(text=records.text.slice(position + 1), lines=records.lines.slice(position + 1))
    body = below.take(filled.slice(position + 1))
    if body.text.is_empty():
        raise stop(problem("file-rows", subject=name))
    return str(records.text[position]), body


def _delimiter(header: str, body: _Records) -> str:
    """Choose what splits the header and the first lines into equally many fields."""
    sample = [header, *body.text.head(_SAMPLE).to_list()]

    def agreement(delimiter: str) -> tuple[int, int]:
        counts = [len(next(csv.reader([line], delimiter=delimiter), [])) for line in sample]
        same = sum(1 for count in counts if count == counts[0])
        return (same if counts[0] > 1 else 0, counts[0])

    return max(_DELIMITERS, key=agreement)


def _sift(
    body: _Records, open_at: int | None, *, fields: int, delimiter: str
) -> tuple[_Records, pl.DataFrame, dict[str, list[int]]]:
    """Part the records that have the right number of fields from those that do not."""
    nul = body.text.str.contains("\x00", literal=True)
    counts = _field_counts(body.text, delimiter)
    ragged = (counts != fields) & ~nul
    masks = {"csv-nul": nul, "csv-ragged": ragged}
    if open_at is not None:
        unclosed = body.lines == open_at
        masks = {"csv-quote": unclosed} | {code: mask & ~unclosed for code, mask in masks.items()}
    rejected, told = [no_rejects()], {}
    for code, mask in masks.items():
        if mask.any():
            bad = body.take(mask)
            told[code] = [len(bad.lines), *bad.lines.head(_SHOWN).to_list()]
            rejected.append(
                pl.DataFrame({"line": bad.lines, "text": bad.text}).select(
                    pl.col("line").cast(pl.Int64),
                    pl.lit(code).alias("reason"),
                    pl.col("text").str.replace_all("\x00", "␀", literal=True),
                )
            )
    bad_rows = pl.concat(rejected).sort("line")
    good = body.take(~body.lines.is_in(bad_rows["line"].implode())) if told else body
    return good, bad_rows, told


def _field_counts(text: pl.Series, delimiter: str) -> pl.Series:
    quoted = text.str.contains('"', literal=True)
    counts = text.str.count_matches(delimiter, literal=True)
    if quoted.any():
        bare = text.filter(quoted).str.replace_all(_QUOTED, "")
        counts = counts.scatter(quoted.arg_true(), bare.str.count_matches(delimiter, literal=True))
    return counts + 1


def _parse(records: _Records, names: list[str], delimiter: str) -> pl.DataFrame:
    if records.text.is_empty():
        return pl.DataFrame(schema=dict.fromkeys(names, pl.String))
    if delimiter.isascii():
        data = "\n".join(records.text.to_list())
        try:
            return pl.read_csv(
                io.BytesIO(data.encode()),
                has_header=False,
                new_columns=names,
                infer_schema=False,
                separator=delimiter,
                quote_char='"' if '"' in data else None,
            )
        except pl.exceptions.ComputeError:
            pass  # a stray quotation mark: the patient way below reads it as it stands
    rows = [next(csv.reader([record], delimiter=delimiter)) for record in records.text]
    padded = [(row + [""] * len(names))[: len(names)] for row in rows]
    return pl.DataFrame(padded, schema=dict.fromkeys(names, pl.String), orient="row")


def _with_values(frame: pl.DataFrame, lines: pl.Series) -> tuple[pl.DataFrame, pl.Series]:
    """Leave out the rows in which every value is empty."""
    filled = frame.select(pl.any_horizontal(pl.all().str.strip_chars() != "")).to_series()
    kept = filled.fill_null(value=False)
    return (frame, lines) if kept.all() else (frame.filter(kept), lines.filter(kept))


def _row_problem(code: str, lines: list[int], *, name: str, delimiter: str, fields: int) -> Problem:
    count, *first = lines
    where = at_lines(first, more=max(count - len(first), 0))
    words: dict[str, Any] = {"count": count, "lines": first, "where": where}
    if code == "csv-ragged":
        words |= {"fields": str(fields), "delimiter": repr(delimiter)}
    return problem(code, subject=name, **words)
