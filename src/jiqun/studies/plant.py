"""Plant a synthetic economy into files or a workspace, and score a run against its truth."""

from __future__ import annotations

import shutil
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal

import polars as pl

import jiqun
from jiqun.clusters import scheme as scheme_of
from jiqun.clusters import schemes
from jiqun.core import InputError, Language, Problem, Progress, UnknownError, say, silent
from jiqun.planted import COUNTRY, COUNTRY_ZH, CURRENCY, DEFINITION, Economy, Score, economy, score
from jiqun.sources import impute_size_class_midpoint
from jiqun.studies.loading.create import create_workspace
from jiqun.tables import schema
from jiqun.workspace import Workspace

Format = Literal["parquet", "csv"]
TRUTH = "truth"
README = "README.md"
ORIGIN = "origin.toml"
CELLS = "planted_region_categories"
FINDER = "us-cluster-mapping"
STEP = "files"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlantReport:
    """What was planted and where it is.

    Attributes
    ----------
    directory, truth
        Folders of the tables and of the truth.
    format
        Of the files.
    country, country_zh
        What to call it: a synthetic country.
    parameters
        Everything that decides it, filled in.
    tables, truths
        One entry a file: ``table, rows`` and, of tables, ``row``: what a row is, by language.
    workspace, commit
        The workspace it was loaded into, if one was asked for.
    seconds
        Time taken.
    """

    directory: str
    truth: str
    format: Format
    country: str
    country_zh: str
    parameters: Mapping[str, float]
    tables: tuple[Mapping[str, Any], ...]
    truths: tuple[Mapping[str, Any], ...]
    workspace: str | None
    commit: int | None
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreReport:
    """How well a run called strong what was planted.

    Attributes
    ----------
    workspace, truth, scheme, definition, year
        What was compared: traded cells that the scheme calls strong in the year.
    level, precision, recall, f1, jaccard, strong, planted
        At the level of the smallest regions.
    levels
        The score at every level.
    """

    workspace: str
    truth: str
    scheme: str
    definition: str
    year: int
    level: str
    precision: float
    recall: float
    f1: float
    jaccard: float
    strong: int
    planted: int
    levels: tuple[Score, ...]

    def to_dict(self) -> dict[str, Any]:
        """Give the fields by name, scores too."""
        return asdict(self)


def plant(  # noqa: PLR0913 - each option changes what is planted or written
    directory: str | Path,
    *,
    establishments: float,
    seed: int,
    noise: float = 0.3,
    regions: int | None = None,
    industries: int | None = None,
    years: int = 10,
    clusters: int | None = None,
    withheld: float = 0.1,
    format: Format = "parquet",
    workspace: str | Path | None = None,
    force: bool = False,
    lang: Language = "en",
    progress: Progress = silent,
) -> PlantReport:
    """Plant an economy and write its tables, its truth apart, and a page that says what it is.

    The folder is built beside its place and moved there whole.

    Parameters
    ----------
    directory
        Where; empty or not there yet.
    establishments, seed, noise, regions, industries, years, clusters, withheld
        As :func:`jiqun.planted.economy` takes them.
    format
        Of the files.
    workspace
        Also make this workspace and load all tables in one commit.
    force
        Replace an economy planted there earlier.
    lang, progress
        Language of problems; told after each step.

    Raises
    ------
    InputError
        ``plant-folder``, ``plant-<argument>``, ``workspace-exists``, ``workspace-folder``.
    """
    began = time.perf_counter()
    folder = Path(directory).expanduser().absolute()
    _refuse_occupied(folder, force=force, lang=lang)
    planted = economy(
        establishments=round(establishments),
        seed=seed,
        noise=noise,
        regions=regions,
        industries=industries,
        years=years,
        clusters=clusters,
        withheld=withheld,
        progress=progress,
    )
    commit = None
    if workspace is not None:
        made = create_workspace(workspace, title=f"{COUNTRY} · {COUNTRY_ZH}", synthetic=True)
        commit = load_economy(Workspace.open(made.path), planted)
    _write_economy(planted, folder, format=format, progress=progress)
    return PlantReport(
        directory=str(folder),
        truth=str(folder / TRUTH),
        format=format,
        country=COUNTRY,
        country_zh=COUNTRY_ZH,
        parameters=planted.plan.to_dict(),
        tables=tuple(
            {"table": name, "rows": frame.height, "row": dict(schema(name).row)}
            for name, frame in planted.tables.items()
        ),
        truths=tuple(
            {"table": name, "rows": frame.height} for name, frame in planted.truth.items()
        ),
        workspace=None if workspace is None else str(workspace),
        commit=commit,
        seconds=round(time.perf_counter() - began, 3),
    )


