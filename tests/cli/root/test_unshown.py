"""Characters that a terminal cannot show, and texts that look like a library's markup."""

import subprocess

import pytest

from jiqun.cli.root import run

from .test_process import JIQUN, environment


def told(places, *words, encoding, lang="en"):
    done = subprocess.run(
        [*JIQUN, *words], capture_output=True, check=True, timeout=120,
        env=environment(places, PYTHONIOENCODING=encoding, JIQUN_LANG=lang),
    )  # fmt: skip
    return done.stdout.decode(encoding, errors="strict"), done.stderr.decode(encoding)


def test_what_could_not_be_shown_is_said_once_with_its_remedy(places):
    out, err = told(places, "sources", encoding="ascii", lang="zh")
    assert "??" in out
    assert err.count("PYTHONIOENCODING=utf-8") == err.count("chcp 65001") == 1
    assert "ascii" in err and "note: characters" in err, "Chinese cannot be read there"
    title = chr(0x1E9E) + " of many"
    assert run(["init", places["new"], "--title", title]) == 0
    out, err = told(places, "status", places["new"], encoding="gbk", lang="zh")
    assert "? of many" in out and err.count("注意：gbk") == 1 and "utf-8" in err


def test_nothing_is_said_where_nothing_was_lost(places):
    assert "PYTHONIOENCODING" not in told(places, "status", places["ws"], encoding="cp1252")[1]
    assert "PYTHONIOENCODING" not in told(places, "sources", encoding="utf-8", lang="zh")[1]
    assert told(places, "sources", "--json", encoding="ascii", lang="zh")[1] == ""


@pytest.mark.parametrize("title", ["[/]", "[red]", "[link=x]y", ":cat: \\[b]", "a\\", "[/b] 区"])
def test_titles_print_as_they_are(places, jiqun, title):
    jiqun("init", places["new"], "--title", title, code=0)
    assert title in jiqun("status", places["new"], code=0).out


def test_no_text_of_a_file_steers_the_terminal(places, jiqun):
    with open(places["file"], "a", encoding="utf-8") as file:  # noqa: PTH123
        file.write("[/c],[red]\n")
    jiqun("load", places["ws"], "regions", places["file"], code=0)
    jiqun("init", places["new"], "--title", "a\x1b]0;b", code=0)
    assert "\x1b" not in jiqun("status", places["new"], code=0).out
