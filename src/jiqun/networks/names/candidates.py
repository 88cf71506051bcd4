"""Likely pairs among many organisations: names that share a key are compared, others never."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.core import Caution, Problems
from jiqun.networks.names.forms import NameForm, Places, name_form
from jiqun.networks.names.scores import Likeness, likeness, sounds, translated
from jiqun.tables import need_columns, to_polars

#: Organisations that share a key: more are not compared by it.
LARGEST_BLOCK: Final = 60
#: Keys that say less are used of fewer: one in so many of them.
WEAK, WEAKER = frozenset("h2epflm"), 4
#: Scores from which on a pair is proposed, and from which on it is nearly sure.
LIKELY, SURE = 0.6, 0.93
#: What other knowledge adds or takes away.
SAME_REGION, OTHER_REGION, OTHER_KIND = 0.02, 0.12, 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Two organisations that may be one.

    Attributes
    ----------
    one, other
        Codes; the first sorts first.
    names
        The two names that were compared.
    score
        0 to 1, after regions and kinds; an order, no probability.
    reason
        Why: one of :data:`jiqun.networks.names.REASONS`.
    against
        What speaks against it: "regions", "kinds", "languages"; empty where nothing.
    """

    one: str
    other: str
    names: tuple[str, str]
    score: float
    reason: str
    against: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Likely pairs, the likeliest first.

    Attributes
    ----------
    candidates
        Those of at least the asked score.
    compared
        How many pairs were compared.
    named
        Organisations with a name.
    cautions
        Keys that too many share.
    """

    candidates: tuple[Candidate, ...]
    compared: int
    named: int
    cautions: tuple[Caution, ...] = ()


def likely_pairs(
    organisations: Any,
    *,
    places: Places | None = None,
    least: float = LIKELY,
    largest_block: int = LARGEST_BLOCK,
) -> Found:
    """Find organisations that may be one by their names.

    Parameters
    ----------
    organisations
        ``organisation``, and ``name`` or ``name_zh`` or both; optional ``region, kind``.
    places
        Names of places; without them a city before a name is part of it.
    least
        The lowest score that is proposed.
    largest_block
        Keys that more organisations share are not used: they say too little.

    Raises
    ------
    InputError
        ``frame-columns``, ``names-least``, ``organisations-twice``.

    Examples
    --------
    >>> rows = pl.DataFrame({"organisation": ["1", "2"], "name": ["Bosch GmbH", "BOSCH"]})
    >>> [(pair.one, pair.other, pair.reason) for pair in likely_pairs(rows).candidates]
    [('1', '2', 'legal-form')]
    """
    frame = to_polars(organisations)
    need_columns(frame, "organisation")
    problems = Problems()
    if not 0 < least <= 1:
        problems.add("names-least", subject="least", value=least)
    twice = frame.filter(pl.col("organisation").is_duplicated())["organisation"].unique().sort()
    if len(twice):
        problems.add(
            "organisations-twice",
            subject="organisations",
            count=len(twice),
            examples=twice.head(3).to_list(),
        )
    problems.check()
    rows = [_Row.of(row, places) for row in frame.sort("organisation").iter_rows(named=True)]
    rows = [row for row in rows if row.forms]
    pairs, skipped = _blocked(rows, largest_block)
    found = []
    for a, b in pairs.tolist():
        pair = _judged(rows[a], rows[b])
        if pair is not None and pair.score >= least:
            found.append(pair)
    found.sort(key=lambda one: (-one.score, one.one, one.other))
    told = [Caution("names-keys-shared", {"keys": skipped, "most": largest_block})]
    return Found(
        candidates=tuple(found),
        compared=len(pairs),
        named=len(rows),
        cautions=tuple(told if skipped else []),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """An organisation with its names taken apart."""

    code: str
    forms: tuple[tuple[str, NameForm], ...]
    region: str | None = None
    kind: str | None = None

    @classmethod
    def of(cls, row: Mapping[str, Any], places: Places | None) -> _Row:
        given = (row.get("name"), row.get("name_zh"))
        names = [one.strip() for one in given if one and one.strip()]
        forms = tuple((one, name_form(one, places)) for one in dict.fromkeys(names))
        kept = tuple((name, form) for name, form in forms if form.core)
        return cls(
            code=str(row["organisation"]),
            forms=kept,
            region=row.get("region"),
            kind=row.get("kind"),
        )


def _keys(form: NameForm) -> Iterator[str]:
    """Give what names that may be one's share at least one of."""
    yield f"c{form.core.replace(' ', '')}"
    yield f"b{form.bare.replace(' ', '')}"
    met = translated(form)
    if met and met[0] != "|":
        yield f"t{met}"
    if form.part:
        yield f"c{form.part.replace(' ', '')}"
    if form.han:
        yield f"s{sounds(form.bare)}"
        yield f"h{form.bare[:3]}"
        yield f"2{form.bare[:2]}"
        yield f"e{form.bare[-5:]}"
        return
    tokens = form.core.split()
    yield "w" + " ".join(sorted(tokens))
    if len(tokens) > 2:  # noqa: PLR2004 - an acronym has three letters
        yield "c" + "".join(one[0] for one in tokens)
    for size in (4, 6):
        yield f"p{size}" + " ".join(one[:size] for one in tokens[:2])
    yield f"f{tokens[0]}"
    yield f"l{tokens[0][:4]} {tokens[-1][:4]}"
    yield f"m{' '.join(sorted(one[:3] for one in tokens))}"


