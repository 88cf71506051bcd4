"""Routes that compute measures from the workspace."""

from __future__ import annotations

from pathlib import Path as Folder
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict

from jiqun.studies.atlas import measuring
from jiqun.web.answers import json_answer


class Values(BaseModel):
    """A measure's values with labels; further fields stand beside."""

    model_config = ConfigDict(extra="allow")
    id: str
    unit: str
    values: Any
    record: dict[str, Any]


class Space(BaseModel):
    """The network of related categories."""

    level: str
    year: int
    definition: str
    nodes: list[dict[str, Any]]
    edges: list[dict[str, Any]]
    record: dict[str, Any]


class Ranking(BaseModel):
    """Regions and categories by complexity."""

    level: str
    year: int
    definition: str
    regions: list[dict[str, Any]]
    categories: list[dict[str, Any]]
    record: dict[str, Any]


Year = Annotated[int | None, Query(description="The newest where left out.")]
LevelOf = Annotated[str | None, Query(description="A level of regions.")]
DefinitionOf = Annotated[str | None, Query(description="The first where left out.")]
Named = Annotated[str, Path(description="A measure's id.")]
Options = Annotated[
    list[str] | None, Query(alias="option", description="name=value of the measure; may repeat.")
]


def measure_routes(path: Folder) -> APIRouter:
    """Make the routes over one workspace."""
    api = APIRouter(prefix="/api/v1", tags=["measures"])

    @api.get("/measures/{id}/values", response_model=Values)
    def values(
        request: Request,
        id: Named,
        level: LevelOf = None,
        year: Year = None,
        quantity: Annotated[str, Query(description="A column of activity.")] = "employment",
        options: Options = None,
    ) -> Response:
        """Compute a measure of regions, industries or cells from activity."""
        given = dict(option.partition("=")[::2] for option in options or ())
        found = measuring.measure_values(
            path, id, level=level, year=year, quantity=quantity, options=given
        )
        return json_answer(request, found)

    @api.get("/measures/{id}/curve", response_model=Values)
    def curve(
        request: Request,
        id: Named,
        industry: Annotated[str, Query(description="Whose organisations.")],
        radii: Annotated[str, Query(description="from:to:step in km.")] = "0:50:1",
        against: Annotated[str | None, Query(description="A second industry.")] = None,
        draws: Annotated[int, Query(ge=19, le=999, description="Of the envelope.")] = 199,
        seed: Annotated[int, Query(ge=0, description="Of the draws.")] = 1,
    ) -> Response:
        """Compute a distance-based measure of an industry's organisations, with its envelope."""
        found = measuring.curve(
            path, id, industry=industry, radii=radii, against=against, draws=draws, seed=seed
        )
        return json_answer(request, found)

    @api.get("/industry-space", response_model=Space)
    def industry_space(
        request: Request,
        level: LevelOf = None,
        year: Year = None,
        definition: DefinitionOf = None,
    ) -> Response:
        """Give the network of related categories, with positions."""
        found = measuring.industry_space(path, level=level, year=year, definition=definition)
        return json_answer(request, found)

    @api.get("/complexity", response_model=Ranking)
    def complexity(
        request: Request,
        level: LevelOf = None,
        year: Year = None,
        definition: DefinitionOf = None,
    ) -> Response:
        """Rank regions and categories by economic complexity."""
        found = measuring.complexity_ranking(path, level=level, year=year, definition=definition)
        return json_answer(request, found)

    return api
