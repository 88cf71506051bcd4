"""Codes as files print them: dressed as numbers, padded, with a name behind, without letters."""

from __future__ import annotations

import re
from collections.abc import Iterable

from jiqun.sources.lists.reading import Kind

#: Digits of an administrative code of China.
ADMIN = 6
_LED = re.compile(
    r"^([A-Za-z]?[\d][\d.\-]*|[A-Za-z](?=$|[\s.、:：\u3400-\u9fff]))[\s_:：、.)）\-]*(.*)$"
)
_NUMBER = re.compile(r"^(\d+)\.0+$")


def led(text: str) -> tuple[str, str]:
    """Part a code from the name behind it; the code is empty where there is none.

    Examples
    --------
    >>> led("C18 纺织服装、服饰业"), led("330203.0"), led("海曙区")
    (('C18', '纺织服装、服饰业'), ('330203', ''), ('', '海曙区'))
    """
    number = _NUMBER.match(text)
    if number:
        return number.group(1), ""
    found = _LED.match(text)
    return (found.group(1).rstrip(".-"), found.group(2).strip()) if found else ("", text)


def spellings(code: str, kind: Kind) -> tuple[str, ...]:
    """Give the forms in which a code of a list is printed.

    Examples
    --------
    >>> spellings("C18", "industry"), spellings("330200", "region")
    (('C18', '18'), ('330200', '3302', '330200000', '330200000000'))
    """
    if kind == "region":
        return tuple(dict.fromkeys(_regional(code)))
    bare = re.sub(r"[.\s]", "", code).upper()
    forms = [code.upper(), bare]
    if bare[:1].isalpha() and bare[1:].isdigit():
        forms.append(bare[1:])
    if "-" in bare:
        first, last = (int(part) for part in bare.split("-"))
        forms += [str(number) for number in range(first, last + 1)]
    return tuple(dict.fromkeys(forms))


def plain(code: str, kind: Kind) -> str:
    """Give a printed code in the form that :func:`spellings` gives."""
    return code if kind == "region" else re.sub(r"[.\s]", "", code).upper()


def _regional(code: str) -> Iterable[str]:
    yield code
    if len(code) != ADMIN or not code.isdigit():
        return
    for digits in (2, 4):
        if code[digits:] == "0" * (ADMIN - digits):
            yield code[:digits]
            break
    yield from (code + "0" * more for more in (3, ADMIN))
