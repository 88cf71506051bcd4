"""A text in both languages."""

from __future__ import annotations

from dataclasses import dataclass

from jiqun.core.vocab import Language


@dataclass(frozen=True, slots=True)
class Words:
    """A text for people in every language of ours."""

    en: str
    zh: str

    def said(self, lang: Language) -> str:
        """Give the text in one language."""
        return self.zh if lang == "zh" else self.en

    def to_dict(self) -> dict[str, str]:
        """Give the texts by language."""
        return {"en": self.en, "zh": self.zh}
