"""Marking a workspace confidential: what would be lost, the twin, and the way back."""

from __future__ import annotations

import secrets
import shutil
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import polars as pl
from filelock import FileLock, Timeout

from jiqun.core import (
    BusyError,
    Caution,
    DamageError,
    InputError,
    Progress,
    problem,
    silent,
    unknown,
)
from jiqun.studies.exporting import whole_or_gone
from jiqun.studies.protecting.contributors import behind, register
from jiqun.studies.protecting.deciding import Decided, Earlier, decide, rules_of
from jiqun.studies.protecting.lattice import Year, told_rows, years_of
from jiqun.studies.protecting.marks import TWINS, Mark, read_mark, root_of, write_mark
from jiqun.studies.protecting.plan import ProtectPlan
from jiqun.studies.protecting.reporting import inputs_of, rules_told, told
from jiqun.studies.protecting.told import Protection
from jiqun.studies.protecting.twin import build_twin, loss, public_tables
from jiqun.studies.rating import usual_quantity
from jiqun.studies.standing import MARK, PROTECTION
from jiqun.workspace import Workspace

#: A greater share of cells withheld is not done without having been asked for.
HEAVY: Final = 0.5
#: Numbers no further apart are one.
_SAME = 1e-6
_DRAFT = ".protecting-"
_LOCK = ".protection.lock"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtectReport:
    """What protection withholds.

    Attributes
    ----------
    path
        The workspace.
    done
        Whether it was done; else this is what would be.
    twin
        Where the released numbers are: a workspace that may be handed on; null where nothing was
        done.
    protection
        Rules, counts, losses.
    seconds
        Time taken.
    """

    path: Path
    done: bool
    twin: Path | None
    protection: Protection
    seconds: float


def protect(
    path: str | Path,
    plan: ProtectPlan | None = None,
    *,
    dry_run: bool = False,
    anyway: bool = False,
    afresh: bool = False,
    progress: Progress = silent,
) -> ProtectReport:
    """Mark a workspace confidential and make the twin that other readers are shown.

    Parameters
    ----------
    path
        A workspace with activity; ``organisations`` and ``organisation_years`` tell who stands
        behind the numbers, else their count of establishments.
    plan
        The rules; None is those in force, or the usual ones.
    dry_run
        Only say what would be withheld.
    anyway
        Do it also where more than half of the cells would be withheld.
    afresh
        Without regard to the last release: else what that withheld stays withheld, since its
        readers may have kept it.
    progress
        Told of steps.

    Raises
    ------
    UnknownError
        ``workspace-unknown``, ``table-empty``, ``level-unknown``.
    InputError
        ``protect-contributors``, ``protect-heavy``, ``protect-open``; ``protect-twin``: this is
        a twin itself.
    BusyError
        ``protect-busy``.
    """
    began, root = time.perf_counter(), root_of(path)
    before = _before(root)
    rules = plan or (before.plan if before else ProtectPlan())
    ws = _settled(root, dry_run=dry_run)
    _refuse(ws, rules)
    rows = told_rows(ws)
    last = before.place(root) if before and not afresh else None
    decided = _decided(ws, rows, rules, last, progress)
    mark = Mark(
        plan=rules, build=secrets.token_hex(8), built=_now(), commit=ws.version,
        inputs=inputs_of(ws, rules), told=_told(ws, rules, decided),
    )  # fmt: skip
    if dry_run:
        return _report(root, mark, began, done=False)
    _refuse_open(decided)
    if not anyway:
        _refuse_heavy(mark.told["losses"])
    with _alone(root):
        mark = _built(ws, mark, decided, rows, root, progress)
        _tidy(root, keep={mark.build, before.build if before else ""})
    return _report(root, mark, began, done=True)


def unprotect(path: str | Path) -> bool:
    """Take the mark off: everybody who reads is shown all numbers again.

    Returns
    -------
    bool
        Whether the workspace was marked.
    """
    root = root_of(path)
    Workspace.open(root)
    marked = (root / MARK).exists() or (root / TWINS).exists()
    with _alone(root):
        # a death in between leaves a mark without a twin: nothing is shown, rather than all
        shutil.rmtree(root / TWINS, ignore_errors=True)
        (root / MARK).unlink(missing_ok=True)
    return marked


def decisions(path: str | Path, plan: ProtectPlan) -> list[Decided]:
    """Judge every year of a workspace by a plan, without writing anything: what is to be kept."""
    ws = Workspace.open(path)
    return _decided(ws, told_rows(ws), plan, None, silent)


def _settled(root: Path, *, dry_run: bool) -> Workspace:
    """Open a workspace; single edits that wait become a commit first, so that none is left out."""
    return Workspace.open(root, settled=not dry_run)


def _before(root: Path) -> Mark | None:
    """Give the rules in force; a mark that cannot be read is made anew."""
    with suppress(DamageError):
        return read_mark(root)
    return None


def _refuse(ws: Workspace, plan: ProtectPlan) -> None:
    """Refuse a twin of a twin, and levels that are not there."""
    if ws.has(PROTECTION):
        raise InputError(problem("protect-twin", subject="workspace", workspace=ws.path))
    known = ws.frame("regions", ["level"])["level"].unique().drop_nulls().sort().to_list()
    for name in plan.levels or ():
        if name not in known:
            raise unknown("level", name, known)


def _decided(
    ws: Workspace, rows: pl.DataFrame, plan: ProtectPlan, earlier: Path | None, progress: Progress
) -> list[Decided]:
    """Judge every year."""
    whole, rules = register(ws, rows), rules_of(plan)
    years = years_of(ws, rows, plan)
    before = _released(earlier)
    found = []
    for number, year in enumerate(years):
        found.append(decide(year, behind(year, whole), rules, _earlier(before, year)))
        progress("protect", number + 1, len(years))
    return found


