"""What every command shares: ``--json``, ``--lang``, progress bars, tables on the screen."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import pairwise
from typing import IO, Annotated, Any
from unicodedata import category

import typer

from jiqun.core import (
    LANGUAGES,
    InputError,
    JiqunError,
    Language,
    Progress,
    encode,
    glossary,
    head,
    problem,
    quantities,
    say,
    show,
    show_ratio,
    show_score,
    show_span,
    texts,
)

#: Columns of a table that goes into a file or a pipe.
PAPER = 110
#: Words up to this length are not broken.
SHORT = 22
#: A head up to this width stands in one line, however narrow its cells.
NARROW = 6

#: What the command at work was asked, for the root that tells its errors.
_LANG: ContextVar[Language | None] = ContextVar("lang", default=None)
_AS_JSON: ContextVar[bool] = ContextVar("as_json", default=False)


def _note_lang(value: Language) -> Language:
    _LANG.set(value)
    return value


def _note_json(value: bool) -> bool:
    _AS_JSON.set(value)
    return value


JsonFlag = Annotated[
    bool,
    typer.Option(
        "--json",
        help="Answer in JSON, as the REST API does; an error is JSON on the error stream.",
        callback=_note_json,
        is_eager=True,
    ),
]
LangOption = Annotated[
    Language,
    typer.Option(
        "--lang",
        help="Language of what people read: en or zh.",
        envvar="JIQUN_LANG",
        callback=_note_lang,
        is_eager=True,
    ),
]
LeastVisible = Annotated[
    float,
    typer.Option(
        "--least-visible",
        help="A cell of which a smaller share (0 to 1) is published cannot be judged.",
    ),
]
LeastPeers = Annotated[
    int,
    typer.Option("--least-peers", help="A rating judged among fewer cells is noted; 0 notes none."),
]


def echo(text: str = "", *, err: bool = False, nl: bool = True) -> None:
    """Print a line as the stream itself encodes it: typer's own way puts UTF-8 into ASCII."""
    typer.echo(text, file=sys.stderr if err else sys.stdout, nl=nl)  # noqa: TID251 - the one place


def asked_language() -> Language:
    """Give the language of the command at work; without one that of the environment."""
    usual: Language = "zh" if os.environ.get("JIQUN_LANG") == "zh" else "en"
    return _LANG.get() or usual


def says_json() -> bool:
    """Tell whether the command at work answers in JSON."""
    return _AS_JSON.get()


def note_asked(words: Sequence[str]) -> None:
    """Read language and form from a command's words, for errors before they are parsed."""
    given = list(words[: words.index("--")] if "--" in words else words)
    _AS_JSON.set("--json" in given)
    asked = [after for before, after in pairwise(given) if before == "--lang"]
    asked += [one.removeprefix("--lang=") for one in given]
    _LANG.set(next((one for one in LANGUAGES if one in asked), None))


def tell_error(error: JiqunError, *, log: object = None) -> None:
    """Print an error to the error stream: a line a problem, or one JSON document in a line.

    ``log`` is the file that keeps its details; empty where there should be one and is none.
    """
    lang, problems = asked_language(), error.problems
    if _AS_JSON.get():
        told: dict[str, Any] = {"problems": [one.to_dict(lang) for one in problems]}
        told |= {} if problems else {"error": error.told(lang)}
        told |= {} if log is None else {"log": str(log) or None}
        echo(as_document(told, sys.stderr), err=True)
        return
    for line in [one.told(lang) for one in problems] or [error.told(lang)]:
        echo(_harmless(say("problems.error", lang, said=line)), err=True)
    if log is not None:
        key = "command_line.details" if log else "command_line.no-details"
        echo(_harmless(say(key, lang, file=log)), err=True)


def emit(answer: Any, *, as_json: bool, show: Callable[[], None]) -> None:
    """Print the answer as JSON, or let ``show`` print it for people."""
    if as_json:
        sys.stdout.write(as_document(encode(answer, asked_language()), sys.stdout, indent=2) + "\n")
    else:
        show()


def as_document(value: Any, stream: IO[str], *, indent: int = 0) -> str:
    """Write JSON that loses nothing, whatever characters the stream can hold."""
    import json

    import orjson

    if str(getattr(stream, "encoding", None) or "utf-8").lower().startswith("utf"):
        try:
            option = orjson.OPT_INDENT_2 if indent else None
            return orjson.dumps(value, option=option).decode()
        except TypeError:  # half a character in a file's name, a number beyond 64 bits
            pass
    return json.dumps(value, indent=indent or None)


def _harmless(line: str) -> str:
    """Take out of a line what could steer a terminal: it may name what stood in a file."""
    return "".join(
        c if c.isprintable() or c in "\n\t" or "\udc80" <= c <= "\udcff" else _blank(c)
        for c in line
    )


def _blank(char: str) -> str:
    return " " if category(char) == "Zs" else "?"


class Shown(str):
    """A number as it is written; in a table it stands to the right."""

    __slots__ = ()


