"""A heavy question as it can be sent to another process, and its answer."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from jiqun.core import Language
from jiqun.studies.browsing.snapshots import snapshot
from jiqun.web.encoding import Format, encoded, written

#: Smaller answers are not worth packing.
LEAST_PACKED = 1024
Form = Format | Literal["brief"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A study's function with what it is asked, and how its answer is written.

    Attributes
    ----------
    function
        Of a module, so that its name is enough to find it.
    path, commit, state
        The commit that it is asked about, given to it first; None where it needs no workspace.
        ``state`` tells commits of one number apart.
    given, named
        Further arguments.
    form, name
        How the answer is written; a file's name.
    lang
        Of sentences in it.
    packed
        Whether the answer is gzipped: here rather than where everybody waits for it.
    kept
        Whether the answer is remembered for the next who asks the same: not of what changes
        something.
    """

    function: Callable[..., Any]
    path: Path | None = None
    commit: int = 0
    state: str = ""
    given: tuple[Any, ...] = ()
    named: tuple[tuple[str, Any], ...] = ()
    form: Form = "json"
    name: str = ""
    lang: Language = "en"
    packed: bool = False
    kept: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """An answer ready to be sent."""

    body: bytes
    media_type: str
    packed: bool = False


def perform(job: Job) -> Made:
    """Do a job."""
    made = _made(job)
    if not job.packed or len(made.body) < LEAST_PACKED:
        return made
    body = gzip.compress(made.body, compresslevel=2, mtime=0)
    return Made(body=body, media_type=made.media_type, packed=True)


def _made(job: Job) -> Made:
    shown = () if job.path is None else (snapshot(job.path, as_of=job.commit),)
    found = job.function(*shown, *job.given, **dict(job.named))
    if job.form == "brief":
        return Made(body=found.content, media_type=found.media_type)
    if job.form == "json":
        return Made(body=encoded(found, job.lang), media_type="application/json")
    body, media_type = written(found, job.name, job.form)
    return Made(body=body, media_type=media_type)
