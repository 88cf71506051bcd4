"""Schemes of rating as data: criteria, ratings made of them, and what each rests on."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Literal

from jiqun.core import Problems, catalogue, unknown

Comparison = Literal[">=", ">", "<="]
Statistic = Literal["fixed", "percentile"]
#: What a percentile may be taken within, beside level and definition set, which always hold.
WITHIN = ("region_type", "year", "category", "region")
#: How a rule came to be known, best first.
STATUSES = ("code", "page", "secondary", "recall", "not found")
#: Known so, a scheme is not applied unless it is asked for.
UNVERIFIED = ("recall", "not found")


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One comparison of a quantity with a threshold.

    Attributes
    ----------
    id, title
        Name within the scheme; words in each language.
    quantity
        Column of the cells.
    statistic, at
        ``fixed``: the threshold is ``at``. ``percentile``: it is the quantity's percentile at
        the share ``at`` (0-1) among the cells with employment.
    comparison
        How the quantity must stand to the threshold.
    within
        Columns that the percentile's group shares, beside level and definition set.
    unit
        Unit of a fixed threshold; a currency is compared with the row's own.
    status, source, stated
        How the rule is known, from where, and in which words.
    """

    id: str
    quantity: str
    statistic: Statistic
    at: float
    comparison: Comparison
    within: tuple[str, ...]
    unit: str
    title: Mapping[str, str]
    status: str
    source: str
    stated: str

    def to_dict(self) -> dict[str, Any]:
        """Give the fields by name."""
        return {name: _plain(getattr(self, name)) for name in self.__slots__}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """A grade of a scheme: every criterion of ``all``, and ``at_least`` of the ones in ``of``."""

    code: str
    rank: int
    title: Mapping[str, str]
    all: tuple[str, ...] = ()
    at_least: int = 0
    of: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Give the fields by name."""
        return {name: _plain(getattr(self, name)) for name in self.__slots__}


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What a source says beside its computable rules: words, totals, weights, absences."""

    id: str
    title: Mapping[str, str]
    stated: str
    status: str
    source: str

    def to_dict(self) -> dict[str, Any]:
        """Give the fields by name."""
        return {name: _plain(getattr(self, name)) for name in self.__slots__}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """A scheme of rating.

    Attributes
    ----------
    scheme, title, label, note
        Its id; words in each language, ``label`` short enough for a table's head.
    place
        Where it is in force: "US", "EU", "CN", "World".
    subject
        What one row of its table is: a "cell" (category in a region), an "organisation",
        or a "programme" (then nothing is computed).
    status, source
        How the scheme as a whole is known.
    ratings
        Best first; the last needs nothing.
    strong
        The rating from which on a cell counts as strong; empty where none does.
    published
        Columns and flags of the scheme's own result files; empty where there are none.
    """

    scheme: str
    place: str
    subject: str
    status: str
    source: str
    title: Mapping[str, str]
    label: Mapping[str, str]
    note: Mapping[str, str]
    criteria: tuple[Criterion, ...] = ()
    ratings: tuple[Rating, ...] = ()
    statements: tuple[Statement, ...] = ()
    strong: str = ""
    published: Mapping[str, Any] = field(default_factory=dict)

    @property
    def computable(self) -> bool:
        """Whether a table can be rated under it."""
        return bool(self.ratings)

    @property
    def verified(self) -> bool:
        """Whether its rules were found somewhere; what is only remembered is off by default."""
        return self.status not in UNVERIFIED

    @property
    def quantities(self) -> tuple[str, ...]:
        """Every quantity that a criterion reads, each once."""
        return tuple(dict.fromkeys(criterion.quantity for criterion in self.criteria))

    def criterion(self, id: str) -> Criterion:
        """Give the criterion of that id."""
        return next(criterion for criterion in self.criteria if criterion.id == id)

    def rank(self, code: str) -> int:
        """Give the rank of a rating's code."""
        return next(rating.rank for rating in self.ratings if rating.code == code)

    def to_dict(self) -> dict[str, Any]:
        """Give plain values for every face."""
        fields = {name: _plain(getattr(self, name)) for name in self.__slots__}
        parts = ("criteria", "ratings", "statements")
        lists = {part: [one.to_dict() for one in getattr(self, part)] for part in parts}
        told = {"computable": self.computable, "verified": self.verified}
        return {**fields, **lists, **told}

    def with_cutoffs(self, cutoffs: Mapping[str, float]) -> Scheme:
        """Give the scheme with other thresholds.

        Raises
        ------
        InputError
            ``cutoff-unknown``: no criterion of that id. ``cutoff-share``: a percentile's share
            is not between 0 and 1. ``cutoff-form``: a threshold is not finite.
        """
        problems = Problems()
        known = {criterion.id: criterion for criterion in self.criteria}
        for id, at in cutoffs.items():
            if id not in known:
                problems.add("cutoff-unknown", subject=self.scheme, name=id, known=list(known))
            elif known[id].statistic == "percentile" and not 0 <= at <= 1:
                problems.add("cutoff-share", subject=id, value=at)
            elif not math.isfinite(at):
                problems.add("cutoff-form", subject=id, word=f"{id}={at}")
        problems.check()
        changed = tuple(replace(c, at=cutoffs.get(c.id, c.at)) for c in self.criteria)
        return replace(self, criteria=changed)

    def recut(self, cutoffs: Mapping[str, float]) -> Scheme:
        """Give the scheme with its own among cut-offs that are named "scheme.criterion".

        Raises
        ------
        InputError
            As for :meth:`with_cutoffs`.
        """
        start = f"{self.scheme}."
        own = {k.removeprefix(start): at for k, at in cutoffs.items() if k.startswith(start)}
        return self.with_cutoffs(own) if own else self


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return list(value) if isinstance(value, tuple) else value


