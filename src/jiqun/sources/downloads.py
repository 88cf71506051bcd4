"""One file from its publisher: resumed, checked, kept, and never half there.

The bytes grow in ``NAME.part``; only a complete and checked file gets its name. Beside it
``NAME.json`` records address, digest, size and date, so that a second call needs no network
and a publisher's silent change is noticed.
"""

from __future__ import annotations

import hashlib
import json
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from jiqun.core import InputError, Progress, Words, problem, silent, words

if TYPE_CHECKING:
    import httpx

#: Bytes above which a file is refused unless the caller allows more.
LARGEST = 2 << 30
REDIRECTS = 5
ATTEMPTS = 4
#: What is written down beside a complete file.
RECORDED = {"url": str, "sha256": str, "size": int, "accessed": str}
PARTIAL, COMPLETE, NOT_SATISFIABLE, SERVER_ERROR, TOO_MANY = 206, 200, 416, 500, 429


@dataclass(frozen=True, slots=True, kw_only=True)
class Downloaded:
    """A complete file.

    Attributes
    ----------
    path, url, sha256, size
        Where it lies, whence it came, its digest and its bytes.
    accessed
        ISO date of the download.
    cached
        True where no byte was fetched now.
    resumed
        Bytes that an earlier, interrupted call had brought.
    """

    path: Path
    url: str
    sha256: str
    size: int
    accessed: str
    cached: bool = False
    resumed: int = 0


class _Truncated(Exception):  # noqa: N818 - a signal to try again, never seen outside
    """The body ended before its announced length, or another attempt may help."""

    def __init__(self, reason: Words) -> None:
        super().__init__(reason.en)
        self.reason = reason


def cache_folder() -> Path:
    """Give the folder where downloads are kept when the caller names none."""
    from platformdirs import user_cache_path

    return user_cache_path("jiqun") / "sources"


def download(
    url: str,
    *,
    into: Path,
    sha256: str = "",
    limit: int = LARGEST,
    patience: float = 1.0,
    progress: Progress = silent,
) -> Downloaded:
    """Fetch ``url`` into the folder ``into``, or give the copy that lies there.

    Parameters
    ----------
    url
        http or https only, redirects included; https never steps down to http.
    into
        Folder; made if absent.
    sha256
        Expected digest; empty: the one recorded at an earlier download, if any.
    limit
        Largest size in bytes.
    patience
        Seconds before the second attempt; doubles with each further one.
    progress
        Told of bytes.

    Returns
    -------
    Downloaded
        The complete, checked file.

    Raises
    ------
    InputError
        ``download-scheme``, ``download-status``, ``download-truncated``,
        ``download-checksum``, ``download-oversize``, ``download-unreachable``.
    """
    _check_scheme(url, url)
    into.mkdir(parents=True, exist_ok=True)
    target = into / _name(url)
    known = _recorded(target, url)
    if target.exists() and known and (not sha256 or known["sha256"] == sha256):
        if _digest(target) == known["sha256"]:
            return Downloaded(path=target, cached=True, **known)
        target.unlink()
    expected = sha256 or (known["sha256"] if known else "")
    part = target.with_name(target.name + ".part")
    resumed = _fetch(url, part, limit=limit, patience=patience, progress=progress)
    return _accept(url, part, target, expected=expected, resumed=resumed)


def _fetch(url: str, part: Path, *, limit: int, patience: float, progress: Progress) -> int:
    import httpx

    resumed = part.stat().st_size if part.exists() else 0
    last: str | Words = ""
    with _client(url) as client:
        for attempt in range(ATTEMPTS):
            if attempt:
                time.sleep(patience * 2 ** (attempt - 1))
            try:
                _attempt(client, url, part, limit=limit, progress=progress)
            except _Truncated as err:
                last = err.reason
            except InputError:
                raise
            except (httpx.HTTPError, httpx.InvalidURL, ValueError) as err:
                # a header or a redirect that makes no sense may be another server's next time
                last = f"{type(err).__name__}: {err}"
            else:
                return resumed
    code = "download-truncated" if part.exists() and part.stat().st_size else "download-unreachable"
    raise InputError(problem(code, subject=url, reason=last, attempts=ATTEMPTS))


def _client(url: str) -> httpx.Client:
    """Make a client; a proxy of the environment that cannot be used is told."""
    import httpx

    try:
        return httpx.Client(timeout=httpx.Timeout(30.0), follow_redirects=False)
    except (ValueError, ImportError, httpx.InvalidURL) as err:
        reason = f"{type(err).__name__}: {err}"
        raise InputError(
            problem("download-unreachable", subject=url, reason=reason, attempts=0)
        ) from err


