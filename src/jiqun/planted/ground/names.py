"""Names that no place and no firm bears: syllables put together, never twice."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.core import catalogue

#: A multiplier without common factor with any number of names that the syllables allow.
_PRIME = 1_000_003


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


def given_names(n: int, *, rng: np.random.Generator) -> Stems:
    """Give ``n`` different three-syllable names of firms (up to three million)."""
    syllables = catalogue("planted/names.toml")["given"]
    base = len(syllables)
    scrambled = (np.arange(n, dtype=np.int64) * _PRIME + rng.integers(base**3)) % base**3
    return _joined(
        [syllables] * 3, (scrambled // base**2, scrambled // base % base, scrambled % base)
    )


def _joined(lists: list[list[list[str]]], at: tuple[NDArray[np.int64], ...]) -> Stems:
    parts = []
    for language in (1, 0):
        columns = [
            pl.Series(f"part{i}", [pair[language] for pair in syllables]).gather(index)
            for i, (syllables, index) in enumerate(zip(lists, at, strict=True))
        ]
        parts.append(pl.select(pl.concat_str(columns)).to_series())
    en, zh = parts
    return Stems(
        en=(en.str.slice(0, 1).str.to_uppercase() + en.str.slice(1)).alias("name"),
        zh=zh.alias("name_zh"),
    )
