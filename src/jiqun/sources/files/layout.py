"""A file's layout, as its map says: cells filled down, rows left out, columns made rows."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from jiqun.core import Problem, problem
from jiqun.sources.files.contents import RawTable, few, texts_of
from jiqun.sources.files.limits import Limits, hold
from jiqun.sources.files.maps import ColumnMap, Unpivot
from jiqun.sources.files.matching import located, nearest
from jiqun.tables import TableSchema, at_lines

#: Why a line could not be read that has another number of fields; how many are named.
_RAGGED, _FIRST = "csv-ragged", 3
_ROW, _GROUP = "__row", "__group"
_VALUE, _MEASURED = "value", "__measured"


@dataclass(frozen=True, slots=True, kw_only=True)
class LaidOut:
    """A file whose rows are those of the table.

    Attributes
    ----------
    raw
        The file, long; as it was where its map says nothing of a layout.
    dropped
        The rows that were left out by value, long as the others: totals to be compared.
    problems, cautions
        Columns of the map that the file does not have; what was left out or filled.
    """

    raw: RawTable
    dropped: RawTable
    problems: tuple[Problem, ...] = ()
    cautions: tuple[Problem, ...] = ()


def laid_out(
    raw: RawTable,
    schema: TableSchema,
    mapping: ColumnMap,
    *,
    name: str = "file",
    limits: Limits | None = None,
) -> LaidOut:
    """Fill cells down, leave rows out and turn columns into rows, as a map says.

    Parameters
    ----------
    raw, schema, mapping
        The file; the table that it becomes; its map.
    name
        What the problems call the file.
    limits
        What the long table may have.

    Returns
    -------
    LaidOut
        The file in the layout that :func:`apply_map` takes.

    Raises
    ------
    InputError
        ``file-limit``: the long table would be too large.

    Examples
    --------
    >>> from jiqun.tables import schema
    >>> rows = pl.DataFrame({"地区": ["海曙", "全市"], "C18": ["3", "5"], "C36": ["4", "6"]})
    >>> mapping = ColumnMap(
    ...     drop={"地区": ("全市",)},
    ...     unpivot=Unpivot(keep=("地区",), levels=("industry",), value="employment"),
    ... )
    >>> raw = RawTable(frame=rows, lines=pl.Series([2, 3]))
    >>> laid_out(raw, schema("activity"), mapping).raw.frame.rows()
    [('海曙', 'C18', '3'), ('海曙', 'C36', '4')]
    """
    if not (mapping.fill or mapping.drop or mapping.unpivot or mapping.headings):
        return LaidOut(raw=raw, dropped=_without_rows(raw))
    work = _Work(raw=raw, schema=schema, mapping=mapping, name=name, limits=limits or Limits())
    return work.done()


class _Work:
    """One file on its way, with what is to be told of it."""

    def __init__(
        self,
        *,
        raw: RawTable,
        schema: TableSchema,
        mapping: ColumnMap,
        name: str,
        limits: Limits,
    ) -> None:
        self._raw, self._schema, self._mapping = raw, schema, mapping
        self._name, self._limits = name, limits
        self._problems: list[Problem] = []
        self._cautions: list[Problem] = []

    def done(self) -> LaidOut:
        unpivot = self._mapping.unpivot
        levels = [one for one in unpivot.levels if one and one != _VALUE] if unpivot else []
        raw = self._filled(self._under_headings(self._raw))
        own = {key: value for key, value in self._mapping.drop.items() if key not in levels}
        raw, dropped = self._parted(self._without_notes(raw), own)
        if unpivot is not None:
            raw, dropped = self._turned(raw, unpivot), self._turned(dropped, unpivot, quiet=True)
            across = {key: value for key, value in self._mapping.drop.items() if key in levels}
            raw, more = self._parted(raw, across)
            dropped = _together(dropped, more)
        return LaidOut(
            raw=raw,
            dropped=dropped,
            problems=tuple(self._problems),
            cautions=tuple(self._cautions),
        )

    def _under_headings(self, raw: RawTable) -> RawTable:
        """Write the word of each heading beside the rows under it, and take headings out."""
        asked = self._mapping.headings
        at = self._located(asked.column, raw.frame.columns, "headings") if asked else None
        if asked is None or at is None:
            return raw
        texts = texts_of(raw.frame[at])
        others = [texts_of(one).fill_null("").str.strip_chars() for one in raw.frame.drop(at)]
        alone = pl.DataFrame(others).select(pl.all_horizontal(pl.all() == "")).to_series()
        hit = alike_any(texts, asked.rows) if asked.rows else alone & texts.is_not_null()
        words = texts.set(~hit, None).forward_fill().alias(asked.becomes)
        told: dict[str, Any] = {"column": at, "count": int(hit.sum()), "becomes": asked.becomes}
        self._cautions.append(problem("rows-headings", subject=self._name, **told))
        frame = raw.frame.with_columns(words).filter(~hit)
        heads = {**raw.heads, asked.becomes: (asked.becomes,)} if raw.heads else raw.heads
        return replace(raw, frame=frame, lines=raw.lines.filter(~hit), heads=heads)

    def _filled(self, raw: RawTable) -> RawTable:
        frame = raw.frame
        for column in self._mapping.fill:
            at = self._located(column, frame.columns, "fill")
            if at is None:
                continue
            texts = texts_of(frame[at]).str.strip_chars()
            empty = texts.is_null() | (texts == "")
            full = frame[at].set(empty, None) if frame[at].dtype == pl.String else frame[at]
            frame = frame.with_columns(full.forward_fill().alias(at))
            count = int((empty & frame[at].is_not_null()).sum())
            if count:
                told = problem("cells-filled", subject=self._name, column=at, count=count)
                self._cautions.append(told)
        return replace(raw, frame=frame)

    def _without_notes(self, raw: RawTable) -> RawTable:
        """Leave out lines of another number of fields whose text is one of those to be dropped."""
        patterns = [one for listed in self._mapping.drop.values() for one in listed]
        ragged = raw.rejected["reason"] == _RAGGED
        texts = raw.rejected["text"].str.strip_chars(f" \t,;|{raw.delimiter}")
        hit = alike_any(texts, patterns) & ragged
        if not hit.any():
            return raw
        values = few([str(one) for one in texts.filter(hit).unique(maintain_order=True)])
        count = int(hit.sum())
        self._cautions.append(
            problem("rows-dropped", subject=self._name, case="lines", count=count, values=values)
        )
        left = raw.rejected.filter(ragged & ~hit)["line"]
        problems = [
            _fewer(one, left) if one.code == _RAGGED else one
            for one in raw.row_problems
            if one.code != _RAGGED or len(left)
        ]
        return replace(raw, rejected=raw.rejected.filter(~hit), row_problems=tuple(problems))

    def _parted(
        self, raw: RawTable, drop: Mapping[str, Sequence[str]]
    ) -> tuple[RawTable, RawTable]:
        """Part the rows to be left out from the others; say how many and which."""
        out = pl.repeat(value=False, n=raw.frame.height, eager=True)
        for column, patterns in drop.items():
            at = self._located(column, raw.frame.columns, "drop")
            if at is None:
                continue
            texts = texts_of(raw.frame[at])
            hit = alike_any(texts, patterns) & ~out
            if hit.any():
                values = [
                    " ".join(str(one).split())
                    for one in texts.filter(hit).unique(maintain_order=True)
                ]
                told = problem(
                    "rows-dropped",
                    subject=self._name,
                    column=at,
                    count=int(hit.sum()),
                    values=few(values),
                )
                self._cautions.append(told)
            out = out | hit
        return _taken(raw, ~out), _taken(raw, out)

    def _turned(self, raw: RawTable, unpivot: Unpivot, *, quiet: bool = False) -> RawTable:
        frame = raw.frame
        found = [
            self._located(one, frame.columns, "unpivot.keep", quiet=quiet) for one in unpivot.keep
        ]
        keep = [one for one in found if one is not None]
        across = self._across(raw, keep, unpivot, quiet=quiet)
        groups = self._groups(across, unpivot, keep, quiet=quiet)
        if not groups:
            return raw if quiet else self._nothing_across(raw, keep)
        names = list(dict.fromkeys(name for cells in groups.values() for name in cells))
        levels = [one for one in unpivot.levels if one and one != _VALUE]
        height = frame.height * len(groups)
        hold(self._limits, "rows", height, subject=self._name)
        width = len(keep) + len(levels) + len(names)
        hold(self._limits, "cells", height * width, subject=self._name)
        long = pl.concat(
            frame.select(
                *keep,
                *(pl.lit(word).alias(level) for level, word in zip(levels, labels, strict=True)),
                *_cells(cells, names),
                pl.Series(_ROW, range(frame.height), dtype=pl.Int64),
                pl.lit(at).alias(_GROUP),
            )
            for at, (labels, cells) in enumerate(groups.items())
        ).sort(_ROW, _GROUP)
        lines = raw.lines.gather(long[_ROW])
        cells = {name: raw.cells[name] for name in keep if name in raw.cells}
        turned = replace(raw, frame=long.drop(_ROW, _GROUP), lines=lines, cells=cells, heads={})
        return self._measured(turned, unpivot, quiet=quiet) if unpivot.measure else turned

    def _measured(self, raw: RawTable, unpivot: Unpivot, *, quiet: bool) -> RawTable:
        """Make a column of each quantity that a column of the file names, row by row."""
        at = located(unpivot.measure, raw.frame.columns)
        if at is None or raw.frame.is_empty():
            return raw
        frame = raw.frame.with_columns(raw.lines.alias(_ROW), texts_of(raw.frame[at]).alias(at))
        index = [one for one in raw.frame.columns if one not in (at, _MEASURED)]
        twice = frame.select(pl.struct(*index, at).is_duplicated()).to_series()
        if twice.any() and not quiet:
            line = int(raw.lines.filter(twice)[0])
            told: dict[str, Any] = {"column": at, "count": int(twice.sum()), "line": line}
            self._problems.append(problem("measures-twice", subject=self._name, **told))
        wide = frame.with_columns(pl.col(_ROW).min().over(index)).pivot(
            at, index=[*index, _ROW], values=_MEASURED, aggregate_function="first"
        )
        return replace(raw, frame=wide.drop(_ROW), lines=wide[_ROW])

    def _across(
        self, raw: RawTable, keep: list[str], unpivot: Unpivot, *, quiet: bool
    ) -> dict[str, tuple[str, ...]]:
        """Give the columns to be turned, each with what the header's lines say of it."""
        across: dict[str, tuple[str, ...]] = {}
        left = []
        for name in raw.frame.columns:
            words = unpivot.heads.get(name) or raw.heads.get(name, (name,))
            if name in keep or (not any(words) and _hollow(raw.frame[name])):
                continue
            if _meant((name, *words), unpivot.drop):
                left.append(name)
                continue
            across[name] = words
        if left and not quiet:
            told = problem("columns-dropped", subject=self._name, columns=few(left))
            self._cautions.append(told)
        return across

    def _groups(
        self,
        across: Mapping[str, tuple[str, ...]],
        unpivot: Unpivot,
        keep: list[str],
        *,
        quiet: bool,
    ) -> dict[tuple[str, ...], dict[str, str]]:
        """Give what the levels say -> quantity -> the file's column."""
        groups: dict[tuple[str, ...], dict[str, str]] = {}
        blank, twice = [], []
        for name, words in across.items():
            said = dict(zip(unpivot.levels, words, strict=False))
            labels = tuple(said.get(one, "") for one in unpivot.levels if one and one != _VALUE)
            of = said.get(_VALUE, "") if _VALUE in unpivot.levels else unpivot.value
            of = _MEASURED if unpivot.measure else of
            if not of or not all(labels):
                blank.append(name)
                continue
            cells = groups.setdefault(labels, {})
            if of in cells or of in keep:
                twice.append(name)
            cells[of] = name
        for case, names in (("blank", blank), ("twice", twice)):
            if names and not quiet:
                told = problem("unpivot-columns", subject=self._name, case=case, columns=few(names))
                self._problems.append(told)
        return groups

    def _nothing_across(self, raw: RawTable, keep: list[str]) -> RawTable:
        told = problem("unpivot-columns", subject=self._name, columns=few(keep))
        self._problems.append(told)
        return raw

    def _located(
        self, column: str, columns: Sequence[str], section: str, *, quiet: bool = False
    ) -> str | None:
        at = located(column, columns)
        if at is None and not quiet:
            self._problems.append(
                problem(
                    "map-source",
                    subject=f"{self._name} [{section}]",
                    name=few([column])[0],
                    hint=nearest(column, columns),
                    known=few(columns),
                )
            )
        return at


