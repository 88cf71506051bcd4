"""What a question may hold: bounds that the API's document tells and its routes keep."""

from __future__ import annotations

from typing import Annotated, Any

from annotated_types import Ge, Le, MaxLen
from pydantic import WithJsonSchema

from jiqun.studies.plans import BOUNDS

#: Characters of a text, and of several codes with commas between.
MOST_LETTERS, MOST_CODES = 200, 4000
#: How often a condition or an option may be repeated.
MOST_REPEATED = 20
FIRST_YEAR, LAST_YEAR = (int(one) for one in BOUNDS["year"])

Text = Annotated[str, MaxLen(MOST_LETTERS)]
#: Several codes with commas between.
Codes = Annotated[str, MaxLen(MOST_CODES)]
Year = Annotated[int, Ge(int(BOUNDS["year"][0])), Le(int(BOUNDS["year"][1]))]
LAST_YEAR = int(BOUNDS["year"][1])
Seed = Annotated[int, Ge(int(BOUNDS["seed"][0])), Le(int(BOUNDS["seed"][1]))]


def formed(pattern: str, *, most: int = MOST_LETTERS) -> Any:
    """Tell in the document how a text is formed; who takes it apart refuses it in its own words."""
    return WithJsonSchema({"type": "string", "maxLength": most, "pattern": pattern})
