"""A category of one's own: industries that no loaded set puts together."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from jiqun.clusters import definition_problems
from jiqun.core import Origin, Problems
from jiqun.tables import schema
from jiqun.workspace import Workspace

OWN = Origin(
    producer="the user of this workspace",
    title="Cluster categories of one's own / 自定义集群类别",
    licence="the user's",
)
CODE = re.compile(r"[^\w]+", re.UNICODE)


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomReport:
    """What was added.

    Attributes
    ----------
    workspace, commit
        Where; the commit that holds it (``jiqun undo`` takes it back).
    definition, category, name
        The set, the category's code and its name.
    industries
        Codes.
    shared
        Categories of other sets that hold some of them: definition, category, industries.
    replaced
        Whether a category of this code was there and has been replaced.
    """

    workspace: str
    commit: int
    definition: str
    category: str
    name: str
    industries: tuple[str, ...]
    shared: tuple[Mapping[str, Any], ...]
    replaced: bool


def define_custom(
    path: str | Path,
    *,
    name: str,
    industries: Sequence[str],
    definition: str = "custom",
    category: str | None = None,
    name_zh: str | None = None,
    traded: bool = True,
) -> CustomReport:
    """Add a category of the user's own to a definition set of the user's own.

    The set may hold several categories, as long as no industry stands in two. A category of the
    same code is replaced. ``jiqun run`` then finds and rates it as any other.

    Parameters
    ----------
    path
        The workspace.
    name, name_zh
        What it is called.
    industries
        Codes of the table industries; repeated ones count once.
    definition, category
        The set, and the category's code (made of the name otherwise).
    traded
        Whether it sells beyond its region: decides what its quotient compares with.

    Raises
    ------
    InputError
        ``custom-name``, ``custom-industries``, ``industry-unknown``, ``definition-overlap``,
        ``definition-nested``, ``category-mixed``.
    UnknownError
        ``workspace-unknown``.
    """
    ws = Workspace.open(path)
    codes = list(dict.fromkeys(code.strip() for code in industries if code.strip()))
    chosen = category or CODE.sub("-", name.lower()).strip("-")
    _check(ws, name, chosen, definition, codes)
    known = ws.frame("categories") if ws.has("categories") else schema("categories").empty()
    same = (pl.col("definition") == definition) & (pl.col("category") == chosen)
    kept = known.filter(~same)
    rows = pl.DataFrame(
        {
            "definition": [definition] * len(codes),
            "category": [chosen] * len(codes),
            "industry": codes,
            "name": [name] * len(codes),
            "name_zh": [name_zh or name] * len(codes),
            "traded": [traded] * len(codes),
            "subcategory": pl.Series([None] * len(codes), dtype=pl.String),
        }
    )
    kinds = schema("categories").polars()
    every = pl.concat([kept, rows.select(pl.col(n).cast(t) for n, t in kinds.items())])
    own = every.filter(pl.col("definition") == definition)
    definition_problems(own, ws.frame("industries")).check()
    origins = (*(ws.origins("categories") if ws.has("categories") else ()), OWN)
    with ws.transaction(verb="custom", note=f"{definition}: {name}") as t:
        t.put("categories", every, origins=tuple(dict.fromkeys(origins)), mode="replace")
    return CustomReport(
        workspace=str(ws.path),
        commit=Workspace.open(path).version,
        definition=definition,
        category=chosen,
        name=name,
        industries=tuple(codes),
        shared=_shared(kept.filter(pl.col("definition") != definition), codes),
        replaced=len(kept) < len(known),
    )


def _check(ws: Workspace, name: str, category: str, definition: str, codes: Sequence[str]) -> None:
    problems = Problems()
    bad = [one for one in (category, definition) if not one or ":" in one or "/" in one]
    if not name.strip() or bad:
        problems.add(
            "custom-name",
            subject="name",
            found=repr(bad[0] if bad and name.strip() else name),
            expected="a name; codes of set and category without ':' and '/'",
            fix="Name it with --name; give a code with --category.",
        )
    if not codes:
        problems.add(
            "custom-industries",
            subject="industries",
            found="no code",
            expected="at least one industry",
            fix="Write codes with commas between: --industries 3361,3363.",
        )
    known = set(ws.scan("industries").select("industry").collect()["industry"].to_list())
    strange = [code for code in codes if code not in known]
    if strange:
        problems.add(
            "industry-unknown",
            subject="industries",
            found=f"{strange[:3]}",
            expected="codes of the table industries",
            fix="Search them in the atlas, or see jiqun export WORKSPACE industries.",
        )
    problems.check()


def _shared(others: pl.DataFrame, codes: Sequence[str]) -> tuple[Mapping[str, Any], ...]:
    held = (
        others.filter(pl.col("industry").is_in(list(codes)))
        .group_by("definition", "category")
        .agg(industries=pl.len())
        .sort(["industries", "definition", "category"], descending=[True, False, False])
    )
    return tuple(held.to_dicts())
