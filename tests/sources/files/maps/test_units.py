"""Units as tables print them: what multiplies, what is counted, in which money."""

import pytest

from jiqun.sources.files import fits_column, printed_unit, unit_in_name
from jiqun.tables import schema

# by hand: 万 10^4, 亿 10^8; the words of currencies are those of ISO 4217's countries
UNITS = {
    "万人": (1e4, "persons", ""),
    "人": (1.0, "persons", ""),
    "个": (1.0, "establishments", ""),
    "亿元": (1e8, "currency", "CNY"),
    "万元人民币": (1e4, "currency", "CNY"),
    "百万元": (1e6, "currency", "CNY"),
    "亿美元": (1e8, "currency", "USD"),
    "hundred million yuan": (1e8, "currency", "CNY"),
    "USD million": (1e6, "currency", "USD"),
    "$m": (1e6, "currency", "USD"),
    "€k": (1e3, "currency", "EUR"),
    "thousand": (1e3, "", ""),
    "'000 persons": (1e3, "persons", ""),
    "1,000 persons": (1e3, "persons", ""),
    "单位:万人": (1e4, "persons", ""),
    "%": (0.01, "share", ""),
    "公顷": (0.01, "km²", ""),
    "年": (1.0, "years", ""),
}


@pytest.mark.parametrize("text", UNITS)
def test_a_unit_is_taken_apart(text):
    unit = printed_unit(text)
    assert (unit.scale, unit.of, unit.currency) == UNITS[text]


@pytest.mark.parametrize(
    "text", ["", "年末", "m", "元/人", "人元", "美元元", "b", "x" * 90, "in of"]
)
def test_what_is_no_unit_is_none(text):
    assert printed_unit(text) is None


NAMES = {
    "就业人数（万人）": ("就业人数", 1e4),
    "就业人数 (万人)": ("就业人数", 1e4),
    "从业人员 / 万人": ("从业人员", 1e4),
    "产值 亿元": ("产值", 1e8),
    "output, USD million": ("output", 1e6),
    "output_million_usd": ("output", 1e6),
    "Output in million USD": ("Output", 1e6),
    "从业人员(年末)(万人)": ("从业人员(年末)", 1e4),
}


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_parted_from_its_unit(name):
    bare, unit = unit_in_name(name)
    assert (bare, unit.scale) == NAMES[name]


@pytest.mark.parametrize(
    "name", ["人数", "Number of employees", "可贸易(是/否)", "企业/单位", "(万人)"]
)
def test_a_name_without_a_unit_stays_whole(name):
    assert unit_in_name(name) == (name, None)


def test_money_does_not_count_persons():
    column = schema("activity").column
    assert fits_column(printed_unit("亿元"), column("output"))
    assert not fits_column(printed_unit("亿元"), column("employment"))
    assert not fits_column(printed_unit("%"), column("employment"))
    assert fits_column(printed_unit("thousand"), column("employment"))
    assert not fits_column(printed_unit("万人"), column("region"))


@pytest.mark.parametrize("name", ["a" + " " * 10**6 + "(万人", "(" * 10**6, "1" * 10**6 + "(万人)"])
def test_a_name_of_a_million_characters_takes_no_time(name):
    assert unit_in_name(name) == (name, None)
