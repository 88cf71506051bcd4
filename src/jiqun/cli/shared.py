"""Options that stand before the command as well as behind it."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from jiqun.cli.output import echo, says_json
from jiqun.core import Language


class Root(TyperGroup):
    """A group whose ``--json`` and ``--lang`` may stand before its command."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the words, those of the command's own options behind its name."""
        return super().parse_args(ctx, moved(args))


def moved(words: list[str]) -> list[str]:
    """Move ``--json`` and ``--lang`` from before the command to behind its name.

    Examples
    --------
    >>> moved(["--lang", "zh", "--json", "status", "ws"])
    ['status', '--lang', 'zh', '--json', 'ws']
    >>> moved(["status", "ws", "--json"])
    ['status', 'ws', '--json']
    """
    shared: list[str] = []
    rest = list(words)
    while rest:
        if rest[0] == "--json" or rest[0].startswith("--lang="):
            shared.append(rest.pop(0))
        elif rest[0] == "--lang" and len(rest) > 1:
            shared += [rest.pop(0), rest.pop(0)]
        else:
            break
    return [*rest[:1], *shared, *rest[1:]]


def _show_version(value: bool) -> None:
    if not value:
        return
    from jiqun import __version__

    echo(f'{{"version": "{__version__}"}}' if says_json() else f"jiqun {__version__}")
    raise typer.Exit


JsonBefore = Annotated[bool, typer.Option("--json", help="As every command's own --json.")]
LangBefore = Annotated[Language, typer.Option("--lang", help="As every command's own --lang.")]


def options_of_group(as_json: JsonBefore = False, lang: LangBefore = "en") -> None:
    """Take what every command takes, before its name."""


def options_before(
    version: Annotated[
        bool,
        typer.Option(
            "--version", help="Say which version this is.", callback=_show_version, is_eager=True
        ),
    ] = False,
    as_json: JsonBefore = False,
    lang: LangBefore = "en",
) -> None:
    """Take what every command takes, before its name."""
