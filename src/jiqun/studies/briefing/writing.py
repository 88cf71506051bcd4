"""A brief of a region, a cell or a cluster: read the workspace, build the page, set it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import polars as pl

from jiqun.briefs import (
    Brief,
    Page,
    cell_page,
    cluster_page,
    found_page,
    led_page,
    region_page,
    render_docx,
    render_html,
    render_pdf,
)
from jiqun.clusters import whole_first
from jiqun.core import LANGUAGES, Language, Problems, say, unknown
from jiqun.studies.briefing.cells import cell_data
from jiqun.studies.briefing.declared import declared_data
from jiqun.studies.briefing.found import found_data, is_found
from jiqun.studies.briefing.regions import region_data
from jiqun.studies.briefing.rows import surest_first
from jiqun.studies.exporting import write_safely
from jiqun.studies.rating import led, refuse_older
from jiqun.studies.standing import Standing, standing
from jiqun.workspace import Workspace

Subject = Literal["region", "cell", "cluster"]
Format = Literal["html", "pdf", "docx"]
SUBJECTS: Sequence[Subject] = ("region", "cell", "cluster")
MEDIA_TYPES = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
RENDER: Mapping[str, Callable[[Page], bytes]] = {
    "html": render_html, "pdf": render_pdf, "docx": render_docx,
}  # fmt: skip
#: A level whose regions are compared has at least this many.
COMPARABLE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefReport:
    """A brief that was written.

    Attributes
    ----------
    file
        Where it lies.
    subject, id, title
        What it is about.
    lang, format
        How it was set.
    bytes
        Its size.
    """

    file: str
    subject: str
    id: str
    title: str
    lang: Language
    format: str
    bytes: int


def make_brief(
    path: str | Path,
    *,
    subject: str,
    id: str,
    lang: Language,
    format: str,
    year: int | None = None,
    as_of: int | None = None,
) -> Brief:
    """Make a brief of a region, a cell or a cluster, found or declared.

    Parameters
    ----------
    path
        The workspace.
    subject, id
        "region" and its code, "cell" and its id, or "cluster" and its id, found or declared; that
        of a find gives the cluster it is counted as.
    lang
        "en" or "zh".
    format
        "html", "pdf" or "docx".
    year
        Of the data; None is the latest.
    as_of
        An earlier commit; None is the newest.

    Returns
    -------
    Brief
        The same workspace gives the same bytes.

    Raises
    ------
    UnknownError
        ``workspace-unknown``, ``subject-unknown``, ``format-unknown``, ``language-unknown``,
        ``region-unknown``, ``cell-unknown``, ``cluster-unknown``, ``year-unknown``.
    """
    if format not in MEDIA_TYPES:
        raise unknown("format", format, list(MEDIA_TYPES))
    ws = Workspace.open(path, as_of=as_of)
    page = _page(ws, subject, id, lang, year)
    return _set(page, format)


def write_brief(
    path: str | Path,
    *,
    subject: str,
    id: str,
    lang: Language,
    to: str | Path,
    year: int | None = None,
    force: bool = False,
) -> BriefReport:
    """Write a brief to a file whose ending says the format: .html, .pdf or .docx.

    Raises
    ------
    InputError
        ``brief-ending``, ``brief-folder``, ``brief-exists``, all at once; and what
        :func:`make_brief` raises.
    """
    file = Path(to)
    format = _checked(file, force=force)
    ws = Workspace.open(path)
    page = _page(ws, subject, id, lang, year)
    return _write(page, file, subject=subject, id=id, format=format)


def write_top_briefs(
    path: str | Path, *, into: str | Path, lang: Language, count: int = 1
) -> tuple[BriefReport, ...]:
    """Write briefs of the strongest regions and of the largest strong cells, HTML and PDF.

    Parameters
    ----------
    path
        A workspace after `jiqun run`.
    into
        Folder for the files; made if it is not there. Files of the same name are replaced.
    lang
        "en" or "zh".
    count
        Of each kind.
    """
    ws = Workspace.open(path)
    folder = Path(into)
    folder.mkdir(parents=True, exist_ok=True)
    chosen = [("region", code) for code in _top_regions(ws, count)]
    chosen += [("cell", code) for code in _top_cells(ws, count)]
    reports = []
    for subject, id in chosen:
        page = _page(ws, subject, id, lang, None)
        for format in ("html", "pdf"):
            file = folder / f"{_filename(page)}.{format}"
            reports.append(_write(page, file, subject=subject, id=id, format=format))
    return tuple(reports)


def _page(ws: Workspace, subject: str, id: str, lang: Language, year: int | None) -> Page:
    return _marked(led_page(_built(ws, subject, id, lang, year), led(ws)), standing(ws))


def _marked(page: Page, stands: Standing) -> Page:
    """Say on every page that numbers are confidential, or protected."""
    if stands == "open":
        return page
    banner = say(f"briefs.banner_{stands}", page.lang)
    parts = [banner, page.banner] if page.banner else [banner]
    apart = say("briefs.separator", page.lang)
    return replace(page, banner=apart.join(parts), foot=apart.join([banner, page.foot]))


def _built(ws: Workspace, subject: str, id: str, lang: Language, year: int | None) -> Page:
    refuse_older(ws)
    if lang not in LANGUAGES:
        raise unknown("language", lang, list(LANGUAGES))
    if subject == "cell":
        return cell_page(cell_data(ws, id, year=year), lang=lang)
    if subject == "cluster":
        return _cluster(ws, id, lang)
    if subject == "region":
        return region_page(region_data(ws, id, year=year), lang=lang)
    raise unknown("subject", subject, list(SUBJECTS))


def _cluster(ws: Workspace, id: str, lang: Language) -> Page:
    """Build the page of a found cluster, by its code or any of its finds', or of a declared one."""
    if is_found(ws, id):
        return found_page(found_data(ws, id), lang=lang)
    return cluster_page(declared_data(ws, id), lang=lang)


