"""Who takes part in what: members and events of a network of two kinds of nodes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.core import Caution, Origin, Problems, digest
from jiqun.tables.frames import need_columns, to_polars
from jiqun.tables.labels import read_only, unique

Float = NDArray[np.float64]
Int = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Affiliations:
    """Members of events: applicants of patents, organisations of projects, firms of alliances.

    Nothing is projected: who met whom in which event stays known.

    Attributes
    ----------
    members, events
        N and E unique codes.
    member, event
        (M,), int64: positions; each pair once, sorted by event, then by member.
    weights
        (M,), float64, finite, >= 0: how much of it; 1 where nobody said.
    first, last
        (E,), float64: the years of an event; NaN where unknown.
    origins
        Where they come from.
    cautions
        What was added up or left out.
    """

    members: tuple[str, ...]
    events: tuple[str, ...]
    member: Int
    event: Int
    weights: Float
    first: Float
    last: Float
    origins: tuple[Origin, ...] = ()
    cautions: tuple[Caution, ...] = ()

    def __post_init__(self) -> None:
        problems = Problems()
        unique(problems, "members", self.members)
        unique(problems, "events", self.events)
        lengths = {len(self.member), len(self.event), len(self.weights)}
        years = {len(self.first), len(self.last)}
        if len(lengths) > 1 or years != {len(self.events)}:
            problems.add(
                "affiliations-shape",
                subject="affiliations",
                pairs=sorted(lengths),
                years=sorted(years),
                events=len(self.events),
            )
        bad = int((~np.isfinite(self.weights) | (np.asarray(self.weights) < 0)).sum())
        if bad:
            problems.add("affiliations-weight", subject="weights", count=bad)
        late = np.flatnonzero(np.asarray(self.first) > np.asarray(self.last))
        if len(late):
            named = [self.events[k] for k in late[:3]]
            problems.add("affiliations-years", subject="events", count=len(late), examples=named)
        problems.check()
        for name in ("member", "event"):
            array = np.array(getattr(self, name), dtype=np.int64)
            array.setflags(write=False)
            object.__setattr__(self, name, array)
        for name in ("weights", "first", "last"):
            object.__setattr__(self, name, read_only(getattr(self, name)))

    @property
    def sizes(self) -> Int:
        """The number of members of each event; shape (E,)."""
        return np.bincount(self.event, minlength=len(self.events)).astype(np.int64)

    @classmethod
    def from_frame(
        cls,
        frame: Any,
        *,
        event: str = "event",
        member: str = "member",
        weight: str | None = None,
        first: str | None = None,
        last: str | None = None,
        origins: tuple[Origin, ...] = (),
    ) -> Self:
        """Take a row a membership, or a row an event with a list of members.

        Rows without an event or a member are left out, memberships that stand twice are one (their
        weights added up), and both are said. An event lasts from the first year that a row
        gives it to the last.

        Raises
        ------
        InputError
            ``frame-columns``, ``affiliations-weight``, ``affiliations-years``.

        Examples
        --------
        >>> rows = pl.DataFrame({"event": ["p", "q"], "member": [["a", "b"], ["b"]]})
        >>> both = Affiliations.from_frame(rows)
        >>> both.members, both.sizes.tolist()
        (('a', 'b'), [2, 1])
        """
        given = to_polars(frame)
        need_columns(given, event, member, *(name for name in (weight, first, last) if name))
        years = (first, last or first)
        tidy = given.select(
            pl.col(event).cast(pl.String).replace("", None).alias("event"),
            pl.col(member).alias("member"),
            (pl.col(weight).cast(pl.Float64) if weight else pl.lit(1.0)).alias("weight"),
            *(
                (pl.col(one).cast(pl.Float64) if one else pl.lit(None, dtype=pl.Float64)).alias(to)
                for one, to in zip(years, ("first", "last"), strict=True)
            ),
        )
        if isinstance(tidy.schema["member"], pl.List):
            tidy = tidy.explode("member", empty_as_null=True, keep_nulls=True)
        tidy = tidy.with_columns(pl.col("member").cast(pl.String).replace("", None))
        kept = tidy.drop_nulls(["event", "member"])
        told = _left_out(len(tidy) - len(kept), "affiliations-empty")
        spans = _spans(tidy.drop_nulls("event"))
        members, events = kept["member"].unique().sort(), spans["event"]
        width = max(len(members), 1)
        flat = _at(events, kept["event"]) * width + _at(members, kept["member"])
        pairs, where = np.unique(flat, return_inverse=True)
        told += _left_out(len(kept) - len(pairs), "affiliations-repeated")
        amounts = kept["weight"].fill_null(1.0).to_numpy()
        sums = np.bincount(where, weights=amounts, minlength=len(pairs)).astype(float)
        return cls(
            members=tuple(members.to_list()),
            events=tuple(events.to_list()),
            member=pairs % width,
            event=pairs // width,
            weights=sums if weight else np.ones(len(pairs)),
            first=spans["first"].cast(pl.Float64).fill_null(np.nan).to_numpy(),
            last=spans["last"].cast(pl.Float64).fill_null(np.nan).to_numpy(),
            origins=origins,
            cautions=tuple(told),
        )

    def within(self, years: tuple[int, int]) -> Self:
        """Give the events that touch these years, both included; those without a year are not.

        All members stay, those without an event too.
        """
        kept = (self.last >= years[0]) & (self.first <= years[1])
        there = kept[self.event]
        number = np.cumsum(kept) - 1
        return type(self)(
            members=self.members,
            events=tuple(code for code, keep in zip(self.events, kept, strict=True) if keep),
            member=self.member[there],
            event=number[self.event[there]],
            weights=self.weights[there],
            first=self.first[kept],
            last=self.last[kept],
            origins=self.origins,
            cautions=self.cautions,
        )

    def to_frame(self) -> pl.DataFrame:
        """Give a row a membership: ``event, member, weight, first, last``."""
        return pl.DataFrame(
            {
                "event": pl.Series(self.events, dtype=pl.String).gather(self.event),
                "member": pl.Series(self.members, dtype=pl.String).gather(self.member),
                "weight": self.weights,
                "first": pl.Series(self.first[self.event]).fill_nan(None).cast(pl.Int64),
                "last": pl.Series(self.last[self.event]).fill_nan(None).cast(pl.Int64),
            }
        )

    def digest(self) -> str:
        """Name the content: equal affiliations give equal digests."""
        return digest(
            "\n".join(self.members),
            "\n".join(self.events),
            *(self.member, self.event, self.weights, self.first, self.last),
        )


def _spans(rows: pl.DataFrame) -> pl.DataFrame:
    """Give each event once, sorted, with its first and last year."""
    known = rows.with_columns(
        first=pl.coalesce("first", "last"),
        last=pl.coalesce("last", "first"),
    )
    years = pl.col("first").min(), pl.col("last").max()
    return known.group_by("event").agg(*years).sort("event")


def _at(codes: pl.Series, named: pl.Series) -> Int:
    """Give the position of each name among sorted codes."""
    found = np.searchsorted(codes.to_numpy().astype(np.str_), named.to_numpy().astype(np.str_))
    return found.astype(np.int64)


def _left_out(rows: int, code: str) -> list[Caution]:
    return [Caution(code, {"rows": rows})] if rows else []
