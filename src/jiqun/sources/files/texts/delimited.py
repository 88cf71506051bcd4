"""CSV and its kin: every line accounted for, the bad ones told by number."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from jiqun.core import Problem, problem
from jiqun.sources.files.contents import Dialect, RawTable, few, no_rejects, stop, unique_names
from jiqun.sources.files.headers import header_words, joined
from jiqun.sources.files.limits import Limits, hold
from jiqun.sources.files.matching import alike
from jiqun.sources.files.texts.encodings import to_text
from jiqun.sources.files.texts.fields import (
    count_fields,
    parse_records,
    plainly_quoted,
    split_fields,
)
from jiqun.sources.files.texts.records import Records, even_ends, split_records
from jiqun.tables import at_lines

_DELIMITERS = (",", "\t", ";", "|", "\uff0c", "\uff1b")
#: Believed only where they part the names that are looked for.
_SELDOM = ("^", "~", ":", "\x01", "\x1e", "\x1f", "¦", "¬", "§", " ")
_SAMPLE = 50
_BLANK = " \t\r\n"
_SHOWN = 3
#: Lines among which a header under titles is looked for.
_HEADER_WITHIN = 50
#: As many names of a line must be looked for to make it the header though it is not the first.
_ENOUGH = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class _Header:
    """The header's place and fields, what splits them, and the last line before the data.

    ``words`` say, of a header with several lines, what each of them says of every column.
    """

    at: int
    fields: list[str]
    delimiter: str
    cautions: tuple[Problem, ...] = ()
    words: Sequence[tuple[str, ...]] = ()
    last: int = 0


def read_delimited(
    data: bytes,
    *,
    name: str,
    dialect: Dialect,
    limits: Limits | None = None,
    expected: Collection[str] = (),
) -> RawTable:
    """Read a delimited text file; all its values stay text.

    Lines above the header that begin with ``# `` are comments; lines without any value
    (blank, or delimiters only) are skipped.

    Parameters
    ----------
    data, name
        The file's bytes; what the problems call it.
    dialect, limits
        What the file does not say itself; what it may have.
    expected
        Names that the header should have (:func:`matching.plain`): where the first line has
        none of them, the header is looked for below it.

    Raises
    ------
    InputError
        ``file-empty``, ``file-rows``, ``file-limit``, ``encoding-unknown``, ``header-row``.
    """
    most = limits or Limits()
    decoded, converted = to_text(data, name=name, encoding=dialect.encoding)
    text, ends = even_ends(decoded.removeprefix("\ufeff"), name=name)
    if not text.strip():
        raise stop(problem("file-empty", subject=name))
    records, open_at = split_records(text)
    hold(most, "rows", len(records.lines), subject=name)
    header = _header(records, name=name, dialect=dialect, expected=expected)
    header = _whole(records, header, dialect, name=name)
    hold(most, "columns", len(header.fields), subject=name)
    _hold_fields(records.text, header.delimiter, most, name=name)
    unique, twice = unique_names(header.fields)
    problems = [problem("header-duplicate", subject=name, names=few(twice))] if twice else []
    body = records.below(header.last)
    body = body.take(body.text.str.strip_chars(_BLANK + header.delimiter) != "")
    hold(most, "cells", len(body.lines) * len(unique), subject=name)
    good, rejected, told = _sift(body, open_at, fields=len(unique), delimiter=header.delimiter)
    plain = plainly_quoted(good.text, header.delimiter)
    parsed = parse_records(good, plain, unique, header.delimiter)
    frame, lines = _with_values(parsed, good.lines)
    if frame.is_empty() and rejected.is_empty():
        raise stop(problem("file-rows", subject=name))
    return RawTable(
        frame=frame,
        lines=lines,
        rejected=rejected,
        row_problems=tuple(
            _row_problem(code, where, name=name, delimiter=header.delimiter, fields=len(unique))
            for code, where in told.items()
        ),
        problems=tuple(problems),
        cautions=(*converted, *ends, *header.cautions),
        delimiter=header.delimiter,
        heads=dict(zip(unique, header.words, strict=True)) if header.words else {},
    )


def _whole(records: Records, header: _Header, dialect: Dialect, *, name: str) -> _Header:
    """Join a header's lines to one, and leave out those under it that are no data."""
    last = header.at + dialect.header_rows - 1
    if last + dialect.skip >= len(records.lines):
        rows, row = int(records.lines[-1]), dialect.header_rows + dialect.skip
        raise stop(problem("header-row", subject=name, case="lines", row=row, rows=rows))
    if dialect.header_rows == 1:
        return replace(header, last=last + dialect.skip)
    texts = [str(text) for text in records.text.slice(header.at, dialect.header_rows)]
    words = header_words([split_fields(text, header.delimiter)[0] for text in texts])
    fields = [joined(one) for one in words]
    return replace(header, fields=fields, words=words, last=last + dialect.skip)