def _set(page: Page, format: str) -> Brief:
    content = RENDER[format](page)
    filename = f"{_filename(page)}.{format}"
    return Brief(content=content, media_type=MEDIA_TYPES[format], filename=filename)


def _filename(page: Page) -> str:
    return re.sub(r"[^A-Za-z0-9._-]+", "-", page.stem).strip("-.") or "brief"


def _write(page: Page, file: Path, *, subject: str, id: str, format: str) -> BriefReport:
    content = _set(page, format).content
    write_safely(file, lambda draft: draft.write_bytes(content))
    return BriefReport(
        file=str(file),
        subject=subject,
        id=id,
        title=page.title,
        lang=page.lang,
        format=format,
        bytes=len(content),
    )


def _checked(file: Path, *, force: bool) -> str:
    problems = Problems()
    format = file.suffix.lower().removeprefix(".")
    if format not in MEDIA_TYPES:
        problems.add("brief-ending", subject=str(file), ending=file.suffix)
    if not file.parent.is_dir():
        problems.add("brief-folder", subject=str(file.parent))
    if file.exists() and not force:
        problems.add("brief-exists", subject=str(file))
    problems.check()
    return format


def _top_regions(ws: Workspace, count: int) -> list[str]:
    """Give the strongest regions of the largest kind that has a few, in the latest year."""
    profiles = ws.scan("region_profiles").filter(pl.col("year") == pl.col("year").max()).collect()
    sizes = profiles.group_by("level").agg(pl.col("region").n_unique().alias("n"))
    level = _level(sizes)
    rows = profiles.filter(pl.col("level") == level, pl.col("definition") == _definition(ws))
    traded = pl.col(f"traded_{led(ws)}")
    larger = traded >= traded.median()
    order = rows.filter(larger).sort(
        "strength", "region", descending=[True, False], nulls_last=True
    )
    return order["region"].unique(maintain_order=True).head(count).to_list()


def _top_cells(ws: Workspace, count: int) -> list[str]:
    """Give the surest traded cells that are large and hold more than their share."""
    cells = ws.scan("cells").filter(
        pl.col("year") == pl.col("year").max(),
        pl.col("traded"),
        pl.col("quotient") >= 1,
        pl.col("definition") == _definition(ws),
    )
    size = pl.col(led(ws))
    frame = surest_first(cells).select("cell", "level", "region", size).collect()
    sizes = frame.group_by("level").agg(pl.col("region").n_unique().alias("n"))
    level = _level(sizes)
    if level is None:
        return []
    rows = frame.filter(pl.col("level") == level)
    larger = size >= size.median()
    return rows.filter(larger)["cell"].head(count).to_list()


def _definition(ws: Workspace) -> str:
    """Give the definition set that a reader begins with, among those with cells."""
    there = set(ws.scan("cells").select(pl.col("definition").unique()).collect()["definition"])
    return next(one for one in whole_first(ws.frame("categories")) if one in there)


def _level(sizes: pl.DataFrame) -> str | None:
    """Give the level with the fewest regions that can still be compared."""
    enough = sizes.filter(pl.col("n") >= COMPARABLE)
    order = (enough if enough.height else sizes).sort("n", "level")
    return order["level"][0] if order.height else None
