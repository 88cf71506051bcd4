"""The door: a frame becomes a canonical table, or every reason why not is told at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import polars as pl

from jiqun.core import Problem
from jiqun.tables.door.casting import read_column
from jiqun.tables.door.characters import CONTROL, is_plain, seen, too_long
from jiqun.tables.door.codes import check_codes
from jiqun.tables.door.dates import looks_like_date
from jiqun.tables.door.dressed import undressed
from jiqun.tables.door.findings import SHOWN, Counted, Findings
from jiqun.tables.door.references import Known, check_references
from jiqun.tables.door.ruined import errors
from jiqun.tables.door.shapes import like_longitudes, nowhere, off_the_globe, swapped_axes
from jiqun.tables.door.stored import not_a_number, strange
from jiqun.tables.schema import Column, TableSchema

#: Pairs of columns where the first cannot be above the second.
_ORDERED = (("employment_low", "employment_high"), ("start", "end"), ("founded", "closed"))
#: Numbers that many programs write for none.
_SENTINELS = (-999.0, -9999.0, -99999.0, -999999.0)
#: 1,5 and 1.234,5; a number or a colon, and letters behind it.
_DECIMAL_COMMA = r"^[+-]?\d+(?:[. '’]\d{3})*,\d+$|^[+-]?\d{1,3}(?:\.\d{3}){2,}$"
#: As a narrow column shows a number: most of its digits are lost.
_SHOWN_SHORT = r"^\s*[+-]?\d(?:[.,]\d{1,5})?E\+\d{2,3}\s*$"
#: What statistics print where there is no number.
_MARK = r"(?i)^(?:[-–—―−－]{1,3}|…{1,2}|\.{2,3}|[*#/×]|n\.?/?a\.?|n\.d\.|null|不详|未公布|无数据)$"
_FLAGGED = r"^(?:[+-]?\d[\d., ]*|:)\s*(?:[a-z]{1,3}|\([a-zA-Z]\))$"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A frame after the door.

    Attributes
    ----------
    accepted
        The good rows, all canonical columns, typed.
    rejected
        For each bad row: row (0-based), line, columns, reasons (codes).
    problems
        One a kind and column: count, first rows, remedy. Empty means all rows are good.
    cautions
        What was accepted but deserves doubt.
    """

    accepted: pl.DataFrame
    rejected: pl.DataFrame
    problems: tuple[Problem, ...]
    cautions: tuple[Problem, ...]


def validate(
    frame: pl.DataFrame,
    schema: TableSchema,
    *,
    known: Known | None = None,
    lines: int | pl.Series = 1,
    counted: Counted = "line",
    cells: Mapping[str, str] | None = None,
    as_written: Collection[str] = (),
) -> Checked:
    """Check types, keys, bounds, codes, money and references of every row.

    Parameters
    ----------
    frame
        Columns under their canonical names; text is read by the rules of
        :mod:`jiqun.tables.door.casting`.
    schema
        The table it shall become.
    known
        Values of other tables' columns; a reference to a table that is not among them is
        accepted with a caution. ``("industries", "system")``, aligned with
        ``("industries", "industry")``, tells classification vintages apart; what
        :data:`jiqun.tables.HANGING` names finds circles of parents with rows loaded before.
    lines
        The file's line of each row, or of the first.
    counted
        What the file counts: lines of text, or rows.
    cells
        Of a workbook: column -> sheet and letter ("Data!D").
    as_written
        Columns whose codes are what they are, though they look ruined.

    Returns
    -------
    Checked
        The good rows, the bad ones with their reasons, and each kind of problem once a column.

    Examples
    --------
    >>> from jiqun.tables import schema
    >>> rows = pl.DataFrame({"region": ["a", "a"], "level": ["city", None]})
    >>> checked = validate(rows, schema("regions"), lines=2)
    >>> [problem.code for problem in checked.problems], checked.accepted.height
    (['value-missing', 'key-duplicate'], 0)
    """
    at = _lines(lines, frame.height)
    found = Findings(schema.name, at, counted=counted, cells=cells)
    whole = _columns_present(frame, schema, found)
    typed = _typed(frame, schema, found)
    check_codes(typed, schema, known or {}, found, as_written=as_written)
    _currencies(typed, schema, found)
    _orders(typed, found)
    _axes(typed, found)
    _keys(typed, schema, found)
    check_references(typed, schema, known or {}, found)
    _twins(typed, schema, known or {}, found)
    bad = found.bad(frame.height)
    accepted = typed.filter(~bad)
    _vintages(accepted, known or {}, found)
    if not whole:
        accepted = accepted.clear()
    return Checked(
        accepted=accepted,
        rejected=found.reasons(bad),
        problems=tuple(found.problems),
        cautions=tuple(found.cautions),
    )


