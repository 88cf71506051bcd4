"""Do every job in one process and print a digest of each thing that it gives.

python -m tests.bits.probe FOLDER SEED ESTABLISHMENTS plain|awkward
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl

#: Results whose rows are told of apart where they differ.
WORKERS = 2


def digest(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=8).hexdigest()
