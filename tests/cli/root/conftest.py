"""Every command with words that make it work, and the one thing asked of all of them."""

import json
import re
import shutil
from dataclasses import dataclass

import pytest
import typer

from jiqun.cli.app import app
from jiqun.cli.root import run

#: Words that would be a traceback, or a library's own way of failing.
RAW = re.compile(r"Traceback|File \"|^Usage: |Aborted!|Exception ignored", re.MULTILINE)
CODED = re.compile(r"\[[a-z][a-z0-9-]+\]$", re.MULTILINE)
CHINESE = re.compile(r"[一-鿿]")

#: What arguments and options that a command cannot do without are given, by name.
GIVEN = {
    "workspace": "{ws}", "path": "{ws}", "directory": "{new}", "table": "regions", "id": "x",
    "file": "{file}", "to": "{out}", "truth": "{ws}", "source": "case-library", "region": "a",
    "subject": "region", "name": "regions", "scheme": "us-cluster-mapping", "industries": "x",
}  # fmt: skip
#: What some commands need besides, so that they do the most that a small workspace allows.
MORE = {
    "init": {"workspace": "{new}"},
    "rate": {"file": "{rate}"},
    "compare-quotients": {"file": "{rate}"},
    "measures": {"id": "location-quotient"},
    "measure": {"id": "location-quotient", "--counts": "{counts}", "--to": "{out}"},
    "words": {"word": "cell"},
    "serve": {"--host": "203.0.113.1"},
    "plant": {"--establishments": "10"},
    "demo": {"--at": "{file}"},
    "users role": {"to": "read"},
    "edits undo": {"batch": "1"},
}


def leaves(command, name=""):
    inner = getattr(command, "commands", None)
    if inner is None:
        yield name, command
        return
    for word, sub in inner.items():
        yield from leaves(sub, f"{name} {word}".strip())


COMMANDS = dict(leaves(typer.main.get_command(app)))


def words_of(name, places):
    """Give words for a command: its arguments and the options that it cannot do without."""
    given = {**GIVEN, **MORE.get(name, {})}
    words = name.split()
    for one in COMMANDS[name].params:
        if one.param_type_name == "argument":
            words.append(given.get(one.name, "x"))
        elif one.required:
            words += [one.opts[0], given.get(one.name, "x")]
    for option, value in MORE.get(name, {}).items():
        words += [option, value] if option.startswith("--") else []
    return [word.format(**places) for word in words]


@dataclass(frozen=True)
class Outcome:
    """What a command left behind."""

    code: int
    out: str
    err: str

    def problems(self):
        """Give the problems of a refusal in JSON: one line and no more."""
        (line,) = self.err.splitlines()
        return json.loads(line)["problems"]


@pytest.fixture(scope="session")
def material(tmp_path_factory):
    """A workspace of two regions, and files for the commands that read one."""
    folder = tmp_path_factory.mktemp("root")
    assert run(["init", str(folder / "ws")]) == 0
    (folder / "r.csv").write_text("region,level\na,city\nb,city\n")
    assert run(["load", str(folder / "ws"), "regions", str(folder / "r.csv")]) == 0
    rows = "region,category,traded,employment,establishments\na,x,true,9,2\nb,y,true,4,1\n"
    (folder / "rate.csv").write_text(rows)
    (folder / "counts.csv").write_text("region,x,y\na,1,2\nb,3,4\n")
    return folder


@pytest.fixture
def places(material, tmp_path, monkeypatch):
    """Where a command's files lie, each test's its own; logs go beside them."""
    shutil.copytree(material / "ws", tmp_path / "ws")
    monkeypatch.setenv("JIQUN_LOG", str(tmp_path / "log") + "/")
    monkeypatch.delenv("JIQUN_LANG", raising=False)
    names = {"file": "r.csv", "rate": "rate.csv", "counts": "counts.csv"}
    for name in names.values():
        shutil.copy(material / name, tmp_path / name)
    names |= {"ws": "ws", "new": "new", "out": "out.csv"}
    return {key: str(tmp_path / name) for key, name in names.items()}


@pytest.fixture
def jiqun(capfd):
    """Run a command as the shell does, and hold what is asked of every command."""

    def call(*words, code=None):
        capfd.readouterr()
        got = run([str(word) for word in words])
        out, err = capfd.readouterr()
        done = Outcome(got, out, err)
        assert not RAW.search(out + err), done
        assert code is None or got == code, done
        if got not in {0, 141} and "--json" not in words and not out:
            assert CODED.search(err), done
        return done

    return call
