"""Price indices and exchange rates, read from the table ``deflators``."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal, Self

import polars as pl

from jiqun.core import InputError, Problems, problem, unknown
from jiqun.tables.frames import need_columns, to_polars

Kind = Literal["price-index", "price-index-previous-year", "exchange-rate"]
CHAINED = "price-index-previous-year"
RATE = "exchange-rate"
#: What an index is in the year that it refers to.
HUNDRED = 100.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """A price index or an exchange rate over years.

    Attributes
    ----------
    name, kind, currency
        Its code; what it is; whose money it measures.
    into
        The other currency of a rate; "" of an index.
    base_year
        In whose prices money is told.
    values
        By year: an index's level (a chained one linked), or units of ``currency`` for one of
        ``into``.
    """

    name: str
    kind: Kind
    currency: str
    into: str
    base_year: int
    values: Mapping[int, float]

    def factor(self, year: int, *, base: int | None = None) -> float:
        """Give what an amount of a year is multiplied by to be in the base year's prices.

        NaN where the series does not know one of the two years.

        Examples
        --------
        >>> index = Series(name="cpi", kind="price-index", currency="CNY", into="",
        ...                base_year=2020, values={2020: 100.0, 2021: 125.0})
        >>> index.factor(2021), index.factor(2019)
        (0.8, nan)
        """
        at = self.values.get(self.base_year if base is None else base, math.nan)
        return at / self.values.get(year, math.nan)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deflators:
    """Every series of a table ``deflators``.

    Attributes
    ----------
    prices, rates
        Price indices and exchange rates, by name.
    """

    prices: tuple[Series, ...] = ()
    rates: tuple[Series, ...] = ()

    @classmethod
    def from_frame(cls, frame: Any) -> Self:
        """Read rows of ``series, kind, currency, year, value`` and ``into, base_year``.

        Raises
        ------
        InputError
            ``deflators-mixed`` (a series of two kinds, currencies or base years),
            ``deflators-into`` (a rate without the other currency, an index with one, a rate of
            a currency against itself), ``deflators-base`` (a base year that the series lacks),
            ``deflators-gap`` (an index of the previous year that leaves a year out).

        Examples
        --------
        >>> import polars as pl
        >>> rows = pl.DataFrame({"series": "ppi", "kind": "price-index-previous-year",
        ...     "currency": "CNY", "year": [2020, 2021], "value": [98.2, 108.1]})
        >>> Deflators.from_frame(rows).prices[0].values[2019]
        100.0
        """
        rows = to_polars(frame)
        need_columns(rows, "series", "kind", "currency", "year", "value")
        for name, kind in (("into", pl.String), ("base_year", pl.Int64)):
            if name not in rows.columns:
                rows = rows.with_columns(pl.lit(None, dtype=kind).alias(name))
        problems, found = Problems(), []
        for (name,), own in rows.sort("series", "year").group_by("series", maintain_order=True):
            if _sound(problems, str(name), own):
                found.append(_series(str(name), own))
        problems.check()
        return cls(
            prices=tuple(one for one in found if one.kind != RATE),
            rates=tuple(one for one in found if one.kind == RATE),
        )

    def price_of(self, currency: str, series: str | None = None) -> Series | None:
        """Give the price index of a currency: the named one, else the only one there is.

        Raises
        ------
        UnknownError
            ``deflator-unknown``: no price index of this name for this currency.
        """
        own = [one for one in self.prices if one.currency == currency]
        if series is None:
            return own[0] if len(own) == 1 else None
        for one in own:
            if one.name == series:
                return one
        raise unknown("deflator", series, [one.name for one in own], case=currency)

    def rate(self, one: str, other: str, year: int) -> float:
        """Give how much of ``other`` one unit of ``one`` is in a year; NaN where none tells.

        The first series that knows the year, in order of names, either way round.
        """
        if one == other:
            return 1.0
        for own in self.rates:
            value = own.values.get(year, math.nan)
            if (own.currency, own.into) == (one, other) and not math.isnan(value):
                return 1.0 / value
            if (own.currency, own.into) == (other, one) and not math.isnan(value):
                return value
        return math.nan

    def into(self, currencies: Iterable[str]) -> str | None:
        """Give the currency that all of several can be told in; None where there is none.

        One of them before any other, then by the alphabet.
        """
        given = sorted(set(currencies))
        pairs = {(own.currency, own.into) for own in self.rates}
        pairs |= {(other, one) for one, other in pairs}
        every = [*given, *sorted({one for pair in pairs for one in pair} - set(given))]
        for target in every:
            if all(one == target or (one, target) in pairs for one in given):
                return target
        return None


def _sound(problems: Problems, name: str, own: pl.DataFrame) -> bool:
    before = len(problems.found)
    for column in ("kind", "currency", "into", "base_year"):
        told = own[column].unique(maintain_order=True).to_list()
        if len(told) > 1:
            problems.add("deflators-mixed", subject=name, column=column, values=told)
    kind, currency, into, base = (
        own.row(0, named=True)["kind"],
        *own.select("currency", "into", "base_year").row(0),
    )
    if (kind == RATE) != (into is not None) or into == currency:
        case = "index" if kind != RATE else "same" if into == currency else ""
        problems.add("deflators-into", subject=name, case=case, currency=currency)
    years = own["year"].to_list()
    if kind == CHAINED and years != list(range(years[0], years[-1] + 1)):
        lacking = sorted(set(range(years[0], years[-1] + 1)) - set(years))
        problems.add("deflators-gap", subject=name, years=lacking)
    known = {*years, *([years[0] - 1] if kind == CHAINED else [])}
    if base is not None and base not in known:
        problems.add("deflators-base", subject=name, base=base, years=sorted(known))
    return len(problems.found) == before


def _series(name: str, own: pl.DataFrame) -> Series:
    first = own.row(0, named=True)
    values = dict(zip(own["year"].to_list(), own["value"].to_list(), strict=True))
    if first["kind"] == CHAINED:
        values = _linked(values)
    base = first["base_year"]
    return Series(
        name=name,
        kind=first["kind"],
        currency=first["currency"],
        into=first["into"] or "",
        base_year=max(values) if base is None else int(base),
        values=MappingProxyType(values),
    )


def _linked(values: dict[int, float]) -> dict[int, float]:
    """Multiply yearly indices up; the year before the first one is 100."""
    level = HUNDRED
    linked = {min(values) - 1: level}
    for year in sorted(values):
        level *= values[year] / HUNDRED
        linked[year] = level
    return linked


def refuse_rates(currencies: list[str]) -> InputError:
    """Make the error that money in several currencies cannot be added up."""
    return InputError(problem("currencies-apart", subject="currency", currencies=currencies))
