"""Files that people send: what is taken, what is refused, where it lies, and how it leaves."""

import errno
import os
import zipfile
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import files
from core.db import db
from core.downloads import download
from core.errors import BadInput, Gone, RuleBroken
from core.file_types import NAME_MOST, check, extension_of, safe_name
from core.stored_file import StoredFile

AT = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 17 + b"\x00\x00\x00\x00IEND\xaeB`\x82"
JPEG = b"\xff\xd8\xff\xe0" + b"\x00" * 20 + b"\xff\xd9"
ODT_TYPE = b"application/vnd.oasis.opendocument.text"
DOCX_TYPES = b'<Types><Override ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'


def a_zip(parts, compression=zipfile.ZIP_STORED):
    out = BytesIO()
    with zipfile.ZipFile(out, "w", compression) as package:
        for name, body in parts:
            package.writestr(name, body)
    return out.getvalue()


def an_odt(*more):
    parts = [("mimetype", ODT_TYPE), ("content.xml", b"<x/>"), ("META-INF/manifest.xml", b"<x/>")]
    return a_zip([*parts, *more])


def a_docx(*more, types=DOCX_TYPES):
    return a_zip([("[Content_Types].xml", types), ("word/document.xml", b"<x/>"), *more])


def a_bomb():
    huge = b"0" * (60 * 1024 * 1024)
    return a_zip(
        [("mimetype", ODT_TYPE), ("content.xml", huge), ("META-INF/manifest.xml", b"<x/>")],
        zipfile.ZIP_DEFLATED,
    )


@pytest.mark.parametrize(
    ("name", "body", "media_type"),
    [
        ("liite.pdf", PDF, "application/pdf"),
        ("LIITE.PDF", PDF, "application/pdf"),
        ("kuva.png", PNG, "image/png"),
        ("kuva.jpeg", JPEG, "image/jpeg"),
        ("kuva.JPG", JPEG, "image/jpeg"),
        ("muistio.odt", an_odt(), ODT_TYPE.decode()),
        (
            "muistio.docx",
            a_docx(),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
    ],
)
def test_documents_and_pictures_are_taken(name, body, media_type):
    assert check(name, body) == media_type


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("liite.pdf", b""),
        ("liite", PDF),
        ("liite.exe", b"MZ\x90"),
        ("liite.html", b"<script>alert(1)</script>"),
        ("liite.svg", b"<svg onload='x'/>"),
        ("liite.pdf.exe", PDF),
        ("liite.pdf", b"MZ\x90 %PDF-1.4 %%EOF"),
        ("liite.pdf", b"<html>%PDF-1.4</html>"),
        ("liite.pdf", PDF[:-8]),
        ("liite.pdf", b"%PDF-9.9\n%%EOF"),
        ("kuva.png", JPEG),
        ("kuva.png", PNG[:-6]),
        ("kuva.jpg", PNG),
        ("kuva.jpg", JPEG[:-2]),
        ("muistio.odt", PDF),
        ("muistio.odt", a_docx()),
        ("muistio.docx", an_odt()),
        ("muistio.odt", an_odt(("Basic/Standard/Module1.xml", b"Sub Main"))),
        ("muistio.odt", an_odt(("Scripts/python/x.py", b"import os"))),
        ("muistio.odt", an_odt(("../../etc/cron.d/x", b"x"))),
        ("muistio.odt", an_odt(("/etc/passwd", b"x"))),
        ("muistio.odt", an_odt()[:-30]),
        ("muistio.odt", a_bomb()),
        ("muistio.docx", a_docx(("word/vbaProject.bin", b"x"))),
        ("muistio.docx", a_docx(("word/activeX/activeX1.bin", b"x"))),
        ("muistio.docx", a_docx(("word/embeddings/oleObject1.bin", b"x"))),
        (
            "muistio.docx",
            a_docx(types=DOCX_TYPES.replace(b"document.main", b"document.macroEnabled.main")),
        ),
        ("muistio.docx", a_docx(types=b"<Types/>")),
        ("muistio.docx", a_docx(*((f"word/{n}.xml", b"") for n in range(2_001)))),
        ("muistio.docx", b"PK\x03\x04" + b"\x00" * 100),
    ],
)
def test_what_is_not_what_it_says_is_refused(name, body):
    with pytest.raises(BadInput) as refused:
        check(name, body, "evidence")
    assert refused.value.field == "evidence"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("..\\..\\windows\\system32\\lausunto.pdf", "lausunto.pdf"),
        ("/abs/lausunto.pdf", "lausunto.pdf"),
        ("lausunto\u202efdp.exe", "lausuntofdp.exe"),
        ("a\x00b\r\nSet-Cookie: x.pdf", "abSet-Cookie_ x.pdf"),
        ("  Lausunto (1)  .pdf ", "Lausunto (1).pdf"),
        ("Äänestys ja öljy.pdf", "Äänestys ja öljy.pdf"),
        ("A\u0308iti.pdf", "Äiti.pdf"),
        ('"; rm -rf.pdf', "_; rm -rf.pdf"),
        ("con.pdf", "_con.pdf"),
        ("...", "file"),
        ("", "file"),
        (".htaccess", "htaccess"),
    ],
)
def test_names_are_made_safe(typed, shown):
    assert safe_name(typed) == shown


