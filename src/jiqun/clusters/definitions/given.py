"""Definition sets: which industries make up which category, and what is wrong with a set."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from jiqun.core import Problems


@dataclass(frozen=True, slots=True, kw_only=True)
class Definitions:
    """Checked definition sets, ready to be joined to activity.

    Attributes
    ----------
    industries
        ``definition, category, industry``; ``category`` is null for an industry that counts in a
        region's total but belongs to no category: the rule for industries in none.
    categories
        ``definition, category, traded, name, name_zh``, one row a category.
    """

    industries: pl.DataFrame
    categories: pl.DataFrame


def whole_first(categories: pl.DataFrame) -> tuple[str, ...]:
    """Order definition sets: those with traded and local categories first, then by name.

    A set of traded categories only (derived, or of one's own) is no whole economy to begin with.

    Examples
    --------
    >>> whole_first(pl.DataFrame({"definition": ["a", "b", "b"], "traded": [True, True, False]}))
    ('b', 'a')
    """
    kinds = categories.group_by("definition").agg(n=pl.col("traded").n_unique())
    return tuple(kinds.sort(["n", "definition"], descending=[True, False])["definition"])


def definition_problems(categories: pl.DataFrame, industries: pl.DataFrame) -> Problems:
    """Gather what makes definition sets unusable; nothing is raised.

    Codes: ``categories-empty``, ``definition-overlap`` (an industry in two categories),
    ``definition-nested`` (an industry and a class above it, which would count jobs twice),
    ``category-mixed`` (a category both traded and local).
    """
    problems = Problems()
    if categories.is_empty():
        problems.add("categories-empty", subject="categories")
        return problems
    _overlaps(problems, categories)
    _nested(problems, categories, industries)
    mixed = (
        categories.group_by("definition", "category")
        .agg(pl.col("traded").n_unique().alias("kinds"))
        .filter(pl.col("kinds") > 1)
        .sort("definition", "category")
    )
    if len(mixed):
        problems.add(
            "category-mixed", subject="categories",
            count=len(mixed), examples=_some(mixed, "category"),
        )  # fmt: skip
    return problems


def prepare_definitions(categories: pl.DataFrame, industries: pl.DataFrame) -> Definitions:
    """Build the map from industries to categories.

    An industry in no category counts in region totals when it stands at the depth most of the
    definition's industries stand at, and neither contains nor belongs to one of them.

    Raises
    ------
    InputError
        Every code of :func:`definition_problems`, together.
    """
    definition_problems(categories, industries).check()
    lines = _lines(industries)
    parts = []
    for (name,), own in categories.group_by("definition", maintain_order=True):
        codes = own.select("definition", "category", "industry")
        rest = _uncategorised(own["industry"], industries, lines)
        parts += [codes, _with_no_category(rest, str(name))]
    optional = [c for c in ("name", "name_zh") if c in categories.columns]
    described = categories.group_by("definition", "category", maintain_order=True).agg(
        pl.col("traded").first(), *(pl.col(c).drop_nulls().first() for c in optional)
    )
    return Definitions(industries=pl.concat(parts), categories=described)


def _with_no_category(industries: pl.Series, definition: str) -> pl.DataFrame:
    return (
        industries.alias("industry")
        .to_frame()
        .select(
            pl.lit(definition).alias("definition"),
            pl.lit(None, dtype=pl.String).alias("category"),
            "industry",
        )
    )


def _uncategorised(
    codes: pl.Series, industries: pl.DataFrame, lines: dict[str, tuple[str, ...]]
) -> pl.Series:
    """Give the industries beside the definition's own that region totals count."""
    own = set(codes.to_list())
    known = industries.filter(pl.col("industry").is_in(codes.implode()))
    if known.is_empty() or "level" not in industries.columns:
        return pl.Series("industry", [], dtype=pl.String)
    depth = known.group_by("system", "level").len().sort("len", "system", descending=True).row(0)
    same = industries.filter(
        pl.col("system").eq_missing(pl.lit(depth[0], dtype=pl.String)),
        pl.col("level").eq_missing(pl.lit(depth[1], dtype=pl.String)),
    )["industry"].to_list()
    above_own = {above for code in own for above in lines.get(code, ())}
    free = [
        code
        for code in same
        if code not in own and code not in above_own and not own & set(lines.get(code, ()))
    ]
    return pl.Series("industry", free, dtype=pl.String)


def _lines(industries: pl.DataFrame) -> dict[str, tuple[str, ...]]:
    """Give every industry's classes above it, nearest first."""
    if "parent" not in industries.columns:
        return {}
    parents = dict(industries.select("industry", "parent").iter_rows())
    lines = {}
    for code, parent in parents.items():
        line: list[str] = []
        above = parent
        while above is not None and above not in line:
            line.append(above)
            above = parents.get(above)
        lines[code] = tuple(line)
    return lines


def _overlaps(problems: Problems, categories: pl.DataFrame) -> None:
    twice = (
        categories.group_by("definition", "industry")
        .agg(pl.col("category").n_unique().alias("times"))
        .filter(pl.col("times") > 1)
        .sort("definition", "industry")
    )
    if len(twice):
        problems.add(
            "definition-overlap", subject="categories",
            count=len(twice), examples=_some(twice, "industry"),
        )  # fmt: skip


def _nested(problems: Problems, categories: pl.DataFrame, industries: pl.DataFrame) -> None:
    lines = _lines(industries)
    for (name,), own in categories.group_by("definition", maintain_order=True):
        codes = set(own["industry"].to_list())
        inside = sorted(code for code in codes if codes & set(lines.get(code, ())))
        if inside:
            problems.add(
                "definition-nested", subject=str(name), count=len(inside), examples=inside[:3]
            )


def _some(frame: pl.DataFrame, column: str) -> list[str]:
    return [str(value) for value in frame[column].head(3)]
