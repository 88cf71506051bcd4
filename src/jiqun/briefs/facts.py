"""How stated figures are written: the source's number and unit, readable in each language."""

from __future__ import annotations

from jiqun.briefs.data import Fact
from jiqun.charts import show_number
from jiqun.core import Language, say, unit_words

#: English amounts are counted otherwise: 1 亿元 is 0.1 bn CNY.
ENGLISH_SCALE = {"亿元": 0.1, "万元": 0.01, "万吨/年": 0.01}
SIGNS = {"=": "", ">=": "≥ ", "<=": "≤ ", "~": "≈ ", "<~": "≲ ", ">~": "≳ "}


def show_fact(fact: Fact, lang: Language) -> str:
    """Write a stated figure with its qualifier and unit.

    Examples
    --------
    >>> from jiqun.charts import Names
    >>> fact = Fact(indicator=Names(en="output"), qualifier=">", value=1000, unit="亿元", year=2021)
    >>> show_fact(fact, "en"), show_fact(fact, "zh")
    ('> 100 bn CNY', '> 1,000亿元')
    """
    if fact.value is None:
        return "–"
    sign = SIGNS.get(fact.qualifier, f"{fact.qualifier} ")
    if fact.unit == "year":
        return f"{sign}{fact.value:.0f}"
    if fact.unit == "rank":
        return sign + say("briefs.place", lang, rank=_number(fact.value))
    scale = ENGLISH_SCALE.get(fact.unit, 1.0) if lang == "en" else 1.0
    unit = unit_words(fact.unit).said(lang)
    gap = "" if unit.startswith("%") or lang == "zh" else " "
    return (sign + _number(fact.value * scale) + gap + unit).rstrip()


def _number(value: float) -> str:
    text = show_number(value, decimals=2)
    return text.rstrip("0").rstrip(".")
