"""What a brief is made of: plain frozen values, nothing that needs a workspace."""

from __future__ import annotations

from dataclasses import dataclass, field

from jiqun.briefs.doubts import Basis, Doubt
from jiqun.charts import CriterionFigure, Estimate, MapFigure, Names, TrendFigure
from jiqun.core import Origin, Record

#: A smaller chance of the same rating next year is marked.
SURE = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """A finished brief.

    Attributes
    ----------
    content
        The file's bytes.
    media_type, filename
        What it is; what to call it.
    """

    content: bytes
    media_type: str
    filename: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What holds for the whole brief.

    Attributes
    ----------
    workspace
        Title of the workspace.
    commit, time
        Number and ISO time of the commit that is shown.
    year
        Of the data; None where there is no year (a declared cluster).
    synthetic
        True where some of the data were invented.
    origins
        Of the data, in order.
    record
        Of the main result; None where nothing was computed.
    version
        jiqun's version.
    interval_level
        Probability of the intervals for next year, 0-1.
    basis
        What they rest on; None where there are none.
    """

    workspace: str
    commit: int
    time: str
    year: int | None
    synthetic: bool
    origins: tuple[Origin, ...]
    record: Record | None
    version: str
    interval_level: float = 0.95
    basis: Basis | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What of an employment is published.

    Attributes
    ----------
    visible_share
        The published part, 0-1; None where nobody knows how much is left out.
    imputed_share
        The part that a named step put in, 0-1; None where the whole is unknown.
    withheld, hidden, imputed, noisy, rounded, unknown
        Numbers of each kind.
    least
        The part that must be published for a rating.
    """

    visible_share: float | None = None
    imputed_share: float | None = None
    withheld: int = 0
    hidden: int = 0
    imputed: int = 0
    noisy: int = 0
    rounded: int = 0
    unknown: int = 0
    least: float = 0.0

    @property
    def unjudged(self) -> bool:
        """Whether too little is published to judge it."""
        return self.visible_share is not None and self.visible_share < self.least


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemeRating:
    """One scheme's verdict.

    Attributes
    ----------
    scheme, title
        Its id and name.
    rating
        The verdict; None where missing quantities could change it.
    rank, best
        The verdict's rank and the scheme's highest; rank None as the rating.
    strong
        Whether the verdict counts as strong.
    chance
        Of the same verdict next year (0-1); None where nobody knows.
    chance_strong
        Of a strong verdict next year (0-1); None where the scheme has none.
    low, high
        The verdicts at the ends of what withheld, hidden, noisy and rounded numbers allow.
    criteria
        As they were decided.
    missing
        Names of quantities that are not there.
    unjudged
        Whether there is no verdict for too little is published.
    peers
        Cells that decided it; None where no percentile did.
    notes
        What to know of the verdict: ``few-peers``, ``tie``.
    """

    scheme: str
    title: Names
    rating: Names | None
    rank: int | None
    best: int
    strong: bool = False
    chance: float | None = None
    chance_strong: float | None = None
    low: Names | None = None
    high: Names | None = None
    criteria: tuple[CriterionFigure, ...] = ()
    missing: tuple[Names, ...] = ()
    unjudged: bool = False
    peers: int | None = None
    notes: tuple[str, ...] = ()

    @property
    def unsure(self) -> bool:
        """Whether the verdict is likely enough to be another next year."""
        return self.chance is not None and self.chance < SURE


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberRow:
    """An industry of the cell.

    Attributes
    ----------
    code, name
        Of the industry.
    employment, establishments
        None where unknown.
    share
        Of the cell's employment, 0-1.
    imputed, withheld, hidden, protected
        Whether the employment was put in; is withheld; is left out by the publisher; is withheld by
        this workspace's own rules.
    """

    code: str
    name: Names
    employment: float | None
    establishments: float | None
    share: float | None
    imputed: bool = False
    withheld: bool = False
    hidden: bool = False
    protected: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CellRow:
    """A cell in a list: of the same region, or of the same category elsewhere.

    Attributes
    ----------
    category, region
        What it is called.
    traded
        Whether the category sells beyond the region.
    employment, quotient
        And where they will be next year.
    micro_share
        Of the region's employment, 0-1.
    growth_per_year
        None where there is no earlier year.
    rating, chance
        Under the leading scheme; the chance (0-1) that it is the same next year.
    rank
        Of the rating, the larger the higher; None without one.
    strong
        Whether that rating counts as strong.
    visible_share
        Published part of employment, 0-1; None where it is unknown.
    unjudged
        Whether that is too little for a rating.
    evidence_rank
        Place among the cells of its level and year by what establishments bear out, 1 the surest;
        None where they are not known.
    """

    category: Names
    region: Names
    traded: bool
    employment: Estimate
    quotient: Estimate
    micro_share: float | None
    growth_per_year: float | None
    rating: Names | None
    strong: bool
    chance: float | None = None
    growth: Estimate = field(default_factory=Estimate)
    visible_share: float | None = None
    unjudged: bool = False
    evidence_rank: int | None = None
    rank: int | None = None

    @property
    def unsure(self) -> bool:
        """Whether the rating is likely enough to be another next year."""
        return self.chance is not None and self.chance < SURE


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A figure that a source states about a declared cluster.

    Attributes
    ----------
    indicator
        What is stated.
    qualifier
        "=", ">", "~" and so on: how exact the source is.
    value, unit
        The number and its unit.
    year
        None where the source gives none.
    quote
        The source's own words.
    """

    indicator: Names
    qualifier: str
    value: float | None
    unit: str
    year: int | None
    quote: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CellBriefData:
    """A cell's brief: a category in a region in a year.

    Attributes
    ----------
    cell
        Its id.
    setting
        What holds for the whole brief.
    category, region, parents, level
        What and where it is; ``parents`` from near to far.
    employment, establishments, quotient, micro_share, macro_share, growth_per_year, wage
        The key figures; ``wage`` is payroll per person in ``currency``.
    important, important_from
        Whether it holds much of its category in the base; the share (0-1) and the quotient from
        which it does.
    published
        What of the employment is published.
    doubt
        Its parts in words and numbers; None where the run did not tell them.
    base
        What the quotient is compared with; empty where that was not kept.
    traded
        Whether the category sells beyond the region.
    ratings
        Every scheme's verdict.
    employment_trend, quotient_trend
        One point a year.
    long_growth, growth_since
        Yearly growth over the years on the same land, and the first of them.
    members, members_total
        The largest industries; how many there are.
    neighbours, siblings
        The same category elsewhere; other categories here.
    rank, of
        Place by employment among the regions with the category, and how many there are.
    map
        None where there is no position.
    """

    cell: str
    setting: Setting
    category: Names
    region: Names
    parents: tuple[Names, ...] = ()
    level: Names = field(default_factory=Names)
    employment: Estimate = field(default_factory=Estimate)
    establishments: float | None = None
    quotient: Estimate = field(default_factory=Estimate)
    micro_share: float | None = None
    macro_share: float | None = None
    growth_per_year: float | None = None
    growth: Estimate = field(default_factory=Estimate)
    wage: float | None = None
    currency: str = ""
    important: bool | None = None
    important_from: tuple[float, float] | None = None
    published: Published = field(default_factory=Published)
    doubt: Doubt | None = None
    base: Names = field(default_factory=Names)
    traded: bool = True
    ratings: tuple[SchemeRating, ...] = ()
    employment_trend: tuple[TrendFigure, ...] = ()
    quotient_trend: tuple[TrendFigure, ...] = ()
    long_growth: float | None = None
    growth_since: int | None = None
    members: tuple[MemberRow, ...] = ()
    members_total: int = 0
    neighbours: tuple[CellRow, ...] = ()
    siblings: tuple[CellRow, ...] = ()
    rank: int | None = None
    of: int | None = None
    map: MapFigure | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterBriefData:
    """The brief of a cluster that somebody declared.

    Attributes
    ----------
    cluster, name
        Its id and its own name.
    setting
        What holds for the whole brief.
    region, parents, level
        Where it is; empty where its source does not say.
    programme, since, domain
        The list that it stands in, since when, and its field.
    facts, places, organisations
        What sources state; its regions; members that its source names.
    sources
        Texts that it rests on.
    map
        None where there is no position.
    """

    cluster: str
    setting: Setting
    name: Names
    region: Names = field(default_factory=Names)
    parents: tuple[Names, ...] = ()
    level: Names = field(default_factory=Names)
    programme: Names = field(default_factory=Names)
    since: int | None = None
    domain: Names = field(default_factory=Names)
    facts: tuple[Fact, ...] = ()
    places: tuple[Names, ...] = ()
    organisations: tuple[Names, ...] = ()
    sources: tuple[str, ...] = ()
    map: MapFigure | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionBriefData:
    """A region's brief.

    Attributes
    ----------
    region, name, parents, level
        The region; ``parents`` from near to far.
    population, area_km2
        None where unknown.
    employment, traded_employment, establishments
        Totals.
    strength
        Share of traded employment in strong categories, 0-1, with its interval.
    strong, strong_local, traded_categories, diversity
        Numbers of categories: strong traded ones, strong local ones, traded ones present, and
        those with a quotient of 1 or more.
    rank, of
        Place by strength among the regions of its level, and how many there are.
    published
        What of the employment is published.
    doubt
        Its parts in words and numbers; None where the run did not tell them.
    base
        What the quotient is compared with; empty where that was not kept.
    cells
        The portfolio; any order.
    leading
        Name of the scheme of the ratings shown.
    strength_trend, employment_trend
        One point a year.
    map
        None where there is no position.
    setting
        What holds for the whole brief.
    """

    region: str
    setting: Setting
    name: Names
    parents: tuple[Names, ...] = ()
    level: Names = field(default_factory=Names)
    population: float | None = None
    area_km2: float | None = None
    employment: Estimate = field(default_factory=Estimate)
    traded_employment: float | None = None
    establishments: float | None = None
    strength: Estimate = field(default_factory=Estimate)
    strong: int | None = None
    strong_local: int | None = None
    traded_categories: int | None = None
    diversity: int | None = None
    rank: int | None = None
    rank_range: tuple[int, int] | None = None
    of: int | None = None
    published: Published = field(default_factory=Published)
    base: Names = field(default_factory=Names)
    cells: tuple[CellRow, ...] = ()
    leading: Names = field(default_factory=Names)
    strength_trend: tuple[TrendFigure, ...] = ()
    employment_trend: tuple[TrendFigure, ...] = ()
    map: MapFigure | None = None
