"""Errors from the shell: in the language asked, for people as lines, for scripts as JSON."""

import json
import os
import subprocess
import sys

import pytest


def shell(*words, **env):
    """Run a command as a person would."""
    return subprocess.run(
        [sys.executable, "-m", "jiqun", *map(str, words)],
        capture_output=True, text=True, check=False, env={**os.environ, "JIQUN_LANG": "", **env},
    )  # fmt: skip


@pytest.fixture(scope="module")
def ws(tmp_path_factory):
    folder = tmp_path_factory.mktemp("languages")
    assert shell("init", folder / "ws").returncode == 0
    # two lines of UTF-8, then bytes that no Chinese encoding has at that place
    lines = "region,level\n北京,city\n上海,city\n".encode() + b"\xff\xff\xff,city\n"
    (folder / "bad.csv").write_bytes(lines)
    (folder / "typed.csv").write_text("region,level,lat\na,city,91\nb,city,north\n")
    return folder / "ws"


def test_a_file_that_cannot_be_read_is_told_in_chinese(ws):
    done = shell("load", ws, "regions", ws.parent / "bad.csv", "--lang", "zh")
    assert done.returncode == 2 and done.stdout == ""
    assert done.stderr.startswith("错误：bad.csv：含有不属于 ")
    assert "首见于第4行：ff ff" in done.stderr
    assert "；应为UTF-8，或列映射中指明的编码。请在列映射中给出" in done.stderr
    assert "[encoding-unknown]" in done.stderr and "expected" not in done.stderr


def test_the_environment_says_the_language_too_and_the_option_wins(ws):
    words = ("load", ws, "regions", ws.parent / "none.csv")
    assert shell(*words, JIQUN_LANG="zh").stderr.startswith("错误：")
    assert shell(*words, "--lang", "en", JIQUN_LANG="zh").stderr.startswith("error: ")
    assert shell(*words).stderr.startswith("error: ")


def test_rows_that_are_refused_are_told_in_chinese(ws):
    done = shell("load", ws, "regions", ws.parent / "typed.csv", "--lang", "zh")
    assert done.returncode == 2
    assert "发现: 1行超出范围：第2行 '91.0'" in done.stdout
    assert "发现: 1行无法识别：第3行 'north'" in done.stdout


def test_a_report_in_json_tells_problems_in_the_language_asked(ws):
    words = ("load", ws, "regions", ws.parent / "typed.csv", "--json", "--lang")
    english, chinese = (json.loads(shell(*words, lang).stdout) for lang in ("en", "zh"))
    for report in (english, chinese):
        assert report["problems"][0]["values"]["lines"] == [3]
    assert english["problems"][0]["found"] == "cannot be read, 1 ×: 'north' in line 3"
    assert chinese["problems"][0]["found"] == "1行无法识别：第3行 'north'"


def test_an_error_with_json_is_one_document_on_the_error_stream(ws):
    done = shell("load", ws, "regions", ws.parent / "bad.csv", "--json", "--lang", "zh")
    assert done.returncode == 2 and done.stdout == ""
    (problem,) = json.loads(done.stderr)["problems"]
    assert problem["code"] == "encoding-unknown" and problem["values"]["number"] == 4
    assert problem["fix"].startswith("请在列映射中给出")


def test_a_measure_that_is_not_there_is_told_in_both_languages(tmp_path):
    english = shell("measure", "ginni", "--lang", "en")
    chinese = shell("measure", "ginni", "--lang", "zh")
    assert english.returncode == chinese.returncode == 2
    assert "'ginni' is not there; expected one of" in english.stderr
    assert "没有 'ginni'；应为下列之一：" in chinese.stderr
