"""One definition set whole, with what it was chosen from; an industry's place in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from jiqun.core import Record, unknown
from jiqun.studies.browsing.clusters import needs, own
from jiqun.studies.browsing.definitions.fits import (
    DefinitionIndustry,
    categories,
    industries,
    with_names,
)
from jiqun.studies.browsing.definitions.listing import (
    Candidate,
    DefinitionShort,
    candidate_rows,
    definition_row,
    known,
)
from jiqun.studies.browsing.definitions.relations import CategoryNetwork, relations
from jiqun.studies.browsing.lists import row, rows
from jiqun.studies.browsing.snapshots import Snapshot
from jiqun.studies.defining import DefinitionBaseline, DefinitionCategory

#: Candidates shown beside the chosen one.
BEST = 200
AVERAGE = "average"


@dataclass(frozen=True, slots=True, kw_only=True)
class DefinitionDetail(DefinitionShort):
    """A definition set whole.

    Attributes
    ----------
    candidates
        The best two hundred, and the chosen one.
    baselines
        What was searched beside cuts of the code and loaded sets: how well each tells where
        industries are. None where the set was not derived here.
    weights
        What each similarity counts, by its name; none where the set was not derived here.
    best_cut, ahead
        The cut of the code that tells most of places kept aside; whether what was searched tells
        more. Null where that is not known.
    record
        How it was derived; null where it was given.
    """

    categories: tuple[DefinitionCategory, ...]
    candidates: tuple[Candidate, ...]
    baselines: tuple[DefinitionBaseline, ...]
    weights: Mapping[str, float]
    best_cut: str | None
    ahead: bool | None
    relatedness: CategoryNetwork | None
    industries: tuple[DefinitionIndustry, ...]
    record: Record | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SimilarIndustry:
    """A similar industry, by one matrix."""

    related: str
    name: str | None
    name_zh: str | None
    matrix: str
    similarity: float


@dataclass(frozen=True, slots=True, kw_only=True)
class IndustryDetail:
    """An industry's place in a set, and what is most like it.

    Attributes
    ----------
    similar
        By each matrix, the average of all matrices first.
    needs
        The command that makes these results; null where they are there.
    """

    definition: str
    industry: str
    place: DefinitionIndustry | None
    matrices: tuple[str, ...]
    similar: tuple[SimilarIndustry, ...]
    needs: str | None


def definition_detail(shown: Snapshot, definition: str) -> DefinitionDetail:
    """Give one definition set with categories, industries, candidates and relations.

    Raises
    ------
    UnknownError
        ``definition-unknown``.
    """
    known(shown, definition)
    short = definition_row(shown, definition)
    kinds = categories(shown, definition)
    record = shown.workspace.record("definition_categories") if short.derived else None
    outcome = record.parameters.get("outcome", {}) if record else {}
    beside = own(shown, "definition_baselines", definition=definition)
    return DefinitionDetail(
        definition=definition,
        title=short.title,
        derived=short.derived,
        scores=short.scores,
        agreement=short.agreement,
        categories=rows(kinds, DefinitionCategory),
        candidates=_candidates(candidate_rows(shown, definition)),
        baselines=rows(beside, DefinitionBaseline) if len(beside) else (),
        weights=outcome.get("weights", {}),
        best_cut=outcome.get("best_cut"),
        ahead=outcome.get("ahead"),
        relatedness=relations(shown, definition, kinds),
        industries=rows(industries(shown, definition), DefinitionIndustry),
        record=record,
    )


def definition_industry(shown: Snapshot, definition: str, industry: str) -> IndustryDetail:
    """Give an industry's place in a definition set, and the industries most like it by matrix.

    Raises
    ------
    UnknownError
        ``definition-unknown``, ``industry-unknown``.
    """
    known(shown, definition)
    places = industries(shown, definition)
    mine = places.filter(pl.col("industry") == industry)
    near = own(shown, "industry_similarity", definition=definition, industry=industry)
    if not len(mine) and not len(near):
        among = places["industry"].head(5).to_list()
        raise unknown("industry", industry, among, case="set", definition=definition)
    similar = _similar(shown, near)
    return IndustryDetail(
        definition=definition,
        industry=industry,
        place=row(mine, DefinitionIndustry),
        matrices=tuple(dict.fromkeys(one.matrix for one in similar)),
        similar=similar,
        needs=needs(shown, "industry_similarity", "define"),
    )


def _similar(shown: Snapshot, near: pl.DataFrame) -> tuple[SimilarIndustry, ...]:
    """Order similar industries by matrix, the average first, the most similar first."""
    if not len(near):
        return ()
    named = with_names(shown, near, "related").with_columns(first=pl.col("matrix") != AVERAGE)
    keys = ["first", "matrix", "similarity", "related"]
    return rows(named.sort(keys, descending=[False, False, True, False]), SimilarIndustry)


def _candidates(found: pl.DataFrame) -> tuple[Candidate, ...]:
    """Give the best, and the chosen one."""
    if not len(found):
        return ()
    best = found.sort(["rank", "candidate"], nulls_last=True).head(BEST)
    chosen = found.filter(pl.col("chosen")).join(best, on="candidate", how="anti")
    return rows(pl.concat([best, chosen]), Candidate)
