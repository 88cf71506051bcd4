"""Routes about methods: measures, quantities, schemes of rating, and how often they were right."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from jiqun.studies.browsing.lists import Page
from jiqun.studies.browsing.methods import (
    QuantityPage,
    SchemePage,
    Term,
    doubt_shown,
    quantity_list,
    scheme_list,
    scheme_page,
    term_list,
)
from jiqun.studies.measuring import MeasureList, MeasurePage, describe_measure, list_measures
from jiqun.studies.rating import DoubtReport
from jiqun.web.access import needs
from jiqun.web.answers import json_answer, kept_answer
from jiqun.web.computing import computed
from jiqun.web.parameters import Id, Shown, Year

api = APIRouter(tags=["methods"])


@api.get("/measures", response_model=MeasureList, dependencies=[needs("anyone")])
def measures_route(request: Request) -> Response:
    """List the registered measures, and the kinds of data that they read."""
    return json_answer(request, list_measures())


@api.get("/measures/{id}", response_model=MeasurePage, dependencies=[needs("anyone")])
def measure_route(request: Request, id: Id) -> Response:
    """Give a measure's formula, data, options and source."""
    return json_answer(request, describe_measure(id))


@api.get("/quantities", response_model=QuantityPage, dependencies=[needs("read")])
def quantities_route(request: Request, shown: Shown) -> Response:
    """List the quantities: what each is called here, by what leads; measured in, and means."""
    return json_answer(request, quantity_list(shown))


@api.get("/glossary", response_model=Page[Term], dependencies=[needs("anyone")])
def glossary_route(request: Request) -> Response:
    """List the words of the house: what each means, and what it does not."""
    return kept_answer(request, term_list)


@api.get("/schemes", response_model=Page[SchemePage], dependencies=[needs("anyone")])
def schemes_route(request: Request) -> Response:
    """List the schemes of rating."""
    return json_answer(request, scheme_list())


@api.get("/schemes/{id}", response_model=SchemePage, dependencies=[needs("anyone")])
def scheme_route(request: Request, id: Id) -> Response:
    """Give a scheme's rules with their sources."""
    return json_answer(request, scheme_page(id))


@api.get("/doubt", response_model=DoubtReport, dependencies=[needs("read")])
async def doubt_route(request: Request, shown: Shown, year: Year = None) -> Response:
    """Hold a year against what the years before told of it: coverage, chances, reliability."""
    return await computed(request, shown, doubt_shown, year=year)