def _header(records: Records, *, name: str, dialect: Dialect, expected: Collection[str]) -> _Header:
    """Find the header: the line named, else the first, else the first with names looked for."""
    filled = records.text.str.strip_chars().str.len_bytes() > 0
    if dialect.header_row:
        at = records.lines.index_of(dialect.header_row)
        if at is None:
            rows = int(records.lines[-1])
            raise stop(problem("header-row", subject=name, row=dialect.header_row, rows=rows))
        places = [int(at)]
    else:
        candidates = (filled & ~records.text.str.contains("^#(\\s|$)")).arg_true()
        places = candidates.head(_HEADER_WITHIN).to_list()
        if not places:
            raise stop(problem("file-empty", subject=name))
    found = _split_header(records, places[0], filled, delimiter=dialect.delimiter)
    if expected and dialect.header_rows == 1 and alike(found.fields, expected) < _ENOUGH:
        better = _sought(records, places, found, expected, delimiter=dialect.delimiter, name=name)
        found = better or found
    if not filled.slice(found.at + 1).any():
        raise stop(problem("file-rows", subject=name))
    return found


def _split_header(records: Records, at: int, filled: pl.Series, *, delimiter: str) -> _Header:
    line = str(records.text[at])
    chosen = delimiter
    if not chosen:
        below = records.text.slice(at + 1).filter(filled.slice(at + 1)).head(_SAMPLE)
        chosen = _delimiter([line, *below])
    return _Header(at=at, fields=split_fields(line, chosen)[0], delimiter=chosen)


def _sought(
    records: Records,
    places: list[int],
    first: _Header,
    expected: Collection[str],
    *,
    delimiter: str,
    name: str,
) -> _Header | None:
    """Find the first line with names that are looked for; None where no line has enough."""
    least = max(_ENOUGH, alike(first.fields, expected) + 1)
    choices = (delimiter,) if delimiter else (*_DELIMITERS, *_SELDOM)
    for at in places:
        line = str(records.text[at])
        splits = [(split_fields(line, one)[0], one) for one in choices if one in line]
        if not splits:
            continue
        fields, chosen = max(splits, key=lambda split: alike(split[0], expected))
        if alike(fields, expected) < least:
            continue
        row = int(records.lines[at])
        cautions = []
        if at != first.at:
            cautions.append(problem("header-found", subject=name, row=row, above=row - 1))
        if chosen in _SELDOM:
            cautions.append(problem("delimiter-found", subject=name, delimiter=repr(chosen)))
        return _Header(at=at, fields=fields, delimiter=chosen, cautions=tuple(cautions))
    return None


def _delimiter(sample: list[str]) -> str:
    """Choose what splits the header and the first lines into equally many fields."""

    def agreement(delimiter: str) -> tuple[int, int]:
        counts = [len(split_fields(line, delimiter)[0]) for line in sample]
        same = sum(1 for count in counts if count == counts[0])
        return (same if counts[0] > 1 else 0, counts[0])

    return max(_DELIMITERS, key=agreement)


def _hold_fields(text: pl.Series, delimiter: str, limits: Limits, *, name: str) -> None:
    """Refuse a value beyond the limit; only records that are long enough are looked into."""
    for record in text.filter(text.str.len_chars() > limits.field):
        longest = max(len(field) for field in split_fields(record, delimiter)[0])
        hold(limits, "field", longest, subject=name)


def _sift(
    body: Records, open_at: int | None, *, fields: int, delimiter: str
) -> tuple[Records, pl.DataFrame, dict[str, list[int]]]:
    """Part the records that have the right number of fields from those that do not."""
    nul = body.text.str.contains("\x00", literal=True)
    plain = plainly_quoted(body.text, delimiter)
    counts, torn = count_fields(body.text, plain, delimiter)
    unclosed = torn if open_at is None else torn | (body.lines == open_at)
    masks = {"csv-quote": unclosed, "csv-nul": nul & ~unclosed}
    masks["csv-ragged"] = (counts != fields) & ~nul & ~unclosed
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
