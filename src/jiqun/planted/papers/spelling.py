"""What a register writes in its own way: one kind of change after another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from jiqun.core import catalogue
from jiqun.planted.ground import scrambled, spelled
from jiqun.planted.papers.writing import SAID, Ground, written

Int = NDArray[np.int64]
Rng = np.random.Generator
Edit = Callable[[pl.DataFrame, Ground, Rng], pl.DataFrame]

#: A move goes to one of so many nearest counties.
NEAR = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One way of writing differently.

    Attributes
    ----------
    name
        In the truth.
    chance
        At the wildest spelling (assumptions: no register publishes its own).
    edit
        Gives the rows back changed.
    firms
        Only firms are written so.
    """

    name: str
    chance: float
    edit: Edit
    firms: bool = True


def changed(
    rows: pl.DataFrame, change: Change, ground: Ground, spelling: float, rng: np.random.Generator
) -> tuple[pl.DataFrame, Int]:
    """Change some rows, which stand last then; say in which anything differs (their ``at``)."""
    hit = rng.random(rows.height) < change.chance * spelling
    if change.firms:
        hit &= rows["firm"].to_numpy()
    before = rows.filter(pl.Series(hit, dtype=pl.Boolean))
    after = change.edit(before, ground, rng).select(rows.columns)
    whole = pl.concat([rows.filter(pl.Series(~hit, dtype=pl.Boolean)), after])
    old, new = (written(some, ground).select("at", *SAID) for some in (before, after))
    differs = ~pl.all_horizontal(pl.col(name).eq_missing(pl.col(f"{name}_now")) for name in SAID)
    both = old.with_columns(new[name].alias(f"{name}_now") for name in SAID)
    return whole, both.filter(differs)["at"].to_numpy()


@cache
def _words(key: str) -> tuple[list[str], list[str]]:
    pairs = catalogue("planted/spelling.toml")[key]
    pairs = pairs.split() if isinstance(pairs, str) else pairs
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]


def _constant(**values: str | bool | None) -> Edit:
    def edit(rows: pl.DataFrame, _ground: Ground, _rng: Rng) -> pl.DataFrame:
        return rows.with_columns(
            pl.lit(value).cast(rows.schema[name]).alias(name) for name, value in values.items()
        )

    return edit


def _drawn(names: list[str], n: int, rng: Rng) -> pl.Series:
    return pl.Series(names).gather(rng.integers(0, len(names), n))


def _one_language(rows: pl.DataFrame, _ground: Ground, rng: Rng) -> pl.DataFrame:
    return rows.with_columns(_drawn(["en", "zh"], rows.height, rng).alias("without"))


def _renamed(rows: pl.DataFrame, _ground: Ground, rng: Rng) -> pl.DataFrame:
    given = spelled(scrambled(rows.height, rng=rng))
    return rows.with_columns(given.en.alias("given"), given.zh.alias("given_zh"))


def _place_added(rows: pl.DataFrame, ground: Ground, _rng: Rng) -> pl.DataFrame:
    seat = ground.counties[rows["county"]]
    return rows.with_columns(seat["city"].alias("added"), seat["city_zh"].alias("added_zh"))


def _bracketed(rows: pl.DataFrame, _ground: Ground, _rng: Rng) -> pl.DataFrame:
    return rows.with_columns((pl.col("place") != "").alias("bracketed"))


def _legal_form(rows: pl.DataFrame, _ground: Ground, rng: Rng) -> pl.DataFrame:
    told = catalogue("planted/spelling.toml")
    return rows.with_columns(
        _drawn(told["forms"], rows.height, rng).alias("form"),
        _drawn(told["forms_zh"], rows.height, rng).alias("form_zh"),
    )


def _shortened(rows: pl.DataFrame, _ground: Ground, _rng: Rng) -> pl.DataFrame:
    en, zh = _words("shortened"), _words("shortened_zh")
    whole = ~pl.col("firm")
    return rows.with_columns(
        pl.col("trade").str.replace_many(*en, leftmost=True),
        pl.col("trade_zh").str.replace_many(*zh, leftmost=True),
        pl.when(whole)
        .then(pl.col("given").str.replace_many(*en, leftmost=True))
        .otherwise("given")
        .alias("given"),
        pl.when(whole)
        .then(pl.col("given_zh").str.replace_many(*zh, leftmost=True))
        .otherwise("given_zh")
        .alias("given_zh"),
    )


def _branch(rows: pl.DataFrame, ground: Ground, rng: Rng) -> pl.DataFrame:
    n, kinds = rows.height, catalogue("planted/spelling.toml")["branch"]
    seat = ground.counties[rng.integers(0, ground.counties.height, n)]
    pick = rng.integers(0, len(kinds), n)
    parts = []
    for language, place in enumerate(("place", "place_zh")):
        before, after = zip(*(kind[language].split("{place}") for kind in kinds), strict=True)
        words = pl.Series(before).gather(pick) + seat[place] + pl.Series(after).gather(pick)
        parts.append(words)
    return rows.with_columns(parts[0].alias("branch"), parts[1].alias("branch_zh"))


