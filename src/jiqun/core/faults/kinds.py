"""From an error of the system or of a library to a coded problem with a remedy."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterator
from pathlib import Path

from jiqun.core.errors import Problem, problem

#: Longest piece of a foreign message that a sentence repeats.
LONGEST = 200
#: Errors looked at behind the one that was raised.
DEEPEST = 12

#: The system's name of an error -> code and case; no system has all of them.
BY_NAME: dict[str, tuple[str, str]] = {
    "ENOSPC": ("disk-full", ""),
    "EDQUOT": ("disk-full", "quota"),
    "EFBIG": ("file-large", ""),
    "EACCES": ("not-permitted", ""),
    "EPERM": ("not-permitted", ""),
    "EROFS": ("read-only", ""),
    "EBUSY": ("file-busy", ""),
    "ETXTBSY": ("file-busy", ""),
    "ENOENT": ("path-missing", ""),
    "ENOTDIR": ("path-not-folder", ""),
    "EISDIR": ("path-folder", ""),
    "EEXIST": ("path-exists", ""),
    "ENOTEMPTY": ("path-exists", "folder"),
    "ENAMETOOLONG": ("path-long", ""),
    "ELOOP": ("path-loop", ""),
    "EMFILE": ("files-open", ""),
    "ENFILE": ("files-open", ""),
    "EIO": ("disk-broken", ""),
    "ESTALE": ("place-lost", ""),
    "ENODEV": ("place-lost", ""),
    "ENXIO": ("place-lost", ""),
    "ENOTSUP": ("place-unfit", ""),
    "ENOLCK": ("place-unfit", ""),
    "EXDEV": ("place-unfit", ""),
    "ENOMEM": ("memory", ""),
    "EADDRINUSE": ("address-taken", ""),
    "EADDRNOTAVAIL": ("address-taken", "foreign"),
    "ECONNREFUSED": ("network-down", ""),
    "ECONNRESET": ("network-down", ""),
    "ENETUNREACH": ("network-down", ""),
    "EHOSTUNREACH": ("network-down", ""),
    "ETIMEDOUT": ("network-down", ""),
}
BY_ERRNO = {getattr(errno, name): kind for name, kind in BY_NAME.items() if hasattr(errno, name)}

#: The number that Windows gives -> code and case.
BY_WINDOWS: dict[int, tuple[str, str]] = {
    2: ("path-missing", ""),
    3: ("path-missing", ""),
    4: ("files-open", ""),
    5: ("not-permitted", ""),
    8: ("memory", ""),
    14: ("memory", ""),
    19: ("read-only", ""),
    32: ("file-busy", ""),
    33: ("file-busy", ""),
    39: ("disk-full", ""),
    53: ("place-lost", ""),
    64: ("place-lost", ""),
    80: ("path-exists", ""),
    112: ("disk-full", ""),
    123: ("path-name", ""),
    145: ("path-exists", "folder"),
    183: ("path-exists", ""),
    206: ("path-long", ""),
    267: ("path-not-folder", ""),
    1295: ("disk-full", "quota"),
    1450: ("memory", ""),
    1455: ("memory", ""),
}

#: What libraries say in words where they give no number.
BY_WORDS: tuple[tuple[str, str, str], ...] = (
    (r"no space left on device|not enough space on the disk|disk is full", "disk-full", ""),
    (r"disk quota exceeded", "disk-full", "quota"),
    (r"read-only file system|write protected", "read-only", ""),
    (r"can't start new thread|cannot start new thread|failed to spawn thread", "memory", "threads"),
    (
        r"out of memory|memory allocation|bad_alloc|(un|not |failed )(able )?to allocate",
        "memory",
        "",
    ),
    (r"(could not|cannot) allocate", "memory", ""),
    (r"permission denied|access is denied", "not-permitted", ""),
    (r"file ?name too long", "path-long", ""),
    (r"too many open files", "files-open", ""),
    (r"input/output error", "disk-broken", ""),
    (r"embedded null (byte|character)", "path-name", "nul"),
    (r"no locator available for file", "install-broken", "cache"),
)

#: Classes by name, those of libraries too: they are not imported for it.
BY_CLASS: dict[str, tuple[str, str]] = {
    "KeyboardInterrupt": ("interrupted", ""),
    "MemoryError": ("memory", ""),
    "RecursionError": ("too-deep", ""),
    "ImportError": ("install-broken", ""),
    "TerminatedWorkerError": ("memory", "worker"),
    "BrokenProcessPool": ("memory", "worker"),
    "OutOfMemoryException": ("memory", ""),
    "OutOfMemoryError": ("memory", ""),
    "InterruptException": ("interrupted", ""),
    "CancelledError": ("interrupted", ""),
    "Abort": ("interrupted", ""),
    "gaierror": ("network-down", ""),
}

#: Where our own files lie: what is wrong there is wrong with the installation.
OURS = f"{Path(__file__).parents[2]}{os.sep}"
#: What is the cause although another error followed while it was being handled.
DEEP = frozenset({"disk-full", "memory", "disk-broken", "files-open", "read-only", "interrupted"})


def foreign_problem(error: BaseException, *, subject: str = "jiqun") -> Problem:
    """Say what an error that is not ours means, and what to do about it.

    Parameters
    ----------
    error
        Anything that was raised, KeyboardInterrupt and a library's panic included.
    subject
        What was being done; an error of the system names its file instead.

    Returns
    -------
    Problem
        ``disk-full``, ``not-permitted``, ``read-only``, ``memory``, ``too-deep``,
        ``interrupted``, ``install-broken``, one of ``path-…`` and so on;
        ``fault`` where nothing better is known.

    Examples
    --------
    >>> foreign_problem(OSError(errno.ENOSPC, "No space left on device", "a.csv")).code
    'disk-full'
    >>> foreign_problem(ValueError("odd")).code
    'fault'
    """
    for one, direct in _behind(error):
        code, case = _kind(one)
        if code and (direct or code in DEEP):
            about = path_of(one) or subject
            if about.startswith(OURS):
                code, case = "install-broken", ""
            return problem(code, subject=about, case=case, said=said(one))
    return problem("fault", subject=subject, kind=type(error).__name__, said=said(error))


def is_interruption(error: BaseException) -> bool:
    """Tell whether somebody stopped the work."""
    return any(_kind(one)[0] == "interrupted" for one, _ in _behind(error))


def path_of(error: BaseException) -> str:
    """Give the path that an error of the system names, else nothing."""
    named = getattr(error, "filename", None) if isinstance(error, OSError) else None
    return os.fsdecode(named) if isinstance(named, str | bytes | os.PathLike) else ""


def said(error: BaseException) -> str:
    r"""Give an error's own words: one line, short, nothing that steers a terminal.

    Examples
    --------
    >>> said(ValueError("one\n\x1b[31mtwo"))
    'one [31mtwo'
    """
    try:
        words = str(error)
    except Exception:  # noqa: BLE001 - a foreign error's own words may fail in any way
        words = ""
    plain = " ".join("".join(c if c.isprintable() else " " for c in words).split())
    return plain if len(plain) <= LONGEST else plain[: LONGEST - 1] + "…"


def _behind(error: BaseException) -> Iterator[tuple[BaseException, bool]]:
    """Go through an error and what was behind it; the second says whether it is named its cause."""
    one: BaseException | None = error
    direct = True
    for _ in range(DEEPEST):
        if one is None:
            return
        yield one, direct
        direct = direct and one.__cause__ is not None
        one = one.__cause__ or one.__context__


def _kind(error: BaseException) -> tuple[str, str]:
    named = (BY_CLASS[one.__name__] for one in type(error).__mro__ if one.__name__ in BY_CLASS)
    if found := next(named, None):
        return found
    if isinstance(error, UnicodeEncodeError):
        return ("path-name", "encoding") if "surrogates" in error.reason else ("", "")
    return _of_system(error) if isinstance(error, OSError) else _of_words(error)


def _of_system(error: OSError) -> tuple[str, str]:
    known = BY_WINDOWS.get(getattr(error, "winerror", None) or -1)
    known = known or BY_ERRNO.get(error.errno or -1)
    if known is None and error.errno == errno.EINVAL and error.filename is not None:
        known = ("path-name", "")
    return known or _of_words(error)


def _of_words(error: BaseException) -> tuple[str, str]:
    """Read what a library says of the system: its number, else its words."""
    words = said_whole(error)
    numbers = BY_WINDOWS if os.name == "nt" else BY_ERRNO
    for number in re.findall(r"\(os error (\d+)\)", words):
        if int(number) in numbers:
            return numbers[int(number)]
    found = (one for one in BY_WORDS if re.search(one[0], words, re.IGNORECASE))
    return next(((code, case) for _, code, case in found), ("", ""))


def said_whole(error: BaseException) -> str:
    """Give an error's own words, as far as it has any."""
    try:
        return str(error)
    except Exception:  # noqa: BLE001 - as above
        return ""
