"""What deserves doubt in a result or a reading: a code, values, and words in the catalogue."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from jiqun.core.vocab import LANGUAGES, Language
from jiqun.core.words import Words, catalogue, filled, merged, plain

#: The value that holds a sentence written before cautions had words in the catalogue.
WRITTEN = "sentence"
_CODED = re.compile(r"([a-z][a-z0-9]*(?:-[a-z0-9]+)*): (.+)", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldCaution:
    """What deserves doubt, as JSON tells it.

    Attributes
    ----------
    code
        Stable: what a program looks at.
    values
        What the sentence names.
    subject
        Which part it concerns where a result has several; else empty.
    sentence
        For people, in both languages.
    """

    code: str
    values: dict[str, Any]
    subject: str
    sentence: Words


@dataclass(frozen=True, slots=True)
class Caution:
    """What deserves doubt, though it is accepted; its words stand in ``catalog/cautions``.

    Attributes
    ----------
    code
        Stable: what a program looks at.
    values
        What the sentence names; texts, numbers, lists and mappings only.
    subject
        Which part it concerns where a result has several (a way of finding); else empty.
    case
        Which of a code's several wordings is meant; empty for the usual one.
    """

    code: str
    values: Mapping[str, Any] = field(default_factory=dict)
    subject: str = ""
    case: str = ""

    def __post_init__(self) -> None:
        named = {name: plain(value) for name, value in self.values.items()}
        object.__setattr__(self, "values", named)

    def __hash__(self) -> int:
        return hash((self.code, self.subject, self.case, json.dumps(self.values, sort_keys=True)))

    def __str__(self) -> str:
        return self.told("en")

    def said(self, lang: Language) -> str:
        """Give the sentence in a language; one that was written earlier as it is."""
        if set(self.values) == {WRITTEN}:
            return filled(f"{{{WRITTEN}}}", lang, self.values)
        entry = merged("cautions").get(self.code, {})
        words = entry.get(self.case, {}) if self.case else entry
        return filled(words[lang], lang, self.values) if lang in words else self.code

    def told(self, lang: Language) -> str:
        """Give one line: the code, the sentence, and what it concerns."""
        about = "about" if self.subject else "line"
        line: str = catalogue("texts/problems.toml")[f"caution-{about}"][lang]
        return line.format(code=self.code, said=self.said(lang), subject=self.subject)

    def kept(self) -> dict[str, Any]:
        """Give what a record keeps: code, values, and the subject if there is one."""
        kept = {"code": self.code, "values": dict(self.values)}
        named = {"subject": self.subject, "case": self.case}
        return kept | {name: word for name, word in named.items() if word}

    def to_dict(self) -> dict[str, Any]:
        """Give code, values and subject with the sentence in each language."""
        told = ToldCaution(
            code=self.code,
            values=dict(self.values),
            subject=self.subject,
            sentence=Words(*(self.said(lang) for lang in LANGUAGES)),
        )
        return asdict(told)


def read_caution(kept: Caution | Mapping[str, Any] | str) -> Caution:
    """Read a caution as a record keeps it, of whatever age the record is.

    Earlier records hold sentences, mostly behind a code ("code: sentence"):
    such a sentence is kept and said as it is, in every language. Reading never fails.

    Examples
    --------
    >>> read_caution("regions-few: 7 regions leave chance little to deal").code
    'regions-few'
    >>> read_caution("nobody gave this a code").told("en")
    'note: nobody gave this a code'
    """
    if isinstance(kept, Caution):
        return kept
    if isinstance(kept, Mapping):
        values = kept.get("values") or {}
        named = {name: str(kept.get(name, "")) for name in ("subject", "case")}
        return Caution(str(kept.get("code", "note")), values, **named)
    coded = _CODED.fullmatch(kept)
    code, sentence = coded.groups() if coded else ("note", kept)
    return Caution(code, {WRITTEN: sentence})


def read_cautions(kept: Iterable[Caution | Mapping[str, Any] | str]) -> tuple[Caution, ...]:
    """Read several cautions (see :func:`read_caution`)."""
    return tuple(read_caution(one) for one in kept)
