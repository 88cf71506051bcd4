"""The server itself: where it binds, what it refuses, that it runs and ends."""

import json
import os
import secrets
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
from jiqun.web import key_in, serving

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


@pytest.mark.parametrize(
    "key",
    ["a" * 40, "0123456789abcdef", "1234567812345678", "passwordpassword", "qwertyuiopasdfgh",
     "abcabcabcabcabcabc", "1qaz2wsx3edc4rfv", "changeme-changeme", "AdminAdminAdmin1",
     "x y z " * 4,
     "zyxwvutsrqponmlk", "9876543210987654", "PASSWORD12345678", "jiqun-api-key-test", "钥" * 16,
     " vR2-nqT8_xLw0bFz", "vR2-nqT8_\nxLw0bFz", "aabbccddeeffgghhiijj", "abababababababababab"],
)  # fmt: skip
def test_a_key_that_can_be_guessed_is_refused(key):
    with pytest.raises(InputError) as told:
        serving.check_bind("0.0.0.0", key)
    assert told.value.problems[0].code == "serve-key"
    for lang in ("en", "zh"):
        assert "--api-key-file" in told.value.problems[0].said(lang).fix


def test_made_keys_are_never_refused():
    for _ in range(2000):
        serving.check_bind("0.0.0.0", secrets.token_urlsafe(24))
        serving.check_bind("0.0.0.0", secrets.token_hex(16))


HTTPS = "https://atlas.example.org"


def test_beyond_this_machine_people_sign_in_over_https():
    serving.check_bind("0.0.0.0", None, origin=HTTPS, accounts=True)
    serving.check_edit("0.0.0.0", origin=HTTPS, accounts=True)
    serving.check_bind("127.0.0.1", None, origin=HTTPS, accounts=True)
    serving.check_bind("127.0.0.1", KEY, origin=HTTPS)
    for more in ({}, {"accounts": True}, {"origin": HTTPS}):
        with pytest.raises(InputError):
            serving.check_bind("0.0.0.0", None, **more)
        with pytest.raises(InputError):
            serving.check_edit("0.0.0.0", **more)
    with pytest.raises(InputError) as told:
        serving.check_bind("127.0.0.1", None, origin=HTTPS)
    assert "jiqun users add" in told.value.problems[0].said("en").fix
    with pytest.raises(InputError):  # with a key alone: nobody would be the author
        serving.check_edit("127.0.0.1", origin=HTTPS)


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        (None, None),
        (HTTPS, HTTPS),
        ("HTTPS://Atlas.Example.org:443/", HTTPS),
        ("https://atlas.example.org:8443", "https://atlas.example.org:8443"),
        ("http://localhost:8080", "http://localhost:8080"),
        ("https://[2001:db8::1]", "https://[2001:db8::1]"),
    ],
)
def test_an_origin_is_written_as_browsers_do(given, taken):
    assert serving.check_origin(given) == taken


@pytest.mark.parametrize(
    "origin",
    ["", "atlas.example.org", "http://atlas.example.org", "https://atlas.example.org/atlas",
     "ftp://localhost", "https://", "https://u:p@atlas.example.org", "https://a:99999", "https://a?b",
     "null", "*"],
)  # fmt: skip
def test_an_address_that_is_no_origin_is_refused(origin):
    with pytest.raises(InputError) as told:
        serving.check_origin(origin)
    assert [one.code for one in told.value.problems] == ["serve-origin"]


@pytest.mark.parametrize(
    ("host", "more", "reads"),
    [
        ("127.0.0.1", {"origin": None, "accounts": False}, True),
        ("127.0.0.1", {"origin": None, "accounts": True}, True),
        ("127.0.0.1", {"origin": HTTPS, "accounts": True}, False),
        ("0.0.0.0", {"origin": HTTPS, "accounts": True}, False),
    ],
)
def test_whoever_does_not_sign_in_reads_on_this_machine_only(host, more, reads):
    assert serving._everybody(host, None, **more) == ({"read"} if reads else set())
    assert serving._everybody(host, KEY, origin=None, accounts=False) == {"read"}
    assert serving._everybody("0.0.0.0", KEY, origin=HTTPS, accounts=True) == set()


def test_a_key_is_made_kept_and_found_again(tmp_path):
    file = tmp_path / "key"
    key = key_in(file)
    serving.check_bind("0.0.0.0", key)
    assert key_in(file) == key == file.read_text().strip()
    assert os.name == "nt" or file.stat().st_mode & 0o077 == 0
    file.write_text("short")
    with pytest.raises(InputError):
        key_in(file)


def test_a_key_and_a_file_are_one_too_many(folder, tmp_path):
    words = ["serve", str(folder), "--api-key", KEY, "--api-key-file", str(tmp_path / "key")]
    assert isinstance(CliRunner().invoke(app, words).exception, InputError)
    assert not (tmp_path / "key").exists()


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
