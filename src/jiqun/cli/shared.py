"""What groups of commands share: options before the command, names instead of codes."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from jiqun.cli.output import echo, says_json
from jiqun.core import Language, catalogue, texts

#: Of every command that gives numbers to hand on.
ConfidentialFlag = Annotated[
    bool,
    typer.Option(
        "--confidential", help="Of a confidential workspace: its numbers, not the protected ones."
    ),
]


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


def shown_place(workspace: Path, *, confidential: bool, lang: Language) -> Path:
    """Give what is shown of a workspace: of a confidential one its twin; say so on the side."""
    from jiqun.studies import shown_to

    place, said = shown_to(workspace, confidential=confidential)
    for caution in said:
        echo(caution.said(lang), err=True)
    return place


def say_level(level: str | None, lang: Language) -> str:
    """Name a level of regions within a sentence, or give its code where the texts have none."""
    known = texts("levels").get(level or "")
    if known is None:
        return level or "–"
    # "ITL 2 regions" keeps its capitals
    return known[lang] if known["en"][1:2].isupper() else known[lang].lower()


def say_table(name: str, lang: Language) -> str:
    """Name a table or a result."""
    known = texts("results").get(f"result-{name}")
    if known is not None:
        return known[lang]
    path = f"tables/{name}.toml"
    held = files("jiqun") / "catalog" / path
    return str(catalogue(path)["title"][lang]) if held.is_file() else name


def say_scheme(id: str, lang: Language) -> str:
    """Name a scheme of rating."""
    from jiqun.studies import list_schemes

    return next((one.title[lang] for one in list_schemes() if one.scheme == id), id)


def say_rating(scheme: str, code: str | None, lang: Language) -> str:
    """Name a rating of a scheme; "–" for none."""
    from jiqun.studies import list_schemes

    found = {
        (one.scheme, rating.code): rating.title for one in list_schemes() for rating in one.ratings
    }
    return "–" if code is None else found[scheme, code][lang] if (scheme, code) in found else code


def say_set(definition: str, lang: Language) -> str:
    """Name a definition set; one that we do not know is its own name."""
    known = texts("definitions").get(definition)
    return known[lang] if known else definition
