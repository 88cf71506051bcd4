"""The list of sheets of a .xlsb."""

from __future__ import annotations

import re
import struct

_U32 = struct.Struct("<I")
#: A record of a sheet: its kind, then one or two bytes of its length, then two numbers.
_SHEET = re.compile(rb"\x9c\x01(?:[\x00-\x7f]|[\x80-\xff][\x00-\x7f]).{8}", re.DOTALL)


def sheets_in_binary(listed: bytes) -> list[tuple[str, str]]:
    """Give name and relation of each sheet of a workbook.bin."""
    found = []
    for head in _SHEET.finditer(listed):
        relation, at = _text(listed, head.end())
        name, at = _text(listed, at)
        if at:
            found.append((name, relation))
    return found


def _text(data: bytes, at: int) -> tuple[str, int]:
    """Read a counted text and where it ended; 0 where there is none."""
    if not at or at + _U32.size > len(data):
        return "", 0
    end = at + _U32.size + 2 * int(_U32.unpack_from(data, at)[0])
    if end > len(data):
        return "", 0
    return data[at + _U32.size : end].decode("utf-16-le", errors="replace"), end
