"""Briefs of a country whose statistics hide much: what is published, what cannot be judged."""

import pytest

from jiqun.studies.briefing import make_brief

LANGUAGES = ("en", "zh")
CELL = "test-set:cars:{}"
UNJUDGED = {"en": "Cannot be judged", "zh": "无法评定"}
PART = {"en": "Part", "zh": "部分"}
LEAD = {
    "en": "It cannot be judged: only {share} of its employment is published, and 70% are needed.",
    "zh": "无法评定：其就业仅公布{share}，评定至少需要70%。",
}
#: A county, and the rows of the table of parts in its brief: name, share, numbers.
PARTS = {
    ("c01", "en"): [("Visible share", "24.1%", ""), ("Imputed share", "75.9%", "1"),
                    ("Withheld numbers", "", "1")],
    ("c01", "zh"): [("公布占比", "24.1%", ""), ("插补占比", "75.9%", "1"), ("未公布数", "", "1")],
    ("c02", "en"): [("Visible share", "17.5%", ""), ("Imputed share", "82.5%", "1"),
                    ("Hidden numbers", "", "1")],
    ("c04", "en"): [("Visible share", "100%", ""), ("Numbers with noise", "", "1")],
    ("c05", "zh"): [("公布占比", "100%", ""), ("取整数", "", "1")],
    ("c07", "en"): [("Visible share", "not known", "")],
    ("c07", "zh"): [("公布占比", "不详", "")],
}  # fmt: skip


@pytest.mark.parametrize(("county", "lang"), PARTS)
def test_the_parts_of_a_cell_are_told(county, lang, read_partly):
    tables = read_partly("cell", CELL.format(county), lang).tables
    table = next(one for one in tables if one[0][0] == PART[lang])
    assert [tuple(row) for row in table[1:]] == PARTS[county, lang]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_cell_with_every_number_published_says_so(lang, read_partly):
    page = read_partly("cell", CELL.format("c00"), lang)
    assert all(one[0][0] != PART[lang] for one in page.tables)
    words = {"en": "as the publisher shows it", "zh": "均为发布方原样公布"}[lang]
    assert words in page.words
    assert UNJUDGED[lang].lower() not in page.lead.lower()


@pytest.mark.parametrize(("county", "share"), [("c01", "24.1%"), ("c02", "17.5%")])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_mostly_hidden_cannot_be_judged(county, share, lang, read_partly):
    page = read_partly("cell", CELL.format(county), lang)
    assert LEAD[lang].format(share=share) in page.lead
    assert LEAD[lang].format(share=share) in page.items
    verdicts = {row[0]: row[1] for row in page.tables[0][1:]}
    assert list(verdicts.values()).count(UNJUDGED[lang]) == 2


@pytest.mark.parametrize("county", ["c04", "c05", "c06", "c07"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_mostly_published_is_judged(county, lang, read_partly):
    page = read_partly("cell", CELL.format(county), lang)
    assert UNJUDGED[lang] not in [row[1] for row in page.tables[0]]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_base_is_named_and_never_national(lang, read_partly):
    base = {"en": "the 12 counties of Land", "zh": "某国的 12 个县"}[lang]
    cell = read_partly("cell", CELL.format("c00"), lang)
    assert base in cell.lead
    region = read_partly("region", "c00", lang)
    for page in (cell, region):
        assert base in " ".join(page.texts)
        assert "national" not in page.words and "全国" not in page.words


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_region_says_which_of_its_cells_cannot_be_judged(lang, read_partly):
    page = read_partly("region", "c01", lang)
    assert LEAD[lang].format(share="46.4%") in page.lead
    head = {"en": "Category", "zh": "类别"}[lang]
    table = next(one for one in page.tables if one[0][0] == head)
    told = {row[0]: (row[2], row[-1]) for row in table[1:]}
    assert told[{"en": "Cars", "zh": "汽车"}[lang]] == ("24.1%", UNJUDGED[lang])
    assert told[{"en": "Chips", "zh": "集成电路"}[lang]][0] == "100%"
    names = {
        "en": "Its most evident specialisations are Chips.",
        "zh": "证据最充分的专业化类别是集成电路。",
    }
    assert names[lang] in page.lead


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_unknown_number_is_no_zero(lang, read_partly):
    page = read_partly("cell", "test-set:shops:c03", lang)
    head = {"en": "Code", "zh": "代码"}[lang]
    (row,) = next(one for one in page.tables if one[0][0] == head)[1:]
    assert row[2] == {"en": "withheld", "zh": "未公布"}[lang]
    assert row[4] == "–"
    assert any({"en": "Unknown numbers: 1.", "zh": "未知数：1。"}[lang] in i for i in page.items)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("subject", "id"), [("cell", CELL.format("c01")), ("region", "c01")])
def test_they_are_set_as_pages(subject, id, lang, partly_published):
    made = make_brief(partly_published, subject=subject, id=id, lang=lang, format="pdf")
    assert made.content[:4] == b"%PDF"


@pytest.mark.parametrize(("county", "estimated"), [("c01", True), ("c02", True), ("c04", False)])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_lead_calls_an_estimate_one_and_ranks_none(county, estimated, lang, read_partly):
    lead = read_partly("cell", CELL.format(county), lang).lead
    assert ({"en": "an estimated", "zh": "就业估计为"}[lang] in lead) == estimated
    assert ({"en": "By employment it is no.", "zh": "按就业人数"}[lang] in lead) != estimated
