"""What a person decided of likely pairs: a file that is kept, and groups that follow from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from jiqun.core import InputError, Problems, problem
from jiqun.networks.names.candidates import Candidate
from jiqun.tables import need_columns, to_polars

#: What can be decided; empty is undecided.
DECISIONS: Final = ("same", "different", "part")
#: The columns of a file of decisions.
COLUMNS: Final = (
    "one", "other", "decision", "keep", "score", "reason", "against", "name_one", "name_other",
    "note",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Decisions:
    """Pairs that somebody decided of.

    Attributes
    ----------
    same
        (one, other, kept code or empty).
    different, parts
        Pairs that are two bodies; of which one is a part of the other.
    notes
        Rows as they came, so that nothing of the file is lost.
    """

    same: tuple[tuple[str, str, str], ...] = ()
    different: frozenset[tuple[str, str]] = frozenset()
    parts: frozenset[tuple[str, str]] = frozenset()
    notes: tuple[Mapping[str, Any], ...] = ()

    @property
    def decided(self) -> frozenset[tuple[str, str]]:
        """Every decided pair, the code that sorts first first."""
        return frozenset(_ordered(a, b) for a, b, _ in self.same) | self.different | self.parts


def decisions_of(frame: Any) -> Decisions:
    """Read decisions: ``one, other, decision``, optional ``keep`` and others that are kept.

    Raises
    ------
    InputError
        ``frame-columns``, ``names-decision``, ``names-keep``, ``names-pair``,
        ``names-contradiction``.

    Examples
    --------
    >>> rows = pl.DataFrame({"one": ["a"], "other": ["b"], "decision": ["same"]})
    >>> decisions_of(rows).same
    (('a', 'b', ''),)
    """
    given = to_polars(frame)
    need_columns(given, "one", "other", "decision")
    if "keep" not in given.columns:
        given = given.with_columns(keep=pl.lit(""))
    text = [pl.col(n).cast(pl.String).fill_null("").str.strip_chars() for n in given.columns]
    rows = given.with_columns(text).to_dicts()
    problems, told = Problems(), [row for row in rows if row["decision"]]
    wrong = [row["decision"] for row in told if row["decision"] not in DECISIONS]
    keeps = [row["keep"] for row in told if row["keep"] not in ("", row["one"], row["other"])]
    alone = [
        row for row in told if not row["one"] or row["one"] == row["other"] or not row["other"]
    ]
    said: dict[tuple[str, str], set[str]] = {}
    for row in told:
        said.setdefault(_ordered(row["one"], row["other"]), set()).add(row["decision"])
    both = [list(pair) for pair, words in said.items() if len(words) > 1]
    checks: tuple[tuple[str, list[Any]], ...] = (
        ("names-decision", wrong),
        ("names-keep", keeps),
        ("names-pair", [[row["one"], row["other"]] for row in alone]),
        ("names-contradiction", both),
    )
    for code, bad in checks:
        if bad:
            problems.add(
                code, subject="decisions", count=len(bad), examples=bad[:3], known=list(DECISIONS)
            )
    problems.check()
    pairs = {
        kind: frozenset(_ordered(r["one"], r["other"]) for r in told if r["decision"] == kind)
        for kind in DECISIONS
    }
    return Decisions(
        same=tuple((r["one"], r["other"], r["keep"]) for r in told if r["decision"] == "same"),
        different=pairs["different"],
        parts=pairs["part"],
        notes=tuple(rows),
    )


def merged_codes(decisions: Decisions, known: frozenset[str] | set[str]) -> dict[str, str]:
    """Give each code that goes -> the code that stays: groups of what was called the same.

    The code that ``keep`` names stays; without one the code that sorts first.

    Raises
    ------
    InputError
        ``names-strangers``: a code that is no organisation; ``names-contradiction``: a group
        holds two that were called different, or two codes to keep.
    """
    strange = sorted({c for a, b, _ in decisions.same for c in (a, b) if c not in known})
    if strange:
        raise InputError(
            problem(
                "names-strangers", subject="decisions", count=len(strange), examples=strange[:3]
            )
        )
    leader: dict[str, str] = {}

    def root(code: str) -> str:
        while leader.setdefault(code, code) != code:
            leader[code] = leader[leader[code]]
            code = leader[code]
        return code

    for a, b, _ in decisions.same:
        low, high = _ordered(root(a), root(b))
        leader[high] = low
    kept: dict[str, set[str]] = {}
    for a, _, keep in decisions.same:
        kept.setdefault(root(a), set()).update({keep} - {""})
    apart = [
        [a, b]
        for a, b in sorted(decisions.different | decisions.parts)
        if a in leader and b in leader and root(a) == root(b)
    ]
    apart += [sorted(codes) for codes in kept.values() if len(codes) > 1]
    if apart:
        raise InputError(
            problem(
                "names-contradiction", subject="decisions", count=len(apart), examples=apart[:3]
            )
        )
    stays = {group: next(iter(codes), group) for group, codes in kept.items()}
    found = {code: stays[root(code)] for code in list(leader)}
    return {code: stay for code, stay in sorted(found.items()) if code != stay}


def decision_rows(
    candidates: tuple[Candidate, ...], decisions: Decisions | None = None, *, accept: float = 2.0
) -> pl.DataFrame:
    """Write candidates as a file of decisions to fill in; decided rows stand first, as they came.

    Parameters
    ----------
    candidates
        Likely pairs.
    decisions
        What was decided before: not proposed again.
    accept
        Score from which on "same" is written in; above 1: nowhere.
    """
    before = decisions or Decisions()
    rows = [
        {name: row.get(name, "") for name in COLUMNS} for row in before.notes if row["decision"]
    ]
    for one in candidates:
        if (one.one, one.other) in before.decided:
            continue
        taken = one.score >= accept
        rows.append(
            {
                "one": one.one,
                "other": one.other,
                "decision": "same" if taken else "",
                "keep": "",
                "score": f"{one.score:g}",
                "reason": one.reason,
                "against": ";".join(one.against),
                "name_one": one.names[0],
                "name_other": one.names[1],
                "note": f"score >= {accept:g}" if taken else "",
            }
        )
    return pl.DataFrame(rows, schema=dict.fromkeys(COLUMNS, pl.String), orient="row")


def _ordered(a: str, b: str) -> tuple[str, str]:
    return (a, b) if a <= b else (b, a)
