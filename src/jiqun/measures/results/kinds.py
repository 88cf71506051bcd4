"""What measures return: arrays with labels, intervals, parts and the record of their making.

One type for each thing a value can belong to. A panel's result has its years as the first
axis of every array; one year's result has ``years == ()``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar, Self

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.core import MEASURES, Language, Problems, Record
from jiqun.measures.results.wording import NAMELESS, CodeNames, explained

Float = NDArray[np.float64]
SERIES = "series_"


def _nothing() -> Float:
    return np.array(np.nan)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Measured:
    """What all results share.

    Attributes
    ----------
    values
        One number for each combination of labels, in the order of ``AXES``; NaN = undefined.
    low, high
        Limits of each value's interval; NaN where there is none.
    parts
        Further arrays of the same shape that the value is made of, by name.
    years
        The years of a panel, else empty.
    record
        What went in.
    """

    values: Float
    record: Record
    low: Float = field(default_factory=_nothing)
    high: Float = field(default_factory=_nothing)
    parts: Mapping[str, Float] = field(default_factory=dict)
    years: tuple[int, ...] = ()

    #: Frame column and field of labels of each axis.
    AXES: ClassVar[tuple[tuple[str, str], ...]] = ()

    def __post_init__(self) -> None:
        shape = tuple(len(labels) for _, labels in self.axes)
        problems = Problems()
        for name, given in (("values", self.values), *self.parts.items()):
            if np.shape(given) != shape:
                problems.add(
                    "result-shape",
                    subject=name,
                    shape=str(np.shape(given)),
                    wanted=str(shape),
                )
        problems.check()
        for name in ("values", "low", "high"):
            object.__setattr__(self, name, _frozen(getattr(self, name), shape))
        object.__setattr__(
            self, "parts", {name: _frozen(part, shape) for name, part in self.parts.items()}
        )

    @property
    def axes(self) -> tuple[tuple[str, tuple[Any, ...]], ...]:
        """Frame column and labels of each axis of ``values``, the years first if there are any."""
        own = tuple((column, tuple(getattr(self, name))) for column, name in self.AXES)
        return (("year", self.years), *own) if self.years else own

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Measured) or type(other) is not type(self):
            return NotImplemented
        mine, theirs = self._compared(), other._compared()
        return (
            self.axes == other.axes
            and self.record == other.record
            and mine.keys() == theirs.keys()
            and all(np.array_equal(mine[name], theirs[name], equal_nan=True) for name in mine)
        )

    __hash__ = None  # type: ignore[assignment]

    def _arrays(self) -> dict[str, Float]:
        return {"value": self.values, "low": self.low, "high": self.high, **self.parts}

    def _compared(self) -> dict[str, Float]:
        return self._arrays()

    def to_frame(self) -> pl.DataFrame:
        """Give a tidy frame: the labels, ``value``, ``low``, ``high`` and one column a part."""
        index = np.indices(self.values.shape).reshape(self.values.ndim, self.values.size)
        labels = [
            pl.Series(column, list(codes)).gather(at)
            for (column, codes), at in zip(self.axes, index, strict=True)
        ]
        numbers = [pl.Series(name, array.ravel()) for name, array in self._arrays().items()]
        return pl.DataFrame([*labels, *numbers])

    @classmethod
    def from_frame(cls, frame: pl.DataFrame, record: Record) -> Self:
        """Read back what :meth:`to_frame` gave; labels come in their order of appearance."""
        columns = [column for column, _ in cls.AXES]
        columns = ["year", *columns] if "year" in frame.columns else columns
        codes = {column: frame[column].unique(maintain_order=True).to_list() for column in columns}
        at = tuple(_positions(frame[column], codes[column]) for column in columns)
        arrays = {}
        for name in frame.columns:
            if name not in codes:
                arrays[name] = np.full([len(codes[column]) for column in columns], np.nan)
                numbers = frame[name].cast(pl.Float64).fill_null(np.nan).to_numpy()
                arrays[name][at] = numbers if at else numbers[0]
        labels = {name: tuple(codes[column]) for column, name in _once(cls.AXES)}
        return cls(
            values=arrays.pop("value"),
            low=arrays.pop("low"),
            high=arrays.pop("high"),
            parts=arrays,
            years=tuple(codes.get("year", ())),
            record=record,
            **labels,
        )

    def to_dict(self) -> dict[str, Any]:
        """Give labels, values, limits (None where no value has any), parts, unit and record."""
        spec = MEASURES.get(self.record.subject)
        shown = {name: list(getattr(self, name)) for _, name in _once(self.AXES)}
        if self.years:
            shown["years"] = list(self.years)
        bounded = not (np.isnan(self.low).all() and np.isnan(self.high).all())
        return {
            "id": self.record.subject,
            "title": dict(spec.title) if spec else {},
            "unit": spec.unit if spec else "",
            **shown,
            "values": self.values,
            "low": self.low if bounded else None,
            "high": self.high if bounded else None,
            "parts": dict(self.parts),
            "record": self.record.to_dict(),
        }

    def explain(self, lang: Language, names: CodeNames = NAMELESS) -> str:
        """Say in plain words what was computed, from what, with what outcome, after whom.

        ``names`` are shown instead of codes: axis ("region", "industry", …) -> code -> name.
        """
        bounded = not np.isnan(self.low).all()
        return explained(self.record, self.axes, self.values, lang, bounded=bounded, names=names)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CellMeasure(Measured):
    """A value for each region and industry: ``values`` has shape (R, I).

    Attributes
    ----------
    regions, industries
        Labels of the two axes.
    """

    regions: tuple[str, ...]
    industries: tuple[str, ...]
    AXES: ClassVar[tuple[tuple[str, str], ...]] = (
        ("region", "regions"),
        ("industry", "industries"),
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RegionMeasure(Measured):
    """A value for each region: ``values`` has shape (R,).

    Attributes
    ----------
    regions
        Labels.
    """

    regions: tuple[str, ...]
    AXES: ClassVar[tuple[tuple[str, str], ...]] = (("region", "regions"),)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class IndustryMeasure(Measured):
    """A value for each industry: ``values`` has shape (I,).

    Attributes
    ----------
    industries
        Labels.
    """

    industries: tuple[str, ...]
    AXES: ClassVar[tuple[tuple[str, str], ...]] = (("industry", "industries"),)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class IndustryPairMeasure(Measured):
    """A value for each ordered pair of industries: ``values`` has shape (I, I).

    Attributes
    ----------
    industries
        Labels of both axes.
    """

    industries: tuple[str, ...]
    AXES: ClassVar[tuple[tuple[str, str], ...]] = (
        ("industry", "industries"),
        ("other_industry", "industries"),
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RegionPairMeasure(Measured):
    """A value for each ordered pair of regions: ``values`` has shape (R, R).

    Attributes
    ----------
    regions
        Labels of both axes.
    """

    regions: tuple[str, ...]
    AXES: ClassVar[tuple[tuple[str, str], ...]] = (
        ("region", "regions"),
        ("other_region", "regions"),
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SiteMeasure(Measured):
    """A value for each site: ``values`` has shape (N,).

    Attributes
    ----------
    sites
        Labels.
    """

    sites: tuple[str, ...]
    AXES: ClassVar[tuple[tuple[str, str], ...]] = (("site", "sites"),)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WholeMeasure(Measured):
    """One value for the whole table: ``values`` has shape ()."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CurveMeasure(Measured):
    """Curves over distance: ``values`` has shape (S, D).

    ``low`` and ``high`` are the local envelope; a global one stands in ``parts`` under
    ``global_low`` and ``global_high``, the null's mean under ``expected``.

    Attributes
    ----------
    series
        S names of the curves: industries, pairs of industries, or reference sites.
    radii
        D distances, ascending, in the unit of the sites (km on the globe).
    summary
        One number a curve, by name: ``p_value``, ``bandwidth``, ``sites``; shape (S,).
    """

    series: tuple[str, ...]
    radii: tuple[float, ...]
    summary: Mapping[str, Float] = field(default_factory=dict)
    AXES: ClassVar[tuple[tuple[str, str], ...]] = (("series", "series"), ("radius", "radii"))

    def _compared(self) -> dict[str, Float]:
        return {**self._arrays(), **{SERIES + name: one for name, one in self.summary.items()}}

    def to_frame(self) -> pl.DataFrame:
        """Give the tidy frame; a curve's summary stands on each of its rows as ``series_*``."""
        shape = self.values.shape
        further = [
            pl.Series(SERIES + name, np.broadcast_to(np.asarray(one)[..., None], shape).ravel())
            for name, one in self.summary.items()
        ]
        return Measured.to_frame(self).with_columns(further)

    @classmethod
    def from_frame(cls, frame: pl.DataFrame, record: Record) -> Self:
        """Read back what :meth:`to_frame` gave."""
        # Measured.from_frame sees the summary as parts; here they become one number a curve.
        plain = super(CurveMeasure, cls).from_frame(frame, record)
        given = {field.name: getattr(plain, field.name) for field in fields(plain)}
        parts = {name: part for name, part in plain.parts.items() if not name.startswith(SERIES)}
        summary = {
            name.removeprefix(SERIES): part[..., 0]
            for name, part in plain.parts.items()
            if name.startswith(SERIES)
        }
        return cls(**{**given, "parts": parts, "summary": summary})

    def to_dict(self) -> dict[str, Any]:
        """Give what every result gives, and the summary of each curve."""
        return {**Measured.to_dict(self), "summary": dict(self.summary)}


def _frozen(array: Float, shape: tuple[int, ...]) -> Float:
    view = np.broadcast_to(np.asarray(array, dtype=np.float64), shape).view()
    view.setflags(write=False)
    return view


def _positions(column: pl.Series, codes: list[Any]) -> NDArray[np.int64]:
    order = pl.DataFrame(
        {"code": pl.Series(codes, dtype=column.dtype), "at": np.arange(len(codes))}
    )
    joined = (
        column.alias("code").to_frame().join(order, on="code", how="left", maintain_order="left")
    )
    return joined["at"].to_numpy().astype(np.int64)


def _once(axes: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    return tuple({name: (column, name) for column, name in reversed(axes)}.values())[::-1]
