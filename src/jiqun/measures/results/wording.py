"""A result in plain words, from the texts of the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jiqun.core import MEASURES, Language, Record, Words, say, show
from jiqun.measures.results.references import reference

Axes = tuple[tuple[str, tuple[Any, ...]], ...]
#: Axis -> code -> name, where one is known.
CodeNames = Mapping[str, Mapping[str, Words]]
NAMELESS: CodeNames = MappingProxyType({})


def explained(
    record: Record,
    axes: Axes,
    values: NDArray[np.float64],
    lang: Language,
    *,
    bounded: bool,
    names: CodeNames = NAMELESS,
) -> str:
    """Say what was computed, its meaning, its range, what is undefined, and after which source."""
    shown = tuple(
        (axis, tuple(_named(names, axis, code, lang) for code in codes)) for axis, codes in axes
    )
    sentences = [*_opening(record, axes, lang), *_outcome(record, shown, values, lang)]
    if bounded:
        sentences.append(_limits(record, axes, lang))
    if record.seed is not None:
        sentences.append(say("measures.seed", lang, seed=record.seed))
    sentences += [
        say("measures.caution", lang, caution=caution.said(lang)) for caution in record.cautions
    ]
    spec = MEASURES.get(record.subject)
    if spec is not None:
        where = f", {spec.where}" if spec.where else ""
        source = reference(spec.source).short + where
        sentences.append(say("measures.source", lang, source=source))
    return ("" if lang == "zh" else " ").join(sentences)


def _limits(record: Record, axes: Axes, lang: Language) -> str:
    """Say what low and high are: an envelope's level is the share outside of it."""
    level = float(record.parameters.get("level", 0.95))
    if any(column == "radius" for column, _ in axes):
        return say("measures.envelope", lang, level=f"{100 * (1 - level):g}")
    return say("measures.interval", lang, level=f"{100 * level:g}")


def _opening(record: Record, axes: Axes, lang: Language) -> list[str]:
    spec = MEASURES.get(record.subject)
    if spec is None:
        return [record.subject]
    joined = ("、" if lang == "zh" else ", ").join(
        say(f"measures.axis-{column}", lang, n=len(labels)) for column, labels in axes
    )
    over = say("measures.over", lang, axes=joined) if joined else ""
    opening = say("measures.opening", lang, title=spec.title[lang], over=over)
    options = ", ".join(
        f"{name} = {value}"
        for name, value in record.parameters.items()
        if value is not None and name != "base"
    )
    chosen = [say("measures.options", lang, options=options)] if options else []
    base = record.parameters.get("base")
    whole = [say("measures.base", lang, base=base[lang])] if base else []
    return [opening, say(f"measures.{spec.id}", lang), *whole, *chosen]


def _outcome(record: Record, axes: Axes, values: NDArray[np.float64], lang: Language) -> list[str]:
    defined = np.isfinite(values)
    missing = int(values.size - defined.sum())
    sentences = []
    spec = MEASURES.get(record.subject)
    unit = spec.unit if spec else "1"
    if defined.any() and values.ndim:
        at = {word: _place(axes, values, word, unit, lang) for word in ("lowest", "highest")}
        sentences.append(say("measures.range", lang, **at))
    elif defined.any():
        sentences.append(say("measures.value", lang, value=show(float(values), unit, lang)))
    if missing:
        sentences.append(say("measures.undefined", lang, n=missing, total=values.size))
    return sentences


def _named(names: CodeNames, axis: str, code: Any, lang: Language) -> Any:
    known = names.get(axis, {}).get(str(code))
    return known.said(lang) if known else code


def _place(axes: Axes, values: NDArray[np.float64], word: str, unit: str, lang: Language) -> str:
    pick = np.nanargmax if word == "highest" else np.nanargmin
    finite = np.where(np.isfinite(values), values, np.nan)
    index = np.unravel_index(int(pick(finite)), values.shape)
    labels = ", ".join(str(codes[int(k)]) for (_, codes), k in zip(axes, index, strict=True))
    return f"{show(float(values[index]), unit, lang)} ({labels})"
