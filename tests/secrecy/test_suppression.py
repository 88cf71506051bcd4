"""Patterns: what a reader can compute of a secret, against exact programmes and every table."""

import itertools
import os
from dataclasses import replace

import numpy as np
import pytest
from firms import country, square
from hypothesis import given, settings
from hypothesis import strategies as st

from jiqun.core import InputError
from jiqun.secrecy import Contributions, Margins, Rules, audit, primary, suppress
from jiqun.secrecy.proofs import proved
from jiqun.secrecy.suppression import secrets_of

WHOLE = os.environ.get("JIQUN_WHOLE") == "1"
SEEDS = range(120) if WHOLE else range(0, 120, 15)


def narrowed(margins, cells, found, mask, *, known=None, of=None):
    """List the secrets that exact programmes narrow beyond the rule."""
    secrets = np.flatnonzero(found.mask) if of is None else of
    told = audit(margins, cells.total, mask, of=secrets, known=known)
    hair = 1e-6 * np.maximum(found.upper[secrets], 1)
    bad = (told.lower > found.lower[secrets] + hair) | (told.upper < found.upper[secrets] - hair)
    return secrets[bad.any(axis=1)]


@pytest.mark.parametrize("seed", SEEDS)
def test_no_secret_of_a_country_is_narrowed(seed):
    """By anybody; and by no single contributor who is not inside the secret himself."""
    margins, cells = country(seed, firms=20 + 3 * (seed % 40))
    found = primary(cells, Rules())
    told = suppress(margins, cells, found)
    assert not len(told.open)
    assert (told.proved == found.mask).all()
    assert not len(narrowed(margins, cells, found, told.mask))
    asked = secrets_of(margins, cells, found)
    people = np.unique(asked.owner[asked.owner >= 0])
    for who in people if WHOLE else people[:4]:
        mine = asked.owner == who
        others = [p for p in asked.cells if not mine[p] and not inside(margins, mine, p)]
        others = np.array(others, dtype=int)
        assert not len(narrowed(margins, cells, found, told.mask, known=mine, of=others))


def inside(margins, mine, cell):
    """Say whether a contributor's cell stands at or below another."""
    for one in np.flatnonzero(mine):
        at = margins.place[one]
        if all(
            margins.place[cell, axis] in list(above(margins.parents[axis - 1], at[axis]))
            for axis in (1, 2)
        ):
            return True
    return False


def above(parent, node):
    while node >= 0:
        yield node
        node = parent[node]


def test_primary_suppression_alone_would_be_broken():
    """The audit can fail: totals tell most of what only primary suppression withholds."""
    broken = secrets = 0
    for seed in range(4):
        margins, cells = country(seed)
        found = primary(cells, Rules())
        broken += len(narrowed(margins, cells, found, found.mask))
        secrets += int(found.mask.sum())
    assert broken > secrets / 3


def test_a_pattern_with_one_cell_less_has_a_secret_that_is_told():
    """What is withheld besides is needed: printed again, most cells give something away."""
    margins, cells = country(3)
    found = primary(cells, Rules())
    told = suppress(margins, cells, found)
    asked = secrets_of(margins, cells, found)
    needed = 0
    for cell in np.flatnonzero(told.secondary):
        mask = told.mask.copy()
        mask[cell] = False
        needed += not proved(margins, asked, mask, told.proofs).all()
    assert needed == told.secondary.sum()


@settings(max_examples=400 if WHOLE else 25, deadline=None, derandomize=True)
@given(
    st.lists(st.integers(0, 6), min_size=9, max_size=9),
    st.lists(st.integers(1, 6), min_size=9, max_size=9),
)
def test_every_whole_table_that_agrees_is_counted(inner, counts):
    """Brute force: all whole 3 x 3 tables with the printed cells and sums, one by one.

    A flat table's ends are whole: what programmes say can be reached is reached by some table.
    """
    inner = np.reshape(inner, (3, 3))
    counts = np.where(inner > 0, np.reshape(counts, (3, 3)), 0)
    margins, cells = square(inner, counts)
    found = primary(cells, Rules(dominance=None, p=None))
    told = suppress(margins, cells, found)
    hidden = told.mask.reshape(4, 4)
    told_ends = audit(margins, cells.total, told.mask)
    if hidden[0].any() or hidden[:, 0].any():
        return
    ends = enumerated(inner, hidden[1:, 1:])
    at = told_ends.cells
    assert np.allclose(told_ends.lower[:, 0], ends[0].ravel()[at])
    assert np.allclose(told_ends.upper[:, 0], ends[1].ravel()[at])
    safe = np.flatnonzero(told.proved)
    assert (ends[0].ravel()[safe] <= np.ceil(found.lower[safe, 0])).all()
    assert (ends[1].ravel()[safe] >= np.floor(found.upper[safe, 0])).all()


