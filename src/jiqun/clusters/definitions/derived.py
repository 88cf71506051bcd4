"""A definition set found in data: what is kept of it, and how it is laid out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jiqun.clusters.definitions.candidates import renumbered
from jiqun.clusters.definitions.plans import DerivationPlan
from jiqun.clusters.definitions.scores import (
    between_categories,
    category_rows,
    industry_rows,
    separation,
    validation_scores,
)
from jiqun.clusters.definitions.similarities import Similarities
from jiqun.core import Language, Record, encode, say

Float = NDArray[np.float64]
Int = NDArray[np.int64]
#: The method of a set that is a cut of the code.
CODE = "code"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DerivedDefinition:
    """A definition set found in data.

    Attributes
    ----------
    industries
        I codes, in the order of ``labels``.
    labels
        Shape (I,): category of each, 0 .. K-1.
    candidates
        One row a candidate, the chosen one first, then by score: ``candidate, matrix, method,
        linkage, categories, largest, vsc_mean, vsc_p95, vsi_mean, vsi_p95, score, separation,
        rank, chosen``; ``largest`` counts the industries of its largest category.
    scores
        Of the chosen set: ``before`` and ``after`` its outliers moved, by score; each 0-1.
    categories, fits
        One row a category, one an industry: how well it fits (numbers, not names).
    relatedness
        Shape (K, K): mean similarity of pairs of two categories' industries; diagonal within.
    most
        Industries that a category may hold; a chosen set with more means that no candidate
        had fewer.
    unrelated
        Industries that no matrix says anything of: in no category.
    record
        Parameters, inputs, seed.
    """

    industries: tuple[str, ...]
    labels: Int
    candidates: pl.DataFrame
    scores: Mapping[str, Mapping[str, float]]
    categories: pl.DataFrame
    fits: pl.DataFrame
    relatedness: Float
    most: int
    unrelated: tuple[str, ...]
    record: Record

    def to_frame(self) -> pl.DataFrame:
        """Give each industry's category and how it fits."""
        return self.fits.with_columns(pl.Series("industry", self.industries))

    def to_dict(self) -> dict[str, Any]:
        """Give plain values; of the candidates the best fifty."""
        return {
            "scores": encode(self.scores),
            "industries": encode(self.to_frame().to_dicts()),
            "categories": encode(self.categories.to_dicts()),
            "candidates": encode(self.candidates.head(50).to_dicts()),
            "unrelated": list(self.unrelated),
            "record": self.record.to_dict(),
        }

    def explain(self, lang: Language = "en") -> str:
        """Say in words what was derived and how."""
        best = self.candidates.row(0, named=True)
        return say(
            "define.explained",
            lang,
            categories=len(self.categories),
            industries=len(self.industries),
            candidates=len(self.candidates),
            method=best["method"],
            matrix=best["matrix"],
            score=f"{self.scores['after']['score']:.3f}",
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scorer:
    """Matrices in the form that scoring reads.

    Attributes
    ----------
    singles, mean, weights
        Of :class:`Similarities`, contiguous.
    percentile
        The higher bar, 0-1.
    """

    singles: Mapping[str, Float]
    mean: Float
    weights: Mapping[str, float]
    percentile: float

    @classmethod
    def of(cls, near: Similarities, percentile: float) -> Self:
        """Prepare the matrices once for all partitions."""
        return cls(
            singles={name: np.ascontiguousarray(near.matrices[name]) for name in near.singles},
            mean=np.ascontiguousarray(near.mean()),
            weights=near.weights,
            percentile=percentile,
        )

    def scored(self, labels: Int) -> dict[str, float]:
        """Give the validation scores and the separation of a partition."""
        scores = validation_scores(
            self.singles, labels, percentile=self.percentile, weights=self.weights
        )
        return scores | {"separation": separation(self.mean, labels)}


def laid_out(
    near: Similarities,
    labels: Int,
    *,
    candidates: pl.DataFrame,
    before: Sequence[int | None],
    scores: Mapping[str, Mapping[str, float]],
    most: int,
    record: Record,
) -> DerivedDefinition:
    """Lay out a partition as a definition set, with how well its parts fit."""
    mean = np.ascontiguousarray(near.mean())
    percentile = record.parameters["percentile"]
    return DerivedDefinition(
        industries=near.industries,
        labels=labels,
        candidates=candidates,
        scores=scores,
        categories=category_rows(mean, labels, percentile=percentile),
        fits=industry_rows(mean, labels, before),
        relatedness=_with_inside(mean, labels),
        most=most,
        unrelated=near.unrelated,
        record=record,
    )


def code_definition(
    near: Similarities, searched: DerivedDefinition, labels: Int, *, name: str, plan: DerivationPlan
) -> DerivedDefinition:
    """Put a cut of the code in the place of the set that was searched.

    The cut stands first among the candidates, with matrix and method ``code`` and its name as
    linkage; nothing is moved in it.

    Parameters
    ----------
    near, searched, plan
        What was searched, what was found, how.
    labels
        Shape (I,): the cut, for the industries of ``near``.
    name
        Of the cut: "3 digits".
    """
    own = renumbered(labels)
    scores = Scorer.of(near, plan.percentile).scored(own)
    row = {
        "candidate": len(searched.candidates) + 1,
        "matrix": CODE,
        "method": CODE,
        "linkage": name,
        "categories": int(own.max()) + 1,
        "largest": int(np.bincount(own).max()),
        **scores,
        "rank": 1,
        "chosen": True,
    }
    others = searched.candidates.with_columns(rank=pl.col("rank") + 1, chosen=pl.lit(value=False))
    listed = pl.DataFrame([row], schema=others.schema)
    return laid_out(
        near,
        own,
        candidates=pl.concat([listed, others]),
        before=[None] * len(own),
        scores={"before": scores, "after": scores},
        most=searched.most,
        record=searched.record,
    )


def _with_inside(similarity: Float, labels: Int) -> Float:
    out = between_categories(similarity, labels)
    size = np.bincount(labels).astype(np.float64)
    inside = np.divide(
        np.diagonal(out) * size, size - 1.0, out=np.full(len(size), np.nan), where=size > 1
    )
    np.fill_diagonal(out, inside)
    return out