def _blocked(rows: list[_Row], largest: int) -> tuple[NDArray[np.int64], int]:
    """Give the pairs of organisations that share a key, and how many keys too many share."""
    keys, at = [], []
    for k, row in enumerate(rows):
        own = {key for _, form in row.forms for key in _keys(form)}
        keys += sorted(own)
        at += [k] * len(own)
    frame = pl.DataFrame(
        {"key": pl.Series(keys, dtype=pl.String), "at": pl.Series(at, dtype=pl.Int64)}
    )
    weak = pl.col("key").str.head(1).is_in(sorted(WEAK))
    most = pl.when(weak).then(max(largest // WEAKER, 2)).otherwise(largest)
    sizes = frame.group_by("key").len().with_columns(most=most, weak=weak)
    fit = sizes.filter((pl.col("len") > 1) & (pl.col("len") <= pl.col("most")))
    kept = frame.join(fit, on="key", how="semi")
    pairs = (
        kept.join(kept, on="key", suffix="_b")
        .filter(pl.col("at") < pl.col("at_b"))
        .select("at", "at_b")
        .unique()
        .sort("at", "at_b")
    )
    return pairs.to_numpy().astype(np.int64), int(
        ((sizes["len"] > sizes["most"]) & ~sizes["weak"]).sum()
    )


def _judged(one: _Row, other: _Row) -> Candidate | None:
    """Compare all names of two organisations; the best counts, with what speaks against it."""
    told: list[tuple[Likeness, bool, tuple[str, str]]] = [
        (likeness(a, b), a.han == b.han, (x, y)) for x, a in one.forms for y, b in other.forms
    ]
    best, _, names = max(told, key=lambda each: each[0].score)
    if not best.score:
        return None
    score = best.score
    against: list[str] = []
    if one.region and other.region:
        if one.region == other.region:
            score = min(1.0, score + SAME_REGION) if score < 1 else score
        elif not (one.region.startswith(other.region) or other.region.startswith(one.region)):
            score, against = score - OTHER_REGION, [*against, "regions"]
    if one.kind and other.kind and one.kind != other.kind:
        score, against = score - OTHER_KIND, [*against, "kinds"]
    same = [each[0].score for each in told if each[1]]
    if len(same) > 1 and max(same) - min(same) > 0.5:  # noqa: PLR2004 - one language says no
        score, against = score - OTHER_KIND, [*against, "languages"]
    return Candidate(
        one=one.code,
        other=other.code,
        names=names,
        score=round(max(score, 0.0), 3),
        reason=best.reason,
        against=tuple(against),
    )