def enumerated(inner, hidden):
    """Give the least and greatest value of each cell over all whole tables, with frame."""
    spots = list(zip(*np.nonzero(hidden), strict=True))
    rows, columns = inner.sum(1), inner.sum(0)
    low, high = inner.copy(), inner.copy()
    table = inner.copy()

    def go(k):
        if k == len(spots):
            if (table.sum(1) == rows).all() and (table.sum(0) == columns).all():
                np.minimum(low, table, out=low)
                np.maximum(high, table, out=high)
            return
        r, c = spots[k]
        last = not any(row == r for row, _ in spots[k + 1 :])
        before = table[r, c]
        others = sum(table[r, j] for j in range(3) if j != c and ((r, j) not in spots[k + 1 :]))
        left = rows[r] - others
        for value in [left] if last else range(left + 1):
            if value >= 0:
                table[r, c] = value
                go(k + 1)
        table[r, c] = before

    go(0)
    return [np.block([[a.sum(), a.sum(0)], [a.sum(1)[:, None], a]]) for a in (low, high)]


def test_two_single_contributors_do_not_protect_each_other():
    """Each would take his own from the sum and know the other."""
    margins, cells = square([[10, 10, 30], [40, 50, 60], [70, 20, 30]], np.ones((3, 3)) * 9)
    count = cells.count.copy()
    count[[5, 6]] = 1
    cells = replace(cells, count=count, owner=np.where(count == 1, [0] * 5 + [1, 2] + [0] * 9, -1))
    found = primary(cells, Rules(dominance=None, p=None))
    told = suppress(margins, cells, found)
    known = np.zeros(16, bool)
    known[5] = True
    assert not len(narrowed(margins, cells, found, told.mask, known=known, of=np.array([6])))
    assert told.mask.reshape(4, 4)[1].sum() >= 3


def test_one_contributors_cells_are_not_told_together():
    """Two cells of one enterprise in a row: their sum must not be what the row leaves open."""
    margins, cells = square([[10, 10, 30], [40, 50, 60], [70, 20, 30]], np.ones((3, 3)) * 9)
    count = cells.count.copy()
    count[[5, 6]] = 1
    cells = replace(cells, count=count, owner=np.where(count == 1, 7, -1))
    found = primary(cells, Rules(dominance=None, p=None))
    told = suppress(margins, cells, found)
    assert not len(told.open)
    hidden = told.mask.reshape(4, 4)
    both = Margins.of([16, 16], [5, 6], cells=17)
    wide = Margins(
        matrix=type(margins.matrix)(
            np.vstack([np.pad(margins.matrix.toarray(), ((0, 0), (0, 1))), both.matrix.toarray()])
        )
    )
    seen = audit(wide, np.append(cells.total[:, 0], 20.0), np.append(hidden.ravel(), True), of=[16])
    assert seen.lower[0, 0] <= 18
    assert seen.upper[0, 0] >= 22


def test_a_country_of_one_plant_is_withheld_wholly():
    inner = np.zeros((3, 3))
    inner[1, 1] = 50
    margins, cells = square(inner, (inner > 0).astype(int))
    told = suppress(margins, cells, primary(cells, Rules()))
    assert told.mask.reshape(4, 4)[np.ix_([0, 2], [0, 2])].all()
    assert told.mask.sum() == 4
    assert not len(told.open)


def test_a_country_without_secrets_is_printed_wholly():
    margins, cells = square(np.full((3, 3), 50), np.full((3, 3), 30))
    told = suppress(margins, cells, primary(cells, Rules()))
    assert not told.mask.any()
    assert told.loss.secondary == 0


def test_what_must_be_printed_is_printed_or_the_secret_is_said_to_be_open():
    margins, cells = square([[9, 40], [20, 50]], [[2, 9], [9, 9]])
    found = primary(cells, Rules())
    weight = np.where(found.mask, 1.0, np.inf)
    told = suppress(margins, cells, found, weight=weight)
    assert told.open.tolist() == [4]
    assert told.secondary.sum() == 0
    assert not told.proved.any()


def test_ties_give_one_answer():
    margins, cells = square(np.full((4, 4), 20), np.where(np.eye(4), 2, 9).astype(int))
    found = primary(cells, Rules())
    masks = [suppress(margins, cells, found).mask for _ in range(2)]
    assert (masks[0] == masks[1]).all()
    assert not len(narrowed(margins, cells, found, masks[0]))