def _lines(lines: int | pl.Series, height: int) -> pl.Series:
    if isinstance(lines, pl.Series):
        return lines
    return pl.int_range(lines, lines + height, eager=True)


def _columns_present(frame: pl.DataFrame, schema: TableSchema, found: Findings) -> bool:
    missing = [
        name
        for name in schema.required
        if name not in frame.columns and not schema.column(name).default
    ]
    for name in missing:
        case = "year" if name == "year" else ""
        found.refuse("column-missing", name, case=case, columns=frame.columns or ["–"])
    extra = [name for name in frame.columns if name not in schema.names]
    for name in extra:
        found.refuse("column-unknown", name, case="table", columns=schema.names)
    return not missing


def _typed(frame: pl.DataFrame, schema: TableSchema, found: Findings) -> pl.DataFrame:
    return pl.DataFrame([_column(frame, column, found) for column in schema.columns])


def _column(frame: pl.DataFrame, column: Column, found: Findings) -> pl.Series:
    """Give a column in its type; its default, else null, where the frame has none."""
    if column.name not in frame.columns:
        absent = pl.repeat(column.default or None, frame.height, eager=True)
        return absent.cast(column.dtype).alias(column.name)
    given = frame[column.name]
    if given.null_count() == len(given):
        return _blank(given, column, found)
    if column.type == "code" and is_plain(given, column):
        return _plain(given, column, found)
    return _read(given, column, found)


def _blank(given: pl.Series, column: Column, found: Findings) -> pl.Series:
    """Give a column in which nothing stands: its default, where it has one."""
    blank = pl.repeat(column.default or None, len(given), eager=True).cast(column.dtype)
    if column.required:
        found.flag("value-missing", column.name, blank.is_null())
    return blank.alias(column.name)


def _read(given: pl.Series, column: Column, found: Findings) -> pl.Series:
    """Read a column's values, and tell what is wrong or doubtful with them."""
    series, unreadable = read_column(given, column)
    kind = strange(given, column)
    code = "column-kind" if kind else "value-type"
    wrong = errors(given)
    if wrong is not None:
        found.flag("cell-error", column.name, wrong, values=given)
        series, unreadable = series.set(wrong, None), unreadable | wrong
    told = unreadable if wrong is None else unreadable & ~wrong
    for case, bad in _kinds(given, told, kind or "", column):
        words = _type_words(column) | (_marks(given, bad) if case == "mark" else {})
        found.flag(code, column.name, bad, case=case, values=given, **words)
    if column.type == "number" and given.dtype == pl.String:
        short = given.str.contains(_SHOWN_SHORT)
        found.doubt_rows("value-exponent", column.name, short, values=given)
    found.doubt_rows("value-nan", column.name, not_a_number(given))
    series, unseen = seen(series, column)
    if unseen is not None:
        found.doubt_rows("value-unseen", column.name, unseen, values=given)
    if column.type == "code":
        series, dressed = undressed(series, given)
        if dressed is not None:
            found.doubt_rows("code-dressed", column.name, dressed, values=given)
    if column.default:
        series = series.set(series.is_null() & ~unreadable, column.default)
    if column.required:
        blank = series.is_null() & ~unreadable
        found.flag("value-missing", column.name, blank)
    _values(series, column, found)
    return series.alias(column.name)


