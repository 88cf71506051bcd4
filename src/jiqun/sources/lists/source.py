"""A shipped classification as a source: no file is needed."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from jiqun.core import Caution, InputError, problem
from jiqun.sources.lists.ancestors import with_ancestors
from jiqun.sources.lists.reading import list_ids, name_list
from jiqun.sources.lists.starters import starter_categories
from jiqun.sources.register import Reading, find_source, source


@source("classification")
def read_classification(
    paths: tuple[Path, ...],
    /,
    *,
    list: str = "gbt4754-2017",
    starter: bool = True,
    level: str = "",
) -> Reading:
    """Give a classification's codes and names, and the categories to start with.

    The categories stand at the level at which they are defined (divisions; six digits of
    NAICS), or at another level of the classification where ``level`` names one.

    Raises
    ------
    InputError
        ``source-option``: a list that is not shipped, a level that it lacks.
        ``source-files``: a file was given.
    """
    spec = find_source("classification")
    if paths:
        names = ", ".join(path.name for path in paths)
        raise InputError(problem("source-files", subject=spec.id, case="shipped", files=names))
    _one_of("list", list, list_ids("industry"))
    listed = name_list(list)
    levels = listed.frame["level"].unique(maintain_order=True).to_list()
    _one_of("level", level, ("", *levels))
    tables = {"industries": with_ancestors(listed.frame["code"], list)}
    at = listed.frame.filter(pl.col("level") == level)["code"].to_list() if level else None
    begun = starter_categories(listed.system, codes=at) if starter else None
    cautions = []
    if begun is not None:
        tables["categories"] = begun.frame
        if begun.status == "own":
            values = {"title": begun.title, "definition": begun.definition}
            cautions.append(Caution(code="starter-own", values=values))
    return Reading(
        tables=tables,
        origin=listed.origin,
        cautions=tuple(cautions),
        figures={"classes": float(len(listed.frame))},
    )


def _one_of(option: str, word: str, known: tuple[str, ...]) -> None:
    if word not in known:
        shown = [one for one in known if one]
        raise InputError(
            problem("source-option", subject=option, case="word", word=word, known=shown)
        )
