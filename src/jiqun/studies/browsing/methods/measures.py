"""What a measure is: formula, variants, source, made from the register."""

from __future__ import annotations

import inspect
from dataclasses import dataclass

from jiqun.core import MEASURES, MeasureSpec, Words, unknown
from jiqun.studies.browsing.lists import Page, Plain, columns, whole
from jiqun.studies.browsing.methods.bibliography import reference
from jiqun.studies.browsing.methods.docstrings import described, told


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureShort:
    """A measure of the register.

    Attributes
    ----------
    needs
        What it reads.
    per
        What one value of the result belongs to.
    where
        In the source.
    bounds
        The least and the largest value; null where there is none.
    higher_means
        What a high value means.
    emerging
        Whether it is not yet settled.
    """

    id: str
    family: str
    needs: str
    per: str
    unit: str
    neutral: float | None
    source: str
    where: str
    version: int
    emerging: bool
    bounds: tuple[float | None, ...]
    title: Words
    higher_means: Words
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A parameter of a measure."""

    name: str
    type: str
    required: bool
    default: Plain
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A publication, and where in it."""

    key: str
    text: str
    where: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasurePage(MeasureShort):
    """A measure with its formula, options and source."""

    summary: str
    description: str
    formula: str | None
    returns: str
    raises: str
    options: tuple[Option, ...]
    reference: Reference
    example: str


def measure_list() -> Page[MeasureShort]:
    """List the registered measures."""
    import jiqun.measures  # noqa: F401 - registers

    return whole(_short(spec) for spec in MEASURES.values())


def measure_page(id: str) -> MeasurePage:
    """Give a measure's page: what it says, its formula, options and source.

    Raises
    ------
    UnknownError
        ``measure-unknown``.
    """
    import jiqun.measures  # noqa: F401 - registers

    names = {alias: spec.id for spec in MEASURES.values() for alias in spec.aliases}
    spec = MEASURES.get(names.get(id, id))
    if spec is None:
        raise unknown("measure", id, list(MEASURES), fix="Correct the name.")
    short, text = _short(spec), told(spec)
    return MeasurePage(
        **{name: getattr(short, name) for name in columns(MeasureShort)},
        summary=text.summary,
        description=text.description,
        formula=text.formula,
        returns=text.section("Returns"),
        raises=text.section("Raises"),
        options=_options(spec, text.sections.get("Parameters", "")),
        reference=Reference(key=spec.source, text=reference(spec.source), where=spec.where),
        example=text.sections.get("Examples", "").strip(),
    )


#: Fields that a spec has as they are.
PLAIN = ("id", "family", "needs", "per", "unit", "neutral", "source", "where", "version",
         "emerging")  # fmt: skip


def _short(spec: MeasureSpec) -> MeasureShort:
    return MeasureShort(
        **{name: getattr(spec, name) for name in PLAIN},
        bounds=tuple(spec.bounds),
        title=Words.of(spec.title),
        higher_means=Words.of(spec.higher_means),
        aliases=tuple(spec.aliases),
    )


def _options(spec: MeasureSpec, section: str) -> tuple[Option, ...]:
    words = described(section)
    return tuple(
        _option(name, parameter, words.get(name, ""))
        for name, parameter in inspect.signature(spec.compute).parameters.items()
    )


def _option(name: str, parameter: inspect.Parameter, words: str) -> Option:
    default = parameter.default
    return Option(
        name=name,
        type=str(parameter.annotation),
        required=default is inspect.Parameter.empty,
        default=default if isinstance(default, str | int | float | bool) else None,
        description=words,
    )
