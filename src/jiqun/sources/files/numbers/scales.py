"""Units of a file's columns: those that its map names, else those printed in its header."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from jiqun.core import Problem, problem
from jiqun.sources.files.maps import ColumnMap, ColumnSource
from jiqun.sources.files.units import PrintedUnit, fits_column, printed_unit, unit_in_name
from jiqun.tables import TableSchema


@dataclass(frozen=True, slots=True, kw_only=True)
class Scaled:
    """Sources with the scale of their units.

    Attributes
    ----------
    sources
        Canonical column -> source, scaled.
    currency
        What the money columns are in, where their units say; empty where they do not.
    problems, cautions
        Units that contradict; those that were read.
    """

    sources: Mapping[str, ColumnSource]
    currency: str = ""
    problems: tuple[Problem, ...] = ()
    cautions: tuple[Problem, ...] = field(default=())


def with_units(
    sources: Mapping[str, ColumnSource], schema: TableSchema, mapping: ColumnMap, *, name: str
) -> Scaled:
    """Give each column of numbers the scale of its unit, and say what was read so.

    A scale in the map goes before a unit in the header; a bare 元 is taken as the yuan.
    """
    units = {
        column: unit
        for column, source in sources.items()
        if (unit := _unit(column, source, schema, mapping)) is not None
    }
    scaled = {
        column: replace(source, scale=units[column].scale) if column in units else source
        for column, source in sources.items()
    }
    monies = [one.currency for one in units.values() if one.currency]
    problems, currency = one_currency(monies, sources, mapping, name=name)
    named = {key: one for key, one in units.items() if one.scale != 1.0 or one.currency}
    cautions: tuple[Problem, ...] = ()
    if named:
        shown = [_told(key, one) for key, one in named.items()]
        cautions = (problem("units-read", subject=name, units=shown),)
    return Scaled(sources=scaled, currency=currency, problems=problems, cautions=cautions)


def _unit(
    column: str, source: ColumnSource, schema: TableSchema, mapping: ColumnMap
) -> PrintedUnit | None:
    if column in mapping.units:
        return printed_unit(mapping.units[column])
    if schema.column(column).type not in ("number", "integer") or source.scale != 1.0:
        return None
    unit = unit_in_name(source.column)[1]
    return unit if unit and fits_column(unit, schema.column(column)) else None


def one_currency(
    monies: Iterable[str],
    sources: Mapping[str, ColumnSource],
    mapping: ColumnMap,
    *,
    name: str,
) -> tuple[tuple[Problem, ...], str]:
    """Give the currency that units name; several, or another than the map's, are told."""
    named = list(dict.fromkeys(monies))
    given = mapping.constants.get("currency")
    both = sorted({*named, *([str(given)] if given else [])})
    if named and len(both) > 1:
        return (problem("unit-currencies", subject=name, currencies=both),), ""
    known = "currency" in sources or given
    return (), "" if known or not named else named[0]


def _told(column: str, unit: PrintedUnit) -> str:
    money = f" {unit.currency}" if unit.currency else ""
    return f"{column}: {unit.text} = × {unit.scale:,.10g}{money}"
