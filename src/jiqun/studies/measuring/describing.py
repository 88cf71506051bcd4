"""What a face shows of the measures: the list, and each one's page from its own documentation."""

from __future__ import annotations

import inspect
import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Literal

from jiqun.core import MEASURES, MeasureSpec, Words, load_plugins, texts
from jiqun.measures import reference
from jiqun.studies.measuring.computing import find_measure
from jiqun.studies.measuring.docstrings import Told, told
from jiqun.studies.measuring.listing import KindRow, kind_row
from jiqun.studies.measuring.options import Option, OptionKind, options_of
from jiqun.studies.measuring.register import kind_of
from jiqun.studies.measuring.slots import slots_of


@dataclass(frozen=True, slots=True, kw_only=True)
class DataRow:
    """Data that a measure reads.

    Attributes
    ----------
    name
        The parameter's.
    kinds
        Kinds of data that it takes, the usual one first.
    required
        Whether the measure cannot do without.
    """

    name: str
    kinds: tuple[str, ...]
    required: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureRow:
    """A measure of the register.

    Attributes
    ----------
    bounds
        The least and the largest value; null where there is none.
    neutral
        The value that says "neither"; null where there is none.
    higher_means
        What a high value means.
    source, citation, where
        Key in the bibliography; author and year; page or equation.
    needs, per
        The kind of data it reads first; what one value of the result belongs to.
    emerging
        Whether it is not yet settled.
    base
        What it compares with: "none"; its regions' "own" sum; or "any" whole, their sum or a
        reference from outside.
    """

    id: str
    title: Words
    family: str
    unit: str
    bounds: tuple[float | None, float | None]
    neutral: float | None
    higher_means: Words
    source: str
    citation: str
    where: str
    needs: str
    per: str
    aliases: tuple[str, ...]
    version: int
    emerging: bool
    base: Literal["none", "own", "any"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureList:
    """All measures, by family and id, and the kinds of data that they read."""

    items: tuple[MeasureRow, ...]
    total: int
    limit: int
    offset: int
    kinds: tuple[KindRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionRow:
    """A parameter of a measure.

    Attributes
    ----------
    kind
        What it takes; "data" for data, "group" for one whose parts follow.
    type, choices, default
        As the function has them; the choices of a choice; a default that is a plain value.
    part_of
        The group that it belongs to, if any.
    description
        In the words of the function's documentation.
    """

    name: str
    kind: OptionKind
    type: str
    choices: tuple[str, ...]
    default: str | int | float | bool | None
    required: bool
    part_of: str
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """Where a measure comes from, and where in it."""

    key: str
    text: str
    where: str
    doi: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasurePage(MeasureRow):
    """A measure with its words, formula, data, options and source."""

    text: Words
    summary: str
    description: str
    formula: str | None
    returns: str
    raises: str
    example: str
    documentation: str
    data: tuple[DataRow, ...]
    kinds: tuple[KindRow, ...]
    options: tuple[OptionRow, ...]
    reference: Publication
    function: str


def list_measures() -> MeasureList:
    """List the measures by family and id, with every kind of data that one of them reads."""
    load_plugins()
    families = list(dict.fromkeys(spec.family for spec in MEASURES.values()))
    ordered = sorted(MEASURES.values(), key=lambda s: (families.index(s.family), s.id))
    read = dict.fromkeys(id for spec in ordered for slot in slots_of(spec) for id in slot.kinds)
    return MeasureList(
        items=tuple(_row(spec) for spec in ordered),
        total=len(ordered),
        limit=len(ordered),
        offset=0,
        kinds=tuple(kind_row(kind_of(id)) for id in read),
    )


def describe_measure(id: str) -> MeasurePage:
    """Give one measure with its words, formula, data, options and source.

    Raises
    ------
    UnknownError
        ``measure-unknown``.
    """
    spec = find_measure(id)
    row = _row(spec)
    documented, cited = told(spec.compute), reference(spec.source)
    slots = slots_of(spec)
    return MeasurePage(
        **{one.name: getattr(row, one.name) for one in fields(row)},
        text=Words(**texts("measures").get(spec.id, spec.higher_means)),
        summary=documented.summary,
        description=documented.description,
        formula=documented.formula,
        returns=documented.section("Returns"),
        raises=documented.section("Raises"),
        example=documented.sections.get("Examples", "").strip(),
        documentation=inspect.getdoc(spec.compute) or "",
        data=tuple(DataRow(name=s.name, kinds=s.kinds, required=s.required) for s in slots),
        kinds=tuple(
            kind_row(kind_of(id)) for id in dict.fromkeys(id for s in slots for id in s.kinds)
        ),
        options=_option_rows(spec, documented),
        reference=Publication(
            key=spec.source,
            text=cited.full,
            where=spec.where,
            doi=cited.fields.get("doi", ""),
        ),
        function=f"{spec.compute.__module__}.{spec.compute.__qualname__}",
    )


def _row(spec: MeasureSpec) -> MeasureRow:
    low, high = (bound if math.isfinite(bound) else None for bound in spec.bounds)
    return MeasureRow(
        id=spec.id,
        title=Words(**spec.title),
        family=spec.family,
        unit=spec.unit,
        bounds=(low, high),
        neutral=spec.neutral,
        higher_means=Words(**spec.higher_means),
        source=spec.source,
        citation=reference(spec.source).short,
        where=spec.where,
        needs=spec.needs,
        per=spec.per,
        aliases=spec.aliases,
        version=spec.version,
        emerging=spec.emerging,
        base=spec.base,
    )


def _option_rows(spec: MeasureSpec, documented: Told) -> tuple[OptionRow, ...]:
    """Give every parameter; the parts of a group stand behind it."""
    known = options_of(spec)
    own = {option.name: option for option in known if not option.part_of}
    words, rows = documented.parameters("Parameters"), []
    for name, parameter in inspect.signature(spec.compute).parameters.items():
        option, type_ = own.get(name), str(parameter.annotation)
        required = parameter.default is inspect.Parameter.empty
        rows.append(_option_row(option or _data(name, required=required), type_, words))
        if option is not None and option.kind == "group":
            of_group = told(option.hint).parameters("Attributes")
            types = {one.name: str(one.type) for one in fields(option.hint)}
            parts = [part for part in known if part.part_of == name]
            rows += [_option_row(part, types[part.name], of_group) for part in parts]
    return tuple(rows)


def _data(name: str, *, required: bool) -> Option:
    return Option(name=name, kind="data", required=required)


def _option_row(option: Option, type_: str, words: Mapping[str, str]) -> OptionRow:
    return OptionRow(
        name=option.name,
        kind=option.kind,
        type=type_,
        choices=option.choices,
        default=option.default,
        required=option.required,
        part_of=option.part_of,
        description=words.get(option.name, ""),
    )
