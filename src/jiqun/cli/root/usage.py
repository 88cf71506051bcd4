"""What the option parser refuses, as coded problems in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import typer

from jiqun.core import InputError, Problem, Words, problem, unknown, words

#: The parser's own root of errors; which package it comes from differs between its versions.
USAGE_ERROR: type[Exception] = next(
    one for one in typer.BadParameter.__mro__ if one.__name__ == "UsageError"
)
#: What the parser says of a path -> the code that the system's own error would have.
UNFIT = {
    "is not readable.": "not-permitted",
    "is not writable.": "not-permitted",
    "does not exist.": "path-missing",
    "is a directory.": "path-folder",
    "is a file.": "path-not-folder",
}
#: What people of other programs type for help.
ASKS_HELP = ("-h", "-?", "--usage")
#: Words that the parser puts before a value it refuses.
GIVEN = re.compile(r"'(?P<value>.*?)' (is|does) ", re.DOTALL)


def help_asked(error: Any) -> str | None:
    """Give the help that stands in place of an error: a group of commands without a command.

    Empty where the parser has printed it already.
    """
    if type(error).__name__ != "NoArgsIsHelpError":
        return None
    return str(error.message).strip("\n")


def usage_error(error: Any) -> InputError:
    """Turn an error of the option parser into ours."""
    kind = type(error).__name__
    context = getattr(error, "ctx", None)
    command = " ".join(context.command_path.split()) if context else "jiqun"
    if kind == "NoSuchOption":
        return _no_option(error, command)
    if kind == "MissingParameter":
        return _missing(error, command)
    if kind == "BadOptionUsage":
        case = "flag" if "not take" in error.message else "none"
        return InputError(_value(error.option_name, case, context, command))
    if kind == "BadParameter":
        return InputError(_bad(error, command))
    return _of_group(error, context, command)


def _no_option(error: Any, command: str) -> InputError:
    known = options(error.ctx)
    close = get_close_matches(error.option_name, known, n=1)
    close = ["--help"] if error.option_name in ASKS_HELP else close
    return unknown(
        "option",
        error.option_name,
        known,
        case="similar" if close else "word",
        command=command,
        similar=close[0] if close else "",
    )


def _missing(error: Any, command: str) -> InputError:
    wanted = _wanted(error.param, error.ctx)
    values = {"wanted": wanted, "usage": usage(error.ctx, command)}
    return InputError(problem("option-missing", subject=_name(error.param), case="word", **values))


def _bad(error: Any, command: str) -> Problem:
    for said, code in UNFIT.items():
        if error.message.endswith(said):
            return problem(code, subject=_given(error))
    subject = _name(error.param) if error.param else str(error.param_hint or "option")
    given, variable = _given(error), getattr(error.param, "envvar", None)
    close = get_close_matches(given, _choices(error.param, error.ctx), n=1)
    return problem(
        "option-value",
        subject=subject,
        case="similar" if close else "environment" if variable else "word",
        given=given,
        wanted=_wanted(error.param, error.ctx),
        command=command,
        similar="".join(close),
        variable=variable,
    )


def _value(name: str, case: str, context: Any, command: str) -> Problem:
    found = (
        next((one for one in context.command.params if name in one.opts), None) if context else None
    )
    wanted = _wanted(found, context) if found else words("command_line.wanted-value")
    return problem("option-value", subject=name, case=case, wanted=wanted, command=command)


def _of_group(error: Any, context: Any, command: str) -> InputError:
    known = list(getattr(context.command, "commands", {})) if context else []
    if found := re.match(r"No such command (['\"])(?P<name>.*?)\1[.]", error.message, re.DOTALL):
        return _no_command(found["name"], known, context, command)
    if known:
        values: dict[str, Any] = {"known": known, "command": command}
        return InputError(problem("command-missing", subject=command, **values))
    if found := re.search(r"extra arguments?.* \((?P<extra>.*)\)", error.message, re.DOTALL):
        values = {"extra": found["extra"], "usage": usage(context, command)}
        return InputError(problem("argument-many", subject=command, **values))
    values = {"said": error.format_message(), "command": command}
    return InputError(problem("usage", subject=command, **values))


def _no_command(name: str, known: list[str], context: Any, command: str) -> InputError:
    paths = {one.rsplit(" ", 1)[-1]: one for one in _paths(context.command, command)}
    paths |= {one: f"{command} {one}" for one in known}
    close = get_close_matches(name.lower(), paths, n=1)
    similar = paths[close[0]] if close else ""
    case = "similar" if close else ""
    return unknown("command", name, known, case=case, command=command, similar=similar)


def _paths(command: Any, name: str) -> list[str]:
    """Name every command below one."""
    inner = getattr(command, "commands", {})
    return [
        path
        for word, one in inner.items()
        for path in (f"{name} {word}", *_paths(one, f"{name} {word}"))
    ]


def options(context: Any) -> list[str]:
    """Name the options that a command has."""
    params = context.command.params if context else ()
    named = [opt for one in params if one.param_type_name == "option" for opt in one.opts]
    return sorted({*named, "--help"})


def usage(context: Any, command: str) -> str:
    """Show a command with its arguments and the options it cannot do without."""
    shown = [command]
    for one in context.command.params if context else ():
        if one.param_type_name == "argument":
            shown.append(_name(one))
        elif one.required:
            shown.append(f"{one.opts[0]} {str(one.name).upper()}")
    return " ".join(shown)


def _name(param: Any) -> str:
    return str(param.name).upper() if param.param_type_name == "argument" else str(param.opts[0])


def _given(error: Any) -> str:
    """Give the value that was refused."""
    cause = error.__cause__
    if hasattr(cause, "errors"):
        return str(cause.errors()[0]["input"])
    found = GIVEN.search(error.message)
    return found["value"] if found else str(error.message)


def _kind(param: Any, context: Any) -> Any:
    """Give what a parameter takes: the annotation of the command's own function."""
    function = getattr(context.command, "callback", None) if context else None
    kind = get_type_hints(function).get(param.name) if function and param else None
    if get_origin(kind) is Union or type(kind).__name__ == "UnionType":
        kind = next(one for one in get_args(kind) if one is not type(None))
    return get_args(kind)[0] if get_origin(kind) is list else kind


def _choices(param: Any, context: Any) -> Sequence[str]:
    kind = _kind(param, context)
    return [str(one) for one in get_args(kind)] if get_origin(kind) is Literal else []


def _wanted(param: Any, context: Any) -> Words:
    if choices := _choices(param, context):
        return Words(
            words("command_line.wanted-one-of", choices=", ".join(choices)).en,
            words("command_line.wanted-one-of", choices="、".join(choices)).zh,
        )
    names = {"int": "whole", "float": "number", "bool": "flag", "Path": "path"}
    name = getattr(_kind(param, context), "__name__", "")
    return words(f"command_line.wanted-{names.get(name, 'text')}")