def _released(earlier: Path | None) -> pl.DataFrame | None:
    """Read what the last release withheld and showed."""
    return None if earlier is None else Workspace.open(earlier).frame("activity")


def _earlier(before: pl.DataFrame | None, year: Year) -> Earlier | None:
    """Lay the last release's rows over the cells of a year."""
    if before is None:
        return None
    withheld, shown = (np.zeros(year.there.shape, dtype=bool) for _ in range(2))
    name, now = next(iter(year.values.items()))
    regions, industries = year.regions.at, year.industries.at
    rows = before.filter(
        pl.col("year") == year.year,
        pl.col("region").is_in(list(regions)), pl.col("industry").is_in(list(industries)),
    )  # fmt: skip
    at = (
        np.array([regions[code] for code in rows["region"]], dtype=np.int64),
        np.array([industries[code] for code in rows["industry"]], dtype=np.int64),
    )
    hidden = rows["protected"].fill_null(value=False).to_numpy()
    withheld[at] = hidden
    if name in rows.columns:
        number = rows[name].cast(pl.Float64).fill_null(np.nan).to_numpy()
        step = rows["rounding"].fill_null(0.0).to_numpy() if "rounding" in rows.columns else 0.0
        shown[at] = ~hidden & (np.abs(number - now[at]) <= step / 2 + _SAME)
    return Earlier(withheld=withheld, shown=shown)


def _told(ws: Workspace, plan: ProtectPlan, decided: Sequence[Decided]) -> dict[str, Any]:
    """Gather what the mark tells."""
    losses = pl.concat([loss(one) for one in decided])
    sizes = Counter(level for one in decided for level in one.shown.regions.levels if level)
    public = ("activity", *public_tables(ws, plan))
    quantity = usual_quantity(ws)
    said = [
        Caution(code, {"cells": count})
        for code, count in (
            ("protect-undecided", sum(one.undecided for one in decided)),
            ("protect-uncounted", sum(one.uncounted for one in decided)),
            ("protect-seen", sum(one.seen for one in decided)),
            ("protect-known", sum(one.known for one in decided)),
        )
        if count
    ]
    return {
        "losses": losses.to_dicts(),
        "levels": sorted(sizes, key=lambda level: (sizes[level], level)),
        "tables": list(public),
        "left_out": [name for name in ws.tables() if name not in public],
        "quantity": quantity,
        "amounts": list(decided[0].shown.values),
        "proved": not any(one.open for one in decided),
        "cautions": [one.kept() for one in said],
    }


def _refuse_open(decided: Sequence[Decided]) -> None:
    """Refuse a release in which some secret could be computed."""
    short = sum(one.open for one in decided)
    if short:
        raise InputError(problem("protect-open", subject="activity", cells=short))


def _refuse_heavy(losses: Sequence[Mapping[str, object]]) -> None:
    """Refuse to withhold most of what there is, unless that was asked for."""
    frame = pl.DataFrame(list(losses), infer_schema_length=None)
    cells, withheld = (int(frame[name].sum()) for name in ("cells", "withheld"))
    if withheld <= HEAVY * cells:
        return
    by = frame.group_by("level").agg(share=pl.col("withheld").sum() / pl.col("cells").sum())
    lighter = by.filter(pl.col("share") <= HEAVY).sort("share", "level")["level"].to_list()
    told = {"share": withheld / cells, "withheld": withheld, "cells": cells, "levels": lighter}
    raise InputError(
        problem("protect-heavy", subject="protect", case="levels" if lighter else "", **told)
    )


def _built(
    ws: Workspace, mark: Mark, decided: Sequence[Decided], rows: pl.DataFrame, root: Path,
    progress: Progress,
) -> Mark:  # fmt: skip
    """Build the twin, then point the mark to it."""
    place = mark.place(root)
    kinds = rules_told(mark.plan, confidential=False)
    said = {
        "kinds": list(kinds.kinds), "rounding": kinds.rounding,
        **{name: mark.told[name] for name in ("levels", "tables", "quantity", "proved")},
    }  # fmt: skip
    # made aside: a death in between leaves what readers were shown before as it was
    draft = root / f"{_DRAFT}{mark.build}"
    with whole_or_gone(draft), whole_or_gone(place):
        more = build_twin(ws, mark.plan, decided, rows, to=draft, told=said, progress=progress)
        kept = [*mark.told["cautions"], *(one.kept() for one in more)]
        made = Mark(
            plan=mark.plan, build=mark.build, built=mark.built, commit=mark.commit,
            inputs=mark.inputs, told={**mark.told, "cautions": kept},
        )  # fmt: skip
        place.parent.mkdir(exist_ok=True)
        draft.rename(place)
        write_mark(root, made)
    return made


def _tidy(root: Path, *, keep: set[str]) -> None:
    """Remove twins that nobody is shown; the last one stays for whoever reads it yet."""
    for old in (*(root / TWINS).iterdir(), *root.glob(f"{_DRAFT}*")):
        if old.name not in keep and old.is_dir() and not old.is_symlink():
            shutil.rmtree(old, ignore_errors=True)


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    lock = FileLock(str(root / _LOCK), timeout=0)
    try:
        with lock:
            yield
    except Timeout:
        raise BusyError(problem("protect-busy", subject="workspace", workspace=root)) from None


def _report(root: Path, mark: Mark, began: float, *, done: bool) -> ProtectReport:
    return ProtectReport(
        path=root,
        done=done,
        twin=mark.place(root) if done else None,
        protection=told(mark, stale=False, confidential=True, path=root),
        seconds=round(time.perf_counter() - began, 3),
    )


def _now() -> str:
    from datetime import UTC, datetime

    return datetime.now(UTC).isoformat(timespec="seconds")
