"""CSV and its kin: bytes to text, text to records, records to fields.

Knows encodings, line ends, quotation marks and delimiters. Must not know what a column means.
"""

from jiqun.sources.files.texts.delimited import read_delimited
from jiqun.sources.files.texts.encodings import encoding_known
from jiqun.sources.files.texts.fields import split_fields
from jiqun.sources.files.texts.plain import PlainText, read_plain

__all__ = ["PlainText", "encoding_known", "read_delimited", "read_plain", "split_fields"]
