"""What a found cluster is, in one sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from jiqun.charts import Estimate, show_count, show_quotient
from jiqun.core import LANGUAGES, Language, Words, say
from jiqun.studies.finding.records import chance_text

#: Ways by how many they are.
COUNTED = {1: "one", 2: "two", 3: "three"}


class Told(Protocol):
    """What the sentence tells of a cluster; None is what is not known."""

    @property
    def cluster(self) -> str:
        """Its code."""

    @property
    def name(self) -> str | None:
        """Its name."""

    @property
    def name_zh(self) -> str | None:
        """Its Chinese name."""

    @property
    def ways(self) -> Sequence[str]:
        """The ways that found it."""

    @property
    def employment(self) -> float | None:
        """People who work in it."""

    @property
    def organisations(self) -> int | None:
        """Organisations that belong to it."""

    @property
    def establishments(self) -> float | None:
        """Establishments of its industries."""

    @property
    def regions(self) -> int | None:
        """Regions that it lies in."""

    @property
    def quotient(self) -> float | None:
        """Its share there over its share in the base."""

    @property
    def chance(self) -> float | None:
        """Of being found again next year, 0-1."""


def cluster_sentence(row: Told) -> Words:
    """Say what a cluster is in one sentence: how large, how strong, in which ways, how sure.

    What is not known is left out, but for the chance: that it is not known is told.
    """
    both = {lang: _sentence(row, lang) for lang in LANGUAGES}
    return Words(en=both["en"], zh=both["zh"])


def ways_words(ways: Sequence[str], lang: Language) -> str:
    """Name the ways that found a cluster."""
    return say("find.and", lang).join(say(f"find.by-{way}", lang) for way in ways)


def _sentence(row: Told, lang: Language) -> str:
    name = (row.name_zh if lang == "zh" else row.name) or row.name or row.cluster
    strength = Estimate(value=row.quotient)
    times = say("find.sentence-times", lang, quotient=show_quotient(strength))
    sure = "unsaid" if row.chance is None else "said"
    return say(
        "find.sentence",
        lang,
        name=name,
        size=_size(row, lang),
        times=times if strength.known else "",
        ways=say(f"find.sentence-{COUNTED[len(row.ways)]}", lang, ways=ways_words(row.ways, lang)),
        chance=say(
            f"find.sentence-{sure}",
            lang,
            chance="" if row.chance is None else chance_text(row.chance),
        ),
    )


def _size(row: Told, lang: Language) -> str:
    firms = "organisations" if row.organisations else "establishments"
    counts = (("employment", row.employment), (firms, row.organisations or row.establishments))
    told = [_counted(name, value, lang) for name, value in counts if value]
    where = _counted("regions", row.regions, lang) if row.regions else ""
    joined = say("find.sentence-and", lang).join(told)
    if not joined or not where:
        return joined or where or say("find.sentence-unsized", lang)
    return say("find.sentence-within", lang, size=joined, where=where)


def _counted(name: str, value: float, lang: Language) -> str:
    one = "-one" if round(value) == 1 else ""
    return say(f"find.sentence-{name}{one}", lang, n=show_count(value, lang))
