"""Matrices of how related industries are: by place, by trade, by knowledge, by work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from jiqun.clusters.definitions.inputs import IndustryTables
from jiqun.clusters.definitions.matrices import (
    CodeTree,
    Location,
    common_classes,
    correlated,
    located,
)
from jiqun.core import Problems, Record, digest, unknown
from jiqun.measures import coagglomeration
from jiqun.tables import Counts, Flows

Float = NDArray[np.float64]
CODE = "code"
#: Which single matrices each combination averages, if all of them are there.
COMBINATIONS: Mapping[str, tuple[str, ...]] = {
    "location": ("employment", "establishments"),
    "location-trade": ("employment", "establishments", "input-output"),
    "location-work": ("employment", "establishments", "occupations"),
    "location-code": ("employment", "establishments", CODE),
    "all": (),
}
LEAST_INDUSTRIES, LEAST_REGIONS = 6, 5


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Similarities:
    """Relatedness of I industries in several matrices.

    Attributes
    ----------
    industries
        I codes.
    matrices
        Each of shape (I, I), symmetric, diagonal 0, standardised: the off-diagonal has mean 0
        and standard deviation 1, so that matrices can be averaged and compared.
    singles
        Names of the matrices that data give; the others are averages of them.
    weights
        By single matrix: how much it counts in every average; 1 but for the code's.
    raw
        The single matrices before standardisation, in their own units.
    unrelated
        Industries left out because a matrix says nothing of them (no activity, or the same in
        every region).
    record
        Parameters and inputs.
    """

    industries: tuple[str, ...]
    matrices: Mapping[str, Float]
    singles: tuple[str, ...]
    weights: Mapping[str, float]
    raw: Mapping[str, Float]
    unrelated: tuple[str, ...]
    record: Record

    def mean(self) -> Float:
        """Average the single matrices by their weights: (I, I), diagonal 0."""
        return _averaged([self.matrices[name] for name in self.singles],
                         [self.weights[name] for name in self.singles])  # fmt: skip


def similarities(
    employment: Counts,
    establishments: Counts | None = None,
    *,
    flows: Flows | None = None,
    sectors: Mapping[str, str] | None = None,
    vectors: Mapping[str, Counts] | None = None,
    code: CodeTree | None = None,
    location: Location = "net",
    together: bool = False,
) -> Similarities:
    r"""Give how related industries are, in as many matrices as the data allow.

    - ``employment``, ``establishments``: correlation over regions of two industries' numbers,
      :math:`LC_{ij} = \mathrm{corr}_r(x_{ri}, x_{rj})`.
    - ``input-output``: the largest of the four shares that tie i and j,
      :math:`IO_{ij} = \max(a_{i \to j}, a_{j \to i}, b_{i \to j}, b_{j \to i})` with a the share
      of the buyer's inputs, b that of the seller's sales.
    - ``co-agglomeration``: Ellison, Glaeser and Kerr's index.
    - every further table of vectors (occupations, patent classes): correlation of two
      industries' shares over its rows.
    - ``code``: the share of the classes above two industries that contain both,
      :func:`common_classes`.
    - averages of these by their weights, each standardised before: ``location``,
      ``location-trade``, ``location-work``, ``location-code``, ``all``.

    Parameters
    ----------
    employment, establishments
        Shape (R, I), one industry a column. Employment decides which industries take part.
    flows
        National flows.
    sectors
        The sector of ``flows`` that each industry belongs to, where that is not its own code;
        industries of one sector share its ties. An industry without one has 0.
    vectors
        By name: shape (rows, I'), what each industry is made of.
    code
        The classes above each industry, and what they count in averages; None or a weight of 0
        leaves them out.
    location
        What is correlated: ``net``, what of log(1 + x) the region's size does not explain (it
        predicts other regions best), ``levels`` (Delgado, Porter and Stern; large places decide
        it), ``logarithms`` of 1 + x, ``shares`` of the region, or ``quotients``.
    together
        Whether co-agglomeration is one of the matrices; on halves of the regions it hardly
        agrees with itself.

    Returns
    -------
    Similarities
        Over the industries that vary between regions.

    Raises
    ------
    InputError
        ``similarity-industries``, ``similarity-regions``: too few.
    UnknownError
        ``location-unknown``.

    References
    ----------
    :cite:`delgado2016`, section 3; :cite:`ellison2010`.

    Examples
    --------
    >>> table = Counts(regions=tuple("abcde"), industries=tuple("uvwxyz"), unit="persons",
    ...     values=np.array([[9, 8, 1, 1, 2, 3], [1, 1, 9, 8, 2, 1], [2, 3, 1, 2, 9, 8],
    ...                      [5, 4, 2, 1, 1, 2], [1, 2, 4, 5, 3, 3]], dtype=float))
    >>> found = similarities(table, location="levels")
    >>> found.singles, round(float(found.raw["employment"][0, 1]), 3)
    (('employment',), 0.975)
    """
    if location not in get_args(Location):
        raise unknown("location", location, list(get_args(Location)))
    kept, unrelated = _varying(employment, location)
    _check(len(kept), len(employment.regions))
    industries = tuple(employment.industries[i] for i in kept)
    raw = {"employment": correlated(located(employment.values, location)[:, kept])}
    if establishments is not None:
        raw["establishments"] = correlated(
            located(_aligned(establishments, industries).values, location)
        )
    if flows is not None:
        raw["input-output"] = _traded(flows, [(sectors or {}).get(i, i) for i in industries])
    if together:
        raw["co-agglomeration"] = coagglomeration(_aligned(employment, industries)).values.copy()
    for name, table in (vectors or {}).items():
        raw[name] = correlated(_shares(_aligned(table, industries).values))
    tree = _tree(code, industries)
    raw |= tree
    single = {name: standardised(matrix) for name, matrix in raw.items()}
    weights = dict.fromkeys(single, 1.0) | {name: code.weight for name in tree if code}
    inputs = {"employment": employment.digest()}
    if establishments is not None:
        inputs["establishments"] = establishments.digest()
    if flows is not None:
        told = "\n".join(f"{a} {b}" for a, b in sorted((sectors or {}).items()))
        inputs["flows"] = digest("\n".join(flows.sectors), flows.intermediate, told)
    inputs |= {name: table.digest() for name, table in (vectors or {}).items()}
    return Similarities(
        industries=industries,
        matrices=single | _combined(single, weights),
        singles=tuple(single),
        weights=weights,
        raw=raw,
        unrelated=unrelated,
        record=Record(
            subject="similarities",
            parameters={"location": location, "together": together, "weights": weights},
            inputs=inputs,
            origins=employment.origins,
        ),
    )


def related(
    tables: IndustryTables, *, location: Location = "net", together: bool = False
) -> Similarities:
    """Give the :func:`similarities` of tables that stand together."""
    return similarities(
        tables.employment,
        tables.establishments,
        flows=tables.flows,
        sectors=tables.sectors,
        vectors=tables.vectors,
        code=tables.code,
        location=location,
        together=together,
    )


def standardised(matrix: Float) -> Float:
    """Give a symmetric matrix with off-diagonal mean 0 and standard deviation 1, diagonal 0.

    What is undefined becomes 0, the mean; a matrix that says nothing is 0 all over.
    """
    off = ~np.eye(len(matrix), dtype=bool)
    known = matrix[off & np.isfinite(matrix)]
    spread = float(known.std()) if len(known) else 0.0
    if spread == 0.0:
        return np.zeros_like(matrix)
    out = np.nan_to_num((matrix - known.mean()) / spread)
    out = (out + out.T) / 2.0
    np.fill_diagonal(out, 0.0)
    return np.asarray(out)


def _averaged(matrices: Sequence[Float], weights: Sequence[float]) -> Float:
    total = np.zeros_like(matrices[0])
    for matrix, weight in zip(matrices, weights, strict=True):
        total += weight * matrix
    return np.asarray(total / sum(weights))


def _combined(single: Mapping[str, Float], weights: Mapping[str, float]) -> dict[str, Float]:
    """Average single matrices by :data:`COMBINATIONS`, each set of them once."""
    made: dict[str, Float] = {}
    seen: set[frozenset[str]] = {frozenset([name]) for name in single}
    for name, parts in COMBINATIONS.items():
        chosen = parts or tuple(single)
        if set(chosen) <= set(single) and frozenset(chosen) not in seen:
            seen.add(frozenset(chosen))
            some = [single[part] for part in chosen]
            made[name] = standardised(_averaged(some, [weights[part] for part in chosen]))
    return made


def _tree(code: CodeTree | None, industries: Sequence[str]) -> dict[str, Float]:
    """Give the code's matrix where it counts and tells any industries apart."""
    if code is None or code.weight == 0.0:
        return {}
    matrix = common_classes([code.above.get(one, ()) for one in industries])
    return {CODE: matrix} if standardised(matrix).any() else {}