def test_zeros_carry_nothing():
    """A zero beside the secret is no partner: what is withheld besides has a value."""
    inner = [[9, 0, 40], [0, 50, 60], [30, 0, 20]]
    margins, cells = square(inner, np.where(np.array(inner) > 0, 9, 0))
    count = cells.count.copy()
    count[5] = 2
    cells = replace(cells, count=count)
    found = primary(cells, Rules(dominance=None, p=None))
    told = suppress(margins, cells, found)
    assert (cells.total[told.secondary, 0] > 0).all()
    assert not len(narrowed(margins, cells, found, told.mask))


def test_measures_are_withheld_together_and_each_is_protected():
    margins, cells = country(5, measures=3)
    found = primary(cells, Rules())
    told = suppress(margins, cells, found)
    assert not len(told.open)
    assert not len(narrowed(margins, cells, found, told.mask))


def test_years_are_tables_of_their_own():
    margins, cells = country(6, years=2)
    found = primary(cells, Rules())
    told = suppress(margins, cells, found)
    assert not len(told.open)
    year = margins.place[:, 0]
    for one in (0, 1):
        here = year == one
        part = Margins.crossed(*margins.parents, place=margins.place[here])
        alone = Contributions(
            **{
                name: getattr(cells, name)[here]
                for name in ("total", "count", "largest", "second", "owner")
            }
        )
        assert (suppress(part, alone, primary(alone, Rules())).mask == told.mask[here]).all()


def test_linked_tables_are_protected_by_programmes():
    """A sum over years ties the tables together: the quick search would miss it."""
    margins, cells = country(7, years=2, firms=40)
    size = margins.cells // 2
    heads = np.arange(2 * size, 3 * size)
    pairs = np.concatenate([heads, heads]), np.arange(2 * size)
    matrix = np.pad(margins.matrix.toarray(), ((0, 0), (0, size)))
    crossed = Margins(matrix=type(margins.matrix)(matrix))
    linked = crossed.joined(Margins.of(*pairs, cells=3 * size))
    whole = np.concatenate([cells.total, cells.total[:size] + cells.total[size:]])
    count = np.concatenate([cells.count, np.full(size, 9)])
    both = Contributions(total=whole, count=count)
    found = primary(both, Rules(dominance=None, p=None))
    told = suppress(linked, both, found)
    assert not len(narrowed(linked, both, found, told.mask, of=np.flatnonzero(told.proved)))
    assert told.proved.sum() > 0.9 * found.mask.sum()


def test_what_nobody_knows_carries_nothing():
    margins, cells = country(8)
    total = cells.total.copy()
    lost = np.flatnonzero(cells.count > 3)[:5]
    total[lost] = np.nan
    cells = replace(cells, total=total)
    found = primary(cells, Rules())
    told = suppress(margins, cells, found)
    assert not told.mask[lost].any()
    assert not len(narrowed(margins, cells, found, told.mask, of=np.flatnonzero(told.proved)))


def test_margins_that_cannot_be_are_refused():
    with pytest.raises(InputError):
        Margins.of([0], [5], cells=3)
    with pytest.raises(InputError):
        Margins.crossed([-1, 2, 1], [-1], place=[(0, 0, 0)])
    with pytest.raises(InputError):
        Margins.crossed([-1], [-1], place=[(0, 0, 0), (0, 0, 0)])
    margins, cells = square(np.ones((2, 2)), np.ones((2, 2)))
    with pytest.raises(InputError):
        suppress(margins, cells, primary(cells, Rules()), weight=np.ones(3))


def test_a_forged_proof_proves_nothing():
    """The check trusts the table only: a move over printed cells, or too far, is no proof."""
    margins, cells = country(9)
    found = primary(cells, Rules())
    told = suppress(margins, cells, found)
    asked = secrets_of(margins, cells, found)
    assert proved(margins, asked, told.mask, told.proofs).all()
    for forged in (
        replace(told.proofs, moves=told.proofs.moves * 0.5),
        replace(told.proofs, cell=np.roll(told.proofs.cell, 1)),
        replace(told.proofs, moves=abs(told.proofs.moves)),
    ):
        assert not proved(margins, asked, told.mask, forged).all()
    wider = replace(asked, up=asked.up * 50, down=asked.down)
    assert not proved(margins, wider, told.mask, told.proofs).all()
    one = itertools.chain(np.flatnonzero(told.secondary))
    mask = told.mask.copy()
    mask[next(one)] = False
    assert not proved(margins, asked, mask, told.proofs).all()
