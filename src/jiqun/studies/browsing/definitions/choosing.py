"""What a reader put together as a category of one's own, and whether it can be used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import polars as pl
from annotated_types import MaxLen

from jiqun.clusters import definition_problems
from jiqun.core import Problems
from jiqun.studies.browsing.lists import MOST_CODES, Year, formed
from jiqun.studies.browsing.snapshots import Snapshot

OWN = "custom"
#: One code at least.
SOME = r"^[^,\s\x00-\x1f\x85]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What a reader put together.

    Attributes
    ----------
    industries
        Codes with commas between.
    name
        What to call it; nothing where it has no name yet.
    traded
        Whether it sells beyond its region: decides which employment the quotient is held against.
    definition
        The set whose other categories are that employment; the first where left out.
    level
        A level of regions; the finest with results where left out.
    year
        The newest where left out.
    """

    industries: Annotated[str, MaxLen(MOST_CODES), formed(SOME, most=MOST_CODES)] = ""
    name: Annotated[str, MaxLen(200)] = ""
    traded: bool = True
    definition: str | None = None
    level: str | None = None
    year: Year | None = None

    @property
    def codes(self) -> tuple[str, ...]:
        """The industries, each once and without blanks."""
        parts = (code.strip() for code in self.industries.split(","))
        return tuple(dict.fromkeys(code for code in parts if code))


def check(shown: Snapshot, tried: Tried) -> None:
    """Refuse no industries, and those that the table industries lacks, all at once."""
    problems = Problems()
    if not tried.codes:
        problems.add("industries-empty", subject="industries", case="tried")
    table = shown.frame("industries")
    there = set(table["industry"]) if len(table) else set()
    strange = [code[:40] for code in tried.codes if code not in there]
    if strange:
        problems.add(
            "industry-unknown",
            subject="industries",
            case="tried",
            count=len(strange),
            codes=strange[:5],
        )
    problems.check()


def settle(shown: Snapshot, tried: Tried) -> tuple[str, str, int]:
    """Give definition, level and year, or an error that says which there are."""
    level = tried.level or (shown.levels[-1] if shown.levels else "")
    shown.cell_table(definition=tried.definition, level=level, year=tried.year)
    return tried.definition or shown.definitions[0], level, tried.year or shown.years[-1]


def as_rows(tried: Tried) -> pl.DataFrame:
    """Give the industries as rows of the table categories."""
    words = "".join(one if one.isalnum() else " " for one in tried.name.lower()).split()
    return pl.DataFrame({"industry": tried.codes}, schema={"industry": pl.String}).select(
        definition=pl.lit(OWN),
        category=pl.lit("-".join(words) or OWN),
        industry="industry",
        name=pl.lit(tried.name or None, dtype=pl.String),
        name_zh=pl.lit(None, dtype=pl.String),
        traded=pl.lit(tried.traded),
    )


def nested(shown: Snapshot, tried: Tried) -> Problems:
    """Gather what makes the industries unusable together: one that contains another."""
    return definition_problems(as_rows(tried), shown.frame("industries"))