def _varying(counts: Counts, location: Location) -> tuple[list[int], tuple[str, ...]]:
    values = located(counts.values, location)
    vary = (np.ptp(values, axis=0) > 0) & (counts.values.sum(axis=0) > 0)
    kept = np.flatnonzero(vary).tolist()
    return kept, tuple(counts.industries[i] for i in np.flatnonzero(~vary))


def _check(industries: int, regions: int) -> None:
    problems = Problems()
    for code, found, least in (
        ("similarity-industries", industries, LEAST_INDUSTRIES),
        ("similarity-regions", regions, LEAST_REGIONS),
    ):
        if found < least:
            problems.add(code, subject="employment", count=found, least=least)
    problems.check()


def _aligned(counts: Counts, industries: Sequence[str]) -> Counts:
    """Give the columns of these industries, 0 where the table lacks one."""
    at = {code: i for i, code in enumerate(counts.industries)}
    out = np.zeros((len(counts.regions), len(industries)))
    for i, code in enumerate(industries):
        if code in at:
            out[:, i] = counts.values[:, at[code]]
    return Counts(
        regions=counts.regions,
        industries=tuple(industries),
        values=out,
        unit=counts.unit,
        origins=counts.origins,
    )


def _shares(values: Float) -> Float:
    total = values.sum(axis=0)
    return np.asarray(np.divide(values, total, out=np.zeros_like(values), where=total > 0))


def _traded(flows: Flows, sectors: Sequence[str]) -> Float:
    """Give the largest of the four shares of inputs and sales that tie two industries."""
    at = {label.rsplit(":", 1)[-1]: i for i, label in enumerate(flows.sectors)}
    known = [i for i, code in enumerate(sectors) if code in at]
    rows = [at[sectors[i]] for i in known]
    z = flows.intermediate[np.ix_(rows, rows)]
    bought = flows.intermediate.sum(axis=0)[rows]
    sold = (flows.intermediate.sum(axis=1) + flows.final)[rows]
    inputs = np.divide(z, bought[None, :], out=np.zeros_like(z), where=bought[None, :] > 0)
    sales = np.divide(z, sold[:, None], out=np.zeros_like(z), where=sold[:, None] > 0)
    most = np.maximum.reduce([inputs, inputs.T, sales, sales.T])
    out = np.zeros((len(sectors), len(sectors)))
    out[np.ix_(known, known)] = most
    return out
