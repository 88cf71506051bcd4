"""No command ends in a traceback, whatever goes wrong below it; all commands of the app."""

import builtins
import errno
import io
import json
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

import pytest
import typer

from jiqun.cli.app import app
from jiqun.cli.root import run
from jiqun.cli.root.streams import widen_streams

from .conftest import CHINESE, COMMANDS, RAW, leaves, words_of

NAMES = sorted(COMMANDS)
#: Commands that open a workspace or another place in the file system.
OPENING = [n for n in NAMES if any(p.name in {"workspace", "path"} for p in COMMANDS[n].params)]


class PanicException(BaseException):
    """As a library in Rust raises it: no Exception."""


class Sullen(Exception):
    """Even its words fail."""

    def __str__(self):
        raise RuntimeError("no words")


def chained():
    error = ValueError("while telling")
    error.__context__ = OSError(errno.ENOSPC, "No space left on device")
    return error


def stranger(name, text):
    return type(name, (Exception,), {})(text)


#: What may be raised below a command -> the code it is told under and the exit code.
RAISED = {
    "value": (ValueError("odd"), "fault", 1),
    "panic": (PanicException("called `Option::unwrap()` on a `None` value"), "fault", 1),
    "sullen": (Sullen(), "fault", 1),
    "group": (ExceptionGroup("several", [ValueError("a"), KeyError("b")]), "fault", 1),
    "stop": (StopIteration(), "fault", 1),
    "end of input": (EOFError(), "fault", 1),
    "exit": (SystemExit(3), "fault", 1),
    "exit 0": (SystemExit(0), "fault", 1),
    "exit with words": (SystemExit("bye"), "fault", 1),
    "memory": (MemoryError(), "memory", 1),
    "memory of rust": (PanicException("memory allocation of 99 bytes failed"), "memory", 1),
    "memory of a database": (stranger("OutOfMemoryException", "failed"), "memory", 1),
    "threads": (RuntimeError("can't start new thread"), "memory", 1),
    "depth": (RecursionError(), "too-deep", 1),
    "library": (ImportError("DLL load failed"), "install-broken", 1),
    "ctrl-c": (KeyboardInterrupt(), "interrupted", 130),
    "ctrl-c in a database": (stranger("InterruptException", "INTERRUPT"), "interrupted", 130),
    "full": (OSError(errno.ENOSPC, "No space", "a.csv"), "disk-full", 1),
    "full, in words": (stranger("DeltaError", "No space left on device (os error 28)"),
                       "disk-full", 1),
    "full, behind": (chained(), "disk-full", 1),
    "quota": (OSError(errno.EDQUOT, "Quota"), "disk-full", 1),
    "read-only": (OSError(errno.EROFS, "Read-only", "a"), "read-only", 1),
    "denied": (PermissionError(errno.EACCES, "denied", b"a"), "not-permitted", 1),
    "missing": (FileNotFoundError(errno.ENOENT, "none", Path("a")), "path-missing", 1),
    "long": (OSError(errno.ENAMETOOLONG, "long", "a" * 300), "path-long", 1),
    "circle": (OSError(errno.ELOOP, "loop", "a"), "path-loop", 1),
    "null": (ValueError("embedded null byte"), "path-name", 1),
    "handles": (OSError(errno.EMFILE, "many"), "files-open", 1),
    "broken disk": (OSError(errno.EIO, "io"), "disk-broken", 1),
    "lost": (OSError(errno.ESTALE, "stale"), "place-lost", 1),
    "words of no encoding": ("\udcff", "path-name", 1),
    "unknown number": (OSError(9999, "?"), "fault", 1),
    "an error of ours without a problem": (stranger("Odd", "\x1b[31mred\x07"), "fault", 1),
}  # fmt: skip


@pytest.fixture
def raising(monkeypatch):
    """Let every command raise in place of its work."""
    build = typer.main.get_command

    def raise_in_all(error):
        command = build(app)

        def fail(**_):
            if isinstance(error, str):
                error.encode()
            raise error

        for leaf in dict(leaves(command)).values():
            leaf.callback = fail
        monkeypatch.setattr(typer.main, "get_command", lambda _: command)

    return raise_in_all


