"""What the ways of finding start from: a workspace's tables, its cells, its strong cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace

import polars as pl

from jiqun.clusters import (
    Cells,
    Ground,
    Scheme,
    cell_schemes,
    ground_problems,
    measure_cells,
    missing_quantities,
    places,
    rate_cells,
    with_quantities,
)
from jiqun.clusters.doubt import Calibration
from jiqun.clusters.leading import EMPLOYMENT, JOBS, sized_as_jobs
from jiqun.core import Caution, Problems, Progress, named, silent, unknown
from jiqun.studies.deflators import cell_prices
from jiqun.studies.finding.needs import placed
from jiqun.studies.rating import (
    FINDER,
    NEEDED,
    OPTIONAL,
    RUN,
    RunPlan,
    kept_calibrations,
    kept_persistence,
    led,
    read_tables,
    run,
    scheme_as_run,
)
from jiqun.tables import sums_by
from jiqun.workspace import Workspace

#: Years looked back at: for growth, and for output of three years where there is any.
GROWTH, OUTPUT = 1, 2
#: Definition set that is only found in where it is asked for, or where there is no other.
DERIVED = "derived"
TABLES = (*NEEDED, *OPTIONAL, "organisations", "organisation_years", "links")


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """Tables, cells and choices that every way shares.

    Attributes
    ----------
    ground
        The tables of the main job, geometry left out.
    cells
        Cells of the year, at every level.
    full
        Their frame with the quantities that schemes ask for.
    strong
        ``definition, category, level, region`` of the cells rated strong.
    schemes
        Those that can be applied.
    places
        ``region, level, place``.
    regions
        The table regions with geometry.
    definitions, level, year
        What is found in: definition sets, the level of regions, the year.
    levels
        All levels with something to compare, most regions first.
    calibrations
        How often chances of ratings came true, by scheme.
    cautions
        What deserves doubt.
    leading
        What leads. In ``cells`` it stands where employment does, and employment is ``jobs``;
        ``full`` has both under their own names.
    firms
        Whether points are firms rather than regions' middles.
    """

    ground: Ground
    cells: Cells
    full: pl.DataFrame
    strong: pl.DataFrame
    schemes: tuple[Scheme, ...]
    places: pl.DataFrame
    regions: pl.DataFrame
    definitions: tuple[str, ...]
    level: str
    year: int
    levels: tuple[str, ...]
    calibrations: Mapping[str, Mapping[str, Calibration]]
    cautions: tuple[Caution, ...] = field(default=())
    leading: str = EMPLOYMENT
    firms: bool = True

    def cv2(self, definition: str) -> dict[str, float]:
        """Give the spread of establishment sizes of each category of a set."""
        own = self.cells.spreads.filter(pl.col("definition") == definition)
        return dict(own.select("category", "cv2").iter_rows())

    def categories(self, definition: str) -> pl.DataFrame:
        """Give the rows of one definition set."""
        return self.ground.categories.filter(pl.col("definition") == definition)


def lacking(ws: Workspace) -> list[str]:
    """Name the tables that the main job needs and the workspace does not have."""
    return [name for name in NEEDED if not ws.rows(name)]


def used(ws: Workspace) -> dict[str, str]:
    """Give the digest of every table that finding reads."""
    return {name: ws.digest(name) for name in TABLES if ws.has(name)}


def check_names(
    ws: Workspace, *, definition: str | None, level: str | None, year: int | None
) -> None:
    """Refuse a name that the tables do not have, before anything is computed or written.

    Raises
    ------
    UnknownError
        ``definition-unknown``, ``level-unknown``, ``year-unknown``.
    """
    asked = (
        ("definition", definition, "categories", "categories"),
        ("level", level, "regions", "cells"),
        ("year", year, "activity", "activity"),
    )
    for kind, name, table, case in asked:
        if name is None:
            continue
        known = ws.frame(table, [kind])[kind].unique().sort().to_list()
        if name not in known:
            raise unknown(kind, str(name), known, case=case)


def settle_run(ws: Workspace, progress: Progress = silent) -> tuple[Workspace, tuple[Caution, ...]]:
    """Do the main job first where its results are absent, or of other tables than now."""
    if not ws.has("cells"):
        run(ws.path, progress=progress)
        return Workspace.open(ws.path), (Caution("run-first"),)
    kept = ws.record("cells").parameters
    names = {one.name for one in fields(RunPlan)}
    plan = RunPlan(**{name: value for name, value in kept.items() if name in names})
    if not RUN.ask(ws, plan).due(ws, RUN.results):
        return ws, ()
    run(ws.path, plan, progress=progress)
    return Workspace.open(ws.path), (Caution("run-again"),)


def read_start(
    ws: Workspace, *, definition: str | None, level: str | None, year: int | None, size: float
) -> Start:
    """Read the tables, refuse what is wrong with them together, compute the year's cells.

    Raises
    ------
    InputError
        Every code of :func:`jiqun.clusters.ground_problems`.
    UnknownError
        ``definition-unknown``, ``level-unknown``, ``year-unknown``.
    """
    leading = led(ws)
    ground = replace(read_tables(ws), quantity=leading)
    problems = Problems()
    problems.extend(ground_problems(ground).found)
    problems.check()
    chosen = _year(ground, year)
    cells = measure_cells(
        ground, years=_back(ground, chosen), levels=_levels(ground), level=size,
        persistence=kept_persistence(ws),
    )  # fmt: skip
    usable = [scheme_as_run(ws, one.scheme) for one in cell_schemes()]
    full = with_quantities(
        cells.frame,
        list(dict.fromkeys(q for one in usable for q in one.quantities)),
        regions=ground.regions,
        indicators=ws.frame("indicators") if ws.has("indicators") else None,
        deflators=cell_prices(ws),
        changes=ground.region_changes,
    ).filter(pl.col("year") == chosen)
    now = _stood_in(cells.of_year(chosen))
    sets = _definitions(ground, definition)
    levels = now.frame.group_by("level").agg(n=pl.col("region").n_unique())
    levels = levels.sort(["n", "level"], descending=[True, False])
    return Start(
        ground=ground,
        cells=now,
        full=full,
        strong=strong_keys(full, scheme_as_run(ws, FINDER)),
        schemes=tuple(one for one in usable if not missing_quantities(full, one)),
        places=places(ground.regions, ground.region_parents),
        regions=ws.frame("regions"),
        definitions=sets,
        level=_level(now, levels, level),
        year=chosen,
        calibrations=kept_calibrations(ws),
        levels=tuple(levels.filter(pl.col("n") > 1)["level"].to_list()),
        cautions=(*_of_leading(ws, now), *_outside_categories(now, sets)),
        leading=leading,
        firms=placed(ws, "organisations", ("lon", "lat", "industry")),
    )


def _stood_in(cells: Cells) -> Cells:
    """Put what leads where employment stands in the cells and their sums."""
    if cells.quantity == EMPLOYMENT:
        return cells
    leading = cells.quantity
    return replace(
        cells,
        frame=sized_as_jobs(cells.frame, leading),
        totals=sized_as_jobs(cells.totals, leading),
        national=sized_as_jobs(cells.national, leading),
    )


def _of_leading(ws: Workspace, cells: Cells) -> tuple[Caution, ...]:
    """Give the cells' cautions; where jobs do not lead, say what a search counts by."""
    leading = led(ws)
    if leading == "employment":
        return cells.cautions
    known = [n for n in ("establishments", JOBS) if cells.frame[n].null_count() < len(cells.frame)]
    case = {"establishments": "", JOBS: "jobs"}[known[0]] if known else "nothing"
    if leading == "establishments":
        return cells.cautions
    about = Caution("found-counts", {"quantity": named(leading)}, case=case)
    of_jobs = ("employment-withheld", "establishments-unknown")
    return (about, *(one for one in cells.cautions if one.code not in of_jobs))


