"""The tables that a derived definition set leaves in a workspace."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from jiqun.clusters.definitions import (
    DerivedDefinition,
    agreement_of_definitions,
    category_names,
    category_places,
    nearest_rows,
    relatedness_rows,
    standardised_titles,
)
from jiqun.core import InputError
from jiqun.studies.defining.deriving import Derivation
from jiqun.studies.defining.inputs import DefineInputs
from jiqun.workspace import Workspace

RESULTS = (
    "definition_candidates", "definition_categories", "definition_industries",
    "category_relatedness", "category_places", "definition_agreement", "industry_dispersion",
    "industry_similarity", "definition_baselines",
)  # fmt: skip
#: What a statistic of agreement is told by.
AGREEMENT = pl.Schema({
    "other": pl.String, "statistic": pl.String, "value": pl.Float64, "low": pl.Float64,
    "high": pl.Float64, "industries": pl.Int64,
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """Result tables, and the canonical rows."""

    canonical: pl.DataFrame
    candidates: pl.DataFrame
    categories: pl.DataFrame
    industries: pl.DataFrame
    relatedness: pl.DataFrame
    places: pl.DataFrame
    agreement: pl.DataFrame
    dispersion: pl.DataFrame
    similarity: pl.DataFrame
    baselines: pl.DataFrame

    def results(self) -> dict[str, pl.DataFrame]:
        """Give the result tables by name."""
        own = (self.candidates, self.categories, self.industries, self.relatedness, self.places,
               self.agreement, self.dispersion, self.similarity, self.baselines)  # fmt: skip
        return dict(zip(RESULTS, own, strict=True))


def tables_of(ws: Workspace, definition: str, found: Derivation) -> Tables:
    """Name categories and lay out everything that was derived."""
    derived, near, inputs = found.derived, found.near, found.inputs
    traded = found.scope != "all"
    names = _names(ws, derived, inputs)
    codes = names["slug"].to_list()
    own = pl.lit(definition).alias("definition")
    industries = _industries(derived, codes)
    canonical = industries.select("category", "industry").join(
        names.select(category="slug", name="name", name_zh="name_zh"), on="category", how="left",
        maintain_order="left",
    )  # fmt: skip
    at = category_places(derived.relatedness)
    averages = {"average": near.mean()} | {one: near.matrices[one] for one in near.singles}
    return Tables(
        canonical=canonical.select(
            own, "category", "industry", "name", "name_zh",
            pl.lit(traded).alias("traded"), pl.lit(None, dtype=pl.String).alias("subcategory"),
        ),
        candidates=derived.candidates.select(own, pl.all()),
        categories=_categories(derived, names, inputs, traded=traded).select(own, pl.all()),
        industries=industries.select(own, pl.all()),
        relatedness=relatedness_rows(derived.relatedness, codes).select(own, pl.all()),
        places=pl.DataFrame({"category": codes, "x": at[:, 0], "y": at[:, 1]}).select(
            own, pl.all()
        ),
        agreement=_agreement(industries, found).select(own, pl.all()),
        dispersion=found.dispersion.frame.with_columns(
            year=pl.lit(inputs.year, dtype=pl.Int64), level=pl.lit(inputs.spread_level)
        ).join(found.given, on="industry", how="left", maintain_order="left"),
        similarity=nearest_rows(near.industries, averages).select(own, pl.all()),
        baselines=found.comparison.frame.select(own, pl.all()),
    )  # fmt: skip


def _names(ws: Workspace, derived: DerivedDefinition, inputs: DefineInputs) -> pl.DataFrame:
    table = ws.frame("industries")
    told = {
        column: dict(table.select("industry", column).iter_rows())
        for column in ("name", "name_zh")
        if column in table.columns
    }
    jobs = dict(
        zip(inputs.employment.industries, inputs.employment.values.sum(axis=0), strict=True)
    )
    chinese = told.get("name_zh", {})
    return category_names(
        derived.labels,
        derived.fits,
        np.array([jobs.get(code, 0.0) for code in derived.industries]),
        standardised_titles(told.get("name", {}), derived.industries),
        [chinese.get(code) for code in derived.industries],
    )


def _industries(derived: DerivedDefinition, codes: list[str]) -> pl.DataFrame:
    named = pl.Series(codes)

    def name(column: str) -> pl.Series:
        at = derived.fits[column]
        known = at.is_not_null() & (at >= 0).fill_null(value=False)
        return named.gather(at.fill_null(0).clip(0)).set(~known, None)

    return derived.fits.with_columns(
        pl.Series("industry", derived.industries),
        name("category").alias("category"),
        name("moved_from").alias("moved_from"),
        name("next").alias("next"),
    )


def _categories(
    derived: DerivedDefinition, names: pl.DataFrame, inputs: DefineInputs, *, traded: bool
) -> pl.DataFrame:
    at = {code: i for i, code in enumerate(inputs.employment.industries)}
    jobs = inputs.employment.values.sum(axis=0)[[at[code] for code in derived.industries]]
    slugs = names["slug"]
    rows = derived.categories.with_columns(
        slugs.gather(derived.categories["nearest"]).alias("nearest"),
        slugs.alias("category"),
        names["name"],
        names["name_zh"],
        pl.lit(traded).alias("traded"),
        pl.Series("employment", np.bincount(derived.labels, weights=jobs)),
    )
    return rows.select(
        "category", "name", "name_zh", "traded", "industries", "employment", "within",
        "between_mean", "between_p95", "beats_mean", "beats_p95", "nearest",
        "nearest_relatedness",
    )  # fmt: skip


def _agreement(industries: pl.DataFrame, found: Derivation) -> pl.DataFrame:
    given = found.inputs.given
    firm = found.firmness()
    parts = [pl.DataFrame(schema=AGREEMENT)]
    if firm.pop("draws"):
        row = {"other": "resampled", "statistic": "ari", "industries": len(industries), **firm}
        parts.append(pl.DataFrame([row], schema=AGREEMENT))
    for (name,), own in given.group_by("definition", maintain_order=True) if len(given) else ():
        try:
            told = agreement_of_definitions(
                industries.select("category", "industry"), own.select("category", "industry")
            )
        except InputError:
            continue
        parts.append(
            told.select(
                pl.lit(str(name)).alias("other"), "statistic", "value", "low", "high", "industries"
            )
        )
    return pl.concat([part.cast(AGREEMENT) for part in parts])
