"""The kinds of data as a face lists them; no measure is loaded for it."""

from __future__ import annotations

from dataclasses import dataclass, fields

from jiqun.core import Words
from jiqun.studies.measuring.register import Column, Kind, kinds


@dataclass(frozen=True, slots=True, kw_only=True)
class KindRow:
    """A kind of data, and what a file of it looks like.

    Attributes
    ----------
    id, title, layout
        What it is called; what it is; its file in one sentence.
    columns, example
        Of a file; a small file.
    short
        What the command line also calls it: ``--counts FILE`` for ``--data counts=FILE``.
    tables
        Tables of a workspace that it is built from where no file is given.
    """

    id: str
    title: Words
    layout: Words
    columns: tuple[Column, ...]
    example: str
    short: str
    tables: tuple[str, ...]


def list_kinds() -> tuple[KindRow, ...]:
    """List every kind of data, whether a measure reads it or not."""
    return tuple(kind_row(kind) for _, kind in sorted(kinds().items()))


def kind_row(kind: Kind) -> KindRow:
    """Give what a face shows of a kind."""
    own = {one.name: getattr(kind, one.name) for one in fields(KindRow)}
    return KindRow(**own)
