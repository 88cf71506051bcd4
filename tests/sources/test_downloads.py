"""The downloader against a local server that misbehaves on purpose.

The server is ours and its body is known, so every expected byte count and digest is exact.
"""

import hashlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from jiqun.core import InputError
from jiqun.sources.downloads import download

BODY = bytes(range(256)) * 4096  # 1 MiB
SHA = hashlib.sha256(BODY).hexdigest()


class Publisher(BaseHTTPRequestHandler):
    """Answers by path; ``server.cut`` bodies are broken off after so many bytes, once each."""

    def log_message(self, *_):
        pass

    def do_GET(self):
        self.server.asked.append((self.path, self.headers.get("Range")))
        answer = getattr(self, "at_" + self.path.strip("/").split("/")[0].split(".")[0], None)
        if answer is None:
            self.send_error(404)
        else:
            answer()

    def send(self, body, *, start=0, ranges=True, cut=None, length=None):
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(body) - 1}/{len(body)}")
        if ranges:
            self.send_header("ETag", '"one"')
        rest = body[start:]
        self.send_header("Content-Length", str(length or len(rest)))
        self.end_headers()
        self.wfile.write(rest[:cut])

    def start(self):
        wanted = self.headers.get("Range")
        fresh = self.headers.get("If-Range") == '"one"'
        return int(wanted.removeprefix("bytes=").rstrip("-")) if wanted and fresh else 0

    def at_whole(self):
        self.send(BODY, start=self.start())

    def at_interrupted(self):
        cut = self.server.cuts.pop() if self.server.cuts else None
        self.send(BODY, start=self.start(), cut=cut)

    def at_norange(self):
        cut = self.server.cuts.pop() if self.server.cuts else None
        self.send(BODY, ranges=False, cut=cut)

    def at_truncated(self):
        self.send(BODY[:1000], length=2000, ranges=False)

    def at_busy(self):
        if len(self.server.asked) < 3:
            self.send_error(503)
        else:
            self.send(BODY)

    def at_away(self):
        self.redirect("/whole")

    def at_loop(self):
        self.redirect("/loop")

    def at_elsewhere(self):
        self.redirect("file:///etc/hostname")

    def redirect(self, to):
        self.send_response(302)
        self.send_header("Location", to)
        self.send_header("Content-Length", "0")
        self.end_headers()


@pytest.fixture
def publisher():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Publisher)
    server.asked, server.cuts = [], []
    server.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def code(told):
    return [problem.code for problem in told.value.problems]


def fetch(publisher, path, folder, **options):
    return download(publisher.url + path, into=folder, patience=0.001, **options)


def test_a_file_comes_whole_and_is_kept(publisher, tmp_path):
    first = fetch(publisher, "/whole/a.zip", tmp_path)
    assert first.path.read_bytes() == BODY
    assert (first.sha256, first.size, first.cached) == (SHA, len(BODY), False)
    again = fetch(publisher, "/whole/a.zip", tmp_path)
    assert again.cached
    assert again.path == first.path
    assert len(publisher.asked) == 1
    assert not list(tmp_path.glob("*.part*"))


def test_two_addresses_with_one_file_name_do_not_meet(publisher, tmp_path):
    one = fetch(publisher, "/whole/2018/a.zip", tmp_path)
    two = fetch(publisher, "/whole/2019/a.zip", tmp_path)
    assert one.path != two.path


def test_an_interrupted_download_goes_on_where_it_stopped(publisher, tmp_path):
    publisher.cuts = [300_000]
    got = fetch(publisher, "/interrupted", tmp_path)
    assert got.path.read_bytes() == BODY
    assert [asked[1] for asked in publisher.asked] == [None, "bytes=300000-"]


def test_a_later_call_resumes_what_an_earlier_one_left(publisher, tmp_path):
    publisher.cuts = [100, 100, 100, 100_000]
    with pytest.raises(InputError) as told:
        fetch(publisher, "/interrupted", tmp_path)
    assert code(told) == ["download-truncated"]
    assert not [p for p in tmp_path.iterdir() if p.suffix not in (".part", ".tag")]
    got = fetch(publisher, "/interrupted", tmp_path)
    assert got.path.read_bytes() == BODY
    assert got.resumed == 100_300


def test_a_server_without_ranges_is_asked_again_from_the_start(publisher, tmp_path):
    publisher.cuts = [300_000]
    got = fetch(publisher, "/norange", tmp_path)
    assert got.path.read_bytes() == BODY
    assert [asked[1] for asked in publisher.asked] == [None, None]


def test_a_spoilt_part_is_found_by_its_digest(publisher, tmp_path):
    publisher.cuts = [100, 100, 100, 100_000]
    with pytest.raises(InputError):
        fetch(publisher, "/interrupted", tmp_path)
    part = next(tmp_path.glob("*.part"))
    part.write_bytes(b"x" * part.stat().st_size)
    with pytest.raises(InputError) as told:
        fetch(publisher, "/interrupted", tmp_path, sha256=SHA)
    assert code(told) == ["download-checksum"]
    assert fetch(publisher, "/interrupted", tmp_path, sha256=SHA).sha256 == SHA


