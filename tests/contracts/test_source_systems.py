"""Every system of the source documents has a line that is true: command, page and test exist."""

import ast
import re
from pathlib import Path

import pytest
import typer.main
from click import Group

import jiqun.measures
import jiqun.networks  # noqa: F401 - both register
from jiqun.cli.app import app
from jiqun.core import MEASURES

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/explanation/source-systems.md"
ROUTES = ROOT / "atlas/src/frame/routes.ts"
STANDS = ("shown", "in part", "not yet")
ROW = re.compile(
    r"^\| (S\d+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|([^|]*)\|$", re.MULTILINE
)
ROWS = ROW.findall(PAGE.read_text(encoding="utf-8"))
NOTHING = "–"


def test_each_of_the_174_has_one_line_in_order():
    assert [one[0] for one in ROWS] == [f"S{number}" for number in range(1, 175)]


@pytest.mark.parametrize("row", ROWS, ids=[one[0] for one in ROWS])
def test_a_line_is_true(row):
    _, name, stands, see, tests, missing = (one.strip() for one in row)
    assert name
    assert stands in STANDS
    commands, pages = _split(re.findall(r"`([^`]+)`", see))
    if stands == "not yet":
        assert (see, tests) == (NOTHING, NOTHING)
        assert missing
        return
    assert commands or pages, "a user must be able to see it"
    assert (stands == "shown") == (missing == ""), "what is shown in part lacks something"
    for command in commands:
        _command_exists(command)
    for page in pages:
        assert re.search(
            rf"^  {page[1:].split('?')[0].split('/')[0]}: \[", _routes(), re.MULTILINE
        ), page
    named = re.findall(r"`([^`]+)`", tests)
    assert named
    for one in named:
        _test_exists(one)


def _split(named):
    pages = [one for one in named if one.startswith("/")]
    return [one for one in named if one not in pages], pages


def _routes():
    return ROUTES.read_text(encoding="utf-8")


def _command_exists(words):
    name, *rest = words.split()
    assert name == "jiqun", words
    found = typer.main.get_command(app)
    while isinstance(found, Group):
        assert rest, words
        assert rest[0] in found.commands, words
        found = found.commands[rest.pop(0)]
    options = {one for parameter in found.params for one in parameter.opts}
    assert {one for one in rest if one.startswith("--")} <= options, words
    if found.name == "measure":
        assert rest[0] in MEASURES, words


def _test_exists(named):
    file, _, name = named.partition("::")
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    assert name in {one.name for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)}, named
