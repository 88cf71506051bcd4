"""What OpenAPI cannot see in the routes: errors, files beside JSON, bodies."""

from __future__ import annotations

from typing import Any

from jiqun.web.answers import MEDIA
from jiqun.web.schemas import ProblemDetails
from jiqun.web.schemas_clusters import FeatureCollection
from jiqun.web.schemas_finding import FoundFeatures

Answers = dict[int | str, dict[str, Any]]

_MEDIA = "application/problem+json"
_REASONS = {
    401: "The key is missing or another one.",
    403: "The server was called by a name that is not its own.",
    404: "What was named is not there.",
    413: "The body is larger than 10 MB.",
    422: "A parameter, or the data sent, cannot be used.",
    500: "A fault of the server's; the log has it under the number told.",
    503: "No answer in time.",
}
_SHAPE = {"schema": {"$ref": "#/components/schemas/ProblemDetails"}}
#: Errors that any route may answer with.
PROBLEMS: Answers = {
    304: {"description": "The reader has this answer already (``If-None-Match``)."},
    **{
        status: {"description": reason, "content": {_MEDIA: _SHAPE}}
        for status, reason in _REASONS.items()
    },
}


def _geojson(shape: str, description: str) -> Answers:
    schema = {"$ref": f"#/components/schemas/{shape}"}
    return {
        200: {"description": description, "content": {"application/geo+json": {"schema": schema}}}
    }


GEOJSON = _geojson("FeatureCollection", "Boundaries, simplified together.")
FOUND_GEOJSON = _geojson("FoundFeatures", "Territories, or members with their strongest ties.")
BRIEF: Answers = {
    200: {
        "description": "The brief.",
        "content": {
            "text/html": {"schema": {"type": "string"}},
            "application/pdf": {"schema": {"type": "string", "format": "binary"}},
        },
    }
}
#: What a route takes that reads a table from its body.
TABLE_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "CSV with the columns region, category, traded, employment, "
        "establishments and, where there are, quotient, region_type, year.",
        "content": {"text/csv": {"schema": {"type": "string"}}},
    }
}
#: Shapes that no route names as its only answer.
_FURTHER = (ProblemDetails, FeatureCollection, FoundFeatures)


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


def complete(document: dict[str, Any]) -> dict[str, Any]:
    """Add the shapes that answers refer to, and leave out the framework's own errors."""
    shapes: dict[str, Any] = document.setdefault("components", {}).setdefault("schemas", {})
    for shape in _FURTHER:
        made = shape.model_json_schema(ref_template="#/components/schemas/{model}")
        shapes |= made.pop("$defs", {})
        shapes[shape.__name__] = made
    for name in ("HTTPValidationError", "ValidationError"):
        shapes.pop(name, None)
    return document