def _syllables(rows: pl.DataFrame, _ground: Ground, _rng: Rng) -> pl.DataFrame:
    """Write Chinese names syllable by syllable."""
    told = catalogue("planted/names.toml")
    read = {pair[0]: pair[1] for key in ("first", "second", "given") for pair in told[key]}
    spaced = [f" {one.capitalize()}" for one in read.values()]
    return rows.with_columns(
        pl.col(f"{part}_zh").str.replace_many(list(read), spaced).str.strip_chars(" ").alias(part)
        for part in ("place", "given")
    )


def _typo(rows: pl.DataFrame, _ground: Ground, rng: Rng) -> pl.DataFrame:
    """Swap, drop or double a letter, or mistake a character: in one language or the other."""
    kind = pl.lit(pl.Series("kind", rng.integers(0, 5, rows.height)))
    where = pl.lit(pl.Series("where", rng.random(rows.height)))
    en, zh = pl.col("given"), pl.col("given_zh")
    at = 1 + (where * (en.str.len_chars().cast(pl.Int64) - 2).clip(1)).floor().cast(pl.Int64)
    head, one, two = en.str.slice(0, at), en.str.slice(at, 1), en.str.slice(at + 1, 1)
    tail = en.str.slice(at + 2)
    spot = (where * zh.str.len_chars()).floor().cast(pl.Int64)
    mistaken = zh.str.slice(spot, 1).str.replace_many(*_words("mistaken"))
    return rows.with_columns(
        pl.when(kind == 0)
        .then(pl.concat_str(head, two, one, tail))
        .when(kind == 1)
        .then(pl.concat_str(head, two, tail))
        .when(kind == 2)  # noqa: PLR2004 - one of five
        .then(pl.concat_str(head, one, one, two, tail))
        .otherwise(en)
        .alias("given"),
        pl.when(kind > 2)  # noqa: PLR2004 - two of five
        .then(pl.concat_str(zh.str.slice(0, spot), mistaken, zh.str.slice(spot + 1)))
        .otherwise(zh)
        .alias("given_zh"),
    )


def _moved(rows: pl.DataFrame, ground: Ground, rng: Rng) -> pl.DataFrame:
    """Put the address into a county nearby; the name keeps its place."""
    seats = ground.counties.select("seat_lon", "seat_lat").to_numpy()
    near = min(NEAR, len(seats) - 1)
    _, others = cKDTree(seats).query(seats, k=near + 1)
    county = others[rows["county"], rng.integers(1, near + 1, rows.height)]
    seat = ground.counties[county]
    return rows.with_columns(
        pl.Series("county", county, dtype=pl.Int64),
        seat["region"],
        seat["seat_lon"].alias("lon"),
        seat["seat_lat"].alias("lat"),
    )


def _other_industry(rows: pl.DataFrame, ground: Ground, rng: Rng) -> pl.DataFrame:
    """File the firm under another class of its group."""
    numbers = pl.DataFrame({"industry": ground.classes}).with_row_index("number")
    old = rows.select("industry").join(numbers, on="industry", how="left", maintain_order="left")
    at = old["number"].fill_null(0).cast(pl.Int64).to_numpy()
    first, n = ground.first[at], ground.siblings[at]
    step = 1 + np.floor((n - 1) * rng.random(rows.height)).astype(np.int64)
    other = ground.classes.gather(first + (at - first + step) % n)
    return rows.with_columns(
        pl.when(old["number"].is_not_null()).then(other).otherwise("industry").alias("industry")
    )


#: All changes in the order in which they are made.
CHANGES: Final = (
    Change(name="one-language", chance=0.5, edit=_one_language, firms=False),
    Change(name="former-name", chance=0.1, edit=_renamed),
    Change(name="place-dropped", chance=0.3, edit=_constant(place="", place_zh="")),
    Change(name="place-added", chance=0.4, edit=_place_added, firms=False),
    Change(name="trade-dropped", chance=0.3, edit=_constant(trade="", trade_zh="")),
    Change(name="word-order", chance=0.3, edit=_bracketed),
    Change(name="legal-form", chance=0.6, edit=_legal_form),
    Change(name="shortened", chance=0.5, edit=_shortened, firms=False),
    Change(name="branch", chance=0.1, edit=_branch),
    Change(name="syllables", chance=0.2, edit=_syllables),
    Change(name="typo", chance=0.25, edit=_typo, firms=False),
    Change(name="capitals", chance=0.3, edit=_constant(capitals=True), firms=False),
    Change(name="traditional", chance=0.3, edit=_constant(traditional=True), firms=False),
    Change(name="moved", chance=0.15, edit=_moved, firms=False),
    Change(name="no-region", chance=0.3, edit=_constant(region=None), firms=False),
    Change(name="other-industry", chance=0.2, edit=_other_industry),
    Change(name="no-industry", chance=0.4, edit=_constant(industry=None), firms=False),
)
