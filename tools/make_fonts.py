"""Make the packaged fonts from Debian's Noto packages: a subset, nothing redrawn.

    python tools/make_fonts.py --cjk DIR --latin DIR --names FILE [FILE ...] --into DIR

``--cjk`` is the folder with NotoSansCJK-*.ttc (package fonts-noto-cjk), ``--latin`` the one
with NotoSans-*.ttf (package fonts-noto-core), ``--names`` are texts whose every character must
be drawn. The licence of both is the SIL Open Font License 1.1 without reserved names.
Needs fontTools and brotli. Running it twice gives the same bytes.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont

#: Windows, American English: the language of a face's names.
ENGLISH = 0x409
#: Position of the simplified Chinese face in Debian's collections.
SIMPLIFIED = 2
WEIGHTS = ("Regular", "Bold")
#: Unicode blocks kept beside the hanzi: first and last code point.
LATIN_BLOCKS = (
    (0x0020, 0x024F),  # Latin, Latin-1, Extended-A and -B
    (0x02B0, 0x036F),  # modifiers and combining marks
    (0x0370, 0x052F),  # Greek, Cyrillic
    (0x1E00, 0x1EFF),  # Latin Extended Additional
    (0x2000, 0x209F),  # punctuation, superscripts and subscripts
    (0x20A0, 0x20CF),  # currencies
    (0x2100, 0x214F),  # letter-like
)
SYMBOL_BLOCKS = (
    (0x2150, 0x218F),  # fractions, Roman numerals
    (0x2190, 0x22FF),  # arrows, mathematics
    (0x2460, 0x24FF),  # enclosed numbers
    (0x25A0, 0x27BF),  # shapes, marks
    (0x3000, 0x303F),  # Chinese punctuation
    (0xFE30, 0xFE4F),
    (0xFF00, 0xFFEF),  # full-width forms
)
FEATURES = ["kern", "liga", "ccmp", "mark", "mkmk", "locl", "palt", "halt", "pwid", "tnum"]


def gb2312() -> set[int]:
    """Every character of GB/T 2312-1980: 6,763 hanzi and the symbols before them."""
    found = set()
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            try:
                found.add(ord(bytes((row, cell)).decode("gb2312")))
            except UnicodeDecodeError:
                continue
    return found


def blocks(*ranges: tuple[int, int]) -> set[int]:
    """Every code point of the ranges, ends included."""
    return {code for first, last in ranges for code in range(first, last + 1)}


def rename(font: TTFont, family: str, weight: str) -> None:
    """Name the face, keep copyright, licence and version, drop the other languages' names."""
    kept = [n for n in font["name"].names if n.langID == ENGLISH and n.nameID in (0, 5, 13, 14)]
    font["name"].names = kept
    wanted = {1: family, 2: weight, 3: f"{family}-{weight}-jiqun", 4: f"{family} {weight}"}
    wanted[6] = f"{family.replace(' ', '')}-{weight}"
    for number, text in wanted.items():
        font["name"].setName(text, number, 3, 1, ENGLISH)
    if "CFF " in font:
        top = font["CFF "].cff
        top.fontNames = [wanted[6]]
        top.topDictIndex[0].FamilyName = family
        top.topDictIndex[0].FullName = wanted[4]


def subset(font: TTFont, codes: Iterable[int]) -> None:
    """Keep the glyphs of the codes and the features that horizontal text needs."""
    options = Options()
    options.layout_features = FEATURES
    options.name_IDs = ["*"]
    options.name_languages = ["*"]
    options.hinting = False
    options.desubroutinize = False
    options.drop_tables += ["VORG", "vhea", "vmtx", "DSIG", "BASE"]
    options.notdef_outline = True
    options.recalc_timestamp = False
    tool = Subsetter(options)
    tool.populate(unicodes=sorted(codes))
    tool.subset(font)


def write(font: TTFont, into: Path, name: str, extension: str) -> None:
    """Write the desktop and the web form."""
    font.save(into / f"{name}.{extension}")
    font.flavor = "woff2"
    font.save(into / f"{name}.woff2")


def main() -> None:
    """Read the folders from the command line and write eight files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cjk", type=Path, required=True)
    parser.add_argument("--latin", type=Path, required=True)
    parser.add_argument("--names", type=Path, nargs="*", default=[])
    parser.add_argument("--into", type=Path, required=True)
    options = parser.parse_args()
    words = {ord(c) for path in options.names for c in path.read_text(encoding="utf-8-sig")}
    for weight in WEIGHTS:
        latin = TTFont(options.latin / f"NotoSans-{weight}.ttf", recalcTimestamp=False)
        subset(latin, blocks(*LATIN_BLOCKS))
        rename(latin, "Noto Sans", weight)
        write(latin, options.into, f"NotoSans-{weight}", "ttf")
        collection = TTCollection(options.cjk / f"NotoSansCJK-{weight}.ttc", recalcTimestamp=False)
        chinese = collection.fonts[SIMPLIFIED]
        missing = words - set(chinese.getBestCmap()) - {0x09, 0x0A, 0x0D, 0xFEFF}
        print(f"{weight}: characters no face draws: {sorted(map(chr, missing))}")
        subset(chinese, words | gb2312() | blocks(*LATIN_BLOCKS, *SYMBOL_BLOCKS))
        rename(chinese, "Noto Sans SC", weight)
        write(chinese, options.into, f"NotoSansSC-{weight}", "otf")


if __name__ == "__main__":
    main()
