"""Which codes of one classification stand for which of another."""

from __future__ import annotations

import polars as pl

from jiqun.core import catalogue, unknown
from jiqun.sources.lists.reading import shipped


def correspondences() -> tuple[tuple[str, str], ...]:
    """Give the pairs of lists between which a correspondence is shipped.

    Examples
    --------
    >>> ("nace2", "isic4") in correspondences()
    True
    """
    entries = catalogue("lists/correspondences.toml")
    return tuple((entry["from"], entry["to"]) for entry in entries.values())


def correspondence(before: str, after: str) -> pl.DataFrame:
    """Give which codes of one list stand for which of another.

    Parameters
    ----------
    before, after
        Ids of lists, in the direction that is shipped (:func:`correspondences`).

    Returns
    -------
    pl.DataFrame
        ``from``, ``to``, ``by``: a row a pair; a code that is divided has several. ``by`` is
        "publisher" for a published table, "name" where both lists have one class of that name,
        "own" where the pair is our reading of the names.

    Raises
    ------
    UnknownError
        ``correspondence-unknown``.

    Examples
    --------
    >>> correspondence("nace2", "isic4").filter(pl.col("from") == "C1011").rows()
    [('C1011', '1010', 'publisher')]
    """
    name = f"{before}-{after}"
    entries = catalogue("lists/correspondences.toml")
    if name not in entries:
        raise unknown("correspondence", name, list(entries))
    return shipped(f"correspondences/{entries[name]['file']}")
