"""Printed names meet the codes that are meant, and as surely as is said."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiqun.sources.lists import (
    Matched,
    likely_lists,
    list_ids,
    list_of_codes,
    match_names,
    name_list,
)
from jiqun.sources.lists.spelling import region_short


@dataclass(frozen=True, kw_only=True)
class Label:
    list_id: str
    given: str
    meant: str
    matched: Matched

    @property
    def right(self) -> bool:
        return (self.matched.code or "") == self.meant


def labelled() -> list[Label]:
    found: list[Label] = []
    text = (Path(__file__).parent / "names.txt").read_text(encoding="utf-8")
    for block in text.split("\n[")[1:]:
        head, _, body = block.partition("]")
        list_id, _, within = (part.strip() for part in head.partition("|"))
        pairs = [pair.rpartition("=") for line in body.split("\n") for pair in line.split(" ; ")]
        pairs = [(given, meant.strip()) for given, sign, meant in pairs if sign]
        told = match_names([given for given, _ in pairs], list_id, within=within.split())
        found += [
            Label(list_id=list_id, given=given, meant=meant, matched=one)
            for (given, meant), one in zip(pairs, told, strict=True)
        ]
    return found


@pytest.fixture(scope="module")
def labels():
    return labelled()


def test_there_are_enough_names_of_both_kinds_and_languages(labels):
    assert len(labels) >= 630
    assert sum(one.given.isascii() for one in labels) >= 100
    assert sum(not one.meant for one in labels) >= 50


@pytest.mark.parametrize(("sure", "right", "recall"), [(0.95, 0.99, 0.75), (0.9, 0.99, 0.9)])
def test_what_is_said_to_be_sure_is_right(labels, sure, right, recall):
    """Precision and recall at a certainty, as the how-to tells them."""
    taken = [one for one in labels if one.matched.certainty >= sure]
    meant = [one for one in labels if one.meant]
    assert sum(one.right for one in taken) >= right * len(taken)
    assert sum(one.right for one in taken) >= recall * len(meant)


@pytest.mark.parametrize("way", ["in its city", "behind its city", "in its province"])
def test_every_district_is_known_by_its_short_name(way):
    """2,851 districts and counties: no sure match is wrong, hardly one is missed."""
    frame = name_list("cn-admin").frame.filter(pl.col("status") == "current")
    names = dict(frame.select("code", "name_zh").iter_rows())
    zones = pl.col("code").str.contains(r"7[1-9]$")
    rows = frame.filter((pl.col("level") == "district") & ~zones)
    groups: dict[tuple[str, ...], list[tuple[str, str]]] = {}
    for code, name, parent in rows.select("code", "name_zh", "parent").iter_rows():
        short = region_short(name)
        at = {"in its city": (parent,), "in its province": (code[:2] + "0000",)}.get(way, ())
        printed = short if at else region_short(names[parent]) + short
        groups.setdefault(at, []).append((printed, code))
    told = [
        (one, code)
        for at, pairs in groups.items()
        for one, (_, code) in zip(
            match_names([printed for printed, _ in pairs], "cn-admin", within=at),
            pairs,
            strict=True,
        )
    ]
    sure = [one.code == code for one, code in told if one.certainty >= 0.95]
    assert len(told) == 2851
    assert sum(sure) >= 0.999 * len(sure)
    assert sum(one.code == code for one, code in told) >= 0.98 * len(told)


def test_what_is_not_right_is_among_the_candidates_mostly(labels):
    wrong = [one for one in labels if not one.right and one.meant]
    among = [one for one in wrong if one.meant in {c.code for c in one.matched.candidates}]
    assert len(wrong) <= 0.02 * len(labels)
    assert len(among) >= len(wrong) / 2


def test_a_code_is_given_only_where_it_is_likelier_than_not(labels):
    for one in labels:
        assert (one.matched.code is None) == (one.matched.certainty < 0.5)
        assert len(one.matched.candidates) <= 5


def test_a_total_is_no_region_and_says_so():
    total, districts = match_names(["全市", "市辖区"], "cn-admin", within=["330200"])
    assert (total.code, total.note.case) == (None, "total")
    assert (districts.code, districts.note.case) == (None, "districts")


def test_an_abolished_district_is_told_with_its_successor():
    one = match_names(["江东区"], "cn-admin", within=["330200"])[0]
    assert (one.code, one.how) == ("330204", "former")
    assert "330212" in one.note.found and "2015" in one.note.found
    assert "鄞州区" in one.note.said("zh").found


def test_a_name_that_several_have_is_asked_about():
    one = match_names(["朝阳区"], "cn-admin")[0]
    assert one.code is None and one.note.case == "alike"
    assert {c.code for c in one.candidates} == {"110105", "220104"}
    assert {c.parent_name_zh for c in one.candidates} == {"北京市", "长春市"}


def test_a_name_from_elsewhere_is_no_match():
    one = match_names(["昆山市"], "cn-admin", within=["330200"])[0]
    assert one.code is None and one.note.case == "elsewhere"
    assert one.candidates[0].code == "320583"


def test_a_code_and_a_name_that_disagree_are_told():
    one = match_names(["330203 江北区"], "cn-admin", within=["330200"])[0]
    assert one.note.case == "apart" and one.certainty < 0.9
    assert {c.code for c in one.candidates} == {"330203", "330205"}


def test_the_other_names_level_decides_between_levels():
    sections = match_names(["制造业", "建筑业", "房地产业"], "gbt4754-2017")
    divisions = match_names(["零售业", "住宿业", "房地产业"], "gbt4754-2017")
    assert (sections[-1].code, divisions[-1].code) == ("K", "K70")


def test_what_the_workspace_knows_goes_first():
    known = pl.DataFrame({"region": ["N1"], "name": ["Old harbour"], "name_zh": ["海曙区"]})
    zh, en, other = match_names(["海曙区", "Old Harbour", "北仑区"], "cn-admin", known=known)
    assert (zh.code, en.code, other.code) == ("N1", "N1", "330206")
    within = match_names(["海曙区", "N1"], "cn-admin", within=["330200"], known=known)
    assert [one.code for one in within] == ["N1", "N1"]


@given(st.lists(st.text(max_size=30), max_size=6), st.sampled_from(list_ids()))
@settings(max_examples=60, deadline=None)
def test_whatever_is_printed_gets_an_answer(values, list_id):
    told = match_names(values, list_id)
    assert [one.given for one in told] == values
    assert all(0 <= one.certainty <= 1 for one in told)
    for one in told:
        if one.note:
            assert one.note.told("en") and one.note.told("zh")
    likely_lists(values, "region" if list_id == "cn-admin" else "industry", hint="".join(values))


def test_the_parent_is_found_from_the_values_and_from_the_title():
    assert likely_lists(["海曙区", "江北区", "北仑区", "全市"], "region")[0][:2] == (
        "cn-admin",
        ("330200",),
    )
    both = ["朝阳区", "和平区"]  # each stands in several cities
    assert likely_lists(both, "region", hint="沈阳市2020年统计年鉴")[0][1] == ("210100",)
    assert likely_lists(["南京市", "苏州", "无锡市"], "region")[0][1] == ("320000",)


def test_the_title_decides_between_lists_that_explain_codes_alike():
    codes = ["C18", "C26"]
    assert likely_lists(codes, "industry", hint="分行业就业")[0][0] == "gbt4754-2017"
    assert likely_lists(codes, "industry", hint="employment by industry")[0][0] == "nace2"


def test_the_names_decide_between_vintages_of_a_classification():
    older = ["纺织业", "石油加工、炼焦和核燃料加工业", "开采辅助活动"]
    newer = ["纺织业", "石油、煤炭及其他燃料加工业", "开采专业及辅助性活动"]
    assert likely_lists(older, "industry")[0] == ("gbt4754-2011", (), 1.0)
    assert likely_lists(newer, "industry")[0] == ("gbt4754-2017", (), 1.0)
    both = ["纺织业", "汽车制造业"]
    ids = {
        hint: [one[:1] + one[2:] for one in likely_lists(both, "industry", hint=hint)[:2]]
        for hint in ("", "宁波市2022年", "宁波市2015年")
    }
    assert ids[""] == ids["宁波市2022年"] == [("gbt4754-2017", 1.0), ("gbt4754-2011", 0.999)]
    assert ids["宁波市2015年"] == [("gbt4754-2011", 1.0), ("gbt4754-2017", 0.999)]


def test_codes_alone_tell_their_list_where_only_one_classification_has_them():
    assert list_of_codes(["C18", "C36"], "industry") == "gbt4754-2017"
    assert list_of_codes(["C18", "C36"], "industry", years=[2014, 2017]) == "gbt4754-2011"
    assert list_of_codes(["311", "336411"], "industry", years=[2019]) == "naics2017"
    assert list_of_codes(["C18", "C26"], "industry") is None, "NACE has them too"
    assert list_of_codes(["nowhere"], "region") is None is list_of_codes([], "region")


def test_totals_do_not_count_against_a_list():
    assert likely_lists(["海曙区", "江北区", "全市", "市辖区"], "region")[0][2] == 1.0


def test_nothing_is_matched_with_nothing():
    assert match_names([], "cn-admin") == ()
    assert likely_lists([], "region") == () == likely_lists(["  "], "industry")
    assert match_names(["", " ", "…"], "cn-admin")[0].code is None
