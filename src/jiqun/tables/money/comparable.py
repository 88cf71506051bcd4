"""Rows with money, told in one currency, and in one year's prices where a deflator fits."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import polars as pl

from jiqun.core import Caution, InputError, Words, problem
from jiqun.tables.money.deflators import Deflators, refuse_rates

#: What an amount is told in: the money of its own year, or prices of one year.
Basis = Literal["nominal", "real"]
#: What is asked for: "auto" is real where exactly one price index fits each currency.
Prices = Literal["auto", "nominal", "real"]
#: Basis of what is no money.
COUNTED = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """How amounts are told.

    Attributes
    ----------
    basis
        "nominal" or "real".
    currency
        The one they are all in; "" where rows name none.
    series, base_year
        The price indices used, and in whose year's prices amounts are; (), None if nominal.
    converted
        The currencies that were turned into ``currency``: (), where there was one.
    unknown
        How many amounts have no factor in their year and so became null.
    """

    basis: Basis
    currency: str = ""
    series: tuple[str, ...] = ()
    base_year: int | None = None
    converted: tuple[str, ...] = ()
    unknown: int = 0

    @property
    def unit(self) -> str:
        """Name the unit: "CNY", "CNY in prices of 2020"."""
        money = self.currency or "currency"
        return money if self.base_year is None else f"{money} in prices of {self.base_year}"

    def cautions(self, quantity: str | Words) -> tuple[Caution, ...]:
        """Say whether growth of the quantity is real, what was converted, what is unknown."""
        values = {"quantity": quantity, "currency": self.currency or "?"}
        if self.basis == "real":
            more = {"series": list(self.series), "year": self.base_year}
            said = [Caution("money-real", values | more)]
        else:
            said = [Caution("growth-nominal", values)]
        if self.converted:
            said.append(Caution("money-converted", values | {"currencies": list(self.converted)},
                                case="fixed" if self.basis == "real" else ""))  # fmt: skip
        if self.unknown:
            said.append(Caution("money-unknown", values | {"count": self.unknown}))
        return tuple(said)


def one_currency(
    rows: pl.DataFrame, columns: Sequence[str], deflators: Deflators | None
) -> tuple[pl.DataFrame, Told]:
    """Tell money in one currency, each year's at that year's exchange rate.

    rows: ``year``, ``currency`` (may be absent: then nothing is done) and the columns of money.
    An amount without a currency or without a rate in its year becomes null where there are
    several currencies.

    Raises
    ------
    InputError
        ``currencies-apart``: several currencies and no exchange rates between them.
    """
    named = _currencies(rows)
    if len(named) <= 1:
        return rows, Told(basis="nominal", currency=named[0] if named else "")
    into = None if deflators is None else deflators.into(named)
    if deflators is None or into is None:
        raise refuse_rates(named)
    factors = {(one, year): deflators.rate(one, into, year) for one, year in _pairs(rows)}
    told, unknown = _times(rows, columns, factors)
    return told.with_columns(currency=pl.lit(into)), Told(
        basis="nominal", currency=into, unknown=unknown,
        converted=tuple(one for one in named if one != into),
    )  # fmt: skip


def comparable_money(
    rows: pl.DataFrame,
    columns: Sequence[str],
    deflators: Deflators | None,
    *,
    prices: Prices = "auto",
    series: str | None = None,
) -> tuple[pl.DataFrame, Told]:
    r"""Tell money of several years so that its growth is that of volumes, where that can be had.

    Amounts in the prices of one year b: :math:`x_t P_b / P_t`; those of several currencies at
    the exchange rate of b, so that no change of rates is taken for growth.

    Parameters
    ----------
    rows
        ``year``, ``currency`` and the columns of money.
    columns
        Which ones.
    deflators
        The table; None where there is none.
    prices
        "auto": real where exactly one price index fits each currency, else nominal. "nominal":
        as it is. "real": real, or refused.
    series
        Which price index, where there are several of a currency; for money in one currency.

    Returns
    -------
    DataFrame, Told
        The rows, an amount null where its year has no factor; and how they are told.

    Raises
    ------
    InputError
        ``nominal-growth`` (real was asked for and cannot be had), ``currencies-apart``.
    UnknownError
        ``deflator-unknown``.

    References
    ----------
    :cite:`sna2008`, chapter 15: values over a price index are volumes.

    Examples
    --------
    >>> rows = pl.DataFrame({"year": [2020, 2021], "currency": "CNY", "output": [50.0, 60.0]})
    >>> index = pl.DataFrame({"series": "ppi", "kind": "price-index", "currency": "CNY",
    ...     "year": [2020, 2021], "value": [100.0, 120.0], "base_year": 2020})
    >>> told, how = comparable_money(rows, ["output"], Deflators.from_frame(index))
    >>> told["output"].to_list(), how.unit
    ([50.0, 50.0], 'CNY in prices of 2020')
    """
    named = _currencies(rows)
    if prices == "nominal" and series is None:
        return one_currency(rows, columns, deflators)
    known = deflators or Deflators()
    if series is not None:
        for one in named or [""]:
            known.price_of(one, series)
    real = _real(rows, columns, known, named, series)
    if real is not None:
        return real
    need_real("nominal", subject=columns[0], nominal=prices != "real", currencies=named)
    return one_currency(rows, columns, deflators)


def need_real(
    basis: str, *, subject: str, nominal: bool = False, currencies: Sequence[str] = ()
) -> None:
    """Refuse nominal money where a question is about real growth, unless nominal was asked for.

    basis: of the amounts: "real", "nominal", or :data:`COUNTED` for what is no money.

    Raises
    ------
    InputError
        ``nominal-growth``.

    Examples
    --------
    >>> need_real("real", subject="output")
    >>> need_real("nominal", subject="output", nominal=True)
    """
    if basis == "nominal" and not nominal:
        named = list(currencies)
        case = "" if named else "unnamed"
        raise InputError(problem("nominal-growth", subject=subject, case=case, currencies=named))


def _real(
    rows: pl.DataFrame,
    columns: Sequence[str],
    known: Deflators,
    named: list[str],
    series: str | None,
) -> tuple[pl.DataFrame, Told] | None:
    own = [known.price_of(one, series) for one in named]
    into = named[0] if len(named) == 1 else known.into(named)
    if not own or any(one is None for one in own) or into is None:
        return None
    indices = {one.currency: one for one in own if one is not None}
    base = next(iter(indices.values())).base_year if len(named) == 1 else None
    if base is None:
        base = _common_year(known, named, into)
    if base is None:
        return None
    factors = {
        (one, year): indices[one].factor(year, base=base) * known.rate(one, into, base)
        for one, year in _pairs(rows)
    }
    told, unknown = _times(rows, columns, factors)
    return told.with_columns(currency=pl.lit(into)), Told(
        basis="real", currency=into, base_year=base, unknown=unknown,
        series=tuple(one.name for one in indices.values()),
        converted=tuple(one for one in named if one != into),
    )  # fmt: skip


def _common_year(known: Deflators, named: list[str], into: str) -> int | None:
    """Give the newest year that every index and every rate knows."""
    indices = [known.price_of(one) for one in named]
    years = set.intersection(*(set(one.values) for one in indices if one is not None))
    full = [y for y in years if not any(math.isnan(known.rate(one, into, y)) for one in named)]
    return max(full, default=None)


def _currencies(rows: pl.DataFrame) -> list[str]:
    if "currency" not in rows.columns:
        return []
    return [str(one) for one in rows["currency"].drop_nulls().unique().sort().to_list()]


def _pairs(rows: pl.DataFrame) -> list[tuple[str, int]]:
    named = rows.select(pl.col("currency").cast(pl.String), "year").drop_nulls().unique()
    return [(str(one), int(year)) for one, year in named.sort("currency", "year").rows()]


def _times(
    rows: pl.DataFrame, columns: Sequence[str], factors: dict[tuple[str, int], float]
) -> tuple[pl.DataFrame, int]:
    """Multiply by the factor of each row's currency and year; null where there is none."""
    table = pl.DataFrame(
        {
            "currency": [one for one, _ in factors],
            "year": [year for _, year in factors],
            "factor": list(factors.values()),
        },
        schema={"currency": pl.String, "year": rows.schema["year"], "factor": pl.Float64},
    ).with_columns(pl.col("factor").fill_nan(None))
    only = {one for one, _ in factors}
    named = pl.col("currency").cast(pl.String)
    if len(only) == 1:
        named = named.fill_null(next(iter(only)))
    found = rows.with_columns(named).join(
        table, on=["currency", "year"], how="left", maintain_order="left"
    )
    lost = found.select(pl.col("factor").is_null() & pl.any_horizontal(
        pl.col(name).is_not_null() for name in columns))  # fmt: skip
    told = found.with_columns(pl.col(name) * pl.col("factor") for name in columns)
    return told.drop("factor"), int(lost.to_series().sum())
