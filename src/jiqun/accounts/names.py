"""Names of people: how they are written, and when two are one."""

from __future__ import annotations

import hashlib
from unicodedata import normalize

from jiqun.core import InputError, problem

MOST = 80
#: How the name begins that stands for somebody whose name was erased.
ERASED = "removed-"
#: What would part an address or steer a spreadsheet.
_SIGNS = frozenset('/\\?#%"<>|')


def check_name(name: str) -> str:
    """Give a name as it is kept; refuse what is none (``user-name``).

    Examples
    --------
    >>> check_name("  Li Wei "), check_name("王芳")
    ('Li Wei', '王芳')
    """
    told = normalize("NFC", name).strip()
    good = told.isprintable() and not set(told) & _SIGNS and set(told) - {"."}
    if not good or not 0 < len(told) <= MOST or folded(told).startswith(ERASED):
        raise InputError(problem("user-name", subject="name", name=told[:MOST], most=MOST))
    return told


def folded(name: str) -> str:
    """Write a name the one way in which two are compared.

    Examples
    --------
    >>> folded("Ｌｉ Wei") == folded("li wei")
    True
    """
    return normalize("NFKC", normalize("NFKC", name).strip().casefold())


def blurred(name: str) -> str:
    """Give what is kept of a name that may be nobody's."""
    return hashlib.blake2b(folded(name).encode("utf-8", "replace"), digest_size=16).hexdigest()