def _fewer(told: Problem, lines: pl.Series) -> Problem:
    """Tell of lines of another number of fields again, for those that are left."""
    first = lines.head(_FIRST).to_list()
    where = at_lines(first, more=len(lines) - len(first))
    values = {**told.values, "count": len(lines), "lines": first, "where": where}
    return Problem(told.code, told.subject, values=values, case=told.case)


def alike_any(texts: pl.Series, patterns: Iterable[str]) -> pl.Series:
    """Say which texts match a pattern; blanks, width and case do not matter.

    Examples
    --------
    >>> alike_any(pl.Series(["全  市", "宁波市", "注:规模以上"]), ["全市", "注*"]).to_list()
    [True, False, True]
    """
    whole = "|".join(_expression(one) for one in patterns)
    if not whole:
        return pl.repeat(value=False, n=len(texts), eager=True)
    values = texts.drop_nulls().unique()
    bare = pl.Series([_bare(value) for value in values], dtype=pl.String)
    hits = values.filter(bare.str.contains(f"(?s)^(?:{whole})$"))
    return texts.is_in(hits.implode()).fill_null(value=False)


def _expression(pattern: str) -> str:
    text = re.escape(_bare(pattern))
    return text.replace(r"\*", ".*").replace(r"\?", ".")


def _bare(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def _meant(words: Sequence[str], patterns: Sequence[str]) -> bool:
    return bool(patterns) and bool(alike_any(pl.Series(words, dtype=pl.String), patterns).any())


def _hollow(series: pl.Series) -> bool:
    texts = texts_of(series).str.strip_chars()
    return bool((texts.is_null() | (texts == "")).all())


def _cells(cells: Mapping[str, str], names: Sequence[str]) -> list[pl.Expr]:
    return [
        (pl.col(cells[name]) if name in cells else pl.lit(None, dtype=pl.String)).alias(name)
        for name in names
    ]


def _taken(raw: RawTable, rows: pl.Series) -> RawTable:
    if rows.all():
        return raw
    return replace(raw, frame=raw.frame.filter(rows), lines=raw.lines.filter(rows))


def _without_rows(raw: RawTable) -> RawTable:
    return replace(raw, frame=raw.frame.clear(), lines=raw.lines.clear())


def _together(one: RawTable, other: RawTable) -> RawTable:
    if other.frame.is_empty() or one.frame.columns != other.frame.columns:
        return other if one.frame.is_empty() else one
    frame = pl.concat([one.frame, other.frame], how="vertical_relaxed")
    return replace(one, frame=frame, lines=pl.concat([one.lines, other.lines]))
