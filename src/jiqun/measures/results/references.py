"""The bibliography: what a measure's ``source`` stands for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from jiqun.core import unknown

_ENTRY = re.compile(r"@(\w+)\{([^,\s]+),(.*?)\n\}", re.DOTALL)
_FIELD = re.compile(r"^\s*(\w+)\s*=\s*\{(.*?)\},?\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """One publication.

    Attributes
    ----------
    key, kind
        Its key in ``catalog/references.bib`` and its kind ("article", "book").
    fields
        Author, year, title, journal and so on, as the bibliography has them.
    """

    key: str
    kind: str
    fields: Mapping[str, str]

    @property
    def authors(self) -> tuple[str, ...]:
        """Family names, in order."""
        names = self.fields.get("author", "").split(" and ")
        return tuple(name.partition(",")[0].strip("{} ") for name in names)

    @property
    def short(self) -> str:
        """Author and year, as in running text.

        Examples
        --------
        >>> reference("ellisonglaeser1997").short
        'Ellison & Glaeser (1997)'
        """
        names = self.authors
        who = f"{names[0]} et al." if len(names) > 2 else " & ".join(names)  # noqa: PLR2004 - "et al." from three on
        return f"{who} ({self.fields.get('year', '')})"

    @property
    def full(self) -> str:
        """The whole reference in one line.

        Examples
        --------
        >>> reference("moran1950").full[:35], reference("moran1950").full[-25:]
        ('Moran, P. A. P. (1950). Notes on Co', 'Biometrika 37(1/2):17–23.')
        """
        told = {name: re.sub("[{}]", "", value) for name, value in self.fields.items()}
        get = told.get
        where = get("journal") or get("booktitle") or get("publisher") or get("institution", "")
        issue = get("volume", "") + (f"({get('number')})" if get("number") else "")
        issue += f":{get('pages', '').replace('--', '–')}" if get("pages") else ""
        who = f"{get('author', '').replace(' and ', '; ')} ({get('year', '')})"
        place = " ".join(part for part in (where, issue) if part)
        return ". ".join(part for part in (who, get("title", ""), place) if part) + "."


@cache
def references() -> Mapping[str, Reference]:
    """Give every reference of the catalogue by its key."""
    text = (files("jiqun") / "catalog" / "references.bib").read_text(encoding="utf-8")
    return MappingProxyType(
        {
            key: Reference(key=key, kind=kind, fields=dict(_FIELD.findall(body)))
            for kind, key, body in _ENTRY.findall(text)
        }
    )


def reference(key: str) -> Reference:
    """Give one reference.

    Raises
    ------
    UnknownError
        ``reference-unknown``.
    """
    if key not in references():
        raise unknown("reference", key, case="bibliography")
    return references()[key]
