"""Questions made from the API's own document: none brings a fault, an answer that the document
does not know, or a refusal of what the document allows.

A short run of every operation always; the whole one, with a hundred questions an operation and
with none of our words among them too, by ``JIQUN_CORPUS=all``.
"""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from jiqun.clusters import schemes
from jiqun.core import MEASURES

KEY = "vR2-nqT8_xLw0bFz-of-the-tests"
WHOLE = os.environ.get("JIQUN_CORPUS") == "all"
TOOL = Path(sys.executable).with_name("schemathesis")
CELLS = ["test-set:cars:c00", "test-set:chips:s1", "test-set:shops:N"]
#: What the workspace of these tests has, by parameter; most questions are of it.
WORDS = {
    "level": ["county", "state", "country"],
    "region": ["c00", "c01", "c02", "s0", "N"],
    "cell": CELLS,
    "cluster": ["case:shenzhen"],
    "category": ["cars", "chips", "shops"],
    "definition": ["test-set"],
    "industry": ["101", "102", "201"],
    "industries": ["101", "101,201", "301,999"],
    "with": ["c00,c01", ",".join(CELLS), "case:shenzhen,c00"],
    "quantity": ["quotient", "employment", "growth", "strength", "rating:us-cluster-mapping"],
    "name": ["regions", "activity", "cells", "ratings", "region_profiles"],
    "columns": ["region", "region,year"],
    "where": ["year=2020", "region~c0", "employment>100"],
    "sort": ["region", "-year", "quotient"],
    "year": [2019, 2020],
    "scheme": [one for one, told in schemes().items() if told.computable],
    "id": [*sorted(MEASURES), *schemes(), *CELLS, "c00", "case:shenzhen"],
    "q": ["shenzhen", "汽车"],
    "as_of": [1, 2],
}


@pytest.fixture(scope="module")
def address(folder):
    """A server with a key over the workspace of these tests."""
    command = [sys.executable, "-m", "jiqun", "serve", str(folder), "--port", "0", "--json"]
    env = os.environ | {"JIQUN_API_KEY": KEY}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env) as server:
        port = json.loads(server.stdout.readline())["port"]
        found = f"http://127.0.0.1:{port}/api/v1/openapi.json"
        try:
            wait(found)
            yield found
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(timeout=30)


def wait(address):
    for _ in range(600):
        try:
            with urllib.request.urlopen(address):
                return
        except urllib.error.HTTPError as error:
            error.close()
            return
        except urllib.error.URLError:
            time.sleep(0.1)
    pytest.fail("the server does not answer")


def told(words):
    """Write the tool's configuration: our words in most questions."""
    lines = []
    for name, values in words.items():
        lines += [f"[dictionaries.{name}]", f"values = {json.dumps(values, ensure_ascii=False)}"]
    lines += ["[parameters]"]
    lines += [f'{name} = {{ dictionary = "{name}", probability = 0.8 }}' for name in words]
    return "\n".join(lines) + "\n"


@pytest.mark.slow
@pytest.mark.timeout(3000)
@pytest.mark.parametrize(
    ("words", "examples"),
    [(WORDS, 100 if WHOLE else 4), *([({}, 100)] if WHOLE else [])],
    ids=["our words", "any words"][: 1 + WHOLE],
)
def test_the_document_is_kept(address, tmp_path, words, examples):
    assert TOOL.exists() or shutil.which("schemathesis"), "the group `test` brings schemathesis"
    config = tmp_path / "schemathesis.toml"
    config.write_text(told(words), encoding="utf-8")
    command = [
        *(str(TOOL), "--config-file", str(config), "--no-color", "run", address),
        *("--checks", "all", "--phases", "examples,coverage,fuzzing", "--seed", "1"),
        *("--max-examples", str(examples), "--header", f"X-API-Key: {KEY}"),
        *("--suppress-health-check", "all", "--request-timeout", "70", "--warnings", "off"),
    ]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    report = done.stdout[done.stdout.find("FAILURES") :] + done.stderr
    assert done.returncode == 0, report[-8000:]
    tested = int(re.search(r"Tested: (\d+)", done.stdout).group(1))
    assert tested == int(re.search(r"Selected: (\d+)", done.stdout).group(1)) > 30
