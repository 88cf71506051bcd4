"""CSV and its kin: bytes to text, text to records, records to fields.

Knows encodings, line ends, quotation marks and delimiters. Must not know what a column means.
"""

from jiqun.sources.files.texts.delimited import read_delimited
from jiqun.sources.files.texts.encodings import encoding_known

__all__ = ["encoding_known", "read_delimited"]
