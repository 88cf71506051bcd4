"""Where a password comes from: a file, a prompt that shows nothing, or nobody: then it is made."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from jiqun.core import InputError, Language, problem, say

PasswordFile = Annotated[
    Path | None,
    typer.Option("--password-file", help="File whose first line is the password; - for a pipe."),
]
Generate = Annotated[bool, typer.Option("--generate", help="Make a password and show it once.")]


def given_password(name: str, file: Path | None, lang: Language) -> str | None:
    """Read a password; None where nobody is there to be asked."""
    if file is not None:
        text = sys.stdin.read(4096) if str(file) == "-" else _read(file)
        return text.split("\n", 1)[0].rstrip("\r")
    if not sys.stdin.isatty():
        return None
    first = typer.prompt(say("accounts.ask-password", lang, name=name), hide_input=True, err=True)
    again = typer.prompt(say("accounts.ask-again", lang), hide_input=True, err=True)
    if first != again:
        raise InputError(problem("user-password", subject="password", case="twice"))
    return str(first)


def _read(file: Path) -> str:
    with file.expanduser().open(encoding="utf-8-sig", errors="replace") as text:
        return text.read(4096)
