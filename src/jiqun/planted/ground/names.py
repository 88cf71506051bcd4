"""Names that no place and no firm bears: syllables put together, never twice."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.core import catalogue

#: A multiplier without common factor with any number of names that the syllables allow.
_PRIME = 1_000_003
#: Spreads the fourth syllables of names over the first three.
_STEP = 7_919


@dataclass(frozen=True, slots=True, kw_only=True)
class Stems:
    """Names without their suffix, row by row the same in both languages."""

    en: pl.Series
    zh: pl.Series


def toponyms(n: int, *, rng: np.random.Generator) -> Stems:
    """Give ``n`` different two-syllable stems of places."""
    first, second = (catalogue("planted/names.toml")[key] for key in ("first", "second"))
    chosen = rng.permutation(len(first) * len(second))[:n]
    return _joined([first, second], np.divmod(chosen, len(second)))


def scrambled(n: int, *, rng: np.random.Generator, start: int = 0) -> NDArray[np.int64]:
    """Give ``n`` different numbers of names for :func:`spelled`, in no visible order.

    The same chance gives the same numbers; ``start`` leaves the first so many out.
    """
    base = len(catalogue("planted/names.toml")["given"])
    lap, at = np.divmod(np.arange(start, start + n, dtype=np.int64), base**3)
    at = (at * _PRIME + rng.integers(base**3)) % base**3
    fourth = np.where(lap > 0, 1 + (at * _STEP + lap) % base, 0)
    return np.asarray(fourth * base**3 + at, dtype=np.int64)


def spelled(numbers: NDArray[np.int64]) -> Stems:
    """Spell numbers as names of firms: three syllables, a fourth where those are used up."""
    syllables = catalogue("planted/names.toml")["given"]
    base = len(syllables)
    fourth, at = np.divmod(numbers, base**3)
    return _joined(
        [syllables] * 3 + [[["", ""], *syllables]],
        (at // base**2, at // base % base, at % base, fourth),
    )


def _joined(lists: list[list[list[str]]], at: tuple[NDArray[np.int64], ...]) -> Stems:
    """Put syllables together; the first begins with a capital."""
    en, zh = (
        pl.select(
            pl.concat_str(
                pl.Series([_cased(pair[language], i) for pair in syllables]).gather(index)
                for i, (syllables, index) in enumerate(zip(lists, at, strict=True))
            )
        ).to_series()
        for language in (1, 0)
    )
    return Stems(en=en.alias("name"), zh=zh.alias("name_zh"))


def _cased(syllable: str, place: int) -> str:
    return syllable.capitalize() if place == 0 else syllable
