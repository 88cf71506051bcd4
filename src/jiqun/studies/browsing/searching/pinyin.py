"""Chinese names as a keyboard without Chinese writes them."""

from __future__ import annotations

from functools import lru_cache


def pinyin(name: str) -> list[str]:
    """Give a Chinese name's full pinyin and its initials, without tones."""
    from pypinyin.constants import PHRASES_DICT

    syllables: list[str] = []
    at = 0
    while at < len(name):
        # 重 is chóng in 重庆 and zhòng in 重型: the longest phrase decides
        size = next((n for n in (4, 3, 2) if name[at : at + n] in PHRASES_DICT), 1)
        syllables += _read(name[at : at + size])
        at += size
    return ["".join(syllables).lower(), "".join(one[:1] for one in syllables).lower()]


@lru_cache(maxsize=100_000)
def _read(phrase: str) -> tuple[str, ...]:
    from pypinyin import lazy_pinyin

    return tuple(lazy_pinyin(phrase))
