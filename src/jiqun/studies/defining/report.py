"""What deriving a definition set reports, read from what the workspace holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from jiqun.core import Caution
from jiqun.studies.jobs import Done
from jiqun.studies.rows import rows
from jiqun.tables import standing
from jiqun.workspace import Workspace

#: Categories shown.
SHOWN = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Matrix, method, linkage and number of categories of the chosen candidate."""

    matrix: str
    method: str
    linkage: str
    categories: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SetScores:
    """Shares (0-1) of categories (vsc) and industries (vsi) that pass; their mean; separation."""

    vsc_mean: float | None
    vsc_p95: float | None
    vsi_mean: float | None
    vsi_p95: float | None
    score: float | None
    separation: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """Of the chosen set: before its outliers moved, and after."""

    before: SetScores
    after: SetScores


@dataclass(frozen=True, slots=True, kw_only=True)
class Firmness:
    """Adjusted Rand index with the set that resampled statistics give."""

    value: float | None
    low: float | None
    high: float | None
    draws: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DefinitionCategory:
    """A category, and how related its industries are; null where the set was not scored."""

    category: str
    name: str | None
    name_zh: str | None
    traded: bool | None
    industries: int
    employment: float | None
    within: float | None
    between_mean: float | None
    between_p95: float | None
    beats_mean: bool | None
    beats_p95: bool | None
    nearest: str | None
    nearest_relatedness: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DerivedCategory(DefinitionCategory):
    """A category of a derived set."""

    definition: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """An industry that the correction moved."""

    industry: str
    left: str
    to: str

    def to_dict(self) -> dict[str, str]:
        """Give the industry and the categories, ``from`` and ``to``."""
        return {"industry": self.industry, "from": self.left, "to": self.to}


@dataclass(frozen=True, slots=True, kw_only=True)
class TradedCounts:
    """Industries derived as traded; of those with a given word: traded, agreeing, all."""

    derived: int
    given: int
    agreeing: int
    both: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAgreement:
    """A statistic of agreement with another set; "resampled" is the firmness."""

    definition: str
    other: str
    statistic: str
    value: float | None
    low: float | None
    high: float | None
    industries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DefinitionBaseline:
    """A set beside others: how well it tells where industries are; null is what cannot be told.

    Attributes
    ----------
    set, kind
        Its name; ``derived`` (searched), ``code`` (a cut of the classification's code) or
        ``given`` (loaded).
    categories, covered
        How many; industries that they hold.
    largest, largest_share
        Industries in its largest category; the largest share (0-1) of jobs in one.
    validation, validation_regions
        Validation score (0-1) by all similarities; by place alone in regions kept aside.
    colocation, colocation_year, colocation_regions, colocation_held
        Co-location score (-1 to 1): where and when the set was derived; in another year; in
        regions kept aside; in regions kept aside of the other year where there is one.
    ahead, ahead_low, ahead_high
        How far ``colocation_held`` is above that of the best cut of the code, with its interval.
    ari
        Adjusted Rand index with the first loaded set.
    """

    set: str
    kind: str
    categories: int
    covered: int
    largest: int
    largest_share: float | None
    validation: float | None
    validation_regions: float | None
    colocation: float | None
    colocation_year: float | None
    colocation_regions: float | None
    colocation_held: float | None
    ahead: float | None
    ahead_low: float | None
    ahead_high: float | None
    ari: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DefineReport:
    """What was derived.

    Attributes
    ----------
    workspace, commit, unchanged
        Where; the commit that holds the tables; True where the same had been derived already.
    definition, level, year, scope
        Name of the set; level of regions and year of the statistics; which industries.
    industries, categories, candidates
        How many took part, came out, were scored.
    chosen
        Matrix, method, linkage and number of categories of the best candidate.
    scores
        Before and after outliers moved.
    firmness
        How like it is to what resampled statistics give.
    largest
        The ten categories with the most employment, with their scores.
    moved
        Industries that the correction moved.
    outliers
        How many industries still fit another category better.
    traded
        Counts of industries by what dispersion and given sets say.
    agreement
        With each loaded set.
    baselines
        The searched set beside cuts of the code and loaded sets.
    best_cut, ahead
        The cut of the code that tells most of what was kept aside; whether the searched set
        tells more (null where nothing could be kept aside). Where it does not, the cut is kept
        in its place, unless that was declined.
    matrices, weights
        Which similarities the data gave; what each counts in averages.
    most
        Industries that a category may hold.
    unrelated
        Industries in no category, since no matrix says anything of them.
    seconds, cautions
        Time by step; what deserves doubt.
    """

    workspace: str
    commit: int
    unchanged: bool
    definition: str
    level: str
    year: int
    scope: str
    industries: int
    categories: int
    candidates: int
    chosen: Chosen
    scores: Scores
    firmness: Firmness
    largest: tuple[DerivedCategory, ...]
    moved: tuple[Move, ...]
    outliers: int
    traded: TradedCounts
    agreement: tuple[SetAgreement, ...]
    baselines: tuple[DefinitionBaseline, ...]
    best_cut: str | None
    ahead: bool | None
    matrices: tuple[str, ...]
    weights: Mapping[str, float]
    most: int
    unrelated: tuple[str, ...]
    seconds: Mapping[str, float]
    cautions: tuple[Caution, ...]


def define_report(ws: Workspace, done: Done) -> DefineReport:
    """Summarise from what the workspace holds, so that a repeated derivation answers the same."""
    record = ws.record("definition_categories")
    told, outcome = record.parameters, record.parameters["outcome"]
    candidates, industries = ws.frame("definition_candidates"), ws.frame("definition_industries")
    kinds = ws.frame("definition_categories")
    largest = kinds.sort([standing("employment"), "category"], descending=[True, False]).head(SHOWN)
    moved = industries.filter(pl.col("moved_from").is_not_null())
    return DefineReport(
        workspace=str(ws.path),
        commit=ws.version,
        unchanged=done.unchanged,
        definition=told["definition"],
        level=told["level"],
        year=told["year"],
        scope=told["scope"],
        industries=len(industries),
        categories=len(kinds),
        candidates=len(candidates),
        chosen=rows(candidates.head(1), Chosen)[0],
        scores=Scores(**{when: SetScores(**own) for when, own in outcome["scores"].items()}),
        firmness=Firmness(**outcome["firmness"]),
        largest=rows(largest, DerivedCategory),
        moved=rows(moved.select("industry", left="moved_from", to="category"), Move),
        outliers=int(industries["outlier"].sum()),
        traded=_traded(ws.frame("industry_dispersion")),
        agreement=rows(ws.frame("definition_agreement"), SetAgreement),
        baselines=rows(ws.frame("definition_baselines"), DefinitionBaseline),
        best_cut=outcome["best_cut"],
        ahead=outcome["ahead"],
        matrices=tuple(outcome["matrices"]),
        weights=outcome["weights"],
        most=outcome["most"],
        unrelated=tuple(outcome["unrelated"]),
        seconds=done.seconds,
        cautions=record.cautions,
    )


def _traded(dispersion: pl.DataFrame) -> TradedCounts:
    both = dispersion.drop_nulls("traded_given")
    return TradedCounts(
        derived=int(dispersion["traded"].sum()),
        given=int(both["traded_given"].sum()),
        agreeing=int((both["traded"] == both["traded_given"]).sum()),
        both=len(both),
    )
