"""Rows that name other rows: of another table, or of their own, up a chain of parents."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from jiqun.core import Words, words
from jiqun.tables.door.cycles import Chains, chains
from jiqun.tables.door.findings import SHOWN, Findings
from jiqun.tables.door.ruined import guess, ruined
from jiqun.tables.schema import TableSchema

#: Values of other tables' columns by (table, column), for references.
Known = Mapping[tuple[str, str], pl.Series]

_CLOSE = 75.0
#: Tables of which each row hangs a thing under another: table -> child and parent.
_HANGING: Mapping[str, tuple[str, str]] = {
    "regions": ("region", "parent"),
    "industries": ("industry", "parent"),
    "region_parents": ("region", "parent"),
}
_UP = {("regions", "region"), ("regions", "parent"), ("region_parents", "region"),
       ("region_parents", "parent")}  # fmt: skip
#: What :func:`check_references` wants to know beside the columns referred to, by table: aligned
#: columns of what hangs where already. Without it circles are looked for in the file alone.
HANGING: Mapping[str, set[tuple[str, str]]] = {
    "regions": _UP,
    "region_parents": _UP,
    "industries": {("industries", "industry"), ("industries", "parent")},
}
#: Steps that a chain of parents may have; no hierarchy of places or industries has so many.
MOST_STEPS = 50
_LONGEST = 30
#: Codes that are not there of which it is asked what they were.
_GUESSED = 50


def check_references(
    typed: pl.DataFrame, schema: TableSchema, known: Known, found: Findings
) -> None:
    """Flag rows that name what is not there, what is refused, or themselves."""
    for column in schema.columns:
        if column.references is None or typed[column.name].null_count() == typed.height:
            continue
        table, target = column.references
        there = known.get(column.references)
        values = typed[column.name]
        if there is None and table != schema.name:
            found.doubt("reference-unchecked", column.name, table=table)
            continue
        own = typed[target] if table == schema.name else pl.Series(dtype=pl.String)
        before = pl.Series(dtype=pl.String) if there is None else there.cast(pl.String)
        valid = pl.concat([own, before]).unique()
        absent = values.is_not_null() & ~values.is_in(valid.implode())
        for case, mask in _parted(values, absent).items():
            hint = _hint(values.filter(mask), valid)
            told = {"table": table, "target": target, "hint": hint, "name": column.name}
            found.flag("reference-unknown", column.name, mask, case=case, values=values, **told)
        if table == schema.name:
            _settle(typed, schema, known, found, name=column.name)
    if schema.name == "region_parents":
        _refuse_cycles(typed, schema, known, found)


def _settle(
    typed: pl.DataFrame, schema: TableSchema, known: Known, found: Findings, *, name: str
) -> None:
    """Flag cycles, then what hangs under refused rows; the latter may leave older cycles."""
    before = known.get((schema.name, schema.key[0]), pl.Series(dtype=pl.String)).cast(pl.String)
    under = pl.repeat(value=False, n=typed.height, eager=True)
    _refuse_cycles(typed, schema, known, found)
    while True:
        bad = found.bad(typed.height) | under
        under = under | _under_refused(typed, name, schema.key[0], before, bad)
        if not _refuse_cycles(typed, schema, known, found, without=bad | under):
            break
    found.flag("reference-refused", name, under, values=typed[name])


def _refuse_cycles(
    typed: pl.DataFrame,
    schema: TableSchema,
    known: Known,
    found: Findings,
    *,
    without: pl.Series | None = None,
) -> bool:
    """Flag rows that hang a thing under itself, naming the whole way round, and endless chains."""
    nobody = pl.repeat(value=False, n=typed.height, eager=True)
    good = ~nobody if without is None else ~without
    told = _chains(typed.filter(good), schema, known)
    if not told.bad.any():
        return False
    at, name = good.arg_true(), _HANGING[schema.name][1]
    circular = nobody.clone().scatter(at.filter(told.circular), True)
    case = "self" if told.alone else ""
    ways = _ways(told.cycles)
    found.flag("parent-cycle", name, circular, case=case, values=typed[name], cycles=ways)
    deep = nobody.clone().scatter(at.filter(told.deep), True)
    found.flag("parent-depth", name, deep, values=typed[name], most=MOST_STEPS)
    return True


def _chains(rows: pl.DataFrame, schema: TableSchema, known: Known) -> Chains:
    child, parent = _HANGING[schema.name]
    edges = rows.select(child=child, parent=parent)
    return chains(edges, _kept(edges, schema, known), most=MOST_STEPS)


def _kept(edges: pl.DataFrame, schema: TableSchema, known: Known) -> pl.DataFrame:
    """Give what the workspace already hangs where, without the rows that the file replaces."""
    child, parent = _HANGING[schema.name]
    parts = [_pairs(known, schema.name, child, parent)]
    if schema.name != "region_parents":
        parts[0] = parts[0].join(edges, on="child", how="anti")
    if schema.name == "region_parents":
        parts.append(_pairs(known, "regions", "region", "parent"))
    if schema.name == "regions":
        parts.append(_pairs(known, "region_parents", "region", "parent"))
    return pl.concat(parts)


def _pairs(known: Known, table: str, child: str, parent: str) -> pl.DataFrame:
    children, parents = known.get((table, child)), known.get((table, parent))
    if children is None or parents is None or len(children) != len(parents):
        return pl.DataFrame(schema={"child": pl.String, "parent": pl.String})
    told = {"child": children.cast(pl.String), "parent": parents.cast(pl.String)}
    return pl.DataFrame(told).drop_nulls()


def _ways(cycles: tuple[tuple[str, ...], ...]) -> Words:
    """Write each way round: a → b → a."""
    ways = [" → ".join(_short((*cycle, cycle[0]))) for cycle in cycles[:SHOWN]]
    more = len(cycles) - SHOWN
    en, zh = "; ".join(ways), "；".join(ways)
    return Words(en, zh) if more <= 0 else Words(f"{en} and {more} more", f"{zh}，另有 {more} 个")


def _short(cycle: tuple[str, ...]) -> list[str]:
    """Leave out the middle of a very long way, and say how many it has."""
    if len(cycle) <= _LONGEST:
        return list(cycle)
    half = _LONGEST // 2
    return [*cycle[:half], f"… ({len(cycle) - 1}) …", *cycle[-half:]]


def _under_refused(
    typed: pl.DataFrame, name: str, target: str, before: pl.Series, bad: pl.Series
) -> pl.Series:
    """Find good rows that name a refused row of the same table, and so on down."""
    values = typed[name]
    under = pl.repeat(value=False, n=len(values), eager=True)
    if not bad.any():
        return under
    while True:
        valid = pl.concat([typed[target].filter(~(bad | under)), before]).unique()
        now = values.is_not_null() & ~values.is_in(valid.implode()) & ~bad
        if now.equals(under):
            return under
        under = now


def _parted(values: pl.Series, absent: pl.Series) -> dict[str, pl.Series]:
    """Part codes that are not there into those that a spreadsheet ruined and others."""
    if not absent.any():
        return {}
    parts: dict[str, pl.Series] = {}
    rest = absent
    for kind, mask in ruined(values).items():
        case = "date" if kind == "date" else "ruined"
        parts[case] = parts[case] | (rest & mask) if case in parts else rest & mask
        rest = rest & ~mask
    return {case: mask for case, mask in {**parts, "": rest}.items() if mask.any()}


def _hint(absent: pl.Series, valid: pl.Series) -> str | Words:
    """Name a code that is there and nearly the same; empty where there is none."""
    there = set(valid.to_list())
    for code in absent.unique(maintain_order=True).head(_GUESSED).to_list():
        before = guess(code, there)
        if before:
            return words("checks.ruined", code=code, before=before)
    code = str(absent[0])
    near: object = valid.filter(valid.str.to_lowercase() == code.lower()).first()
    if near is None and code.isdigit():
        near = valid.filter(valid.str.strip_chars_start("0") == code.lstrip("0")).first()
    elif near is None:
        from rapidfuzz import process

        match = process.extractOne(code, valid.head(50_000).to_list(), score_cutoff=_CLOSE)
        near = match[0] if match else None
    return f" ({code!r} ≈ {near!r}?)" if near else ""
