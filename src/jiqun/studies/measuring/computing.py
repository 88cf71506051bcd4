"""Any measure on files or on a workspace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jiqun.core import MEASURES, InputError, MeasureSpec, load_plugins, problem, unknown
from jiqun.measures import Measured, over_years, resampled
from jiqun.studies.measuring.options import options_of, parse_options, reading_options, takes
from jiqun.studies.measuring.slots import Filled, fill
from jiqun.studies.plans import Bootstraps, Confidence, Seed, fit, fit_in_memory
from jiqun.tables import Counts, Panel
from jiqun.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """The data of a measure.

    Attributes
    ----------
    data
        Files by kind of data ("counts", "graph") or by the measure's own name for them
        ("establishments", "weights").
    workspace, as_of
        Where the data come from that no file gives; an earlier commit of it, None for the newest.
    reading
        Options of reading by name, those that are known in every face: ``value`` (the column to
        take of the first file), ``year``, ``metric``, ``compare_with``; of a workspace ``year``,
        ``region_level``, ``quantity``, ``industry_level``, ``compare_with`` (a
        reference). What a kind does not take is left out; a reference that a measure has no use
        for is refused.
    """

    data: Mapping[str, Path] = field(default_factory=dict)
    workspace: Path | None = None
    as_of: int | None = None
    reading: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What changes a number.

    Attributes
    ----------
    industry, against, radii, weighted
        Of a curve over distance; radii are "FROM:TO:STEP" or "1,2,5".
    null
        "labelling", "location" or "independence" for curves.
    draws, seed, level
        Of simulations and intervals; None leaves the measure's own default.
    options
        Further options of the measure, or of reading its data, by name, as text.
    """

    industry: str | None = None
    against: str | None = None
    radii: str | None = None
    weighted: bool = False
    null: str | None = None
    draws: int | None = None
    seed: int | None = None
    level: float | None = None
    options: Mapping[str, str] = field(default_factory=dict)


def find_measure(id: str) -> MeasureSpec:
    """Give a measure by its id or one of its aliases.

    Raises
    ------
    UnknownError
        ``measure-unknown``.
    """
    load_plugins()
    by_name = {name: spec for spec in MEASURES.values() for name in (spec.id, *spec.aliases)}
    if id.lower() not in by_name:
        raise unknown("measure", id, sorted(MEASURES))
    return by_name[id.lower()]


def measure(id: str, *, given: Given, choices: Choices | None = None) -> Measured:
    """Compute one measure from files or from a workspace; nothing is stored.

    Raises
    ------
    UnknownError
        ``measure-unknown``, ``kind-unknown``, ``year-unknown``, ``level-unknown``,
        ``industry-unknown``.
    InputError
        ``measure-needs`` and all that is wrong with the files or the options.
    """
    spec, chosen = find_measure(id), choices or Choices()
    _check(chosen)
    filled = fill(spec, given.data, workspace=given.workspace is not None)
    reading = reading_options(filled)
    own = options_of(spec)
    known = {one.name for one in (*own, *reading)}
    named = {**_named(spec, chosen), **given.reading}
    arguments = parse_options(
        spec,
        (*own, *reading),
        texts=chosen.options,
        named={name: one for name, one in named.items() if one is not None and name in known},
    )
    taken = {one.name: arguments.pop(one.name) for one in reading if one.name in arguments}
    _refuse_idle_reference(spec, {**given.reading, **taken})
    data, *more = _read(filled, given, taken).items()
    return _computed(spec, data[1], {**dict(more), **arguments}, chosen)


def _refuse_idle_reference(spec: MeasureSpec, reading: Mapping[str, object]) -> None:
    """Refuse a reference for a measure that compares with nothing outside its regions."""
    if reading.get("compare_with") is not None and spec.base != "any":
        raise InputError(problem("reference-unused", subject="reference", id=spec.id))


def _check(chosen: Choices) -> None:
    """Refuse what no measure can take, also where the measure at hand takes no such option."""
    told = {"draws": Bootstraps, "seed": Seed, "level": Confidence}
    given = {name: (getattr(chosen, name), kind) for name, kind in told.items()}
    fit({name: one for name, one in given.items() if one[0] is not None})


def _read(
    filled: tuple[Filled, ...], given: Given, options: Mapping[str, object]
) -> dict[str, object]:
    """Read every slot; the column that a user names is the first file's."""
    ws = None if given.workspace is None else Workspace.open(given.workspace, as_of=given.as_of)
    found: dict[str, object] = {}
    for one in filled:
        first = next(iter(found.values()), None)
        chosen = {name: value for name, value in options.items() if not found or name != "value"}
        found[one.slot.name] = one.read(ws, chosen, first)
    return found


def _named(spec: MeasureSpec, chosen: Choices) -> dict[str, object]:
    """Give the choices as options of this measure: chance is the null hypothesis's, if any."""
    curve: dict[str, object] = {
        "industry": chosen.industry,
        "against": chosen.against,
        "radii": chosen.radii,
        "weighted": chosen.weighted or None,
    }
    chance: dict[str, object] = {"draws": chosen.draws, "seed": chosen.seed, "level": chosen.level}
    if not takes(spec, "null"):
        return curve | chance
    if chosen.null is None:
        return curve
    return curve | chance | {"kind": chosen.null, "seed": chosen.seed or 0}


def _computed(
    spec: MeasureSpec, data: object, arguments: dict[str, Any], chosen: Choices
) -> Measured:
    if isinstance(data, Panel) and spec.needs != "panel":
        whole: Measured = over_years(spec.compute, data, **arguments)
        return whole
    if chosen.draws and isinstance(data, Counts) and not takes(spec, "draws"):
        fit_in_memory(chosen.draws, data.values.size)
        bounded: Measured = resampled(
            spec.compute,
            data,
            draws=chosen.draws,
            seed=chosen.seed or 0,
            level=0.95 if chosen.level is None else chosen.level,
            **{name: value for name, value in arguments.items() if name != "level"},
        )
        return bounded
    result = spec.compute(data, **arguments)
    if not isinstance(result, Measured):
        raise TypeError(f"{spec.id} gave a {type(result).__name__}")
    return result
