"""Codes that a spreadsheet ruined: refused where they are defined, traced where they refer."""

import polars as pl
import pytest

from jiqun.tables import is_error, schema, schemas, undressed, validate
from jiqun.tables.door.dates import looks_like_date, was_before
from jiqun.tables.door.ruined import doubtful, guess, ruined

INDUSTRIES = ["11-21", "31-33", "1-2", "MAR1", "330200", "12.5", "1234", "5-12", "10.11"]
KNOWN = {
    ("regions", "region"): pl.Series(["01001", "06037", "330200", "A"]),
    ("industries", "industry"): pl.Series(INDUSTRIES),
    ("industries", "system"): pl.Series(["own"] * len(INDUSTRIES)),
}
DATES = [
    "21-Nov", "Nov-21", "21-nov", "21. Nov", "2-Jan", "2-janv", "1-Mär", "5-Dic", "21-Nov-21",
    "11月21日", "11月-21", "2021年11月21日", "2021-11-21", "2021-11-21 00:00:00",
    "2021-11-21T00:00:00", "2021/11/21", "11/21/2021", "21.11.2021", "11/21/21", "01:02:00",
    "2021-11-21 10:30:00.5",
]  # fmt: skip
NO_DATES = [
    "11-21", "31-33", "44-45", "C39", "A01", "MAR", "MAR1", "Nov", "NOV21X", "2021", "11月",
    "12-31-2", "10.11", "10.11.12", "110101", "2021-11", "Set 3", "1-2", "一月", "21-Novgorod",
]  # fmt: skip


def regions(*codes, level="county", **options):
    frame = pl.DataFrame({"region": codes, "level": [level] * len(codes)})
    return validate(frame, schema("regions"), lines=2, **options)


def told(problems, code):
    return [(one.case, one.values["lines"]) for one in problems if one.code == code]


@pytest.mark.parametrize("text", DATES)
def test_dates_are_no_codes(text):
    assert looks_like_date(pl.Series([text]))[0]
    checked = regions("A", text)
    assert told(checked.problems, "code-ruined") == [("date", [3])]
    assert checked.accepted["region"].to_list() == ["A"]


@pytest.mark.parametrize("text", NO_DATES)
def test_codes_are_no_dates(text):
    assert not looks_like_date(pl.Series([text]))[0]
    assert "date" not in ruined(pl.Series([text, "A1", "330200"]))


@pytest.mark.parametrize(
    ("text", "case"),
    [
        ("true", "truth"), ("FALSE", "truth"), ("Wahr", "truth"), ("FAUX", "truth"),
        ("3.302E+05", "exponent"), ("2.19E+26", "exponent"), ("3,302E+05", "exponent"),
        ("1E+05", "exponent"), ("1.5e5", "exponent"), ("6E-3", "exponent"),
        ("218999999999999996862660608", "digits"), ("100000000000000000000", "digits"),
        ("12.5", "decimal"), ("1001.25", "decimal"), ("-3.5", "decimal"),
        ("330,200", "grouped"), ("1,234,567", "grouped"),
        ("=A1+1", "formula"), ("=01001", "formula"), ('=TEXT(1001,"00000")', "formula"),
    ],
)  # fmt: skip
def test_numbers_and_truth_values_are_no_codes(text, case):
    checked = regions("330200", text, "110101")
    assert told(checked.problems, "code-ruined") == [(case, [3])]
    for lang in ("en", "zh"):
        assert text in checked.problems[0].told(lang)
    kept = regions("330200", text, "110101", as_written=["region"])
    assert not kept.problems and text in kept.accepted["region"].to_list()


@pytest.mark.parametrize(
    "text",
    ["E05", "1E", "91110000100001234X", "911100001000012345", "12.5a", "T", "truth", "3302-E05",
     "1,2", "12,34", "000123", "110101001001", "2.19E", "ES61", "1.2.3"],
)  # fmt: skip
def test_what_only_resembles_a_number_is_a_code(text):
    checked = regions("330200", text, "110101")
    assert not checked.problems


def test_codes_that_may_have_been_others_are_taken_and_doubted():
    fragile = regions("8136E1", "1E3", "330200")
    assert not fragile.problems and told(fragile.cautions, "code-fragile") == [("", [2, 3])]
    rounded = regions("110101001001120000", "110101001001123456")
    assert not rounded.problems and told(rounded.cautions, "code-rounded") == [("", [2])]


