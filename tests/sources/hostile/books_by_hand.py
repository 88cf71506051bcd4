"""Workbooks written byte by byte, so that a test can write what no program would."""

import io
import struct
import zipfile

ROWS = [["region", "name", "level"], ["R1", "One", "city"], ["R2", "Two", "city"]]
OOXML = "http://schemas.openxmlformats.org"
MAIN = f'xmlns="{OOXML}/spreadsheetml/2006/main"'
RELATIONS = f'xmlns="{OOXML}/package/2006/relationships"'


def letters(column):
    """Name a column, from 0."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def packed(path, parts, method=zipfile.ZIP_DEFLATED):
    """Write parts (a mapping, or pairs) into a zip archive."""
    pairs = parts.items() if isinstance(parts, dict) else parts
    with zipfile.ZipFile(path, "w", method) as made:
        for name, content in pairs:
            made.writestr(name, content)
    return path


def unpacked(data):
    """Give the parts of a packed workbook."""
    with zipfile.ZipFile(io.BytesIO(data)) as read:
        return {name: read.read(name) for name in read.namelist()}


def cell(row, column, value, more=""):
    """Write a cell of a .xlsx with its text in place; row and column from 0."""
    return f'<c r="{letters(column)}{row + 1}" t="inlineStr"{more}><is><t>{value}</t></is></c>'


def rows_of(table):
    """Write rows of a .xlsx."""
    return "".join(
        f'<row r="{at + 1}">' + "".join(cell(at, c, v) for c, v in enumerate(row)) + "</row>"
        for at, row in enumerate(table)
    )


def worksheet(inside, before=""):
    """Write a sheet of a .xlsx around its rows."""
    data = f"<sheetData>{inside}</sheetData>"
    return f'<?xml version="1.0"?>{before}<worksheet {MAIN}>{data}</worksheet>'


def xlsx_parts(inside=None, *, names=("Data",), sheets=None):
    """Give the parts of a .xlsx: one sheet with these rows, or several."""
    bodies = sheets or [worksheet(rows_of(ROWS) if inside is None else inside)]
    listed = "".join(
        f'<sheet name="{name}" sheetId="{at}" r:id="rId{at}"/>' for at, name in enumerate(names, 1)
    )
    related = "".join(
        f'<Relationship Id="rId{at}" Type="{OOXML}/officeDocument/2006/relationships/worksheet"'
        f' Target="worksheets/sheet{at}.xml"/>'
        for at in range(1, len(names) + 1)
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{OOXML}/package/2006/content-types"/>',
        "_rels/.rels": f'<Relationships {RELATIONS}><Relationship Id="rId1" Type="{OOXML}/'
        'officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/>'
        "</Relationships>",
        "xl/workbook.xml": f'<workbook {MAIN} xmlns:r="{OOXML}/officeDocument/2006/relationships">'
        f"<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f"<Relationships {RELATIONS}>{related}</Relationships>",
    }
    for at, body in enumerate(bodies, 1):
        parts[f"xl/worksheets/sheet{at}.xml"] = body
    return parts


ODF = "urn:oasis:names:tc:opendocument:xmlns"


def ods_parts(inside=None, *, tables=None):
    """Give the parts of a .ods: one table with these rows, or several tables."""
    bodies = tables or [f'<table:table table:name="Data">{inside or ods_rows(ROWS)}</table:table>']
    content = (
        f'<?xml version="1.0"?><office:document-content xmlns:office="{ODF}:office:1.0"'
        f' xmlns:table="{ODF}:table:1.0" xmlns:text="{ODF}:text:1.0"><office:body>'
        f"<office:spreadsheet>{''.join(bodies)}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        '<manifest:file-entry manifest:full-path="/"/></manifest:manifest>'
    )
    return {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "META-INF/manifest.xml": manifest,
        "content.xml": content,
    }


def ods_cell(value, more=""):
    """Write a cell of a .ods."""
    return (
        f'<table:table-cell office:value-type="string"{more}><text:p>{value}</text:p>'
        "</table:table-cell>"
    )


def ods_rows(table):
    """Write rows of a .ods."""
    return "".join(
        "<table:table-row>" + "".join(map(ods_cell, row)) + "</table:table-row>" for row in table
    )


def record(kind, content=b""):
    """Write a record of a .xlsb."""
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length, size = b"", len(content)
    while True:
        length += bytes([size & 0x7F | (0x80 if size > 0x7F else 0)])
        size >>= 7
        if not size:
            return head + length + content


def wide(text):
    """Write a counted text of a .xlsb."""
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def binary_row(row, cells):
    """Write a row of a .xlsb: texts by column."""
    head = record(0, struct.pack("<I", row) + bytes(13))
    return head + b"".join(record(6, struct.pack("<II", c, 0) + wide(v)) for c, v in cells.items())


def binary_sheet(inside):
    """Write a sheet of a .xlsb around its rows."""
    return b"".join(
        [
            record(0x81), record(0x93, bytes(23)), record(0x94, struct.pack("<4I", 0, 2, 0, 2)),
            record(0x91), inside, record(0x92), record(0x82),
        ]
    )  # fmt: skip


def xlsb_parts(inside=None, *, names=("Data",), sheets=None):
    """Give the parts of a .xlsb."""
    rows = b"".join(binary_row(at, dict(enumerate(row))) for at, row in enumerate(ROWS))
    bodies = sheets or [binary_sheet(rows if inside is None else inside)]
    listed = b"".join(
        record(0x9C, struct.pack("<II", 0, at) + wide(f"rId{at}") + wide(name))
        for at, name in enumerate(names, 1)
    )
    book = [record(0x83), record(0x99, bytes(12)), record(0x8F), listed, record(0x90), record(0x84)]
    related = "".join(
        f'<Relationship Id="rId{at}" Type="{OOXML}/officeDocument/2006/relationships/worksheet"'
        f' Target="worksheets/sheet{at}.bin"/>'
        for at in range(1, len(names) + 1)
    )
    parts = {
        "xl/workbook.bin": b"".join(book),
        "xl/_rels/workbook.bin.rels": f"<Relationships {RELATIONS}>{related}</Relationships>",
    }
    return parts | {f"xl/worksheets/sheet{at}.bin": body for at, body in enumerate(bodies, 1)}


def old_record(kind, content=b""):
    """Write a record of a .xls."""
    return struct.pack("<HH", kind, len(content)) + content


def label(row, column, text):
    """Write a text of a .xls."""
    head = struct.pack("<HHHHB", row, column, 0, len(text), 0)
    return old_record(0x0204, head + text.encode("latin-1"))


def old_sheet(inside, *, rows=3, columns=3):
    """Write a sheet of a .xls around its cells."""
    said = struct.pack("<IIHHH", 0, rows, 0, columns, 0)
    begin = old_record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 6))
    return begin + old_record(0x0200, said) + inside + old_record(0x000A)


def xls(inside=None, *, rows=3, columns=3, places=1):
    """Give the bytes of a .xls: one sheet, listed so many times."""
    if inside is None:
        inside = b"".join(label(r, c, v) for r, row in enumerate(ROWS) for c, v in enumerate(row))
    begin = old_record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 6))
    begin += old_record(0x0042, struct.pack("<H", 1200))
    names = [f"S{at}" for at in range(places)]
    size = sum(4 + 8 + len(name) for name in names)
    at = len(begin) + size + 4
    listed = b"".join(
        old_record(0x0085, struct.pack("<IBBBB", at, 0, 0, len(name), 0) + name.encode())
        for name in names
    )
    whole = begin + listed + old_record(0x000A) + old_sheet(inside, rows=rows, columns=columns)
    return compound(whole)


def compound(stream):
    """Put a stream named Workbook into a compound file."""
    stream = stream.ljust(4096, b"\0")
    sectors = -(-len(stream) // 512)
    tables = -(-(sectors + 1) // 127)
    first = tables + 1
    chain = [0xFFFFFFFD] * tables + [0xFFFFFFFE]
    chain += [*range(first + 1, first + sectors), 0xFFFFFFFE]
    chain += [0xFFFFFFFF] * (tables * 128 - len(chain))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<IIIIIIIII", 0, tables, tables, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    head += struct.pack("<109I", *range(tables), *[0xFFFFFFFF] * (109 - tables))
    entries = _entry("Root Entry", 5, 0xFFFFFFFE, 0) + _entry("Workbook", 2, first, len(stream))
    return b"".join(
        [
            head,
            struct.pack(f"<{len(chain)}I", *chain),
            entries.ljust(512, b"\0"),
            stream.ljust(512 * sectors, b"\0"),
        ]
    )


def _entry(name, kind, start, size):
    text = (name + "\0").encode("utf-16-le")
    child = 1 if kind == 5 else 0xFFFFFFFF
    head = text.ljust(64, b"\0") + struct.pack(
        "<HBBIII", len(text), kind, 1, *[0xFFFFFFFF] * 2, child
    )
    return head + bytes(36) + struct.pack("<IQ", start, size)