@cache
def schemes() -> Mapping[str, Scheme]:
    """Give every scheme of the catalogue, by id; computable ones first."""
    found = [
        _scheme(catalogue(f"schemes/{path.name}"))
        for path in (files("jiqun") / "catalog" / "schemes").iterdir()
        if path.name.endswith(".toml")
    ]
    order = {"US": 0, "EU": 1, "CN": 2}
    found.sort(key=lambda s: (not s.computable, order.get(s.place, 9), s.subject, s.scheme))
    return MappingProxyType({scheme.scheme: scheme for scheme in found})


def cell_schemes(*, unverified: bool = False) -> tuple[Scheme, ...]:
    """Give the schemes that rate cells; those known from memory only where they are asked for.

    Examples
    --------
    >>> [one.scheme for one in cell_schemes(unverified=True) if not one.verified]
    ['eu-panorama']
    """
    found = (one for one in schemes().values() if one.computable and one.subject == "cell")
    return tuple(one for one in found if one.verified or unverified)


def scheme(id: str) -> Scheme:
    """Give one scheme.

    Raises
    ------
    UnknownError
        ``scheme-unknown``.

    Examples
    --------
    >>> scheme("us-cluster-mapping").quantities
    ('quotient', 'employment', 'establishments')
    """
    if id not in schemes():
        raise unknown("scheme", id, list(schemes()))
    return schemes()[id]


def _scheme(entry: Mapping[str, Any]) -> Scheme:
    return Scheme(
        scheme=entry["scheme"],
        place=entry["place"],
        subject=entry["subject"],
        status=entry["status"],
        source=entry["source"],
        title=entry["title"],
        label=entry["label"],
        note=entry["note"],
        criteria=tuple(_criterion(one) for one in entry.get("criteria", ())),
        ratings=tuple(_rating(one) for one in entry.get("ratings", ())),
        statements=tuple(Statement(**one) for one in entry.get("statements", ())),
        strong=entry.get("strong", ""),
        published=entry.get("published", {}),
    )


def _criterion(entry: Mapping[str, Any]) -> Criterion:
    return Criterion(
        id=entry["id"],
        quantity=entry["quantity"],
        statistic=entry["statistic"],
        at=float(entry["at"]),
        comparison=entry["comparison"],
        within=tuple(entry.get("within", ())),
        unit=entry.get("unit", ""),
        title=entry["title"],
        status=entry["status"],
        source=entry["source"],
        stated=entry.get("stated", ""),
    )


def _rating(entry: Mapping[str, Any]) -> Rating:
    return Rating(
        code=entry["code"],
        rank=entry["rank"],
        title=entry["title"],
        all=tuple(entry.get("all", ())),
        at_least=entry.get("at_least", 0),
        of=tuple(entry.get("of", ())),
    )


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def parse_cutoffs(words: Sequence[str]) -> dict[str, float]:
    """Read thresholds given as "criterion=value".

    Raises
    ------
    InputError
        ``cutoff-form``: no "=", or no finite number after it; all at once.

    Examples
    --------
    >>> parse_cutoffs(["size=0.9"])
    {'size': 0.9}
    """
    problems = Problems()
    found = {}
    for word in words:
        name, _, value = word.partition("=")
        number = _number(value)
        if number is None or not name.strip():
            problems.add("cutoff-form", subject="cutoff", word=word)
        else:
            found[name.strip()] = number
    problems.check()
    return found
