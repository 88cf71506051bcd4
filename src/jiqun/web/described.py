"""The OpenAPI document: shapes as their docstrings tell them, errors, files beside JSON."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import TypeAdapter

from jiqun.core import ToldCaution, ToldProblem
from jiqun.web.encoding import MEDIA

Answers = dict[int | str, dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemDetails:
    """An error (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    problems: tuple[ToldProblem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """A region's boundary, or its place where it has none; a cluster's territory or members."""

    type: Literal["Feature"]
    id: str
    geometry: dict[str, Any]
    properties: dict[str, str | float | bool | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeatureCollection:
    """GeoJSON."""

    type: Literal["FeatureCollection"]
    features: tuple[Feature, ...]


_PROBLEM = "application/problem+json"
_REASONS = {
    400: "What was sent is no HTTP request that can be read.",
    401: "The key is missing or another one; or one must sign in first; or name and password do "
    "not belong together.",
    403: "The server was called by a name that is not its own; or whoever asks has not the right "
    "to it; or a change was asked for, and the server only shows the workspace, or it was asked "
    "for from elsewhere.",
    404: "What was named is not there.",
    405: "The address has no such method; `Allow` names those it has.",
    408: "The body did not come in time.",
    409: "The question is well asked, but the data, those of the workspace or those sent, do not "
    "allow an answer.",
    413: "The body is larger than 10 MB, a file that is sent than 64 MB.",
    422: "A parameter is unknown, missing, out of bounds or misshapen.",
    429: "Too many wrong passwords, or too many tries (`Retry-After` says when to come again).",
    500: "A fault of the server's; the log has it under the number told.",
    501: "An optional part of the installation is missing.",
    503: "No answer in time, too much is asked at once (`Retry-After` says when to come again), "
    "or the workspace is damaged.",
}
#: Headers of some answers.
_HEADERS = {
    405: {"Allow": "The methods that the address has."},
    429: {"Retry-After": "Seconds to wait."},
    503: {"Retry-After": "Seconds to wait; absent where waiting does not help."},
}
_SHAPE = {"schema": {"$ref": "#/components/schemas/ProblemDetails"}}
#: Errors that any route may answer with.
PROBLEMS: Answers = {
    304: {"description": "The reader has this answer already (``If-None-Match``)."},
    **{
        status: {
            "description": reason,
            "content": {_PROBLEM: _SHAPE},
            "headers": {
                name: {"description": words, "schema": {"type": "string"}}
                for name, words in _HEADERS.get(status, {}).items()
            },
        }
        for status, reason in _REASONS.items()
    },
}


def geojson(description: str) -> Answers:
    """Describe an answer that is a map's features."""
    schema = {"$ref": "#/components/schemas/FeatureCollection"}
    return {
        200: {"description": description, "content": {"application/geo+json": {"schema": schema}}}
    }


#: Word's own.
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
BRIEF: Answers = {
    200: {
        "description": "The brief.",
        "content": {
            "text/html": {"schema": {"type": "string"}},
            "application/pdf": {"schema": {"type": "string", "format": "binary"}},
            DOCX: {"schema": {"type": "string", "format": "binary"}},
        },
    }
}
#: A small table of cells.
_CELLS = (
    "region,category,traded,employment,establishments\n"
    "26163,automotive,true,52000,310\n26161,automotive,true,4100,55\n"
)
#: What a route takes that reads a table from its body.
TABLE_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "CSV with the columns region, category, traded, employment, "
        "establishments and, where there are, quotient, region_type, year.",
        "content": {
            "text/csv": {
                "schema": {"type": "string", "minLength": 1},
                "example": _CELLS,
            }
        },
    }
}
#: What a route takes that keeps a file.
FILE_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "The file as it is.",
        "content": {
            "application/octet-stream": {
                "schema": {"type": "string", "format": "binary", "minLength": 1}
            }
        },
    }
}
#: Bad rows of a load.
REJECTS: Answers = {
    200: {
        "description": "The rows, with their lines and what is wrong with them.",
        "content": {"text/csv": {"schema": {"type": "string"}}},
    }
}
#: Shapes that no route names as its only answer. A problem and a caution are told otherwise than
#: they are held: ``ToldProblem`` stands in the document as ``Problem``.
_FURTHER = (ProblemDetails, FeatureCollection, ToldProblem, ToldCaution)
_HELD = ("Problem", "Caution")
_REFERENCE = "#/components/schemas/"
_PAGE = re.compile(r"Page_(\w+?)_(?=$|\")")
#: A shape of a name that two modules have.
_TWICE = re.compile(r"\bjiqun__(?:\w+?__)*([a-z]+(?:_[a-z]+)*)__(\w+)$")
_TOLD = re.compile(r"\bTold(?=(?:Problem|Caution)$)")


