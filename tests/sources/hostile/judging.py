"""What is asked of every broken or hostile file, and how a good one is broken."""

import re
import time

import numpy as np
from memory import most_memory

from jiqun.core import JiqunError
from jiqun.studies import create_workspace, load_table
from jiqun.workspace import Workspace

LONGEST_SECONDS = 20
MOST_MEMORY = 2 << 30
NUMBERS = [b"0", b"-1", b"2147483648", b"99999999999999999999", b"1e308", b"NaN", b"", b"1.5"]
WORDS = [b"&bomb;", b"\x00", b"\xff\xfe", b"<", b">", b'"', b"]]>", b"<!--", b"&#0;", b"\xf0\x9f"]
INTEGERS = [b"\xff" * 4, b"\xff\xff\xff\x7f", b"\0" * 4, b"\xfe\xff\xff\xff", b"\x01\0\0\0"]


def judged(folder, file, *, table="regions"):
    """Load a file into a fresh workspace: it is loaded whole, or refused with words.

    Gives the codes of what was told; empty where it was loaded.
    """
    space = folder / "space"
    create_workspace(space)
    before = Workspace.open(space).version
    at = time.monotonic()
    with most_memory(MOST_MEMORY):
        try:
            report = load_table(space, table=table, file=file)
            problems, commit = report.problems, report.commit
        except JiqunError as err:
            problems, commit = err.problems, None
    assert time.monotonic() - at < LONGEST_SECONDS
    for one in problems:
        for lang in ("en", "zh"):
            said = one.said(lang)
            assert all((said.found, said.expected, said.fix)), one
            assert "…" not in said.fix and one.code not in said.fix, one
    assert Workspace.open(space).version == (before if commit is None else commit)
    assert (commit is None) == bool(problems)
    if commit is not None:
        assert Workspace.open(space).frame(table).height == report.accepted == report.read
    return sorted({one.code for one in problems})


def dice(seed):
    """Give a generator that always throws the same for a seed."""
    return np.random.Generator(np.random.PCG64(seed))


def broken_bytes(data, throw):
    """Break bytes once: cut, drop, double, overwrite, insert."""
    data = bytearray(data)
    at = int(throw.integers(len(data)))
    size = int(throw.integers(1, max(2, min(64, len(data) - at + 1))))
    way = int(throw.integers(6))
    if way == 0:
        del data[at:]
    elif way == 1:
        del data[at : at + size]
    elif way == 2:
        data[at:at] = data[at : at + size]
    elif way == 3:
        data[at : at + 4] = INTEGERS[int(throw.integers(len(INTEGERS)))]
    elif way == 4:
        data[at] ^= 1 << int(throw.integers(8))
    else:
        data[at:at] = throw.bytes(size)
    return bytes(data)


def broken_text(data, throw):
    """Break markup once: a number, a name, a tag, a bracket, or as bytes."""
    way = int(throw.integers(5))
    if way == 0:
        return _replaced(rb"\d+", data, NUMBERS, throw)
    if way == 1:
        return _replaced(
            rb"<[^>]*>|[\[\]{}:,]", data, [b"", b"<x>", b"[", b"]", b"{", b"null"], throw
        )
    if way == 2:
        return _replaced(rb"[A-Za-z]{2,}", data, WORDS, throw)
    if way == 3:
        pieces = re.findall(rb"<[^>]*>[^<]*|[^<>,]+,?", data)
        at, to = (int(throw.integers(len(pieces))) for _ in range(2))
        pieces[at], pieces[to] = pieces[to], pieces[at]
        return b"".join(pieces)
    return broken_bytes(data, throw)


def _replaced(pattern, data, choices, throw):
    found = list(re.finditer(pattern, data))
    if not found:
        return broken_bytes(data, throw)
    one = found[int(throw.integers(len(found)))]
    return data[: one.start()] + choices[int(throw.integers(len(choices)))] + data[one.end() :]
