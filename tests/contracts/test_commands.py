"""Every command has help, answers in JSON, speaks both languages, and stands in the docs."""

from pathlib import Path

import pytest
import typer

from jiqun.cli.app import app

ROOT = Path(__file__).resolve().parents[2]


def commands(command, name=""):
    inner = getattr(command, "commands", None)
    if inner is None:
        yield name, command
        return
    for word, sub in inner.items():
        yield from commands(sub, f"{name} {word}".strip())


ALL = dict(commands(typer.main.get_command(app)))


@pytest.mark.parametrize("name", sorted(ALL))
def test_a_command_has_help_for_itself_and_each_option(name):
    command = ALL[name]
    assert command.help, name
    for parameter in command.params:
        assert parameter.name == "help" or getattr(parameter, "help", None), (
            f"{name} {parameter.name}"
        )


@pytest.mark.parametrize("name", sorted(ALL))
def test_a_command_has_json_and_lang(name):
    options = {option for parameter in ALL[name].params for option in parameter.opts}
    assert {"--json", "--lang"} <= options, options


@pytest.mark.parametrize("name", sorted(ALL))
def test_a_command_stands_in_the_reference(name):
    reference = (ROOT / "docs" / "reference" / "cli.md").read_text(encoding="utf-8")
    assert f"## `jiqun {name}`" in reference
