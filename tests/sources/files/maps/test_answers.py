"""Answers to a map's open questions."""

import pytest

from jiqun.core import InputError
from jiqun.sources.files import (
    ColumnMap,
    ColumnSource,
    NameRule,
    answered,
    open_questions,
    parse_answers,
)
from jiqun.tables import schema

ACTIVITY = schema("activity")
MAP = ColumnMap(
    columns={"region": ColumnSource(column="地区"), "output": ColumnSource(column="v", scale=2.0)},
    names={"region": NameRule(list="cn-admin", within=("330200",))},
    asks={"year": "Which year?", "unit.output": "In which unit?"},
)


def put(**answers):
    return answered(MAP, ACTIVITY, answers)


def test_an_answer_takes_its_question_out():
    got = put(year="2022")
    assert got.constants == {"year": 2022} and set(got.asks) == {"unit.output"}
    (told,) = open_questions(got, name="map.toml")
    assert "unit.output" in told.said("en").fix and "In which unit?" in told.said("zh").found
    assert open_questions(put(**{"year": "2022", "unit.output": "亿元"}), name="m") == ()


def test_each_kind_of_answer_changes_its_part():
    assert put(**{"unit.output": "亿元"}).units == {"output": "亿元"}
    assert put(**{"unit.output": "亿元"}).columns["output"].scale == 1.0
    assert put(currency="EUR").constants == {"currency": "EUR"}
    assert put(sheet="表2").dialect.sheet == "表2"
    assert put(**{"column.v": "employment"}).columns["employment"].column == "v"
    assert "output" not in put(**{"column.v": "employment"}).columns
    assert put(**{"column.v": "-"}).ignore == ("v",)
    assert put(**{"name.region.海曙.西": "330203"}).values == {"region": {"海曙.西": "330203"}}
    assert put(**{"name.region.市区": "-"}).drop == {"地区": ("市区",)}
    assert put(**{"total.全市": "yes"}).drop == {"地区": ("全市",)}
    assert put(**{"total.全市": "no"}).drop == {}
    assert put(**{"list.region": "cn-admin:330100,330300"}).names["region"].within == (
        "330100",
        "330300",
    )
    assert put(**{"list.region": "cn-admin"}).names == MAP.names
    assert put(**{"list.region": "-"}).names == {}


def test_all_wrong_answers_are_told_at_once():
    wrong = {
        "year": "twenty",
        "colour": "red",
        "unit.output": "人",
        "name.city.x": "1",
        "unit.": "x",
    }
    with pytest.raises(InputError) as told:
        put(**wrong)
    found = {one.subject: one.code for one in told.value.problems}
    assert found == {
        "year": "answer-value",
        "colour": "answer-unknown",
        "unit.output": "answer-value",
        "name.city.x": "answer-value",
        "unit.": "answer-unknown",
    }


def test_what_was_typed_is_parted_at_its_first_sign():
    assert parse_answers(["name.region.a=b=c"]) == {"name.region.a": "b=c"}
    with pytest.raises(InputError) as told:
        parse_answers(["year"])
    assert told.value.problems[0].code == "option-value"
