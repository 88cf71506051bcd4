"""Which industries belong to which cluster category, carried to the data's vintage."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from jiqun.core import Caution, InputError, problem
from jiqun.sources.naics import check_vintage
from jiqun.sources.places import industry_stubs, table
from jiqun.sources.published import arrange, need_files, read_published
from jiqun.sources.register import Reading, find_source, source

DEFINITION = "dps-2016"
ADDITIONS = ("vintage", "none", "all")
DEEPEST = 6


@source("us-cluster-definitions")
def read_definitions(
    paths: tuple[Path, ...], /, *, vintage: str = "2017", additions: str = "vintage"
) -> Reading:
    """Read the definitions and, for ``vintage`` 2017, the crosswalk of NAICS vintages.

    A file in circulation marks rows that its maker added to the official list. Of these,
    "vintage" keeps the ones whose class is new in NAICS 2017 (their 2012 classes are missing
    from that file), so that the categories stay whole; "none" keeps official rows only.

    Raises
    ------
    InputError
        ``source-files``, ``source-file``, ``source-columns``, ``source-option``,
        ``definitions-name``: a category that is none of the 67.
    """
    need_files(paths, source="us-cluster-definitions")
    check_vintage(vintage)
    _check(additions)
    listed, pairs = _open(paths)
    official = listed.filter(~pl.col("addition"))
    unnamed = official.filter(pl.col("category").is_null())
    chosen = _choose(listed, pairs, additions).filter(pl.col("category").is_not_null())
    rows, split = (chosen, 0) if vintage == "2012" else carry_to_2017(chosen, pairs)
    frame = _frame(rows)
    return Reading(
        tables={"categories": frame},
        stubs={"industries": industry_stubs(frame["industry"], system=f"NAICS {vintage}")},
        origin=find_source("us-cluster-definitions").origin(
            version="2016",
            note=f"carried to NAICS {vintage} by the unique 2017–2012 pairs; rows marked as"
            f" additions: {additions}; a class of several categories goes to the traded one,"
            " else to the first",
        ),
        cautions=_cautions(listed, chosen, unnamed, split, additions),
        figures={
            "official-industries": float(len(official)),
            "industries": float(frame["industry"].n_unique()),
            "categories": float(frame["category"].n_unique()),
            "traded": float(frame.filter("traded")["category"].n_unique()),
            "subcategories": float(official.select("category", "subcategory").n_unique()),
        },
    )


def carry_to_2017(rows: pl.DataFrame, pairs: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Give each NAICS 2017 class the category of its 2012 class, or keep it where unchanged.

    Parameters
    ----------
    rows
        ``industry``, ``category``, ``traded`` and further columns; codes of 2012 or 2017.
    pairs
        Unique ``new``, ``old`` codes of six digits, in the crosswalk's order.

    Returns
    -------
    tuple
        The rows under codes of 2017, and the number of classes whose 2012 classes lie in
        different categories; those go to the traded category, else to the first listed.

    Examples
    --------
    >>> rows = pl.DataFrame({"industry": ["517110"], "category": ["a"], "traded": [False]})
    >>> pairs = pl.DataFrame({"new": ["517311"], "old": ["517110"]})
    >>> carry_to_2017(rows, pairs)[0]["industry"].to_list()
    ['517311']
    """
    if pairs.is_empty():
        return rows, 0
    gone = set(pairs["old"]) - set(pairs["new"])
    stay = rows.filter(~pl.col("industry").is_in(list(gone)))
    moved = pairs.join(
        rows, left_on="old", right_on="industry", how="inner", maintain_order="left"
    ).rename({"new": "industry"})
    moved = moved.filter(~pl.col("industry").is_in(stay["industry"].to_list()))
    candidates = moved.group_by("industry").agg(pl.col("category").n_unique().alias("n"))
    split = candidates.filter(pl.col("n") > 1)["industry"].to_list()
    best = moved.sort("traded", descending=True, maintain_order=True)
    best = best.unique("industry", keep="first", maintain_order=True).select(stay.columns)
    return pl.concat([stay, best]), len(split)


def _open(paths: tuple[Path, ...]) -> tuple[pl.DataFrame, pl.DataFrame]:
    layouts = find_source("us-cluster-definitions").layouts
    definitions = pl.DataFrame()
    pairs = pl.DataFrame(schema={"new": pl.String, "old": pl.String})
    for path in paths:
        frame = arrange(read_published(path, layouts), layouts, subject=path.name)
        if "new" in frame.columns:
            both = pl.all_horizontal(pl.col("new", "old").str.len_chars() == DEEPEST)
            pairs = frame.select("new", "old").filter(both).unique(maintain_order=True)
        else:
            definitions = frame
    if definitions.is_empty():
        raise InputError(
            problem("source-files", subject="us-cluster-definitions", case="definitions")
        )
    marked = pl.col("addition").str.to_lowercase() == "true"
    return (
        definitions.select(
            pl.col("industry").str.strip_chars(),
            pl.col("category").str.strip_chars(),
            (pl.col("kind").str.strip_chars() == "Traded").alias("traded"),
            pl.col("subcategory").str.strip_chars(),
            (marked if "addition" in definitions.columns else pl.lit(value=False)).alias(
                "addition"
            ),
        ),
        pairs,
    )


def _choose(listed: pl.DataFrame, pairs: pl.DataFrame, additions: str) -> pl.DataFrame:
    if additions == "all":
        return listed
    new = set(pairs["new"]) - set(pairs["old"]) if additions == "vintage" else set()
    return listed.filter(~pl.col("addition") | pl.col("industry").is_in(list(new)))


def _frame(rows: pl.DataFrame) -> pl.DataFrame:
    names = table("sources/dps_2016.csv").rename({"category": "slug"})
    joined = rows.join(names, left_on="category", right_on="name", how="left")
    strange = joined.filter(pl.col("slug").is_null())["category"].unique().sort().to_list()
    known = set(names["name"])
    government = [name for name in strange if name not in known]
    if government and not all(name.endswith("Government Services") for name in government):
        raise InputError(problem("definitions-name", subject="category", names=government[:5]))
    return joined.filter(pl.col("slug").is_not_null()).select(
        pl.lit(DEFINITION).alias("definition"),
        pl.col("slug").alias("category"),
        "industry",
        pl.col("category").alias("name"),
        "name_zh",
        "traded",
        "subcategory",
    )


def _cautions(
    listed: pl.DataFrame, chosen: pl.DataFrame, unnamed: pl.DataFrame, split: int, which: str
) -> tuple[Caution, ...]:
    found = []
    marked = listed.filter("addition")
    if len(marked):
        values = {"rows": len(marked), "kept": len(chosen.filter("addition")), "which": which}
        found.append(Caution(code="additions", values=values))
    if len(unnamed):
        codes = ", ".join(unnamed["industry"])
        found.append(Caution(code="unnamed-category", values={"codes": codes}))
    if split:
        found.append(Caution(code="split-classes", values={"classes": split}))
    return tuple(found)


def _check(additions: str) -> None:
    if additions not in ADDITIONS:
        raise InputError(
            problem(
                "source-option", subject="additions", case="word", word=additions, known=ADDITIONS
            )
        )
