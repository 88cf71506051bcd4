"""A workspace with an account of every role, and servers of every kind over it."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import SimpleNamespace

import polars as pl
import pytest

from jiqun.accounts import ROLES, Actor, Cost, Store, add_user, assign
from jiqun.core import Origin
from jiqun.studies import create_workspace
from jiqun.web import create_app
from jiqun.web.access import HEADER, Access
from jiqun.web.access.limits import Tries
from jiqun.web.editing import Editing
from jiqun.workspace import Workspace

#: A comparison of a password that takes no time: the servers of people are never given it.
QUICK = Cost(passes=1, memory_kib=8, lanes=1)
OWN = {HEADER: "1"}
PASSWORD = "correct horse battery {}"
BY = Actor(name="tests")


class Clock:
    """A time that tests move."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture(scope="session")
def build():
    """Make a workspace with one table."""
    return _built


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """A workspace that nobody changes."""
    return _built(tmp_path_factory.mktemp("built") / "ws")


@pytest.fixture(scope="session")
def people():
    """Give the accounts of a workspace: one of every role, named after it."""
    return _peopled


@pytest.fixture(scope="session")
def quick():
    return QUICK


def _built(path):
    create_workspace(path, title="Pfirsichland")
    regions = pl.DataFrame(
        {"region": ["r1", "r2"], "name": ["One", "Two"], "level": ["county", "county"]}
    )
    made = Origin(producer="The tests", title="Two regions", version="1", synthetic=True)
    with Workspace.open(path).transaction(verb="load", note="made for the tests") as t:
        t.put("regions", regions, origins=[made])
    return path


def _peopled(path, clock=None):
    store = Store(path, cost=QUICK, **({} if clock is None else {"clock": clock}))
    for role in sorted(ROLES, key=lambda one: one != "administrator"):
        add_user(store, role, role=role, password=PASSWORD.format(role), by=BY)
    assign(store, "juror", "regions", "r1", by=BY)
    return store


@pytest.fixture(scope="session")
def server(built):
    """One server for editing; making one takes longer than all that it is asked."""
    with Editing() as editing:
        access = Access(Store(built, cost=QUICK), printed=editing.printed)
        app = create_app(built, editing=editing, access=access)
        yield SimpleNamespace(app=app, access=access, editing=editing)


@pytest.fixture
def own(tmp_path, clock, ask, built, server):
    """A workspace of one's own with accounts, its store, and a server for editing."""
    path = Path(shutil.copytree(built, tmp_path / "ws"))
    store = _peopled(path, clock)
    server.app.state.workspace, server.access.store = path, store
    server.access.tries, server.access.origin = Tries(), None

    def client(role=None, base="http://127.0.0.1"):
        one = ask(server.app)
        one.base_url = base
        one.headers.update(OWN)
        if role is not None:
            given = {"name": role, "password": PASSWORD.format(role)}
            signed = one.post("/api/v1/session", json=given)
            assert signed.status_code == 201, signed.text
        return one

    yield SimpleNamespace(path=path, store=store, client=client, **vars(server))
    store.close()


@pytest.fixture
def codes():
    def of(answer):
        return [one["code"] for one in answer.json()["problems"]]

    return of
