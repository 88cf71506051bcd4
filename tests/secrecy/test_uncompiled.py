"""The search for cycles says the same as plain Python and compiled, to the last bit."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

CALCULATION = """
import sys
sys.path.insert(0, sys.argv[1])
from firms import country
from jiqun.secrecy import Rules, primary, suppress
for seed in range(2):
    margins, cells = country(seed)
    told = suppress(margins, cells, primary(cells, Rules()))
    sys.stdout.write(told.mask.tobytes().hex() + told.proofs.moves.data.tobytes().hex())
"""


def test_compiled_and_plain_say_the_same():
    told = set()
    for compiled in ("0", "1"):
        done = subprocess.run(
            [sys.executable, "-c", CALCULATION, str(Path(__file__).parent)],
            capture_output=True,
            check=True,
            env=os.environ | {"JIQUN_COMPILE": compiled},
        )
        told.add(hashlib.sha256(done.stdout).hexdigest())
    assert len(told) == 1