def load_economy(workspace: Workspace, planted: Economy) -> int:
    """Put every table into a workspace in one commit; give the commit's number.

    Withheld employment is filled by the named step size-class-midpoint, which marks it.
    """
    origin = planted.origin
    filled = replace(
        origin, note=f"{origin.note} Withheld employment: mid-point of the size class."
    )
    with workspace.transaction(verb="plant", note=origin.version) as t:
        for name, frame in planted.tables.items():
            if name == "activity":
                t.put(name, impute_size_class_midpoint(frame), origins=(filled,), mode="replace")
            else:
                t.put(name, frame, origins=(origin,), mode="replace")
    return workspace.version


def write_truth(planted: Economy, into: str | Path, *, format: Format = "parquet") -> None:
    """Write what was planted into a folder that no analysis reads."""
    folder = Path(into)
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in planted.truth.items():
        _write(frame, folder / f"{name}.{format}")


def score_run(
    path: str | Path,
    *,
    truth: str | Path,
    scheme: str = FINDER,
    definition: str = DEFINITION,
    lang: Language = "en",
) -> ScoreReport:
    """Compare the cells that a run calls strong in its latest year with what was planted.

    Only traded categories count: nothing local is planted, and a scheme that rates local
    categories among themselves always calls some of them strong.

    Parameters
    ----------
    path
        A workspace with a planted economy and the results of ``jiqun run``.
    truth
        The economy's folder ``truth``.
    scheme
        Whose strong cells count as found.
    definition
        Whose categories.
    lang
        Language of problems.

    Raises
    ------
    UnknownError
        ``workspace-unknown``, ``scheme-unknown``, ``truth-unknown``, ``result-unknown``.
    InputError
        ``scheme-strong``: the scheme calls nothing strong.
    """
    ws = Workspace.open(path)
    cells = {CELLS: _read_truth(Path(truth).expanduser(), lang)}
    strong, year = _strong(ws, scheme, definition, lang)
    levels = [
        level
        for level in cells[CELLS]["level"].unique(maintain_order=True)
        if level in strong["level"].unique().to_list()
    ]
    scores = tuple(score(strong.filter(pl.col("level") == level), cells, level) for level in levels)
    base = scores[0]
    return ScoreReport(
        workspace=str(ws.path),
        truth=str(truth),
        scheme=scheme,
        definition=definition,
        year=year,
        level=base.level,
        precision=base.precision,
        recall=base.recall,
        f1=base.f1,
        jaccard=base.jaccard,
        strong=base.n_called,
        planted=base.n_planted,
        levels=scores,
    )


def _strong(
    ws: Workspace, scheme: str, definition: str, lang: Language
) -> tuple[pl.DataFrame, int]:
    """Give ``level, region, category`` of the strong traded cells of the latest year, and it."""
    chosen = scheme_of(scheme)
    if not chosen.strong:
        known = [name for name, one in schemes().items() if one.strong]
        raise InputError(_problem("strong", "scheme-strong", scheme, lang, known=known))
    if not (ws.has("ratings") and ws.has("cells")):
        raise UnknownError(_problem("unrun", "result-unknown", "ratings", lang, workspace=ws.path))
    cells = ws.scan("cells").filter((pl.col("definition") == definition) & pl.col("traded"))
    ratings = ws.scan("ratings").filter(
        (pl.col("scheme") == scheme) & (pl.col("rank") >= chosen.rank(chosen.strong))
    )
    year = int(ws.scan("cells").select(pl.col("year").max()).collect().item())
    key = ["cell", "level", "year"]
    strong = (
        cells.filter(pl.col("year") == year)
        .select(*key, "region", "category")
        .join(ratings.select(key), on=key)
        .select("level", "region", "category")
        .collect()
    )
    return strong, year


