"""A server that may be changed through, over a workspace of the tests, and who holds it."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from jiqun.web import create_app
from jiqun.web.access import HEADER, KEY
from jiqun.web.editing import Editing

OWN = {HEADER: "1", "origin": "http://127.0.0.1", "sec-fetch-site": "same-origin"}


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """An empty workspace."""
    from jiqun.studies import create_workspace

    made = tmp_path_factory.mktemp("edited") / "ws"
    create_workspace(made, title="To be filled")
    return made


@pytest.fixture(scope="module")
def editing():
    with Editing() as made:
        yield made


@pytest.fixture(scope="module")
def edited(place, editing):
    return create_app(place, editing=editing)


@pytest.fixture
def stranger(edited, ask):
    """A client that has not opened the printed address."""
    return ask(edited)


@pytest.fixture
def editor(edited, editing, ask):
    """A browser that has opened it: it holds the cookie, and its pages send the header."""
    client = ask(edited)
    client.get("/en/data", params={KEY: editing.printed.key})
    client.headers.update(OWN)
    return client


@pytest.fixture
def send(editor):
    """Send a file; give its id."""

    def sent(name, body):
        answer = editor.post("/api/v1/uploads", params={"name": name}, content=body)
        assert answer.status_code == 201, answer.text
        return answer.json()["upload"]

    return sent


@pytest.fixture
def codes():
    def of(answer):
        return [one["code"] for one in answer.json()["problems"]]

    return of


@pytest.fixture(scope="session")
def own():
    return SimpleNamespace(headers=OWN)
