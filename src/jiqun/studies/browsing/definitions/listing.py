"""Definition sets: which there are, given or derived."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from jiqun.core import Words, unknown
from jiqun.studies.browsing.clusters import needs, own
from jiqun.studies.browsing.lists import Page, Paging, row, rows
from jiqun.studies.browsing.snapshots import Snapshot
from jiqun.studies.browsing.workspaces import set_title


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A candidate set; scores are shares (0-1) of categories (vsc) or industries (vsi).

    Attributes
    ----------
    largest
        Industries in its largest category; null in sets derived before it was counted.
    """

    candidate: int
    matrix: str
    method: str
    linkage: str | None
    categories: int
    largest: int | None
    vsc_mean: float | None
    vsc_p95: float | None
    vsi_mean: float | None
    vsi_p95: float | None
    score: float | None
    rank: int | None
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How far a set agrees with another that sorts the same industries."""

    other: str
    statistic: str
    value: float | None
    low: float | None
    high: float | None
    industries: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DefinitionShort:
    """Which definition set.

    Attributes
    ----------
    scores
        Of the chosen candidate; null where the set was not derived here.
    """

    definition: str
    title: Words
    derived: bool
    scores: Candidate | None
    agreement: tuple[Agreement, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DefinitionRow(DefinitionShort):
    """A definition set and its size."""

    categories: int
    industries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DefinitionPage(Page[DefinitionRow]):
    """The definition sets.

    Attributes
    ----------
    needs
        The command that derives one; null where one was derived here.
    """

    items: tuple[DefinitionRow, ...]
    needs: str | None


def definition_list(shown: Snapshot, *, page: Paging | None = None) -> DefinitionPage:
    """List the definition sets; ``needs`` names the command where none was derived here."""
    asked = page or Paging()
    names = definition_names(shown)
    return DefinitionPage(
        items=tuple(definition_row(shown, name) for name in names[asked.part]),
        total=len(names),
        limit=asked.limit,
        offset=asked.offset,
        needs=needs(shown, "definition_candidates", "define"),
    )


def definition_frame(shown: Snapshot) -> pl.DataFrame:
    """Give the list flat: a set, its size, the score of the one that was chosen."""
    flat = [
        {
            "definition": row.definition,
            "title": row.title.en,
            "title_zh": row.title.zh,
            "categories": row.categories,
            "industries": row.industries,
            "derived": row.derived,
            "score": row.scores.score if row.scores else None,
        }
        for row in (definition_row(shown, name) for name in definition_names(shown))
    ]
    return pl.DataFrame(flat, infer_schema_length=None)


def definition_row(shown: Snapshot, definition: str) -> DefinitionRow:
    """Give a definition set's row."""
    kinds = shown.categories.filter(pl.col("definition") == definition)
    candidates = candidate_rows(shown, definition)
    chosen = candidates.filter(pl.col("chosen")) if len(candidates) else candidates
    return DefinitionRow(
        definition=definition,
        title=set_title(definition),
        categories=len(kinds),
        industries=int(kinds["industries"].sum()),
        derived=len(candidates) > 0,
        scores=row(chosen, Candidate),
        agreement=rows(own(shown, "definition_agreement", definition=definition), Agreement),
    )


def definition_names(shown: Snapshot) -> tuple[str, ...]:
    """Name the definition sets, in the order of the table."""
    return tuple(dict.fromkeys(shown.categories["definition"])) if len(shown.categories) else ()


def known(shown: Snapshot, definition: str) -> None:
    """Refuse a definition set that is not there (``definition-unknown``)."""
    names = definition_names(shown)
    if definition not in names:
        raise unknown("definition", definition, list(names), case="shown")


def candidate_rows(shown: Snapshot, definition: str) -> pl.DataFrame:
    """Give a set's candidates; ``largest`` is null where it was derived before that was kept."""
    found = own(shown, "definition_candidates", definition=definition)
    if not len(found) or "largest" in found.columns:
        return found
    return found.with_columns(largest=pl.lit(None, dtype=pl.Int64))
