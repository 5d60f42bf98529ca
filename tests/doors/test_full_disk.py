"""A disk without room, over HTTP: papers are still read, deeds are refused whole, nothing is left."""

import errno
import tempfile
from dataclasses import replace

import pytest
from sqlalchemy import select

from core.db import db
from core.stored_file import StoredFile
from tests.doors.world import ROUTES, args_of, make_world

NO_ROOM = "The service has no room for files just now. Nothing was saved; try later."
KIND = "multipart/form-data; boundary=edge"
LARGE = b"".join(
    (
        b'--edge\r\nContent-Disposition: form-data; name="screenshot"; filename="kuva.png"\r\n\r\n',
        b"x" * 700_000,  # more than is kept in memory
        b"\r\n--edge--\r\n",
    )
)


@pytest.fixture
def room(app, session, tmp_path, monkeypatch):
    """A data directory of this test's own, which a process that is not root could fill."""
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], data_dir=tmp_path))
    return tmp_path / "pdf"


@pytest.fixture
def full(monkeypatch):
    """From now on no temporary file takes a byte: every write says what a full disk says."""
    real = tempfile.NamedTemporaryFile

    def no_room(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    def made(*words, **more):
        file = real(*words, **more)
        file.write = no_room
        return file

    def fill():
        monkeypatch.setattr(tempfile, "NamedTemporaryFile", made)

    return fill


def files_in(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file())


def papers(app, world):
    """(route, address) of every document that is set when it is asked for."""
    for rule in app.url_map.iter_rules():
        route = ROUTES.get(rule.endpoint)
        if route and ".pdf" in rule.rule and "GET" in rule.methods:
            with app.test_request_context():
                yield route, app.url_for(rule.endpoint, **args_of(route, world))


def test_a_paper_is_handed_over_also_when_it_cannot_be_kept(app, room, full, browser):
    world = make_world()
    full()
    handed_over = 0
    for route, address in papers(app, world):
        visitor = next(one for one in sorted(route.may) if one in world.person)
        answer = browser(world.person[visitor]).get(address)
        assert answer.status_code in {200, 302, 409}, address
        if answer.status_code == 200:
            assert answer.data.startswith(b"%PDF"), address
            handed_over += 1
    assert handed_over >= 2
    assert files_in(room) == []


def test_a_paper_is_kept_again_when_there_is_room(app, room, browser):
    world = make_world()
    for route, address in papers(app, world):
        visitor = next(one for one in sorted(route.may) if one in world.person)
        client = browser(world.person[visitor])
        first = client.get(address)
        if first.status_code == 200:
            assert first.data in [kept.read_bytes() for kept in files_in(room)]
            assert client.get(address).data == first.data
            return
    raise AssertionError("no paper was set")


def test_a_large_file_that_finds_no_room_on_its_way_in_is_told_so(app, room, monkeypatch):
    def nowhere(*_words, **_more):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("werkzeug.formparser.SpooledTemporaryFile", nowhere)
    client = app.test_client()
    client.set_cookie("lang", "en")
    answer = client.post("/feedback", data=LARGE, content_type=KIND)
    assert answer.status_code == 507
    assert answer.headers["Retry-After"]
    assert NO_ROOM in answer.text
    assert db.session.scalars(select(StoredFile)).all() == []
    assert files_in(room) == []


def test_another_fault_of_the_disk_is_not_told_as_a_full_one(app, session, monkeypatch):
    def broken(*_words, **_more):
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr("werkzeug.formparser.SpooledTemporaryFile", broken)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    answer = app.test_client().post("/feedback", data=LARGE, content_type=KIND)
    assert answer.status_code == 500