@given(st.text(max_size=400))
def test_no_name_whatever_is_typed_leaves_its_folder(typed):
    name = safe_name(typed)
    assert 0 < len(name) <= NAME_MOST + 1
    assert not set(name) & set('/\\\x00\r\n<>:"|?*')
    assert name not in {".", ".."}
    assert name.isprintable() or not any(ord(c) < 32 for c in name)
    assert safe_name(name) == name


@given(st.text(alphabet="aä \u202e/\\.", max_size=300))
def test_a_shortened_name_keeps_its_extension(stem):
    assert extension_of(safe_name(stem + "a.pdf")) == "pdf"


def sent(body=PDF, name="lausunto.pdf", owner="organisation:1"):
    return files.store(BytesIO(body), name, owner, AT)


@pytest.fixture
def room(app, session, tmp_path, monkeypatch):
    """A folder of this test's own."""
    from dataclasses import replace

    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], data_dir=tmp_path))
    return tmp_path / "files"


def everything_in(room):
    return sorted(path for path in room.rglob("*") if path.is_file())


def test_a_file_lies_under_its_fingerprint_outside_the_web_root(app, room):
    stored = sent(name="../lausunto.pdf")
    [path] = everything_in(room)
    assert path == files.path_of(stored.sha256)
    assert path.read_bytes() == PDF
    assert path.stat().st_mode & 0o777 == 0o600
    assert app.static_folder not in str(path)
    assert stored.name == "lausunto.pdf"


def test_the_same_bytes_lie_once_and_count_twice(room):
    sent()
    sent(name="kopio.pdf")
    assert len(everything_in(room)) == 1
    assert files.used_by("organisation:1") == 2 * len(PDF)
    assert files.used_by("organisation:2") == 0


@pytest.mark.usefixtures("room")
def test_a_file_that_is_too_large_is_refused_without_reading_it_all():
    class Endless:
        given = 0

        def read(self, size):
            self.given += size
            return b"x" * size

    stream = Endless()
    with pytest.raises(BadInput, match="larger than"):
        files.store(stream, "suuri.pdf", "organisation:1", AT)
    assert stream.given < 22 * 1024 * 1024


def test_a_quota_is_one_organisations_own(app, room, monkeypatch):
    from dataclasses import replace

    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], upload_quota_mb=1))
    big = PDF[:-6] + b" " * 700_000 + b"%%EOF\n"
    stored = sent(big)
    with pytest.raises(BadInput, match="already take up"):
        sent(big)
    assert sent(big, owner="organisation:2").id
    files.remove(stored, AT)
    db.session.flush()
    assert sent(big).id


def test_a_full_disk_is_said_clearly_and_leaves_no_half_file(room, monkeypatch):
    def full(_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(RuleBroken, match="no room for files"):
        sent()
    assert everything_in(room) == []
    assert db.session.scalars(db.select(StoredFile)).all() == []


def test_a_broken_disk_is_not_hidden_and_leaves_no_half_file(room, monkeypatch):
    def broken(_):
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(files.os, "fsync", broken)
    with pytest.raises(OSError, match="Input/output"):
        sent()
    assert everything_in(room) == []


@pytest.mark.usefixtures("room")
@pytest.mark.parametrize("fingerprint", ["", "../x", "a" * 63, "g" * 64, "../" + "a" * 61])
def test_only_a_fingerprint_makes_a_path(fingerprint):
    with pytest.raises(ValueError, match="SHA-256"):
        files.path_of(fingerprint)


def test_a_removed_file_keeps_its_row_and_loses_its_bytes_when_swept(room):
    kept, gone = sent(), sent(PNG, "kuva.png")
    files.remove(gone, AT)
    files.remove(gone, AT + timedelta(days=1))
    db.session.flush()
    assert gone.removed_at == AT, "the first removal is what happened"
    assert files.sweep() == 0, "young files are left alone"
    for path in everything_in(room):
        os.utime(path, (1, 1))
    assert files.sweep() == 1
    assert everything_in(room) == [files.path_of(kept.sha256)]
    assert db.session.get(StoredFile, gone.id).name == "kuva.png"


def test_a_file_leaves_as_a_download_and_is_never_shown(app, room):
    stored = sent(name='Lausunto "ää".pdf')
    with app.test_request_context():
        response = download(stored)
        assert response.headers["Content-Disposition"].startswith("attachment; filename=")
        assert "\n" not in response.headers["Content-Disposition"]
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert (
            response.headers["Content-Security-Policy"]
            == "default-src 'none'; sandbox; frame-ancestors 'none'"
        )
        assert response.mimetype == "application/pdf"
        response.direct_passthrough = False
        assert response.get_data() == PDF
        response.close()
        files.remove(stored, AT)
        with pytest.raises(Gone):
            download(stored)
