"""The server itself: where it binds, what it refuses, that it runs and ends."""

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request

import pytest
from typer.testing import CliRunner

from jiqun.cli.app import app
from jiqun.core import InputError, UnknownError
from jiqun.web import serving

KEY = "sixteen-characters-and-more"


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "example.org", "10.0.0.1", ""])
def test_a_bind_beyond_loopback_needs_a_key(host):
    with pytest.raises(InputError) as told:
        serving.check_bind(host, None)
    assert [one.code for one in told.value.problems] == ["serve-key"]
    serving.check_bind(host, KEY)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.53", "::1", "localhost"])
def test_loopback_needs_none(host):
    serving.check_bind(host, None)


@pytest.mark.parametrize("key", ["", "short", "x" * 15])
def test_a_short_key_is_refused_everywhere(key):
    with pytest.raises(InputError):
        serving.check_bind("127.0.0.1", key)


def test_a_taken_port_gives_way_to_the_next():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert serving._free_port("127.0.0.1", port) != port


def test_a_folder_that_is_no_workspace_is_refused_before_anything_is_served(tmp_path):
    with pytest.raises(UnknownError):
        serving.serve_workspace(tmp_path, tell=lambda _: pytest.fail("served"))


def test_the_command_refuses_too(folder):
    done = CliRunner().invoke(app, ["serve", str(folder), "--host", "0.0.0.0"])
    assert isinstance(done.exception, InputError)


@pytest.mark.parametrize("key", [None, KEY])
def test_a_running_server_prints_its_address_and_answers_there(folder, key):
    command = [sys.executable, "-m", "jiqun", "serve", str(folder), "--port", "0", "--json"]
    env = os.environ | ({"JIQUN_API_KEY": key} if key else {})
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env) as server:
        try:
            address = json.loads(server.stdout.readline())
            assert address["host"] == "127.0.0.1"
            url = f"http://127.0.0.1:{address['port']}/api/v1/health"
            if key:
                assert status(url, {}, patience=40) == 401
            assert status(url, {"X-API-Key": key} if key else {}, patience=40) == 200
            assert status(url, {"Host": "evil.test"}) == 403
        finally:
            server.send_signal(signal.SIGINT)
            assert server.wait(timeout=30) in {0, -signal.SIGINT, 130}


def status(url, headers, patience=0):
    import time

    end = time.monotonic() + patience
    while True:
        try:
            with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            with error:
                return error.code
        except urllib.error.URLError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)
