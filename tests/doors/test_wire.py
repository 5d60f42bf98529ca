"""What arrives on the wire of the real server: too long, packed, cut short or slow; never a failure."""

import gzip
import re
import socket
import sqlite3
import time
from itertools import repeat
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest

from tests.browser.site import Site, running

pytestmark = pytest.mark.process
BLOCK = b"x" * 65_536
MEGABYTE = 1024 * 1024
FORM = "Content-Type: application/x-www-form-urlencoded"
FILES = "Content-Type: multipart/form-data; boundary=edge"
FILE = b'--edge\r\nContent-Disposition: form-data; name="screenshot"; filename="a.pdf"\r\n\r\n'


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with running(tmp_path_factory.mktemp("wire"), demonstration=False) as site:
        yield site


@pytest.fixture(autouse=True)
def serves_afterwards(site):
    """Whatever came, the next visitor is served."""
    yield
    with urlopen(f"{site.url}/sign-in", timeout=10) as answer:
        assert answer.status == 200


def key_of(site: Site) -> tuple[str, bytes]:
    """A cookie and the sign-in form's own token."""
    with urlopen(f"{site.url}/sign-in") as answer:
        cookie = answer.headers["Set-Cookie"].partition(";")[0]
        token = re.search(rb'name="csrf_token"[^>]*value="([^"]+)"', answer.read()).group(1)
    return cookie, token


def sent(site: Site, *headers: str, body=(), path="/sign-in", method="POST") -> tuple[int, int]:
    """The status of the answer, and how many bytes of the body were taken before it came."""
    parts = urlsplit(site.url)
    head = [f"{method} {path} HTTP/1.1", f"Host: {parts.netloc}", "Connection: close", *headers]
    taken, answer = 0, b""
    with socket.create_connection((parts.hostname, parts.port), timeout=15) as wire:
        try:
            wire.sendall("\r\n".join([*head, "", ""]).encode())
            for piece in body:
                wire.sendall(piece)
                taken += len(piece)
        except OSError:
            pass  # refused before all of it was sent
        try:
            while piece := wire.recv(65_536):
                answer += piece
        except ConnectionError:
            pass
    assert answer.startswith(b"HTTP/1.1 "), answer[:200]
    return int(answer.split()[1]), taken


def in_chunks(*pieces):
    """Without saying how long it is (RFC 9112, section 7.1)."""
    for piece in pieces:
        yield b"%x\r\n%b\r\n" % (len(piece), piece)
    yield b"0\r\n\r\n"


def peak(site: Site) -> int:
    """The most memory the server's processes have ever held, in bytes; 0 where that is not told."""
    port, most = str(urlsplit(site.url).port), 0
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            if port in status.with_name("cmdline").read_text().split("\x00"):
                most += int(re.search(r"VmHWM:\s+(\d+)", status.read_text()).group(1)) * 1024
        except (OSError, AttributeError):
            continue
    return most


def test_a_form_in_chunks_is_read_like_any_other(site):
    cookie, token = key_of(site)
    body = b"csrf_token=" + token + b"&email=a%40b.fi&password=wrong"
    headers = (FORM, "Transfer-Encoding: chunked", f"Cookie: {cookie}")
    assert sent(site, *headers, body=in_chunks(body[:9], body[9:]))[0] == 422


@pytest.mark.parametrize("megabytes", [3, 100])
def test_a_form_in_chunks_is_not_longer_than_another_and_never_cut(site, megabytes):
    cookie, token = key_of(site)
    begin = b"csrf_token=" + token + b"&email=a%40b.fi&password="
    headers = (FORM, "Transfer-Encoding: chunked", f"Cookie: {cookie}")
    before = peak(site)
    status, taken = sent(site, *headers, body=in_chunks(begin, *repeat(BLOCK, 16 * megabytes)))
    assert status == 413
    assert taken < 10 * MEGABYTE
    assert peak(site) - before < 32 * MEGABYTE


def test_a_file_in_chunks_is_refused_at_the_limit(site):
    before = peak(site)
    body = in_chunks(FILE, *repeat(BLOCK, 1600))
    status, taken = sent(site, FILES, "Transfer-Encoding: chunked", path="/feedback", body=body)
    assert status == 413
    assert taken < 40 * MEGABYTE
    assert peak(site) - before < 64 * MEGABYTE


