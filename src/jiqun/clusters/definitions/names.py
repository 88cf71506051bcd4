"""Names of derived categories, after the industries that stand for them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

Float = NDArray[np.float64]
#: Words that end a class's title without saying what it makes.
TAIL = re.compile(
    r"\s*(,| and)?\s*(manufacturing|merchant wholesalers?|wholesalers?|activities|services?"
    r"|制造业?|服务业?|业)$",
    re.IGNORECASE,
)
LONGEST, LONGEST_ZH = 40, 14
SEPARATOR, SEPARATOR_ZH = " / ", "与"


def category_names(
    labels: NDArray[np.int64],
    fits: pl.DataFrame,
    weights: Float,
    titles: Sequence[str | None],
    titles_zh: Sequence[str | None],
) -> pl.DataFrame:
    """Name each category after two industries: the largest of those that fit it well.

    An industry fits well if its margin over the next category is at least the category's median.

    Parameters
    ----------
    labels
        (I,), 0 .. K-1.
    fits
        Rows of :func:`industry_rows`, in the order of ``labels``; ``margin`` is read.
    weights
        (I,): employment.
    titles, titles_zh
        I names of industries, None where there is none.

    Returns
    -------
    polars.DataFrame
        ``category`` (number), ``slug`` (unique code), ``name``, ``name_zh``.
    """
    margin = fits["margin"].fill_null(-np.inf).to_numpy()
    rows = []
    taken: dict[str, int] = {}
    for k in range(int(labels.max()) + 1):
        own = np.flatnonzero(labels == k)
        fitting = own[margin[own] >= np.median(margin[own])]
        order = fitting[np.argsort(-weights[fitting], kind="stable")][:2]
        name = _joined([titles[i] for i in order], SEPARATOR, LONGEST) or f"Category {k + 1}"
        name_zh = _joined([titles_zh[i] for i in order], SEPARATOR_ZH, LONGEST_ZH)
        slug = _slug(name) or f"category-{k + 1}"
        taken[slug] = taken.get(slug, 0) + 1
        slug = slug if taken[slug] == 1 else f"{slug}-{taken[slug]}"
        rows.append({"category": k, "slug": slug, "name": name, "name_zh": name_zh or None})
    return pl.DataFrame(
        rows,
        schema={"category": pl.Int64, "slug": pl.String, "name": pl.String, "name_zh": pl.String},
    )


def _joined(titles: Sequence[str | None], between: str, longest: int) -> str:
    """Join shortened titles, each once; a single one may be as long as it is."""
    short = dict.fromkeys(TAIL.sub("", title).strip() or title for title in titles if title)
    parts = [_cut(one, longest) for one in short]
    return between.join(parts)


def _cut(title: str, longest: int) -> str:
    if len(title) <= longest:
        return title
    words = title[:longest].rsplit(" ", 1)[0] if " " in title[:longest] else title[:longest]
    return re.sub(r"[ ,;((、]+$", "", words) + "…"


def _slug(name: str) -> str:
    plain = re.sub(r"[^a-z0-9]+", "-", name.lower().replace("…", "")).strip("-")
    return plain[:48].strip("-")


def standardised_titles(titles: Mapping[str, str | None], codes: Sequence[str]) -> list[str | None]:
    """Give titles in the order of codes; the code stands for an industry without a name."""
    return [titles.get(code) or code for code in codes]