def _read_truth(folder: Path, lang: Language) -> pl.DataFrame:
    parquet, csv = folder / f"{CELLS}.parquet", folder / f"{CELLS}.csv"
    if parquet.is_file():
        return pl.read_parquet(parquet)
    if csv.is_file():
        return pl.read_csv(csv, schema_overrides={"region": pl.String})
    raise UnknownError(_problem("truth", "truth-unknown", str(folder), lang))


def _problem(key: str, code: str, subject: str, lang: Language, **words: object) -> Problem:
    found, expected, fix = (
        say(f"plant.{key}-{part}", lang, **words) for part in ("found", "expected", "fix")
    )
    return Problem(code, subject, found, expected, fix)


def _refuse_occupied(folder: Path, *, force: bool, lang: Language) -> None:
    """Refuse a folder with anything in it, unless it is a planted economy and may go."""
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return
    if force and (folder / TRUTH / f"{CELLS}.parquet").is_file():
        return
    if force and (folder / TRUTH / f"{CELLS}.csv").is_file():
        return
    raise InputError(_problem("folder", "plant-folder", str(folder), lang))


def _write_economy(planted: Economy, folder: Path, *, format: Format, progress: Progress) -> None:
    draft = folder.with_name(f".{folder.name}.draft")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    for done, (name, frame) in enumerate(planted.tables.items()):
        progress(STEP, done, len(planted.tables))
        _write(frame, draft / f"{name}.{format}")
    write_truth(planted, draft / TRUTH, format=format)
    (draft / README).write_text(_readme(planted, format), encoding="utf-8")
    (draft / ORIGIN).write_text(_origin(planted), encoding="utf-8")
    if folder.exists():
        shutil.rmtree(folder)
    draft.rename(folder)
    progress(STEP, len(planted.tables), len(planted.tables))


def _write(frame: pl.DataFrame, file: Path) -> None:
    if file.suffix == ".parquet":
        frame.write_parquet(file)
    else:
        pl.DataFrame([_flat(series) for series in frame]).write_csv(file)


def _flat(series: pl.Series) -> pl.Series:
    """Bring a column to text that ``jiqun load`` reads: shapes as WKT, lists joined by ";"."""
    if series.dtype == pl.Binary:
        import shapely

        shapes = shapely.from_wkb(series.to_numpy())
        words: Sequence[str | None] = shapely.to_wkt(shapes).tolist()
        return pl.Series(series.name, words, dtype=pl.String)
    if isinstance(series.dtype, pl.List):
        return series.list.join(";")
    return series


def _readme(planted: Economy, format: Format) -> str:
    words = {
        "version": jiqun.__version__,
        "parameters": planted.origin.version,
        "format": format,
        "currency": CURRENCY,
        "note": planted.origin.note,
    }
    pages = [
        say("plant.readme", "en", country=COUNTRY, **words),
        say("plant.readme", "zh", country=COUNTRY_ZH, **words),
    ]
    return "\n---\n\n".join(page.strip() + "\n" for page in pages)


def _origin(planted: Economy) -> str:
    """Give the origin as a column map's section, so that a load keeps it."""
    rows = ["[origin]"]
    for key, value in planted.origin.to_dict().items():
        word = str(value).lower() if isinstance(value, bool) else '"' + str(value) + '"'
        rows.append(f"{key} = {word}")
    return "\n".join(rows) + "\n"