def strong_keys(full: pl.DataFrame, finder: Scheme) -> pl.DataFrame:
    """Give the cells that a scheme rates strong or better."""
    ranks = rate_cells(full, finder).frame["rank"]
    strong = full.filter((ranks >= finder.rank(finder.strong)).fill_null(value=False))
    return strong.select("definition", "category", "level", "region")


def _year(ground: Ground, year: int | None) -> int:
    known = ground.activity["year"].unique().sort().to_list()
    if year is not None and year not in known:
        raise unknown("year", str(year), known, case="activity")
    return int(known[-1] if year is None else year)


def _back(ground: Ground, year: int) -> list[int]:
    known = ground.activity["year"].unique().to_list()
    rows = ground.activity
    told = "output" in rows.columns and rows["output"].null_count() < len(rows)
    back = OUTPUT if told else GROWTH
    return sorted(one for one in known if year - back <= one <= year)


def _levels(ground: Ground) -> list[str] | None:
    """Give the levels where there is something to compare, and those that rows stand at."""
    standing = ground.regions.join(
        ground.activity.select(pl.col("region").cast(pl.String)).unique(), on="region", how="semi"
    )["level"].unique()
    sizes = ground.regions.group_by("level").len()
    kept = sizes.filter((pl.col("len") > 1) | pl.col("level").is_in(standing.implode()))
    return kept.sort(["len", "level"], descending=[True, False])["level"].to_list() or None


def _level(cells: Cells, levels: pl.DataFrame, level: str | None) -> str:
    known = levels["level"].to_list()
    if level is None:
        direct = cells.bases.filter(pl.col("level") == pl.col("base"))["level"].to_list()
        return str(next((one for one in known if one in direct), known[0]))
    if level not in known:
        raise unknown("level", level, known, case="cells")
    return level


def _definitions(ground: Ground, definition: str | None) -> tuple[str, ...]:
    known = ground.categories["definition"].unique().sort().to_list()
    if definition is not None:
        if definition not in known:
            raise unknown("definition", definition, known, case="categories")
        return (definition,)
    given = [name for name in known if name != DERIVED]
    return tuple(given or known)


def _outside_categories(cells: Cells, definitions: tuple[str, ...]) -> tuple[Caution, ...]:
    """Say which part of the jobs belongs to industries of no category: the stated rule."""
    searched = cells.national.filter(pl.col("definition").is_in(definitions))
    jobs = pl.col("employment")
    none = pl.when(pl.col("category").is_null()).then(jobs)
    sums = [none.alias("none"), jobs.alias("whole")]
    rows = sums_by(searched, ["definition", "level"], sums=sums)
    worst = rows.group_by("definition").agg((pl.col("none") / pl.col("whole")).max().alias("share"))
    return tuple(
        Caution("industries-in-none", {"share": row["share"], "definition": row["definition"]})
        for row in worst.sort("definition").iter_rows(named=True)
        if row["share"] and row["share"] > 0
    )