@pytest.mark.parametrize("kind", RAISED)
def test_whatever_is_raised_is_a_coded_problem_in_both_languages(kind, raising, jiqun, places):
    error, code, exit_code = RAISED[kind]
    raising(error)
    for name in NAMES:
        words = words_of(name, places)
        english = jiqun(*words, "--json", code=exit_code).problems()
        chinese = jiqun("--lang", "zh", "--json", *words, code=exit_code).problems()
        for (one,) in (english, chinese):
            assert one["code"] == code, (name, one)
            assert one["found"] and one["expected"] and one["fix"], one
        assert CHINESE.search(chinese[0]["fix"]) and not CHINESE.search(english[0]["fix"])


def test_a_person_is_told_in_two_lines_with_the_file_of_details(raising, jiqun, places):
    raising(ValueError("odd \x1b[31m\x07 thing"))
    first, second = jiqun("status", places["ws"], code=1).err.splitlines()
    assert first.startswith("error: jiqun status: ") and first.endswith("[fault]")
    assert "\x1b" not in first and "\x07" not in first
    file = Path(second.removeprefix("details of this error: "))
    assert "ValueError: odd" in file.read_text(encoding="utf-8")
    first, second = jiqun("status", places["ws"], "--lang", "zh", code=1).err.splitlines()
    assert first.startswith("错误：jiqun status：") and second.startswith("错误详情：")


def test_an_interruption_has_no_log_and_a_further_one_is_heard(raising, jiqun, places):
    handler = signal.getsignal(signal.SIGINT)
    raising(KeyboardInterrupt())
    done = jiqun("status", places["ws"], code=130)
    assert done.err.count("\n") == 1 and not Path(os.environ["JIQUN_LOG"]).exists()
    assert signal.getsignal(signal.SIGINT) == handler


WRONG_PLACES = {
    "missing": "{ws}/none",
    "a file": "{file}",
    "an empty folder": "{new}",
    "a path through a file": "{file}/ws",
    "a long name": "{ws}/" + "长" * 200,
    "a null": "a\0b",
    "no name": "",
    "a device": "/dev/null",
    "half a character": "ws\udcff",
}


@pytest.mark.parametrize("kind", WRONG_PLACES)
@pytest.mark.parametrize("name", OPENING)
def test_a_workspace_that_is_none(name, kind, jiqun, places, monkeypatch):
    monkeypatch.chdir(Path(places["ws"]).parent)
    wrong = {**places, "ws": WRONG_PLACES[kind].format(**places)}
    if kind == "an empty folder":
        Path(places["new"]).mkdir()
    words = words_of(name, wrong)
    for lang in ("en", "zh"):
        done = jiqun(*words, "--lang", lang)
        if name not in {"init", "plant", "measure", "look"}:  # these make one, or need none
            assert done.code in {1, 2}, done


def failing(monkeypatch, number, under):
    """Let the system refuse every write below a folder."""
    real = {"open": os.open, "io": io.open, "mkdir": os.mkdir, "replace": os.replace}

    def refused(path):
        return isinstance(path, str | os.PathLike) and str(path).startswith(under)

    def check(path):
        if refused(path):
            raise OSError(number, os.strerror(number), str(path))

    def opened(file, mode="r", *args, **named):
        if set(mode) & set("wax+"):
            check(file)
        return real["io"](file, mode, *args, **named)

    def low(path, flags, *args, **named):
        if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            check(path)
        return real["open"](path, flags, *args, **named)

    def made(path, *args, **named):
        check(path)
        return real["mkdir"](path, *args, **named)

    monkeypatch.setattr(io, "open", opened)
    monkeypatch.setattr(builtins, "open", opened)
    monkeypatch.setattr(os, "open", low)
    monkeypatch.setattr(os, "mkdir", made)


