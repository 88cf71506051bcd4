"""Rate a bare table under any scheme, list the schemes, check quotients that others print."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from jiqun.clusters import (
    FEW_PEERS,
    LEAST_PEERS,
    LEAST_VISIBLE,
    SURE,
    TIE,
    AuditQuantity,
    AuditSummary,
    FlagAgreement,
    Peers,
    Ratings,
    Scheme,
    audit_quotients,
    bare_cells,
    bare_persistence,
    flag_agreement,
    forecast,
    missing_quantities,
    published_cells,
    published_rows,
    rate_cells,
    read_typed,
    recognises,
    scheme,
    schemes,
    wanted_of,
)
from jiqun.core import Caution, InputError, Record, Words, digest, problem
from jiqun.sources.files import RawTable, read_whole
from jiqun.studies.exporting import neutralised, write_safely
from jiqun.studies.plans import Confidence, Names, Plan, Share
from jiqun.studies.plans import Peers as PeerCount
from jiqun.studies.rating.rated import Crossing, Rated, RatingReport, Tally
from jiqun.studies.rating.running import Cutoffs
from jiqun.studies.rows import rows

__all__ = [
    "AuditSummary",
    "FlagAgreement",
    "RatePlan",
    "Rated",
    "RatingReport",
    "Scheme",
    "compare_quotients",
    "list_schemes",
    "rate",
    "rate_bytes",
    "write_table",
]

#: What a rating adds to a table, each with the scheme's name before it.
ADDED = (
    "rating", "chance", "chance_strong", "rating_range_low", "rating_range_high", "peers",
    "notes", "missing",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class RatePlan(Plan):
    """What rating a bare table is told.

    Attributes
    ----------
    scheme, against
        The scheme; further ones to set beside it.
    published
        The file is the scheme's own publication: compare with the flags in it.
    cutoffs
        Other thresholds of the scheme, by criterion, or as words "criterion=value".
    level
        Probability of the quotients' intervals.
    least_visible
        A cell whose ``visible_share`` (0-1; where the table has it) is smaller cannot be judged.
    least_peers
        A rating judged among fewer peers is noted ``few-peers``.
    """

    scheme: str
    against: Names = ()
    published: bool = False
    cutoffs: Cutoffs = field(default_factory=dict)
    level: Confidence = 0.95
    least_visible: Share = LEAST_VISIBLE
    least_peers: PeerCount = LEAST_PEERS

    def rules(self) -> tuple[Scheme, ...]:
        """Give the schemes, the first with its cut-offs (``scheme-unknown``, ``scheme-words``)."""
        chosen = _computable([self.scheme, *self.against])
        return (chosen[0].with_cutoffs(self.cutoffs), *chosen[1:])


def rate(file: str | Path, plan: RatePlan, *, to: str | Path | None = None) -> RatingReport:
    """Rate a table of cells under a scheme, side by side with others if asked.

    Parameters
    ----------
    file
        CSV, Excel or Parquet with ``region, category, traded, employment, establishments`` and,
        if they are there, ``quotient, region_type, level, year`` and what the scheme asks for.
    plan
        The schemes and their options.
    to
        Where to write the rated table, .csv or .parquet; None for nowhere.

    Returns
    -------
    RatingReport
        The rated table and its summaries.

    Raises
    ------
    UnknownError
        ``scheme-unknown``.
    InputError
        ``scheme-words`` (a scheme without computable rules), ``published-unknown``,
        ``cutoff-unknown``, the reader's codes and those of a bare table (``cells-…``).
    """
    chosen = plan.rules()
    given = read_whole(file)
    raw, cells = given.frame, _prepared(given, chosen, plan)
    peers = Peers(cells)
    rated = [
        rate_cells(
            cells,
            one,
            peers=peers,
            least_visible=plan.least_visible,
            least_peers=plan.least_peers,
        )
        for one in chosen
    ]
    if "employment" in cells.columns:
        moved = bare_persistence(cells, wanted_of(chosen))
        rated = [forecast(one, peers, moved).ratings for one in rated]
    table = _beside(cells, rated)
    return RatingReport(
        schemes=tuple(one.scheme for one in chosen),
        cells=len(cells),
        counts=_counts(rated),
        crossed=_crossed(rated),
        table=table,
        thresholds=pl.concat([one.thresholds for one in rated]),
        published=flag_agreement(cells, chosen[0]) if plan.published else None,
        record=_record(raw, chosen, plan),
        cautions=(
            *_of_reader(given),
            *_cautions(raw, cells, chosen, published=plan.published),
        ),
        written=str(write_table(table, to)) if to else "",
    )


def rate_bytes(body: bytes, *, scheme: str, least_peers: int = LEAST_PEERS) -> Rated:
    """Rate a CSV table given as bytes; see :func:`rate`.

    Raises
    ------
    InputError
        As :func:`rate`.
    """
    with TemporaryDirectory() as folder:
        file = Path(folder) / "cells.csv"
        file.write_bytes(body)
        return rate(file, RatePlan(scheme=scheme, least_peers=least_peers)).told()


def list_schemes() -> tuple[Scheme, ...]:
    """Give every scheme with its rules and how each of them is known."""
    return tuple(schemes().values())


def compare_quotients(file: str | Path, *, quantity: AuditQuantity = "employment") -> AuditSummary:
    """Compute the quotients that a publisher prints, and say why each difference is there.

    Parameters
    ----------
    file
        Annual area file of the Quarterly Census of Employment and Wages (CSV or Parquet).
    quantity
        Which of the printed quotients.

    Raises
    ------
    InputError
        ``quotients-unknown`` and the reader's codes.
    """
    raw = read_whole(file)
    lines = raw.lines if raw.counted == "line" else None
    return audit_quotients(raw.frame, quantity=quantity, lines=lines).told()


def write_table(table: pl.DataFrame, to: str | Path) -> Path:
    """Write the rated table as CSV or Parquet; text that a spreadsheet would run is quoted.

    Raises
    ------
    InputError
        ``export-kind``: another ending.
    """
    path = Path(to).expanduser()
    if path.suffix == ".parquet":
        write_safely(path, table.write_parquet)
        return path
    if path.suffix == ".csv":
        write_safely(path, neutralised(table)[0].write_csv)
        return path
    raise InputError(problem("export-kind", subject="to", ending=path.suffix))


def _computable(names: Sequence[str]) -> list[Scheme]:
    chosen = [scheme(name) for name in dict.fromkeys(names)]
    for one in chosen:
        if not one.computable:
            known = [s.scheme for s in schemes().values() if s.computable]
            raise InputError(problem("scheme-words", subject=one.scheme, known=known))
    return chosen


def _prepared(given: RawTable, chosen: Sequence[Scheme], plan: RatePlan) -> pl.DataFrame:
    """Make cells ready; a table of firms has no margins and is taken as it is."""
    table, lines = given.frame, given.lines
    if plan.published:
        lines = lines.filter(published_rows(chosen[0], table))
        table = published_cells(chosen[0], table)
    at = lines if given.counted == "line" else None
    wanted = wanted_of(chosen)
    if all(one.subject == "organisation" for one in chosen):
        there = [name for name in wanted if name in table.columns]
        return read_typed(table, dict.fromkeys(there, "number"), lines=at)
    return bare_cells(table, quantities=wanted, lines=at, level=plan.level)


def _of_reader(given: RawTable) -> tuple[Caution, ...]:
    return tuple(
        Caution(one.code, {"sentence": Words(one.told("en"), one.told("zh"))})
        for one in given.cautions
    )


def _counts(rated: Sequence[Ratings]) -> tuple[Tally, ...]:
    return tuple(tally for one in rated for tally in _tallies(one))


def _tallies(one: Ratings) -> Iterator[Tally]:
    titles = {rating.code: Words(**rating.title) for rating in one.scheme.ratings}
    codes: list[str | None] = [*titles, None]
    for code in codes:
        of_code = one.frame.filter(pl.col("rating").eq_missing(pl.lit(code, dtype=pl.String)))
        if code is None and of_code.is_empty():
            continue
        lacking = of_code["missing"].drop_nulls().str.split(",").explode().drop_nulls()
        yield Tally(
            scheme=one.scheme.scheme,
            rating=code,
            title=titles.get(code or ""),
            cells=len(of_code),
            unsure=_unsure(of_code),
            few_peers=_with_note(of_code, FEW_PEERS),
            ties=_with_note(of_code, TIE),
            missing=tuple(lacking.unique().sort()),
        )


def _unsure(rated: pl.DataFrame) -> int:
    """Count the ratings whose chance is below 0.9."""
    if "chance" not in rated.columns:
        return 0
    return int((rated["chance"] < SURE).sum())


def _with_note(rated: pl.DataFrame, note: str) -> int:
    noted = rated["notes"].drop_nulls().str.split(",").list.contains(note)
    return int(noted.sum())


def _crossed(rated: Sequence[Ratings]) -> tuple[Crossing, ...]:
    first, *others = rated
    crossed: list[Crossing] = []
    for other in others:
        pair = pl.DataFrame({"rating": first.frame["rating"], "other": other.frame["rating"]})
        counted = pair.group_by("rating", "other").agg(pl.len().alias("cells"))
        ordered = counted.sort("rating", "other", nulls_last=True)
        names = {"scheme": first.scheme.scheme, "against": other.scheme.scheme}
        crossed += rows(ordered, Crossing, **names)
    return tuple(crossed)


def _beside(cells: pl.DataFrame, rated: Sequence[Ratings]) -> pl.DataFrame:
    parts = [cells]
    for one in rated:
        added = one.frame.select(name for name in ADDED if name in one.frame.columns)
        if len(rated) > 1:
            added = added.rename({name: f"{one.scheme.scheme}_{name}" for name in added.columns})
        taken = [name for name in added.columns if name in cells.columns]
        parts[0] = parts[0].drop(taken, strict=False)
        parts.append(added)
    return pl.concat(parts, how="horizontal")


def _record(raw: pl.DataFrame, chosen: Sequence[Scheme], plan: RatePlan) -> Record:
    return Record(
        subject="rate",
        parameters={
            "schemes": [one.scheme for one in chosen],
            "cutoffs": {c.id: c.at for c in chosen[0].criteria},
            "level": plan.level,
            "published": plan.published,
            "least_visible": plan.least_visible,
            "least_peers": plan.least_peers,
        },
        inputs={"table": digest(raw.hash_rows(seed=0).to_numpy())},
    )


def _cautions(
    raw: pl.DataFrame, cells: pl.DataFrame, chosen: Sequence[Scheme], *, published: bool
) -> tuple[Caution, ...]:
    said = [
        Caution("quantity-missing", {"scheme": one.scheme, "missing": lacking})
        for one in chosen
        if (lacking := missing_quantities(cells, one))
    ]
    said += [
        Caution("rules-from-memory", {"scheme": one.scheme})
        for one in chosen
        if any(criterion.status == "recall" for criterion in one.criteria)
    ]
    if not published and any(recognises(one, raw) for one in chosen):
        said.append(Caution("published-flags"))
    return tuple(said)
