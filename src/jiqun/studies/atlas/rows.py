"""Rows as plain values, the same for every question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from jiqun.core import InputError, Problem

#: What a cell shows of itself.
CELL = (
    "cluster", "definition", "category", "region", "level", "year", "traded", "establishments",
    "employment", "employment_low", "employment_high", "payroll", "output", "currency", "wage",
    "imputed_share", "withheld", "quotient", "quotient_low", "quotient_high", "micro_share",
    "macro_share", "growth", "region_name", "region_name_zh", "category_name",
    "category_name_zh",
)  # fmt: skip
#: What a rating shows of itself in a flat table.
RATING_COLUMNS = ("rating", "rating_low", "rating_high", "flips")
MOST = 1000
FARTHEST = 2**40


def cell_row(row: Mapping[str, Any], rated: Sequence[str]) -> dict[str, Any]:
    """Give a cell's values and its ratings by scheme."""
    return {name: row[name] for name in CELL} | {
        "ratings": {
            scheme: {
                "rating": row[f"rating:{scheme}"],
                "rating_low": row[f"rating_low:{scheme}"],
                "rating_high": row[f"rating_high:{scheme}"],
                "flips": row[f"flips:{scheme}"],
            }
            for scheme in rated
            if row[f"rank:{scheme}"] is not None or row[f"missing:{scheme}"]
        }
    }


def paged(items: Sequence[Any], *, total: int, limit: int, offset: int) -> dict[str, Any]:
    """Wrap one page of a list."""
    return {"items": list(items), "total": total, "limit": limit, "offset": offset}


def check_page(limit: int, offset: int) -> None:
    """Refuse a page that is no page (``page-size``)."""
    if not (0 <= limit <= MOST) or not (0 <= offset <= FARTHEST):
        raise InputError(
            Problem(
                "page-size",
                "limit, offset",
                f"{limit}, {offset}",
                f"a limit of 0 to {MOST} and an offset of 0 or more",
                "Ask for several pages, or for format=csv, which has no limit.",
            )
        )