@pytest.mark.parametrize("number", ["ENOSPC", "EROFS", "EACCES", "EIO", "EDQUOT"])
@pytest.mark.parametrize("name", NAMES)
def test_a_disk_that_refuses_to_be_written(name, number, jiqun, places, monkeypatch, tmp_path):
    before = sorted(str(p) for p in tmp_path.rglob("*"))
    with monkeypatch.context() as patch:
        failing(patch, getattr(errno, number), str(tmp_path))
        done = jiqun(*words_of(name, places), "--json")
    if done.code == 1:
        codes = {"ENOSPC": "disk-full", "EDQUOT": "disk-full", "EROFS": "read-only",
                 "EACCES": "not-permitted", "EIO": "disk-broken"}  # fmt: skip
        (one,) = done.problems()
        assert one["code"] in {codes[number], "table-empty", "serve-key"}, one
        assert json.loads(done.err)["log"]
    assert sorted(str(p) for p in tmp_path.rglob("*")) == before


@pytest.mark.parametrize("name", NAMES)
def test_a_file_that_may_not_be_read(name, jiqun, places, monkeypatch):
    real = io.open

    def opened(file, mode="r", *args, **named):
        if str(file).endswith((".csv", "workspace.json")) and "r" in mode:
            raise PermissionError(errno.EACCES, "Permission denied", str(file))
        return real(file, mode, *args, **named)

    monkeypatch.setattr(io, "open", opened)
    monkeypatch.setattr(builtins, "open", opened)
    monkeypatch.setattr(os, "access", lambda *_, **__: False)
    done = jiqun(*words_of(name, places), "--json")
    if done.code and done.problems()[0]["code"] == "not-permitted":
        assert done.problems()[0]["fix"]


@pytest.mark.parametrize("form", [(), ("--json",)], ids=["people", "json"])
@pytest.mark.parametrize("name", NAMES)
def test_a_reader_that_went_away_is_no_error(name, form, jiqun, places, monkeypatch):
    reader, writer = os.pipe()
    os.close(reader)
    with (
        suppress(BrokenPipeError),
        os.fdopen(writer, "w", encoding="utf-8") as stream,
        monkeypatch.context() as patch,
    ):
        patch.setattr(sys, "stdout", stream)
        done = jiqun(*words_of(name, places), *form)
    assert done.code in {1, 2, 141}
    if done.code == 141:
        assert not [line for line in done.err.splitlines() if not line.startswith("next: ")]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("form", [(), ("--json",)], ids=["people", "json"])
@pytest.mark.parametrize("name", NAMES)
def test_an_output_that_is_full(name, form, jiqun, places, monkeypatch):
    with Path("/dev/full").open("w", encoding="utf-8") as stream, monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", stream)
        done = jiqun(*words_of(name, places), *form)
    assert done.code in {1, 2}
    if "disk-full" in done.err:
        assert "what the output goes to is full" in done.err


#: The first three always, of the others a share.
ENCODINGS = (
    "gbk", "cp1252", "ascii",
    *(pytest.param(one, marks=pytest.mark.corpus(share=0.25))
      for one in ("latin-1", "cp437", "big5", "shift_jis", "utf-16", "koi8-r", "gb18030")),
)  # fmt: skip


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_characters_that_an_encoding_lacks_are_replaced(encoding, lang, places, monkeypatch):
    for name in NAMES:
        forms = ((), ("--json",), ("--help",)) if (encoding, lang) == ("ascii", "zh") else ((),)
        for form in forms:
            out = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
            err = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
            with monkeypatch.context() as patch:
                patch.setattr(sys, "stdout", out)
                patch.setattr(sys, "stderr", err)
                widen_streams()
                code = run([*words_of(name, places), "--lang", lang, *form])
            err.flush()
            said, told = (stream.buffer.getvalue().decode(encoding) for stream in (out, err))
            assert not RAW.search(said + told.replace("Usage: ", "")), (name, form, told)
            assert code in {0, 1, 2}
            if form == ("--json",) and code == 0 and name != "serve":
                assert json.loads(said) is not None, name


def test_json_loses_no_character_in_any_encoding(places, monkeypatch):
    answers = []
    for encoding in ("utf-8", "ascii", "gbk"):
        out = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
        with monkeypatch.context() as patch:
            patch.setattr(sys, "stdout", out)
            widen_streams()
            assert run(["words", "--json"]) == 0
        answers.append(json.loads(out.buffer.getvalue().decode(encoding)))
    assert answers[0] == answers[1] == answers[2]