@pytest.mark.parametrize("kind", [FORM, FILES, "Content-Type: application/json"])
@pytest.mark.parametrize("path", ["/sign-in", "/stripe/webhook"])
def test_what_says_that_it_is_too_long_is_not_read(site, kind, path):
    length = f"Content-Length: {100 * MEGABYTE}"
    status, taken = sent(site, kind, length, path=path, body=repeat(BLOCK, 1600))
    assert status == 413
    assert taken < 10 * MEGABYTE


@pytest.mark.parametrize("kind", [FORM, FILES])
def test_nothing_packed_is_unpacked(site, kind):
    cookie, token = key_of(site)
    begin = b"csrf_token=" + token + b"&email=a%40b.fi&password="
    before = peak(site)
    for body in (gzip.compress(begin), gzip.compress(begin + bytes(100 * MEGABYTE))):
        headers = (kind, "Content-Encoding: gzip", f"Content-Length: {len(body)}")
        assert sent(site, *headers, f"Cookie: {cookie}", body=[body])[0] == 400
    assert peak(site) - before < 16 * MEGABYTE


def test_a_form_that_is_cut_short_does_nothing(site):
    """A browser that goes away in the middle has not sent a shorter form."""
    cookie, token = key_of(site)
    parts = urlsplit(site.url)
    body = b"csrf_token=" + token + b"&category=other&email=&page=&text=Cut short"
    head = f"POST /feedback HTTP/1.1\r\nHost: {parts.netloc}\r\n{FORM}\r\nCookie: {cookie}\r\n"
    for length in (len(body), len(body) + 100):
        with socket.create_connection((parts.hostname, parts.port), timeout=15) as wire:
            wire.sendall(f"{head}Content-Length: {length}\r\n\r\n".encode() + body)
            if length == len(body):
                assert wire.recv(20).startswith(b"HTTP/1.1 302")
            wire.shutdown(socket.SHUT_WR)
    time.sleep(1)
    counted = "SELECT count(*) FROM feedback"
    file = next(Path(site.environment["KUNTATORI_DATA_DIR"]).glob("kuntatori*.sqlite3"))
    with sqlite3.connect(file) as database:
        assert database.execute(counted).fetchone() == (1,)
    database.close()


@pytest.mark.parametrize(
    ("headers", "path", "statuses"),
    [
        (["X-Long: " + "x" * 100_000], "/", {200}),
        (["X-Long: " + "x" * 5_000_000], "/", {431}),
        (["Cookie: kuntatori=" + "x" * 100_000], "/account", {302}),
        (["Accept-Language: " + "fi," * 50_000], "/", {200}),
        (["X-Request-Id: " + "x" * 50_000], "/", {200}),
        ([f"X-{n}: y" for n in range(2_000)], "/", {431}),
        ([], "/?q=" + "y" * 70_000, {414}),
        (["Content-Length: -5"], "/", {400}),
        (["Content-Length: 5", "Content-Length: 6"], "/", {400}),
    ],
)
def test_headers_of_any_length_are_read_or_refused(site, headers, path, statuses):
    assert sent(site, *headers, path=path, method="GET")[0] in statuses


def test_those_who_send_slowly_do_not_stop_the_others_and_are_let_go_when_they_leave(site):
    """Each holds a thread while it sends; in production the proxy receives bodies before us."""
    parts = urlsplit(site.url)
    head = f"POST /sign-in HTTP/1.1\r\nHost: {parts.netloc}\r\n{FORM}\r\nContent-Length: 99\r\n\r\n"
    for people in (3, 12):  # fewer than there are threads, and more
        slow = [socket.create_connection((parts.hostname, parts.port)) for _ in range(people)]
        for wire in slow:
            wire.sendall(head.encode() + b"em")
        time.sleep(0.3)
        if people == 3:
            with urlopen(f"{site.url}/healthz", timeout=10) as answer:
                assert answer.status == 200
        for wire in slow:
            wire.close()
        with urlopen(f"{site.url}/healthz", timeout=10) as answer:
            assert answer.status == 200
