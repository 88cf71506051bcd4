"""Codes that nothing else would tell: ruined ones where they are defined, lost leading zeros."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from jiqun.core import Words, words
from jiqun.tables.door.findings import SHOWN, Findings
from jiqun.tables.door.references import Known
from jiqun.tables.door.ruined import doubtful, guess, is_free, ruined
from jiqun.tables.schema import TableSchema

#: Shorter codes are numbered as they come (1 … 12), so that their widths differ.
_LEAST_WIDTH = 3


def check_codes(
    typed: pl.DataFrame,
    schema: TableSchema,
    known: Known,
    found: Findings,
    *,
    as_written: Collection[str] = (),
) -> None:
    """Refuse codes that a spreadsheet ruined; doubt those that may have lost something.

    Columns that refer to a table whose codes are known are left to the references' check.
    """
    for column in schema.columns:
        own = column.references is not None and column.references[0] == schema.name
        checked_there = own or column.references in known
        if column.name in as_written or not is_free(column) or checked_there:
            continue
        codes = typed[column.name]
        distinct = codes.drop_nulls().unique()
        if distinct.is_empty() or (not ruined(distinct) and not doubtful(distinct)):
            continue
        for kind, mask in ruined(codes).items():
            hint = _hint(codes.filter(mask))
            found.flag("code-ruined", column.name, mask, case=kind, values=codes, hint=hint)
        for code, mask in doubtful(codes).items():
            found.doubt_rows(code, column.name, mask, values=codes)
    if schema.key[0] not in as_written:
        _lost_zeros(typed, schema, found)


def _hint(codes: pl.Series) -> Words:
    """Say what the first of them was, as far as that can be told."""
    code = str(codes[0])
    before = guess(code)
    return words("checks.ruined", code=code, before=before) if before else Words("", "")


def _lost_zeros(typed: pl.DataFrame, schema: TableSchema, found: Findings) -> None:
    """Doubt codes of digits that are one shorter than others of the same level."""
    if "level" not in schema.names or schema.name not in ("regions", "industries"):
        return
    name = schema.key[0]
    codes = typed.select(code=name, level="level", at=pl.int_range(pl.len()))
    digits = codes.filter(pl.col("code").str.contains(r"^\d+$")).drop_nulls()
    sizes = digits.with_columns(size=pl.col("code").str.len_bytes())
    full = pl.col("size").max().over("level")
    short = sizes.filter(
        (pl.col("size") == full - 1)
        & ~pl.col("code").str.starts_with("0")
        & (pl.col("size").min().over("level") >= full - 1)
        & (full >= _LEAST_WIDTH)
    )
    if short.is_empty():
        return
    level = str(short["level"][0])
    width = int(sizes.filter(pl.col("level") == level)["size"].max())  # type: ignore[arg-type]
    shown = short.filter(pl.col("level") == level)["code"].head(SHOWN).to_list()
    told = {"count": short.height, "codes": shown, "level": level, "width": width, "name": name}
    found.doubt("code-zeros", name, **told)