def _attempt(client: httpx.Client, url: str, part: Path, *, limit: int, progress: Progress) -> None:
    held = part.stat().st_size if part.exists() else 0
    headers = {"Accept-Encoding": "identity", "User-Agent": "jiqun"}
    tag = _tag_file(part)
    if held and tag.exists():
        headers |= {"Range": f"bytes={held}-", "If-Range": tag.read_text(encoding="utf-8")}
    with _follow(client, url, headers) as answer:
        if answer.status_code == NOT_SATISFIABLE:
            part.unlink()
            raise _Truncated(words("sources.another-file"))
        if answer.status_code not in (COMPLETE, PARTIAL):
            _refuse_status(url, answer.status_code)
        start = held if _continues(answer, held) else 0
        total = start + int(answer.headers.get("content-length", 0))
        _check_size(url, total, limit)
        _remember_tag(answer, tag)
        got = _write(answer, part, start, limit=limit, total=total, progress=progress)
        if "content-length" in answer.headers and got < total:
            raise _Truncated(words("sources.cut-short", got=got, total=total))


def _write(
    answer: httpx.Response, part: Path, start: int, *, limit: int, total: int, progress: Progress
) -> int:
    got = start
    with part.open("r+b" if start else "wb") as sink:
        sink.seek(start)
        sink.truncate()
        for chunk in answer.iter_raw():
            sink.write(chunk)
            got += len(chunk)
            _check_size(str(answer.url), got, limit)
            progress("download", got, total)
    return got


@contextmanager
def _follow(client: httpx.Client, url: str, headers: Mapping[str, str]) -> Iterator[httpx.Response]:
    here = url
    for _ in range(REDIRECTS + 1):
        request = client.build_request("GET", here, headers=headers)
        answer = client.send(request, stream=True)
        if not answer.has_redirect_location:
            try:
                yield answer
            finally:
                answer.close()
            return
        answer.close()
        there = urljoin(here, answer.headers["location"])
        _check_scheme(there, here)
        here = there
    raise InputError(problem("download-status", subject=url, case="redirects", most=REDIRECTS))


def _accept(url: str, part: Path, target: Path, *, expected: str, resumed: int) -> Downloaded:
    digest = _digest(part)
    if expected and digest != expected:
        part.unlink()
        _tag_file(part).unlink(missing_ok=True)
        raise InputError(
            problem(
                "download-checksum",
                subject=url,
                digest=digest,
                wanted=expected,
                record=_record_file(target).name,
            )
        )
    facts = {
        "url": url,
        "sha256": digest,
        "size": part.stat().st_size,
        "accessed": datetime.now(UTC).date().isoformat(),
    }
    _record_file(target).write_text(json.dumps(facts, indent=1), encoding="utf-8")
    part.replace(target)
    _tag_file(part).unlink(missing_ok=True)
    return Downloaded(path=target, resumed=resumed, **facts)  # type: ignore[arg-type]


def _check_scheme(url: str, came_from: str) -> None:
    scheme, before = urlsplit(url).scheme, urlsplit(came_from).scheme
    if scheme not in ("http", "https") or (before == "https" and scheme == "http"):
        raise InputError(
            problem(
                "download-scheme",
                subject=url,
                case="redirect" if came_from != url else "",
                scheme=scheme,
                before=before,
            )
        )


def _check_size(url: str, size: int, limit: int) -> None:
    if size > limit:
        raise InputError(problem("download-oversize", subject=url, size=size, limit=limit))


def _refuse_status(url: str, status: int) -> None:
    if status >= SERVER_ERROR or status == TOO_MANY:
        raise _Truncated(words("sources.answers", status=status))
    raise InputError(problem("download-status", subject=url, status=status))


def _continues(answer: httpx.Response, held: int) -> bool:
    if answer.status_code != PARTIAL:
        return False
    return str(answer.headers.get("content-range", "")).startswith(f"bytes {held}-")


def _remember_tag(answer: httpx.Response, file: Path) -> None:
    tag = answer.headers.get("etag", "")
    tag = tag if not tag.startswith("W/") else ""
    tag = tag or answer.headers.get("last-modified", "")
    if tag:
        file.write_text(tag, encoding="utf-8")
    else:
        file.unlink(missing_ok=True)


def _recorded(target: Path, url: str) -> dict[str, Any] | None:
    try:
        facts = json.loads(_record_file(target).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    whole = isinstance(facts, dict) and facts.get("url") == url
    if not whole or any(not isinstance(facts.get(name), kind) for name, kind in RECORDED.items()):
        return None
    return {name: facts[name] for name in RECORDED}


def _name(url: str) -> str:
    """Name the file by the address: its last part, made plain, and a digest of the rest."""
    last = re.sub(r"[^A-Za-z0-9._-]", "_", urlsplit(url).path.rsplit("/", 1)[-1]).lstrip(".")
    stem = hashlib.sha256(url.encode()).hexdigest()[:8]
    return f"{stem}-{last or 'file'}"


def _record_file(target: Path) -> Path:
    return target.with_name(target.name + ".json")


def _tag_file(part: Path) -> Path:
    return part.with_name(part.name + ".tag")


def _digest(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
