"""The main job whole: measure, rate, and write the first briefs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jiqun.core import Language, Progress, silent
from jiqun.studies.brief import write_top_briefs
from jiqun.studies.run import run
from jiqun.studies.running import RunReport

#: Folder of a workspace where a run puts its briefs.
FOLDER = "briefs"


@dataclass(frozen=True, slots=True, kw_only=True)
class JobReport:
    """What the main job did.

    Attributes
    ----------
    run
        The run's own report.
    briefs
        Files written: the strongest region and the largest strong cell, HTML and PDF.
    """

    run: RunReport
    briefs: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Give the run's fields, and ``briefs``."""
        from dataclasses import fields

        found = {field.name: getattr(self.run, field.name) for field in fields(self.run)}
        return found | {"briefs": list(self.briefs)}


def main_job(  # noqa: PLR0913 - each option changes a number
    path: str | Path,
    *,
    year: int | None = None,
    levels: Sequence[str] | None = None,
    schemes: Sequence[str] | None = None,
    cutoffs: Sequence[str] | Mapping[str, float] = (),
    level: float = 0.95,
    size_cv2: float | None = None,
    again: bool = False,
    brief: bool = True,
    lang: Language = "en",
    progress: Progress = silent,
) -> JobReport:
    """Run a workspace and write the briefs of what stands out, into its folder ``briefs``.

    Options are those of :func:`jiqun.studies.run.run`; ``brief`` False leaves the briefs out.
    An unchanged run writes no brief that is there already.
    """
    report = run(
        path,
        year=year,
        levels=levels,
        schemes=schemes,
        cutoffs=cutoffs,
        level=level,
        size_cv2=size_cv2,
        again=again,
        progress=progress,
    )
    folder = Path(path).expanduser().absolute() / FOLDER
    if not brief or not report.cells:
        return JobReport(run=report, briefs=())
    known = sorted(str(file) for file in folder.glob(f"*-{lang}.*")) if folder.is_dir() else []
    if report.unchanged and known:
        return JobReport(run=report, briefs=tuple(known))
    written = write_top_briefs(path, into=folder, lang=lang, count=1)
    return JobReport(run=report, briefs=tuple(one.file for one in written))
