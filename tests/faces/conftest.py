"""What is known by a name, so that its code can be looked for on every face."""

import json
import re
import warnings
from dataclasses import dataclass
from pathlib import Path

import pytest

from jiqun.clusters import schemes
from jiqun.core import quantities
from jiqun.web import create_app
from jiqun.workspace import Workspace

with warnings.catch_warnings():  # it would rather have the successor of httpx
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

#: What stands as a code beside its name or in a command to copy is no code in a name's place.
BESIDE = re.compile(
    r"\([^()]*\)|`[^`]*`|“[^”]*”|\[[^\[\]]*\]|^next: .*$|^接下来：.*$", re.MULTILINE
)


@dataclass(frozen=True)
class Codes:
    """The codes of a workspace that have names, none of them an English word."""

    known: frozenset

    def bare(self, text):
        """List the codes that stand in a text where names should."""
        plain = BESIDE.sub(" ", text)
        words = set(re.findall(r"[\w:.-]*\w", plain))
        return sorted(words & self.known)


@pytest.fixture(scope="session")
def codes(planted_workspace):
    ws = Workspace.open(planted_workspace)
    found = set()
    for table in ("regions", "industries", "categories", "organisations"):
        code = {"industries": "industry", "categories": "category"}.get(table, table[:-1])
        frame = ws.frame(table, [code, "name"])
        found |= {str(one) for one, name in frame.iter_rows() if name and name != one}
    found |= set(ws.frame("cells", ["cell"])["cell"])
    found |= {"economic-area", *schemes(), *(one for one in quantities() if "_" in one)}
    ends = {one.code for scheme in schemes().values() for one in scheme.ratings}
    found |= {one for one in ends if re.search(r"\d", one) and not one.isdigit()}
    plain = re.compile(r"[a-z]+|\d+|\w\w?")
    return Codes(frozenset(one for one in found if not plain.fullmatch(one)))


@pytest.fixture(scope="session")
def api(planted_workspace):
    """Ask the REST API for an answer."""
    client = TestClient(create_app(Path(planted_workspace)), base_url="http://127.0.0.1")

    def asked(path):
        answer = client.get(f"/api/v1{path}")
        assert answer.status_code == 200, answer.text
        return json.loads(answer.text)

    return asked
