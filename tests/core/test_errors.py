"""Errors: all problems at once, each with its remedy in each language, one root to catch."""

import pickle
import subprocess
import sys

import numpy as np
import pytest

from jiqun.core import (
    BusyError,
    InputError,
    JiqunError,
    Problems,
    UnknownError,
    Words,
    encode,
    problem,
    unknown,
)

EXTRA = {"why": "drawing", "module": "shapely", "extra": "geo"}


def test_all_problems_are_told_at_once():
    problems = Problems()
    problems.add("extra-missing", subject="shapely", **EXTRA)
    problems.add("request-parameter", subject="limit", given="x", wanted="a number")
    with pytest.raises(InputError) as told:
        problems.check()
    assert [p.code for p in told.value.problems] == ["extra-missing", "request-parameter"]
    assert str(told.value).splitlines()[0] == (
        "shapely: drawing needs 'shapely'; expected the extra 'geo'."
        " Install it: pip install 'jiqun[geo]'. [extra-missing]"
    )


def test_a_problem_is_told_in_chinese_with_its_punctuation():
    one = problem("extra-missing", subject="shapely", **EXTRA)
    assert one.told("zh") == (
        "shapely：drawing 需要 'shapely'；应为已安装附加组件 'geo'。"
        "请安装：pip install 'jiqun[geo]'。 [extra-missing]"
    )
    assert one.to_dict("zh")["expected"] == "已安装附加组件 'geo'"
    assert list(one.to_dict()) == ["code", "subject", "values", "found", "expected", "fix"]
    assert encode({"all": [one]}, "zh")["all"][0] == one.to_dict("zh")


def test_values_are_json_and_words_are_said_in_the_language():
    values = {"given": Words("three", "三"), "wanted": (np.int64(1), np.float64(2.5))}
    one = problem("request-parameter", subject="n", **values)
    assert one.values == {"given": {"en": "three", "zh": "三"}, "wanted": [1, 2.5]}
    assert one.said("en").found == "three" and one.said("zh").found == "三"
    assert one.said("zh").expected == "有效取值（1、2.5）"


def test_a_sentence_never_fails_for_want_of_a_value():
    assert problem("extra-missing", subject="x").said("en").found == "… needs '…'"
    assert problem("of-a-plugin", subject="x").said("zh").found == "of-a-plugin"


def test_no_problem_raises_nothing():
    Problems().check()


def test_an_unknown_name_is_a_key_error_and_reads_well():
    error = unknown("language", "fr", ["en", "zh"])
    assert isinstance(error, UnknownError) and isinstance(error, KeyError | JiqunError)
    said = "language: 'fr' is not there; expected one of en, zh. Choose en or zh."
    assert str(error) == f"{said} [language-unknown]"
    assert error.told("zh") == (
        "language：没有 'fr'；应为下列之一：en、zh。请选择 en 或 zh。 [language-unknown]"
    )


def test_a_case_says_only_what_differs():
    error = unknown("text", "a.b", group="a")
    assert "one of the keys of catalog/texts/a.toml" in str(error)
    assert "'a.b' is not there" in str(error)


def test_errors_travel_between_processes_whole():
    error = InputError(problem("extra-missing", subject="shapely", **EXTRA))
    assert pickle.loads(pickle.dumps(error)).problems == error.problems
    assert hash(error.problems[0]) == hash(problem("extra-missing", subject="shapely", **EXTRA))


def test_every_error_can_carry_problems():
    assert BusyError(problem("extra-missing", subject="x", **EXTRA)).problems[0].subject == "x"


def test_sentences_are_read_only_when_somebody_asks():
    code = (
        "from jiqun.core import problem, Problems\n"
        "from jiqun.core.words import merged\n"
        "problem('extra-missing', subject='x', a=1)\n"
        "print(merged.cache_info().currsize)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "0"
