"""The catalogue of quantities: complete, sourced, in every language."""

import re
from importlib.resources import files
from pathlib import Path

import pytest

from jiqun.clusters import schemes
from jiqun.core import (
    MEASURES,
    UnknownError,
    catalogue,
    column_words,
    encode,
    head,
    quantities,
    quantity,
    unit_words,
)

ROOT = Path(__file__).resolve().parents[2]
CHINESE = re.compile(r"[一-鿿]")


@pytest.fixture(params=quantities())
def one(request):
    return quantities()[request.param]


def test_it_has_words_in_both_languages(one):
    for words in (one.title, one.short, one.spoken, one.definition):
        assert words.en.strip()
        assert words.zh.strip()
        assert not CHINESE.search(words.en), one.id
        assert CHINESE.search(words.zh), one.id
    assert one.title.en[0].isupper()
    assert one.definition.en.endswith(".")
    assert one.definition.zh.endswith("。")
    assert len(one.short.en) <= len(one.title.en)


def test_its_unit_is_in_the_catalogue(one):
    assert one.unit in catalogue("units.toml"), one.id
    assert one.scale in ("linear", "log")
    assert one.per


def test_its_source_can_be_found(one):
    kind, _, rest = one.source.partition(":")
    if kind == "scheme":
        assert one.id in schemes()[rest].quantities
    elif one.source.startswith("docs/"):
        assert (ROOT / one.source).is_file(), one.id
    else:
        bibliography = (files("jiqun") / "catalog" / "references.bib").read_text("utf-8")
        assert f"{{{one.source}," in bibliography, one.id


def test_its_measure_is_registered(one):
    import jiqun.measures  # noqa: F401 - registers

    assert not one.measure or one.measure in MEASURES, one.id
    if one.measure:
        assert MEASURES[one.measure].source == one.source


def test_no_two_are_called_the_same():
    for language in ("en", "zh"):
        titles = [one.title.said(language) for one in quantities().values()]
        assert len(titles) == len(set(titles))


def test_every_quantity_of_a_scheme_is_there():
    asked = {name for scheme in schemes().values() for name in scheme.quantities}
    assert asked <= set(quantities())


def test_every_unit_of_a_measure_is_there():
    import jiqun.measures  # noqa: F401 - registers

    assert {spec.unit for spec in MEASURES.values()} <= set(catalogue("units.toml"))


def test_what_is_not_there_is_refused():
    with pytest.raises(UnknownError) as told:
        quantity("quotien")
    assert told.value.problems[0].code == "quantity-unknown"


def test_heads_and_columns_take_the_same_words():
    assert head("quotient", "en") == "quotient"
    assert head("herfindahl", "en") == "Herfindahl index"
    assert column_words("quotient").en == quantity("quotient").title.en == "Location quotient"
    assert column_words("employment_high").zh == "就业人数上限"
    assert column_words("strong", "category_profiles") == quantity("strong_regions").title
    assert column_words("region") is None
    assert column_words("rating_range_low") is not None


def test_a_unit_follows_a_number():
    assert unit_words("persons").said("zh") == "人"
    assert unit_words("USD").said("en") == "USD"
    assert unit_words("furlongs").said("zh") == "furlongs"


def test_json_has_both_languages():
    told = encode(quantity("quotient"))
    assert told["title"] == {"en": "Location quotient", "zh": "区位商"}
    assert told["neutral"] == 1.0
    assert told["per"] == ["cell", "cluster"]
