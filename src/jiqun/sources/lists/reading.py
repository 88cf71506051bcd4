"""The shipped lists: what there is, and each as a frame of codes and names."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import polars as pl

from jiqun.core import Origin, Words, catalogue, unknown

Kind = Literal["region", "industry"]
#: Columns of a list, in order; those that a file lacks are empty.
COLUMNS = (
    *("code", "name", "name_zh", "level", "parent", "status", "since", "until", "successor"),
    *("former", "also"),
)
YEARS = ("since", "until")
CURRENT, ABOLISHED = "current", "abolished"


@dataclass(frozen=True, slots=True, kw_only=True)
class NameList:
    """A list of codes and names that is shipped.

    Attributes
    ----------
    id
        "cn-admin", "gbt4754-2017".
    kind
        Whether it names regions or industries.
    title
        What it is called.
    system
        What ``industries.system`` calls it: "GB/T 4754-2017".
    origin
        Who made it and under what terms.
    names
        Language -> what its names are: "official", "own" (our translation), "known" (from a
        public gazetteer, not for all codes), "none".
    frame
        A row a code, parents before children: ``code, name, name_zh, level, parent, status``
        ("current" or "abolished"), ``since`` and ``until`` (first and last year at whose end
        the code stood; null where it stood before the list begins, or stands), ``successor``
        (codes joined by "|"), ``former`` and ``also`` (earlier and other names, joined by "|").
        A name is null where none is known.
    """

    id: str
    kind: Kind
    title: Words
    system: str
    origin: Origin
    names: Mapping[str, str]
    frame: pl.DataFrame


def list_ids(kind: Kind | None = None) -> tuple[str, ...]:
    """Give the ids of the shipped lists, of one kind or of all.

    Examples
    --------
    >>> "cn-admin" in list_ids("region"), "gbt4754-2017" in list_ids("industry")
    (True, True)
    """
    entries = catalogue("lists/lists.toml")
    return tuple(id for id, entry in entries.items() if kind in (None, entry["kind"]))


@cache
def name_list(id: str) -> NameList:
    """Give a shipped list.

    Raises
    ------
    UnknownError
        ``list-unknown``.

    Examples
    --------
    >>> name_list("gbt4754-2017").frame.filter(pl.col("code") == "C18")["name_zh"].item()
    '纺织服装、服饰业'
    """
    entries = catalogue("lists/lists.toml")
    if id not in entries:
        raise unknown("list", id, list(entries))
    entry = entries[id]
    return NameList(
        id=id,
        kind=entry["kind"],
        title=Words.of(entry["title"]),
        system=entry["system"],
        origin=_origin(entry),
        names=entry["names"],
        frame=_frame(entry["file"]),
    )


@cache
def list_of_system(system: str) -> str | None:
    """Give the id of the list that ``industries.system`` names, None where none is shipped.

    Examples
    --------
    >>> list_of_system("GB/T 4754-2017"), list_of_system("my own")
    ('gbt4754-2017', None)
    """
    wanted = _bare(system)
    found = (
        id
        for id, entry in catalogue("lists/lists.toml").items()
        if wanted in (_bare(entry["system"]), _bare(id))
    )
    return next(found, None)


def shipped(name: str) -> pl.DataFrame:
    """Read a table of ``catalog/lists``, all columns as text."""
    content = (files("jiqun") / "catalog" / "lists" / name).read_bytes()
    return pl.read_csv(io.BytesIO(content), infer_schema=False)


def _bare(system: str) -> str:
    return "".join(letter for letter in system.lower() if letter.isalnum())


def _origin(entry: Mapping[str, Any]) -> Origin:
    given = {key: entry[key] for key in ("producer", "version", "url", "licence")}
    return Origin(title=entry["title"]["en"], note=entry.get("note", ""), **given)


def _frame(name: str) -> pl.DataFrame:
    frame = shipped(name)
    missing = [column for column in COLUMNS if column not in frame.columns]
    filled = frame.with_columns(pl.lit(None, pl.String).alias(column) for column in missing)
    return filled.select(COLUMNS).with_columns(
        pl.col("status").fill_null(CURRENT), pl.col(YEARS).cast(pl.Int64)
    )
