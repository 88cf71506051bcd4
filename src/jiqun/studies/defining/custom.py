"""A category of one's own: industries that no loaded set puts together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from jiqun.clusters import definition_problems
from jiqun.core import Origin, Problems
from jiqun.studies.plans import Names, Plan, is_legible
from jiqun.studies.rows import rows as rows_of
from jiqun.tables import schema
from jiqun.workspace import Workspace

OWN = Origin(
    producer="the user of this workspace",
    title="Categories of one's own / 自定义类别",
    licence="the user's",
)
CODE = re.compile(r"[^\w]+", re.UNICODE)


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomPlan(Plan):
    """A category of one's own.

    Attributes
    ----------
    name, name_zh
        What it is called.
    industries
        Codes of the table industries; repeated ones count once.
    definition, category
        The set, and the category's code (made of the name otherwise).
    traded
        Whether it sells beyond its region: decides what its quotient compares with.
    """

    name: str
    industries: Names
    definition: str = "custom"
    category: str | None = None
    name_zh: str | None = None
    traded: bool = True

    @property
    def codes(self) -> tuple[str, ...]:
        """The industries, each once."""
        return tuple(dict.fromkeys(one.strip() for one in self.industries if one.strip()))

    @property
    def code(self) -> str:
        """The category's code."""
        return self.category or CODE.sub("-", self.name.lower()).strip("-")

    def rows(self) -> pl.DataFrame:
        """Give the category as rows of the table categories."""
        kinds = schema("categories").polars()
        rows = pl.DataFrame({"industry": self.codes}).with_columns(
            definition=pl.lit(self.definition), category=pl.lit(self.code), name=pl.lit(self.name),
            name_zh=pl.lit(self.name_zh or self.name), traded=pl.lit(self.traded),
            subcategory=pl.lit(None, dtype=pl.String),
        )  # fmt: skip
        return rows.select(pl.col(name).cast(kind) for name, kind in kinds.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedCategory:
    """A category of another set that holds some of the industries, and how many."""

    definition: str
    category: str
    industries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomReport:
    """What was added.

    Attributes
    ----------
    workspace, commit
        Where; the commit that holds it (``jiqun undo`` takes it back).
    unchanged
        True where the same category stood there already: nothing was written.
    definition, category, name
        The set, the category's code and its name.
    industries
        Codes.
    shared
        Categories of other sets that hold some of them.
    replaced
        Whether another category of this code was there and has been replaced.
    """

    workspace: str
    commit: int
    unchanged: bool
    definition: str
    category: str
    name: str
    industries: tuple[str, ...]
    shared: tuple[SharedCategory, ...]
    replaced: bool


def define_custom(path: str | Path, plan: CustomPlan) -> CustomReport:
    """Add a category of the user's own to a definition set of the user's own.

    The set may hold several categories, as long as no industry stands in two. A category of the
    same code is replaced. ``jiqun run`` then rates it as any other.

    Raises
    ------
    InputError
        ``custom-name``, ``custom-industries``, ``industry-unknown``, ``definition-overlap``,
        ``definition-nested``, ``category-mixed``.
    UnknownError
        ``workspace-unknown``.
    """
    ws = Workspace.open(path, settled=True)
    _check(ws, plan)
    known = ws.frame("categories") if ws.has("categories") else schema("categories").empty()
    same = (pl.col("definition") == plan.definition) & (pl.col("category") == plan.code)
    kept, rows = known.filter(~same), plan.rows()
    unchanged = known.filter(same).equals(rows)
    if not unchanged:
        _store(ws, plan, pl.concat([kept, rows]))
    return CustomReport(
        workspace=str(ws.path),
        commit=ws.version,
        unchanged=unchanged,
        definition=plan.definition,
        category=plan.code,
        name=plan.name,
        industries=plan.codes,
        shared=_shared(kept.filter(pl.col("definition") != plan.definition), plan.codes),
        replaced=not unchanged and len(kept) < len(known),
    )


def _store(ws: Workspace, plan: CustomPlan, every: pl.DataFrame) -> None:
    own = every.filter(pl.col("definition") == plan.definition)
    definition_problems(own, ws.frame("industries")).check()
    origins = (*(ws.origins("categories") if ws.has("categories") else ()), OWN)
    with ws.transaction(verb="custom", note=f"{plan.definition}: {plan.name}") as t:
        t.put("categories", every, origins=tuple(dict.fromkeys(origins)), mode="replace")


def _check(ws: Workspace, plan: CustomPlan) -> None:
    problems, codes = Problems(), plan.codes
    names = (plan.name, plan.name_zh or plan.name)
    given = (plan.code, plan.definition)
    bad = [one for one in (*names, *given) if not is_legible(one)]
    bad += [one for one in given if ":" in one or "/" in one or one != one.strip()]
    if bad:
        problems.add("custom-name", subject="name", name=bad[0])
    if not codes:
        problems.add("custom-industries", subject="industries")
    known = set(ws.frame("industries", ["industry"])["industry"]) if ws.has("industries") else set()
    strange = [code for code in codes if code not in known]
    if strange:
        problems.add("industry-unknown", subject="industries", case="custom", codes=strange[:3])
    problems.check()


def _shared(others: pl.DataFrame, codes: Sequence[str]) -> tuple[SharedCategory, ...]:
    held = (
        others.filter(pl.col("industry").is_in(list(codes)))
        .group_by("definition", "category")
        .agg(industries=pl.len())
        .sort(["industries", "definition", "category"], descending=[True, False, False])
    )
    return rows_of(held, SharedCategory)
