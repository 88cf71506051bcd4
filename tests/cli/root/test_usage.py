"""What the option parser refuses: a code, what was meant, a remedy, in both languages."""

from typing import Literal, get_args, get_origin

import pytest

from jiqun.cli.root import run
from jiqun.cli.root.usage import _kind

from .conftest import CHINESE, COMMANDS, words_of

NAMES = sorted(COMMANDS)


def refused(jiqun, *words):
    """Give the problem that both languages tell, and hold that each has its own words."""
    (english,) = jiqun(*words, "--json", code=2).problems()
    (chinese,) = jiqun("--lang=zh", *words, "--json", code=2).problems()
    assert english["code"] == chinese["code"] and english["subject"] == chinese["subject"]
    for part in ("found", "expected", "fix"):
        assert english[part] and not CHINESE.search(english[part]), english
    assert CHINESE.search("".join(chinese[part] for part in ("found", "expected", "fix")))
    assert CHINESE.search(chinese["fix"]), chinese
    return english


@pytest.mark.parametrize("name", NAMES)
def test_an_unknown_option(name, jiqun, places):
    told = refused(jiqun, *words_of(name, places), "--jsno")
    assert told["code"] == "option-unknown" and told["fix"] == "Did you mean --json?"
    told = refused(jiqun, *words_of(name, places), "--qqqqqq=1")
    assert told["fix"] == f"`jiqun {name} --help` says what each does."
    assert refused(jiqun, *name.split(), "-h")["fix"] == "Did you mean --help?"


@pytest.mark.parametrize("name", NAMES)
def test_what_a_command_cannot_do_without(name, jiqun):
    needed = [p for p in COMMANDS[name].params if p.required]
    if needed:
        told = refused(jiqun, *name.split())
        assert told["code"] == "option-missing"
        assert told["fix"].startswith(f"Write: jiqun {name} ")


@pytest.mark.parametrize("name", NAMES)
def test_words_too_many(name, jiqun, places):
    told = refused(jiqun, *words_of(name, places), *["more"] * 3)
    assert told["code"] == "argument-many" and told["values"]["extra"].endswith("more")


@pytest.mark.parametrize("name", NAMES)
def test_values_of_another_type(name, jiqun, places):
    context = type("Context", (), {"command": COMMANDS[name]})
    for one in COMMANDS[name].params:
        kind = _kind(one, context) if one.name != "help" else None
        choices = get_args(kind) if get_origin(kind) is Literal else ()
        if one.param_type_name != "option" or (kind not in {int, float} and not choices):
            continue
        told = refused(jiqun, *words_of(name, places), one.opts[0], "nonsense")
        assert told["code"] == "option-value" and told["subject"] == one.opts[0]
        assert told["values"]["given"] == "nonsense"
        if choices:
            assert all(str(choice) in told["expected"] for choice in choices)
            near = refused(jiqun, *words_of(name, places), one.opts[0], f"{choices[0]}s")
            assert near["fix"] == f"Did you mean {choices[0]}?" or len(str(choices[0])) < 3
        told = refused(jiqun, *words_of(name, places), "--json", one.opts[0])
        assert told["code"] == "option-value"


@pytest.mark.parametrize(
    ("words", "code", "fix"),
    [
        (["statu"], "command-unknown", "Did you mean `jiqun status`?"),
        (["find", "ws"], "command-unknown", "Did you mean `jiqun clusters find`?"),
        (["STATUS"], "command-unknown", "Did you mean `jiqun status`?"),
        (["o'hara"], "command-unknown", "`jiqun --help` says what each does."),
        (["clusters", "fnd"], "command-unknown", "Did you mean `jiqun clusters find`?"),
        ([], "command-missing", "`jiqun --help` says what each does."),
        (["clusters"], "command-missing", "`jiqun clusters --help` says what each does."),
        (["--versoin"], "option-unknown", "Did you mean --version?"),
        (["status", "ws", "--json=1"], "option-value", "Write --json and no more."),
    ],
)
def test_commands_that_are_none(words, code, fix, jiqun):
    told = refused(jiqun, *words)
    assert (told["code"], told["fix"]) == (code, fix)


def test_language_and_form_stand_before_the_command_or_behind_it(jiqun, places):
    answers = {
        jiqun(*words, code=0).out
        for words in (
            ("--lang", "zh", "--json", "status", places["ws"]),
            ("--json", "status", "--lang=zh", places["ws"]),
            ("status", places["ws"], "--json", "--lang", "zh"),
        )
    }
    assert len(answers) == 1 and answers.pop().startswith("{")
    assert "没有" in jiqun("--lang", "zh", "clusters", "--json", "fnd", code=2).err


def test_a_language_that_is_none(jiqun, places, monkeypatch):
    assert "one of en, zh" in jiqun("status", places["ws"], "--lang", "fr", code=2).err
    assert "option-value" in jiqun("--lang", code=2).err
    monkeypatch.setenv("JIQUN_LANG", "fr")
    assert "environment variable JIQUN_LANG" in jiqun("status", places["ws"], code=2).err


def test_the_version(jiqun):
    assert jiqun("--version", code=0).out.startswith("jiqun ")
    assert jiqun("--json", "--version", code=0).out.startswith('{"version": ')


@pytest.mark.parametrize("words", [[], ["clusters"]])
def test_a_group_without_a_command_shows_its_help(words, capfd):
    assert run(words) == 2
    out, err = capfd.readouterr()
    assert (out + err).count("Usage: jiqun") == 1


def test_a_file_that_may_not_be_read_is_not_a_wrong_value(jiqun, places, monkeypatch):
    monkeypatch.setattr("os.access", lambda *_: False)
    told = refused(jiqun, "load", places["ws"], "regions", places["file"])
    assert told["code"] == "not-permitted" and told["subject"] == places["ws"]