def shown(value: float | None, quantity: str) -> Shown:
    """Write a number of a quantity, or of a unit, as every face writes it.

    Examples
    --------
    >>> shown(170123.4, "employment"), shown(0.0451, "micro_share"), shown(None, "quotient")
    ('170,123', '4.5%', '–')
    """
    return Shown(show(value, _unit(quantity), asked_language()))


def shown_with_span(
    value: float | None, low: float | None, high: float | None, quantity: str
) -> Shown:
    """Write a number with its interval in brackets, where it has one.

    Examples
    --------
    >>> shown_with_span(2.714, 1.9, 3.8, "quotient")
    '2.71 (1.90–3.80)'
    """
    span = shown_span(low, high, quantity)
    own = shown(value, quantity)
    return Shown(f"{own} ({span})") if span and value is not None else own


def shown_span(low: float | None, high: float | None, quantity: str) -> Shown:
    """Write an interval; empty where there is none."""
    return Shown(show_span(low, high, _unit(quantity), asked_language()))


def shown_score(value: float | None) -> Shown:
    """Write a statistic by which sets or forecasts are compared."""
    return Shown(show_score(value))


def _unit(quantity: str) -> str:
    return quantities()[quantity].unit if quantity in quantities() else quantity


def show_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Print a table: numbers to the right, long words wrap, short ones stay whole.

    Title, heads and cells are text and nothing else: "[red]" or ":cat:" print as they are.
    """
    from rich import box
    from rich.cells import cell_len
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(
        title=Text(_harmless(title)),
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        collapse_padding=True,
        pad_edge=False,
    )
    for at, column in enumerate(columns):
        numeric = bool(rows) and all(isinstance(row[at], int | float | Shown) for row in rows)
        longest = max([cell_len(_cell(row[at])) for row in rows] or [0])
        table.add_column(
            Text(_folded(_harmless(column), longest)),
            justify="right" if numeric else "left",
            no_wrap=longest <= SHORT,
            # a number cut short is another number: only long words give way
            min_width=longest if longest <= SHORT else SHORT if at == 0 else None,
            overflow="fold",
        )
    for row in rows:
        table.add_row(*(Text(_cell(value)) for value in row))
    screen = Console()
    if not screen.is_terminal:
        screen = Console(width=max(screen.width, PAPER))
    screen.print(table)


def _folded(head: str, longest: int) -> str:
    r"""Break a head that is wider than its column's cells: at spaces, Chinese in the middle.

    Examples
    --------
    >>> _folded("share of the category", 5), _folded("占同类份额", 5), _folded("quotient", 18)
    ('share of\nthe\ncategory', '占同类\n份额', 'quotient')
    """
    from textwrap import wrap

    from rich.cells import cell_len

    if cell_len(head) <= max(longest, NARROW):
        return head
    if head.isascii():
        width = max(longest, *map(len, head.split()))
        return "\n".join(wrap(head, width, break_long_words=False, break_on_hyphens=False))
    middle = -(-len(head) // 2)
    return head if " " in head else f"{head[:middle]}\n{head[middle:]}"


def heads(words: Sequence[str], lang: Language, *, own: str) -> list[str]:
    """Name columns: by a quantity, a word of the glossary or of all commands, else an own text.

    ``own`` is what the keys of the command's own texts begin with, such as "run.".
    """
    return [_head(word, lang, own) for word in words]


def _head(word: str, lang: Language, own: str) -> str:
    if word in quantities():
        return head(word, lang)
    if word in glossary():
        return glossary()[word].term.said(lang)
    return say(f"heads.{word}" if word in texts("heads") else f"{own}{word}", lang)


def pairs(options: Sequence[str], name: str) -> dict[str, str]:
    """Read the values of an option that takes NAME=VALUE (``option-value``)."""
    wrong = [text for text in options if "=" not in text]
    if wrong:
        raise InputError(problem("option-value", subject=name, case="pair", given=wrong[0]))
    return {key.strip(): value for key, value in (text.split("=", 1) for text in options)}


def next_step(command: str, *, lang: Language) -> None:
    """Say what to do now; it goes to the error stream so that pipes stay clean."""
    echo(("接下来：" if lang == "zh" else "next: ") + command, err=True)


@contextmanager
def progress_bar(*, quiet: bool = False) -> Iterator[Progress]:
    """Give a reporter that draws bars on a terminal's error stream after two seconds."""
    import time

    from rich.console import Console
    from rich.markup import escape
    from rich.progress import Progress as Bars

    console = Console(stderr=True)
    began, bars, tasks = time.monotonic(), Bars(console=console, transient=True), {}
    silent = quiet or not console.is_terminal

    def report(step: str, done: int, total: int) -> None:
        if silent or time.monotonic() - began < 2.0:  # noqa: PLR2004 - work under two seconds needs no bar
            return
        if not bars.live.is_started:
            bars.start()
        if step not in tasks:
            tasks[step] = bars.add_task(escape(step), total=total or None)
        bars.update(tasks[step], completed=done, total=total or None)

    try:
        yield report
    finally:
        if bars.live.is_started:
            bars.stop()


def _cell(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, float):
        return show_ratio(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    return _harmless(str(value))
