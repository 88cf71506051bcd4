"""Words for kinds of actor are read as codes, in both languages, and it is said."""

import polars as pl
import pytest

from jiqun.tables import schema, schemas, validate

KIND = schema("organisations").column("kind")


def kinds(*words):
    rows = pl.DataFrame({"organisation": [str(k) for k in range(len(words))], "kind": words})
    return validate(rows, schema("organisations"))


@pytest.mark.parametrize("code", KIND.values)
def test_every_code_has_words_in_both_languages_and_each_is_read(code):
    words = KIND.words[code]
    assert set(words.title) == {"en", "zh"}
    for word in (*words.title.values(), *words.also, words.title["en"].upper()):
        assert kinds(word).accepted["kind"].to_list() == [code]


def test_no_word_means_two_kinds():
    words = [(w, c) for c, one in KIND.words.items() for w in (*one.title.values(), *one.also)]
    assert len({word.casefold() for word, _ in words}) == len(words)


def test_what_is_read_as_a_code_is_told():
    checked = kinds(" 高校 ", "firm", "ＦＩＲＭ")
    assert checked.accepted["kind"].to_list() == ["university", "firm", "firm"]
    assert "value-worded" in [one.code for one in checked.cautions]
    assert not kinds("firm", "think-tank").cautions


def test_other_words_are_refused():
    assert [one.code for one in kinds("shop").problems] == ["value-unknown"]


def test_words_are_of_values_only():
    for table in schemas().values():
        for column in table.columns:
            assert set(column.words) <= set(column.values)
