"""The demonstration: the American states as they are counted, and a planted country."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from jiqun.core import LANGUAGES, InputError, Progress, problem, silent
from jiqun.planted import economy, economy_plan
from jiqun.studies.briefing import write_top_briefs
from jiqun.studies.defining import DefinePlan, define
from jiqun.studies.exporting import whole_or_gone
from jiqun.studies.finding import FindPlan, FindReport, WayCount, find
from jiqun.studies.loading import create_workspace, fetch
from jiqun.studies.planting.files import write_truth
from jiqun.studies.planting.making import load_economy
from jiqun.studies.planting.score import ScoreReport, score_run
from jiqun.studies.planting.states import STATES, StatesReport, build_states, states_report
from jiqun.studies.rating import RunReport, run
from jiqun.workspace import Workspace

ESTABLISHMENTS = 20_000
SEED = 5
NOISE = 0.3
#: Candidate sets, permutations, resamples, pairs of years: fewer, so that it is soon there.
CANDIDATES, DRAWS, BOOTSTRAPS, PAIRS = 600, 99, 20, 1
FOLDERS = ("workspace", "truth", "briefs")


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoReport:
    """What the demonstration built.

    Attributes
    ----------
    folder, workspace
        Where it is; the workspace of the planted country.
    built
        False where an earlier demonstration was found whole and used as it is.
    states
        The real half: the American states.
    run
        The main job's report on the planted country.
    score
        How well the planted clusters were found: precision, recall and more.
    ways, once
        What was found across regions, from points and from links; the clusters, each counted once.
    briefs
        The files written.
    """

    folder: str
    workspace: str
    built: bool
    states: StatesReport
    run: RunReport
    score: ScoreReport
    ways: tuple[WayCount, ...]
    once: Mapping[str, int]
    briefs: tuple[str, ...]


def demo(
    at: str | Path,
    *,
    establishments: int = ESTABLISHMENTS,
    seed: int = SEED,
    fresh: bool = False,
    progress: Progress = silent,
) -> DemoReport:
    """Build the demonstration in a folder, or use the one that is there.

    The folder gets ``states``, the workspace of the American states, whose statistics come with
    jiqun; ``workspace`` and ``truth`` (which no analysis reads) of a planted country; and
    ``briefs``. It is built beside its place and moved there whole, so that a stopped build leaves
    nothing. A demonstration without the states gets them.

    Parameters
    ----------
    at
        The folder.
    establishments, seed
        Of the planted country.
    fresh
        Build anew even if there is one.
    progress
        Told of each step.

    Raises
    ------
    InputError
        ``demo-folder``: the folder holds something else.
    """
    folder = Path(at).expanduser().absolute()
    whole = _is_demo(folder)
    _refuse_strangers(folder, whole=whole)
    built = fresh or not whole
    if built:
        _build(folder, establishments, seed, progress)
    elif not (folder / STATES).is_dir():
        _add_states(folder, progress)
    states = states_report(folder / STATES, progress=progress)
    report = run(folder / "workspace", progress=progress)
    score = score_run(folder / "workspace", truth=folder / "truth")
    found = _search(folder / "workspace", progress)
    briefs = sorted(str(path) for path in (folder / "briefs").iterdir())
    return DemoReport(
        folder=str(folder),
        workspace=str(folder / "workspace"),
        built=built,
        states=states,
        run=report,
        score=score,
        ways=found.ways,
        once=found.once,
        briefs=tuple(briefs),
    )


def _build(folder: Path, establishments: int, seed: int, progress: Progress) -> None:
    draft = _draft(folder)
    planted = economy(
        economy_plan(establishments=establishments, seed=seed, noise=NOISE), progress=progress
    )
    with whole_or_gone(draft):
        build_states(draft / STATES, draft / "briefs", progress=progress)
        create_workspace(draft / "workspace", title="jiqun demo · 示例", synthetic=True)
        load_economy(Workspace.open(draft / "workspace"), planted)
        write_truth(planted, draft / "truth")
        fetch(draft / "workspace", source="case-library", progress=progress)
        define(draft / "workspace", DefinePlan(candidates=CANDIDATES), progress=progress)
        run(draft / "workspace", progress=progress)
        _search(draft / "workspace", progress)
        for lang in LANGUAGES:
            write_top_briefs(draft / "workspace", into=draft / "briefs", lang=lang, count=1)
        shutil.rmtree(folder, ignore_errors=True)
        draft.rename(folder)


def _add_states(folder: Path, progress: Progress) -> None:
    """Build the real half into a demonstration of an earlier version."""
    draft = _draft(folder)
    with whole_or_gone(draft):
        build_states(draft / STATES, draft / "briefs", progress=progress)
        for brief in (draft / "briefs").iterdir():
            brief.replace(folder / "briefs" / brief.name)
        (draft / STATES).rename(folder / STATES)
        shutil.rmtree(draft)


def _draft(folder: Path) -> Path:
    """Give an empty folder beside the demonstration's place, with one for briefs."""
    draft = folder.with_name(f".{folder.name}.draft")
    shutil.rmtree(draft, ignore_errors=True)
    (draft / "briefs").mkdir(parents=True)
    return draft


def _search(workspace: Path, progress: Progress) -> FindReport:
    """Find in every way; nothing is searched twice."""
    plan = FindPlan(draws=DRAWS, bootstraps=BOOTSTRAPS, pairs=PAIRS)
    return find(workspace, plan, progress=progress)


def _is_demo(folder: Path) -> bool:
    return all((folder / name).is_dir() for name in FOLDERS)


def _refuse_strangers(folder: Path, *, whole: bool) -> None:
    if folder.exists() and not whole and (folder.is_file() or any(folder.iterdir())):
        raise InputError(problem("demo-folder", subject=str(folder)))