def test_a_classification_that_is_written_with_points_stands():
    frame = pl.DataFrame({"industry": ["10", "10.1", "10.5", "28.3"], "system": ["NACE"] * 4})
    checked = validate(frame, schema("industries"), lines=2)
    assert not checked.problems
    assert told(checked.cautions, "code-dotted") == [("", [3, 4, 5])]
    zeros = frame.with_columns(industry=pl.Series(["01", "01.1", "10.10", "28.3"]))
    assert not validate(zeros, schema("industries")).cautions


@pytest.mark.parametrize("table", ["industries", "organisations", "categories", "clusters"])
def test_every_table_that_defines_codes_is_guarded(table):
    target = schemas()[table]
    free = {"categories": "category"}.get(table, target.key[0])
    rows = {column.name: ["x1", "x2"] for column in target.columns if column.required}
    rows |= {c.name: [1, 1] for c in target.columns if c.required and c.type != "code"}
    rows |= {c.name: [c.values[0]] * 2 for c in target.columns if c.required and c.values}
    rows[free] = ["x1", "21-Nov"]
    checked = validate(pl.DataFrame(rows, strict=False), target, lines=2)
    assert ("date", [3]) in told(checked.problems, "code-ruined")


@pytest.mark.parametrize(
    ("text", "was"),
    [
        ("21-Nov", "11-21"), ("2021-11-21 00:00:00", "11-21"), ("11月21日", "11-21"),
        ("44521", "11-21"), ("2026-01-02", "1-2"), ("2-Jan", "1-2"), ("1-Mar", "MAR1"),
        ("12. Mai", "5-12"), ("5/12/2021", "5-12"), ("3.302E+05", "330200"), ("1,234", "1234"),
        ("10-Nov", "10.11"),
    ],
)  # fmt: skip
def test_a_ruined_reference_is_traced_to_the_code_that_is_there(text, was):
    frame = pl.DataFrame({"region": ["A", "A"], "industry": [text, "31-33"], "year": [2020] * 2})
    checked = validate(frame, schema("activity"), known=KNOWN, lines=2)
    (problem,) = checked.problems
    assert (problem.code, problem.values["lines"]) == ("reference-unknown", [2])
    assert f"{was!r}" in problem.told("en") and was in problem.told("zh")
    if problem.case == "date":
        assert "spreadsheet" in problem.fix and "[values.industry]" in problem.fix


def test_nothing_is_made_up_where_no_code_fits():
    assert guess("21-Nov", ["31-33"]) == ""
    assert guess("44521") == "" and guess("330200") == "" and guess("x") == ""
    assert was_before("x") == []


def test_references_that_nobody_can_check_are_held_against_the_same_rules():
    rows = {"region": ["A", "TRUE"], "industry": ["21-Nov", "C1"], "year": [1999] * 2}
    frame = pl.DataFrame(rows)
    checked = validate(frame, schema("activity"), lines=2)
    assert [(p.subject, p.case) for p in checked.problems] == [
        ("activity.region", "truth"), ("activity.industry", "date"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ('="01001"', "01001"), ("'06037", "06037"), ("’06037", "06037"), ('=""01001""', "01001"),
        ("'=\"01001\"", "01001"), ('"01001"', "01001"), ("330200.0", "330200"), ("1001.00", "1001"),
        ("３３０２００", "330200"), ("Ｃ39", "C39"), ("330\u00a0200", "330200"),
        ("330\u202f200", "330200"), ("1\u00a02\u00a03\u00a0456", "123456"),
        ("31\u201333", "31-33"), ("31\u201133", "31-33"), ("A\u2011B", "A-B"), ("“01001”", "01001"),
        ("'06037'", "06037"), ('=T("01001")', "01001"), ("31\u221233", "31-33"),
        ("06037\u00a0", "06037"), ("\u202f06037", "06037"),
        ("New\u00a0York", "New York"), ("'A-01", "A-01"),
    ],
)  # fmt: skip
def test_marks_around_codes_are_taken_off_and_told(text, bare):
    checked = regions(text, "Z")
    assert checked.accepted["region"].to_list() == [bare, "Z"]
    assert told(checked.cautions, "code-dressed") == [("", [2])]
    assert "1 ×" in checked.cautions[0].found


@pytest.mark.parametrize(
    "text", ["'s-Hertogenbosch", "12.0", "O'Hare", "'t Zand", "\uff08宁波\uff09", "a=b"]
)
def test_marks_that_belong_to_a_code_stay(text):
    codes, had = undressed(pl.Series([text]))
    assert codes.to_list() == [text] and had is None


def test_dressed_references_find_what_they_name():
    codes = ['="01001"', "'06037", "３３０２００", "330200.0", "\u200b01001", " 06037\u00a0"]
    frame = pl.DataFrame({"region": codes, "industry": ["31-33"] * 6, "year": range(2001, 2007)})
    checked = validate(frame, schema("activity"), known=KNOWN, lines=2)
    assert not checked.problems
    assert checked.accepted["region"].to_list() == ["01001", "06037", "330200", "330200", "01001",
                                                    "06037"]  # fmt: skip


