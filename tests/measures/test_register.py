"""What holds for each registered measure, present and future."""

import inspect
import re
from typing import get_type_hints

import numpy as np
import pytest

from jiqun import measures as m
from jiqun.core import MEASURES, Record, encode, texts
from jiqun.core.vocab import ARGUMENTS, LANGUAGES, SYNONYMS
from jiqun.measures import KINDS, Measured

#: The ids that the command line, the API and the atlas promise.
WORDS = """
location-quotient symmetric-location-quotient standardised-location-quotient rca rpop
shift-share hachman krugman specialisation-coefficient herfindahl entropy
related-variety unrelated-variety diversity ubiquity gini locational-gini
gini-of-quotients hoover theil concentration-ratio ellison-glaeser maurel-sedillot
coagglomeration kd m m-density ripley-k ripley-l diggle-d moran local-moran geary
local-geary getis-ord local-getis-ord co-occurrence relatedness-probability
relatedness-association relatedness-cosine relatedness-jaccard relatedness-zscore
proximity relatedness-density eci pci reflections fitness complexity kci tci
opportunity-outlook opportunity-gain prody expy entry exit growth micro-share
macro-share
"""
PROMISED = frozenset(WORDS.split())
SECTIONS = ("Parameters\n---", "Returns\n---", "References\n---", "Examples\n---", ".. math::")
FIRST = {
    "counts": "counts",
    "panel": "panel",
    "plants": "plants",
    "sites": "sites",
    "values": "values",
}


@pytest.fixture(params=sorted(MEASURES))
def spec(request):
    return MEASURES[request.param]


def test_all_promised_measures_are_there():
    assert set(MEASURES) >= PROMISED


def test_it_is_named_in_every_language(spec):
    for words in (spec.title, spec.higher_means):
        assert set(words) == set(LANGUAGES)
        assert all(words.values())
        assert re.search("[一-鿿]", words["zh"])


def test_no_two_share_a_name_or_alias():
    names = [name for spec in MEASURES.values() for name in (spec.id, *spec.aliases)]
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name) for name in names)


def test_its_source_and_all_it_cites_are_in_the_bibliography(spec):
    cited = re.findall(r":cite:`(\w+)`", inspect.getdoc(spec.compute))
    assert spec.source in cited
    for key in cited:
        assert key in m.references(), key


def test_it_explains_itself(spec):
    assert spec.id in texts("measures")


def test_its_bounds_hold_its_neutral_value(spec):
    low, high = spec.bounds
    assert low < high
    assert spec.neutral is None or low <= spec.neutral <= high


def test_its_signature_keeps_the_convention(spec):
    first, *rest = inspect.signature(spec.compute).parameters.values()
    assert first.name == FIRST[spec.needs]
    assert first.kind is first.POSITIONAL_OR_KEYWORD
    assert all(p.kind is p.KEYWORD_ONLY for p in rest)
    assert len(rest) <= 7
    assert not {p.name for p in rest} & set(SYNONYMS)
    assert {p.name for p in (first, *rest)} <= ARGUMENTS  # a new word is first put there


def test_its_docstring_has_the_sections(spec):
    doc = inspect.getdoc(spec.compute)
    for section in SECTIONS:
        assert section in doc, section
    for parameter in inspect.signature(spec.compute).parameters:
        assert re.search(rf"^(\w+, )*{parameter}\b", doc, re.MULTILINE), parameter
    assert "NaN" in doc


def test_it_returns_what_a_value_belongs_to(spec):
    assert get_type_hints(spec.compute)["return"] is KINDS[spec.per]


@pytest.mark.parametrize("per", sorted(KINDS))
@pytest.mark.parametrize("years", [(), (2019, 2020)])
def test_results_come_back_equal(per, years):
    kind = KINDS[per]
    labels = {
        "regions": ("Ä b", "苏州", "=1+1"),
        "industries": ("x", "y"),
        "sites": ("s", "t"),
        "series": ("k", "l"),
        "radii": (0.0, 0.5, 1.5),
    }
    own = {name: labels[name] for _, name in kind.AXES}
    shape = (*([len(years)] if years else []), *(len(labels[name]) for _, name in kind.AXES))
    values = np.arange(np.prod(shape, dtype=int), dtype=float).reshape(shape)
    if values.size > 1:
        values[(0,) * len(shape)] = np.nan
    more = {"summary": {"p_value": np.full(shape[:-1], 0.25)}} if per == "distance" else {}
    result = kind(
        values=values,
        low=values - 1,
        parts={"part": values * 2},
        years=years,
        record=Record(subject="gini", parameters={"variant": "plain"}),
        **own,
        **more,
    )
    again = kind.from_frame(result.to_frame(), result.record)
    assert again == result
    assert again != kind.from_frame(result.to_frame(), Record(subject="theil"))
    assert isinstance(again, Measured)
    assert not result.values.flags.writeable
    told = encode(result)
    assert told["id"] == "gini"
    assert told["high"] is None or per == "distance" or told["low"] is not None
    for lang in LANGUAGES:
        assert result.explain(lang)