def test_a_wrong_checksum_leaves_nothing(publisher, tmp_path):
    with pytest.raises(InputError) as told:
        fetch(publisher, "/whole", tmp_path, sha256="0" * 64)
    assert code(told) == ["download-checksum"]
    assert list(tmp_path.iterdir()) == []


def test_a_file_spoilt_on_the_disk_is_fetched_again(publisher, tmp_path):
    first = fetch(publisher, "/whole", tmp_path)
    first.path.write_bytes(b"spoilt")
    assert fetch(publisher, "/whole", tmp_path).path.read_bytes() == BODY


def test_a_missing_file_is_told_at_once(publisher, tmp_path):
    with pytest.raises(InputError) as told:
        fetch(publisher, "/nothing", tmp_path)
    assert code(told) == ["download-status"]
    assert "404" in str(told.value)
    assert len(publisher.asked) == 1


def test_a_truncated_body_is_never_taken_for_the_file(publisher, tmp_path):
    with pytest.raises(InputError) as told:
        fetch(publisher, "/truncated", tmp_path)
    assert code(told) == ["download-truncated"]
    assert not [p for p in tmp_path.iterdir() if p.suffix != ".part"]


def test_a_busy_publisher_is_asked_again(publisher, tmp_path):
    assert fetch(publisher, "/busy", tmp_path).sha256 == SHA
    assert len(publisher.asked) == 3


def test_an_oversize_file_is_refused_before_its_body(publisher, tmp_path):
    with pytest.raises(InputError) as told:
        fetch(publisher, "/whole", tmp_path, limit=1000)
    assert code(told) == ["download-oversize"]


def test_a_redirect_is_followed_but_not_to_another_scheme(publisher, tmp_path):
    assert fetch(publisher, "/away", tmp_path).sha256 == SHA
    for path in ("/elsewhere", "/loop"):
        with pytest.raises(InputError):
            fetch(publisher, path, tmp_path)


@pytest.mark.parametrize("url", ["file:///etc/hostname", "ftp://127.0.0.1/x", "data:,x", "x"])
def test_only_http_is_fetched(url, tmp_path):
    with pytest.raises(InputError) as told:
        download(url, into=tmp_path)
    assert code(told) == ["download-scheme"]


def test_a_file_name_cannot_leave_the_folder(publisher, tmp_path):
    got = fetch(publisher, "/whole/..%2f..%2fevil", tmp_path)
    assert got.path.parent == tmp_path


def test_nobody_at_home(tmp_path):
    with pytest.raises(InputError) as told:
        download("http://127.0.0.1:9/x", into=tmp_path, patience=0.001)
    assert code(told) == ["download-unreachable"]


def test_progress_ends_at_the_whole(publisher, tmp_path):
    seen = []
    fetch(publisher, "/whole", tmp_path, progress=lambda *step: seen.append(step))
    assert seen[-1] == ("download", len(BODY), len(BODY))


@pytest.mark.parametrize("record", ["[]", "{}", '{"url": URL, "sha256": 5}', "{", '"x"'])
def test_a_record_that_makes_no_sense_is_no_record(record, publisher, tmp_path):
    got = fetch(publisher, "/whole/a.zip", tmp_path)
    note = got.path.with_name(got.path.name + ".json")
    note.write_text(record.replace("URL", f'"{got.url}"'))
    again = fetch(publisher, "/whole/a.zip", tmp_path)
    assert again.path.read_bytes() == BODY and not again.cached
    note.write_text(note.read_text().replace("{", '{"more": 1,', 1))
    assert fetch(publisher, "/whole/a.zip", tmp_path).cached


@pytest.mark.parametrize("length", ["many", "-5", "1e3"])
def test_a_header_that_makes_no_sense_is_told(length, publisher, tmp_path, monkeypatch):
    monkeypatch.setattr(Publisher, "at_whole", lambda self: self.send(BODY, length=length))
    with pytest.raises(InputError) as told:
        fetch(publisher, "/whole", tmp_path)
    assert code(told) in (["download-unreachable"], ["download-truncated"])


def test_a_redirect_into_nothing_is_told(publisher, tmp_path, monkeypatch):
    monkeypatch.setattr(Publisher, "at_away", lambda self: self.redirect("http://[::"))
    with pytest.raises(InputError) as told:
        fetch(publisher, "/away", tmp_path)
    assert code(told) == ["download-unreachable"]


def test_a_proxy_that_cannot_be_used_is_told(publisher, tmp_path, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "gopher://nowhere")
    monkeypatch.setenv("NO_PROXY", "")
    with pytest.raises(InputError) as told:
        fetch(publisher, "/whole", tmp_path)
    assert code(told) == ["download-unreachable"]
