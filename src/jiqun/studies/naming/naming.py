"""Likely pairs of a workspace's organisations, written to be decided; decided ones merged."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from jiqun.core import Caution, InputError, Progress, problem, silent
from jiqun.networks.names import (
    Candidate,
    Decisions,
    Places,
    decision_rows,
    decisions_of,
    likely_pairs,
    merged_codes,
    place_table,
)
from jiqun.sources.files import read_whole
from jiqun.sources.lists import name_list
from jiqun.studies.naming.merging import organisations_merged, referring, table_merged
from jiqun.tables import schema
from jiqun.workspace import Workspace

#: Pairs that a report tells; the file holds all.
TOLD = 50
#: Levels of places that names begin with.
LEVELS = ("country", "province", "city", "prefecture", "county")


@dataclass(frozen=True, slots=True, kw_only=True)
class NamePair:
    """Two organisations that may be one: codes, names, score, reason, what speaks against it."""

    one: str
    other: str
    name_one: str
    name_other: str
    score: float
    reason: str
    against: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NamesReport:
    """What was found and what was done.

    Attributes
    ----------
    path, commit
        The workspace; its newest commit.
    organisations, named, compared
        How many there were, have a name, and pairs were compared.
    undecided, same, different, parts
        Likely pairs that nobody decided; decisions by kind.
    pairs
        The likeliest undecided ones.
    merged
        Code that went -> code that stays.
    changed
        Table -> rows that named a code that went.
    written
        The file of candidates; None where none was asked for.
    done
        Whether the workspace was changed.
    cautions
        Keys that too many names share.
    seconds
        Wall time.
    next
        The command that goes on; empty where nothing is left.
    """

    path: Path
    commit: int
    organisations: int
    named: int
    compared: int
    undecided: int
    same: int
    different: int
    parts: int
    pairs: tuple[NamePair, ...]
    merged: Mapping[str, str]
    changed: Mapping[str, int]
    written: Path | None
    done: bool
    cautions: tuple[Caution, ...]
    seconds: float
    next: str = ""


def names(
    path: str | Path,
    *,
    candidates: str | Path | None = None,
    decisions: str | Path | None = None,
    least: float = 0.6,
    accept: float | None = None,
    dry_run: bool = False,
    progress: Progress = silent,
) -> NamesReport:
    """Find organisations that may be one, and merge those that a file of decisions calls the same.

    Nothing is merged that the file does not say. All merges are one commit; ``undo`` takes it back.

    Parameters
    ----------
    path
        A workspace with organisations.
    candidates
        A CSV to write: likely pairs, their column ``decision`` empty; what was decided before
        comes first.
    decisions
        The file with its column ``decision`` filled in: "same", "different", "part".
    least
        The lowest score that is proposed.
    accept
        Score from which on "same" is written into the candidates; None: nowhere.
    dry_run
        Say what would be merged; change nothing.
    progress
        Told of each step.

    Raises
    ------
    UnknownError
        ``workspace-unknown``, ``table-empty``.
    InputError
        ``names-file``: the candidates would write over decisions that were not given;
        ``names-decision``, ``names-keep``, ``names-pair``, ``names-contradiction``,
        ``names-strangers``, ``names-collide``, ``names-least``.
    """
    began = time.perf_counter()
    ws = Workspace.open(path, settled=True)
    told = Decisions() if decisions is None else _read(Path(decisions))
    _refuse_overwriting(candidates, decisions)
    frame = ws.frame("organisations")
    codes = set(frame["organisation"].to_list())
    asked, passed = _there(told, codes)
    goes = merged_codes(asked, codes)
    progress("merge", 0, 1)
    tables, changed = _merged(ws, frame, goes)
    if goes and not dry_run:
        with ws.transaction(verb="names", note=f"{len(goes)} merged") as t:
            for name, rows in tables.items():
                t.put(name, rows, origins=ws.origins(name), mode="replace")
        ws = Workspace.open(path, settled=True)
    left = tables.get("organisations", frame)
    progress("compare", 0, 1)
    found = likely_pairs(left, places=_places(ws), least=least)
    undecided = [c for c in found.candidates if (c.one, c.other) not in told.decided]
    written = Path(candidates) if candidates is not None else None
    if written is not None:
        rows = decision_rows(found.candidates, told, accept=2.0 if accept is None else accept)
        rows.write_csv(written, include_bom=True)
    return NamesReport(
        path=ws.path,
        commit=ws.version,
        organisations=len(frame),
        named=found.named,
        compared=found.compared,
        undecided=len(undecided),
        same=len(told.same),
        different=len(told.different),
        parts=len(told.parts),
        pairs=tuple(_pair(one) for one in undecided[:TOLD]),
        merged=goes,
        changed=changed,
        written=written,
        done=bool(goes) and not dry_run,
        cautions=(*passed, *found.cautions),
        seconds=round(time.perf_counter() - began, 3),
        next=_next(ws.path, written) if undecided else "",
    )


def _pair(one: Candidate) -> NamePair:
    return NamePair(
        one=one.one,
        other=one.other,
        name_one=one.names[0],
        name_other=one.names[1],
        score=one.score,
        reason=one.reason,
        against=one.against,
    )


def _next(path: Path, written: Path | None) -> str:
    if written is None:
        return f"jiqun names {path} --candidates names.csv"
    return f"jiqun names {path} --decisions {written} --candidates {written}"


def _read(file: Path) -> Decisions:
    return decisions_of(read_whole(file).frame.with_columns(pl.all().cast(pl.String)))


def _there(told: Decisions, codes: set[str]) -> tuple[Decisions, tuple[Caution, ...]]:
    """Pass over pairs of which a code is there no more: they were merged before, mostly."""
    known = [each for each in told.same if each[0] in codes or each[1] in codes]
    same = tuple(each for each in told.same if each[0] in codes and each[1] in codes)
    passed = len(told.same) - len(same)
    if not known or not passed:
        return told, ()
    return replace(told, same=same), (Caution("names-passed", {"pairs": passed}),)


def _refuse_overwriting(candidates: str | Path | None, decisions: str | Path | None) -> None:
    if candidates is None or not Path(candidates).exists():
        return
    if decisions is not None and Path(decisions).resolve() == Path(candidates).resolve():
        return
    before = read_whole(Path(candidates)).frame
    column = before["decision"] if "decision" in before.columns else None
    if column is None or (column.cast(pl.String).fill_null("").str.strip_chars() != "").any():
        raise InputError(problem("names-file", subject="candidates", file=str(candidates)))


def _merged(
    ws: Workspace, frame: pl.DataFrame, goes: Mapping[str, str]
) -> tuple[dict[str, pl.DataFrame], dict[str, int]]:
    """Give the tables as they will be, and how many rows of each change."""
    if not goes:
        return {}, {}
    tables, changed = {"organisations": organisations_merged(frame, goes)}, {}
    changed["organisations"] = len(frame) - len(tables["organisations"])
    for name in referring():
        if not ws.has(name):
            continue
        rows, count = table_merged(ws.frame(name), schema(name), goes)
        if count:
            tables[name], changed[name] = rows, count
    return tables, changed


def _places(ws: Workspace) -> Places:
    """Give the names of China's places, and of the workspace's own regions."""
    listed = name_list("cn-admin").frame.filter(pl.col("level").is_in(LEVELS[:3]))
    own = ws.frame("regions", ["region", "name", "name_zh"]) if ws.has("regions") else None
    found: dict[str, str] = {}
    frames = [listed.select("code", "name", "name_zh")]
    if own is not None:
        frames.append(own.rename({"region": "code"}).select("code", "name", "name_zh"))
    for frame in frames:
        for code, name, name_zh in frame.iter_rows():
            for word in (name, name_zh):
                if word:
                    found.setdefault(word, str(code))
    return place_table(found)