def _plain(given: pl.Series, column: Column, found: Findings) -> pl.Series:
    """Take a column of plain codes as it stands; nothing but its allowed values is in question."""
    if column.default:
        given = given.fill_null(column.default)
    if column.required:
        found.flag("value-missing", column.name, given.is_null())
    if column.values or column.pattern:
        _values(given, column, found)
    return given.alias(column.name)


def _axes(frame: pl.DataFrame, found: Findings) -> None:
    """Doubt points that would lie in their boundary if longitude and latitude were swapped."""
    if {"lon", "lat", "geometry"} <= set(frame.columns):
        found.doubt_rows("axes-swapped", "lon", swapped_axes(frame), values=frame["lon"])


def _kinds(
    given: pl.Series, unreadable: pl.Series, kind: str, column: Column
) -> list[tuple[str, pl.Series]]:
    """Part values that cannot be read by what they look like, where that has its own remedy."""
    if kind or given.dtype != pl.String or not unreadable.any():
        return [(kind, unreadable)]
    texts = given.str.strip_chars()
    masks = {"date": looks_like_date(texts)}
    if column.type in ("number", "integer"):
        masks["comma"] = texts.str.contains(_DECIMAL_COMMA).fill_null(value=False)
        masks["flag"] = texts.str.contains(_FLAGGED).fill_null(value=False)
        masks["mark"] = texts.str.contains(_MARK).fill_null(value=False)
    parts, rest = [], unreadable
    for case, mask in masks.items():
        parts.append((case, rest & mask))
        rest = rest & ~mask
    return [*parts, ("", rest)]


def _marks(given: pl.Series, bad: pl.Series) -> dict[str, object]:
    """List the signs as a column map would name them."""
    signs = given.filter(bad.fill_null(value=False)).str.strip_chars().unique(maintain_order=True)
    quoted = ", ".join(f'"{sign}"' for sign in signs.head(SHOWN * 3))
    return {"marks": f"[{quoted}]"}


def _type_words(column: Column) -> dict[str, object]:
    examples = {
        "integer": "2020",
        "number": "1234.5",
        "boolean": "true / false",
        "codes": "a;b",
        "geometry": "POINT (120.6 31.3)",
    }
    return {"type": column.type, "example": examples.get(column.type, "A01")}


def _values(series: pl.Series, column: Column, found: Findings) -> None:
    name = column.name
    if column.minimum is not None or column.maximum is not None:
        low, high = column.minimum, column.maximum
        outside = pl.repeat(value=False, n=len(series), eager=True)
        if low is not None:
            outside = outside | (series < low)
        if high is not None:
            outside = outside | (series > high)
        span = f"{'−∞' if low is None else f'{low:g}'} … {'∞' if high is None else f'{high:g}'}"
        case = "swapped" if name == "lat" and like_longitudes(series) else ""
        found.flag("value-range", name, outside, case=case, values=series, span=span)
    _magnitudes(series, column, found)
    if column.type == "geometry":
        found.flag("geometry-place", name, off_the_globe(series))
        found.doubt_rows("geometry-empty", name, nowhere(series))
    if column.type == "code":
        control = series.str.contains(CONTROL)
        found.flag("value-control", name, control, values=series)
    long = too_long(series, column)
    if long is not None:
        found.flag("value-long", name, long, values=series, most=column.longest)
    if column.values:
        other = series.is_not_null() & ~series.is_in(list(column.values))
        found.flag("value-unknown", name, other, values=series, allowed=column.values)
    if column.pattern:
        other = ~series.str.contains(column.pattern)
        found.flag("value-pattern", name, other, values=series, pattern=column.pattern)


