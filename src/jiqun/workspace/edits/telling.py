"""Who made the edits that a commit settled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from jiqun.core import BusyError, DamageError
from jiqun.workspace.commits import Commit
from jiqun.workspace.edits.keeping import connected, is_there
from jiqun.workspace.edits.records import Settled


def settled_by(root: Path, commits: Sequence[Commit]) -> Mapping[int, Settled]:
    """Say of commits how many edits they settled, and whose; of a damaged journal nothing.

    Parameters
    ----------
    root
        The workspace's folder.
    commits
        Heads that follow one another, the oldest first.
    """
    found: dict[int, Settled] = {}
    seen = commits[0].edits if commits else 0
    spans = []
    for one in commits:
        if one.edits > seen:
            spans.append((one.number, seen + 1, one.edits))
        seen = one.edits
    authors: dict[int, Counter[str]] = {}
    if spans and is_there(root):
        with suppress(DamageError, BusyError, OSError), connected(root) as journal:
            asked = "SELECT author, count(*) FROM edits WHERE number BETWEEN ? AND ? GROUP BY 1"
            for number, first, last in spans:
                authors[number] = Counter(dict(journal.execute(asked, (first, last)).fetchall()))
    for number, first, last in spans:
        named = tuple(name for name, _ in authors.get(number, Counter()).most_common())
        found[number] = Settled(commit=number, edits=last - first + 1, authors=named)
    return found
