"""Bytes of unknown encoding to text: UTF-8, UTF-16, GB18030 (GBK, GB2312), Big5, Windows-1252."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from jiqun.core import Problem, problem
from jiqun.sources.files.contents import stop

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark its own begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 20_000
_SAMPLE_LINES = 2_000
_HIGH = re.compile(rb"[\x80-\xff]")
#: Share of the characters beyond ASCII that must be everyday Chinese to believe in GB18030.
_CHINESE_SHARE = 0.8
#: Share of bytes that must be NUL to believe in UTF-16 without its mark.
_NUL_SHARE = 0.3
#: In UTF-32 most bytes are.
_NUL_SHARE_WIDE = 0.6
_SURROGATES = re.compile("[\ud800-\udfff]")
#: Codecs that write code or host names, no text for people.
_NO_TEXT = ("idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined")
_BEYOND = re.compile(r"[^\x00-\x7f]+")
#: Lead bytes of Big5's everyday characters; whole characters of a line for each that was cut.
_FIRST_PLANE, _WHOLE_A_CUT = (0xA4, 0xC6), 2
_SHOWN = 40
_PROBE = "region,level\n1"


def to_text(data: bytes, *, name: str, encoding: str) -> tuple[str, tuple[Problem, ...]]:
    """Decode, and say how where it was not UTF-8.

    Raises
    ------
    InputError
        ``encoding-unknown``: with the first line that cannot be decoded.
    """
    if encoding:
        return _decode(data, encoding, name=name), ()
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return _decode(data, codec, name=name), ()
    sample = data[:_SAMPLE]
    nul = sample.count(0)
    if nul > _NUL_SHARE * len(sample):
        width = "utf-32" if nul > _NUL_SHARE_WIDE * len(sample) else "utf-16"
        order = "be" if sample[:1] == b"\x00" else "le"
        return _decode(data, f"{width}-{order}", name=name), ()
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        return _guess(data, name=name)


def _decode(data: bytes, encoding: str, *, name: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeError as err:
        raise stop(_undecodable(data, encoding, getattr(err, "start", 0), name=name)) from None
    half = _SURROGATES.search(text)  # some codecs give half characters, which are no text
    if half:
        before = len(text[: half.start()].encode(encoding, errors="ignore"))
        raise stop(_undecodable(data, encoding, before, name=name))
    return text


def _undecodable(data: bytes, encoding: str, at: int, *, name: str) -> Problem:
    number = data.count(b"\n", 0, at) + 1
    shown = data[at : at + 4].hex(" ")
    told: dict[str, Any] = {"encoding": encoding, "number": number, "bytes": shown}
    return problem("encoding-unknown", subject=name, **told)


def encoding_known(name: str) -> bool:
    """Say whether a name is that of an encoding of text, as Python knows them."""
    try:
        found = codecs.lookup(name)
        return found.name not in _NO_TEXT and _PROBE.encode(name).decode(name) == _PROBE
    except (LookupError, ValueError):
        return False


def _guess(data: bytes, *, name: str) -> tuple[str, tuple[Problem, ...]]:
    foreign = list(islice(_foreign_lines(data), _SAMPLE_LINES))
    other = [line for line in foreign if not _is_utf8(line)]
    if other and all(map(_was_utf8, other)):
        raise stop(_damaged(data, name=name))
    if 2 * len(other) <= len(foreign):
        return _mixed(data, name=name)
    encoding = _likeliest(b"\n".join(other))
    text = _decode(data, encoding, name=name)
    caution = problem("encoding-converted", subject=name, encoding=encoding)
    return text, (caution,)


def _foreign_lines(data: bytes) -> Iterator[bytes]:
    """Give the lines with bytes beyond ASCII, without looking at the others twice."""
    at = 0
    while found := _HIGH.search(data, at):
        start = data.rfind(b"\n", 0, found.start()) + 1
        end = data.find(b"\n", found.end())
        at = len(data) if end < 0 else end
        yield data[start:at]


def _mixed(data: bytes, *, name: str) -> tuple[str, tuple[Problem, ...]]:
    """Decode a file whose few lines in GB18030 stand among UTF-8."""
    lines = data.split(b"\n")
    other = [at for at, line in enumerate(lines) if not line.isascii() and not _is_utf8(line)]
    if any(_was_utf8(lines[at]) for at in other):
        raise stop(_damaged(data, name=name))
    for at in other:
        try:
            lines[at] = lines[at].decode("gb18030").encode()
        except UnicodeDecodeError as err:
            shown = lines[at][err.start : err.start + 4].hex(" ")
            raise stop(
                problem(
                    "encoding-unknown", subject=name, encoding="utf-8", number=at + 1, bytes=shown
                )
            ) from None
    count, number = len(other), other[0] + 1
    caution = problem("encoding-mixed", subject=name, count=count, number=number)
    return b"\n".join(lines).decode(), (caution,)


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _was_utf8(line: bytes) -> bool:
    """Say whether a line is UTF-8 but for a character or two that were cut."""
    text = line.decode(errors="replace")
    bad = text.count("\ufffd")
    whole = sum(1 for char in text if char >= "\u2e80" and char != "\ufffd")
    return bad > 0 and whole >= _WHOLE_A_CUT * bad


def _damaged(data: bytes, *, name: str) -> Problem:
    """Tell the first line with a character that was cut."""
    lines = data.split(b"\n")
    number, line = next((at, one) for at, one in enumerate(lines, 1) if _was_utf8(one))
    text = line.decode(errors="replace").strip()
    return problem("encoding-damaged", subject=name, number=number, text=text[:_SHOWN])


def _likeliest(data: bytes) -> str:
    """Choose the encoding of bytes that are no UTF-8: the one that gives everyday characters."""
    simplified, traditional = _share_of_simplified(data), _share_of_traditional(data)
    if simplified >= max(_CHINESE_SHARE, traditional):
        return "gb18030"
    return "big5" if traditional >= _CHINESE_SHARE else "cp1252"


def _share_of_traditional(data: bytes) -> float:
    """Give the share of everyday characters in bytes read as Big5; 0 where they are none.

    Those stand in its first plane (lead bytes A4 to C6), and beside one another: a letter of
    Western Europe and the one after it may look like a single one of them.
    """
    try:
        text = data.decode("cp950")
    except UnicodeDecodeError:
        return 0.0
    runs = _BEYOND.findall(text[: _SAMPLE * 10])
    found = "".join(runs)
    alone = sum(1 for run in runs if len(run) == 1)
    if not found or 2 * alone > len(runs):
        return 0.0
    lead = [char.encode("cp950")[0] for char in found]
    return sum(1 for one in lead if _FIRST_PLANE[0] <= one <= _FIRST_PLANE[1]) / len(found)


def _share_of_simplified(data: bytes) -> float:
    """Give the share of everyday characters (GB 2312) in bytes read as GB18030."""
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        # one damaged line must not make a Chinese file a French one
        text = data.decode("gb18030", errors="replace")
    beyond = [c for c in text[: _SAMPLE * 10] if not c.isascii()][:_SAMPLE]
    known = sum(1 for c in beyond if c.encode("gb2312", errors="ignore"))
    return known / len(beyond) if beyond else 1.0