def _magnitudes(series: pl.Series, column: Column, found: Findings) -> None:
    """Refuse numbers too small to be one, and doubt those unusually large or a mark of none."""
    if column.type == "number" and (column.minimum is None or column.minimum < 0):
        marks = series.is_in(_SENTINELS)
        found.doubt_rows("value-sentinel", column.name, marks, values=series, name=column.name)
    if column.smallest is not None:
        tiny = (series.abs() < column.smallest) & (series != 0)
        found.flag("value-tiny", column.name, tiny, values=series, least=f"{column.smallest:g}")
    if column.unusual is not None:
        size = series.abs()
        large = (size > column.unusual) & (size <= (column.maximum or column.unusual))
        found.doubt_rows(
            "value-unusual", column.name, large, values=series, usual=f"{column.unusual:g}"
        )


def _currencies(typed: pl.DataFrame, schema: TableSchema, found: Findings) -> None:
    if not schema.money or "currency" not in schema.names:
        return
    paid = typed.select(pl.any_horizontal(pl.col(schema.money).is_not_null())).to_series()
    columns = [name for name in schema.money if typed[name].null_count() < typed.height]
    bare = paid & typed["currency"].is_null()
    found.flag("currency-missing", "currency", bare, columns=columns)


def _orders(typed: pl.DataFrame, found: Findings) -> None:
    for low, high in _ORDERED:
        if low in typed.columns and high in typed.columns:
            found.flag("value-order", low, typed[low] > typed[high], high=high)


def _keys(typed: pl.DataFrame, schema: TableSchema, found: Findings) -> None:
    keys = typed.select(schema.key)
    filled = keys.select(pl.all_horizontal(pl.all().is_not_null())).to_series()
    maybe = keys.hash_rows().is_duplicated() & filled
    if not maybe.any():
        return
    suspects = keys.filter(maybe)
    twice = maybe.clone().scatter(maybe.arg_true(), suspects.is_duplicated())
    words = keys.select(pl.concat_str(pl.all(), separator=" · ")).to_series()
    found.flag("key-duplicate", schema.key[0], twice, values=words, columns=" · ".join(schema.key))


def _twins(typed: pl.DataFrame, schema: TableSchema, known: Known, found: Findings) -> None:
    """Doubt codes that differ only in case or width: two names of one thing, most likely."""
    for name in schema.key:
        if schema.column(name).type != "code" or schema.column(name).values:
            continue
        codes = typed[name].drop_nulls().unique()
        there = known.get((schema.name, name))
        own = codes if there is None else pl.concat([codes, there.cast(pl.String)]).unique()
        bare = own.str.normalize("NFKC").str.to_lowercase()
        alike = pl.DataFrame({"code": own, "bare": bare}).filter(bare.is_duplicated())
        if alike.filter(alike["code"].is_in(codes.implode())).is_empty():
            continue
        pairs = alike.group_by("bare").agg(pl.col("code").sort()).sort("bare")
        shown = [" / ".join(pair) for pair in pairs["code"].head(SHOWN)]
        found.doubt("code-twins", name, count=len(pairs), codes=shown)


def _vintages(accepted: pl.DataFrame, known: Known, found: Findings) -> None:
    """Doubt industries of several classification systems side by side."""
    codes, systems = known.get(("industries", "industry")), known.get(("industries", "system"))
    group = {"categories": "definition", "activity": "year"}.get(found.table)
    if codes is None or systems is None or group is None or accepted.is_empty():
        return
    vintages = pl.DataFrame({"industry": codes, "system": systems})
    pairs = accepted.select(group, "industry").unique().join(vintages, on="industry")
    mixed = pairs.group_by(group).agg(pl.col("system").unique().sort()).sort(group)
    for label, names in mixed.filter(pl.col("system").list.len() > 1).head(3).iter_rows():
        found.doubt("vintage-mixed", "industry", group=label, systems=names)
