"""What a quotient is compared with, in words: all regions of a level, or a reference."""

from __future__ import annotations

from dataclasses import dataclass

from jiqun.core import Words, texts, words


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """The economy that quotients are compared with.

    Attributes
    ----------
    level
        Of the regions whose rows were summed.
    regions
        How many they are.
    within
        The smallest region that holds them all; null where the workspace names none.
    reference
        The region or file that is compared with instead; null for none.
    words
        The same in a phrase: "the 11 districts of Ningbo".
    """

    level: str
    regions: int
    within: str | None
    reference: str | None
    words: Words


def base_words(
    *,
    level: str,
    regions: int,
    within: Words | None = None,
    reference: Words | None = None,
    known: int | None = None,
) -> Words:
    """Name the base of a quotient; never "national" unless it is the nation's own row.

    Parameters
    ----------
    level
        Code of the level of the regions whose rows were summed.
    regions
        Their number.
    within
        Name of the smallest region that holds them all, if there is one.
    reference
        Name of the reference from outside, if there is one.
    known
        How many regions of the level there are, in ``within`` if that is given; None says that
        all were summed.

    Examples
    --------
    >>> base_words(level="district", regions=11, within=Words("Ningbo", "宁波市"))
    Words(en='the 11 districts and counties of Ningbo', zh='宁波市的 11 个区县')
    """
    if reference is not None:
        return reference
    kind = texts("levels").get(level)
    part = "" if known is None or known <= regions else "-part"
    case = ("level" if kind else "code") + ("-within" if within else "") + part
    kinds = Words.of(kind) if kind else Words.same(level)
    named = within or Words.same("")
    found = {
        lang: words(
            f"bases.{case}",
            regions=regions,
            known=known or regions,
            kinds=kinds.en[:1].lower() + kinds.en[1:] if lang == "en" else kinds.zh,
            within=named.said(lang),
        ).said(lang)
        for lang in ("en", "zh")
    }
    return Words.of(found)
