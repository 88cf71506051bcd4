"""What is told of a workspace's protection, to whoever may see the numbers and whoever may not."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import polars as pl

from jiqun.core import Words, digest, read_cautions, texts
from jiqun.studies.protecting.marks import Mark, read_mark, root_of
from jiqun.studies.protecting.plan import ProtectPlan
from jiqun.studies.protecting.told import Kind, Protection, ProtectionLoss, RulesTold
from jiqun.studies.standing import PROTECTION
from jiqun.workspace import Workspace

#: Tables from which what is withheld follows.
INPUTS = (
    "activity", "regions", "region_parents", "industries", "organisations", "organisation_years",
    "categories", "deflators", "region_changes", "industry_sectors",
)  # fmt: skip


def protection(path: str | Path, *, confidential: bool) -> Protection:
    """Say whether a workspace is confidential, under which rules, and what is withheld.

    Parameters
    ----------
    path
        A workspace, or a twin that was handed on.
    confidential
        Whether whoever asks has the right to confidential numbers: others are not told what would
        help to compute them.

    Raises
    ------
    UnknownError
        ``workspace-unknown``.
    DamageError
        ``protection-damaged``.
    """
    mark = read_mark(path)
    if mark is None:
        return _of_twin(Workspace.open(path))
    return told(mark, stale=is_stale(path, mark), confidential=confidential, path=root_of(path))


def told(mark: Mark, *, stale: bool, confidential: bool, path: Path) -> Protection:
    """Tell what a mark says."""
    kept = mark.told
    losses = tuple(_loss(row, confidential=confidential) for row in kept["losses"])
    return Protection(
        protected=True,
        confidential=confidential,
        rules=rules_told(mark.plan, confidential=confidential),
        quantity=kept["quantity"],
        levels=tuple(kept["levels"]),
        tables=tuple(kept["tables"]),
        left_out=tuple(kept["left_out"]),
        cells=sum(one.cells for one in losses),
        withheld=sum(one.withheld for one in losses),
        proved=bool(kept["proved"]),
        losses=losses,
        built=mark.built,
        stale=stale,
        command=f"jiqun protect {path.name}" if stale and confidential else None,
        cautions=read_cautions(kept["cautions"]) if confidential else (),
    )


def is_stale(path: str | Path, mark: Mark) -> bool:
    """Say whether the tables that the twin was made from have changed since."""
    ws = Workspace.open(path)
    return dict(mark.inputs) != inputs_of(ws, mark.plan) or ws.journal().waiting() > 0


def inputs_of(ws: Workspace, plan: ProtectPlan) -> dict[str, str]:
    """Name the content of what a twin is made from."""
    found = {name: ws.digest(name) for name in (*INPUTS, *plan.public) if ws.has(name)}
    return {**found, "run": _asked(ws, "cells"), "find": _asked(ws, "found_clusters")}


def _asked(ws: Workspace, result: str) -> str:
    """Name what a result was asked with."""
    asked = ws.record(result).parameters if ws.has(result) else {}
    return digest(json.dumps(dict(asked), sort_keys=True, default=str))


def rules_told(plan: ProtectPlan, *, confidential: bool) -> RulesTold:
    """Tell the rules; their limits only to whoever may know."""
    used: dict[Kind, object] = {
        "threshold": plan.threshold, "dominance": plan.dominance, "p-percent": plan.p,
        "rounding": plan.rounding,
    }  # fmt: skip
    kinds = tuple(kind for kind, value in used.items() if value is not None)
    if not confidential:
        return RulesTold(
            kinds=kinds, threshold=None, dominance_contributors=None, dominance_percent=None,
            p_percent=None, rounding=plan.rounding,
        )  # fmt: skip
    count, percent = plan.dominance or (None, None)
    return RulesTold(
        kinds=kinds, threshold=plan.threshold, dominance_contributors=count,
        dominance_percent=percent, p_percent=plan.p, rounding=plan.rounding,
    )  # fmt: skip


def _loss(row: Mapping[str, Any], *, confidential: bool) -> ProtectionLoss:
    def known(name: str) -> Any:
        return row[name] if confidential else None

    return ProtectionLoss(
        level=row["level"], title=level_words(row["level"]), year=row["year"],
        industry_level=row["industry_level"],
        industry_title=level_words(row["industry_level"], of="industry_levels"),
        cells=row["cells"], withheld=row["withheld"], primary=known("primary"),
        secondary=known("secondary"), shown_share=known("shown_share"),
    )  # fmt: skip


def level_words(level: str, *, of: str = "levels") -> Words:
    """Name a level of regions or industries; one that we do not know is its own name."""
    known = texts(of).get(level)
    return Words.of(known) if known else Words.same(level)


def _of_twin(ws: Workspace) -> Protection:
    """Tell of a twin that was handed on; of any other workspace that it is not confidential."""
    if not ws.has(PROTECTION):
        return Protection(protected=False, confidential=True)
    kept = ws.record(PROTECTION).parameters
    rows: Sequence[dict[str, Any]] = (
        ws.frame(PROTECTION)
        .with_columns(pl.lit(None).alias(name) for name in ("primary", "secondary", "shown_share"))
        .to_dicts()
    )
    losses = tuple(_loss(row, confidential=False) for row in rows)
    kinds = cast("tuple[Kind, ...]", tuple(kept["kinds"]))
    return Protection(
        protected=True, confidential=False,
        rules=RulesTold(
            kinds=kinds, threshold=None, dominance_contributors=None, dominance_percent=None,
            p_percent=None, rounding=kept["rounding"],
        ),
        quantity=kept["quantity"], levels=tuple(kept["levels"]), tables=tuple(kept["tables"]),
        left_out=(), cells=sum(one.cells for one in losses),
        withheld=sum(one.withheld for one in losses), proved=bool(kept["proved"]), losses=losses,
        built=ws.history()[0].time,
    )  # fmt: skip