def files() -> Answers:
    """Describe the files that a list can be had as."""
    binary = {"schema": {"type": "string", "format": "binary"}}
    return {
        200: {
            "description": "One page in JSON, or the whole list as a file.",
            "content": {
                "text/csv": {"schema": {"type": "string"}},
                MEDIA["parquet"]: binary,
                MEDIA["xlsx"]: binary,
            },
        }
    }


#: How a key is sent, where the server has one.
_KEYS = {
    "header": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
    "bearer": {"type": "http", "scheme": "bearer"},
    "basic": {"type": "http", "scheme": "basic"},
}


def complete(document: dict[str, Any], *, locked: bool = False) -> dict[str, Any]:
    """Finish the document: further shapes, readable names, docstrings parted into fields.

    A server with a key (``locked``) says how it is sent.
    """
    for verbs in document["paths"].values():
        for operation in verbs.values():
            _require(operation.get("parameters", ()))
    if locked:
        document["components"]["securitySchemes"] = _KEYS
        document["security"] = [{name: []} for name in _KEYS]
    shapes: dict[str, Any] = document.setdefault("components", {}).setdefault("schemas", {})
    for shape in _FURTHER:
        adapter = TypeAdapter(shape)
        made = adapter.json_schema(ref_template=f"{_REFERENCE}{{model}}", mode="serialization")
        shapes |= made.pop("$defs", {})
        shapes[shape.__name__] = made
    for name in ("HTTPValidationError", "ValidationError", *_HELD):
        shapes.pop(name, None)
    for shape_told in shapes.values():
        _finish(shape_told)
    finished: dict[str, Any] = _renamed(document)
    return finished


def _require(parameters: Iterable[dict[str, Any]]) -> None:
    """A parameter whose default is no value that it may have must be given."""
    for one in parameters:
        pattern = one["schema"].get("pattern")
        if pattern and not re.search(pattern, one["schema"].get("default", "")):
            one["required"] = True
            one["schema"].pop("default", None)


def attributes(docstring: str) -> dict[str, str]:
    """Give what a docstring's ``Attributes`` say of each field.

    Examples
    --------
    >>> attributes('''A row.
    ...
    ...     Attributes
    ...     ----------
    ...     low, high
    ...         Its limits.
    ...     ''')
    {'low': 'Its limits.', 'high': 'Its limits.'}
    """
    _, _, section = inspect.cleandoc(docstring).partition("Attributes\n----------\n")
    section = re.split(r"\n(?=\w+\n-{3,}\n)", section)[0]
    found = {}
    for block in re.split(r"\n(?=\S)", section.strip("\n")):
        names, _, words = block.partition("\n")
        for name in names.split(","):
            if name.strip():
                found[name.strip()] = " ".join(words.split())
    return found


def _finish(shape: dict[str, Any]) -> None:
    """Say that a shape has every field and no other, and what its docstring says of each.

    One that refuses others by itself is what a reader sends: what has a default may be left out.
    """
    fields = shape.get("properties")
    if not fields:
        return
    asked = shape.get("additionalProperties") is False
    if not asked:
        shape["required"] = list(fields)
        shape["additionalProperties"] = False
    told = shape.get("description", "")
    for name, words in attributes(told).items():
        if name in fields:
            fields[name]["description"] = words
    for field in fields.values():
        field.pop("title", None)
        if not asked:
            field.pop("default", None)
    shape["description"] = re.split(r"\n\n\w+\n-{3,}\n", told)[0]


def _renamed(told: Any) -> Any:
    """Call a page of things ``PageOfThings`` wherever it is named, and a told problem one.

    A shape whose name another module has too is told by its module: ``MatchingCandidate``.
    """
    if isinstance(told, dict):
        return {_named(key): _renamed(one) for key, one in told.items()}
    if isinstance(told, list):
        return [_renamed(one) for one in told]
    if isinstance(told, str) and told.startswith(_REFERENCE):
        return _named(told)
    return told


def _named(word: str) -> str:
    told = _TWICE.sub(lambda m: f"{m[1].title().replace('_', '')}{m[2]}", word)
    return _TOLD.sub("", _PAGE.sub(r"PageOf\1", told))
