"""What a quotient is compared with: all regions of a level, or a reference."""

from __future__ import annotations

from dataclasses import dataclass

from jiqun.core import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """The economy that quotients are compared with.

    Attributes
    ----------
    level
        Of the regions whose rows were summed.
    regions, known
        How many they are, of how many that lie in the same region (or are there at all).
    within
        The smallest region that holds them all; null where the workspace names none.
    reference
        The region or file that is compared with instead; null for none.
    words
        The same in a phrase: "the 11 districts and counties of Ningbo".
    """

    level: str
    regions: int
    known: int
    within: str | None
    reference: str | None
    words: Words
