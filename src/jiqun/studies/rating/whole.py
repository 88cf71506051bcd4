"""The main job whole: measure, rate, and write the first briefs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from jiqun.core import Language, Progress, silent
from jiqun.studies.briefing import write_top_briefs
from jiqun.studies.rating.report import RunReport
from jiqun.studies.rating.running import RunPlan, run

#: Folder of a workspace where a run puts its briefs.
FOLDER = "briefs"


def main_job(
    path: str | Path,
    plan: RunPlan | None = None,
    *,
    again: bool = False,
    brief: bool = True,
    lang: Language = "en",
    progress: Progress = silent,
) -> RunReport:
    """Run a workspace and write the briefs of what stands out, into its folder ``briefs``.

    As :func:`jiqun.studies.run`; the report names the files: the strongest region and
    the largest strong cell, HTML and PDF. ``brief`` False leaves the briefs out. An unchanged
    run writes no brief that is there already.
    """
    report = run(path, plan, again=again, progress=progress)
    folder = Path(path).expanduser().absolute() / FOLDER
    if not brief or not report.cells:
        return report
    known = sorted(str(file) for file in folder.glob(f"*-{lang}.*")) if folder.is_dir() else []
    if report.unchanged and known:
        return replace(report, briefs=tuple(known))
    written = write_top_briefs(path, into=folder, lang=lang, count=1)
    return replace(report, briefs=tuple(one.file for one in written))
