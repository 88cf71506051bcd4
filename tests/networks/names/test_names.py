"""Names of organisations: a labelled list, awkward pairs, decisions."""

from pathlib import Path

import polars as pl
import pytest

from jiqun.core import InputError
from jiqun.networks.names import (
    REASONS,
    decision_rows,
    decisions_of,
    likely_pairs,
    likeness,
    merged_codes,
    name_form,
    place_table,
    simplified,
)
from jiqun.sources.lists import name_list

LABELLED = pl.read_csv(Path(__file__).with_name("labelled.csv"))


@pytest.fixture(scope="module")
def places():
    rows = name_list("cn-admin").frame.filter(pl.col("level").is_in(["province", "city"]))
    named = rows.select("name_zh", "name", "code").rows()
    return place_table({word: code for *words, code in named for word in words if word})


def judged(places, least):
    truth = dict.fromkeys(((True, True), (True, False), (False, True), (False, False)), 0)
    for one, other, same, _ in LABELLED.rows():
        pair = pl.DataFrame({"organisation": ["1", "2"], "name": [one, other]})
        found = likely_pairs(pair, places=places, least=least).candidates
        truth[bool(found), bool(same)] += 1
    hits = truth[True, True]
    return hits / (hits + truth[True, False]), hits / (hits + truth[False, True])


def test_precision_and_recall_on_the_labelled_list(places):
    assert LABELLED["same"].sum() >= 60
    assert (LABELLED["same"] == 0).sum() >= 70
    precision, recall = judged(places, 0.93)
    assert precision == 1.0
    assert recall > 0.65
    precision, recall = judged(places, 0.6)
    assert precision > 0.9
    assert recall > 0.85


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ("华为技术（上海）有限公司", "华为技术（深圳）有限公司", "places-differ"),
        ("沈阳第一机床厂", "沈阳第二机床厂", "numbers-differ"),
        ("中国电子科技集团公司第14研究所", "中国电子科技集团公司第十四研究所", "same-name"),
        ("宁波大学", "宁波大学附属医院", "part-of"),
        ("宁波大学", "Ningbo University", "translation"),
        ("臺灣積體電路製造股份有限公司", "台湾积体电路制造", "legal-form"),
        ("ＢＹＤ Ltd", "BYD", "legal-form"),
        ("Siemens AG", "Siemens S.A.", "legal-forms-differ"),
        ("University of Washington", "Washington University", "word-order"),
        ("宁海大学", "宁波大学", "unlike"),
    ],
)  # fmt: skip
def test_awkward_pairs(places, one, other, reason):
    a, b = name_form(one, places), name_form(other, places)
    assert likeness(a, b).reason == likeness(b, a).reason == reason
    assert likeness(a, a).score == 1.0


def test_every_reason_has_a_score_in_order():
    assert all(0 <= score <= 1 for score in REASONS.values())
    assert simplified("臺") == "台"


def test_odd_names_do_no_harm():
    odd = ["", "  ", "有限公司", "Ltd", "???", "—", "大学", None, "a", "公司"]
    rows = pl.DataFrame({"organisation": [str(k) for k in range(len(odd))], "name": odd})
    found = likely_pairs(rows)
    assert found.named <= len(odd) - 3
    assert not likely_pairs(rows.clear()).candidates


def test_regions_and_kinds_speak_against_and_order_moves_nothing():
    rows = pl.DataFrame(
        {"organisation": ["a", "b", "c"], "name": ["Acme", "ACME", "Acme Inc"],
         "name_zh": [None, None, None], "region": ["r1", "r2", None],
         "kind": ["firm", "firm", "university"]}
    )  # fmt: skip
    found = likely_pairs(rows).candidates
    told = {(one.one, one.other): (one.score, one.against) for one in found}
    assert told["a", "b"] == (0.88, ("regions",))
    assert told["a", "c"][1] == ("kinds",)
    assert likely_pairs(rows.reverse()).candidates == found


def test_a_name_in_the_other_language_can_say_no():
    rows = pl.DataFrame(
        {"organisation": ["a", "b"], "name": ["Orient Tech", "Orient Tech"],
         "name_zh": ["东方科技", "华星电子"]}
    )  # fmt: skip
    assert likely_pairs(rows).candidates[0].against == ("languages",)


def test_bad_tables_are_refused():
    rows = pl.DataFrame({"organisation": ["a", "a"], "name": ["x", "y"]})
    with pytest.raises(InputError, match="organisations-twice"):
        likely_pairs(rows)
    with pytest.raises(InputError, match="names-least"):
        likely_pairs(rows.head(1), least=0)


def decided(*rows):
    return decisions_of(
        pl.DataFrame(rows, schema=["one", "other", "decision", "keep"], orient="row")
    )


def test_groups_follow_from_pairs():
    told = decided(("b", "c", "same", ""), ("a", "b", "same", "b"), ("d", "e", "", ""))
    assert merged_codes(told, set("abcde")) == {"a": "b", "c": "b"}
    assert merged_codes(decided(("a", "b", "different", "")), set("ab")) == {}


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([("a", "b", "yes", "")], "names-decision"),
        ([("a", "b", "same", "z")], "names-keep"),
        ([("a", "a", "same", "")], "names-pair"),
        ([("a", "b", "same", ""), ("b", "a", "different", "")], "names-contradiction"),
    ],
)
def test_bad_decisions_are_refused(rows, code):
    with pytest.raises(InputError, match=code):
        decided(*rows)


def test_decisions_that_cannot_hold_together_are_refused():
    chain = decided(("a", "b", "same", ""), ("b", "c", "same", ""), ("a", "c", "different", ""))
    with pytest.raises(InputError, match="names-contradiction"):
        merged_codes(chain, set("abc"))
    two = decided(("a", "b", "same", "a"), ("b", "c", "same", "c"))
    with pytest.raises(InputError, match="names-contradiction"):
        merged_codes(two, set("abc"))
    with pytest.raises(InputError, match="names-strangers"):
        merged_codes(decided(("a", "b", "same", "")), {"a"})


def test_a_file_keeps_what_was_decided():
    rows = pl.DataFrame({"organisation": ["a", "b", "c"], "name": ["Acme", "ACME", "Acme Inc"]})
    found = likely_pairs(rows).candidates
    first = decision_rows(found)
    assert set(first["decision"]) == {""}
    told = decisions_of(first.with_columns(decision=pl.lit("different"), note=pl.lit("asked")))
    again = decision_rows(found, told)
    assert again["decision"].to_list() == ["different"] * 3
    assert again["note"].to_list() == ["asked"] * 3
    assert set(decision_rows(found, accept=0.99)["decision"]) == {"same", ""}