def test_size_classes_too_are_codes_that_a_spreadsheet_makes_dates_of():
    frame = pl.DataFrame({
        "region": ["A"] * 3, "industry": ["31-33"] * 3, "year": [2001, 2002, 2003],
        "size_class": ["20-49", "19-Oct", "4-Jan"],
    })  # fmt: skip
    (problem,) = validate(frame, schema("activity"), known=KNOWN, lines=2).problems
    assert (problem.subject, problem.case) == ("activity.size_class", "date")


@pytest.mark.parametrize("text", ["2.02E+03", "2.021e3", "2E3"])
def test_a_year_that_was_rounded_is_none(text):
    frame = pl.DataFrame({"region": ["A"], "industry": ["31-33"], "year": [text]})
    (problem,) = validate(frame, schema("activity"), known=KNOWN, lines=2).problems
    assert (problem.code, problem.subject) == ("value-type", "activity.year")


def test_numbers_as_a_narrow_column_shows_them_are_doubted():
    jobs = ["1.23E+06", "1E+05", "1.5e3", "1000000"]
    rows = {"region": ["A"] * 4, "industry": ["31-33"] * 4, "year": range(2001, 2005)}
    frame = pl.DataFrame({**rows, "employment": jobs})
    checked = validate(frame, schema("activity"), known=KNOWN, lines=2)
    assert not checked.problems and told(checked.cautions, "value-exponent") == [("", [2, 3])]


@pytest.mark.parametrize("value", [-999.0, -9999.0])
def test_a_number_that_often_means_none_is_doubted(value):
    rows = {"region": ["A"], "industry": ["31-33"], "year": [2001], "currency": ["CNY"]}
    frame = pl.DataFrame({**rows, "value_added": [value]})
    checked = validate(frame, schema("activity"), known=KNOWN)
    assert told(checked.cautions, "value-sentinel") == [("", [1])]


def test_lost_leading_zeros_are_doubted_where_codes_are_defined():
    checked = regions("1001", "6037", "48201")
    (caution,) = checked.cautions
    assert (caution.code, caution.values["width"]) == ("code-zeros", 5)
    assert "region = 5" in caution.fix and "1001" in caution.found
    for codes in (["01001", "48201"], ["1", "2", "12"], ["1", "22", "333"], ["A1", "B12"]):
        assert not regions(*codes).cautions


@pytest.mark.parametrize(
    "word",
    ["#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#NV",
     "#BEZUG!", "#WERT!", "#¡DIV/0!", "#¿NOMBRE?", "Err:502", "#GETTING_DATA", "######", " #N/A "],
)  # fmt: skip
def test_error_words_are_told_in_every_kind_of_column(word):
    assert is_error(word.strip())
    frame = pl.DataFrame({
        "region": ["a", word], "level": ["x", "x"], "name": [word, "n"], "population": [word, "1"],
    })  # fmt: skip
    checked = validate(frame, schema("regions"), lines=2, cells={"population": "'My data'!G"})
    assert [(p.code, p.subject) for p in checked.problems] == [
        ("cell-error", "regions.region"), ("cell-error", "regions.name"),
        ("cell-error", "regions.population"),
    ]  # fmt: skip
    assert "in 'My data'!G2" in checked.problems[-1].found
    assert checked.accepted.is_empty()


def test_an_error_in_a_required_number_is_told_once():
    frame = pl.DataFrame({"region": ["A"], "industry": ["31-33"], "year": ["#REF!"]})
    (problem,) = validate(frame, schema("activity"), known=KNOWN, lines=2).problems
    assert (problem.code, problem.subject) == ("cell-error", "activity.year")


@pytest.mark.parametrize("word", ["#1 in sales", "#", "#A", "No. #5", "Err", "#tag", "N/A!"])
def test_other_words_with_a_hash_are_texts(word):
    assert not is_error(word)
    frame = pl.DataFrame({"region": ["a"], "level": ["x"], "name": [word]})
    assert not validate(frame, schema("regions")).problems


def test_nothing_of_this_is_said_of_codes_as_publishers_write_them():
    naics = ["11", "31-33", "44-45", "311811", "3361A"]
    others = ["UKC11", "ES61", "C3911", "013", "3302", "91330200144052200X", "E12000001", "02-185"]
    for codes in (naics, others):
        assert not ruined(pl.Series(codes)) and not doubtful(pl.Series(codes))
